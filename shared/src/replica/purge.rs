//! Taking rows off the device for good.
//!
//! A forgotten row gets a tombstone in the overlay in the transaction that stores the delta, so it
//! never shows again. But its bytes may still lie in a chunk, for whoever reads the device's
//! storage. So each round of sync ends by writing the chunks concerned anew without it.

use super::{Commit, Replica};
use crate::{
    Id, Name, Record,
    planted::{Bug, planted},
    record::Chunk,
    sync::{ManifestChunk, RowKey},
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{collections::BTreeMap, sync::Arc};

/// Which rows lie in which chunk, and which must be cut out of theirs.
///
/// Invariant: a row in `stale` has a tombstone in the overlay, not a newer row.
#[derive(Default)]
pub(super) struct Homes {
    chunks: Vec<Home>,
    /// Rows to cut out, by the place of their chunk.
    stale: FxHashMap<RowKey, usize>,
}

/// The rows of one chunk. A plain list, because every row of a replica passes through here when it is
/// opened, and few are ever looked for.
struct Home {
    hash: String,
    entity: Name,
    rows: Vec<Id>,
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
        let rows = chunk.ids().collect();
        self.chunks.push(Home { hash: hash.to_owned(), entity: chunk.entity.clone(), rows });
    }

    /// Rows that the device must not hold any more.
    pub(super) fn leave<'a>(&mut self, forget: impl IntoIterator<Item = &'a RowKey>) {
        let mut wanted: FxHashMap<&Name, FxHashSet<Id>> = FxHashMap::default();
        for (entity, id) in forget {
            wanted.entry(entity).or_default().insert(*id);
        }
        for (place, home) in self.chunks.iter().enumerate() {
            let Some(wanted) = wanted.get(&home.entity) else { continue };
            let found = home.rows.iter().filter(|id| wanted.contains(id));
            self.stale.extend(found.map(|id| ((home.entity.clone(), *id), place)));
        }
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
        let mut by_chunk: BTreeMap<usize, Vec<RowKey>> = BTreeMap::new();
        for (key, place) in &self.stale {
            by_chunk.entry(*place).or_default().push(key.clone());
        }
        let purge =
            |(place, rows): (usize, Vec<RowKey>)| Some(Purge { hash: self.chunks.get(place)?.hash.clone(), rows });
        by_chunk.into_iter().filter_map(purge).collect()
    }

    fn renew(&mut self, purge: &Purge, hash: &str) {
        let cut: FxHashSet<Id> = purge.rows.iter().map(|(_, id)| *id).collect();
        for home in self.chunks.iter_mut().filter(|home| home.hash == purge.hash) {
            hash.clone_into(&mut home.hash);
            home.rows.retain(|id| !cut.contains(id));
        }
        for key in &purge.rows {
            self.stale.remove(key);
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
