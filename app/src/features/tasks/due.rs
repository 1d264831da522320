//! The due list: overdue, today, this week, later, without a date, done.

use super::{add::QuickAdd, line::TaskLine};
use crate::{
    features::{
        activities::{Place, Whose, nothing_own, use_whose},
        address::use_address,
    },
    i18n::{t, t_with},
    record::{as_number, in_days, timeline::complete},
    services::{Phase, ReplicaHandle, use_replica},
    ui::{Button, ButtonKind, EmptyState, Glyph, Lines, dom, format},
};
use leptos::{ev, prelude::*};
use shared::{Record, entities::Task, replica::Replica};
use std::sync::Arc;

/// Tasks of a group shown at first.
const FIRST: usize = 30;
/// Done tasks kept in sight.
const DONE: usize = 12;

/// When something is due, seen from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Due {
    Overdue,
    Today,
    Week,
    Later,
    Someday,
    Done,
}

impl Due {
    const ALL: [Self; 6] = [Self::Overdue, Self::Today, Self::Week, Self::Later, Self::Someday, Self::Done];

    const fn key(self) -> &'static str {
        match self {
            Self::Overdue => "tasks-overdue",
            Self::Today => "tasks-today",
            Self::Week => "tasks-week",
            Self::Later => "tasks-later",
            Self::Someday => "tasks-someday",
            Self::Done => "tasks-done",
        }
    }

    fn of(task: &Record, today: &str, week: &str) -> Self {
        if task.get(Task::DONE) == Some(true) {
            return Self::Done;
        }
        match task.value(Task::DUE.id).as_text() {
            None => Self::Someday,
            Some(due) if due < today => Self::Overdue,
            Some(due) if due == today => Self::Today,
            Some(due) if due <= week => Self::Week,
            Some(_) => Self::Later,
        }
    }
}

/// A group of tasks; equal when its rows show the same, so that a line keeps its open menu and the focus when
/// the server has taken an edit in. What is written starts from the record as it is then.
#[derive(Debug, Clone)]
struct Group {
    due: Due,
    tasks: Vec<Arc<Record>>,
}

impl PartialEq for Group {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Arc<Record>, &Arc<Record>)| Arc::ptr_eq(a, b) || a.shows_the_same(b);
        self.due == other.due && self.tasks.len() == other.tasks.len() && self.tasks.iter().zip(&other.tasks).all(same)
    }
}

/// The list, by groups.
#[component]
pub(super) fn DueList() -> impl IntoView {
    let (replica, whose) = (use_replica(), use_whose());
    let groups = Memo::new(move |_| {
        replica.follow(&[Task::ENTITY_NAME, "user", "team"]);
        replica.read(|replica| groups(replica, whose.get()))
    });
    let shown = move || groups.with(|groups| groups.iter().map(|group| group.tasks.len().min(FIRST)).sum::<usize>());
    let lines = Lines::new(Signal::derive(shown));
    let none = move || {
        let empty = groups.read().iter().all(|group| group.due == Due::Done || group.tasks.is_empty());
        (empty && replica.phase().get() == Phase::Ready).then(|| {
            let others = || replica.read(|replica| replica.rows(Task::ENTITY_NAME).iter().any(|task| is_open(task)));
            if whose.get() != Whose::All && others() {
                return nothing_own(Glyph::Task);
            }
            view! { <EmptyState glyph=Glyph::Task title=t("tasks-none") sentence=t("tasks-none-why") /> }.into_any()
        })
    };
    let list = move || {
        let mut at = 0;
        let one = |group: Group| {
            let start = at;
            at += group.tasks.len().min(FIRST);
            section(group, start, lines)
        };
        groups.get().into_iter().map(one).collect_view()
    };
    view! {
        <QuickAdd />
        <div class="work__scroll" node_ref=lines.node() on:keydown=move |ev| press(&ev, lines, replica)>
            {none}
            {list}
        </div>
    }
    .into_any()
}

fn is_open(task: &Record) -> bool {
    task.get(Task::DONE) != Some(true)
}

fn groups(replica: &Replica, whose: Whose) -> Vec<Group> {
    let (today, week) = (format::today(), in_days(7));
    let mut groups: Vec<Group> = Due::ALL.map(|due| Group { due, tasks: Vec::new() }).into();
    for task in replica.rows(Task::ENTITY_NAME).iter().filter(|task| whose.holds(replica, task)) {
        let due = Due::of(task, &today, &week);
        if let Some(group) = groups.iter_mut().find(|group| group.due == due) {
            group.tasks.push(task.clone());
        }
    }
    for group in &mut groups {
        match group.due {
            Due::Done => {
                group
                    .tasks
                    .sort_by_key(|task| std::cmp::Reverse(task.value(Task::DONE_AT.id).as_text().map(str::to_owned)));
                group.tasks.truncate(DONE);
            }
            _ => group.tasks.sort_by_cached_key(|task| {
                (task.value(Task::DUE.id).as_text().map(str::to_owned), urgency(task), task.id)
            }),
        }
    }
    groups.retain(|group| !group.tasks.is_empty());
    groups
}

fn urgency(task: &Record) -> u8 {
    match task.get(Task::PRIORITY) {
        Some("high") => 0,
        Some("low") => 2,
        _ => 1,
    }
}

/// One group, headed by its name and number.
fn section(group: Group, start: usize, lines: Lines) -> AnyView {
    let (title, count) = (t(group.due.key()), group.tasks.len());
    let left = count.saturating_sub(FIRST);
    let late = group.due == Due::Overdue;
    let tasks = group.tasks.into_iter().take(FIRST).enumerate();
    let place = |at| Place { lines, at: start + at };
    let tasks = tasks.map(|(at, task)| view! { <TaskLine task place=place(at) /> }).collect_view();
    let more = (left > 0).then(|| {
        let words = t_with("tasks-more", &[("count", as_number(left).into())]);
        let address = use_address();
        let all = move |()| address.set(&[("as", Some("table".to_owned()))]);
        view! { <Button kind=ButtonKind::Quiet on_press=all>{words}</Button> }
    });
    let name = title.clone();
    view! {
        <section class="tasks__group" aria-label=name>
            <h2 class="tasks__heading" class:tasks__heading--late=late>{title}" "<span class="tasks__count">{as_number(count)}</span></h2>
            <ul class="tasks__list">{tasks}</ul>
            {more}
        </section>
    }
    .into_any()
}

/// Keys as in a mail client: j and k move, `e` completes, `s` puts off, Enter opens.
fn press(ev: &ev::KeyboardEvent, lines: Lines, replica: ReplicaHandle) {
    if dom::is_typing(ev.target()) || ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
        return;
    }
    let at = lines.active();
    match ev.key().as_str() {
        "e" | "x" => {
            if let Some(task) = task_at(lines, at, replica) {
                complete(replica, &task, task.get(Task::DONE) != Some(true));
                request_animation_frame(move || request_animation_frame(move || lines.go(at)));
            }
        }
        "s" => drop(lines.control(at, "[data-snooze] button").map(|button| button.click())),
        "Enter" if !dom::is_control(ev.target()) => drop(lines.control(at, "a").map(|link| link.click())),
        _ if lines.walk(ev) => {}
        _ => return,
    }
    ev.prevent_default();
}

fn task_at(lines: Lines, at: usize, replica: ReplicaHandle) -> Option<Arc<Record>> {
    let id = lines.line(at)?.get_attribute("data-id")?.parse().ok()?;
    replica.read(|replica| replica.get(Task::ENTITY_NAME, id).cloned())
}
