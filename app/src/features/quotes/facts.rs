//! Around the lines: to whom, by which prices, until when, by which terms; and the other versions.

use super::{desk::Desk, head::tone};
use crate::{
    i18n::{t, t_with},
    record::{InlineField, RecordField, entity_def, instant_text, words::option_word},
    ui::{Badge, When, format},
};
use leptos::prelude::*;
use shared::{Id, Record, entities::Quote, replica::Replica};

/// Fields beside the lines.
const BESIDE: [&str; 13] = [
    Quote::ACCOUNT.id,
    Quote::CONTACT.id,
    Quote::OPPORTUNITY.id,
    Quote::REFERENCE.id,
    Quote::DATE.id,
    Quote::VALID_UNTIL.id,
    Quote::CURRENCY.id,
    Quote::PRICE_BOOK.id,
    Quote::TERM_MONTHS.id,
    Quote::TEMPLATE.id,
    Quote::ACCEPTED_BY.id,
    Quote::ANSWER.id,
    Quote::OWNER.id,
];
/// What only an answer fills.
const OF_ANSWERS: [&str; 2] = [Quote::ACCEPTED_BY.id, Quote::ANSWER.id];

fn fields(desk: Desk, ids: &'static [&'static str], tall: bool) -> AnyView {
    let Some(def) = entity_def(desk.replica, Quote::ENTITY_NAME) else { return ().into_any() };
    let row = move |field: RecordField| {
        let label = field.label();
        view! {
            <div class="record-fields__row" class:quote__text=tall>
                <dt class="record-fields__label">{label}</dt>
                <dd class="record-fields__value"><InlineField record=desk.quote field /></dd>
            </div>
        }
    };
    let shown = Memo::new(move |_| {
        let draft = desk.is_draft.get();
        desk.quote.with(|quote| {
            let told = |id: &&&str| quote.as_ref().is_some_and(|quote| is_told(quote, id, draft));
            ids.iter().filter(told).filter_map(|id| RecordField::of(&def, id)).collect::<Vec<_>>()
        })
    });
    view! {
        <dl class="record-fields__list">
            <For each=move || shown.get() key=|field| field.id().to_owned() children=row />
        </dl>
    }
    .into_any()
}

/// Of what cannot be changed any more only what is filled; of answers only what belongs to the one that was given.
fn is_told(quote: &Record, field: &str, draft: bool) -> bool {
    let status = quote.get(Quote::STATUS).unwrap_or_default();
    let answer = match field {
        "accepted_by" => status == "accepted",
        "answer" => status == "declined",
        _ => false,
    };
    !quote.value(field).is_null() || answer || draft && !OF_ANSWERS.contains(&field)
}

/// The texts above and below the lines.
pub(super) fn words(desk: Desk) -> AnyView {
    view! { <div class="quote__texts">{fields(desk, &[Quote::INTRODUCTION.id, Quote::TERMS.id], true)}</div> }
        .into_any()
}

/// What stands beside the lines.
pub(super) fn aside(desk: Desk) -> AnyView {
    view! { {fields(desk, &BESIDE, false)}{versions(desk)} }.into_any()
}

/// A version, as the list shows it.
#[derive(Debug, Clone, PartialEq)]
struct Version {
    id: Id,
    number: f64,
    status: String,
    net: Option<String>,
    at: String,
}

/// All versions of a quote, the newest first.
fn versions(desk: Desk) -> AnyView {
    let all = desk.replica.live(&[Quote::ENTITY_NAME], move |rows| of_one_number(rows, desk.id));
    let body = move || {
        let all = all.get();
        (all.len() > 1).then(|| {
            let list = all.into_iter().map(|version| one(desk, version)).collect_view();
            view! {
                <section class="quote__versions" aria-label=t("quotes-versions")>
                    <h2 class="record__heading">{t("quotes-versions")}</h2>
                    <ol>{list}</ol>
                </section>
            }
        })
    };
    body.into_any()
}

fn of_one_number(rows: &Replica, id: Id) -> Vec<Version> {
    let Some(number) = rows.get(Quote::ENTITY_NAME, id).and_then(|quote| quote.get(Quote::NUMBER)) else {
        return Vec::new();
    };
    let same = rows.rows(Quote::ENTITY_NAME).iter().filter(|quote| quote.get(Quote::NUMBER) == Some(number));
    let mut all: Vec<Version> = same.map(|quote| version(quote)).collect();
    all.sort_by(|a, b| b.number.total_cmp(&a.number).then(b.id.cmp(&a.id)));
    all
}

fn version(quote: &Record) -> Version {
    let net = quote.get(Quote::NET).map(|net| format::money(&net.amount.to_string(), net.currency.code()));
    Version {
        id: quote.id,
        number: quote.get(Quote::VERSION).unwrap_or(1.0),
        status: quote.get(Quote::STATUS).unwrap_or_default().to_owned(),
        net,
        at: instant_text(quote.created.at),
    }
}

fn one(desk: Desk, version: Version) -> AnyView {
    let here = version.id == desk.id;
    let words = t_with("quotes-version", &[("version", version.number.into())]);
    let status = option_word(Quote::ENTITY_NAME, Quote::STATUS.id, &version.status);
    view! {
        <li class="quote__version">
            <a class="link" href=format!("/quotes/{}", version.id) aria-current=here.then_some("page")>{words}</a>
            <Badge tone=tone(&version.status)>{status}</Badge>
            <span class="quote__version-net">{version.net}</span>
            <span class="quote__when"><When at=version.at /></span>
        </li>
    }
    .into_any()
}
