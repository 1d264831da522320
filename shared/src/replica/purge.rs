//! Taking rows off the device for good.
//!
//! A forgotten row gets a tombstone in the overlay in the transaction that stores the delta, so it
//! never shows again. But its bytes may still lie in a chunk, for whoever reads the device's
//! storage. So each round of sync ends by writing the chunks concerned anew without it.

use super::{Commit, Replica};
use crate::{
    Name, Record,
    planted::{Bug, planted},
    record::Chunk,
    sync::{ManifestChunk, RowKey},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{collections::BTreeMap, sync::Arc};

/// Which chunk each row lies in, and which rows must be cut out of theirs.
///
/// Invariant: a row in `stale` has a tombstone in the overlay, not a newer row.
#[derive(Default)]
pub(super) struct Homes {
    chunks: Vec<String>,
    by_row: FxHashMap<RowKey, u32>,
    stale: FxHashSet<RowKey>,
}

/// A chunk to write anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purge {
    /// Address of the chunk as it is.
    pub hash: String,
    /// Rows to cut out.
    pub rows: Vec<RowKey>,
}

impl Homes {
    /// Rows of a chunk that was read.
    pub(super) fn settle(&mut self, hash: &str, chunk: &Chunk) {
        let Ok(home) = u32::try_from(self.chunks.len()) else { return };
        self.chunks.push(hash.to_owned());
        let entity = Name::from(chunk.entity.as_str());
        self.by_row.extend(chunk.ids().map(|id| ((entity.clone(), id), home)));
    }

    /// Rows that the device must not hold any more.
    pub(super) fn leave<'a>(&mut self, forget: impl IntoIterator<Item = &'a RowKey>) {
        let at_home = forget.into_iter().filter(|key| self.by_row.contains_key(key));
        self.stale.extend(at_home.cloned());
    }

    /// Rows that have come back before they were cut out: what lies in the chunk is only old now, and
    /// the overlay has the row instead of the tombstone.
    pub(super) fn stay(&mut self, rows: &[Arc<Record>]) {
        if self.stale.is_empty() || planted(Bug::PurgesReturned) {
            return;
        }
        for row in rows {
            self.stale.remove(&(row.entity.clone(), row.id));
        }
    }

    fn plan(&self) -> Vec<Purge> {
        let mut by_chunk: BTreeMap<&String, Vec<RowKey>> = BTreeMap::new();
        for key in &self.stale {
            let home = self.by_row.get(key).and_then(|home| self.chunks.get(usize::try_from(*home).ok()?));
            if let Some(hash) = home {
                by_chunk.entry(hash).or_default().push(key.clone());
            }
        }
        by_chunk.into_iter().map(|(hash, rows)| Purge { hash: hash.clone(), rows }).collect()
    }

    fn renew(&mut self, purge: &Purge, hash: &str) {
        for chunk in self.chunks.iter_mut().filter(|chunk| **chunk == purge.hash) {
            hash.clone_into(chunk);
        }
        for key in &purge.rows {
            self.stale.remove(key);
            self.by_row.remove(key);
        }
    }
}

impl Replica {
    /// Chunks that hold rows which must not be on the device any more.
    pub fn purges(&self) -> Vec<Purge> {
        if planted(Bug::NeverPurges) { Vec::new() } else { self.homes.plan() }
    }

    /// What has to be stored once a chunk was written anew: the tombstones are not needed any more.
    pub(super) fn plan_purge(&self, purge: &Purge, chunk: &ManifestChunk) -> Commit {
        let mut meta = self.meta.clone();
        for old in meta.chunks.iter_mut().filter(|old| old.hash == purge.hash) {
            *old = chunk.clone();
        }
        Commit {
            meta: Some(meta),
            dropped_chunks: vec![purge.hash.clone()],
            untombed: purge.rows.clone(),
            ..Commit::default()
        }
    }

    /// The purge is stored.
    pub(super) fn purged(&mut self, purge: &Purge, commit: &Commit, hash: &str) {
        if let Some(meta) = &commit.meta {
            self.meta.chunks.clone_from(&meta.chunks);
        }
        self.homes.renew(purge, hash);
    }
}

impl Purge {
    /// The chunk without the rows to cut out.
    pub fn cut(&self, chunk: Chunk) -> Chunk {
        let cut: FxHashSet<&RowKey> = self.rows.iter().collect();
        let entity = chunk.entity.clone();
        let rows: Vec<Record> = chunk.unpack().filter(|row| !cut.contains(&(row.entity.clone(), row.id))).collect();
        Chunk::pack(&entity, &rows)
    }
}
