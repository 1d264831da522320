//! One suite that every [`Store`] passes. It is ordinary code rather than a test, so that back ends in
//! other crates can be held to it: [`suite!`] stamps out one test per case.
//!
//! A case stops at its first surprise, like any test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "these are the bodies of tests; they live here only so that several crates can run them"
)]

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::task::JoinSet;

use super::{Batch, MemoryStore, Row, Store, StoreError, Table, sequence_key, sequence_of};

/// A store under test, empty at first.
#[async_trait]
pub trait Subject: Send {
    /// The open store.
    fn store(&self) -> Arc<dyn Store>;

    /// Opens the store anew after the suite has closed it; `false` if nothing outlives a handle.
    async fn reopen(&mut self) -> bool;
}

/// A subject that forgets everything when it is closed.
pub struct Volatile<S: Store>(pub Arc<S>);

impl Volatile<MemoryStore> {
    /// A store in this process's memory.
    pub fn memory() -> Self {
        Self(Arc::new(MemoryStore::new()))
    }
}

#[async_trait]
impl<S: Store> Subject for Volatile<S> {
    fn store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.0) as _
    }

    async fn reopen(&mut self) -> bool {
        false
    }
}

/// Stamps out the suite: one test per case, each on a subject of its own that the given async function
/// makes. With `@function` before it, one function `every_conformance_case` instead, for a back end that is
/// not always there.
#[macro_export]
macro_rules! store_conformance {
    (@function $open:expr) => { $crate::store_conformance!(@cases function $open); };
    (@cases $form:ident $open:expr) => {
        $crate::store_conformance!(@$form $open;
            reads_what_was_written, keeps_tables_apart, orders_keys_bytewise, pages_through_a_scan,
            commits_only_while_the_guard_holds, leaves_nothing_of_a_failed_batch, accepts_an_empty_batch,
            lets_one_committer_win_per_round, numbers_without_gaps_under_contention, protects_unwritten_guards,
            shows_batches_whole, keeps_odd_text, keeps_large_values, takes_large_batches,
            finishes_a_commit_nobody_waits_for, agrees_with_a_model, closes_between_commits, survives_reopening);
    };
    (@tests $open:expr; $($case:ident),*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $case() {
            $crate::store::conformance::$case(&mut ($open)().await).await;
        }
    )*};
    (@function $open:expr; $($case:ident),*) => {
        async fn every_conformance_case() {$(
            eprintln!("conformance: {}", stringify!($case));
            $crate::store::conformance::$case(&mut ($open)().await).await;
        )*}
    };
    ($open:expr) => { $crate::store_conformance!(@cases tests $open); };
}

pub use crate::store_conformance as suite;

type Rows = Vec<(String, String)>;

fn batch(table: Table, rows: &[(&str, &str)]) -> Batch {
    rows.iter().fold(Batch::new(), |batch, (key, value)| batch.with(table, *key, *value))
}

/// Everything in a table, read in pages of `limit`.
async fn paged(store: &dyn Store, table: Table, limit: usize) -> Rows {
    let mut rows: Vec<Row> = Vec::new();
    loop {
        let page = store.scan(table, rows.last().map(|row| row.key.as_str()), limit).await.unwrap();
        assert!(page.len() <= limit, "{} rows in a page of {limit}", page.len());
        if page.is_empty() {
            return rows.into_iter().map(|row| (row.key, row.value)).collect();
        }
        rows.extend(page);
    }
}

async fn keys(store: &dyn Store, table: Table) -> Vec<String> {
    paged(store, table, 1000).await.into_iter().map(|(key, _)| key).collect()
}

async fn get(store: &dyn Store, table: Table, key: &str) -> Option<String> {
    store.get(table, key).await.unwrap()
}

async fn has(store: &dyn Store, table: Table, key: &str) -> bool {
    store.has(table, key).await.unwrap()
}

