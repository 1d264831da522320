//! Opening a replica from the device's storage, in slices, so that a list can show before all is read.

use super::{Meta, OverlayRow, Replica, Storage, StorageError, Table};
use crate::{Id, Record, Schema, record::Chunk, sync::{ManifestChunk, RowKey}};
use rustc_hash::FxHashSet;
use std::{collections::VecDeque, sync::Arc};

/// A replica on its way into memory.
///
/// Feed it every chunk of [`Opening::next_chunk`]; then [`Opening::finish`] lays pending edits on top.
pub struct Opening {
    replica: Replica,
    chunks: VecDeque<ManifestChunk>,
    /// Rows that the overlay knows better.
    newer: FxHashSet<RowKey>,
    pending: Vec<super::Entry>,
}

/// Reads meta, overlay and outbox; chunks of `first` come first. Nothing on a new device.
pub async fn open<S: Storage>(storage: &S, schema: Arc<Schema>, first: &[&str]) -> Result<Option<Opening>, StorageError> {
    let Some(meta) = storage.meta().await? else { return Ok(None) };
    let overlay = storage.overlay().await?;
    let outbox = storage.outbox().await?;
    Ok(Some(Opening::new(schema, meta, overlay, outbox, first)))
}

impl Opening {
    fn new(schema: Arc<Schema>, meta: Meta, overlay: Vec<OverlayRow>, pending: Vec<super::Entry>, first: &[&str]) -> Self {
        let rank = |chunk: &&ManifestChunk| first.iter().position(|entity| *entity == chunk.entity).unwrap_or(first.len());
        let mut chunks: Vec<&ManifestChunk> = meta.chunks.iter().collect();
        chunks.sort_by_key(rank);
        let chunks = chunks.into_iter().cloned().collect();
        let mut replica = Replica::new(schema, meta.client);
        replica.meta = meta;
        let mut newer = FxHashSet::default();
        for row in overlay {
            match row {
                OverlayRow::Row(row) => {
                    newer.insert((row.entity.clone(), row.id));
                    replica.show(Arc::new(row));
                }
                OverlayRow::Gone(key) => {
                    newer.insert(key);
                }
            }
        }
        Self { replica, chunks, newer, pending }
    }

    /// The next chunk to read, if any is left.
    pub fn next_chunk(&mut self) -> Option<ManifestChunk> {
        self.chunks.pop_front()
    }

    /// Whether chunks of this entity are still missing.
    pub fn misses(&self, entity: &str) -> bool {
        self.chunks.iter().any(|chunk| chunk.entity == entity)
    }

    /// Takes the rows of a chunk in.
    pub fn feed(&mut self, chunk: Chunk) {
        let table = self.replica.tables.entry(chunk.entity.as_str().into()).or_default();
        feed_table(table, chunk, &self.newer);
    }

    /// The rows so far, without pending edits.
    pub fn so_far(&self) -> &Replica {
        &self.replica
    }

    /// Lays pending edits on top: the replica as the person left it.
    pub fn finish(mut self) -> Replica {
        for entry in self.pending {
            self.replica.adopt(crate::sync::Mutation { number: entry.number, ..entry.mutation });
        }
        self.replica.ready = true;
        self.replica
    }
}

fn feed_table(table: &mut Table, chunk: Chunk, newer: &FxHashSet<RowKey>) {
    table.reserve(chunk.len());
    let fresh = |row: &Record| newer.is_empty() || !newer.contains(&(row.entity.clone(), row.id));
    for row in chunk.unpack().filter(fresh) {
        table.insert(Arc::new(row));
    }
}

impl Replica {
    /// A new device's replica: empty, ready at once.
    pub fn fresh(schema: Arc<Schema>, client: Id) -> Self {
        let mut replica = Self::new(schema, client);
        replica.ready = true;
        replica
    }

    /// Replaces all server rows by a snapshot's; pending edits stay on top.
    pub(super) fn replace(&mut self, meta: Meta, chunks: impl IntoIterator<Item = Chunk>) -> super::Touched {
        self.meta = meta;
        self.base.clear();
        self.tables.clear();
        let none = FxHashSet::default();
        for chunk in chunks {
            let table = self.tables.entry(chunk.entity.as_str().into()).or_default();
            feed_table(table, chunk, &none);
        }
        let mut touched = self.replay(&[], &[]);
        touched.all = true;
        touched
    }
}
