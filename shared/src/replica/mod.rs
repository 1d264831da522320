//! The client engine: all that a person may see, in memory, with edits that the server has not confirmed.
//!
//! [`Replica`] is pure state: methods take what happened and give what to store and what changed.
//! [`sync()`] drives it over a [`Storage`] and a [`Transport`]; the browser, the tests and the
//! simulator differ only in those two.
//!
//! Invariants:
//! - The *base* is what the server said, up to `cursor`. The *view* is the base with every pending
//!   mutation previewed in the order of its number. People see the view; the store holds the base
//!   and the pending mutations, so a reopened replica shows the same view.
//! - A mutation leaves the outbox only in the transaction that stores rows up to its place in the log and the last of
//!   their pages, and is kept as sent until a backup of the server holds it.

pub mod conformance;
mod first_page;
mod links;
mod memory;
mod meta;
mod open;
mod overhear;
mod purge;
mod resume;
mod storage;
mod sync;
mod table;
mod undo;
mod verify;

pub use first_page::FirstPage;
pub use memory::{MemoryStorage, PlainCodec};
pub use meta::{Kept, Meta};
pub use open::{Opening, Rescue, open};
pub use purge::Purge;
pub use storage::{Commit, OverlayRow, Sent, Storage, StorageError, Stored};
pub use sync::{Codec, Progress, SyncError, Transport, TransportError, sync};
pub use table::Table;
pub use undo::Undo;
pub use verify::{Compared, verify};

use crate::{
    Id, Name, Problem, Record, Schema, Value,
    entities::Attention,
    planted::{Bug, planted},
    record::{Cell, Millis},
    rules::{Access, Act, Hidden},
    schema::{FieldDef, Merge},
    sync::{
        Change, Context, Cursor, Digests, Edit, Forget, Identity, MAX_MUTATION_BYTES, Mutation, Operation, Outcome,
        PushReply, Rewrite, RowKey, Rows, Status, apply, digests, other_client, preview,
    },
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A mutation that the server's rows do not show yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The mutation.
    pub mutation: Mutation,
    /// The server's answer, once it came.
    pub outcome: Option<Outcome>,
    /// Life of the log that the answer is of; in another one it means nothing.
    pub answered_in: String,
}

/// What a change touched, for those who show it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Touched {
    /// Rows that are new, different or gone.
    pub keys: BTreeSet<RowKey>,
    /// Everything may be different.
    pub all: bool,
}

impl Touched {
    /// Whether rows of an entity may be different.
    pub fn entity(&self, name: &str) -> bool {
        self.all || self.keys.iter().any(|(entity, _)| &**entity == name)
    }

    /// Adds what another change touched.
    pub fn extend(&mut self, other: Self) {
        self.all |= other.all;
        self.keys.extend(other.keys);
    }
}

/// The client engine's state. See the module's documentation for its invariants.
pub struct Replica {
    /// Entities with all fields, by which edits are judged.
    rules: Arc<Schema>,
    /// Entities with the fields that the person may read.
    schema: Arc<Schema>,
    tables: FxHashMap<Name, Table>,
    /// Server rows beneath previews; `None` where the server has no such row.
    base: FxHashMap<RowKey, Option<Arc<Record>>>,
    pending: BTreeMap<u64, Pending>,
    /// Rows deleted here since the app was opened, so that deleting can be undone after sync too.
    trash: FxHashMap<RowKey, Arc<Record>>,
    /// Where rows lie on the device, and which must be cut out there.
    homes: purge::Homes,
    /// Place up to which a backup of the server holds the log.
    backed_up: u64,
    /// There may be chunks on the device that belong to nothing.
    strays: bool,
    /// Numbers of mutations that have left: another tab may tell of them late.
    left: FxHashSet<u64>,
    /// Mutations up to this number were waiting when this replica was read, or had left.
    read_to: u64,
    /// Rows of a kept first page that no chunk has confirmed yet.
    early: FxHashSet<RowKey>,
    /// Something stored could not be read: the next pull takes a snapshot, whatever the cursor is.
    distrusted: bool,
    meta: Meta,
}

impl Replica {
    /// An empty replica of a device.
    pub fn new(schema: Arc<Schema>, client: Id) -> Self {
        Self {
            rules: schema.clone(),
            schema,
            tables: FxHashMap::default(),
            base: FxHashMap::default(),
            pending: BTreeMap::new(),
            trash: FxHashMap::default(),
            homes: purge::Homes::default(),
            backed_up: 0,
            strays: true,
            left: FxHashSet::default(),
            read_to: 0,
            early: FxHashSet::default(),
            distrusted: false,
            meta: Meta::new(client),
        }
    }

