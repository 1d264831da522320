//! The card of a deal.

use super::{
    board::{Kind, Stage},
    column::Place,
    desk::{Desk, card_id},
};
use crate::{
    i18n::{t, t_with},
    services::now,
    ui::{Avatar, ButtonKind, Glyph, Icon, Menu, MenuItem, dom::is_control, format},
};
use leptos::{ev, prelude::*};
use shared::{
    Id, Record,
    entities::{Account, Opportunity, User},
    rules::Act,
};
use std::sync::Arc;

/// A card in its column. The element stays while the deal's values change, so that it keeps the focus.
pub(super) fn card(desk: Desk, place: Place, id: Id) -> AnyView {
    let deal = Memo::new(move |_| {
        place.column.track();
        desk.replica.read(|rows| rows.get(Opportunity::ENTITY_NAME, id).cloned())
    });
    let item = StoredValue::new(id.to_string());
    let carried = move || item.with_value(|item| desk.drag.is_carried(item));
    let active = Memo::new(move |_| place.tab_stop.get() == Some(id));
    let with_menu = move || desk.active.get() == Some(id) || desk.hovered.get() == Some(id);
    view! {
        <div
            class="deal"
            class:deal--carried=carried
            class:deal--landed=move || desk.landed.get() == Some(id)
            class:deal--open=move || desk.open.get() == Some(id)
            role="listitem"
            id=card_id(id)
            aria-setsize=move || place.column.with(|column| column.deals.len().to_string())
            aria-posinset=move || place.of(id).map(|at| (at + 1).to_string())
            data-drag=""
            tabindex=move || if active.get() { "0" } else { "-1" }
            style:transform=move || place.of(id).map(|at| place.pane.shift(at)).unwrap_or_default()
            on:focusin=move |_| desk.active.set(Some(id))
            on:pointerenter=move |ev| if ev.pointer_type() == "mouse" { desk.hovered.set(Some(id)) }
            on:pointerleave=move |_| if desk.hovered.get_untracked() == Some(id) { desk.hovered.set(None) }
            on:pointerdown=move |ev| press(desk, place, &ev, id)
            on:keydown=move |ev| key(desk, place, &ev, id)
            on:click=move |ev| if !is_control(ev.target()) { desk.open(id) }
        >
            <div class="deal__card">{move || deal.get().map(|deal| face(desk, place, &deal))}</div>
            <Show when=with_menu>{menu(desk, place, id)}</Show>
        </div>
    }
    .into_any()
}

fn press(desk: Desk, place: Place, ev: &ev::PointerEvent, id: Id) {
    if let Some((item, from, name)) = carriable(desk, place, id) {
        desk.drag.pointer_down(ev, &item, &from, &name);
    }
}

fn key(desk: Desk, place: Place, ev: &ev::KeyboardEvent, id: Id) {
    if is_control(ev.target()) {
        return;
    }
    if let Some((item, from, name)) = carriable(desk, place, id) {
        desk.drag.key_down(ev, &item, &from, &name);
    }
    if !ev.default_prevented() {
        desk.key(ev, id, place.pane.page());
    }
}

/// The deal's id, stage and name, where the person may move it.
fn carriable(desk: Desk, place: Place, id: Id) -> Option<(String, String, String)> {
    let from = place.stage.with_value(|stage| stage.key.clone());
    desk.replica.read(|rows| {
        let deal = rows.get(Opportunity::ENTITY_NAME, id)?;
        rows.may(Act::Update, deal).then(|| (id.to_string(), from, rows.schema().title(deal)))
    })
}

