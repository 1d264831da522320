use std::io::Cursor;
use std::sync::Arc;

use server::{
    store::{Batch, MemoryStore, Store, Table, sequence_key},
    upkeep::{Later, WholeBackup, backup, moment, restore, verify},
};
use shared::{
    Id, Schema, Value,
    sync::{Change, Edit, Operation},
};

use crate::support::{contact, founded, mutation, open, push};

/// A file with its hash, as it lies in the store. That it is no picture nobody asks any more.
const FILE: (&str, &str) =
    ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", r#"{"type":"image/png","data":"YWJj"}"#);

/// A workspace in which everything has happened: conflicts, rejections, deletions, moves.
async fn lived_in() -> Arc<MemoryStore> {
    let (store, workspace, owner) = founded().await;
    let set = |value: &str| {
        let change = Change { field: "title".into(), edit: Edit::Set(Value::from(value)), base: 2 };
        Operation::Patch { entity: "contact".into(), id: Id::named("c"), changes: vec![change] }
    };
    let (one, other) = (Id::named("one"), Id::named("other"));
    let all = [
        (one, vec![contact("c"), contact("d")]),
        (one, vec![set("CEO")]),
        (other, vec![set("CTO")]),
        (one, vec![contact("c")]),
        (one, vec![Operation::Delete { entity: "contact".into(), id: Id::named("d") }]),
        (one, vec![Operation::Restore { entity: "contact".into(), id: Id::named("d") }]),
        (other, vec![]),
    ];
    for ((client, ops), number) in all.into_iter().zip(1..) {
        push(&workspace, owner, mutation(client, number, ops)).await.unwrap();
    }
    let rest = Batch::new().with(Table::Session, "s", "{}").with(Table::Credential, "u", "{}");
    store.commit(rest.with(Table::Blob, FILE.0, FILE.1)).await.unwrap();
    store
}

async fn check(store: &MemoryStore) -> Result<server::upkeep::Verified, String> {
    verify(store, Arc::new(Schema::built_in())).await.map_err(|damage| damage.to_string())
}

async fn backed_up(store: &MemoryStore) -> Vec<u8> {
    let mut bytes = Vec::new();
    backup(store, &mut bytes).await.unwrap();
    bytes
}

fn whole<'a>(bytes: &'a [u8]) -> WholeBackup<impl Fn() -> std::io::Result<Cursor<&'a [u8]>>> {
    WholeBackup::read(move || Ok(Cursor::new(bytes))).unwrap()
}

#[tokio::test]
async fn a_sound_store_is_found_so() {
    let verified = check(&*lived_in().await).await.unwrap();
    assert_eq!((verified.entries, verified.outcomes, verified.blobs), (8, 8, 1));
    assert!(check(&MemoryStore::new()).await.is_ok(), "so is an empty one");
}

/// What is broken, how, in which row, and what verify says of it.
type Damage = (&'static str, fn(Batch, &str) -> Batch, Table, String, &'static str);

