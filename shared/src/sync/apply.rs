//! The one function that turns a mutation into new rows, on the device and on the server.

use super::{Change, Edit, Lost, Mutation, Operation, RowKey, merge};
use crate::{
    Id, Name, Problem, Record, Schema, Value,
    entities::{Attention, User},
    planted::{Bug, planted},
    record::Stamp,
    rules::{Access, Act, Hidden, Role, canonical, validate},
    schema::{Attempt, EntityDef, FieldDef, FieldType, Left, Merge},
    value::DateTime,
};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

mod deleting;
mod parts;

use deleting::Overridden;

/// The rows that a mutation is applied to.
pub trait Rows {
    /// The row as it is, deleted or not.
    fn row(&self, entity: &str, id: Id) -> Option<Arc<Record>>;

    /// Live rows of `entity` whose `field` holds this text; a unique field in the sense of
    /// [`FieldType::folded`]. Used for uniqueness and cascades.
    fn holding(&self, entity: &str, field: &str, text: &str) -> Vec<Arc<Record>>;
}

/// Who applies a mutation, and where it will stand in the log.
pub struct Context<'a> {
    /// Entities.
    pub schema: &'a Schema,
    /// What the person may do.
    pub access: &'a Access,
    /// What the person may not read.
    pub hidden: &'a Hidden,
    /// Whether somebody may read a field of a record. A device knows nobody's rights but its own person's, and what
    /// it tells about a disagreement nobody else sees; there the answer is always yes.
    pub reads: &'a dyn Fn(Id, &Record, &str) -> bool,
    /// Place in the log; 0 on the device.
    pub seq: u64,
}

/// What a mutation leads to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Applied {
    /// Rows as they are left, each once.
    pub rows: Vec<Record>,
    /// Ids of the attention records among them.
    pub attentions: Vec<Id>,
}

/// Applies a mutation as the server does: permissions and validity are checked, losers are kept.
///
/// # Errors
/// All problems found; then nothing of the mutation stands.
pub fn apply(context: &Context<'_>, rows: &dyn Rows, mutation: &Mutation) -> Result<Applied, Vec<Problem>> {
    let mut work = Work::new(context, rows, mutation);
    for op in &mutation.ops {
        match work.operate(op) {
            Err(problems) if work.rows.is_empty() || !planted(Bug::AppliesHalf) => return Err(problems),
            _ => {}
        }
    }
    work.leaves()?;
    Ok(work.finish())
}

/// Applies a mutation as the device shows it: what the server will most likely make of it, so nothing at all
/// where a part of it cannot stand.
pub fn preview(context: &Context<'_>, rows: &dyn Rows, mutation: &Mutation) -> Vec<Record> {
    let mut work = Work::new(context, rows, mutation);
    let stands = mutation.ops.iter().all(|op| work.operate(op).is_ok()) && work.leaves().is_ok();
    if stands { work.rows.into_values().collect() } else { Vec::new() }
}

struct Work<'a> {
    context: &'a Context<'a>,
    before: &'a dyn Rows,
    mutation: &'a Mutation,
    stamp: Arc<Stamp>,
    rows: BTreeMap<RowKey, Record>,
    lost: Vec<(RowKey, Name, Lost)>,
    overridden: Vec<Overridden>,
    /// Rows made here: they need no second look at permissions. By entity too: a new contact must not
    /// open the user who has the same id.
    created: HashSet<RowKey>,
}

impl<'a> Work<'a> {
    fn new(context: &'a Context<'a>, before: &'a dyn Rows, mutation: &'a Mutation) -> Self {
        let stamp = Stamp { seq: context.seq, at: mutation.at, by: context.access.user, client: mutation.client };
        Self {
            context,
            before,
            mutation,
            stamp: Arc::new(stamp),
            rows: BTreeMap::new(),
            lost: Vec::new(),
            overridden: Vec::new(),
            created: HashSet::new(),
        }
    }

