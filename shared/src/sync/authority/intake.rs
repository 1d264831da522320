//! What makes a mutation count once: outcomes that are remembered, and devices that were cloned.
//!
//! Pure: whoever drives it has read from the store what became of the offers before ([`Offer::key`],
//! [`Offer::key_of_clone`]), and stores what [`Taken`] holds in one transaction before anything of it is published or
//! answered.

use super::{Authority, Inspector, Stage, Staged, Terms};
use crate::{
    Id, Problem,
    planted::{Bug, planted},
    record::Millis,
    rules::Access,
    sync::{Mutation, Outcome, Status, TooLarge, other_client},
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Who offers mutations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, with the rights that the person has when the mutation is taken.
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

    /// What stands for a mutation that was too large to come: to be kept as refused. It counts as the mutation, so that
    /// one that did come after all is not told to be refused.
    pub fn too_large(large: TooLarge) -> Self {
        let refused = vec![Problem::new("problem-change-too-large").with("bytes", large.bytes)];
        let raw = Some(serde_json::json!({ "cut": large.mutation.ops }).to_string());
        Self { mutation: large.mutation, fingerprint: large.fingerprint, refused, raw }
    }

    /// The same under the name that tells it from the mutation of a clone.
    fn of_clone(&self) -> Self {
        let client = other_client(self.mutation.client, &self.fingerprint);
        Self { mutation: Mutation { client, ..self.mutation.clone() }, ..self.clone() }
    }

    /// The name under which its outcome is remembered.
    pub const fn key(&self) -> OutcomeKey {
        (self.mutation.client, self.mutation.number)
    }

    /// The name under which its outcome is remembered where a clone's has the other one.
    pub fn key_of_clone(&self) -> OutcomeKey {
        (other_client(self.mutation.client, &self.fingerprint), self.mutation.number)
    }
}

/// What must still hold when a delivery is taken.
#[derive(Debug, Clone)]
pub enum Expect {
    /// The row's last change stands at this place of the log.
    Row(String, Id, u64),
    /// There is no workspace yet.
    Nothing,
}

/// Mutations offered together. They are put into the log in order.
#[derive(Debug, Clone, Copy)]
pub struct Delivery<'a> {
    /// Who offers them.
    pub actor: Actor,
    /// Epoch that the device knows; empty where that does not matter.
    pub epoch: &'a str,
    /// The mutations.
    pub offers: &'a [Offer],
    /// What must still hold.
    pub expect: Option<&'a Expect>,
    /// Whoever offers them waits for the answer and can mend what is wrong, so that what is refused leaves no trace.
    /// What comes from a device is kept in any case.
    pub present: bool,
}

/// Why nothing of a delivery was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Declined {
    /// The person is not active here any more.
    Unknown,
    /// What was expected does not hold.
    Changed,
}

/// Device and number of a mutation.
pub type OutcomeKey = (Id, u64);

/// Outcomes by the names of their mutations.
pub type Outcomes = FxHashMap<OutcomeKey, Remembered>;

/// How a mutation ended, with what tells it from another one of the same number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// SHA-256 of the mutation; of the REST request that it came as, with the prefix `rest:`; of what came
    /// instead of a mutation, with the prefix `raw:`.
    pub fingerprint: String,
    /// Who offered it.
    pub user: Id,
    /// How it ended.
    pub outcome: Outcome,
}

impl Remembered {
    /// Whether this became of this very mutation, not of another one with its number.
    pub fn is_of(&self, offer: &Offer, user: Id) -> bool {
        planted(Bug::IgnoresFingerprint) || self.fingerprint == offer.fingerprint && self.user == user
    }
}

/// What has to be stored together before anything of it is published or answered.
#[derive(Debug)]
pub struct Taken {
    /// Head, entries and rows.
    pub staged: Staged,
    /// Outcomes that are new.
    pub outcomes: Outcomes,
}

/// Takes deliveries one after the other on top of the truth, without changing it.
pub struct Intake<'a> {
    stage: Stage<'a>,
    known: Outcomes,
    fresh: Outcomes,
    owners: &'a FxHashMap<Id, Id>,
    new_owners: FxHashMap<Id, Id>,
    received: Millis,
}

impl<'a> Intake<'a> {
    /// An intake at a time by the server's clock. `known` are the outcomes that the store has of what will be offered,
    /// under both its names; `owners` says whose each device is, as far as the store knows one.
    pub fn new(truth: &'a Authority, known: Outcomes, owners: &'a FxHashMap<Id, Id>, received: Millis) -> Self {
        let (fresh, new_owners) = (Outcomes::default(), FxHashMap::default());
        Self { stage: Stage::new(truth), known, fresh, owners, new_owners, received }
    }

