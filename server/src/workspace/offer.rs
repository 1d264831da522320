//! What is handed to the writer, and what comes back.

use shared::{
    Id, Problem,
    sync::{Mutation, Outcome, Status, other_client},
};
use tokio::sync::oneshot;

use crate::store::{StoreError, Table};

/// Who offers mutations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, with the rights that the person has when the writer gets to it.
    Person(Id),
    /// The server itself.
    System,
}

impl Actor {
    /// The id under which the log knows the actor.
    pub const fn id(self) -> Id {
        match self {
            Self::Person(id) => id,
            Self::System => Id::NIL,
        }
    }
}

/// A mutation to be put into the log.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The mutation.
    pub mutation: Mutation,
    /// What tells it from another one with the same number.
    pub fingerprint: String,
    /// Problems known beforehand, with which it is put into the log as rejected.
    pub refused: Vec<Problem>,
    /// What came, where it could not be read as operations.
    pub raw: Option<String>,
}

impl Offer {
    /// A mutation, told from others by its own content.
    pub fn new(mutation: Mutation) -> Self {
        Self { fingerprint: mutation.fingerprint(), mutation, refused: Vec::new(), raw: None }
    }

    /// The same under the name that tells it from the mutation of a clone.
    pub(super) fn of_clone(&self) -> Self {
        let client = other_client(self.mutation.client, &self.fingerprint);
        Self { mutation: Mutation { client, ..self.mutation.clone() }, ..self.clone() }
    }
}

/// What must still hold when the writer gets to it.
#[derive(Debug, Clone)]
pub enum Expect {
    /// The row's last change stands at this place of the log.
    Row(String, Id, u64),
    /// There is no workspace yet.
    Nothing,
}

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

/// What the writer answers.
pub(super) type Answer = Result<Vec<Outcome>, PushError>;

/// Work for the writer.
pub(super) enum Job {
    Push(Push, oneshot::Sender<Answer>),
    /// Look whether another process has appended to the log.
    Follow(oneshot::Sender<Result<(), StoreError>>),
    /// Finish what was queued before, and end.
    Stop(oneshot::Sender<()>),
}

/// The answer to somebody present who uses a key for something else.
pub(super) const fn key_reused(number: u64) -> Outcome {
    Outcome { number, seq: 0, cloned: false, status: Status::Cloned }
}