    /// Entities, with the fields that the person may read: what screens go by.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Entities with all fields: what another replica is opened by, whoever will have signed in there.
    pub fn whole_schema(&self) -> &Arc<Schema> {
        &self.rules
    }

    /// What is remembered beside rows.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// What the person may not read.
    fn hidden(&self) -> &Hidden {
        self.meta.identity.as_ref().map_or(Hidden::NOTHING, |identity| &identity.hidden)
    }

    /// Takes over what is remembered beside rows; whether the person may read other fields now. What is kept to undo
    /// a deletion is read no more than the rest.
    fn remember(&mut self, meta: Meta) -> bool {
        let before = self.hidden().clone();
        self.meta = meta;
        let hidden = self.hidden().clone();
        if hidden == before {
            return false;
        }
        self.schema = if hidden.is_empty() { self.rules.clone() } else { Arc::new(self.rules.without(&hidden)) };
        self.trash.values_mut().for_each(|row| *row = hidden.conceal(row));
        true
    }

    /// What the person may do; nothing before the first sync.
    pub fn access(&self) -> Option<Access> {
        let identity = self.meta.identity.as_ref()?;
        Some(Access { user: identity.user, role: identity.role, scopes: identity.scopes.clone() })
    }

    /// Whether the person may do this with a record, by the same rules as the server.
    pub fn may(&self, act: Act, record: &Record) -> bool {
        let (Some(access), Some(entity)) = (self.access(), self.schema.entity(&record.entity)) else { return false };
        access.may(act, entity, &self.schema, record)
    }

    /// Live rows of an entity, in no particular order.
    pub fn rows(&self, entity: &str) -> &[Arc<Record>] {
        self.tables.get(entity).map_or(&[], Table::rows)
    }

    /// A live row.
    pub fn get(&self, entity: &str, id: Id) -> Option<&Arc<Record>> {
        self.tables.get(entity)?.get(id)
    }

    /// What the server said: the base, without what waits here.
    fn said(&self) -> impl Iterator<Item = &Arc<Record>> {
        let beneath = self.base.values().flatten();
        let rows = self.tables.values().flat_map(Table::rows);
        let plain = |row: &&Arc<Record>| self.base.is_empty() || !self.base.contains_key(&(row.entity.clone(), row.id));
        beneath.chain(rows.filter(plain))
    }

    /// Digests of what the server said, by entity. Equal to the server's where the replica has followed the log to
    /// its head.
    pub fn digests(&self) -> Digests {
        digests(self.said().map(AsRef::as_ref))
    }

    /// What a linked record is called; empty where it is not here.
    pub fn title(&self, entity: &str, id: Id) -> String {
        self.get(entity, id).map_or_else(String::new, |record| self.schema.title(record))
    }

    /// Number of live rows of all entities.
    pub fn len(&self) -> usize {
        self.tables.values().map(|table| table.rows().len()).sum()
    }

    /// There are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Decisions that wait, newest first. Whoever may see one may take it, so all that are here count.
    pub fn open_decisions(&self) -> Vec<&Arc<Record>> {
        let rows = self.rows(Attention::ENTITY_NAME).iter();
        let mut open: Vec<_> = rows.filter(|row| row.get(Attention::STATUS) == Some("open")).collect();
        open.sort_by_key(|row| std::cmp::Reverse((row.created.at, row.id)));
        open
    }

    /// Mutations that wait for the server or for its rows, by number.
    pub fn pending(&self) -> &BTreeMap<u64, Pending> {
        &self.pending
    }

    /// Whether a mutation waits here, or has left already.
    fn knows(&self, number: u64) -> bool {
        number <= self.read_to || self.pending.contains_key(&number) || self.left.contains(&number)
    }

    /// Number of mutations that the server has not answered.
    pub fn unsent(&self) -> usize {
        self.pending.values().filter(|pending| pending.outcome.is_none()).count()
    }

    /// Advances the device's clock: after all times seen, and as close to the server's clock as known.
    pub fn tick(&mut self, local: Millis) -> Millis {
        let shifted = local.saturating_add_signed(self.meta.clock_offset);
        self.meta.last_at = shifted.max(self.meta.last_at.saturating_add(1));
        self.meta.last_at
    }

