//! The truth: all rows of a workspace at one place of its log, and what each person may hold of them.
//!
//! Pure like the rest of this crate. Whoever drives it stores what a [`Stage`] made, and only then
//! calls [`Authority::publish`]; so nothing is shown that is not durable.
//!
//! Invariants:
//! - The head's hash is the chain over every entry from the first one.
//! - `changed` has each row once, at the entry that wrote it last: a folded log, so that what changed
//!   since a cursor is one range of it, however often a row was written.

mod inspect;
mod intake;
mod intern;
mod pull;
mod stage;
mod table;

pub use inspect::{Inspection, Inspector};
pub use intake::{Actor, Declined, Delivery, Expect, Intake, Offer, OutcomeKey, Outcomes, Remembered, Taken};
pub use pull::{Pulled, Standing};
pub use stage::{Stage, Staged, Terms};
pub use table::Held;

use super::{Cursor, Digests, LogEntry, RowKey, Rows, chain, digests};
use crate::{
    Id, Name, Record, Schema,
    entities::{Team, User},
    planted::{Bug, planted},
    rules::Access,
};
use intern::Interner;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, OnceLock},
};
use table::Table;

/// How many places of the log the hash is kept of. Older ones are asked of the store.
const RECENT: usize = 4096;

/// A place at which a log went on as another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fork {
    /// Epoch of the log that was left.
    pub epoch: String,
    /// Place of the last entry that both have.
    pub at: u64,
}

/// Where a log stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Life of the log; a restored backup starts a new one.
    pub epoch: String,
    /// Place of the last entry; 0 in an empty log.
    pub seq: u64,
    /// Chain hash up to there; empty in an empty log.
    pub hash: String,
    /// Place at which this epoch began.
    #[serde(default)]
    pub began: u64,
    /// The logs that it goes on from, oldest first, each with the place up to which it is that one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forks: Vec<Fork>,
    /// Place up to which a backup holds the log. What came after it, devices keep to give back.
    #[serde(default)]
    pub backed_up: u64,
    /// The epoch began to undo what came after the backup: devices do not give that back.
    #[serde(default)]
    pub discards: bool,
}

impl Head {
    /// The head of an empty log.
    pub fn new(epoch: &str) -> Self {
        let (epoch, hash, forks) = (epoch.to_owned(), String::new(), Vec::new());
        Self { epoch, seq: 0, hash, began: 0, forks, backed_up: 0, discards: false }
    }

    /// The head of a log that goes on from this one, as a backup has it, under another epoch.
    #[must_use]
    pub fn restored(&self, epoch: &str, discards: bool) -> Self {
        let here = Fork { epoch: self.epoch.clone(), at: self.seq };
        let forks = self.forks.iter().cloned().chain([here]).collect();
        Self { epoch: epoch.to_owned(), began: self.seq, forks, backed_up: self.seq, discards, ..self.clone() }
    }

    /// Place up to which the log of an epoch is this one: what devices saw of it after that, never was. Of a log that
    /// a restore has cut off whole, nothing is known, not even where it came from.
    pub fn shared_with(&self, epoch: &str) -> u64 {
        if epoch == self.epoch {
            return self.seq;
        }
        if planted(Bug::ForgetsForks) {
            return self.began;
        }
        self.forks.iter().find(|fork| fork.epoch == epoch).map_or(0, |fork| fork.at)
    }

    /// The cursor of a replica that has everything.
    pub fn cursor(&self) -> Cursor {
        Cursor { epoch: self.epoch.clone(), seq: self.seq, hash: self.hash.clone() }
    }
}

/// A log entry does not continue the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The text is not an entry.
    #[error("log entry {seq} cannot be read: {why}")]
    Unreadable {
        /// Place where it was expected.
        seq: u64,
        /// What the parser said.
        why: String,
    },
    /// The entry belongs elsewhere.
    #[error("log entry {found} stands where {expected} belongs")]
    Misplaced {
        /// Place where it was found.
        expected: u64,
        /// Place that it names.
        found: u64,
    },
    /// The entry follows another past.
    #[error("log entry {seq} does not follow from the one before it: the chain of hashes is broken")]
    Forked {
        /// Its place.
        seq: u64,
    },
}

/// All rows of a workspace, and its log's head.
pub struct Authority {
    schema: Arc<Schema>,
    tables: FxHashMap<Name, Table>,
    changed: BTreeSet<(u64, RowKey)>,
    head: Head,
    recent: VecDeque<(u64, String)>,
    accesses: OnceLock<FxHashMap<Id, Access>>,
    interner: Interner,
}

impl Authority {
    /// A workspace with these rows, at this head.
    pub fn new(schema: Arc<Schema>, head: Head, rows: impl IntoIterator<Item = Held>) -> Self {
        let mut authority = Self {
            schema,
            tables: FxHashMap::default(),
            changed: BTreeSet::new(),
            recent: VecDeque::from([(head.seq, head.hash.clone())]),
            head,
            accesses: OnceLock::new(),
            interner: Interner::default(),
        };
        for held in rows {
            authority.put(held);
        }
        authority
    }

    /// Entities.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Where the log stands.
    pub const fn head(&self) -> &Head {
        &self.head
    }

    /// Number of rows, deleted ones included.
    pub fn len(&self) -> usize {
        self.changed.len()
    }

    /// There are no rows.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }

    /// A row with what is remembered beside it, deleted or not.
    pub fn held(&self, entity: &str, id: Id) -> Option<&Held> {
        self.tables.get(entity)?.get(id)
    }

    /// All rows, deleted ones included.
    pub fn all(&self) -> impl Iterator<Item = &Held> {
        self.tables.values().flat_map(|table| table.rows().map(|(_, held)| held))
    }

