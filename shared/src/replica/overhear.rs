//! What a replica hears from the other tabs of its device, which share one storage.
//!
//! It may have read some of it from the storage already, and hear it late: taking the same thing in twice
//! must change nothing, and taking an older one in after a newer one must not bring old rows back.

use super::{Delta, Meta, Replica, Touched};
use crate::{
    planted::{Bug, planted},
    sync::{Cursor, Mutation, Outcome},
};
use std::collections::BTreeSet;

impl Replica {
    /// The highest number among edits that wait; 0 where none do.
    pub fn newest(&self) -> u64 {
        self.pending.keys().next_back().copied().unwrap_or_default()
    }

    /// Another tab heard this from the server, and has stored it.
    pub fn overhear(&mut self, outcomes: &[Outcome], delta: Option<&Delta>) -> Touched {
        let mut touched = self.answered(outcomes);
        if let Some(delta) = delta.filter(|delta| self.continues(&delta.cursor)) {
            touched.extend(self.pulled(delta));
        }
        touched
    }

    /// Whether a delta up to this cursor goes on from here. One that was read already may end where we stand.
    /// One of another log comes before or after a snapshot that has to be read, never in its place.
    fn continues(&self, cursor: &Cursor) -> bool {
        planted(Bug::HearsOutOfTurn)
            || self.meta.cursor.as_ref().is_some_and(|here| here.epoch == cursor.epoch && here.seq <= cursor.seq)
    }

    /// Whether this replica is what the storage holds: what a tab asks before it speaks to the server.
    pub fn is_as_stored(&self, meta: &Meta, outbox: &[Mutation]) -> bool {
        let ours = |meta: &Meta| (meta.client, meta.cursor.clone(), meta.chunks.clone(), meta.identity.clone());
        let stored: BTreeSet<u64> = outbox.iter().map(|mutation| mutation.number).collect();
        planted(Bug::TrustsMemory) || ours(meta) == ours(&self.meta) && self.pending.keys().copied().eq(stored)
    }
}
