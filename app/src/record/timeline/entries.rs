//! What stands in a timeline.

use crate::{
    i18n::t_with,
    record::{RecordField, field::plain, instant_text, kind::TIMELINE, local_day, page_of, title_or_id},
    ui::format,
};
use shared::{
    Id, Name, Record, Schema,
    entities::{Activity, Contact, Email, Note, Opportunity, Task},
    record::Cell,
    replica::Replica,
    schema::FieldType,
};
use std::{collections::HashSet, sync::Arc};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.at == other.at
            && self.title == other.title
            && (Arc::ptr_eq(&self.record, &other.record) || self.record.shows_the_same(&other.record))
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

/// The record itself and, for a customer, the people and deals there: what is kept about those counts too.
fn circle(replica: &Replica, entity: &str, id: Id) -> HashSet<Box<str>> {
    let own = id.to_string();
    let near = [Contact::ENTITY_NAME, Opportunity::ENTITY_NAME]
        .into_iter()
        .filter(|near| *near != entity && entity == "account");
    let theirs = near.flat_map(|near| replica.rows(near)).filter(|row| row.value("account").as_text() == Some(&own));
    let mut circle: HashSet<Box<str>> = theirs.map(|row| row.id.to_string().into()).collect();
    circle.insert(own.into());
    circle
}

/// The fields of an entity that say whom a record is about: its links, but not who looks after it.
fn about(schema: &Schema, entity: &str) -> Vec<Name> {
    let fields = schema.entity(entity).map(|def| def.fields.as_slice()).unwrap_or_default();
    let links = fields
        .iter()
        .filter(|field| !field.flags.careful && matches!(field.kind, FieldType::Link { .. } | FieldType::Links { .. }));
    links.map(|field| field.id.clone()).collect()
}

/// Notes, activities and tasks about a record.
fn kept<'r>(replica: &'r Replica, entity: &str, id: Id) -> impl Iterator<Item = &'r Arc<Record>> + use<'r> {
    let circle = circle(replica, entity, id);
    TIMELINE.into_iter().flat_map(move |kept| {
        let fields = about(replica.schema(), kept);
        let circle = circle.clone();
        let is_about = move |row: &&Arc<Record>| {
            fields.iter().any(|field| row.value(field).items().iter().any(|item| circle.contains(item)))
        };
        replica.rows(kept).iter().filter(is_about)
    })
}

/// What happened, the latest first.
pub fn entries(replica: &Replica, entity: &str, id: Id) -> Vec<Entry> {
    let now = now_text();
    let told = kept(replica, entity, id).map(|row| entry_of(replica, row)).filter(|entry| !is_ahead(entry, &now));
    let mut entries: Vec<Entry> = told.chain(changes(replica, entity, id)).collect();
    entries.sort_by(|a, b| b.at.cmp(&a.at));
    entries
}

/// What is planned: open tasks and activities to come, the nearest first; tasks without a date last.
pub fn upcoming(replica: &Replica, entity: &str, id: Id) -> Vec<Entry> {
    let now = now_text();
    let mut ahead: Vec<Entry> =
        kept(replica, entity, id).map(|row| entry_of(replica, row)).filter(|entry| is_ahead(entry, &now)).collect();
    ahead.sort_by(|a, b| (a.at.is_empty(), &a.at).cmp(&(b.at.is_empty(), &b.at)));
    ahead
}

/// The next step with a deal in words: the nearest that is planned, else what somebody wrote down.
pub fn next_step(replica: &Replica, deal: &Record) -> Option<String> {
    let planned = upcoming(replica, &deal.entity, deal.id).into_iter().next().map(|entry| entry.title);
    planned.or_else(|| deal.get(Opportunity::NEXT_STEP).map(str::to_owned))
}

fn is_ahead(entry: &Entry, now: &str) -> bool {
    match entry.kind {
        EntryKind::Task => entry.record.get(Task::DONE) != Some(true),
        EntryKind::Activity => entry.at.as_str() > now && entry.record.get(Activity::OUTCOME) != Some("cancelled"),
        EntryKind::Email | EntryKind::Note | EntryKind::Change => false,
    }
}

/// When somebody was last in touch with a customer: the latest activity that took place, or e-mail that went out.
pub fn last_touch(replica: &Replica, entity: &str, id: Id) -> Option<String> {
    let now = now_text();
    let time = |row: &'_ Arc<Record>| match &*row.entity {
        Activity::ENTITY_NAME => row.value(Activity::AT.id).as_text().map(str::to_owned),
        Email::ENTITY_NAME => row.value(Email::SENT_AT.id).as_text().map(str::to_owned),
        _ => None,
    };
    let times = kept(replica, entity, id).filter_map(time).filter(|at| **at <= *now);
    times.max()
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

/// What is known of a record's past: when it was made, and who last set what is looked at with care.
/// For a customer, its deals' too.
fn changes(replica: &Replica, entity: &str, id: Id) -> Vec<Entry> {
    let own = replica.get(entity, id).into_iter();
    let id = id.to_string();
    let has_deals = entity != Opportunity::ENTITY_NAME;
    let deals = replica
        .rows(Opportunity::ENTITY_NAME)
        .iter()
        .filter(|row| has_deals && row.value(entity).as_text() == Some(&id));
    own.map(|row| (row, true))
        .chain(deals.map(|row| (row, false)))
        .flat_map(|(row, here)| changes_of(replica, row, here))
        .collect()
}

/// On its own page, a record need not be named.
fn changes_of(replica: &Replica, row: &Arc<Record>, here: bool) -> Vec<Entry> {
    let what = crate::record::words::entity_in_words(&row.entity);
    let title = title_or_id(replica, row);
    let said = t_with(
        if here { "timeline-made-here" } else { "timeline-made" },
        &[("what", what.into()), ("title", title.clone().into())],
    );
    let made = change(replica, row, instant_text(row.created.at), row.created.by, said);
    let careful = replica.schema().entity(&row.entity).map(RecordField::all).unwrap_or_default().into_iter();
    let set = careful.filter(|field| field.def.flags.careful && !matches!(field.id(), "team")).filter_map(|field| {
        let cell: &Cell = row.cell(field.id())?;
        // Set when the record was made: that has been told.
        if cell.stamp.at == row.created.at {
            return None;
        }
        let value = plain(replica, &field, &cell.value);
        let words = t_with(
            if here { "timeline-set-here" } else { "timeline-set" },
            &[("field", field.label().into()), ("title", title.clone().into()), ("value", value.into())],
        );
        Some(change(replica, row, instant_text(cell.stamp.at), cell.stamp.by, words))
    });
    std::iter::once(made).chain(set).collect()
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
