//! What a replica hears from the other tabs of its device, which share one storage.
//!
//! It may have read some of it from the storage already, and hear it late: taking the same thing in twice
//! must change nothing, and taking an older one in after a newer one must not bring old rows back.

use super::{Delta, Meta, Replica, Touched};
use crate::{
    planted::{Bug, planted},
    sync::{Cursor, Mutation, PushReply},
};
use std::collections::BTreeSet;

impl Replica {
    /// The highest number among edits that wait; 0 where none do.
    pub fn newest(&self) -> u64 {
        self.pending.keys().next_back().copied().unwrap_or_default()
    }

    /// Another tab heard this from the server, and has stored it.
    pub fn overhear(&mut self, reply: Option<&PushReply>, delta: Option<&Delta>) -> Touched {
        // An answer of another log says nothing of this one, where the edit is offered again.
        let reply = reply.filter(|reply| reply.epoch.is_empty() || reply.epoch == self.meta.epoch());
        let mut touched = reply.map(|reply| self.answered(reply)).unwrap_or_default();
        match delta {
            Some(delta) if self.continues(&delta.cursor) => touched.extend(self.pulled(delta)),
            // The rows were read, but the edits that they show may have been heard of late.
            Some(delta) if delta.cursor.epoch == self.meta.epoch() => touched.extend(self.settle(&delta.settled)),
            // A snapshot has to be read first, and shows these. One that is told late, from now on, shows no more.
            Some(delta) => self.left.extend(delta.settled.iter().filter(|number| !self.pending.contains_key(*number))),
            None => {}
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
        planted(Bug::TrustsMemory)
            || !self.distrusted && ours(meta) == ours(&self.meta) && self.pending.keys().copied().eq(stored)
    }
}
