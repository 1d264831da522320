//! IndexedDB in a real browser, by the suite that every storage passes.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test may fail")]

use app::replica::{BrowserCodec, IndexedDb};
use shared::{
    Id,
    replica::{Codec, Commit, Storage, StorageError, conformance},
    sync::{Mutation, Operation},
};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn fresh(name: &str) -> IndexedDb {
    let storage = IndexedDb::open(name).await.expect("opens");
    storage.clear().await.expect("clears");
    storage
}

#[wasm_bindgen_test]
async fn indexeddb_conforms() {
    let storage = fresh("conformance").await;
    let reopen = async |storage: IndexedDb| {
        drop(storage);
        IndexedDb::open("conformance").await.expect("opens again")
    };
    conformance::suite(storage, reopen).await.expect("conforms");
}

#[wasm_bindgen_test]
async fn two_tabs_never_share_a_number() {
    let (one, two) = (fresh("two-tabs").await, IndexedDb::open("two-tabs").await.expect("opens"));
    let edit = Mutation {
        client: Id::named("device"),
        number: 0,
        at: 1,
        ops: vec![Operation::Delete { entity: "account".into(), id: Id::NIL }],
        group: None,
        epoch: String::new(),
        seen: None,
    };
    let mut numbers = Vec::new();
    for _ in 0..10 {
        let both = futures::future::join(one.append(&edit), two.append(&edit)).await;
        numbers.extend([both.0.expect("appends"), both.1.expect("appends")]);
    }
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 20);
}

async fn waiting(storage: &IndexedDb) -> Vec<(String, bool)> {
    let files = storage.waiting_files().await.expect("reads");
    files.into_iter().map(|file| (file.hash, file.is_new)).collect()
}

#[wasm_bindgen_test]
async fn files_wait_until_the_server_has_them_and_go_with_everything_else() {
    let storage = fresh("files").await;
    storage.offer_files_to("first life").await.unwrap();
    storage.keep_file("fetched", b"1").await.unwrap();
    storage.keep_new_file("new", b"22").await.unwrap();
    assert_eq!(waiting(&storage).await, [("new".to_owned(), true)]);
    assert_eq!(storage.file("new").await.unwrap().as_deref(), Some(&b"22"[..]));
    assert_eq!(storage.file("nowhere").await.unwrap(), None);
    storage.file_settled("new").await.unwrap();
    storage.offer_files_to("first life").await.unwrap();
    assert!(waiting(&storage).await.is_empty());
    storage.clear().await.unwrap();
    assert_eq!((storage.file("new").await.unwrap(), waiting(&storage).await.len()), (None, 0));
}

#[wasm_bindgen_test]
async fn after_a_restore_all_files_wait_once_more() {
    let storage = fresh("files-restored").await;
    storage.offer_files_to("first life").await.unwrap();
    storage.keep_file("fetched", b"1").await.unwrap();
    storage.keep_new_file("unsent", b"22").await.unwrap();
    storage.offer_files_to("second life").await.unwrap();
    let all = [("fetched".to_owned(), false), ("unsent".to_owned(), true)];
    assert_eq!(waiting(&storage).await, all, "another device may have lost what was fetched here");
    storage.file_settled("fetched").await.unwrap();
    drop(storage);
    let storage = IndexedDb::open("files-restored").await.expect("opens again");
    storage.offer_files_to("second life").await.unwrap();
    assert_eq!(waiting(&storage).await, [("unsent".to_owned(), true)]);
}

#[wasm_bindgen_test]
async fn making_room_spares_the_files_that_wait() {
    let storage = fresh("files-room").await;
    storage.keep_file("fetched", b"1").await.unwrap();
    storage.keep_new_file("new", b"22").await.unwrap();
    storage.drop_fetched_files().await.unwrap();
    assert_eq!(storage.file("fetched").await.unwrap(), None);
    assert_eq!(storage.file("new").await.unwrap().as_deref(), Some(&b"22"[..]));
    assert_eq!(waiting(&storage).await, [("new".to_owned(), true)]);
}

#[wasm_bindgen_test]
async fn gzip_round_trips_and_damage_is_noticed() {
    let text = "Sextant ".repeat(10_000);
    let packed = BrowserCodec.deflate(text.as_bytes()).await.expect("packs");
    assert!(packed.len() < text.len() / 20);
    assert_eq!(BrowserCodec.inflate(&packed).await.expect("unpacks"), text.as_bytes());
    assert_eq!(BrowserCodec.inflate(packed.get(..packed.len() / 2).expect("half")).await, None);
    assert_eq!(BrowserCodec.inflate(b"not gzip").await, None);
}

#[wasm_bindgen_test]
async fn after_leaving_nobody_who_began_before_can_write() {
    let (one, two) = (fresh("leaving").await, IndexedDb::open("leaving").await.expect("opens"));
    let edit = Mutation {
        client: Id::named("device"),
        number: 0,
        at: 1,
        ops: Vec::new(),
        group: None,
        epoch: String::new(),
        seen: None,
    };
    two.append(&edit).await.expect("appends");
    one.leave().await.expect("leaves");
    for tab in [&one, &two] {
        assert_eq!(tab.append(&edit).await, Err(StorageError::Lost));
        assert_eq!(tab.commit(&Commit::default()).await, Err(StorageError::Lost));
        assert_eq!(tab.stored().await, Err(StorageError::Lost));
    }
    let next = IndexedDb::open("leaving").await.expect("opens");
    assert_eq!(next.is_leaving().await, Ok(true));
    assert_eq!(next.outbox().await, Ok(Vec::new()));
    next.left().await.expect("left");
    assert_eq!(next.is_leaving().await, Ok(false));
    next.append(&edit).await.expect("appends");
    next.leave().await.expect("leaves");
    for tab in [&one, &two, &next] {
        assert_eq!(tab.append(&edit).await, Err(StorageError::Lost), "no age comes back");
    }
    let last = IndexedDb::open("leaving").await.expect("opens");
    assert_eq!(last.outbox().await, Ok(Vec::new()), "what was refused left nothing behind");
}