    /// Live rows of an entity that a person may hold, by id: whole, so not to be told like this.
    pub fn visible<'a>(&'a self, access: &'a Access, entity: &str) -> impl Iterator<Item = &'a Held> + use<'a> {
        let rows = self.tables.get(entity).into_iter().flat_map(Table::rows);
        rows.map(|(_, held)| held).filter(move |held| held.is_live() && access.sees(&self.schema, &held.record))
    }

    /// A row as a person may read it, who may hold it: without the fields that are hidden.
    pub fn told(&self, access: &Access, record: &Arc<Record>) -> Arc<Record> {
        self.schema.hidden_from(access.role).conceal(record)
    }

    /// Live rows of an entity that a person may hold, as the person may read them, by id.
    pub fn given<'a>(&'a self, access: &'a Access, entity: &str) -> impl Iterator<Item = Arc<Record>> + use<'a> {
        self.visible(access, entity).map(|held| self.told(access, &held.record))
    }

    /// Live rows of all entities that a person may hold, as the person may read them.
    pub fn holdings<'a>(&'a self, access: &'a Access) -> impl Iterator<Item = Arc<Record>> + use<'a> {
        self.entities().flat_map(|entity| self.given(access, entity))
    }

    /// Digests of what a person may hold, by entity.
    pub fn digests(&self, access: &Access) -> Digests {
        let rows: Vec<_> = self.holdings(access).collect();
        digests(rows.iter().map(AsRef::as_ref))
    }

    /// Names of the entities of which there are rows, whether or not the schema knows them.
    pub fn entities(&self) -> impl Iterator<Item = &Name> {
        self.tables.keys()
    }

    /// What a person may do; nothing for the unknown and the inactive.
    pub fn access(&self, user: Id) -> Option<&Access> {
        self.accesses().get(&user)
    }

    /// What everybody may do.
    fn accesses(&self) -> &FxHashMap<Id, Access> {
        let all = || people(&self.rows_of(User::ENTITY_NAME), &self.rows_of(Team::ENTITY_NAME));
        self.accesses.get_or_init(all)
    }

    /// A backup holds the log up to this place.
    pub fn note_backup(&mut self, seq: u64) {
        self.head.backed_up = self.head.backed_up.max(seq);
    }

    /// Takes over what a stage of this head made, once it is durable.
    pub fn publish(&mut self, staged: Staged) {
        debug_assert_eq!(staged.from, self.head.seq, "a stage belongs to the head it began at");
        for (seq, hash) in staged.hashes {
            self.remember(seq, hash);
        }
        for held in staged.rows {
            self.put(held);
        }
        self.head = staged.head;
    }

    /// Takes over an entry that another process appended to the log, from its JSON text.
    ///
    /// # Errors
    /// When it does not continue the log; then nothing has changed.
    pub fn follow(&mut self, text: &str) -> Result<LogEntry, Broken> {
        let expected = self.head.seq + 1;
        let entry: LogEntry =
            serde_json::from_str(text).map_err(|error| Broken::Unreadable { seq: expected, why: error.to_string() })?;
        if entry.seq != expected {
            return Err(Broken::Misplaced { expected, found: entry.seq });
        }
        if entry.before != self.head.hash {
            return Err(Broken::Forked { seq: expected });
        }
        for record in &entry.rows {
            let before = self.held(&record.entity, record.id);
            let held = Held::after(&self.schema, before, Arc::new(record.clone()), expected);
            self.put(held);
        }
        self.head.seq = expected;
        self.head.hash = chain(&entry.before, text);
        self.remember(expected, self.head.hash.clone());
        Ok(entry)
    }

    /// All rows of an entity, deleted ones included.
    fn rows_of(&self, entity: &str) -> Vec<Arc<Record>> {
        let rows = self.tables.get(entity).into_iter().flat_map(Table::rows);
        rows.map(|(_, held)| held.record.clone()).collect()
    }

    fn remember(&mut self, seq: u64, hash: String) {
        self.recent.push_back((seq, hash));
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
    }

    fn put(&mut self, held: Held) {
        if matches!(&*held.record.entity, User::ENTITY_NAME | Team::ENTITY_NAME) {
            self.accesses = OnceLock::new();
        }
        let record = Arc::new(self.interner.shared(&held.record));
        let (entity, id, seq) = (record.entity.clone(), record.id, held.seq);
        let schema = &self.schema;
        let table = self.tables.entry(entity.clone()).or_insert_with(|| Table::new(schema.entity(&entity)));
        if let Some(before) = table.put(Held { record, ..held }) {
            self.changed.remove(&(before, (entity.clone(), id)));
        }
        self.changed.insert((seq, (entity, id)));
    }

    /// Keys of the rows that an entry after `seq` wrote last, oldest entry first.
    fn changed_since(&self, seq: u64) -> impl Iterator<Item = &(u64, RowKey)> {
        let first: (u64, RowKey) = (seq.saturating_add(1), ("".into(), Id::NIL));
        self.changed.range(first..)
    }
}

impl Rows for Authority {
    fn row(&self, entity: &str, id: Id) -> Option<Arc<Record>> {
        self.held(entity, id).map(|held| held.record.clone())
    }

    fn holding(&self, entity: &str, field: &str, text: &str) -> Vec<Arc<Record>> {
        self.tables.get(entity).map_or_else(Vec::new, |table| table.holding(field, text))
    }
}

/// What everybody may do. Nobody is the system, whatever id a record was given.
fn people(users: &[Arc<Record>], teams: &[Arc<Record>]) -> FxHashMap<Id, Access> {
    let named = users.iter().filter(|user| user.id != Id::NIL);
    let accesses = named.filter_map(|user| Access::of(user, teams.iter().map(AsRef::as_ref)));
    accesses.map(|access| (access.user, access)).collect()
}
