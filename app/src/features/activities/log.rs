//! What is planned, the soonest first, and below it what happened, the latest first; both by day.

use super::{Place, Whose, WorkLine, WorkTitle, nothing_own, other_owner, use_whose};
use crate::{
    i18n::{t, t_with},
    record::{
        as_number,
        field::LinkChip,
        timeline::{activity_glyph, day_words, now_text},
        title_or_id,
        words::option_word,
    },
    services::{Phase, use_replica},
    ui::{Button, ButtonKind, EmptyState, Glyph, Icon, Lines, When, dom, format},
};
use leptos::{ev, prelude::*};
use shared::{
    Record,
    entities::{Account, Activity, Contact, User},
};
use std::{cmp::Reverse, sync::Arc};
use web_sys::HtmlElement;

/// Activities that happened shown at first, and with each press more.
const PAGE: usize = 80;
/// Planned ones shown at first: enough for a week, and what happened stays within reach.
const SOON: usize = 20;

/// The first of the activities that are planned, or that happened, and how many there are; equal when they are the very
/// same.
#[derive(Debug, Clone, Default)]
struct Part {
    rows: Vec<Arc<Record>>,
    total: usize,
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.total == other.total
            && self.rows.len() == other.rows.len()
            && self.rows.iter().zip(&other.rows).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

/// What the page shows, as it is called on this day.
#[derive(Debug, Clone, Default, PartialEq)]
struct Page {
    today: String,
    planned: Part,
    past: Part,
}

/// The log.
#[component]
pub(super) fn Log() -> impl IntoView {
    let (replica, whose) = (use_replica(), use_whose());
    let (soon, most) = (RwSignal::new(SOON), RwSignal::new(PAGE));
    let page = Memo::new(move |_| {
        replica.follow(&[Activity::ENTITY_NAME, User::ENTITY_NAME]);
        let (whose, today) = (whose.get(), format::today());
        let (planned, past) = replica.read(|replica| {
            let rows = replica.rows(Activity::ENTITY_NAME).iter().filter(|row| whose.holds(replica, row));
            parts(rows, &now_text(), soon.get(), most.get())
        });
        Page { today, planned, past }
    });
    let lines = Lines::new(Signal::derive(move || page.with(|page| page.planned.rows.len() + page.past.rows.len())));
    let parts = move || {
        let Page { planned, past, .. } = page.get();
        let ahead = planned.rows.len();
        let later = move |()| soon.update(|soon| *soon += PAGE);
        let older = move |()| most.update(|most| *most += PAGE);
        view! {
            {part("activities-coming", planned, Walk { lines, start: 0 }, "activities-later", later)}
            {part("activities-past", past, Walk { lines, start: ahead }, "timeline-older", older)}
        }
    };
    let none = move || {
        let empty = page.with(|page| page.planned.total + page.past.total == 0);
        (empty && replica.phase().get() == Phase::Ready).then(|| {
            if !replica.read(|replica| replica.rows(Activity::ENTITY_NAME).is_empty()) && whose.get() != Whose::All {
                return nothing_own(Glyph::Activity);
            }
            view! { <EmptyState glyph=Glyph::Activity title=t("activities-none") sentence=t("activities-none-why") /> }
                .into_any()
        })
    };
    view! { <div class="work__scroll" node_ref=lines.node() on:keydown=move |ev| press(&ev, lines)>{none}{parts}</div> }
        .into_any()
}

/// Keys as in a mail client: j and k move, Enter opens.
fn press(ev: &ev::KeyboardEvent, lines: Lines) {
    if ev.key() == "Enter" && !dom::is_control(ev.target()) {
        lines.control(lines.active(), "a").iter().for_each(HtmlElement::click);
    } else if !lines.walk(ev) {
        return;
    }
    ev.prevent_default();
}

/// What is planned, the soonest first, and what happened, the latest first.
fn parts<'r>(rows: impl Iterator<Item = &'r Arc<Record>>, now: &str, soon: usize, most: usize) -> (Part, Part) {
    let (planned, past): (Vec<_>, Vec<_>) = rows.partition(|row| at(row) > now);
    (first(planned, soon, |row| at(row).to_owned()), first(past, most, |row| Reverse(at(row).to_owned())))
}

fn at(row: &Record) -> &str {
    row.value(Activity::AT.id).as_text().unwrap_or_default()
}

/// The first so many in an order.
fn first<K: Ord>(mut rows: Vec<&Arc<Record>>, most: usize, key: impl Fn(&Record) -> K) -> Part {
    let total = rows.len();
    if most < total {
        rows.select_nth_unstable_by_key(most, |row| key(row));
        rows.truncate(most);
    }
    rows.sort_by_cached_key(|row| key(row));
    Part { rows: rows.into_iter().cloned().collect(), total }
}

/// Where a part stands among the lines that are walked.
#[derive(Clone, Copy)]
struct Walk {
    lines: Lines,
    /// The place of its first line.
    start: usize,
}