/// A row can be created, replaced and removed, and is absent before and after.
pub async fn reads_what_was_written(subject: &mut impl Subject) {
    let store = subject.store();
    store.ready().await.unwrap();
    assert_eq!((get(&*store, Table::Record, "a").await, has(&*store, Table::Record, "a").await), (None, false));
    for value in ["1", r#"{"n":2}"#, ""] {
        store.commit(batch(Table::Record, &[("a", value), ("b", "other")])).await.unwrap();
        assert_eq!(get(&*store, Table::Record, "a").await.as_deref(), Some(value));
        assert!(has(&*store, Table::Record, "a").await, "{value:?}");
    }
    let removal = Batch::new().without(Table::Record, "a").without(Table::Record, "never there");
    store.commit(removal).await.unwrap();
    assert_eq!((get(&*store, Table::Record, "a").await, has(&*store, Table::Record, "a").await), (None, false));
    assert_eq!(keys(&*store, Table::Record).await, ["b"]);
}

/// The same key in two tables is two rows; one batch may write all tables.
pub async fn keeps_tables_apart(subject: &mut impl Subject) {
    let store = subject.store();
    let everywhere = Table::ALL.iter().fold(Batch::new(), |batch, table| batch.with(*table, "k", table.name()));
    store.commit(everywhere).await.unwrap();
    store.commit(Batch::new().without(Table::Log, "k")).await.unwrap();
    for table in Table::ALL {
        let expected = (table != Table::Log).then(|| table.name().to_owned());
        assert_eq!(has(&*store, table, "k").await, expected.is_some(), "{table}");
        assert_eq!(get(&*store, table, "k").await, expected, "{table}");
        assert_eq!(keys(&*store, table).await.len(), usize::from(table != Table::Log), "{table}");
    }
}

/// Keys sort by their bytes: no collation, no numbers, no shorter-first.
pub async fn orders_keys_bytewise(subject: &mut impl Subject) {
    let store = subject.store();
    let sequences = [0, 9, 10, 255, 256, u64::MAX].map(sequence_key);
    let words = ["a", "B", "aa", "a0", "a-", "Z", "z", "10", "9", "ä", "é", "日", "\u{10ffff}", "a/b", "a:b", "~"];
    let mut sorted: Vec<&str> = words.into_iter().chain(sequences.iter().map(String::as_str)).collect();
    let rows: Vec<_> = sorted.iter().map(|key| (*key, "x")).collect();
    store.commit(batch(Table::Log, &rows)).await.unwrap();
    sorted.sort_unstable_by_key(|key| key.as_bytes());
    assert_eq!(keys(&*store, Table::Log).await, sorted);
}

/// Pages of any size add up to the table; the start is exclusive and need not exist.
pub async fn pages_through_a_scan(subject: &mut impl Subject) {
    let store = subject.store();
    let expected: Rows = (0..257).map(|n| (sequence_key(n), format!("[{n}]"))).collect();
    let rows: Vec<_> = expected.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    store.commit(batch(Table::Log, &rows)).await.unwrap();
    for limit in [1, 7, 256, 257, 258, 100_000] {
        assert_eq!(paged(&*store, Table::Log, limit).await, expected, "pages of {limit}");
    }
    let from = async |after: &str, limit| store.scan(Table::Log, Some(after), limit).await.unwrap();
    assert_eq!(from("", 1).await.first().map(|row| row.key.clone()), Some(sequence_key(0)));
    assert_eq!(from(&(sequence_key(99) + "x"), 1).await.first().map(|row| row.key.clone()), Some(sequence_key(100)));
    assert_eq!(from(&sequence_key(256), 5).await, []);
    assert_eq!(from("~", 5).await, []);
    assert_eq!(from("", 0).await, []);
    assert_eq!(store.scan(Table::Meta, None, 5).await.unwrap(), []);
}

