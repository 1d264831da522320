//! Opening a replica from the device's storage, in slices, so that a list can show before all is read.

use super::{Kept, Meta, OverlayRow, Replica, Storage, StorageError, Stored, Touched, resume::Resumed};
use crate::{
    Schema,
    planted::{Bug, planted},
    record::Chunk,
    sync::{ManifestChunk, Mutation, RowKey},
};
use rustc_hash::FxHashMap;
use std::{collections::VecDeque, sync::Arc};

/// What is still to be read of a replica that is being opened.
///
/// Feed every chunk of [`Opening::take`] to [`Replica::feed`]; call [`Replica::lay_pending`] when the
/// first screen's rows are there, and [`Replica::opened`] when nothing is left.
pub struct Opening {
    chunks: VecDeque<ManifestChunk>,
    /// Those that are being read.
    taken: VecDeque<ManifestChunk>,
    /// Rows that the overlay knows better than the chunks; true where it has a tombstone.
    newer: FxHashMap<RowKey, bool>,
}

/// What a replica puts down again where the browser has emptied its storage under it: everything that no server has.
#[derive(Debug, Clone, PartialEq)]
pub struct Rescue {
    /// Who works here; without rows, which the next sync fetches.
    pub meta: Meta,
    /// Mutations that wait, by rising number.
    pub outbox: Vec<Mutation>,
    /// The highest number known: later ones are above it.
    pub newest: u64,
}

/// Reads meta, overlay and outbox; chunks of entities in `first` will come first, in that order.
/// Nothing on a device that was never used.
pub async fn open<S: Storage>(
    storage: &S,
    schema: Arc<Schema>,
    first: &[&str],
) -> Result<Option<(Replica, Opening)>, StorageError> {
    let Some(Stored { meta, overlay, outbox }) = storage.stored().await? else { return Ok(None) };
    let mut replica = Replica::new(schema, meta.client);
    let opening =
        Opening { chunks: in_order(&meta.chunks, first), taken: VecDeque::new(), newer: replica.overlay(overlay) };
    replica.remember(meta);
    replica.wait(outbox);
    replica.read_to = replica.newest().max(replica.meta.newest_left);
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
        let taken: Vec<ManifestChunk> = self.chunks.drain(..most).collect();
        self.taken.extend(taken.iter().cloned());
        taken
    }

    /// The chunks of these entities, where they are the next to read.
    pub fn take_of(&mut self, entities: &[&str]) -> Vec<ManifestChunk> {
        let belongs = |chunk: &&ManifestChunk| entities.contains(&chunk.entity.as_str());
        let next = self.chunks.iter().take_while(belongs).count();
        self.take(next)
    }

    /// Compressed size of what is still to be taken.
    pub fn bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.bytes).sum()
    }

    /// Whether the overlay knows this row better than the chunks do.
    pub(super) fn knows_newer(&self, key: &RowKey) -> bool {
        self.newer.contains_key(key)
    }

    /// The first so many of those taken have been fed to the replica.
    pub fn fed(&mut self, many: usize) {
        self.taken.drain(..many.min(self.taken.len()));
    }

    /// Whether chunks of one of these entities are still to be fed.
    pub fn misses(&self, entities: &[&str]) -> bool {
        self.taken.iter().chain(&self.chunks).any(|chunk| entities.contains(&chunk.entity.as_str()))
    }
}

impl Replica {
    fn overlay(&mut self, rows: Vec<OverlayRow>) -> FxHashMap<RowKey, bool> {
        let mut newer = FxHashMap::default();
        for row in rows {
            newer.insert(row.key(), matches!(row, OverlayRow::Gone(_)));
            if let OverlayRow::Row(row) = row {
                self.show(Arc::new(row));
            }
        }
        newer
    }

