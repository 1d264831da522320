//! What is handed to the writer, and what comes back.

use shared::sync::{Actor, Declined, Delivery, Expect, Offer, Outcome};
use tokio::sync::oneshot;

use crate::store::{StoreError, Table};

/// Mutations offered together. They are put into the log in order, in one commit.
#[derive(Debug)]
pub struct Push {
    /// Who offers them.
    pub actor: Actor,
    /// Epoch that the device knows; empty where that does not matter.
    pub epoch: String,
    /// The mutations.
    pub offers: Vec<Offer>,
    /// What must still hold.
    pub expect: Option<Expect>,
    /// Rows of other tables that are written in the same commit: table, key, JSON text.
    pub also: Vec<(Table, String, String)>,
    /// About how many bytes they take.
    pub bytes: usize,
    /// Whoever offers them waits for the answer and can mend what is wrong, so that what is refused
    /// leaves no trace. What comes from a device is kept in any case.
    pub present: bool,
}

impl Push {
    /// Mutations of one actor.
    pub fn new(actor: Actor, offers: Vec<Offer>) -> Self {
        Self { actor, epoch: String::new(), offers, expect: None, also: Vec::new(), bytes: 0, present: false }
    }

    /// What of it concerns the log.
    pub(super) fn delivery(&self) -> Delivery<'_> {
        let Self { actor, epoch, offers, expect, present, .. } = self;
        Delivery { actor: *actor, epoch, offers, expect: expect.as_ref(), present: *present }
    }
}

/// Why a push was not answered with outcomes. Nothing can be said about its mutations then, but that
/// offering them again is safe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The person is not active here any more.
    #[error("this person may not work here any more")]
    Unknown,
    /// What was expected does not hold.
    #[error("it was changed in the meantime; read it again")]
    Changed,
    /// The server is stopping.
    #[error("the server is stopping; try again soon")]
    Stopping,
}

impl From<Declined> for PushError {
    fn from(declined: Declined) -> Self {
        match declined {
            Declined::Unknown => Self::Unknown,
            Declined::Changed => Self::Changed,
        }
    }
}

/// What the writer answers.
pub(super) type Answer = Result<Vec<Outcome>, PushError>;

/// Work for the writer.
pub(super) enum Job {
    Push(Push, oneshot::Sender<Answer>),
    /// Look whether another process has appended to the log.
    Follow(oneshot::Sender<Result<(), StoreError>>),
    /// Write nothing until the second channel says or closes; the first hears when that begins.
    Hold(oneshot::Sender<()>, oneshot::Receiver<()>),
    /// Finish what was queued before, and end.
    Stop(oneshot::Sender<()>),
}
