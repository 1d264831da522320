//! Orders as files for other systems.

use super::desk::Desk;
use crate::{
    i18n::{t, t_with},
    services::{save_file, use_workshop},
    ui::{Glyph, MenuItem},
};
use leptos::{prelude::*, task::spawn_local};
use pricing::{records, ubl::Envelope};
use protocol::{Export, ExportForm};
use shared::{
    Problem, Record,
    entities::{Order, Quote},
    replica::Replica,
};

/// What the menu offers.
pub(super) fn items(desk: Desk) -> Vec<MenuItem> {
    let workshop = use_workshop();
    let item = |form: ExportForm, words: &str| {
        let write = move || {
            spawn_local(async move {
                let said = match asked(desk, form) {
                    Ok(question) => workshop.ask(question).await.map(|file| hand_over(desk, form, &file.text)),
                    Err(problem) => Err(vec![problem]),
                };
                match said {
                    Ok(said) => desk.replica.say(said),
                    Err(problems) => desk.replica.say_problems(&problems),
                }
            });
        };
        MenuItem::new(t(words), write).icon(Glyph::Export)
    };
    vec![item(ExportForm::Json, "orders-json"), item(ExportForm::Ubl, "orders-ubl")]
}

fn asked(desk: Desk, form: ExportForm) -> Result<Export, Problem> {
    let order = desk.order.get_untracked()?;
    let record = desk.record.get_untracked().ok_or_else(|| Problem::new("problem-gone"))?;
    let envelope = desk.replica.read(|rows| envelope(rows, &record))?;
    Ok(Export { order, envelope, form })
}

/// Who ordered from whom, as it was when the quote was sent.
fn envelope(rows: &Replica, order: &Record) -> Result<Envelope, Problem> {
    let quote = order.get(Order::QUOTE).and_then(|id| rows.get(Quote::ENTITY_NAME, id));
    let quote = quote.ok_or_else(|| Problem::of(Order::QUOTE.id, "problem-order-without-quote"))?;
    let records::Parties { seller, buyer } = records::parties(rows, quote);
    let text = |record: &Record, field: &str| record.value(field).as_text().unwrap_or_default().to_owned();
    Ok(Envelope {
        number: text(order, Order::NUMBER.id),
        issued: text(order, Order::ORDERED_ON.id).parse().unwrap_or_default(),
        due: None,
        seller,
        buyer,
        buyer_reference: text(order, Order::REFERENCE.id),
        note: text(order, Order::DESCRIPTION.id),
        payment_terms: text(quote, Quote::TERMS.id),
    })
}

/// Saves the file; what is said then.
fn hand_over(desk: Desk, form: ExportForm, text: &str) -> String {
    let (ending, kind) = match form {
        ExportForm::Json => ("json", "application/json"),
        ExportForm::Ubl => ("xml", "application/xml"),
    };
    let number =
        desk.order.with_untracked(|order| order.as_ref().map(|order| order.number.clone()).unwrap_or_default());
    let name = format!("{number}.{ending}");
    save_file(&name, kind, text);
    t_with("quotes-said-pdf", &[("name", name.into())])
}
