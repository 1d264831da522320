//! What an operator does to a store at rest: back it up, restore it, verify it.

mod backup;
mod groups;
mod restore;
mod verify;

pub use backup::{BackedUp, Moment, backup, moment, note_backup};
pub use groups::{Group, groups, receipts};
pub use restore::{Later, RestoreError, Restored, WholeBackup, restore};
pub use verify::{Damage, Verified, verify};

use serde::{Deserialize, Serialize};
use shared::sync::Fork;

use crate::store::{Row, Store, StoreError, Table};

/// Rows read or written at once.
const PAGE: usize = 2000;
/// Files read at once: each may have megabytes.
const FILES: usize = 8;
/// Bytes beyond which no more rows are written at once.
const MOST_BYTES: usize = 32 << 20;
/// First line of a backup.
const KIND: &str = "sextant-backup";
/// Version of the form below.
const VERSION: u32 = 1;

/// A backup is gzip over JSON lines: a [`Line::Begin`], rows by table and key, a [`Line::End`] with the
/// SHA-256 of everything before it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Begin {
        kind: String,
        version: u32,
        epoch: String,
        seq: u64,
        hash: String,
        /// Backups of logs that no restore began leave it out.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        forks: Vec<Fork>,
    },
    /// Table, key, value.
    Row(String, String, String),
    End {
        rows: u64,
        sha256: String,
    },
}

/// Rows of this table that are read at once.
const fn page_of(table: Table) -> usize {
    match table {
        Table::Blob => FILES,
        _ => PAGE,
    }
}

/// A table, page by page.
struct Pages<'a> {
    store: &'a dyn Store,
    table: Table,
    after: Option<String>,
}

impl<'a> Pages<'a> {
    fn new(store: &'a dyn Store, table: Table) -> Self {
        Self { store, table, after: None }
    }

    async fn next(&mut self) -> Result<Option<Vec<Row>>, StoreError> {
        let page = self.store.scan(self.table, self.after.as_deref(), page_of(self.table)).await?;
        let Some(last) = page.last() else { return Ok(None) };
        self.after = Some(last.key.clone());
        Ok(Some(page))
    }
}