    /// Checks operations as the server will and makes them a mutation, not numbered yet; with the way back.
    ///
    /// # Errors
    /// All problems found; nothing changes then.
    pub fn draft(
        &mut self,
        ops: Vec<Operation>,
        group: Option<Id>,
        local: Millis,
    ) -> Result<(Mutation, Undo), Vec<Problem>> {
        let access = self.access().ok_or_else(|| vec![Problem::new("problem-not-allowed")])?;
        let epoch = self.meta.epoch().to_owned();
        let deletes = ops.iter().any(|op| matches!(op, Operation::Delete { .. }));
        let seen = self.meta.cursor.as_ref().filter(|_| deletes).map(|cursor| cursor.seq);
        let mutation = Mutation { client: self.meta.client, number: 0, at: self.tick(local), ops, group, epoch, seen };
        let bytes = mutation.bytes();
        if bytes > MAX_MUTATION_BYTES {
            return Err(vec![Problem::new("problem-change-too-large").with("bytes", bytes)]);
        }
        let hidden = self.hidden();
        let context = Context { schema: &self.rules, access: &access, hidden, reads: &|_, _, _| true, seq: 0 };
        let applied = apply(&context, self, &mutation)?;
        let undo = self.way_back(&mutation.ops, &applied);
        Ok((mutation, undo))
    }

    /// Shows a mutation that now has its number and is durable (or about to be). One that was read from the
    /// storage meanwhile is shown already, and may have its answer; one that the server's rows show already
    /// has left.
    pub fn adopt(&mut self, mutation: Mutation) -> Touched {
        if self.knows(mutation.number) {
            return Touched::default();
        }
        let touched = self.preview(&mutation);
        self.pending.insert(mutation.number, Pending::new(mutation));
        touched
    }

    fn preview(&mut self, mutation: &Mutation) -> Touched {
        let Some(access) = self.access() else { return Touched::default() };
        let (schema, hidden) = (self.rules.clone(), self.hidden());
        let context = Context { schema: &schema, access: &access, hidden, reads: &|_, _, _| true, seq: 0 };
        let rows = preview(&context, self, mutation);
        let mut touched = Touched::default();
        for row in rows {
            let key = (row.entity.clone(), row.id);
            let below = self.get(&key.0, key.1).cloned();
            self.base.entry(key.clone()).or_insert(below);
            let row = Arc::new(row);
            if row.deleted.is_some() {
                self.trash.insert(key.clone(), row.clone());
            }
            self.show(row);
            touched.keys.insert(key);
        }
        touched
    }

    fn show(&mut self, row: Arc<Record>) {
        let table = self.tables.entry(row.entity.clone()).or_default();
        if row.deleted.is_some() { table.remove(row.id) } else { table.insert(row) }
    }

    fn hide(&mut self, (entity, id): &RowKey) {
        if let Some(table) = self.tables.get_mut(entity) {
            table.remove(*id);
        }
    }

    /// Rebuilds the view: base, then what the server said, then pending mutations in order.
    fn replay(&mut self, rows: &[Arc<Record>], forget: &[Forget]) -> Touched {
        let mut touched = Touched::default();
        for (key, below) in std::mem::take(&mut self.base) {
            match below {
                Some(row) => self.show(row),
                None => self.hide(&key),
            }
            touched.keys.insert(key);
        }
        for key in forget {
            self.hide(key);
            touched.keys.insert(key.clone());
        }
        for row in rows {
            self.show(row.clone());
            touched.keys.insert((row.entity.clone(), row.id));
        }
        self.forget_made_and_deleted();
        let waits = |pending: &&Pending| pending.shows() && !planted(Bug::DropsPreviews);
        let waiting: Vec<Mutation> = self.pending.values().filter(waits).map(|pending| self.untold(pending)).collect();
        for mutation in &waiting {
            touched.extend(self.preview(mutation));
        }
        touched
    }

    /// What of a mutation the server's rows do not show. That is all of it, but between two pages some of the rows that
    /// it wrote have come, and others come later. To be asked before anything is previewed.
    fn untold(&self, pending: &Pending) -> Mutation {
        let mut mutation = pending.mutation.clone();
        let answer = pending.outcome.as_ref().filter(|_| pending.is_answered_in(self.meta.epoch()));
        if let Some(place) = answer.map(|outcome| outcome.seq).filter(|place| *place > 0) {
            let told = |(entity, id): (&Name, Id)| self.get(entity, id).is_some_and(|row| row.seq() >= place);
            mutation.ops.retain(|op| !told(op.target()));
        }
        mutation
    }

