//! One order: how far it is, its lines and sums, and around it who ordered what when.

use super::{desk::Desk, export, lines::Lines};
use crate::{
    features::quotes::{Sums, sums},
    i18n::t,
    record::{
        InlineField, RecordField, entity_def,
        words::{entities_word, option_word},
    },
    services::{Phase, say_problem, use_replica},
    shell::set_title,
    ui::{Badge, Button, ButtonKind, EmptyState, Glyph, Icon, LinkButton, Menu, MenuItem, badge::Tone},
};
use leptos::prelude::*;
use shared::{Id, entities::Order};

/// Fields beside the lines.
const BESIDE: [&str; 9] = [
    Order::ACCOUNT.id,
    Order::CONTACT.id,
    Order::OPPORTUNITY.id,
    Order::QUOTE.id,
    Order::REFERENCE.id,
    Order::ORDERED_ON.id,
    Order::DELIVER_BY.id,
    Order::OWNER.id,
    Order::DESCRIPTION.id,
];

/// The page of an order, or why it is not here.
#[component]
pub(super) fn OrderPage(id: Id) -> impl IntoView {
    let replica = use_replica();
    let here = replica.live(&[Order::ENTITY_NAME], move |rows| rows.get(Order::ENTITY_NAME, id).is_some());
    let body = move || match here.get() {
        true => view! { <Body id /> }.into_any(),
        false if !replica.loaded().get() || replica.phase().get() != Phase::Ready => ().into_any(),
        false => gone(),
    };
    view! { <div class="record-host">{body}</div> }.into_any()
}

fn gone() -> AnyView {
    view! {
        <h1 class="visually-hidden" tabindex="-1">{entities_word(Order::ENTITY_NAME)}</h1>
        <EmptyState glyph=Glyph::Order title=t("orders-gone") sentence=t("record-gone-why")>
            <LinkButton href="/orders">{t("orders-back")}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Body(id: Id) -> impl IntoView {
    let desk = Desk::new(id);
    Effect::new(move || {
        if let Some(order) = desk.record.get() {
            set_title(order.get(Order::TITLE).unwrap_or_default());
        }
    });
    view! {
        <article class="quote">
            {head(desk)}
            {problem(desk)}
            <div class="quote__columns">
                <div class="quote__main">
                    <Lines desk />
                    <div class="quote__below"><div class="quote__sums">{totals(desk)}</div></div>
                </div>
                <aside class="quote__aside" aria-label=t("quotes-details")>{aside(desk)}</aside>
            </div>
        </article>
    }
    .into_any()
}

fn head(desk: Desk) -> AnyView {
    let text = move |field: &'static str| {
        desk.record.with(|order| Some(order.as_ref()?.value(field).as_text()?.to_owned())).unwrap_or_default()
    };
    let status = move || {
        let status = text(Order::STATUS.id);
        let tone = match status.as_str() {
            "delivered" => Tone::Good,
            "partly_delivered" => Tone::Info,
            _ => Tone::Plain,
        };
        let words = option_word(Order::ENTITY_NAME, Order::STATUS.id, &status);
        (!status.is_empty()).then(|| view! { <Badge tone>{words}</Badge> })
    };
    view! {
        <header class="quote__head">
            <nav class="record__crumbs" aria-label=t("record-belongs-to")>
                <ol><li><a class="link" href="/orders">{t("nav-orders")}</a></li></ol>
            </nav>
            <div class="quote__title-row">
                <h1 class="quote__title" tabindex="-1">{move || text(Order::TITLE.id)}</h1>
                <div class="quote__actions">{move || actions(desk)}</div>
            </div>
            <p class="quote__facts"><span class="quote__number">{move || text(Order::NUMBER.id)}</span>{status}</p>
        </header>
    }
    .into_any()
}

/// Delivering and cancelling, while something is open; and files for other systems.
fn actions(desk: Desk) -> AnyView {
    let open = desk.order.with(|order| order.iter().flat_map(|order| &order.lines).any(|line| !line.open().is_zero()));
    let acts = open && desk.may.get();
    let mut items = export::items(desk);
    if acts {
        let cancel = MenuItem::new(t("orders-cancel"), move || desk.cancel()).icon(Glyph::Cross).danger();
        items.push(cancel.rule_above());
    }
    let deliver = acts.then(|| {
        view! { <Button kind=ButtonKind::Primary icon=Glyph::Check on_press=move |()| desk.deliver()>{t("orders-deliver")}</Button> }
    });
    let items = Signal::stored(items);
    view! { {deliver}<Menu label=t("record-actions") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items /> }
        .into_any()
}

fn problem(desk: Desk) -> AnyView {
    let words = move || {
        let problem = desk.order.with(|order| order.as_ref().err().map(say_problem));
        problem.map(
            |words| view! { <p class="notice notice--bad" role="alert"><Icon glyph=Glyph::Attention />{words}</p> },
        )
    };
    words.into_any()
}

fn totals(desk: Desk) -> AnyView {
    let rows = move || {
        desk.order.with(|order| {
            let order = order.as_ref().ok()?;
            let (totals, taxes) = (order.totals().clone(), order.sums.taxes.clone());
            Some(sums(&Sums { list: None, totals, taxes, currency: order.settlement.currency }))
        })
    };
    view! { <section class="totals" aria-label=t("quotes-totals")>{rows}</section> }.into_any()
}

fn aside(desk: Desk) -> AnyView {
    let Some(def) = entity_def(desk.replica, Order::ENTITY_NAME) else { return ().into_any() };
    let rows = BESIDE.iter().filter_map(|id| RecordField::of(&def, id)).map(|field| {
        let label = field.label();
        view! {
            <div class="record-fields__row">
                <dt class="record-fields__label">{label}</dt>
                <dd class="record-fields__value"><InlineField record=desk.record field /></dd>
            </div>
        }
    });
    view! { <dl class="record-fields__list">{rows.collect_view()}</dl> }.into_any()
}
