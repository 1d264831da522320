//! The lines of a quote, by section; and the box that adds another.

use super::{amount, desk::Desk, line::Row, make::line};
use crate::{
    i18n::{t, t_with},
    record::live_record,
    services::use_search,
    ui::{Choice, Combobox, EmptyState, Glyph, format},
};
use leptos::prelude::*;
use shared::{
    Id, Record,
    entities::{Product, QuoteLine},
    replica::Replica,
};
use std::sync::Arc;

/// Products offered at once.
const OFFERED: usize = 20;

/// What stands in the table, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Part {
    Section(String),
    Line(Id),
}

/// The lines.
#[component]
pub(super) fn Lines(desk: Desk) -> impl IntoView {
    let parts = desk.replica.live(&[QuoteLine::ENTITY_NAME], move |rows| parts(rows, desk.id));
    let empty = move || {
        (desk.lines.with(Vec::is_empty) && !desk.may.get())
            .then(|| view! { <EmptyState glyph=Glyph::Quote title=t("quotes-no-lines") /> })
    };
    let head = move || {
        desk.lines.with(|lines| !lines.is_empty()).then(|| {
            view! {
                <thead>
                    <tr>
                        <th scope="col" class="quote-lines__fold"><span class="visually-hidden">{t("quotes-why")}</span></th>
                        <th scope="col">{t("quote-line-product")}</th>
                        <th scope="col" class="quote-lines__number">{t("quote-line-quantity")}</th>
                        <th scope="col" class="quote-lines__number quote-lines__each">{t("quotes-each")}</th>
                        <th scope="col" class="quote-lines__number">{t("quote-line-discount")}</th>
                        <th scope="col" class="quote-lines__number">{t("quotes-net")}</th>
                        <th scope="col" class="quote-lines__menu"><span class="visually-hidden">{t("record-actions")}</span></th>
                    </tr>
                </thead>
            }
        })
    };
    let body = move |part: Part| match part {
        Part::Section(name) => view! { <SectionRow desk name /> }.into_any(),
        Part::Line(id) => {
            view! { <Row desk id line=live_record(desk.replica, QuoteLine::ENTITY_NAME, move || Some(id)) /> }
                .into_any()
        }
    };
    view! {
        <section class="quote-lines" aria-label=t("quotes-lines")>
            <table class="quote-lines__table" aria-label=t("quotes-lines")>
                {head}
                <For each=move || parts.get() key=Clone::clone children=body />
            </table>
            {empty}
            {move || desk.may.get().then(|| view! { <Add desk /> })}
        </section>
    }
    .into_any()
}

/// Lines without a section come first, then each section in the order of its first line.
fn parts(rows: &Replica, quote: Id) -> Vec<Part> {
    let lines: Vec<Arc<Record>> = pricing::records::lines(rows, quote);
    let section = |line: &Record| line.get(QuoteLine::SECTION).map(str::to_owned);
    let mut sections: Vec<Option<String>> = vec![None];
    for line in &lines {
        let own = section(line);
        if !sections.contains(&own) {
            sections.push(own);
        }
    }
    let of = |name: &Option<String>| {
        let inside = lines.iter().filter(|line| section(line) == *name).map(|line| Part::Line(line.id));
        name.clone().map(Part::Section).into_iter().chain(inside).collect::<Vec<_>>()
    };
    sections.iter().flat_map(of).collect()
}

/// The head of a section with its subtotal.
#[component]
fn SectionRow(desk: Desk, name: String) -> impl IntoView {
    let own = name.clone();
    let sum = move || {
        let priced = desk.priced()?;
        let section = priced.sections.iter().find(|section| section.id == own)?;
        Some(amount(section.net, priced.settlement.currency))
    };
    view! {
        <tbody class="quote-lines__section">
            <tr>
                <th colspan="5" scope="rowgroup">{name}</th>
                <td class="quote-lines__number">{sum}</td>
                <td></td>
            </tr>
        </tbody>
    }
    .into_any()
}

/// Adds a line for a product that is found by typing.
#[component]
fn Add(desk: Desk) -> impl IntoView {
    let (chosen, search) = (RwSignal::new(None::<Choice>), use_search());
    let source = Callback::new(move |typed: String| {
        search.follow();
        desk.replica.follow(&[Product::ENTITY_NAME]);
        let found: Vec<Id> = if typed.trim().is_empty() {
            Vec::new()
        } else {
            search.find_in(&typed, &[Product::ENTITY_NAME], OFFERED).hits.into_iter().map(|hit| hit.id).collect()
        };
        desk.replica.read(|rows| offered(rows, &typed, &found))
    });
    let add = Callback::new(move |choice: Option<Choice>| {
        let Some(choice) = choice else { return };
        chosen.set(None);
        add(desk, &choice.value);
    });
    view! {
        <div class="quote-lines__add">
            <Combobox label=t("quotes-add") value=chosen source hide_label=true placeholder=t("quotes-add") on_change=add />
        </div>
    }
    .into_any()
}

/// Products to choose from: what was found, or all that can be sold while nothing is typed.
fn offered(rows: &Replica, typed: &str, found: &[Id]) -> Vec<Choice> {
    let sold = |product: &&Arc<Record>| product.get(Product::ACTIVE) != Some(false);
    let choice = |product: &Arc<Record>| {
        let price =
            product.get(Product::PRICE).map(|price| format::money(&price.amount.to_string(), price.currency.code()));
        let code = product.get(Product::CODE).map(str::to_owned);
        let detail = [code, price].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Choice::new(product.id.to_string(), product.get(Product::NAME).unwrap_or_default()).detail(detail)
    };
    if typed.trim().is_empty() {
        let mut all: Vec<&Arc<Record>> = rows.rows(Product::ENTITY_NAME).iter().filter(sold).collect();
        all.sort_by_key(|product| (product.get(Product::FAMILY), product.get(Product::NAME), product.id));
        return all.into_iter().take(OFFERED).map(choice).collect();
    }
    found.iter().filter_map(|id| rows.get(Product::ENTITY_NAME, *id)).filter(sold).map(choice).collect()
}

fn add(desk: Desk, product: &str) {
    let made = desk.replica.read(|rows| {
        let product = rows.get(Product::ENTITY_NAME, product.parse().ok()?)?;
        let lines = pricing::records::lines(rows, desk.id);
        let last = lines.last().and_then(|line| line.get(QuoteLine::POSITION)).unwrap_or_default();
        let name = product.get(Product::NAME).unwrap_or_default().to_owned();
        Some((line(desk.id, product, last + 1.0), name))
    });
    if let Some((op, name)) = made {
        desk.replica.write(t_with("quotes-said-added", &[("product", name.into())]), vec![op]);
    }
}