    /// Rows that waiting edits make and delete: the edits make them anew.
    fn forget_made_and_deleted(&mut self) {
        if self.trash.is_empty() {
            return;
        }
        for op in self.pending.values().flat_map(|pending| &pending.mutation.ops) {
            if let Operation::Create { entity, id, .. } = op {
                self.trash.remove(&(entity.clone(), *id));
            }
        }
    }

    /// Remembers the server's answers. Rejected mutations stop showing at once, and leave: the server
    /// keeps them as attention records, which the next pull brings.
    pub fn answered(&mut self, reply: &PushReply) -> Touched {
        note_answers(&mut self.pending, reply);
        let rejected = reply.outcomes.iter().any(|outcome| matches!(outcome.status, Status::Rejected { .. }));
        for refused in rejected_for_good(&reply.outcomes) {
            self.leave(refused.number);
        }
        if rejected { self.replay(&[], &[]) } else { Touched::default() }
    }

    /// Mutations whose effect rows up to a delta's cursor show: the server has them. None while more rows are to come:
    /// a row that was written again after the cursor is told with its last edit, so it comes later.
    fn settled(&self, delta: &Delta) -> Vec<Sent> {
        let cursor = &delta.cursor;
        if delta.more && !planted(Bug::SettlesEarly) && !planted(Bug::SettlesBetweenPages) {
            return Vec::new();
        }
        let sent = |pending: &Pending| Some(pending.sent(&cursor.epoch, pending.place_by(cursor)?));
        self.pending.values().filter_map(sent).collect()
    }

    /// What has to be stored for a delta. Store it, then call [`Replica::pulled`]: memory must
    /// never be ahead of the storage, or the next cursor stored would skip these rows.
    pub fn plan(&self, delta: &Delta) -> Commit {
        let meta = self.meta_after(delta);
        Commit {
            meta: (meta != self.meta).then_some(meta),
            rows: if planted(Bug::CursorWithoutRows) { Vec::new() } else { delta.rows.clone() },
            forget: delta.forget.clone(),
            sent: self.settled(delta),
            ..Commit::default()
        }
    }

    fn meta_after(&self, delta: &Delta) -> Meta {
        let newest = delta.rows.iter().map(|row| row.updated().at).max().unwrap_or_default();
        Meta {
            identity: Some(delta.identity.clone()),
            cursor: Some(delta.cursor.clone()),
            last_at: self.meta.last_at.max(newest.min(delta.now)),
            ..self.meta_without(&self.settled(delta))
        }
    }

    /// What is to be remembered when these have left.
    fn meta_without(&self, sent: &[Sent]) -> Meta {
        let left = sent.iter().map(|sent| sent.mutation.number).max().unwrap_or_default();
        let kept = Kept { added: self.meta.kept.added + sent.len(), ..self.meta.kept };
        Meta { kept, newest_left: self.meta.newest_left.max(left), ..self.meta.clone() }
    }

    /// What a tab would take for settled that goes by the answers that it has heard itself.
    fn own_settled(&self, delta: &Delta) -> Vec<u64> {
        self.settled(delta).iter().map(|sent| sent.mutation.number).collect()
    }

    /// A mutation needs no preview any more.
    fn leave(&mut self, number: u64) {
        self.pending.remove(&number);
        self.meta.newest_left = self.meta.newest_left.max(number);
        self.meta.kept.added += usize::from(self.left.insert(number));
    }

    /// Mutations that rows seen already show.
    fn settle(&mut self, numbers: &[u64]) -> Touched {
        let waited = numbers.iter().any(|number| self.pending.contains_key(number));
        for number in numbers {
            self.leave(*number);
        }
        if waited { self.replay(&[], &[]) } else { Touched::default() }
    }

    /// Shows what changed on the server: forgets first, then rows, then pending edits on top.
    /// Another tab that stored the same delta calls only this.
    pub fn pulled(&mut self, delta: &Delta) -> Touched {
        let settled = if planted(Bug::MissesSettled) { self.own_settled(delta) } else { delta.settled.clone() };
        for number in settled {
            self.leave(number);
        }
        let other_fields = self.remember(self.meta_after(delta));
        self.homes.leave(&delta.forget);
        self.homes.stay(&delta.rows);
        let touched = self.replay(&delta.rows, &delta.forget);
        Touched { all: touched.all || other_fields, ..touched }
    }

