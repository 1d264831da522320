//! Opening a replica from the device's storage, in slices, so that a list can show before all is read.

use super::{OverlayRow, Replica, Storage, StorageError, Table, Touched};
use crate::{Id, Name, Record, Schema, record::Chunk, sync::{ManifestChunk, Mutation, RowKey}};
use rustc_hash::FxHashSet;
use std::{collections::VecDeque, sync::Arc};

/// What is still to be read of a replica that is being opened.
///
/// Feed every chunk of [`Opening::take`] to [`Replica::feed`]; call [`Replica::lay_pending`] when the
/// first screen's rows are there, and [`Replica::opened`] when nothing is left.
pub struct Opening {
    chunks: VecDeque<ManifestChunk>,
    /// Rows that the overlay knows better than the chunks.
    newer: FxHashSet<RowKey>,
}

/// Reads meta, overlay and outbox; chunks of entities in `first` will come first, in that order.
/// Nothing on a device that was never used.
pub async fn open<S: Storage>(storage: &S, schema: Arc<Schema>, first: &[&str]) -> Result<Option<(Replica, Opening)>, StorageError> {
    let Some(meta) = storage.meta().await? else { return Ok(None) };
    let overlay = storage.overlay().await?;
    let outbox = storage.outbox().await?;
    let mut replica = Replica::new(schema, meta.client);
    let opening = Opening { chunks: in_order(&meta.chunks, first), newer: replica.overlay(overlay) };
    replica.meta = meta;
    for entry in outbox {
        let mutation = Mutation { number: entry.number, ..entry.mutation };
        replica.pending.insert(entry.number, super::Pending { mutation, outcome: None });
    }
    Ok(Some((replica, opening)))
}

fn in_order(chunks: &[ManifestChunk], first: &[&str]) -> VecDeque<ManifestChunk> {
    let rank = |chunk: &ManifestChunk| first.iter().position(|entity| *entity == chunk.entity).unwrap_or(first.len());
    let mut chunks = chunks.to_vec();
    chunks.sort_by_key(rank);
    chunks.into()
}

impl Opening {
    /// The next chunks to read, at most `most`; none when all are read.
    pub fn take(&mut self, most: usize) -> Vec<ManifestChunk> {
        let most = most.min(self.chunks.len());
        self.chunks.drain(..most).collect()
    }

    /// Whether chunks of one of these entities are still to be read.
    pub fn misses(&self, entities: &[&str]) -> bool {
        self.chunks.iter().any(|chunk| entities.contains(&chunk.entity.as_str()))
    }
}

impl Replica {
    /// A new device's replica: empty, ready at once.
    pub fn fresh(schema: Arc<Schema>, client: Id) -> Self {
        let mut replica = Self::new(schema, client);
        replica.ready = true;
        replica
    }

    fn overlay(&mut self, rows: Vec<OverlayRow>) -> FxHashSet<RowKey> {
        let mut newer = FxHashSet::default();
        for row in rows {
            newer.insert(row.key());
            if let OverlayRow::Row(row) = row {
                self.show(Arc::new(row));
            }
        }
        newer
    }

    /// Takes the rows of a stored chunk in.
    pub fn feed(&mut self, opening: &Opening, chunk: Chunk) {
        let table = self.tables.entry(chunk.entity.as_str().into()).or_default();
        feed_table(table, chunk, &opening.newer);
    }

    /// Lays pending edits over the rows read so far.
    pub fn lay_pending(&mut self) -> Touched {
        self.replay(&[], &[])
    }

    /// All rows are read: the replica is as the person left it.
    pub fn opened(&mut self) -> Touched {
        self.ready = true;
        let touched = self.replay(&[], &[]);
        Touched { all: true, ..touched }
    }

    /// Replaces all server rows by a snapshot's; pending edits stay on top.
    pub(super) fn replace(&mut self, meta: super::Meta, chunks: impl IntoIterator<Item = Chunk>) -> Touched {
        self.meta = meta;
        self.base.clear();
        self.tables.clear();
        let none = FxHashSet::default();
        for chunk in chunks {
            let table = self.tables.entry(Name::from(chunk.entity.as_str())).or_default();
            feed_table(table, chunk, &none);
        }
        let touched = self.replay(&[], &[]);
        Touched { all: true, ..touched }
    }
}

fn feed_table(table: &mut Table, chunk: Chunk, newer: &FxHashSet<RowKey>) {
    table.reserve(chunk.len());
    let fresh = |row: &Record| newer.is_empty() || !newer.contains(&(row.entity.clone(), row.id));
    for row in chunk.unpack().filter(fresh) {
        table.insert(Arc::new(row));
    }
}
