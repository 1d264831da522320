//! Mutations on their way into the log: applied to the truth, not part of it yet.

use super::{Authority, Head, Held, Inspection, Inspector, Table, people};
use crate::{
    Id, Name, Problem, Record, Value,
    entities::{Attention, Team, User},
    planted::{Bug, planted},
    record::{Millis, Stamp},
    rules::{Access, Role, Scope},
    sync::{Change, Context, LogEntry, Mutation, Operation, Outcome, Rows, Status, apply, chain},
};
use rustc_hash::FxHashMap;
use std::{
    borrow::Cow,
    sync::{Arc, OnceLock},
};

/// Most bytes of refused operations that an attention record carries whole.
const WHOLE: usize = 1 << 20;

/// Under what circumstances a mutation arrives.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The server's time.
    pub received: Millis,
    /// Epoch that the device knew; empty where that does not matter.
    pub epoch: &'a str,
}

/// Applies mutations one after the other without changing the [`Authority`].
///
/// Commit what [`Stage::finish`] gives, then publish it; or drop it, and nothing has happened.
pub struct Stage<'a> {
    authority: &'a Authority,
    overlay: FxHashMap<Name, Table>,
    head: Head,
    entries: Vec<(u64, String)>,
    hashes: Vec<(u64, String)>,
    accesses: OnceLock<FxHashMap<Id, Access>>,
    inspector: Option<Inspector>,
}

/// What has to be stored before it may be published.
#[derive(Debug)]
pub struct Staged {
    /// Place of the log that it continues.
    pub from: u64,
    /// The head afterwards.
    pub head: Head,
    /// Log entries as (place, JSON text).
    pub entries: Vec<(u64, String)>,
    /// Rows as they are left, each once.
    pub rows: Vec<Held>,
    pub(super) hashes: Vec<(u64, String)>,
}

impl<'a> Stage<'a> {
    /// A stage on top of the truth.
    pub fn new(authority: &'a Authority) -> Self {
        let head = authority.head.clone();
        let (overlay, accesses) = (FxHashMap::default(), OnceLock::new());
        Self { authority, overlay, head, entries: Vec::new(), hashes: Vec::new(), accesses, inspector: None }
    }

    /// The same, where a person's mutation has to pass an inspection too. The system's own are not inspected.
    #[must_use]
    pub fn inspected(self, inspector: Inspector) -> Self {
        Self { inspector: Some(inspector), ..self }
    }

    /// What a person may do, by what is staged.
    pub fn access(&self, user: Id) -> Option<Access> {
        self.accesses().get(&user).cloned()
    }

    /// What everybody may do, by what is staged.
    fn accesses(&self) -> &FxHashMap<Id, Access> {
        let touched = [User::ENTITY_NAME, Team::ENTITY_NAME].iter().any(|entity| self.overlay.contains_key(*entity));
        if !touched {
            return self.authority.accesses();
        }
        let all = || people(&self.rows_of(User::ENTITY_NAME), &self.rows_of(Team::ENTITY_NAME));
        self.accesses.get_or_init(all)
    }

    /// Whom a refused change concerns: the person, and the managers who answer for the person's team. The
    /// rest of the team has no business with it.
    fn concerned(&self, person: Id) -> Vec<Id> {
        let team = self.row(User::ENTITY_NAME, person).and_then(|user| user.get(User::TEAM)).map(Scope::Team);
        let manages = |access: &&Access| {
            access.role == Role::Manager
                && access.user != person
                && team.is_some_and(|team| access.scopes.contains(&team))
        };
        let mut people: Vec<Id> = self.accesses().values().filter(manages).map(|access| access.user).collect();
        people.sort_unstable();
        people.insert(0, person);
        people
    }

    fn rows_of(&self, entity: &str) -> Vec<Arc<Record>> {
        let fresh = self.overlay.get(entity);
        let old = self
            .authority
            .rows_of(entity)
            .into_iter()
            .filter(|row| fresh.is_none_or(|table| table.get(row.id).is_none()));
        old.chain(fresh.into_iter().flat_map(Table::rows).map(|(_, held)| held.record.clone())).collect()
    }

    /// Whether the log has no entry yet, not even a staged one.
    pub const fn is_unwritten(&self) -> bool {
        self.head.seq == 0
    }

