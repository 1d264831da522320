//! Which deals are shown: whose, and by owner, team, product, account and close date.

use super::{
    desk::{BOARD_VIEW, Desk, LIST_VIEW},
    wish::{LINKS, Order, Whose},
};
use crate::{
    chunks::{self, chunk},
    i18n::{t, t_with},
    record::{as_number, entity_def, filter_words},
    ui::{
        Button, ButtonKind, Choice, Combobox, DateField, Glyph, Menu, MenuItem, Popover, Segmented, SelectField, Tag,
        format,
    },
};
use leptos::prelude::*;
use shared::{
    Id,
    query::{Condition, Filter, Operator},
    text::fold,
};

/// Most options offered for what has been typed.
const MOST: usize = 20;

/// The field of the close date.
const CLOSES: &str = "close_date";

/// Close dates that have a name: as in the address, and the condition that they stand for.
const PERIODS: [(&str, Operator, &str); 5] = [
    ("overdue", Operator::Lt, "today"),
    ("this-month", Operator::Is, "this_month"),
    ("next-month", Operator::Is, "next_month"),
    ("this-quarter", Operator::Is, "this_quarter"),
    ("next-quarter", Operator::Is, "next_quarter"),
];

/// What the list has in common with the board: which pipeline, and whose deals.
pub(super) fn common(desk: Desk) -> AnyView {
    view! { {move || which(desk)}{whose(desk)} }.into_any()
}

/// The line above the board.
pub(super) fn filters(desk: Desk) -> AnyView {
    view! {
        <div class="board-bar" role="group" aria-label=t("pipeline-filters")>
            {common(desk)}
            {more(desk)}
            {move || tags(desk)}
            {wrong(desk)}
            <span class="board-bar__end">{order(desk)}</span>
        </div>
    }
    .into_any()
}

/// The choice of pipeline, where there are several.
fn which(desk: Desk) -> Option<AnyView> {
    desk.replica.follow(&["pipeline"]);
    let all = desk.replica.read(super::board::pipelines);
    if all.len() < 2 {
        return None;
    }
    let options: Vec<Choice> = all.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    let now = desk.wish.with(|wish| wish.pipeline).map(|id| id.to_string());
    let value = RwSignal::new(now.or_else(|| options.first().map(|first| first.value.clone())).unwrap_or_default());
    let change = move |id: String| desk.address.set(&[("pipeline", Some(id))]);
    Some(view! { <SelectField label=t("pipeline-which") hide_label=true value options on_change=change /> }.into_any())
}

fn whose(desk: Desk) -> AnyView {
    let value = RwSignal::new(String::new());
    let now = Memo::new(move |_| desk.wish.with(|wish| desk.replica.read(|rows| wish.whose(rows))));
    Effect::new(move || value.set(now.get().key().to_owned()));
    let options: Vec<Choice> = Whose::ALL
        .iter()
        .map(|whose| Choice::new(whose.key(), t(&format!("pipeline-whose-{}", whose.key()))))
        .collect();
    let change = move |key: String| {
        let whose = Whose::from_key(&key);
        let filter = desk.wish.with_untracked(|wish| desk.replica.read(|rows| wish.with_whose(whose, rows)));
        desk.address.set(&[("filter", filter)]);
    };
    view! { <Segmented label=t("pipeline-whose") options value on_change=change /> }.into_any()
}

/// Puts a condition on a field into the address, or takes it away.
fn set(desk: Desk, field: &str, condition: Option<Condition>) {
    let filter = desk.wish.with_untracked(|wish| wish.with(field, condition));
    desk.address.set(&[("filter", filter)]);
}

/// The filters that are seldom all wanted at once.
fn more(desk: Desk) -> AnyView {
    let label = Signal::derive(move || match shown(desk).len() {
        0 => t("pipeline-filter"),
        n => t_with("pipeline-filter-n", &[("n", as_number(n).into())]),
    });
    view! {
        <Popover label icon=Glyph::Filter>{chunks::page(move || choices(desk))}</Popover>
    }
    .into_any()
}

chunk!(
    records: /// By what deals can be filtered.
    fn choices(desk: Desk) -> AnyView {
        let links = LINKS.into_iter().map(|field| link(desk, field)).collect_view();
        view! { <div class="board-filters">{links} {closes(desk)}</div> }.into_any()
    }
);

