//! All results of a search, by kind of record: `/search?q=…&in=contact`.

use super::line::{Line, line};
use crate::{
    features::address::{Address, use_address},
    i18n::{t, t_with},
    record::{as_number, words::entities_word},
    services::{SEARCHED, use_replica, use_search},
    shell::mark_ready,
    ui::{Choice, EmptyState, Glyph, Icon, PageHeader, Progress, Segmented, Strip, TextField, TextKind, marked},
};
use leptos::prelude::*;
use shared::{query::Reading, text::Highlighter};

/// Most results shown; who needs more types more.
const MOST: usize = 200;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
struct Results {
    lines: Vec<Line>,
    total: usize,
    reading: Reading,
    /// How many there are of each kind that has any.
    kinds: Vec<(&'static str, usize)>,
}

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    mark_ready();
    let address = use_address();
    let typed = RwSignal::new(address.now("q").unwrap_or_default());
    Effect::new(move || {
        let asked = address.get("q").unwrap_or_default();
        if typed.with_untracked(|typed| typed.trim() != asked) {
            typed.set(asked);
        }
    });
    Effect::new(move || {
        let text = typed.with(|typed| typed.trim().to_owned());
        if address.now("q").unwrap_or_default() != text {
            address.amend(&[("q", Some(text)), ("in", None)]);
        }
    });
    let results = results(address);
    let count = Signal::derive(move || results.with(|results| (results.total > 0).then_some(results.total)));
    view! {
        <div class="search-page">
            <PageHeader title=t("search-title") count />
            <div class="search-page__bar">
                <TextField label=t("search-for") hide_label=true value=typed kind=TextKind::Search icon=Glyph::Search placeholder=t("search-for") autofocus=true />
                <div class="search-page__kinds">{building()}{kinds(results, address)}</div>
            </div>
            <div class="search-page__results">{answer(results, address)}</div>
        </div>
    }
    .into_any()
}

fn results(address: Address) -> Memo<Results> {
    let (replica, search) = (use_replica(), use_search());
    Memo::new(move |_| {
        search.follow();
        let Some(text) = address.get("q") else { return Results::default() };
        let kinds = SEARCHED.into_iter().map(|entity| (entity, search.find_in(&text, &[entity], 0).total));
        let kinds = kinds.filter(|(_, total)| *total > 0).collect();
        let only = address.get("in").and_then(|only| SEARCHED.into_iter().find(|entity| *entity == only));
        let found = match only {
            Some(entity) => search.find_in(&text, &[entity], MOST),
            None => search.find(&text, MOST),
        };
        let marker = Highlighter::new(&text);
        let lines = replica.read(|rows| found.hits.iter().filter_map(|hit| line(rows, &marker, hit)).collect());
        Results { lines, total: found.total, reading: found.reading, kinds }
    })
}

/// How far the index is, while it is being built.
fn building() -> impl Fn() -> Option<AnyView> {
    let progress = use_search().progress();
    let shown = Memo::new(move |_| progress.with(Option::is_some));
    move || {
        let part = move |pick: fn((usize, usize)) -> usize| Signal::derive(move || progress.get().map_or(0, pick));
        shown.get().then(|| {
            view! { <Progress label=t("search-building") done=part(|p| p.0) total=part(|p| p.1) /> }.into_any()
        })
    }
}

/// The kinds of record that were found.
fn kinds(results: Memo<Results>, address: Address) -> AnyView {
    let value = RwSignal::new(String::new());
    Effect::new(move || value.set(address.get("in").unwrap_or_default()));
    let options = Signal::derive(move || {
        let kinds = results.with(|results| results.kinds.clone());
        let label = |entity: &str, count: usize| {
            t_with("search-kind", &[("what", entities_word(entity).into()), ("n", as_number(count).into())])
        };
        let each = kinds.into_iter().map(|(entity, count)| Choice::new(entity, label(entity, count)));
        std::iter::once(Choice::new("", t("search-everything"))).chain(each).collect::<Vec<_>>()
    });
    let progress = use_search().progress();
    let several = Memo::new(move |_| progress.with(Option::is_none) && results.with(|results| results.kinds.len() > 1));
    let change = move |kind: String| address.set(&[("in", Some(kind))]);
    let choice = move || view! { <Strip><Segmented label=t("search-kinds") options value on_change=change /></Strip> };
    (move || several.get().then(choice)).into_any()
}

/// What stands below the field.
#[derive(Clone, PartialEq)]
enum Answer {
    NothingAsked,
    /// Nothing holds these words.
    Nothing(String),
    Something,
}

/// What was found. A hit that stays keeps its element, and with it the focus, while the index and colleagues add others.
fn answer(results: Memo<Results>, address: Address) -> AnyView {
    let answer = Memo::new(move |_| match address.get("q").unwrap_or_default() {
        asked if asked.is_empty() => Answer::NothingAsked,
        asked if results.with(|results| results.lines.is_empty()) => Answer::Nothing(asked),
        _ => Answer::Something,
    });
    let shown = move || match answer.get() {
        Answer::NothingAsked => {
            view! { <EmptyState glyph=Glyph::Search title=t("search-nothing-asked") sentence=t("search-how") /> }
                .into_any()
        }
        Answer::Nothing(asked) => {
            let title = t_with("search-none", &[("what", asked.into())]);
            view! { <EmptyState glyph=Glyph::Search title sentence=t("search-none-sentence") /> }.into_any()
        }
        Answer::Something => hits(results),
    };
    shown.into_any()
}

fn hits(results: Memo<Results>) -> AnyView {
    let note = move || match results.with(|results| results.reading) {
        Reading::Exact => None,
        Reading::Nearly => Some(t("search-nearly")),
        Reading::Some => Some(t("search-some")),
    };
    let more = move || {
        let rest = results.with(|results| results.total.saturating_sub(results.lines.len()));
        (rest > 0).then(|| t_with("search-more", &[("n", as_number(rest).into())]))
    };
    let said = |words: String| view! { <p class="search-page__note">{words}</p> };
    view! {
        {move || note().map(said)}
        <ul class="hits" aria-label=t("palette-results")>
            <For each=move || results.get().lines key=Clone::clone children=hit />
        </ul>
        {move || more().map(said)}
    }
    .into_any()
}

/// A result: its title, what tells it apart, and where the words stand.
fn hit(line: Line) -> AnyView {
    view! {
        <li class="hits__item">
            <a class="hits__link" href=line.href>
                <Icon glyph=line.glyph />
                <span class="hits__words">
                    <span class="hits__title">{marked(&line.title, &line.marks)}</span>
                    <span class="hits__detail">{line.detail}</span>
                    {line.snippet.map(|snippet| view! { <span class="hits__snippet">{marked(&snippet.text, &snippet.ranges)}</span> })}
                </span>
            </a>
        </li>
    }
    .into_any()
}
