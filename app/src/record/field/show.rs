//! A value to look at.

use super::{RecordField, text::in_one_line};
use crate::{
    i18n::t,
    record::{
        kind::{leads_to_page, step},
        path_of, title_or_id,
    },
    services::use_replica,
    ui::{Glyph, Icon, StageMark, When, format},
};
use leptos::prelude::*;
use shared::{
    Id, Value,
    replica::Replica,
    schema::FieldType,
    value::{Address, Money},
};

/// Where a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A cell of a grid: one line, nothing to press.
    Cell,
    /// A record's page: links lead somewhere.
    Page,
}

/// A value in plain words: for files, tooltips and announcements.
pub fn plain(replica: &Replica, field: &RecordField, value: &Value) -> String {
    let kind = &field.def.kind;
    match value {
        Value::Null => String::new(),
        Value::Flag(flag) => t(if *flag { "record-yes" } else { "record-no" }),
        Value::Number(number) => number_words(kind, *number),
        Value::Money(money) => money_words(field, money),
        Value::Address(address) => in_one_line(address),
        Value::File(file) => file.name.clone(),
        Value::Other(other) => other.to_string(),
        Value::Text(text) => text_words(replica, field, text),
        Value::List(items) => items.iter().map(|item| text_words(replica, field, item)).collect::<Vec<_>>().join(", "),
    }
}

fn text_words(replica: &Replica, field: &RecordField, text: &str) -> String {
    match &field.def.kind {
        FieldType::Choice { .. } | FieldType::MultiChoice { .. } => field.option(text),
        FieldType::Link { to } | FieldType::Links { to } => link_words(replica, to, text),
        FieldType::Date => format::day(text),
        FieldType::DateTime => format::moment(text),
        FieldType::Text { .. }
        | FieldType::LongText
        | FieldType::Number { .. }
        | FieldType::Money
        | FieldType::Flag
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Address
        | FieldType::File
        | FieldType::Computed(_)
        | FieldType::Unknown => text.to_owned(),
    }
}

fn link_words(replica: &Replica, to: &str, id: &str) -> String {
    let known = id.parse::<Id>().ok().and_then(|id| replica.get(to, id));
    known.map_or_else(|| t("record-out-of-sight"), |record| title_or_id(replica, record))
}

/// Years are numbers without a comma.
fn number_words(kind: &FieldType, number: f64) -> String {
    match kind {
        FieldType::Number { min, max } if *min >= 1000.0 && *max < 10_000.0 => number.to_string(),
        _ => format::number(number),
    }
}

/// `$12,300`, or `$12,300.00` of what was worked out: such amounts stand in columns that are added up.
fn money_words(field: &RecordField, money: &Money) -> String {
    let words = if field.def.flags.system { format::money_in_full } else { format::money };
    words(&money.amount.to_string(), money.currency.code())
}

/// A value to look at. Follows the records it links to.
pub fn show(field: &RecordField, value: &Value, place: Place) -> AnyView {
    match (&field.def.kind, value) {
        (_, Value::Null) => ().into_any(),
        (FieldType::Flag, Value::Flag(flag)) => show_flag(*flag),
        (FieldType::Date | FieldType::DateTime, Value::Text(text)) => view! { <When at=text.to_string() /> }.into_any(),
        (FieldType::Link { to } | FieldType::Links { to }, value) => show_links(to, value, place),
        (FieldType::Email, Value::Text(text)) if place == Place::Page => outward(&format!("mailto:{text}"), text),
        (FieldType::Phone, Value::Text(text)) if place == Place::Page => {
            outward(&format!("tel:{}", dialled(text)), text)
        }
        (FieldType::Url, Value::Text(text)) if place == Place::Page => web_site(text),
        (FieldType::LongText, Value::Text(text)) if place == Place::Page => {
            view! { <span class="field-prose">{text.to_string()}</span> }.into_any()
        }
        (FieldType::Address, Value::Address(address)) if place == Place::Page => {
            view! { <span class="field-address">{envelope(address)}</span> }.into_any()
        }
        _ => use_replica().read(|replica| plain(replica, field, value)).into_any(),
    }
}

/// The lines of an envelope: the post code stands before its city.
fn envelope(address: &Address) -> AnyView {
    let town = format!("{} {}", address.postal_code, address.city);
    // A city that is its own region is said once.
    let region = if address.region == address.city { "" } else { &*address.region };
    let lines = [address.street.as_str(), town.trim(), region, &address.country];
    let lines = lines.into_iter().flat_map(str::lines).filter(|line| !line.is_empty());
    lines.map(|line| view! { <span>{line.to_owned()}</span> }).collect_view().into_any()
}

fn show_flag(flag: bool) -> AnyView {
    let words = t(if flag { "record-yes" } else { "record-no" });
    let glyph = if flag { Glyph::Check } else { Glyph::Minus };
    view! { <span class="field-flag"><Icon glyph /><span class="visually-hidden">{words}</span></span> }.into_any()
}

fn show_links(to: &str, value: &Value, place: Place) -> AnyView {
    let replica = use_replica();
    replica.follow(&[to]);
    let leads = place == Place::Page && leads_to_page(to);
    let one = |id: &str| {
        let (words, href, step) = replica.read(|replica| {
            let record = id.parse::<Id>().ok().and_then(|id| replica.get(to, id));
            (link_words(replica, to, id), path_of(replica, to, id), record.and_then(|record| step(replica, record)))
        });
        let mark = step.map(|step| view! { <StageMark step /> });
        match href {
            Some(href) if leads => view! { <a class="link" href=href>{words}</a> }.into_any(),
            _ => view! { <span class="field-link">{mark}{words}</span> }.into_any(),
        }
    };
    let all = value.items().iter().map(|id| one(id)).collect_view();
    view! { <span class="field-links">{all}</span> }.into_any()
}

fn outward(href: &str, words: &str) -> AnyView {
    view! { <a class="link" href=href.to_owned()>{words.to_owned()}</a> }.into_any()
}

/// Only http and https leave the app; `example.com` means `https://example.com`.
fn web_site(text: &str) -> AnyView {
    let full = text.starts_with("https://") || text.starts_with("http://");
    let href = if full { text.to_owned() } else { format!("https://{text}") };
    let words = text.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/').to_owned();
    view! { <a class="link" href=href target="_blank" rel="noopener noreferrer">{words}</a> }.into_any()
}

/// What a telephone can dial of a number as people write it.
fn dialled(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#')).collect()
}