/// A guard compares one row, present or absent, whether or not the batch writes it.
pub async fn commits_only_while_the_guard_holds(subject: &mut impl Subject) {
    let store = subject.store();
    let attempt = async |expected: Option<&str>, value: &str| {
        let guarded = Batch::new().guarded(Table::Head, "w", expected.map(str::to_owned));
        store.commit(guarded.with(Table::Head, "w", value)).await
    };
    assert_eq!(attempt(Some("1"), "2").await, Err(StoreError::Conflict));
    assert_eq!(attempt(None, "1").await, Ok(()));
    assert_eq!(attempt(None, "2").await, Err(StoreError::Conflict));
    assert_eq!(attempt(Some("0"), "2").await, Err(StoreError::Conflict));
    assert_eq!(attempt(Some("1"), "2").await, Ok(()));
    assert_eq!(get(&*store, Table::Head, "w").await.as_deref(), Some("2"));

    let elsewhere = |expected: Option<&str>| {
        Batch::new().guarded(Table::Head, "w", expected.map(str::to_owned)).with(Table::Record, "r", "x")
    };
    assert_eq!(store.commit(elsewhere(Some("1"))).await, Err(StoreError::Conflict));
    assert_eq!(get(&*store, Table::Record, "r").await, None);
    assert_eq!(store.commit(elsewhere(Some("2"))).await, Ok(()));
    let check_only = |expected: &str| Batch::new().guarded(Table::Head, "w", Some(expected.to_owned()));
    assert_eq!(store.commit(check_only("1")).await, Err(StoreError::Conflict));
    assert_eq!(store.commit(check_only("2")).await, Ok(()));
    let removal = check_only("2").without(Table::Head, "w");
    assert_eq!(store.commit(removal.clone()).await, Ok(()));
    assert_eq!(store.commit(removal).await, Err(StoreError::Conflict));
}

/// A batch whose guard fails changes no table, neither by its puts nor by its deletes.
pub async fn leaves_nothing_of_a_failed_batch(subject: &mut impl Subject) {
    let store = subject.store();
    store.commit(batch(Table::Record, &[("kept", "1"), ("changed", "1")])).await.unwrap();
    let mut failing = Batch::new().guarded(Table::Head, "w", Some("no such value".to_owned()));
    for table in Table::ALL {
        failing.put(table, "new", "2");
    }
    failing.put(Table::Record, "changed", "2");
    failing.delete(Table::Record, "kept");
    assert_eq!(store.commit(failing).await, Err(StoreError::Conflict));
    for table in Table::ALL {
        assert_eq!(get(&*store, table, "new").await, None, "{table}");
    }
    let rows = paged(&*store, Table::Record, 10).await;
    assert_eq!(rows, [("changed".to_owned(), "1".to_owned()), ("kept".to_owned(), "1".to_owned())]);
}

/// Committing nothing succeeds.
pub async fn accepts_an_empty_batch(subject: &mut impl Subject) {
    let store = subject.store();
    store.commit(Batch::new()).await.unwrap();
    store.commit(Batch::new().without(Table::Record, "never there")).await.unwrap();
}

/// Of several commits with the same guard at the same time, exactly one succeeds; the others conflict.
pub async fn lets_one_committer_win_per_round(subject: &mut impl Subject) {
    let store = subject.store();
    for round in 0..8_u64 {
        let expected = round.checked_sub(1).map(|last| last.to_string());
        let mut committers = JoinSet::new();
        for committer in 0..8 {
            let guarded = Batch::new().guarded(Table::Head, "w", expected.clone());
            let batch = guarded.with(Table::Head, "w", round.to_string()).with(
                Table::Log,
                sequence_key(round),
                committer.to_string(),
            );
            let store = Arc::clone(&store);
            committers.spawn(async move { (committer, store.commit(batch).await) });
        }
        let (wins, losses): (Vec<_>, Vec<_>) =
            committers.join_all().await.into_iter().partition(|(_, outcome)| outcome.is_ok());
        assert_eq!(wins.len(), 1, "round {round}: {wins:?} {losses:?}");
        assert!(losses.iter().all(|(_, outcome)| *outcome == Err(StoreError::Conflict)), "round {round}: {losses:?}");
        let stored = get(&*store, Table::Log, &sequence_key(round)).await;
        assert_eq!(stored, wins.first().map(|(winner, _)| winner.to_string()), "round {round}");
    }
}

/// Committers that read the head, take the next number and retry on conflict leave a log without gaps,
/// holding each of their entries once.
pub async fn numbers_without_gaps_under_contention(subject: &mut impl Subject) {
    const COMMITTERS: u64 = 6;
    const EACH: u64 = 8;
    let store = subject.store();
    let mut committers = JoinSet::new();
    for committer in 0..COMMITTERS {
        let store = Arc::clone(&store);
        committers.spawn(async move {
            for entry in 0..EACH {
                append(&*store, &format!("{committer}-{entry}")).await;
            }
        });
    }
    committers.join_all().await;
    let log = paged(&*store, Table::Log, 1000).await;
    let numbers: Vec<_> = log.iter().filter_map(|(key, _)| sequence_of(key)).collect();
    assert_eq!(numbers, (1..=COMMITTERS * EACH).collect::<Vec<_>>());
    let entries: BTreeSet<_> = log.into_iter().map(|(_, entry)| entry).collect();
    assert_eq!(entries.len() as u64, COMMITTERS * EACH);
}