#[tokio::test]
async fn every_kind_of_damage_is_found() {
    let broken: [Damage; 7] = [
        (
            "a lost entry",
            |batch, key| batch.without(Table::Log, key),
            Table::Log,
            sequence_key(4),
            "entry 4 is missing",
        ),
        (
            "a lost last entry",
            |batch, key| batch.without(Table::Log, key),
            Table::Log,
            sequence_key(8),
            "head says entry 8",
        ),
        (
            "a lost record",
            |batch, key| batch.without(Table::Record, key),
            Table::Record,
            format!("contact/{}", Id::named("c")),
            "is missing",
        ),
        (
            "a lost outcome",
            |batch, key| batch.without(Table::Outcome, key),
            Table::Outcome,
            format!("{}/{}", Id::named("one"), sequence_key(2)),
            "entry 3 has no outcome",
        ),
        (
            "a lost head",
            |batch, key| batch.without(Table::Head, key),
            Table::Head,
            "head".to_owned(),
            "there is no head",
        ),
        (
            "a record of nobody",
            |batch, _| {
                let record = shared::Record::new(
                    "contact",
                    Id::named("ghost"),
                    Arc::new(shared::record::Stamp { seq: 1, at: 1, by: Id::NIL, client: Id::NIL }),
                );
                let held = serde_json::json!({ "seq": 1, "record": record });
                batch.with(Table::Record, format!("contact/{}", Id::named("ghost")), held.to_string())
            },
            Table::Meta,
            String::new(),
            "is not as the log leaves it",
        ),
        (
            "an outcome of nothing",
            |batch, _| {
                let outcome = serde_json::json!({ "fingerprint": "x", "user": Id::NIL, "outcome": { "number": 9, "seq": 3, "status": "applied" } });
                batch.with(Table::Outcome, format!("{}/{}", Id::named("one"), sequence_key(9)), outcome.to_string())
            },
            Table::Meta,
            String::new(),
            "has no log entry",
        ),
    ];
    for (name, breaking, table, key, said) in broken {
        let store = lived_in().await;
        assert!(key.is_empty() || store.get(table, &key).await.unwrap().is_some(), "{name}: nothing to break");
        store.commit(breaking(Batch::new(), &key)).await.unwrap();
        let verdict = check(&store).await.expect_err(name);
        assert!(verdict.contains(said), "{name}: {verdict}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_what_its_hash_says_is_found() {
    for broken in [r#"{"type":"image/png","data":"YWJk"}"#, r#"{"type":"image/png","data":"YW"}"#, "{}"] {
        let store = lived_in().await;
        store.commit(Batch::new().with(Table::Blob, FILE.0, broken)).await.unwrap();
        let verdict = check(&store).await.unwrap_err();
        assert!(verdict.contains(FILE.0), "{verdict}");
    }
}

#[tokio::test]
async fn one_changed_letter_anywhere_is_found() {
    for table in [Table::Log, Table::Record, Table::Outcome] {
        let rows = lived_in().await.scan(table, None, 1000).await.unwrap();
        for row in rows {
            let store = lived_in().await;
            // Ids and epochs differ between two stores, so what is damaged is read from this one.
            let Some(value) = store.get(table, &row.key).await.unwrap() else { continue };
            let changed = value.replacen("\"seq\":", "\"seq\":1", 1);
            assert_ne!(changed, value);
            store.commit(Batch::new().with(table, &row.key, changed)).await.unwrap();
            assert!(check(&store).await.is_err(), "{table} {}", row.key);
        }
    }
}

#[tokio::test]
async fn a_backup_comes_back_whole_in_a_new_epoch_without_sessions() {
    let store = lived_in().await;
    let bytes = backed_up(&store).await;
    let restored = MemoryStore::new();
    let report = restore(&restored, whole(&bytes), Later::TakeBack).await.unwrap();
    assert_eq!(report.seq, 8);
    assert_eq!(report.rows, backup(&*store, Vec::<u8>::new()).await.unwrap().rows, "both count the same");
    assert_eq!(check(&restored).await.unwrap().entries, 8);
    for table in Table::ALL {
        let (before, after) =
            (store.scan(table, None, 1000).await.unwrap(), restored.scan(table, None, 1000).await.unwrap());
        match table {
            Table::Session => assert!(after.is_empty()),
            Table::Head => assert_ne!(before, after, "another epoch"),
            _ => assert_eq!(before, after, "{table}"),
        }
    }
    let workspace = open(&Arc::new(restored)).await;
    assert_eq!((workspace.truth().head().epoch.clone(), workspace.truth().head().began), (report.epoch, 8));
}

#[tokio::test]
async fn a_log_remembers_what_it_goes_on_from() {
    let (first, second) = (Arc::new(MemoryStore::new()), MemoryStore::new());
    let bytes = backed_up(&*lived_in().await).await;
    let once = restore(&*first, whole(&bytes), Later::TakeBack).await.unwrap();
    let before = open(&first).await.truth().head().forks[0].epoch.clone();
    let bytes = backed_up(&first).await;
    restore(&second, whole(&bytes), Later::TakeBack).await.unwrap();
    assert!(check(&second).await.is_ok());
    let workspace = open(&Arc::new(second)).await;
    let head = workspace.truth().head().clone();
    assert_eq!([&*before, &*once.epoch, "unheard of"].map(|epoch| head.shared_with(epoch)), [8, 8, 0]);
    assert_eq!(head.forks.len(), 2);
}

#[tokio::test]
async fn what_is_not_a_whole_backup_is_not_restored() {
    let bytes = backed_up(&*lived_in().await).await;
    let mut changed = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*bytes), &mut changed).unwrap();
    let text = String::from_utf8(changed).unwrap();
    let gzip = |text: &str| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut out, text.as_bytes()).unwrap();
        out.finish().unwrap()
    };
    let lines: Vec<&str> = text.lines().collect();
    let without_a_row = [&lines[..5], &lines[6..]].concat().join("\n") + "\n";
    let cases = [
        ("cut off", bytes[..bytes.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("something else", b"hello".to_vec()),
        ("a changed letter", gzip(&text.replace("Ada", "Eve"))),
        ("a missing row", gzip(&without_a_row)),
        ("no end", gzip(&(lines[..lines.len() - 1].join("\n") + "\n"))),
    ];
    for (name, bytes) in cases {
        let error = WholeBackup::read(|| Ok(Cursor::new(bytes.clone()))).map(drop).expect_err(name);
        assert!(error.to_string().contains("not a whole backup"), "{name}: {error}");
    }
}

#[tokio::test]
async fn only_an_empty_store_is_restored_into() {
    let store = lived_in().await;
    let bytes = backed_up(&store).await;
    let error = restore(&*store, whole(&bytes), Later::TakeBack).await.unwrap_err();
    assert!(error.to_string().contains("not empty"));
    assert!(check(&store).await.is_ok());
}

#[tokio::test]
async fn edits_and_files_come_while_the_files_of_a_backup_are_written() {
    let store = lived_in().await;
    let mut bytes = Vec::new();
    let moment = moment(&*store, &mut bytes).await.unwrap();
    let file = store.get(Table::Blob, FILE.0).await.unwrap();
    store.commit(Batch::new().with(Table::Head, "head", r#"{"epoch":"e","seq":999,"hash":""}"#)).await.unwrap();
    store.commit(Batch::new().with(Table::Blob, "later", FILE.1)).await.unwrap();
    let done = moment.with_files(&*store).await.unwrap();
    assert_eq!(done.seq, 8, "the head is of the moment");
    let other = MemoryStore::new();
    let restored = restore(&other, whole(&bytes), Later::TakeBack).await.unwrap();
    assert_eq!((restored.rows, restored.seq), (done.rows, 8));
    assert!(file.is_some() && other.get(Table::Blob, FILE.0).await.unwrap() == file);
}

#[tokio::test]
async fn a_store_written_to_during_a_backup_is_no_backup() {
    struct Meddler(Arc<MemoryStore>, Vec<u8>);
    impl std::io::Write for Meddler {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            let store = self.0.clone();
            futures::executor::block_on(store.commit(Batch::new().with(
                Table::Head,
                "head",
                r#"{"epoch":"e","seq":9,"hash":""}"#,
            )))
            .unwrap();
            self.1.write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let store = lived_in().await;
    let error = backup(&*store, Meddler(store.clone(), Vec::new())).await.unwrap_err();
    assert!(error.contains("written to during"), "{error}");
}
