//! Where a replica is kept on the device.

use super::{FirstPage, Meta};
use crate::{
    Record,
    sync::{Forget, Mutation, RowKey},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Why the device's storage did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum StorageError {
    /// No more room.
    #[error("the device has no room left: free some space, then try again")]
    Full,
    /// Storage is switched off, as in some private windows.
    #[error("this browser keeps nothing here (private window?): open Sextant in a normal window")]
    Refused,
    /// A newer version of the app has changed the stores.
    #[error("a newer version of Sextant has been opened here: reload this page, your work is kept")]
    Outdated,
    /// The browser has emptied the storage while the app was open; what is in memory can be put down again.
    #[error("the browser has emptied what was kept here")]
    Emptied,
    /// The connection to the storage was lost; opening it again helps.
    #[error("the connection to the device's storage was lost")]
    Lost,
    /// Something else, in the platform's words.
    #[error("the device's storage failed: {0}")]
    Failed(String),
}

/// A row that is newer than the snapshot's chunks.
#[derive(Debug, Clone, PartialEq)]
pub enum OverlayRow {
    /// The row as it is now.
    Row(Record),
    /// The row must not be shown.
    Gone(RowKey),
}

impl OverlayRow {
    /// Entity and id of the row.
    pub fn key(&self) -> RowKey {
        match self {
            Self::Row(row) => (row.entity.clone(), row.id),
            Self::Gone(key) => key.clone(),
        }
    }
}

/// A mutation that the server has, kept until a backup of the server has it too: after a restore from an
/// older backup the device gives back what the server has lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// The mutation.
    pub mutation: Mutation,
    /// Life of the log that has it.
    pub epoch: String,
    /// Its place there.
    pub seq: u64,
}

/// What a replica begins with: everything but the chunks, as it stood at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// What is remembered beside rows.
    pub meta: Meta,
    /// Rows newer than the chunks.
    pub overlay: Vec<OverlayRow>,
    /// Mutations that wait, by rising number.
    pub outbox: Vec<Mutation>,
}

/// Changes that are stored together or not at all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Commit {
    /// New meta.
    pub meta: Option<Meta>,
    /// A new snapshot replaces all chunks but those listed in `meta`, and the whole overlay.
    pub new_snapshot: bool,
    /// Chunks that are not listed in `meta` go: those of a snapshot that was begun and never taken.
    pub no_stray_chunks: bool,
    /// Rows for the overlay.
    pub rows: Vec<Arc<Record>>,
    /// Rows that go.
    pub forget: Vec<Forget>,
    /// Chunks that go.
    pub dropped_chunks: Vec<String>,
    /// Tombstones that go, since no chunk holds their rows any more.
    pub untombed: Vec<RowKey>,
    /// Mutations that leave the outbox, to be kept as sent.
    pub sent: Vec<Sent>,
    /// Mutations that need not be kept as sent any more.
    pub backed_up: Vec<u64>,
    /// Mutations that go into the outbox again, because the server may have lost them.
    pub rewritten: Vec<Mutation>,
}

impl Commit {
    /// Rows change or go without the overlay telling of it for good: kept first pages may not outlive this.
    pub fn moves_rows(&self) -> bool {
        self.new_snapshot || !self.forget.is_empty() || !self.dropped_chunks.is_empty() || !self.untombed.is_empty()
    }
}

/// Where a replica is kept: chunks by hash, an overlay of newer rows, the outbox and meta.
///
/// Invariants that every implementation keeps, proven by one conformance suite:
/// - [`Storage::append`] returns only when the mutation is on the disk, and numbers rise for ever,
///   whichever tab appends and even after the outbox was emptied.
/// - [`Storage::commit`] is atomic, and drops kept first pages where [`Commit::moves_rows`].
#[allow(async_fn_in_trait, reason = "browser storage is single-threaded; nobody needs Send here")]
pub trait Storage {
    /// What is remembered beside rows; nothing on a new device.
    async fn meta(&self) -> Result<Option<Meta>, StorageError>;

    /// Compressed bytes of chunks, in the order asked for; nothing for one that is not here.
    async fn chunks(&self, hashes: &[&str]) -> Result<Vec<Option<Vec<u8>>>, StorageError>;

    /// Keeps chunks, by their hashes, before the snapshot that they belong to is committed.
    async fn put_chunks(&self, chunks: &[(&str, &[u8])]) -> Result<(), StorageError>;

    /// Rows newer than the chunks.
    async fn overlay(&self) -> Result<Vec<OverlayRow>, StorageError>;

    /// Mutations that wait, by rising number.
    async fn outbox(&self) -> Result<Vec<Mutation>, StorageError>;

    /// Numbers of the mutations that wait, rising: asked often, so without reading them.
    async fn waiting(&self) -> Result<Vec<u64>, StorageError>;

    /// Mutations that the server has, by rising number, as far as they are kept.
    async fn sent(&self) -> Result<Vec<Sent>, StorageError>;

    /// Meta, overlay and outbox; nothing on a new device. Where another tab may write meanwhile, they
    /// must be read in one transaction: rows of one moment under the cursor of another would lose changes.
    async fn stored(&self) -> Result<Option<Stored>, StorageError> {
        let Some(meta) = self.meta().await? else { return Ok(None) };
        Ok(Some(Stored { meta, overlay: self.overlay().await?, outbox: self.outbox().await? }))
    }

    /// Begins a replica on a new device. Where another tab has begun meanwhile, what it stored stands.
    async fn begin(&self, meta: &Meta) -> Result<(), StorageError>;

    /// Makes a mutation durable and gives it its number.
    async fn append(&self, mutation: &Mutation) -> Result<u64, StorageError>;

    /// Stores changes together.
    async fn commit(&self, commit: &Commit) -> Result<(), StorageError>;

    /// The top of a list of this entity, as it was last kept; an invitation, never needed.
    async fn first_page(&self, entity: &str) -> Result<Option<FirstPage>, StorageError>;

    /// Keeps the top of a list for the next start, unless what is stored has moved on from where the page was made.
    async fn keep_first_page(&self, page: &FirstPage) -> Result<(), StorageError>;

    /// Empties everything, for another person to sign in.
    async fn clear(&self) -> Result<(), StorageError>;
}
