//! Where the server keeps its rows: a small ordered key-value interface with one atomic, guarded commit.
//!
//! Everything the server remembers (the log, the records, outcomes, sessions) is a [`Row`] in one of the
//! [`Table`]s. The trait is this narrow so that the in-process map, `RocksDB` and a remote cluster can all
//! be held to one suite, [`conformance`].
//!
//! # What a commit promises
//!
//! - `Ok`: every change of the batch is applied and on disk.
//! - [`StoreError::Conflict`]: nothing was applied.
//! - Any other error: **the outcome is not known**. A disk that fills up half-way, or a connection that
//!   breaks after the request was sent, leaves nobody who could say. Read the guard's row again before the
//!   next attempt; outcomes stored by idempotency key make that attempt harmless.
//!
//! Rows can be seen by [`Store::get`] and [`Store::scan`] a moment before their commit has returned, since
//! no back end hides them until they are on disk. So whoever publishes rows takes the bound up to which
//! they may be published from commits that have returned, never from a row that was read.

pub mod conformance;
pub mod memory;

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;

pub use memory::MemoryStore;

/// The kinds of row; each is its own ordered key space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// Where each workspace's log stands; the usual guard of a commit.
    Head,
    /// Records, as they are now.
    Record,
    /// The ordered log; keys from [`sequence_key`].
    Log,
    /// What became of each mutation, by its idempotency key.
    Outcome,
    /// Password hashes.
    Credential,
    /// Signed-in devices.
    Session,
    /// Keys for the REST interface.
    ApiKey,
    /// Files by their hashes.
    Blob,
    /// Everything the server notes about itself, such as its format version.
    Meta,
}

impl Table {
    /// Every table, in declaration order.
    pub const ALL: [Self; 9] = [
        Self::Head,
        Self::Record,
        Self::Log,
        Self::Outcome,
        Self::Credential,
        Self::Session,
        Self::ApiKey,
        Self::Blob,
        Self::Meta,
    ];

    /// The name under which back ends and backups keep the table. It is part of the stored format.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Record => "record",
            Self::Log => "log",
            Self::Outcome => "outcome",
            Self::Credential => "credential",
            Self::Session => "session",
            Self::ApiKey => "api_key",
            Self::Blob => "blob",
            Self::Meta => "meta",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// One row. Keys are ordered bytewise; the value is JSON text, which no back end looks into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Unique within its table.
    pub key: String,
    /// JSON text.
    pub value: String,
}

impl Row {
    /// A row of `key` and `value`.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

/// Compare-and-swap on one row: the batch commits only if the row still has this value.
///
/// The row is protected whether or not the batch writes it: of two commits with the same guard at the same
/// time, at most one changes the row and the other one sees that it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// The table of the guarded row.
    pub table: Table,
    /// Its key.
    pub key: String,
    /// The value it must have; `None` means that it must not exist.
    pub expected: Option<String>,
}

/// Changes by row: the value to put, or `None` to delete.
pub type Changes = BTreeMap<(Table, String), Option<String>>;

/// Changes that are committed together or not at all.
///
/// Holds at most one change per row: the last one asked for. So a back end may apply puts and deletes in
/// any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Batch {
    guard: Option<Guard>,
    changes: Changes,
}

impl Batch {
    /// A batch without changes or guard.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the commit depend on one row; replaces an earlier guard.
    #[must_use]
    pub fn guarded(mut self, table: Table, key: impl Into<String>, expected: Option<String>) -> Self {
        self.guard = Some(Guard { table, key: key.into(), expected });
        self
    }

    /// As [`Batch::put`], for a chain.
    #[must_use]
    pub fn with(mut self, table: Table, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.put(table, key, value);
        self
    }

    /// As [`Batch::delete`], for a chain.
    #[must_use]
    pub fn without(mut self, table: Table, key: impl Into<String>) -> Self {
        self.delete(table, key);
        self
    }