    /// The same, where a person's mutation has to pass an inspection too.
    #[must_use]
    pub fn inspected(self, inspector: Inspector) -> Self {
        Self { stage: self.stage.inspected(inspector), ..self }
    }

    /// Takes a delivery: the outcome of each mutation, in their order.
    ///
    /// # Errors
    /// Then nothing of it is taken, and offering it again is safe.
    pub fn take(&mut self, delivery: &Delivery<'_>) -> Result<Vec<Outcome>, Declined> {
        let access = match delivery.actor {
            Actor::System => Some(Access::system()),
            Actor::Person(user) => self.stage.access(user),
        };
        let access = access.ok_or(Declined::Unknown)?;
        self.check(delivery)?;
        Ok(delivery.offers.iter().map(|offer| self.offer(&access, offer, delivery)).collect())
    }

    /// What has to be stored.
    pub fn finish(self) -> Taken {
        Taken { staged: self.stage.finish(), outcomes: self.fresh }
    }

    /// A repeated request is answered as the first time, whatever has changed since.
    fn check(&self, delivery: &Delivery<'_>) -> Result<(), Declined> {
        let repeated = delivery.offers.iter().any(|offer| self.remembered(offer).is_some());
        let holds = match delivery.expect {
            None => true,
            Some(Expect::Nothing) => self.stage.is_unwritten(),
            Some(Expect::Row(entity, id, seq)) => self.stage.seq_of(entity, *id) == *seq,
        };
        if holds || repeated { Ok(()) } else { Err(Declined::Changed) }
    }

    fn remembered(&self, offer: &Offer) -> Option<&Remembered> {
        let found = self.known.get(&offer.key()).or_else(|| self.fresh.get(&offer.key()));
        found.filter(|_| !planted(Bug::ForgetsOutcomes))
    }

    fn offer(&mut self, access: &Access, offer: &Offer, delivery: &Delivery<'_>) -> Outcome {
        let mutation = &offer.mutation;
        if let Some(known) = self.remembered(offer).filter(|known| known.is_of(offer, access.user)) {
            return known.outcome.clone();
        }
        let owner = self.owners.get(&mutation.client).copied();
        let owner = owner.unwrap_or_else(|| *self.new_owners.entry(mutation.client).or_insert(access.user));
        if self.remembered(offer).is_none() && owner == access.user {
            return self.put(access, offer, delivery, false);
        }
        if delivery.present {
            return Outcome { number: mutation.number, seq: 0, cloned: false, status: Status::Cloned };
        }
        self.offer_of_clone(access, &offer.of_clone(), delivery)
    }

    /// A clone of the device has used the number, or the device is another person's: the mutation stands under
    /// another name.
    fn offer_of_clone(&mut self, access: &Access, offer: &Offer, delivery: &Delivery<'_>) -> Outcome {
        if let Some(known) = self.remembered(offer) {
            return known.outcome.clone();
        }
        self.put(access, offer, delivery, true)
    }

    fn put(&mut self, access: &Access, offer: &Offer, delivery: &Delivery<'_>, cloned: bool) -> Outcome {
        match self.apply(access, offer, delivery) {
            Ok(outcome) => self.remember(access, offer, Outcome { cloned, ..outcome }),
            Err(problems) => {
                let status = Status::Rejected { problems, attention: None };
                Outcome { number: offer.mutation.number, seq: 0, cloned, status }
            }
        }
    }

    fn apply(&mut self, access: &Access, offer: &Offer, delivery: &Delivery<'_>) -> Result<Outcome, Vec<Problem>> {
        let terms = Terms { received: self.received, epoch: delivery.epoch };
        match (offer.refused.is_empty(), delivery.present) {
            (true, true) => self.stage.attempt(access, &offer.mutation, terms),
            (true, false) => Ok(self.stage.offer(access, &offer.mutation, terms)),
            (false, _) => {
                let problems = offer.refused.clone();
                Ok(self.stage.refuse(access, &offer.mutation, terms, problems, offer.raw.as_deref()))
            }
        }
    }

    fn remember(&mut self, access: &Access, offer: &Offer, outcome: Outcome) -> Outcome {
        let remembered =
            Remembered { fingerprint: offer.fingerprint.clone(), user: access.user, outcome: outcome.clone() };
        self.fresh.insert(offer.key(), remembered);
        outcome
    }
}
