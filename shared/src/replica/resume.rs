//! What becomes of a device's edits when a snapshot takes the place of all its rows.
//!
//! The log of the snapshot may have some of the edits that wait here, and of those that an earlier log had: the backup that
//! it goes on from held them. Laid over rows that show them already, they would say the same thing twice. Nobody but that
//! log knows, for others may have written on the same fields since. So it is asked before the snapshot is taken: an edit
//! that it has is answered as it was the first time.

use super::{
    Codec, Commit, Meta, Pending, Progress, Replica, Sent, Storage, SyncError, Transport, note_answers,
    rejected_for_good, sync::Round,
};
use crate::{
    planted::{Bug, planted},
    sync::{Cursor, Mutation},
};
use std::collections::{BTreeMap, BTreeSet};

/// Edits of this device, by what the rows of a snapshot show of them.
#[derive(Default)]
pub(super) struct Resumed {
    /// The rows show what became of these.
    settled: Vec<Sent>,
    /// These are laid over the rows.
    waiting: Vec<Pending>,
}

impl Resumed {
    fn of(edits: BTreeMap<u64, Pending>, cursor: &Cursor) -> Self {
        let mut resumed = Self::default();
        for edit in edits.into_values() {
            let refused = || rejected_for_good(edit.outcome.as_slice()).next().map(|refused| refused.seq);
            match edit.place_by(cursor).or_else(refused) {
                Some(seq) => resumed.settled.push(edit.sent(&cursor.epoch, seq)),
                None => resumed.waiting.push(edit),
            }
        }
        resumed
    }

    /// Numbers of the edits that leave with the snapshot.
    pub(super) fn settled(&self) -> Vec<u64> {
        self.settled.iter().map(|sent| sent.mutation.number).collect()
    }

    /// What has to be stored. Of those that an earlier log had, the ones that this log has are kept as sent to it.
    pub(super) fn plan(&self, meta: Meta, lost: &[Mutation]) -> Commit {
        let settled: BTreeSet<u64> = self.settled().into_iter().collect();
        let lost: BTreeSet<u64> = lost.iter().map(|mutation| mutation.number).collect();
        let waiting = self.waiting.iter().map(|edit| &edit.mutation);
        Commit {
            meta: Some(meta),
            new_snapshot: true,
            rewritten: waiting.filter(|mutation| lost.contains(&mutation.number)).cloned().collect(),
            sent: self.settled.clone(),
            backed_up: lost.difference(&settled).copied().collect(),
            ..Commit::default()
        }
    }
}

impl<S: Storage, T: Transport, C: Codec, P: Progress> Round<'_, S, T, C, P> {
    /// Asks the log of a snapshot what it has of the edits that wait, and of those that an earlier log had; it takes the
    /// others. Nothing where another log has come meanwhile: the snapshot is not one of it.
    pub(super) async fn resume(&self, cursor: &Cursor, lost: &[Mutation]) -> Result<Option<Resumed>, SyncError> {
        let mut edits = self.replica.borrow().unanswered_by(&cursor.epoch, lost);
        while let Some(request) = self.push_of(edits.values()) {
            let reply = self.offer(request).await?;
            if !reply.epoch.is_empty() && reply.epoch != cursor.epoch {
                return Ok(None);
            }
            self.renew(&reply, |number| Some(edits.get(&number)?.mutation.clone())).await?;
            if !note_answers(&mut edits, &reply) {
                break;
            }
        }
        Ok(Some(Resumed::of(edits, cursor)))
    }
}

impl Replica {
    /// Edits that wait and those that an earlier log had, without the answers of any other log than this one: places in
    /// another one mean nothing.
    fn unanswered_by(&self, epoch: &str, lost: &[Mutation]) -> BTreeMap<u64, Pending> {
        let anew = |pending: &Pending| !pending.is_answered_in(epoch) && !planted(Bug::NeverOffersAgain);
        let known = |pending: &Pending| {
            if anew(pending) { Pending::new(pending.mutation.clone()) } else { pending.clone() }
        };
        let lost = lost.iter().map(|mutation| (mutation.number, Pending::new(mutation.clone())));
        lost.chain(self.pending.iter().map(|(number, pending)| (*number, known(pending)))).collect()
    }

    /// The snapshot is stored: these edits leave, and those wait on top of it.
    pub(super) fn take_up(&mut self, resumed: Resumed) {
        for number in resumed.settled() {
            self.leave(number);
        }
        self.pending.extend(resumed.waiting.into_iter().map(|edit| (edit.mutation.number, edit)));
    }
}