    /// Takes the rows of a stored chunk in. Where an edit was laid over what had been read before, the
    /// row goes beneath it: above, it would be gone as soon as the edit leaves.
    pub fn feed(&mut self, opening: &Opening, hash: &str, chunk: Chunk) {
        self.homes.settle(hash, &chunk);
        let table = self.tables.entry(chunk.entity.clone()).or_default();
        table.reserve(chunk.len());
        let plain = opening.newer.is_empty() && self.base.is_empty();
        let mut stale = Vec::new();
        for row in chunk.unpack().map(Arc::new) {
            if !self.early.is_empty() && self.early.remove(&(row.entity.clone(), row.id)) {
                let plainly = !self.base.contains_key(&(row.entity.clone(), row.id));
                debug_assert!(!plainly || table.get(row.id) == Some(&row), "a first page had another {row:?}");
            }
            if plain {
                table.insert(row);
                continue;
            }
            let key = (row.entity.clone(), row.id);
            match (opening.newer.get(&key), self.base.get_mut(&key)) {
                (Some(true), _) => stale.push(key),
                (Some(false), _) if !planted(Bug::ChunkOverOverlay) => {}
                (_, Some(below)) if !planted(Bug::ChunkOverEdit) => *below = Some(row),
                _ => table.insert(row),
            }
        }
        self.homes.leave(&stale);
    }

    /// What to put down again in an emptied storage; the next pull takes a snapshot.
    pub fn rescue(&mut self) -> Rescue {
        self.distrust();
        let meta = Meta { cursor: None, chunks: Vec::new(), kept: Kept::default(), ..self.meta.clone() };
        let outbox = self.pending.values().map(|pending| pending.mutation.clone()).collect();
        let newest = self.newest().max(self.meta.newest_left);
        Rescue { meta, outbox, newest }
    }

    /// Something stored could not be read: the next pull takes a snapshot, edits are kept.
    pub fn distrust(&mut self) {
        self.distrusted = true;
    }

    /// Whether something stored could not be read, and was not fetched again yet.
    pub fn is_distrusted(&self) -> bool {
        self.distrusted
    }

    /// Takes over what `other` learned while this replica was being read: edits that it adopted, answers to
    /// edits that both have, and rows deleted there, which can still be undone. `since` is
    /// [`Replica::newest`] of `other` before the reading began: an edit up to there that was not read
    /// is settled.
    pub fn catch_up(&mut self, other: &Self, since: u64) {
        self.left.extend(&other.left);
        let read_to = since.max(self.read_to);
        for (number, pending) in &other.pending {
            match self.pending.get_mut(number) {
                Some(read) if read.outcome.is_none() && pending.is_answered_in(self.meta.epoch()) => {
                    *read = pending.clone();
                }
                None if *number > read_to => drop(self.pending.insert(*number, pending.clone())),
                _ => {}
            }
        }
        let hidden = self.hidden().clone();
        self.trash.extend(other.trash.iter().map(|(key, row)| (key.clone(), hidden.conceal(row))));
        self.replay(&[], &[]);
    }

    /// Lays pending edits over the rows read so far.
    pub fn lay_pending(&mut self) -> Touched {
        self.replay(&[], &[])
    }

    /// All rows are read: the replica is as the person left it.
    pub fn opened(&mut self) -> Touched {
        self.drop_unconfirmed();
        let touched = self.replay(&[], &[]);
        Touched { all: true, ..touched }
    }

    /// Replaces all server rows by a snapshot's. On top stay the edits that these do not show.
    pub(super) fn replace(&mut self, meta: Meta, chunks: impl IntoIterator<Item = Chunk>, resumed: Resumed) -> Touched {
        self.base.clear();
        self.tables.clear();
        self.early.clear();
        self.homes = super::purge::Homes::default();
        for (listed, chunk) in meta.chunks.iter().zip(chunks) {
            self.homes.settle(&listed.hash, &chunk);
            let table = self.tables.entry(chunk.entity.clone()).or_default();
            table.reserve(chunk.len());
            chunk.unpack().for_each(|row| table.insert(Arc::new(row)));
        }
        self.take_up(resumed);
        self.remember(meta);
        self.distrusted = false;
        self.strays = false;
        let touched = self.replay(&[], &[]);
        Touched { all: true, ..touched }
    }

    /// Mutations that wait.
    fn wait(&mut self, mutations: Vec<Mutation>) {
        for mutation in mutations {
            self.pending.entry(mutation.number).or_insert_with(|| super::Pending::new(mutation));
        }
    }
}
