//! What stands in a timeline.

use crate::{
    i18n::t_with,
    record::{RecordField, field::plain, instant_text, kind::TIMELINE, local_day, page_of, title_or_id},
    ui::format,
};
use shared::{
    Id, Name, Record, Schema,
    entities::{Account, Activity, Contact, Email, Note, Opportunity, Task},
    record::{Cell, Millis},
    replica::Replica,
    schema::FieldDef,
    value::DateTime,
};
use std::{
    cmp::Reverse,
    collections::HashMap,
    hash::{Hash, Hasher},
    sync::Arc,
};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// A note.
    Note,
    /// A call, meeting, visit or message.
    Activity,
    /// An e-mail that was written here.
    Email,
    /// A task.
    Task,
    /// A record was made, or a stage or an owner changed.
    Change,
}

/// One line of a timeline.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// When: an instant, or a date for tasks; empty for tasks without one.
    pub at: String,
    /// Its heading.
    pub title: String,
    /// Its text.
    pub body: String,
    /// Its page.
    pub href: String,
    /// Who did it.
    pub who: Option<Id>,
    /// The record that it stands in.
    pub record: Arc<Record>,
}

/// Equal when they are shown the same, so that a line stays as it is while others come and the server takes edits in.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.at == other.at
            && self.title == other.title
            && (Arc::ptr_eq(&self.record, &other.record) || self.record.shows_the_same(&other.record))
    }
}

impl Eq for Entry {}

impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind, &self.at, &self.title, self.record.id).hash(state);
    }
}

impl Entry {
    /// Whether its time has passed.
    pub fn is_late(&self) -> bool {
        let now = if self.at.len() <= 10 { format::today() } else { now_text() };
        !self.at.is_empty() && self.at < now
    }
}

/// Entities on which a timeline depends.
pub fn follows() -> Vec<Name> {
    let others = [Contact::ENTITY_NAME, Opportunity::ENTITY_NAME];
    TIMELINE.into_iter().chain(others).map(Name::from).collect()
}

/// The instant of now as text, so that it compares with instants.
pub fn now_text() -> String {
    String::from(js_sys::Date::new_0().to_iso_string())
}

/// The day of an instant or date as a heading: *today*, *yesterday*, *21 Nov*.
pub fn day_words(at: &str) -> String {
    let day = if at.len() <= 10 { at.to_owned() } else { local_day(at) };
    let words = format::day(&day);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The people and deals of a customer.
const NEAR: [&str; 2] = [Contact::ENTITY_NAME, Opportunity::ENTITY_NAME];

/// The record itself and, for a customer, the people and deals there: what is kept about those counts too.
fn circle(replica: &Replica, entity: &str, id: Id) -> Vec<Id> {
    let near = NEAR.into_iter().filter(|_| entity == Account::ENTITY_NAME);
    let theirs = near.flat_map(|near| replica.linking(near, field_of(replica.schema(), near, entity), &[id]));
    std::iter::once(id).chain(theirs.map(|row| row.id)).collect()
}

/// The field of an entity that bears the name of the one that it leads to.
fn field_of<'s>(schema: &'s Schema, entity: &str, to: &str) -> Option<&'s FieldDef> {
    schema.entity(entity).and_then(|def| def.field(to))
}

/// The fields of an entity that say whom a record is about: its links, but not who looks after it.
fn about<'s>(schema: &'s Schema, entity: &str) -> impl Iterator<Item = &'s FieldDef> + use<'s> {
    let fields = schema.entity(entity).map(|def| def.fields.as_slice()).unwrap_or_default();
    fields.iter().filter(|field| !field.flags.careful && field.kind.link_target().is_some())
}

/// What is kept about a record in these entities.
fn kept(replica: &Replica, entity: &str, id: Id, within: &[&str]) -> Vec<Arc<Record>> {
    let circle = circle(replica, entity, id);
    let near = |to: &str| entity == Account::ENTITY_NAME && NEAR.contains(&to);
    let leads_there = |field: &&FieldDef| field.kind.link_target().is_some_and(|to| to == entity || near(to));
    let found = within
        .iter()
        .flat_map(|kept| replica.linking(kept, about(replica.schema(), kept).filter(leads_there), &circle));
    found.collect()
}

/// The latest of what happened, and how much there is.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The latest first.
    pub latest: Vec<Entry>,
    /// How many there are before those.
    pub earlier: usize,
    /// Nobody has written anything: there are changes only.
    pub is_changes: bool,
}