async fn append(store: &dyn Store, entry: &str) {
    loop {
        let head = get(store, Table::Head, "w").await;
        let next = head.as_deref().map_or(0, |head| head.parse().unwrap()) + 1_u64;
        let batch = Batch::new().guarded(Table::Head, "w", head).with(Table::Head, "w", next.to_string()).with(
            Table::Log,
            sequence_key(next),
            entry,
        );
        match store.commit(batch).await {
            Ok(()) => return,
            Err(error) => assert_eq!(error, StoreError::Conflict),
        }
    }
}

/// Two commits that each guard the row which the other one writes cannot both succeed.
pub async fn protects_unwritten_guards(subject: &mut impl Subject) {
    let store = subject.store();
    for round in 0..16 {
        let (left, right) = (format!("left {round}"), format!("right {round}"));
        let crossed = |guard: &str, target: &str| {
            let batch = Batch::new().guarded(Table::Head, guard, None).with(Table::Head, target, "taken");
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.commit(batch).await })
        };
        let (one, other) = (crossed(&left, &right), crossed(&right, &left));
        let outcomes = [one.await.unwrap(), other.await.unwrap()];
        assert!(outcomes.contains(&Err(StoreError::Conflict)), "round {round}: {outcomes:?}");
        let errors = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
        assert!(errors.clone().all(|error| *error == StoreError::Conflict), "round {round}: {outcomes:?}");
    }
}

/// One scan sees all rows of a batch or none of them.
pub async fn shows_batches_whole(subject: &mut impl Subject) {
    const ROWS: u64 = 40;
    let store = subject.store();
    let writing = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            for round in 0..20 {
                let rows = (0..ROWS).map(|n| (sequence_key(n), round.to_string()));
                let whole = rows.fold(Batch::new(), |batch, (key, value)| batch.with(Table::Record, key, value));
                store.commit(whole).await.unwrap();
            }
        })
    };
    while !writing.is_finished() {
        let rows = store.scan(Table::Record, None, 1000).await.unwrap();
        let rounds: BTreeSet<_> = rows.iter().map(|row| &row.value).collect();
        assert!(rounds.len() <= 1, "a scan saw several batches: {rounds:?}");
        assert!(rows.is_empty() || rows.len() as u64 == ROWS, "a scan saw {} of {ROWS} rows", rows.len());
    }
    writing.await.unwrap();
}

/// Any Unicode text is a key and a value, and what looks like syntax is only text.
pub async fn keeps_odd_text(subject: &mut impl Subject) {
    let store = subject.store();
    let mut texts: Vec<String> = [
        "\0",
        "a\0",
        "a\0b",
        "a\0\0b",
        "a\u{1}b",
        "a\u{1}",
        "\u{7f}",
        "'",
        "\"",
        "`",
        "\\",
        "\\u0000",
        "\n\r\t",
        " ",
        "  a  ",
        "👩‍👩‍👧",
        "e\u{301}",
        "é",
        "\u{202e}abc",
        "\u{feff}",
        "\u{fffd}",
        "\u{10ffff}",
        "record:1",
        "⟨a⟩",
        "a⟩b",
        "$v",
        "{}",
        "[1,2]",
        "null",
        "NONE",
        "1",
        "1.0",
        "true",
        "u'018f0000-0000-7000-8000-000000000000'",
        "2026-11-21T10:00:00Z",
        "..",
        "a..b",
        "; REMOVE TABLE record; --",
        "/* */",
        "%00",
    ]
    .map(str::to_owned)
    .to_vec();
    texts.extend([23, 24, 25, 255, 256, 1000].map(|length| "k".repeat(length)));
    let rows = texts.iter().map(|text| (text, format!("{{\"text\":{text:?}}}\0{text}")));
    let all = rows.clone().fold(Batch::new(), |batch, (key, value)| batch.with(Table::Record, key, value));
    store.commit(all).await.unwrap();
    for (key, value) in rows.clone() {
        assert_eq!(get(&*store, Table::Record, key).await.as_ref(), Some(&value), "{key:?}");
        assert!(has(&*store, Table::Record, key).await, "{key:?}");
    }
    let model: BTreeMap<_, _> = rows.map(|(key, value)| (key.clone(), value)).collect();
    for limit in [1, 1000] {
        assert_eq!(paged(&*store, Table::Record, limit).await, model.clone().into_iter().collect::<Rows>());
    }
    for (key, value) in &model {
        let removal = Batch::new().guarded(Table::Record, key, Some(value.clone())).without(Table::Record, key);
        store.commit(removal).await.unwrap();
    }
    assert_eq!(paged(&*store, Table::Record, 10).await, []);
}