    /// Learns the server's clock.
    pub fn hear_clock(&mut self, server: Millis, local: Millis) {
        let offset = i128::from(server) - i128::from(local);
        self.meta.clock_offset = i64::try_from(offset).unwrap_or_default();
        self.meta.last_at = self.meta.last_at.min(server);
    }

    /// A clone of this device has used this mutation's number too: what is written from now on goes under another
    /// name. The mutation itself stays as it is; the server knows how to tell it from the clone's.
    pub fn renew(&mut self, cloned: &Mutation) {
        self.meta.client = other_client(cloned.client, &cloned.fingerprint());
    }

    /// A change of one field, based on the value in `record`, which is what the person saw: the row as it was when an
    /// editor was opened, whatever has come since.
    pub fn change(&self, record: &Record, field: &str, edit: Edit) -> Change {
        let base = match record.cell(field) {
            _ if planted(Bug::TakesAnyBase) => u64::MAX,
            Some(shown) if shown.stamp.seq == 0 || self.is_cut_off(record, shown) => self.seen_beneath(record, shown),
            seen => seen.map_or(0, |cell| cell.stamp.seq),
        };
        let edit = match edit {
            Edit::Set(value) if self.is_woven(&record.entity, field) => rewritten(record.value(field), value),
            edit => edit,
        };
        Change { field: field.into(), edit, base }
    }

    /// Whether a restore has cut off what a record showed of a field: what stands there now is something else, and comes
    /// no later in the log.
    fn is_cut_off(&self, record: &Record, shown: &Cell) -> bool {
        let Some(row) = self.said_of(&(record.entity.clone(), record.id)) else { return false };
        row.cell(&shown.field).is_none_or(|said| said.stamp.seq <= shown.stamp.seq && said.stamp != shown.stamp)
    }

    /// The place in the log of what somebody had seen of a field that shows an edit of this device, or what a restore has
    /// cut off: not more than that
    /// edit was based on, while it waits, for the server may have said more since, and the edit hides it. Once the edit
    /// has left and something else stands there, that was not seen, whatever it is.
    fn seen_beneath(&self, record: &Record, shown: &Cell) -> u64 {
        let said = self.said_of(&(record.entity.clone(), record.id)).and_then(|row| row.cell(&shown.field));
        let Some(said) = said else { return 0 };
        if said.value == shown.value || planted(Bug::TakesBeneathForSeen) {
            return said.stamp.seq;
        }
        let waiting = self.pending.values().map(|pending| &pending.mutation);
        let (at, client) = (shown.stamp.at, shown.stamp.client);
        let maker = waiting.rev().find(|mutation| mutation.at == at && mutation.client == client);
        let base = maker.map(|maker| maker.base_of(record, &shown.field).unwrap_or(said.stamp.seq));
        base.map_or(0, |base| base.min(said.stamp.seq))
    }

    /// Whether edits of a field are woven into one another.
    fn is_woven(&self, entity: &str, field: &str) -> bool {
        let def = self.rules.entity(entity).and_then(|def| def.field(field));
        def.is_some_and(|def| def.merge() == Merge::Text)
    }

    /// Sets fields of a record, each based on the value seen now. Unchanged fields are left out.
    pub fn patch(&self, record: &Record, values: impl IntoIterator<Item = (impl Into<Name>, Value)>) -> Operation {
        self.patch_of(record, values.into_iter().map(|(field, value)| (field.into(), value)).collect())
    }

    fn patch_of(&self, record: &Record, values: Vec<(Name, Value)>) -> Operation {
        let different = values.into_iter().filter(|(field, value)| record.value(field) != value);
        let changes = different.map(|(field, value)| self.change(record, &field, Edit::Set(value)));
        Operation::Patch { entity: record.entity.clone(), id: record.id, changes: changes.collect() }
    }
}

/// A text in the place of another; anything else just stands.
fn rewritten(before: &Value, after: Value) -> Edit {
    let is_text = |value: &Value| value.is_null() || value.as_text().is_some();
    if !is_text(before) || !is_text(&after) {
        return Edit::Set(after);
    }
    Edit::Text(Rewrite::between(before.as_text().unwrap_or_default(), after.as_text().unwrap_or_default()))
}

/// Of mutations that the server refused and keeps as attention records.
fn rejected_for_good(outcomes: &[Outcome]) -> impl Iterator<Item = &Outcome> {
    let kept = |outcome: &&Outcome| matches!(outcome.status, Status::Rejected { attention: Some(_), .. });
    outcomes.iter().filter(kept).filter(|_| !planted(Bug::KeepsRefused))
}