fn face(desk: Desk, place: Place, deal: &Arc<Record>) -> AnyView {
    let deal = deal.clone();
    let name = deal.get(Opportunity::NAME).unwrap_or_default().to_owned();
    let stage = place.stage.get_value();
    let is_open = stage.kind == Kind::Open;
    let amount = deal.get(Opportunity::AMOUNT);
    let amount = amount.map(|money| format::money(&money.amount.to_string(), money.currency.code()));
    // With what is decided nothing has to follow: the day stands where the next step would.
    let when = when(&deal, is_open);
    let (beside, below) = if is_open { (when, None) } else { (None, when) };
    let (account, owner) = (deal.get(Opportunity::ACCOUNT), deal.get(Opportunity::OWNER));
    let (id, noted) = (deal.id, deal.get(Opportunity::NEXT_STEP).map(str::to_owned));
    let next = Memo::new(move |_| desk.next_steps.with(|steps| steps.get(&id).cloned()).or_else(|| noted.clone()));
    let title = move |entity: &'static str, id: Option<Id>| {
        desk.replica.follow(&[entity]);
        id.map(|id| desk.replica.read(|rows| rows.title(entity, id))).unwrap_or_default()
    };
    let customer =
        move || if account.is_some() { title(Account::ENTITY_NAME, account) } else { t("pipeline-no-account") };
    let none = move || if is_open { t("pipeline-no-next-step") } else { String::new() };
    let step = view! {
        <span class="deal__next" class:deal__next--none=move || next.read().is_none()>
            {move || next.get().unwrap_or_else(none)}
        </span>
    };
    let person =
        owner.map(|_| view! { <Avatar name=Signal::derive(move || title(User::ENTITY_NAME, owner)) alone=true /> });
    view! {
        <span class="deal__name">{name}</span>
        <span class="deal__account" class:deal__account--none=account.is_none()>{customer}</span>
        <span class="deal__facts"><span class="deal__amount">{amount}</span>{beside}</span>
        <span class="deal__foot">{below}{step}{stalled(&deal, &stage)}{person}</span>
    }
    .into_any()
}

/// When it is decided, or was.
fn when(deal: &Record, is_open: bool) -> Option<AnyView> {
    let day = deal.value(Opportunity::CLOSE_DATE.id).as_text()?.to_owned();
    let late = is_open && day < format::today();
    let tip =
        if late { t_with("pipeline-overdue", &[("day", format::exact(&day).into())]) } else { format::exact(&day) };
    let when = view! {
        <time class="deal__when" class:deal__when--late=late datetime=day.clone() data-tip=tip>
            {late.then(|| view! { <Icon glyph=Glyph::Flag /> })}
            {format::day(&day)}
            {late.then(|| view! { <span class="visually-hidden">{t("pipeline-late")}</span> })}
        </time>
    };
    Some(when.into_any())
}

/// Says how long nothing has happened, when that is longer than the stage allows.
fn stalled(deal: &Record, stage: &Stage) -> Option<AnyView> {
    let days = days_since(deal.updated().at);
    let stalls = stage.kind == Kind::Open && stage.stalls_after.is_some_and(|after| after > 0.0 && days > after);
    stalls.then(|| {
        let tip = t_with("pipeline-stalled", &[("n", days.into())]);
        let short = t_with("pipeline-stalled-days", &[("n", days.into())]);
        view! { <span class="deal__stalled" data-tip=tip><Icon glyph=Glyph::Clock />{short}</span> }.into_any()
    })
}

#[allow(clippy::cast_precision_loss, reason = "days, rounded down")]
fn days_since(at: u64) -> f64 {
    (now().saturating_sub(at) / 86_400_000) as f64
}

fn menu(desk: Desk, place: Place, id: Id) -> impl Fn() -> AnyView + Send + Sync + 'static {
    move || {
        let items = Signal::derive(move || items(desk, place, id));
        view! {
            <span class="deal__menu">
                <Menu label=t("pipeline-card-menu") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items />
            </span>
        }
        .into_any()
    }
}

/// Where the deal can go, and its page.
fn items(desk: Desk, place: Place, id: Id) -> Vec<MenuItem> {
    let here = place.stage.with_value(|stage| stage.id);
    let may = carriable(desk, place, id).is_some();
    let page = MenuItem::link(t("pipeline-open-page"), format!("/opportunities/{id}")).icon(Glyph::Expand);
    let stages = desk.stages.get_untracked().into_iter().filter(|stage| may && stage.id != here && !stage.is_none());
    let moves = stages.enumerate().map(|(at, stage)| {
        let words = t_with("pipeline-move-to", &[("stage", stage.name.clone().into())]);
        let item = MenuItem::new(words, move || desk.move_to(id, &stage)).icon(Glyph::ArrowRight);
        if at == 0 { item.rule_above() } else { item }
    });
    std::iter::once(page).chain(moves).collect()
}
