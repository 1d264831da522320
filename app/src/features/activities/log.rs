//! What happened and what is planned, by day, the latest first.

use super::{Whose, nothing_own, use_whose};
use crate::{
    features::address::use_address,
    i18n::{t, t_with},
    record::{
        as_number,
        field::LinkChip,
        timeline::{activity_glyph, day_words, now_text},
        title_or_id,
        words::option_word,
    },
    services::{Phase, use_replica},
    ui::{Avatar, Button, ButtonKind, EmptyState, Glyph, Icon, When},
};
use leptos::{ev, prelude::*};
use shared::{
    Record,
    entities::{Account, Activity, Contact, User},
    replica::Replica,
};
use std::sync::Arc;

/// Activities shown at first, and with each press more.
const PAGE: usize = 80;

/// Activities, the latest first; equal when they are the very same.
#[derive(Debug, Clone, Default)]
struct Page {
    rows: Vec<Arc<Record>>,
    total: usize,
}

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        self.total == other.total
            && self.rows.len() == other.rows.len()
            && self.rows.iter().zip(&other.rows).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

/// The log.
#[component]
pub(super) fn Log() -> impl IntoView {
    let (replica, whose) = (use_replica(), use_whose());
    let most = RwSignal::new(PAGE);
    let page = Memo::new(move |_| {
        replica.follow(&[Activity::ENTITY_NAME, User::ENTITY_NAME]);
        let (whose, most) = (whose.get(), most.get());
        replica.read(|replica| latest(replica, most, |row| whose.holds(replica, row)))
    });
    let days = move || {
        let page = page.get();
        let left = page.total.saturating_sub(page.rows.len());
        let older = (left > 0).then(|| {
            let words = t_with("timeline-older", &[("count", as_number(left).into())]);
            view! { <Button kind=ButtonKind::Quiet on_press=move |()| most.update(|most| *most += PAGE)>{words}</Button> }
        });
        view! { {by_day(page.rows).into_iter().map(|(day, rows)| group(day, rows)).collect_view()}{older} }
    };
    let none = move || {
        (page.read().total == 0 && replica.phase().get() == Phase::Ready).then(|| {
            if !replica.read(|replica| replica.rows(Activity::ENTITY_NAME).is_empty()) && whose.get() != Whose::All {
                return nothing_own(Glyph::Activity);
            }
            view! { <EmptyState glyph=Glyph::Activity title=t("activities-none") sentence=t("activities-none-why") /> }
                .into_any()
        })
    };
    view! { <div class="work__scroll">{none}{days}</div> }.into_any()
}

fn latest(replica: &Replica, most: usize, wanted: impl Fn(&Record) -> bool) -> Page {
    let mut rows: Vec<&Arc<Record>> = replica.rows(Activity::ENTITY_NAME).iter().filter(|row| wanted(row)).collect();
    let at = |row: &Arc<Record>| std::cmp::Reverse(row.value(Activity::AT.id).as_text().unwrap_or_default().to_owned());
    let total = rows.len();
    if most < total {
        rows.select_nth_unstable_by_key(most, |row| at(row));
        rows.truncate(most);
    }
    rows.sort_by_cached_key(|row| at(row));
    Page { rows: rows.into_iter().cloned().collect(), total }
}

/// Rows in their order, cut where the day changes.
fn by_day(rows: Vec<Arc<Record>>) -> Vec<(String, Vec<Arc<Record>>)> {
    let mut days: Vec<(String, Vec<Arc<Record>>)> = Vec::new();
    for row in rows {
        let day = day_words(row.value(Activity::AT.id).as_text().unwrap_or_default());
        match days.last_mut() {
            Some((last, all)) if *last == day => all.push(row),
            _ => days.push((day, vec![row])),
        }
    }
    days
}

fn group(day: String, rows: Vec<Arc<Record>>) -> AnyView {
    let lines = rows.iter().map(line).collect_view();
    let name = day.clone();
    view! {
        <section class="tasks__group" aria-label=name>
            <h2 class="tasks__heading">{day}</h2>
            <ul class="tasks__list">{lines}</ul>
        </section>
    }
    .into_any()
}

fn line(row: &Arc<Record>) -> AnyView {
    let (replica, address, id) = (use_replica(), use_address(), row.id);
    let title = replica.read(|replica| title_or_id(replica, row));
    let word = |field: &str| row.value(field).as_text().map(|option| option_word(Activity::ENTITY_NAME, field, option));
    let facts: Vec<String> = [Activity::KIND.id, Activity::OUTCOME.id].into_iter().filter_map(word).collect();
    let at = row.value(Activity::AT.id).as_text().unwrap_or_default().to_owned();
    let planned = at > now_text();
    let open = move |ev: ev::MouseEvent| {
        if !(ev.ctrl_key() || ev.meta_key()) {
            ev.prevent_default();
            address.set(&[("open", Some(id.to_string()))]);
        }
    };
    let owner = row.get(Activity::OWNER).filter(|owner| Some(*owner) != replica.me());
    let owner = owner
        .map(|owner| replica.read(|replica| replica.title(User::ENTITY_NAME, owner)))
        .filter(|name| !name.is_empty());
    let opened = Memo::new(move |_| address.get("open").is_some_and(|open| open == id.to_string()));
    view! {
        <li class="task" class:task--open=opened>
            <span class="task__mark"><Icon glyph=activity_glyph(row.get(Activity::KIND).unwrap_or_default()) /></span>
            <span class="task__main">
                <a class="task__title" href=format!("/activities/{id}") on:click=open>{title}</a>
                <span class="task__facts">{facts.join(" · ")}</span>
                <span class="task__abouts">{about(row)}</span>
            </span>
            <span class="task__side">
                {planned.then(|| view! { <span class="task__planned">{t("activities-planned")}</span> })}
                {owner.map(|name| view! { <Avatar name alone=true /> })}
                <span class="task__due"><When at in_day=true /></span>
            </span>
        </li>
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