    /// Creates or replaces a row.
    pub fn put(&mut self, table: Table, key: impl Into<String>, value: impl Into<String>) {
        self.changes.insert((table, key.into()), Some(value.into()));
    }

    /// Removes a row; one that does not exist is left that way.
    pub fn delete(&mut self, table: Table, key: impl Into<String>) {
        self.changes.insert((table, key.into()), None);
    }

    /// What the commit depends on.
    pub fn guard(&self) -> Option<&Guard> {
        self.guard.as_ref()
    }

    /// The rows to write, by table and key.
    pub fn puts(&self) -> impl Iterator<Item = (Table, &str, &str)> {
        self.changes.iter().filter_map(|((table, key), value)| Some((*table, key.as_str(), value.as_deref()?)))
    }

    /// The rows to remove, by table and key.
    pub fn deletes(&self) -> impl Iterator<Item = (Table, &str)> {
        self.changes.iter().filter(|(_, value)| value.is_none()).map(|((table, key), _)| (*table, key.as_str()))
    }

    /// Whether it changes rows of this table and no other.
    pub fn is_within(&self, table: Table) -> bool {
        !self.changes.is_empty() && self.changes.keys().all(|(of, _)| *of == table)
    }

    /// How many rows it changes.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// Whether committing it would do nothing, not even check a guard.
    pub fn is_empty(&self) -> bool {
        self.guard.is_none() && self.changes.is_empty()
    }

    /// The guard and the changes, for a back end to apply.
    pub fn into_parts(self) -> (Option<Guard>, Changes) {
        (self.guard, self.changes)
    }
}

/// An ordered, durable key-value store with atomic, guarded commits.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Applies the whole batch, and returns only when it is on disk.
    ///
    /// A call that is dropped half-way still runs to its end.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the guard does not hold or another commit came between; nothing was
    /// applied. After any other error the outcome is unknown: see the module's description.
    async fn commit(&self, batch: Batch) -> Result<(), StoreError>;

    /// The value of one row.
    async fn get(&self, table: Table, key: &str) -> Result<Option<String>, StoreError>;

    /// Whether there is a row. Its value, which may be megabytes, stays where it is.
    async fn has(&self, table: Table, key: &str) -> Result<bool, StoreError>;

    /// Up to `limit` rows, ascending by key, beginning after `after` (which need not exist).
    async fn scan(&self, table: Table, after: Option<&str>, limit: usize) -> Result<Vec<Row>, StoreError>;

    /// Whether commits can be taken; tries to mend what an earlier failure left.
    async fn ready(&self) -> Result<(), StoreError>;

    /// Finishes what runs and lets go of every file, so that another process can open the store.
    /// Everything after it, but a second `close`, is [`StoreError::Closed`].
    async fn close(&self) -> Result<(), StoreError>;
}

/// Whether rows can be read and, for want of room, not written.
///
/// # Errors
/// Whatever else keeps the store from taking commits, or from being read.
pub async fn is_read_only(store: &dyn Store) -> Result<bool, StoreError> {
    match store.ready().await {
        Err(StoreError::Full) => store.get(Table::Meta, "ready").await.map(|_| true),
        ready => ready.map(|()| false),
    }
}

/// Why the store did not do what was asked. The texts say what to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The guard's row has another value, or a simultaneous commit won. Nothing was applied.
    #[error("someone else committed first; read the row again and retry")]
    Conflict,
    /// Another process has the store open.
    #[error("the store is in use by another process; stop that one, or reach it through its own interface")]
    InUse,
    /// No space is left for writing; reading still works.
    #[error("the disk is full, so nothing can be written; free some space and retry (no restart is needed)")]
    Full,
    /// This handle was closed.
    #[error("the store was closed; open it again")]
    Closed,
    /// The address names no store.
    #[error("{0}; give a directory, `mem://`, or `ws://user:password@host:port/namespace/database`")]
    Address(String),
    /// The back end did not answer or answered with an error that may pass.
    #[error("the store does not answer ({0}); retry, and look at its log if it stays like this")]
    Unavailable(String),
    /// What is stored cannot be read.
    #[error("the store holds something that cannot be read ({0}); run `sextant verify`, or restore a backup")]
    Corrupt(String),
}