/// What stands in the past, not put in words yet: of a thousand notes only those that are shown are.
enum Trace<'r> {
    Kept(&'r Arc<Record>),
    Made(&'r Arc<Record>),
    Set(&'r Arc<Record>, &'r Cell),
}

impl Trace<'_> {
    fn at(&self) -> Millis {
        match self {
            Self::Kept(row) => time_of(row),
            Self::Made(row) => row.created.at,
            Self::Set(_, cell) => cell.stamp.at,
        }
    }

    /// On its own page, a record need not be named.
    fn told(self, replica: &Replica, page: Id) -> Entry {
        match self {
            Self::Kept(row) => entry_of(replica, row),
            Self::Made(row) => made(replica, row, row.id == page),
            Self::Set(row, cell) => set(replica, row, cell, row.id == page),
        }
    }
}

/// When what is kept took place, so that it compares with when something was changed.
fn time_of(row: &Record) -> Millis {
    let said = match &*row.entity {
        Activity::ENTITY_NAME => row.value(Activity::AT.id).as_text(),
        Email::ENTITY_NAME => row.value(Email::SENT_AT.id).as_text(),
        Task::ENTITY_NAME => row.value(Task::DONE_AT.id).as_text(),
        _ => None,
    };
    let said = said.and_then(|text| text.parse::<DateTime>().ok());
    said.and_then(|at| Millis::try_from(at.as_millisecond()).ok()).unwrap_or(row.created.at)
}

/// The latest `most` of what happened.
pub fn past(replica: &Replica, entity: &str, id: Id, most: usize) -> Past {
    let now = now_text();
    let (kept, told_of) = (kept(replica, entity, id, &TIMELINE), with_changes(replica, entity, id));
    let told = kept.iter().filter(|row| !is_ahead(row, &now)).map(Trace::Kept);
    let mut traces: Vec<(Millis, Trace<'_>)> = told.map(|trace| (trace.at(), trace)).collect();
    let is_changes = traces.is_empty();
    let changes = told_of.iter().flat_map(|row| changes_of(replica, row));
    traces.extend(changes.map(|trace| (trace.at(), trace)));
    traces.sort_by_key(|(at, _)| Reverse(*at));
    let earlier = traces.len().saturating_sub(most);
    let latest = traces.into_iter().take(most).map(|(_, trace)| trace.told(replica, id)).collect();
    Past { latest, earlier, is_changes }
}

/// Whether nobody has written anything about a record, or planned.
pub fn is_untouched(replica: &Replica, entity: &str, id: Id) -> bool {
    kept(replica, entity, id, &TIMELINE).is_empty()
}

/// What can be planned.
const PLANNED: [&str; 2] = [Activity::ENTITY_NAME, Task::ENTITY_NAME];

/// What is planned: open tasks and activities to come, the nearest first; tasks without a date last.
pub fn upcoming(replica: &Replica, entity: &str, id: Id) -> Vec<Entry> {
    let now = now_text();
    let mut ahead = kept(replica, entity, id, &PLANNED);
    ahead.retain(|row| is_ahead(row, &now));
    ahead.sort_by(|a, b| planned_for(a).cmp(&planned_for(b)));
    ahead.iter().map(|row| entry_of(replica, row)).collect()
}

/// Entities on which [`next_steps`] depend.
pub fn plans() -> Vec<Name> {
    PLANNED.map(Name::from).into()
}

/// The nearest that is planned with each record, in words. All at once: a board asks for as many deals as it shows, and
/// each would look through everything that was ever planned.
pub fn next_steps(replica: &Replica) -> HashMap<Id, String> {
    let now = now_text();
    let mut nearest: HashMap<Id, &Arc<Record>> = HashMap::new();
    for entity in PLANNED {
        let fields: Vec<&FieldDef> = about(replica.schema(), entity).collect();
        for row in replica.rows(entity).iter().filter(|row| is_ahead(row, &now)) {
            for id in fields.iter().flat_map(|field| row.value(&field.id).items()).filter_map(|id| id.parse().ok()) {
                let known = nearest.entry(id).or_insert(row);
                if planned_for(row) < planned_for(known) {
                    *known = row;
                }
            }
        }
    }
    nearest.into_iter().map(|(id, row)| (id, title_or_id(replica, row))).collect()
}

/// The order of what is planned: the nearest first, what has no date last.
fn planned_for(row: &Record) -> (bool, &str) {
    let field = if &*row.entity == Task::ENTITY_NAME { Task::DUE.id } else { Activity::AT.id };
    let at = row.value(field).as_text().unwrap_or_default();
    (at.is_empty(), at)
}

fn is_ahead(row: &Record, now: &str) -> bool {
    match &*row.entity {
        Task::ENTITY_NAME => row.get(Task::DONE) != Some(true),
        Activity::ENTITY_NAME => {
            row.value(Activity::AT.id).as_text().is_some_and(|at| at > now)
                && row.get(Activity::OUTCOME) != Some("cancelled")
        }
        _ => false,
    }
}

/// What counts as being in touch. A note does not: for it nobody need have spoken with anybody.
const TOUCH: [&str; 2] = [Activity::ENTITY_NAME, Email::ENTITY_NAME];

/// When somebody was last in touch with a customer: the latest activity that took place, or e-mail that went out.
pub fn last_touch(replica: &Replica, entity: &str, id: Id) -> Option<String> {
    let now = now_text();
    let time = |row: &Arc<Record>| match &*row.entity {
        Activity::ENTITY_NAME if matches!(row.get(Activity::OUTCOME), Some("cancelled" | "no_answer")) => None,
        Activity::ENTITY_NAME => row.value(Activity::AT.id).as_text().map(str::to_owned),
        _ => row.value(Email::SENT_AT.id).as_text().map(str::to_owned),
    };
    kept(replica, entity, id, &TOUCH).iter().filter_map(time).filter(|at| **at <= *now).max()
}

fn entry_of(replica: &Replica, row: &Arc<Record>) -> Entry {
    let text = |field: &str| row.value(field).as_text().unwrap_or_default().to_owned();
    let made = || instant_text(row.created.at);
    let (kind, at, body) = match &*row.entity {
        Activity::ENTITY_NAME => (EntryKind::Activity, text(Activity::AT.id), text(Activity::BODY.id)),
        Email::ENTITY_NAME => {
            let sent = text(Email::SENT_AT.id);
            (EntryKind::Email, if sent.is_empty() { made() } else { sent }, text(Email::BODY.id))
        }
        Task::ENTITY_NAME if row.get(Task::DONE) == Some(true) => {
            let done = text(Task::DONE_AT.id);
            (EntryKind::Task, if done.is_empty() { made() } else { done }, text(Task::DESCRIPTION.id))
        }
        Task::ENTITY_NAME => (EntryKind::Task, text(Task::DUE.id), text(Task::DESCRIPTION.id)),
        _ => (EntryKind::Note, made(), text(Note::BODY.id)),
    };
    let untitled = kind == EntryKind::Note && row.get(Note::TITLE).is_none();
    let title = if untitled { String::new() } else { title_or_id(replica, row) };
    let who = row.value("owner").as_text().and_then(|id| id.parse().ok());
    Entry {
        kind,
        at,
        title,
        body,
        href: page_of(replica.schema(), row),
        who: who.or(Some(row.created.by)),
        record: row.clone(),
    }
}

/// The rows whose changes are told: the record's own and, for a customer, its deals'.
fn with_changes(replica: &Replica, entity: &str, id: Id) -> Vec<Arc<Record>> {
    let leads_here = field_of(replica.schema(), Opportunity::ENTITY_NAME, entity)
        .filter(|field| field.kind.link_target() == Some(entity) && entity != Opportunity::ENTITY_NAME);
    let deals = replica.linking(Opportunity::ENTITY_NAME, leads_here, &[id]);
    replica.get(entity, id).cloned().into_iter().chain(deals).collect()
}

/// What is known of a row's past: when it was made, and who last set what is looked at with care.
fn changes_of<'r>(replica: &'r Replica, row: &'r Arc<Record>) -> impl Iterator<Item = Trace<'r>> + use<'r> {
    let fields = replica.schema().entity(&row.entity).map(|def| def.fields.as_slice()).unwrap_or_default().iter();
    let careful = fields.filter(|field| field.flags.careful && !field.flags.hidden && &*field.id != "team");
    let set = careful.filter_map(|field| row.cell(&field.id));
    // What was set when the record was made has been told.
    let set = set.filter(|cell| cell.stamp.at != row.created.at);
    std::iter::once(Trace::Made(row)).chain(set.map(|cell| Trace::Set(row, cell)))
}

