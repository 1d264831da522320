//! A stage: its head with count and sums, and its cards.

use super::{
    board::{Column, Kind, Stage},
    card::card,
    desk::{Desk, focus_card},
    window::{Pane, Room},
};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    ui::{Glyph, Icon, IconButton, format, stage_class},
};
use leptos::prelude::*;
use shared::{Id, query::Amounts};

/// Where a card stands. Handles only.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub stage: StoredValue<Stage>,
    pub column: Memo<Column>,
    pub pane: Pane,
    /// The cards in the page and their places.
    shown: Memo<Vec<(Id, usize)>>,
    /// The card of this stage that Tab leads to.
    pub tab_stop: Memo<Option<Id>>,
}

impl Place {
    /// The place of a card in its column.
    pub(super) fn of(self, deal: Id) -> Option<usize> {
        self.shown.with(|shown| shown.iter().find(|(id, _)| *id == deal).map(|(_, at)| *at))
    }
}

/// A stage of the board.
pub(super) fn column(desk: Desk, room: Room, at: usize, stage: &Stage) -> AnyView {
    let column = Memo::new(move |_| desk.board.with(|board| board.columns.get(at).cloned().unwrap_or_default()));
    let place = place(desk, room, column, stage.clone());
    follow_aim(desk, place);
    follow_open(desk, place);
    let kind = match stage.kind {
        Kind::Open => "",
        Kind::Won => " stage--won",
        Kind::Lost => " stage--lost",
    };
    let (key, name) = (stage.key.clone(), stage.name.clone());
    // Nothing is put down where there is no stage.
    let zone = (!stage.is_none()).then(|| stage.key.clone());
    let colour = if stage.is_none() { "stage--none" } else { stage_class(steps_before(desk, at)) };
    let total = move || column.with(|column| place.pane.total(column.deals.len()));
    view! {
        <section
            class=format!("stage {colour}{kind}")
            class:stage--over=move || desk.drag.is_over(&key)
            data-drop-zone=zone
        >
            {head(desk, column, stage)}
            <div class="stage__scroller" node_ref=place.pane.scroller on:scroll=move |_| place.pane.scrolled()>
                <div class="stage__cards" role="list" aria-label=name aria-describedby="board-keys" style:height=total>
                    <For each=move || place.shown.get() key=|(id, _)| *id children=move |(id, _)| card(desk, place, id) />
                </div>
                {move || column.with(|column| column.deals.is_empty()).then(|| nothing(desk))}
            </div>
        </section>
    }
    .into_any()
}

/// The stage's place among the stages, where the first column may be none.
fn steps_before(desk: Desk, at: usize) -> usize {
    desk.stages.with_untracked(|all| all.iter().take(at).filter(|stage| !stage.is_none()).count())
}

fn place(desk: Desk, room: Room, column: Memo<Column>, stage: Stage) -> Place {
    let pane = Pane::new(room);
    let tab_stop = Memo::new(move |_| {
        let active = desk.active.get();
        column.with(|column| {
            let here = column.deals.iter().any(|deal| Some(deal.id) == active);
            if here { active } else { column.deals.first().map(|deal| deal.id) }
        })
    });
    let shown =
        Memo::new(move |_| column.with(|column| in_page(column, pane.range(column.deals.len()), tab_stop.get())));
    Place { stage: StoredValue::new(stage), column, pane, shown, tab_stop }
}

/// The cards to render: those near the eye, and the one that Tab leads to, so that the focus is never lost.
fn in_page(column: &Column, (start, end): (usize, usize), tab_stop: Option<Id>) -> Vec<(Id, usize)> {
    let near = column.deals.iter().enumerate().skip(start).take(end - start);
    let mut shown: Vec<(Id, usize)> = near.map(|(at, deal)| (deal.id, at)).collect();
    let stop = tab_stop.and_then(|stop| column.deals.iter().position(|deal| deal.id == stop).map(|at| (stop, at)));
    if let Some((stop, at)) = stop.filter(|(_, at)| *at < start || *at >= end) {
        let end = if at < start { 0 } else { shown.len() };
        shown.insert(end, (stop, at));
    }
    shown
}

/// Shows and focuses the card that is aimed at, as soon as it is in this stage.
fn follow_aim(desk: Desk, place: Place) {
    Effect::new(move || {
        let Some(aim) = desk.aim.get() else { return };
        let at = place.column.with(|column| column.deals.iter().position(|deal| deal.id == aim));
        if let Some(at) = at {
            desk.active.set(Some(aim));
            place.pane.reveal(at);
            desk.aim.set(None);
            focus_card(aim);
        }
    });
}