/// The entity that a filter's link leads to.
fn target(field: &str) -> &'static str {
    match field {
        "owner" => "user",
        "team" => "team",
        "product" => "product",
        _ => "account",
    }
}

fn link(desk: Desk, field: &'static str) -> AnyView {
    let chosen = move |id: Id| Choice::new(id.to_string(), desk.replica.read(|rows| rows.title(target(field), id)));
    let value = RwSignal::new(desk.wish.with_untracked(|wish| wish.link(field)).map(chosen));
    let source = move |typed: String| options(desk, target(field), &typed);
    let change =
        move |choice: Option<Choice>| set(desk, field, choice.map(|choice| Condition::is(field, choice.value)));
    let label = t(&format!("opportunity-{field}"));
    view! { <Combobox label value source on_change=change placeholder=t("pipeline-any") /> }.into_any()
}

/// Records whose name has what was typed, those that begin with it first.
fn options(desk: Desk, entity: &'static str, typed: &str) -> Vec<Choice> {
    let typed = fold(typed.trim());
    desk.replica.read(|rows| {
        let schema = rows.schema();
        let titles = rows.rows(entity).iter().map(|row| (row.id, schema.title(row)));
        let mut found: Vec<(bool, String, Id, String)> = titles
            .filter_map(|(id, title)| {
                let folded = fold(&title);
                folded.contains(&*typed).then(|| (!folded.starts_with(&*typed), folded.clone(), id, title))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().take(MOST).map(|(_, _, id, title)| Choice::new(id.to_string(), title)).collect()
    })
}

/// A period by name, or from one day to another.
fn closes(desk: Desk) -> AnyView {
    let now = desk.wish.with_untracked(|wish| wish.condition(CLOSES).cloned());
    let name = now.as_ref().map(|condition| named(condition).unwrap_or("custom")).unwrap_or_default();
    let value = RwSignal::new(name.to_owned());
    let (from, to) = now.as_ref().map(days).unwrap_or_default();
    let (from, to) = (RwSignal::new(from), RwSignal::new(to));
    let keys = PERIODS.iter().map(|(key, ..)| *key).chain(["custom"]);
    let options: Vec<Choice> = keys.map(|key| Choice::new(key, t(&format!("pipeline-closes-{key}")))).collect();
    let change = move |key: String| {
        let period = PERIODS.iter().find(|(name, ..)| *name == key);
        if key != "custom" {
            set(desk, CLOSES, period.map(|(_, operator, when)| Condition::new(CLOSES, *operator, [*when])));
        }
    };
    let drawn = move |_: String| set(desk, CLOSES, between(&from.get_untracked(), &to.get_untracked()));
    view! {
        <SelectField label=t("opportunity-close-date") value options none=t("pipeline-any") on_change=change />
        <Show when=move || value.with(|value| value == "custom")>
            <div class="board-filters__days">
                <DateField label=t("pipeline-from") value=from on_change=drawn />
                <DateField label=t("pipeline-to") value=to on_change=drawn />
            </div>
        </Show>
    }
    .into_any()
}

/// The name of a close date's condition.
fn named(condition: &Condition) -> Option<&'static str> {
    let first = condition.values.first()?;
    PERIODS.iter().find(|(_, operator, when)| *operator == condition.operator && first == when).map(|(key, ..)| *key)
}

fn between(from: &str, to: &str) -> Option<Condition> {
    match (from.is_empty(), to.is_empty()) {
        (true, true) => None,
        (false, true) => Some(Condition::new(CLOSES, Operator::Gte, [from])),
        (true, false) => Some(Condition::new(CLOSES, Operator::Lte, [to])),
        (false, false) => Some(Condition::new(CLOSES, Operator::Between, [from, to])),
    }
}

/// The first and last day of what [`between`] made; empty where there is none.
fn days(condition: &Condition) -> (String, String) {
    let at = |place: usize| condition.values.get(place).cloned().unwrap_or_default();
    match condition.operator {
        Operator::Between => (at(0), at(1)),
        Operator::Gte => (at(0), String::new()),
        Operator::Lte => (String::new(), at(0)),
        _ => (at(0), at(0)),
    }
}

/// Says that the filter of the address cannot be read, and offers to go on without it.
fn wrong(desk: Desk) -> AnyView {
    let wrong = Memo::new(move |_| {
        desk.address.query().with(super::wish::Wish::is_wrong) || desk.board.with(|board| board.wrong)
    });
    let note = move || {
        let clear = move || desk.address.set(&[("filter", None)]);
        view! { <span class="board-bar__wrong" role="alert">{t("pipeline-filter-wrong")}<Button kind=ButtonKind::Quiet on_press=clear>{t("pipeline-clear")}</Button></span> }
    };
    (move || wrong.get().then(note)).into_any()
}

/// The parts of the filter that are shown as tags.
fn shown(desk: Desk) -> Vec<Filter> {
    desk.wish.with(|wish| desk.replica.read(|rows| wish.tags(rows)))
}

/// The filters that are set, each with a way to take it away.
fn tags(desk: Desk) -> AnyView {
    let parts = shown(desk);
    let several = parts.len() > 1;
    let tag = move |part: Filter| {
        let label = words(desk, &part);
        let remove = move || desk.address.set(&[("filter", desk.wish.with_untracked(|wish| wish.without(&part)))]);
        view! { <Tag label on_remove=remove /> }
    };
    let clear = several.then(|| {
        view! { <Button kind=ButtonKind::Quiet on_press=move || desk.address.set(&[("filter", None)])>{t("pipeline-clear")}</Button> }
    });
    view! { {parts.into_iter().map(tag).collect_view()}{clear} }.into_any()
}

/// A part of the filter in a few words where the board made it, and as lists say it otherwise.
fn words(desk: Desk, part: &Filter) -> String {
    match part {
        Filter::Field(condition) if &*condition.field == CLOSES => {
            t_with("pipeline-closes", &[("when", period(condition).into())])
        }
        Filter::Field(condition) if condition.operator == Operator::Is && LINKS.contains(&&*condition.field) => {
            let entity = target(&condition.field);
            desk.replica.follow(&[entity]);
            let id = condition.values.first().and_then(|id| id.parse().ok());
            let name = id.map(|id| desk.replica.read(|rows| rows.title(entity, id))).unwrap_or_default();
            if name.is_empty() { t("pipeline-out-of-sight") } else { name }
        }
        other => {
            entity_def(desk.replica, "opportunity").map_or_else(|| other.to_string(), |def| filter_words(&def, other))
        }
    }
}

fn period(condition: &Condition) -> String {
    if let Some(key) = named(condition) {
        return t(&format!("pipeline-closes-{key}"));
    }
    let (from, to) = days(condition);
    let day = |day: String| if day.is_empty() { "…".to_owned() } else { format::day(&day) };
    if from == to { day(from) } else { format!("{} – {}", day(from), day(to)) }
}

fn order(desk: Desk) -> AnyView {
    let words = |order: Order| match order {
        Order::Closes => t("pipeline-sort-close-date"),
        Order::Amount => t("pipeline-sort-amount"),
        Order::Name => t("pipeline-sort-name"),
    };
    let item = move |order: Order| {
        let set = move || desk.address.set(&[("sort", (order != Order::default()).then(|| order.key().to_owned()))]);
        MenuItem::new(words(order), set).checked(desk.wish.with(|wish| wish.order == order))
    };
    let label =
        Signal::derive(move || t_with("pipeline-sort", &[("by", desk.wish.with(|wish| words(wish.order)).into())]));
    let items = Signal::derive(move || Order::ALL.into_iter().map(item).collect::<Vec<_>>());
    view! { <Menu label icon=Glyph::Sort kind=ButtonKind::Quiet items /> }.into_any()
}

/// Board or list.
pub(super) fn layout(desk: Desk) -> AnyView {
    let value = RwSignal::new(String::new());
    Effect::new(move || value.set(if desk.as_list() { LIST_VIEW } else { BOARD_VIEW }.to_owned()));
    let options = vec![Choice::new(BOARD_VIEW, t("pipeline-board")), Choice::new(LIST_VIEW, t("pipeline-list"))];
    let change = move |key: String| desk.address.set(&[("view", (key != BOARD_VIEW).then_some(key)), ("sort", None)]);
    view! { <Segmented label=t("pipeline-view") options icons=vec![Glyph::Pipeline, Glyph::List] value on_change=change /> }.into_any()
}
