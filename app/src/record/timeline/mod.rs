//! What happened with a customer, and what is planned: notes, activities, tasks and changes, by day.

mod composer;
mod entries;
mod show;

pub use composer::{ComposerHandle, provide_composer, use_composer};
pub use entries::{
    Entry, EntryKind, day_words, follows, is_untouched, last_touch, next_steps, now_text, plans, upcoming,
};
pub use show::{activity_glyph, complete};

use super::{as_number, live, page::Shown};
use crate::{
    i18n::{t, t_with},
    services::use_replica,
    ui::{Button, ButtonKind},
};
use composer::Composer;
use entries::{Past, past};
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
    let most = RwSignal::new(PAGE);
    let past = live(replica, names, move |replica| past(replica, &entity, shown.id, most.get()));
    let planned = move || {
        let ahead = ahead.get();
        (!ahead.is_empty()).then(|| {
            let lines = ahead.into_iter().map(|one| entry(one, false)).collect_view();
            day(t("timeline-planned"), lines.into_any())
        })
    };
    let earlier = Memo::new(move |_| past.with(|past| past.earlier));
    let older = move || {
        (earlier.get() > 0).then(|| {
            let words = t_with("timeline-older", &[("count", as_number(earlier.get()).into())]);
            view! { <Button kind=ButtonKind::Quiet on_press=move |()| most.update(|most| *most += PAGE)>{words}</Button> }
        })
    };
    let empty = Memo::new(move |_| past.with(|past| past.is_changes) && ahead.with(Vec::is_empty));
    let nothing = move || empty.get().then(|| view! { <p class="timeline__none">{t("timeline-empty-why")}</p> });
    view! {
        <section class="timeline" aria-label=t("record-timeline")>
            <h2 class="visually-hidden">{t("record-timeline")}</h2>
            <Composer shown />
            {planned}
            {nothing}
            {happened(past)}
            {older}
        </section>
    }
    .into_any()
}

/// What happened, by day. A line is made when its entry comes and stays until it goes, so that one more note costs one
/// more line.
fn happened(past: Memo<Past>) -> AnyView {
    let days = Memo::new(move |_| past.with(|past| by_day(&past.latest)));
    let names = move || days.with(|days| days.iter().map(|(day, _)| day.clone()).collect::<Vec<_>>());
    let one = move |name: String| {
        let own = name.clone();
        let entries = move || {
            days.with(|days| days.iter().find(|(day, _)| *day == own).map(|(_, all)| all.clone()).unwrap_or_default())
        };
        let lines = view! { <For each=entries key=Entry::clone children=|one| entry(one, true) /> };
        day(name, lines.into_any())
    };
    view! { <For each=names key=String::clone children=one /> }.into_any()
}

/// Entries in the order given, cut where the day changes.
fn by_day(entries: &[Entry]) -> Vec<(String, Vec<Entry>)> {
    let mut days: Vec<(String, Vec<Entry>)> = Vec::new();
    for entry in entries {
        let day = entries::day_words(&entry.at);
        match days.last_mut() {
            Some((last, all)) if *last == day => all.push(entry.clone()),
            _ => days.push((day, vec![entry.clone()])),
        }
    }
    days
}

fn day(heading: String, lines: AnyView) -> AnyView {
    view! {
        <h2 class="timeline__day">{heading}</h2>
        <ol class="timeline__list">{lines}</ol>
    }
    .into_any()
}