/// Brings the card of the deal beside the board into sight, which has less room then.
fn follow_open(desk: Desk, place: Place) {
    let at = move |open: Id| place.column.with(|column| column.deals.iter().position(|deal| deal.id == open));
    let here = Memo::new(move |_| desk.open.get().filter(|open| at(*open).is_some()));
    Effect::new(move || {
        if let Some(at) = here.get().and_then(|open| untrack(|| at(open))) {
            place.pane.reveal(at);
        }
    });
}

fn head(desk: Desk, column: Memo<Column>, stage: &Stage) -> AnyView {
    let (open, name, own) = (stage.kind == Kind::Open, stage.name.clone(), StoredValue::new(stage.clone()));
    let mark = match stage.kind {
        Kind::Open => view! { <span class="stage-mark" aria-hidden="true"></span> }.into_any(),
        Kind::Won => view! { <Icon glyph=Glyph::Check /> }.into_any(),
        Kind::Lost => view! { <Icon glyph=Glyph::Cross /> }.into_any(),
    };
    let takes = open && !stage.is_none();
    let label = StoredValue::new(t_with("pipeline-add-to", &[("stage", name.clone().into())]));
    let add = move || {
        (takes && desk.may_add.get()).then(|| {
            let press = move || own.with_value(|stage| desk.add(stage));
            view! { <IconButton glyph=Glyph::Plus label=label.get_value() on_press=press /> }
        })
    };
    let count = move || column.with(|column| format::number(as_number(column.deals.len())));
    view! {
        <header class="stage__head">
            <div class="stage__line">
                <span class="stage__mark">{mark}</span>
                <h2 class="stage__name">{name}</h2>
                <span class="stage__count">{count}</span>
                {add}
            </div>
            {move || column.with(|column| sums(column, open))}
        </header>
    }
    .into_any()
}

/// The total, and what of it is to be expected while deals are open.
fn sums(column: &Column, open: bool) -> AnyView {
    if column.sum.is_empty() {
        let words = if column.deals.is_empty() { String::new() } else { t("pipeline-no-amounts") };
        return view! { <div class="stage__sums">{words}</div> }.into_any();
    }
    view! { <div class="stage__sums">{worth(&column.sum, open.then_some(&column.weighted))}</div> }.into_any()
}

/// What deals are worth, and what of it is to be expected.
pub(super) fn worth(sum: &Amounts, weighted: Option<&Amounts>) -> AnyView {
    let weighted = weighted.filter(|weighted| !weighted.is_empty()).map(|weighted| {
        let words = t_with("pipeline-weighted", &[("sum", short(weighted).into())]);
        let tip = t_with("pipeline-weighted-tip", &[("sum", exact(weighted).into())]);
        view! { <span class="stage__weighted" data-tip=tip>{words}</span> }
    });
    let tip = t_with("pipeline-total-tip", &[("sum", exact(sum).into())]);
    view! { <span class="stage__total" data-tip=tip>{short(sum)}</span>{weighted} }.into_any()
}

/// The two largest currencies and how many more there are.
fn short(sums: &Amounts) -> String {
    let mut all: Vec<_> = sums.iter().collect();
    all.sort_by_key(|money| std::cmp::Reverse(money.amount));
    let more = all.len().saturating_sub(2);
    let said = all.iter().take(2).map(|money| format::money_short(&money.amount.to_string(), money.currency.code()));
    let said = said.collect::<Vec<_>>().join(" · ");
    if more > 0 { format!("{said} +{more}") } else { said }
}

fn exact(sums: &Amounts) -> String {
    let each = sums.iter().map(|money| format::money(&money.amount.to_string(), money.currency.code()));
    each.collect::<Vec<_>>().join(" · ")
}

fn nothing(desk: Desk) -> AnyView {
    let filtered = move || desk.wish.with(|wish| !wish.filter.is_everything());
    let words = move || if filtered() { t("pipeline-stage-filtered") } else { t("pipeline-stage-empty") };
    view! { <p class="stage__nothing">{words}</p> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::{Record, record::Stamp};
    use std::sync::Arc;

    fn column(deals: usize) -> Column {
        let stamp = Arc::new(Stamp { seq: 1, at: 1, by: Id::NIL, client: Id::NIL });
        let deal = |at: usize| Arc::new(Record::new("opportunity", Id::named(&at.to_string()), stamp.clone()));
        Column { deals: Arc::new((0..deals).map(deal).collect()), ..Column::default() }
    }

    #[test]
    fn the_card_with_the_focus_stays_in_the_page_wherever_it_is() {
        let places = |stop: &str| {
            let shown = in_page(&column(100), (40, 43), Some(Id::named(stop)));
            shown.into_iter().map(|(_, at)| at).collect::<Vec<_>>()
        };
        assert_eq!(places("41"), [40, 41, 42]);
        assert_eq!(places("3"), [3, 40, 41, 42]);
        assert_eq!(places("99"), [40, 41, 42, 99]);
        assert_eq!(places("not here"), [40, 41, 42]);
    }
}