/// A part of the page by days, and the way to more of it.
fn part(
    title: &str,
    part: Part,
    walk: Walk,
    more: &str,
    press: impl Fn(()) + Send + Sync + 'static,
) -> Option<AnyView> {
    let left = part.total.saturating_sub(part.rows.len());
    let more = (left > 0).then(|| {
        let words = t_with(more, &[("count", as_number(left).into())]);
        view! { <Button kind=ButtonKind::Quiet on_press=Callback::new(press)>{words}</Button> }
    });
    let mut at = walk.start;
    let one = |(day, rows): (String, Vec<Arc<Record>>)| {
        let start = at;
        at += rows.len();
        group(day, &rows, Walk { start, ..walk })
    };
    let days = by_day(part.rows).into_iter().map(one).collect_view();
    (part.total > 0).then(|| {
        let title = t(title);
        let name = title.clone();
        view! {
            <section class="work__part" aria-label=name>
                <h2 class="work__heading">{title}</h2>
                {days}
                {more}
            </section>
        }
        .into_any()
    })
}

/// Rows in their order, cut where the day changes.
fn by_day(rows: Vec<Arc<Record>>) -> Vec<(String, Vec<Arc<Record>>)> {
    let mut days: Vec<(String, Vec<Arc<Record>>)> = Vec::new();
    for row in rows {
        let day = day_words(at(&row));
        match days.last_mut() {
            Some((last, all)) if *last == day => all.push(row),
            _ => days.push((day, vec![row])),
        }
    }
    days
}

fn group(day: String, rows: &[Arc<Record>], walk: Walk) -> AnyView {
    let place = |at| Place { lines: walk.lines, at: walk.start + at };
    let rows = rows.iter().enumerate().map(|(at, row)| line(row, place(at))).collect_view();
    view! {
        <div class="tasks__group">
            <h3 class="tasks__heading">{day}</h3>
            <ul class="tasks__list">{rows}</ul>
        </div>
    }
    .into_any()
}

fn line(row: &Arc<Record>, place: Place) -> AnyView {
    let (replica, id) = (use_replica(), row.id);
    let title = replica.read(|replica| title_or_id(replica, row));
    let word = |field: &str| row.value(field).as_text().map(|option| option_word(Activity::ENTITY_NAME, field, option));
    let facts: Vec<String> = [Activity::KIND.id, Activity::OUTCOME.id].into_iter().filter_map(word).collect();
    let when = self::at(row).to_owned();
    let glyph = activity_glyph(row.get(Activity::KIND).unwrap_or_default());
    let row = row.clone();
    view! {
        <WorkLine id place>
            <span class="task__mark"><Icon glyph /></span>
            <span class="task__main">
                <WorkTitle id href=format!("/activities/{id}") title place />
                <span class="task__facts">{facts.join(" · ")}</span>
                <span class="task__abouts">{about(&row)}</span>
            </span>
            <span class="task__side">
                {other_owner(replica, row.get(Activity::OWNER))}
                <span class="task__due"><When at=when in_day=true /></span>
            </span>
        </WorkLine>
    }
    .into_any()
}

/// The people and the customer.
fn about(row: &Record) -> AnyView {
    let people = row.value(Activity::CONTACTS.id).items().iter().map(|id| (Contact::ENTITY_NAME, id.to_string()));
    let account = row.value(Activity::ACCOUNT.id).as_text().map(|id| (Account::ENTITY_NAME, id.to_owned()));
    let chips = people.take(2).chain(account);
    chips
        .map(|(entity, id)| view! { <span class="task__about"><LinkChip entity id /></span> })
        .collect_view()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{Id, Value, record::Stamp};

    fn at_time(time: &str) -> Arc<Record> {
        let stamp = Arc::new(Stamp { seq: 1, at: 1, by: Id::NIL, client: Id::NIL });
        let mut record = Record::new(Activity::ENTITY_NAME, Id::named(time), stamp.clone());
        record.set(Activity::AT.id, Value::text(time), stamp);
        Arc::new(record)
    }

    #[test]
    fn the_soonest_stands_first_and_below_it_the_latest() {
        let [last_week, christmas, soon, morning] =
            ["2026-11-15T08:00:00Z", "2026-12-24T08:00:00Z", "2026-11-22T14:00:00Z", "2026-11-22T09:00:00Z"];
        let rows = [last_week, christmas, soon, morning].map(at_time);
        let (planned, past) = parts(rows.iter(), "2026-11-22T12:00:00.000Z", 1, 5);
        let times = |part: &Part| part.rows.iter().map(|row| at(row).to_owned()).collect::<Vec<_>>();
        assert_eq!((times(&planned), planned.total), (vec![soon.to_owned()], 2));
        assert_eq!((times(&past), past.total), (vec![morning.to_owned(), last_week.to_owned()], 2));
    }
}
