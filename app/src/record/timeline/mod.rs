//! What happened with a customer, and what is planned: notes, activities, tasks and changes, by day.

mod composer;
mod entries;
mod show;

pub use composer::{ComposerHandle, provide_composer, use_composer};
pub use entries::{Entry, EntryKind, day_words, entries, follows, last_touch, next_step, now_text, upcoming};
pub use show::{activity_glyph, complete};

use super::{as_number, live, page::Shown};
use crate::{
    i18n::{t, t_with},
    services::use_replica,
    ui::{Button, ButtonKind},
};
use composer::Composer;
use leptos::prelude::*;
use show::entry;

/// Entries shown at first, and with each press more.
const PAGE: usize = 40;

/// The composer, what is planned, what happened.
#[component]
pub fn Timeline(
    /// The record.
    shown: Shown,
) -> impl IntoView {
    let replica = use_replica();
    let entity = shown.entity();
    let name = entity.clone();
    let ahead = live(replica, follows(), move |replica| upcoming(replica, &name, shown.id));
    let mut names = follows();
    names.push(entity.clone());
    let past = live(replica, names, move |replica| entries(replica, &entity, shown.id));
    let most = RwSignal::new(PAGE);
    let planned = move || {
        let ahead = ahead.get();
        (!ahead.is_empty()).then(|| group(&t("timeline-planned"), ahead, false))
    };
    let days = move || {
        let past = past.get();
        let left = past.len().saturating_sub(most.get());
        let days = by_day(past.into_iter().take(most.get()).collect());
        let older = (left > 0).then(|| {
            let words = t_with("timeline-older", &[("count", as_number(left).into())]);
            view! { <Button kind=ButtonKind::Quiet on_press=move |()| most.update(|most| *most += PAGE)>{words}</Button> }
        });
        view! { {days.into_iter().map(|(day, entries)| group(&day, entries, true)).collect_view()}{older} }
    };
    let nothing = move || {
        let none = past.read().iter().all(|entry| entry.kind == EntryKind::Change) && ahead.read().is_empty();
        none.then(|| view! { <p class="timeline__none">{t("timeline-empty-why")}</p> })
    };
    view! {
        <section class="timeline" aria-label=t("record-timeline")>
            <h2 class="visually-hidden">{t("record-timeline")}</h2>
            <Composer shown />
            {planned}
            {nothing}
            {days}
        </section>
    }
    .into_any()
}

/// Entries in the order given, cut where the day changes.
fn by_day(entries: Vec<Entry>) -> Vec<(String, Vec<Entry>)> {
    let mut days: Vec<(String, Vec<Entry>)> = Vec::new();
    for entry in entries {
        let day = entries::day_words(&entry.at);
        match days.last_mut() {
            Some((last, all)) if *last == day => all.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    days
}

fn group(heading: &str, entries: Vec<Entry>, in_day: bool) -> AnyView {
    let heading = heading.to_owned();
    let lines = entries.into_iter().map(|one| entry(one, in_day)).collect_view();
    view! {
        <h2 class="timeline__day">{heading}</h2>
        <ol class="timeline__list">{lines}</ol>
    }
    .into_any()
}