    /// Place in the log of the row's last change, staged ones included; 0 for a row that never was.
    pub fn seq_of(&self, entity: &str, id: Id) -> u64 {
        let fresh = self.overlay.get(entity).and_then(|table| table.get(id));
        fresh.or_else(|| self.authority.held(entity, id)).map_or(0, |held| held.seq)
    }

    /// Applies one mutation, whatever comes of it: applied, merged and rejected ones all get a place
    /// in the log.
    pub fn offer(&mut self, access: &Access, mutation: &Mutation, terms: Terms<'_>) -> Outcome {
        self.attempt(access, mutation, terms)
            .unwrap_or_else(|problems| self.refuse(access, mutation, terms, problems, None))
    }

    /// Applies one mutation if it can be. For somebody who is there to read the answer: unlike an edit
    /// from a device, nothing is lost when it is not kept.
    ///
    /// # Errors
    /// All problems found; then nothing is staged.
    pub fn attempt(&mut self, access: &Access, mutation: &Mutation, terms: Terms<'_>) -> Result<Outcome, Vec<Problem>> {
        let sound = self.sound(mutation, terms);
        let schema = &self.authority.schema;
        let reads = |user: Id, record: &Record, field: &str| {
            let access = self.accesses().get(&user).filter(|access| access.sees(schema, record));
            access.is_some_and(|access| !schema.hidden_from(access.role).has(&record.entity, field))
        };
        let hidden = schema.hidden_from(access.role);
        let context = Context { schema, access, hidden, reads: &reads, seq: self.head.seq + 1 };
        let applied = apply(&context, self, &sound)?;
        self.inspect(access, &applied.rows)?;
        let status = match applied.attentions {
            none if none.is_empty() => Status::Applied,
            attentions => Status::Merged { attentions },
        };
        Ok(self.append(access, mutation, terms, applied.rows, status))
    }

