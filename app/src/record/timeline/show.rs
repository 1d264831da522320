//! One line of a timeline.

use super::{Entry, EntryKind};
use crate::{
    i18n::{t, t_with},
    record::{RecordField, kind::glyph, may_update, words::option_word},
    services::{ReplicaHandle, instant, use_replica},
    ui::{Checkbox, Glyph, Icon, When, written},
};
use leptos::prelude::*;
use shared::{
    Record, Value,
    entities::{Activity, Email, Task, User},
};
use std::sync::Arc;

/// An entry: what it was, when, by whom, and its text. Under the heading of its day, only the time is said.
pub(super) fn entry(entry: Entry, in_day: bool) -> AnyView {
    let Entry { kind, at, title, body, href, who, record } = entry.clone();
    let replica = use_replica();
    // What an import or the demo has made is nobody's doing: then nobody is named.
    let who = who.map(|who| replica.read(|replica| replica.title(User::ENTITY_NAME, who)));
    let title_is_empty = title.is_empty();
    let heading = (!title.is_empty()).then(|| match kind {
        EntryKind::Change => view! { <span class="entry__change">{title}</span> }.into_any(),
        _ => view! { <a class="link entry__title" href=href.clone()>{title}</a> }.into_any(),
    });
    let late = kind == EntryKind::Task && record.get(Task::DONE) != Some(true) && entry.is_late();
    let when = (!at.is_empty())
        .then(|| view! { <span class="entry__when" class:entry__when--late=late><When at in_day /></span> });
    // A note without a heading begins with its text.
    let bare = title_is_empty && kind == EntryKind::Note;
    let (first, text) = match (bare, body.is_empty() || kind == EntryKind::Change) {
        (_, true) => (None, None),
        (true, false) => (Some(written(&body, "prose entry__body entry__body--first")), None),
        (false, false) => (None, Some(written(&body, "prose entry__body"))),
    };
    let open = (kind == EntryKind::Note)
        .then(|| view! { <a class="link entry__open" href=href>{t("timeline-open-note")}</a> });
    view! {
        <li class=format!("entry entry--{}", class_of(kind))>
            <span class="entry__mark">{mark(kind, &record)}</span>
            <div class="entry__text">
                <div class="entry__head">{heading}{first}{facts(kind, &record)}<span class="entry__meta">{who}{when}{open}</span></div>
                {text}
            </div>
        </li>
    }
    .into_any()
}

const fn class_of(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => "note",
        EntryKind::Activity => "activity",
        EntryKind::Email => "email",
        EntryKind::Task => "task",
        EntryKind::Change => "change",
    }
}

/// A drawing; a checkbox for tasks.
fn mark(kind: EntryKind, record: &Arc<Record>) -> AnyView {
    match kind {
        EntryKind::Task => tick(record),
        EntryKind::Activity => {
            view! { <Icon glyph=activity_glyph(record.get(Activity::KIND).unwrap_or_default()) /> }.into_any()
        }
        EntryKind::Email | EntryKind::Note => view! { <Icon glyph=glyph(&record.entity) /> }.into_any(),
        EntryKind::Change => view! { <Icon glyph=Glyph::Clock /> }.into_any(),
    }
}

/// The drawing of a sort of touch point.
pub fn activity_glyph(kind: &str) -> Glyph {
    match kind {
        "call" => Glyph::Phone,
        "visit" => Glyph::Pin,
        "email" | "letter" => Glyph::Mail,
        "meeting" | "chat" => Glyph::Meeting,
        _ => Glyph::Calendar,
    }
}

fn tick(record: &Arc<Record>) -> AnyView {
    let replica = use_replica();
    let done = record.get(Task::DONE) == Some(true);
    let name = record.get(Task::SUBJECT).unwrap_or_default().to_owned();
    let label = t_with("task-complete", &[("what", name.into())]);
    let (row, disabled) = (record.clone(), !may_update(replica, record));
    view! { <Checkbox label hide_label=true checked=done disabled on_change=move |on| complete(replica, &row, on) /> }
        .into_any()
}

/// What kind of touch point it was, and what came of it; how an e-mail stands.
fn facts(kind: EntryKind, record: &Arc<Record>) -> AnyView {
    let fields: &[&str] = match kind {
        EntryKind::Activity => &[Activity::KIND.id, Activity::OUTCOME.id],
        EntryKind::Email => &[Email::STATUS.id],
        EntryKind::Note | EntryKind::Task | EntryKind::Change => return ().into_any(),
    };
    let word = |field: &&str| record.value(field).as_text().map(|option| option_word(&record.entity, field, option));
    let words: Vec<String> = fields.iter().filter_map(word).collect();
    view! { <span class="entry__facts">{words.join(" · ")}</span> }.into_any()
}

/// Marks a task as done, or as open again.
pub fn complete(replica: ReplicaHandle, task: &Record, done: bool) {
    let title = task.get(Task::SUBJECT).unwrap_or_default().to_owned();
    let at = if done { instant().into() } else { Value::Null };
    let values = [(Task::DONE.id, Value::Flag(done)), (Task::DONE_AT.id, at)];
    let op = replica.read(|replica| Some(replica.patch(replica.get(Task::ENTITY_NAME, task.id)?, values)));
    let key = if done { "task-said-done" } else { "task-said-open" };
    replica.write(t_with(key, &[("what", title.into())]), op.into_iter().collect());
}

/// The field with this id, for those who know it is there.
pub(super) fn field_of(entity: &str, id: &str) -> Option<RecordField> {
    use_replica().read(|replica| RecordField::of(replica.schema().entity(entity)?, id))
}