/// A value of six megabytes comes back as it was, also from a scan, and serves as a guard.
pub async fn keeps_large_values(subject: &mut impl Subject) {
    let store = subject.store();
    let large = |fill: &str| format!("\"{}\"", fill.repeat(6 * 1024 * 1024 / fill.len()));
    store.commit(batch(Table::Meta, &[("large", &large("x")), ("small", "1")])).await.unwrap();
    assert!(get(&*store, Table::Meta, "large").await == Some(large("x")));
    let guarded = Batch::new().guarded(Table::Meta, "large", Some(large("x")));
    store.commit(guarded.with(Table::Meta, "large", large("é"))).await.unwrap();
    assert!(get(&*store, Table::Meta, "large").await == Some(large("é")));
    let rows = paged(&*store, Table::Meta, 10).await;
    assert!(rows == [("large".to_owned(), large("é")), ("small".to_owned(), "1".to_owned())]);
}

/// Five thousand rows are created, replaced and removed, each time in one batch.
pub async fn takes_large_batches(subject: &mut impl Subject) {
    let store = subject.store();
    let whole = |value: &str| {
        let value = format!("{{\"name\":\"{}\"}}", value.repeat(100));
        (0..5000).fold(Batch::new(), |batch, n| batch.with(Table::Record, sequence_key(n), value.clone()))
    };
    for value in ["a", "b"] {
        store.commit(whole(value)).await.unwrap();
        let rows = paged(&*store, Table::Record, 1000).await;
        assert_eq!(rows.len(), 5000);
        assert!(rows.iter().all(|(_, stored)| stored.contains(value)));
    }
    let removal = (0..5000).fold(Batch::new(), |batch, n| batch.without(Table::Record, sequence_key(n)));
    store.commit(removal).await.unwrap();
    assert_eq!(paged(&*store, Table::Record, 1000).await, []);
}