    fn inspect(&self, access: &Access, changed: &[Record]) -> Result<(), Vec<Problem>> {
        let Some(inspector) = self.inspector.filter(|_| !access.is_system()) else { return Ok(()) };
        let problems = inspector(&Inspection { schema: &self.authority.schema, before: self, changed });
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// Puts a mutation into the log as rejected, with an attention record that keeps it; `raw` is what
    /// came, where it could not be read as operations.
    pub fn refuse(
        &mut self,
        access: &Access,
        mutation: &Mutation,
        terms: Terms<'_>,
        problems: Vec<Problem>,
        raw: Option<&str>,
    ) -> Outcome {
        let at = mutation.at.min(terms.received);
        let stamp = Stamp { seq: self.head.seq + 1, at, by: access.user, client: mutation.client };
        let people = self.concerned(access.user);
        let record = self.rejection(mutation, &problems, raw, (stamp, people));
        let status = Status::Rejected { problems, attention: Some(record.id) };
        let rows = if planted(Bug::DropsRefused) { Vec::new() } else { vec![record] };
        self.append(access, mutation, terms, rows, status)
    }

    /// The mutation as it is applied. A clock that runs ahead would win every disagreement from now
    /// on, so no edit is younger than its arrival. And a place of the log that this epoch never had
    /// is none that a device can have seen.
    fn sound<'b>(&self, mutation: &'b Mutation, terms: Terms<'_>) -> Cow<'b, Mutation> {
        let epoch = if mutation.epoch.is_empty() { terms.epoch } else { &mutation.epoch };
        let foreign = !epoch.is_empty() && epoch != self.head.epoch;
        if mutation.at <= terms.received && !foreign {
            return Cow::Borrowed(mutation);
        }
        let mut sound = mutation.clone();
        sound.at = sound.at.min(terms.received);
        if foreign {
            let most = self.head.shared_with(epoch);
            sound.ops.iter_mut().for_each(|op| clamp(op, most));
            sound.seen = sound.seen.map(|seen| seen.min(most));
        }
        Cow::Owned(sound)
    }

    fn append(
        &mut self,
        access: &Access,
        mutation: &Mutation,
        terms: Terms<'_>,
        rows: Vec<Record>,
        status: Status,
    ) -> Outcome {
        let seq = self.head.seq + 1;
        let (before, by, received) = (self.head.hash.clone(), access.user, terms.received);
        let entry = LogEntry { seq, before, by, received, mutation: mutation.clone(), rows };
        let text = serde_json::to_string(&entry).unwrap_or_default();
        self.head = Head { seq, hash: chain(&entry.before, &text), ..self.head.clone() };
        self.hashes.push((seq, self.head.hash.clone()));
        self.entries.push((seq, text));
        for row in entry.rows {
            self.keep(row, seq);
        }
        Outcome { number: mutation.number, seq, cloned: false, status }
    }

    fn keep(&mut self, row: Record, seq: u64) {
        if matches!(&*row.entity, User::ENTITY_NAME | Team::ENTITY_NAME) {
            self.accesses = OnceLock::new();
        }
        let schema = &self.authority.schema;
        let table = self.overlay.entry(row.entity.clone()).or_insert_with(|| Table::new(schema.entity(&row.entity)));
        let before = table.get(row.id).or_else(|| self.authority.held(&row.entity, row.id));
        let held = Held::after(schema, before, Arc::new(row), seq);
        table.put(held);
    }

    /// The record by which a refused change is kept, for those whom it concerns.
    fn rejection(
        &self,
        mutation: &Mutation,
        problems: &[Problem],
        raw: Option<&str>,
        (stamp, people): (Stamp, Vec<Id>),
    ) -> Record {
        let stamp = Arc::new(stamp);
        let id = Id::named(&format!("rejected/{}/{}", mutation.client, mutation.number));
        let mut record = Record::new(Attention::ENTITY_NAME, id, stamp.clone());
        let (entity, target) = mutation.ops.first().map(Operation::target).unzip();
        let row = entity.zip(target).and_then(|(entity, id)| self.row(entity, id));
        let subject = row.map(|row| self.authority.schema.title(&row)).unwrap_or_default();
        let values: [(&str, Value); 8] = [
            (Attention::SUBJECT.id, subject.chars().take(200).collect::<String>().into()),
            (Attention::KIND.id, "rejected".into()),
            (Attention::STATUS.id, "open".into()),
            (Attention::ENTITY.id, entity.map(|name| name.chars().take(60).collect::<String>()).into()),
            (Attention::RECORD.id, target.into()),
            (
                Attention::OPERATIONS.id,
                raw.map_or_else(|| operations(&mutation.ops), |raw| raw.chars().take(WHOLE / 4).collect()).into(),
            ),
            (Attention::PROBLEMS.id, serde_json::to_string(problems).unwrap_or_default().into()),
            (Attention::PEOPLE.id, Value::list(people.iter().map(Id::to_string))),
        ];
        let lost =
            [(Attention::LOST_BY.id, stamp.by.into()), (Attention::LOST_CLIENT.id, stamp.client.to_string().into())];
        for (field, value) in values.into_iter().chain(lost).filter(|(_, value)| !value.is_null()) {
            record.set(field, value, stamp.clone());
        }
        record
    }

    /// What has to be stored, then published.
    pub fn finish(self) -> Staged {
        let rows = self.overlay.into_values().flat_map(Table::into_rows).collect();
        Staged { from: self.authority.head.seq, head: self.head, entries: self.entries, rows, hashes: self.hashes }
    }
}

impl Rows for Stage<'_> {
    fn row(&self, entity: &str, id: Id) -> Option<Arc<Record>> {
        let fresh = self.overlay.get(entity).and_then(|table| table.get(id));
        fresh.or_else(|| self.authority.held(entity, id)).map(|held| held.record.clone())
    }

    fn holding(&self, entity: &str, field: &str, text: &str) -> Vec<Arc<Record>> {
        let mut rows = self.authority.holding(entity, field, text);
        if let Some(fresh) = self.overlay.get(entity) {
            rows.retain(|row| fresh.get(row.id).is_none());
            rows.extend(fresh.holding(field, text));
        }
        rows
    }
}

fn clamp(op: &mut Operation, most: u64) {
    let Operation::Patch { changes, .. } = op else { return };
    for Change { base, .. } in changes {
        *base = (*base).min(most);
    }
}

/// The operations as JSON. An attention record travels to several people, so long texts are cut
/// where the whole is too big for it; the log keeps them to the letter. What was cut is `{"cut": […]}`:
/// to be read by people, never to be taken for the operations and sent once more.
fn operations(ops: &[Operation]) -> String {
    let whole = serde_json::to_string(ops).unwrap_or_default();
    if whole.len() <= WHOLE {
        return whole;
    }
    serde_json::json!({ "cut": Operation::cut(ops) }).to_string()
}
