//! Long lists, and carrying between them.

use super::part as section;
use crate::{
    i18n::t,
    ui::{
        Avatar, Badge, Cell, Choice, Column, DragNews, Dropped, ItemPlace, Sort, StageMark, Step, Tone, VirtualGrid,
        VirtualList, format, use_drag,
    },
};
use leptos::prelude::*;
use std::collections::HashSet;

/// As many as the largest workspace that is promised.
const MANY: usize = 100_000;
const FIRMS: [&str; 6] = ["Acme Corporation", "Bluth Company", "Cancity", "Donware", "Finhigh", "Groovestreet"];
const STAGES: [&str; 3] = ["Prospecting", "Engaging", "Won"];

pub(super) fn part() -> AnyView {
    view! { {grid()} {board()} }.into_any()
}

fn grid() -> AnyView {
    let selection = RwSignal::new(HashSet::new());
    let sort = RwSignal::new(Some(Sort { column: "name".into(), descending: false }));
    let columns = vec![
        Column::new("name", t("gallery-name"), 220.0).grows(),
        Column::new("firm", t("gallery-firm"), 200.0).from(480.0),
        Column::new("stage", t("gallery-stage"), 150.0).from(620.0),
        Column::new("value", t("gallery-value"), 120.0).end(),
        Column::new("date", t("gallery-date"), 120.0).unsorted().from(760.0),
    ];
    let place = move |row: usize| if sort.read().as_ref().is_some_and(|s| s.descending) { MANY - 1 - row } else { row };
    let show = move |cell: Cell| one(&cell.column, place(cell.row));
    section(
        "gallery-grid",
        view! {
            <div class="gallery__frame">
                <VirtualGrid
                    label=t("gallery-grid")
                    columns
                    count=Signal::stored(MANY)
                    key=move |row: usize| place(row).to_string()
                    name=move |row: usize| format!("{} {}", t("gallery-deal"), place(row) + 1)
                    cell=show
                    selection
                    sort
                    on_open=|_| {}
                />
            </div>
        }
        .into_any(),
    )
}

fn one(column: &str, n: usize) -> AnyView {
    let firm = FIRMS.get(n % FIRMS.len()).copied().unwrap_or_default();
    match column {
        "name" => view! { <span class="grid__text grid__text--strong">{t("gallery-deal")}" "{n + 1}</span> }.into_any(),
        "firm" => view! { <Avatar name=firm firm=true /><span class="grid__text">{firm}</span> }.into_any(),
        "stage" => {
            let stage = STAGES.get(n % STAGES.len()).copied().unwrap_or_default();
            view! { <StageMark step=Step::Open(n % STAGES.len()) /><span class="grid__text">{stage}</span> }.into_any()
        }
        "value" => format::money(&(n % 977 * 10).to_string(), "USD").into_any(),
        _ => view! { <span class="grid__text grid__text--soft">{format::day("2026-11-21")}</span> }.into_any(),
    }
}

fn board() -> AnyView {
    let deals = RwSignal::new((0..60_usize).map(|n| (n.to_string(), n % STAGES.len())).collect::<Vec<_>>());
    let zones = STAGES.iter().map(|s| Choice::new(*s, *s)).collect::<Vec<_>>();
    let put = move |dropped: Dropped| {
        let to = STAGES.iter().position(|s| *s == dropped.to).unwrap_or_default();
        deals.update(|deals| {
            if let Some(deal) = deals.iter_mut().find(|(id, _)| *id == dropped.what.item) {
                deal.1 = to;
            }
        });
    };
    let drag = use_drag(Signal::stored(zones), put);
    let columns = STAGES.iter().enumerate().map(|(step, stage)| column(step, stage, deals, drag)).collect_view();
    section("gallery-board", view! { <div class="gallery__board">{columns}</div><DragNews drag /> }.into_any())
}

fn column(step: usize, stage: &'static str, deals: RwSignal<Vec<(String, usize)>>, drag: crate::ui::Drag) -> AnyView {
    let here = Memo::new(move |_| {
        deals.with(|d| d.iter().filter(|(_, s)| *s == step).map(|(id, _)| id.clone()).collect::<Vec<_>>())
    });
    let id = move |index: usize| here.with_untracked(|h| h.get(index).cloned().unwrap_or_default());
    let name = move |index: usize| format!("{} {}", t("gallery-deal"), id(index));
    let item = move |place: ItemPlace| {
        let id = here.with(|h| h.get(place.index).cloned().unwrap_or_default());
        let own = id.clone();
        view! {
            <div class="gallery__card" data-drag="" class:gallery__card--gone=move || drag.is_carried(&own)>
                <strong>{t("gallery-deal")}" "{id}</strong>
                <Badge tone=Tone::Info>{format::money_short("48000", "USD")}</Badge>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="gallery__column" data-drop-zone=stage class:gallery__column--over=move || drag.is_over(stage)>
            <h3 class="gallery__stage"><StageMark step=Step::Open(step) />{stage}" "{move || here.read().len()}</h3>
            <VirtualList
                label=stage
                class="gallery__cards"
                count=Signal::derive(move || here.read().len())
                item=item
                on_key=move |(index, ev): (usize, leptos::ev::KeyboardEvent)| drag.key_down(&ev, &id(index), stage, &name(index))
                on_pointer_down=move |(index, ev): (usize, leptos::ev::PointerEvent)| drag.pointer_down(&ev, &id(index), stage, &name(index))
            />
        </div>
    }
    .into_any()
}