/// A commit whose caller goes away after having begun it happens all the same, whole.
pub async fn finishes_a_commit_nobody_waits_for(subject: &mut impl Subject) {
    let store = subject.store();
    let whole = (0..200).fold(Batch::new(), |batch, n| batch.with(Table::Record, sequence_key(n), "1"));
    // Zero time still polls the commit once.
    let _ = tokio::time::timeout(Duration::ZERO, store.commit(whole)).await;
    for _ in 0..500 {
        let rows = store.scan(Table::Record, None, 1000).await.unwrap().len();
        assert!(rows == 0 || rows == 200, "{rows} of 200 rows are there");
        if rows == 200 {
            return store.commit(batch(Table::Record, &[("after", "1")])).await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(keys(&*store, Table::Record).await.len(), 200, "the commit never happened");
}

/// Random batches and reads give what an ordered map gives. A failing run names its seed, and
/// `SEXTANT_SEED` repeats it.
pub async fn agrees_with_a_model(subject: &mut impl Subject) {
    let store = subject.store();
    let seed = std::env::var("SEXTANT_SEED").ok().and_then(|seed| seed.parse().ok());
    let mut random = Random(seed.unwrap_or_else(|| RandomState::new().build_hasher().finish()));
    eprintln!("SEXTANT_SEED={}", random.0);
    let mut model = BTreeMap::<String, String>::new();
    for _ in 0..150 {
        let (batch, expected) = random.batch(&model);
        let outcome = store.commit(batch).await;
        match expected {
            Some(next) => {
                outcome.unwrap();
                model = next;
            }
            None => assert_eq!(outcome, Err(StoreError::Conflict)),
        }
        let (after, limit) = (random.key(), random.below(12));
        let rows = store.scan(Table::Record, Some(&after), limit).await.unwrap();
        let rest = model.iter().filter(|(key, _)| **key > after).take(limit);
        assert_eq!(rows, rest.map(|(key, value)| Row::new(key, value)).collect::<Vec<_>>());
        assert_eq!(get(&*store, Table::Record, &after).await.as_ref(), model.get(&after));
    }
    assert_eq!(paged(&*store, Table::Record, 5).await, model.into_iter().collect::<Rows>());
}

/// Closing lets each commit happen or not: those that succeeded are there afterwards, and no others.
pub async fn closes_between_commits(subject: &mut impl Subject) {
    let store = subject.store();
    let mut committers = JoinSet::new();
    for committer in 0..4 {
        let store = Arc::clone(&store);
        committers.spawn(async move {
            for entry in 0.. {
                let key = format!("{committer}-{}", sequence_key(entry));
                match store.commit(batch(Table::Log, &[(&key, "1")])).await {
                    // A store that never waits would otherwise leave no thread for whoever closes it.
                    Ok(()) => tokio::task::yield_now().await,
                    Err(error) => return (entry, error),
                }
            }
            unreachable!("nobody commits for ever")
        });
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    store.close().await.unwrap();
    drop(store);
    let ends = committers.join_all().await;
    assert!(ends.iter().all(|(_, error)| *error == StoreError::Closed), "{ends:?}");
    if subject.reopen().await {
        let committed: u64 = ends.iter().map(|(entries, _)| entries).sum();
        assert_eq!(keys(&*subject.store(), Table::Log).await.len() as u64, committed);
    }
}

/// What was committed is there after closing and opening, guards included; a closed handle says so.
pub async fn survives_reopening(subject: &mut impl Subject) {
    for generation in 0..4_u64 {
        let store = subject.store();
        let expected = generation.checked_sub(1).map(|last| last.to_string());
        assert_eq!(get(&*store, Table::Head, "w").await, expected);
        assert_eq!(keys(&*store, Table::Record).await.len() as u64, generation * 100);
        let mut batch = Batch::new().guarded(Table::Head, "w", expected).with(Table::Head, "w", generation.to_string());
        for n in 0..100 {
            batch.put(Table::Record, sequence_key(generation * 100 + n), "1");
        }
        store.commit(batch).await.unwrap();
        store.close().await.unwrap();
        store.close().await.unwrap();
        assert_eq!(store.get(Table::Head, "w").await, Err(StoreError::Closed));
        assert_eq!(store.has(Table::Head, "w").await, Err(StoreError::Closed));
        assert_eq!(store.scan(Table::Head, None, 1).await, Err(StoreError::Closed));
        assert_eq!(store.commit(Batch::new().with(Table::Head, "w", "9")).await, Err(StoreError::Closed));
        assert_eq!(store.ready().await, Err(StoreError::Closed));
        drop(store);
        if !subject.reopen().await {
            return;
        }
    }
}

/// `SplitMix64`: small, and the same everywhere, so that a seed repeats a run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: u64) -> usize {
        usize::try_from(self.next() % bound).expect("the bound is small")
    }

    fn key(&mut self) -> String {
        const LETTERS: [char; 6] = ['a', 'b', '/', '\0', 'é', '👍'];
        let length = 1 + self.below(3);
        (0..length).filter_map(|_| LETTERS.get(self.below(6))).collect()
    }

    /// A batch, and the model after it; `None` when its guard must fail.
    fn batch(&mut self, model: &BTreeMap<String, String>) -> (Batch, Option<BTreeMap<String, String>>) {
        let (mut batch, mut next) = (Batch::new(), model.clone());
        for _ in 0..self.below(6) {
            let (key, value) = (self.key(), format!("{}", self.next()));
            if self.below(3) == 0 {
                batch.delete(Table::Record, &key);
                next.remove(&key);
            } else {
                batch.put(Table::Record, &key, &value);
                next.insert(key, value);
            }
        }
        let guard = self.key();
        match self.below(3) {
            0 => (batch, Some(next)),
            1 => (batch.guarded(Table::Record, &guard, model.get(&guard).cloned()), Some(next)),
            _ => {
                let wrong = model.get(&guard).map_or_else(|| Some("wrong".to_owned()), |_| None);
                (batch.guarded(Table::Record, &guard, wrong), None)
            }
        }
    }
}
