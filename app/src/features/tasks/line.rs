//! One task of the due list.

use crate::{
    features::activities::{Place, WorkLine, WorkTitle, other_owner},
    i18n::{t, t_with},
    record::{field::LinkChip, in_days, may_update, timeline::complete, title_or_id},
    services::{ReplicaHandle, use_replica},
    ui::{ButtonKind, Checkbox, Glyph, Icon, Menu, MenuItem, When, format},
};
use leptos::prelude::*;
use shared::{
    Record,
    entities::{Account, Contact, Opportunity, Task},
    replica::Replica,
};
use std::sync::Arc;

/// A task: done or not, what, for whom, by when; put off in two presses.
#[component]
pub(super) fn TaskLine(task: Arc<Record>, place: Place) -> impl IntoView {
    let replica = use_replica();
    let (id, done) = (task.id, task.get(Task::DONE) == Some(true));
    let title = replica.read(|replica| title_or_id(replica, &task));
    let may = may_update(replica, &task);
    let label = t_with("task-complete", &[("what", title.clone().into())]);
    let row = task.clone();
    view! {
        <WorkLine id place done>
            <Checkbox label hide_label=true checked=done disabled=!may on_change=move |on| complete(replica, &row, on) />
            <span class="task__main">
                <WorkTitle id href=format!("/tasks/{id}") title place />
                {priority(&task)}
                <span class="task__abouts">{about(&task)}</span>
            </span>
            <span class="task__side">
                {other_owner(replica, task.get(Task::OWNER))}
                {due(&task, done)}
                {(may && !done).then(|| snooze(task.clone()))}
            </span>
        </WorkLine>
    }
    .into_any()
}

fn priority(task: &Record) -> Option<AnyView> {
    (task.get(Task::PRIORITY) == Some("high")).then(|| {
        view! { <span class="task__high" data-tip=t("tasks-high")><Icon glyph=Glyph::Flag /><span class="visually-hidden">{t("tasks-high")}</span></span> }.into_any()
    })
}

/// The customer, the person, the deal.
fn about(task: &Record) -> AnyView {
    let links = [
        (Contact::ENTITY_NAME, Task::CONTACT.id),
        (Account::ENTITY_NAME, Task::ACCOUNT.id),
        (Opportunity::ENTITY_NAME, Task::OPPORTUNITY.id),
    ];
    let chips = links.into_iter().filter_map(|(entity, field)| Some((entity, task.value(field).as_text()?.to_owned())));
    let chips =
        chips.map(|(entity, id)| view! { <span class="task__about"><LinkChip entity id /></span> }).collect_view();
    chips.into_any()
}

fn due(task: &Record, done: bool) -> Option<AnyView> {
    let field = if done { Task::DONE_AT.id } else { Task::DUE.id };
    let at = task.value(field).as_text()?.to_owned();
    let late = !done && at < format::today();
    Some(view! { <span class="task__due" class:task__due--late=late><When at /></span> }.into_any())
}

/// Puts the task off.
fn snooze(task: Arc<Record>) -> AnyView {
    let replica = use_replica();
    let items = Signal::derive(move || {
        let days = [
            ("day-today", 0),
            ("day-tomorrow", 1),
            ("tasks-in-three-days", 3),
            ("day-next-week", 7),
            ("tasks-in-a-month", 30),
        ];
        let one = |(key, days): (&'static str, i32)| {
            let task = task.clone();
            MenuItem::new(t(key), move || put_off(replica, &task, &in_days(days))).icon(Glyph::Clock)
        };
        days.map(one).to_vec()
    });
    view! { <span data-snooze><Menu label=t("tasks-snooze") icon=Glyph::Clock icon_only=true kind=ButtonKind::Quiet items /></span> }.into_any()
}

fn put_off(replica: ReplicaHandle, task: &Record, due: &str) {
    let now = |replica: &Replica| {
        replica.get(Task::ENTITY_NAME, task.id).map(|task| replica.patch(task, [(Task::DUE.id, due.into())]))
    };
    let title = task.get(Task::SUBJECT).unwrap_or_default().to_owned();
    let said = t_with("tasks-said-snoozed", &[("what", title.into()), ("day", format::day(due).into())]);
    replica.write(said, replica.read(now).into_iter().collect());
}