/// Notes the server's answers; whether there was one that was not known yet.
fn note_answers(pending: &mut BTreeMap<u64, Pending>, reply: &PushReply) -> bool {
    let mut news = false;
    for outcome in &reply.outcomes {
        if let Some(pending) = pending.get_mut(&outcome.number) {
            news |= pending.outcome.is_none();
            pending.outcome = Some(outcome.clone());
            pending.answered_in.clone_from(&reply.epoch);
        }
    }
    news
}

impl Pending {
    /// A mutation that the server has not answered.
    pub(crate) const fn new(mutation: Mutation) -> Self {
        Self { mutation, outcome: None, answered_in: String::new() }
    }

    /// Whether the answer is of this log.
    fn is_answered_in(&self, epoch: &str) -> bool {
        self.answered_in.is_empty() || self.answered_in == epoch
    }

    /// Its place in a log, where the rows up to a cursor show what became of it.
    fn place_by(&self, cursor: &Cursor) -> Option<u64> {
        let outcome = self.outcome.as_ref().filter(|_| self.is_answered_in(&cursor.epoch))?;
        if outcome.seq == 0 || planted(Bug::KeepsRefused) && !self.shows() {
            return None;
        }
        (outcome.seq <= cursor.seq || planted(Bug::SettlesEarly)).then_some(outcome.seq)
    }

    /// The mutation as one that the server has.
    fn sent(&self, epoch: &str, seq: u64) -> Sent {
        Sent { mutation: self.mutation.clone(), epoch: epoch.to_owned(), seq }
    }

    /// Whether the view shows it: always but after a rejection.
    fn shows(&self) -> bool {
        !matches!(self.outcome, Some(Outcome { status: Status::Rejected { .. }, .. }))
    }
}

/// What the server said about everything since the cursor.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Delta {
    /// Who the person is now.
    pub identity: Identity,
    /// New cursor.
    pub cursor: Cursor,
    /// Rows that must go.
    pub forget: Vec<Forget>,
    /// Rows as they are now.
    #[serde(with = "shared_rows")]
    pub rows: Vec<Arc<Record>>,
    /// The server's clock.
    pub now: Millis,
    /// More rows are to come before this device has followed the log to its head.
    #[serde(default)]
    pub more: bool,
    /// Mutations of this device that the rows show. A tab that opened meanwhile has not heard the answers.
    #[serde(default)]
    pub settled: Vec<u64>,
}

impl Delta {
    /// Tells other tabs which mutations have left with a snapshot. They read that by themselves, so this goes on from no
    /// log that any of them is at.
    fn of_snapshot(identity: Identity, settled: Vec<u64>) -> Self {
        let cursor = Cursor { epoch: String::new(), seq: 0, hash: String::new() };
        Self { identity, cursor, forget: Vec::new(), rows: Vec::new(), now: 0, more: true, settled }
    }
}

/// Rows in messages are plain records; in memory they are shared.
mod shared_rows {
    use super::{Arc, Record};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(rows: &[Arc<Record>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(rows.iter().map(AsRef::as_ref))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Arc<Record>>, D::Error> {
        Ok(Vec::<Record>::deserialize(deserializer)?.into_iter().map(Arc::new).collect())
    }
}

impl Rows for Replica {
    fn row(&self, entity: &str, id: Id) -> Option<Arc<Record>> {
        let deleted = || {
            let key = (entity.into(), id);
            self.trash.get(&key).or_else(|| self.base.get(&key)?.as_ref()).cloned()
        };
        self.get(entity, id).cloned().or_else(deleted)
    }

    fn holding(&self, entity: &str, field: &str, text: &str) -> Vec<Arc<Record>> {
        // Uniqueness is asked at every write, what links to a record with every look at it. Anything else is asked seldom.
        let asked = |field: &&FieldDef| field.flags.unique || field.kind.link_target().is_some();
        let indexed = self.schema.entity(entity).and_then(|def| def.field(field)).filter(asked);
        if let Some(indexed) = indexed {
            return self.tables.get(entity).map_or_else(Vec::new, |table| table.holding(indexed, text));
        }
        let holds = |row: &&Arc<Record>| row.value(field).items().iter().any(|item| &**item == text);
        self.rows(entity).iter().filter(holds).cloned().collect()
    }
}