fn made(replica: &Replica, row: &Arc<Record>, here: bool) -> Entry {
    let what = crate::record::words::entity_in_words(&row.entity);
    let said = t_with(
        if here { "timeline-made-here" } else { "timeline-made" },
        &[("what", what.into()), ("title", title_or_id(replica, row).into())],
    );
    change(replica, row, instant_text(row.created.at), row.created.by, said)
}

fn set(replica: &Replica, row: &Arc<Record>, cell: &Cell, here: bool) -> Entry {
    let field = replica.schema().entity(&row.entity).and_then(|def| RecordField::of(def, &cell.field));
    let (label, value) = field.map(|field| (field.label(), plain(replica, &field, &cell.value))).unwrap_or_default();
    let words = t_with(
        if here { "timeline-set-here" } else { "timeline-set" },
        &[("field", label.into()), ("title", title_or_id(replica, row).into()), ("value", value.into())],
    );
    change(replica, row, instant_text(cell.stamp.at), cell.stamp.by, words)
}

fn change(replica: &Replica, row: &Arc<Record>, at: String, by: Id, title: String) -> Entry {
    Entry {
        kind: EntryKind::Change,
        at,
        title,
        body: String::new(),
        href: page_of(replica.schema(), row),
        who: Some(by),
        record: row.clone(),
    }
}