    fn entity(&self, name: &str) -> Result<&'a EntityDef, Vec<Problem>> {
        let found = self.context.schema.entity(name);
        found.ok_or_else(|| vec![Problem::new("problem-unknown-entity").with("entity", name)])
    }

    fn current(&self, entity: &Name, id: Id) -> Option<Record> {
        let touched = self.rows.get(&(entity.clone(), id)).cloned();
        touched.or_else(|| self.before.row(entity, id).map(|row| (*row).clone()))
    }

    fn operate(&mut self, op: &Operation) -> Result<(), Vec<Problem>> {
        match op {
            Operation::Create { entity, id, values } => self.create(entity, *id, values),
            Operation::Patch { entity, id, changes } => self.patch(entity, *id, changes),
            Operation::Delete { entity, id } => self.delete(entity, *id),
            Operation::Restore { entity, id } => self.restore(entity, *id),
        }
    }

    fn create(&mut self, entity: &Name, id: Id, values: &BTreeMap<Name, Value>) -> Result<(), Vec<Problem>> {
        let def = self.entity(entity)?;
        if self.is_there_already(def, id, values)? {
            return Ok(());
        }
        self.readable(entity, values.keys())?;
        let mut record = Record::new(entity.clone(), id, self.stamp.clone());
        for (field, value) in values {
            record.set(field.clone(), stored(def, field, value.clone())?, self.stamp.clone());
        }
        self.follow_owner(def, &mut record, values.contains_key("team"));
        self.follow_whole(def, &mut record);
        self.permit(Act::Create, def, &record)?;
        self.unsealed_whole(def, &record)?;
        self.created.insert((entity.clone(), id));
        self.keep(def, record)
    }

    fn patch(&mut self, entity: &Name, id: Id, changes: &[Change]) -> Result<(), Vec<Problem>> {
        let def = self.entity(entity)?;
        let mut record = self.current(entity, id).ok_or_else(gone)?;
        self.permit_patch(def, &record, changes)?;
        self.readable(entity, changes.iter().map(|change| &change.field))?;
        if record.deleted.is_some() {
            return Err(vec![Problem::new("problem-deleted").with("title", self.context.schema.title(&record))]);
        }
        self.unsealed(def, &record, changes)?;
        for change in changes {
            self.change(def, &mut record, change)?;
        }
        let owner_changed = changes.iter().any(|change| &*change.field == "owner");
        let team_changed = changes.iter().any(|change| &*change.field == "team");
        if owner_changed {
            self.follow_owner(def, &mut record, team_changed);
        }
        self.follow_whole(def, &mut record);
        let moved = &**entity == User::ENTITY_NAME && team_changed;
        self.keep(def, record)?;
        if owner_changed || team_changed {
            self.move_parts(def, id);
        }
        if moved {
            self.move_records(id);
        }
        Ok(())
    }

    fn change(&mut self, def: &EntityDef, record: &mut Record, change: &Change) -> Result<(), Vec<Problem>> {
        let rule = def.field(&change.field).map_or(Merge::Scalar, FieldDef::merge);
        let edit = match &change.edit {
            Edit::Set(value) => Edit::Set(stored(def, &change.field, value.clone())?),
            other @ (Edit::Items { .. } | Edit::Text(_)) => other.clone(),
        };
        let change = Change { edit, ..change.clone() };
        let merged = merge(rule, record.cell(&change.field), &change, *self.stamp);
        if let Some(value) = merged.value {
            record.set(change.field.clone(), value, self.stamp.clone());
        }
        let derived = def.field(&change.field).is_some_and(|field| field.flags.derived);
        if let Some(lost) = merged.lost.filter(|_| !derived) {
            self.lost.push(((record.entity.clone(), record.id), change.field, lost));
        }
        Ok(())
    }

    /// A record's team is its owner's, unless it is set by hand.
    fn follow_owner(&self, def: &EntityDef, record: &mut Record, by_hand: bool) {
        if by_hand || def.field("team").is_none() || def.field("owner").is_none() {
            return;
        }
        let owner = record.value("owner").as_text().and_then(|id| id.parse().ok());
        let owner = owner.and_then(|id| self.current(&User::ENTITY_NAME.into(), id));
        let team = owner.and_then(|user| user.get(User::TEAM));
        if team.map(Value::from).as_ref() != Some(record.value("team")) && team.is_some() {
            record.set("team", team, self.stamp.clone());
        }
    }

    /// When a person changes teams, the records that the person owns go along, so that nobody
    /// keeps records of a team that nobody there answers for.
    fn move_records(&mut self, user: Id) {
        let owned =
            self.context.schema.entities().filter(|def| def.field("owner").is_some() && def.field("team").is_some());
        let names: Vec<&EntityDef> = owned.collect();
        for def in names {
            for row in self.before.holding(&def.name, "owner", &user.to_string()) {
                let mut record = self.current(&def.name, row.id).unwrap_or_else(|| (*row).clone());
                self.follow_owner(def, &mut record, false);
                self.rows.insert((def.name.clone(), row.id), record);
            }
        }
    }

    fn permit(&self, act: Act, def: &EntityDef, record: &Record) -> Result<(), Vec<Problem>> {
        let created = self.created.contains(&(record.entity.clone(), record.id));
        if !created && !self.context.access.may(act, def, self.context.schema, record) {
            return Err(vec![Problem::new("problem-not-allowed")]);
        }
        self.only_owners_unmake_owners(record)
    }

    /// Nobody writes blindly: over what is hidden from the person, nor where nobody could show it to them.
    fn readable<'b>(&self, entity: &str, fields: impl Iterator<Item = &'b Name>) -> Result<(), Vec<Problem>> {
        let hidden = fields.filter(|field| self.context.hidden.has(entity, field));
        let problems: Vec<Problem> = hidden.map(|field| Problem::of(field, "problem-field-hidden")).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// An admin who could take an owner's role, address or place away would be the owner.
    fn only_owners_unmake_owners(&self, record: &Record) -> Result<(), Vec<Problem>> {
        let owner = *record.entity == *User::ENTITY_NAME && record.get(User::ROLE) == Some(Role::Owner.id());
        if !owner || self.context.access.role == Role::Owner {
            return Ok(());
        }
        Err(vec![Problem::of(User::ROLE.id, "problem-only-owners-make-owners")])
    }

    /// People may set the status of attention records that concern them, though the system owns these.
    fn permit_patch(&self, def: &EntityDef, record: &Record, changes: &[Change]) -> Result<(), Vec<Problem>> {
        let decides =
            &*def.name == Attention::ENTITY_NAME && changes.iter().all(|change| &*change.field == Attention::STATUS.id);
        if decides && self.context.access.sees(self.context.schema, record) {
            return Ok(());
        }
        self.permit(Act::Update, def, record)
    }

    /// Takes a changed row over after the rules that need other rows.
    fn keep(&mut self, def: &EntityDef, record: Record) -> Result<(), Vec<Problem>> {
        let mut problems = self.invalid(def, &record);
        problems.extend(self.guarded(def, &record));
        problems.extend(self.taken(&record, self.fresh(def, &record)));
        problems.extend(self.dangling(def, &record));
        problems.extend(self.cycle(def, &record));
        problems.extend(self.only_owners_make_owners(def, &record));
        if !problems.is_empty() {
            return Err(problems);
        }
        let record = match self.context.hidden.without(&record) {
            Some(seen) if planted(Bug::ErasesHidden) => seen,
            _ => record,
        };
        self.rows.insert((record.entity.clone(), record.id), record);
        Ok(())
    }

    /// What is wrong with a row as the person may read it: what is hidden has no say, so that device and server come
    /// to one verdict and no refusal tells what is there.
    fn invalid(&self, def: &EntityDef, record: &Record) -> Vec<Problem> {
        let hidden = self.context.hidden;
        if !hidden.touches(&def.name) {
            return validate(def, record);
        }
        validate(&hidden.narrowed(def), hidden.without(record).as_ref().unwrap_or(record))
    }

    /// Only fields that this mutation sets are checked against other rows: what stood before stands.
    fn fresh<'b>(&self, def: &'b EntityDef, record: &Record) -> Vec<&'b FieldDef> {
        let set_here = |field: &str| record.cell(field).is_some_and(|cell| *cell.stamp == *self.stamp);
        def.fields.iter().filter(|field| set_here(&field.id)).collect()
    }

    /// Those of the fields that are unique and hold what another live record holds.
    fn taken<'b>(&self, record: &Record, fields: impl IntoIterator<Item = &'b FieldDef>) -> Vec<Problem> {
        if planted(Bug::IgnoresUnique) {
            return Vec::new();
        }
        let clash = |field: &&FieldDef| {
            let form = field.unique_form(record.value(&field.id));
            form.is_some_and(|form| self.held_elsewhere(record, field, &form))
        };
        let clashing = fields.into_iter().filter(clash);
        clashing
            .map(|field| {
                Problem::of(&field.id, "problem-taken")
                    .with("value", record.value(&field.id).as_text().unwrap_or_default())
            })
            .collect()
    }

    fn held_elsewhere(&self, record: &Record, field: &FieldDef, form: &str) -> bool {
        let same = |row: &Record| field.unique_form(row.value(&field.id)).is_some_and(|other| *other == *form);
        let here = self.rows.values().filter(|row| row.entity == record.entity && row.deleted.is_none());
        let touched = |row: &Record| self.rows.contains_key(&(row.entity.clone(), row.id));
        let before = self.before.holding(&record.entity, &field.id, form);
        here.filter(|row| same(row)).any(|row| row.id != record.id)
            || before.iter().any(|row| row.id != record.id && !touched(row))
    }

    fn dangling(&self, def: &EntityDef, record: &Record) -> Vec<Problem> {
        let links =
            self.fresh(def, record).into_iter().filter_map(|field| field.kind.link_target().map(|to| (field, to)));
        let missing = |(field, to): (&FieldDef, &str)| {
            let ids = record.value(&field.id).items().iter().filter_map(|id| id.parse::<Id>().ok());
            let target: Name = to.into();
            ids.filter(|id| self.current(&target, *id).is_none())
                .map(|_| Problem::of(&field.id, "problem-link-to-nothing"))
                .next()
        };
        links.filter_map(missing).collect()
    }

    /// Trees (accounts, teams, categories) stay trees.
    fn cycle(&self, def: &EntityDef, record: &Record) -> Option<Problem> {
        let parent = self
            .fresh(def, record)
            .into_iter()
            .find(|field| &*field.id == "parent" && field.kind.link_target() == Some(&*def.name))?;
        let up = |row: &Record| row.value(&parent.id).as_text().and_then(|id| id.parse::<Id>().ok());
        let (mut next, mut steps) = (up(record), 0);
        while let Some(id) = next {
            if id == record.id || steps > 64 {
                return Some(Problem::of(&parent.id, "problem-cycle"));
            }
            steps += 1;
            next = self.current(&def.name, id).and_then(|row| up(&row));
        }
        None
    }

    fn only_owners_make_owners(&self, def: &EntityDef, record: &Record) -> Option<Problem> {
        let touches =
            &*def.name == User::ENTITY_NAME && self.fresh(def, record).iter().any(|field| &*field.id == User::ROLE.id);
        let makes_owner = touches && record.get(User::ROLE) == Some(Role::Owner.id());
        let allowed = self.context.access.role == Role::Owner;
        (makes_owner && !allowed).then(|| Problem::of(User::ROLE.id, "problem-only-owners-make-owners"))
    }

    fn guarded(&self, def: &EntityDef, after: &Record) -> Vec<Problem> {
        if self.context.access.is_system() {
            return Vec::new();
        }
        let before = self.current(&def.name, after.id);
        let find = |entity: &str, id: Id| self.current(&entity.into(), id);
        let attempt = Attempt { access: self.context.access, before: before.as_ref(), after, find: &find };
        def.guards.iter().filter_map(|guard| guard(&attempt)).collect()
    }

    /// Asks what is left by the rules of the entities that the mutation touched.
    fn leaves(&self) -> Result<(), Vec<Problem>> {
        let left = Left { before: self.before, changed: &self.rows };
        let problem = self.rows.values().find_map(|row| {
            let def = self.context.schema.entity(&row.entity)?;
            def.leaves.iter().find_map(|rule| rule(&left, row))
        });
        problem.map_or(Ok(()), |problem| Err(vec![problem]))
    }

    fn finish(mut self) -> Applied {
        let mut attentions = Vec::new();
        for (index, (key, field, lost)) in std::mem::take(&mut self.lost).into_iter().enumerate() {
            let record = self.attention(index, &key, &field, &lost);
            attentions.push(record.id);
            self.rows.insert((record.entity.clone(), record.id), record);
        }
        for (index, overridden) in std::mem::take(&mut self.overridden).into_iter().enumerate() {
            let record = self.told_of_deletion(index, &overridden);
            attentions.push(record.id);
            self.rows.insert((record.entity.clone(), record.id), record);
        }
        Applied { rows: self.rows.into_values().collect(), attentions }
    }

    /// Whom a disagreement concerns: who wrote just now, and who wrote the other value if they may still
    /// read the field. It tells what is in there.
    fn concerned(&self, row: Option<&Record>, field: &str, lost: &Lost) -> Vec<Id> {
        let writer = self.context.access.user;
        let mut people = vec![lost.kept.1.by, lost.lost.1.by];
        people.dedup();
        people.retain(|by| *by == writer || row.is_some_and(|row| (self.context.reads)(*by, row, field)));
        people
    }

    fn attention(&self, index: usize, key: &RowKey, field: &str, lost: &Lost) -> Record {
        let id = Id::named(&format!("conflict/{}/{}/{index}", self.mutation.client, self.mutation.number));
        let mut record = Record::new(Attention::ENTITY_NAME, id, self.stamp.clone());
        let row = self.rows.get(key);
        let title = row.map(|row| self.context.schema.title(row)).unwrap_or_default();
        let people = self.concerned(row, field, lost);
        let values: [(&str, Value); 12] = [
            (Attention::SUBJECT.id, subject(&title)),
            (Attention::KIND.id, "conflict".into()),
            (Attention::STATUS.id, "open".into()),
            (Attention::ENTITY.id, (*key.0).into()),
            (Attention::RECORD.id, key.1.to_string().into()),
            (Attention::FIELD.id, field.into()),
            (Attention::KEPT_VALUE.id, boxed(&lost.kept.0)),
            (Attention::KEPT_BY.id, lost.kept.1.by.into()),
            (Attention::LOST_VALUE.id, boxed(&lost.lost.0)),
            (Attention::LOST_BY.id, lost.lost.1.by.into()),
            (Attention::LOST_CLIENT.id, lost.lost.1.client.to_string().into()),
            (Attention::PEOPLE.id, Value::list(people.iter().map(Id::to_string))),
        ];
        let times =
            [(Attention::KEPT_AT.id, instant(lost.kept.1.at)), (Attention::LOST_AT.id, instant(lost.lost.1.at))];
        for (field, value) in values.into_iter().chain(times) {
            record.set(field, value, self.stamp.clone());
        }
        record
    }
}

/// The value as it is stored; computed fields cannot be written.
fn stored(def: &EntityDef, field: &str, value: Value) -> Result<Value, Vec<Problem>> {
    match def.field(field).map(|field| &field.kind) {
        Some(FieldType::Computed(_)) => Err(vec![Problem::of(field, "problem-computed")]),
        Some(kind) => Ok(canonical(kind, value)),
        None => Ok(value),
    }
}

/// Any value inside a text field: `{"value": …}`.
fn boxed(value: &Value) -> Value {
    Value::Text(serde_json::json!({ "value": value }).to_string().into())
}

fn instant(millis: u64) -> Value {
    let time = i64::try_from(millis / 1000).ok().and_then(|seconds| DateTime::from_second(seconds).ok());
    time.into()
}

/// As much of a title as an attention record has room for.
fn subject(title: &str) -> Value {
    title.chars().take(200).collect::<String>().into()
}

fn gone() -> Vec<Problem> {
    vec![Problem::new("problem-gone")]
}