/// The key of a sequence number: decimal, zero-padded to the twenty digits of `u64::MAX`, so that keys
/// sort as the numbers do.
pub fn sequence_key(sequence: u64) -> String {
    format!("{sequence:020}")
}

/// The number of a key made by [`sequence_key`]; `None` for any other text.
pub fn sequence_of(key: &str) -> Option<u64> {
    let digits = key.len() == 20 && key.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| key.parse().ok()).flatten()
}

/// As [`Store::scan`], but only rows whose key begins with `prefix` and is longer than it.
///
/// # Errors
/// Those of [`Store::scan`].
pub async fn scan_prefix(
    store: &dyn Store,
    table: Table,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Row>, StoreError> {
    // Bytewise order puts every such key directly behind the prefix itself.
    let start = after.filter(|after| *after > prefix).unwrap_or(prefix);
    let mut rows = store.scan(table, Some(start), limit).await?;
    let end = rows.iter().position(|row| !row.key.starts_with(prefix)).unwrap_or(rows.len());
    rows.truncate(end);
    Ok(rows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_last_change_of_a_row_counts() {
        let batch = Batch::new()
            .with(Table::Record, "a", "1")
            .without(Table::Record, "a")
            .without(Table::Record, "b")
            .with(Table::Record, "b", "2")
            .with(Table::Meta, "a", "3");
        assert_eq!(batch.puts().collect::<Vec<_>>(), [(Table::Record, "b", "2"), (Table::Meta, "a", "3")]);
        assert_eq!(batch.deletes().collect::<Vec<_>>(), [(Table::Record, "a")]);
        assert_eq!(batch.len(), 3);
        assert!(!batch.is_within(Table::Record) && !Batch::new().is_within(Table::Record));
        assert!(Batch::new().without(Table::Session, "a").with(Table::Session, "b", "1").is_within(Table::Session));
    }

    #[test]
    fn a_guard_alone_is_not_empty() {
        assert!(Batch::new().is_empty());
        assert!(!Batch::new().guarded(Table::Head, "w", None).is_empty());
    }

    #[test]
    fn sequence_keys_sort_like_their_numbers_and_come_back() {
        let numbers = [0, 1, 9, 10, 99, 1 << 53, u64::MAX];
        let keys: Vec<_> = numbers.iter().map(|number| sequence_key(*number)).collect();
        assert!(keys.is_sorted());
        assert_eq!(keys.iter().filter_map(|key| sequence_of(key)).collect::<Vec<_>>(), numbers);
        assert!(["", "1", "+0000000000000000001", "99999999999999999999"].iter().all(|key| sequence_of(key).is_none()));
    }

    #[test]
    fn table_names_differ() {
        let names: std::collections::BTreeSet<_> = Table::ALL.iter().map(|table| table.name()).collect();
        assert_eq!(names.len(), Table::ALL.len());
    }

    #[tokio::test]
    async fn a_prefix_scan_stays_inside_its_prefix_and_pages() {
        let store = MemoryStore::new();
        let mut batch = Batch::new();
        for key in ["a", "a/", "a/1", "a/2", "a/3", "a0", "b/1"] {
            batch.put(Table::Session, key, "{}");
        }
        store.commit(batch).await.unwrap();
        let keys = async |after, limit| {
            let rows = scan_prefix(&store, Table::Session, "a/", after, limit).await.unwrap();
            rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(None, 10).await, ["a/1", "a/2", "a/3"]);
        assert_eq!(keys(None, 2).await, ["a/1", "a/2"]);
        assert_eq!(keys(Some("a/2"), 2).await, ["a/3"]);
        assert_eq!(keys(Some("a"), 1).await, ["a/1"]);
    }
}
