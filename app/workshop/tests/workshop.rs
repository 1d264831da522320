//! The workshop without a worker: text in, text out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use pricing::{
    Catalog, Order, PricedQuote,
    ubl::{Envelope, Party},
};
use product::{Ask, BackEnd, Choices};
use protocol::{
    Click, Clicked, Configure, Configured, Draw, Examine, Explain, Export, ExportForm, Failure, FillTable, Form,
    OpenModel, OpenPrices, Price, Question, Render, Reply, Translate,
};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use workshop::{Fonts, Sent, Workshop};

/// Asks as the app does, through text, by a clock that ticks at every look.
fn ask<Q: Question>(shop: &mut Workshop, mut question: Q) -> Reply<Q::Answer> {
    let clock = Cell::new(0.0);
    let now = || clock.replace(clock.get() + 1.0);
    let bytes = question.take_bytes();
    let request = protocol::read_question(&protocol::question_text(&question)?)?;
    let Sent { text, bytes } = shop.answer(request, bytes, &now);
    protocol::read_reply::<Q>(&text, bytes)
}

fn keys(failure: Failure) -> Vec<String> {
    match failure {
        Failure::Problems(problems) => problems.into_iter().map(|problem| problem.message_key).collect(),
        Failure::NotOpen(key) => panic!("{key} is not open"),
    }
}

fn source(id: &str) -> String {
    let found = product::demo::SOURCES.iter().find(|(known, _)| *known == id);
    found.expect("a demo product").1.to_owned()
}

fn choices(pairs: &[(&str, &str)]) -> Choices {
    pairs.iter().map(|(attribute, option)| ((*attribute).to_owned(), (*option).to_owned())).collect()
}

fn click(shop: &mut Workshop, model: &str, pairs: &[(&str, &str)]) -> Reply<Clicked> {
    let ask_for = Ask { prices: true, count: true, reasons: true };
    ask(shop, Click { model: model.to_owned(), choices: choices(pairs), keep: Vec::new(), ask: ask_for })
}

/// Two options that exclude each other: the model of the app's gallery.
const RACK: &str = include_str!("../../src/shell/gallery/rack.json");

#[test]
fn a_model_is_opened_once_and_clicked() {
    let mut shop = Workshop::default();
    let open = OpenModel { source: RACK.to_owned(), form: Form::Json };
    let opened = ask(&mut shop, open.clone()).unwrap();
    assert_eq!((opened.name.as_str(), opened.back_end), ("Rack", BackEnd::Graph));
    assert_eq!(opened.attributes.iter().map(|a| a.options.len()).collect::<Vec<_>>(), [2, 2]);
    assert!(opened.milliseconds.compile > 0.0);
    let again = ask(&mut shop, open).unwrap();
    assert_eq!((again.hash.as_str(), again.milliseconds.compile), (opened.hash.as_str(), 0.0), "it was open");

    let free = click(&mut shop, &opened.hash, &[]).unwrap();
    assert_eq!((free.answer.count.as_deref(), free.conflicts.len(), free.repairs.len()), (Some("3"), 0, 0));
    let bound = click(&mut shop, &opened.hash, &[("outdoor", "yes")]).unwrap();
    assert_eq!(bound.answer.consequences[0].option, "steel");
    assert_eq!(bound.answer.cheapest.unwrap().price, 13_500);
}

#[test]
fn attributes_tell_their_step_and_their_options_what_they_cost() {
    let mut shop = Workshop::default();
    let opened = ask(&mut shop, OpenModel { source: source("desk"), form: Form::Json }).unwrap();
    let group = |id: &str| opened.attributes.iter().find(|a| a.id == id).map(|a| a.group.as_str());
    let steps = ["width", "lamp", "pedestal.count", "pedestal[1].kind", "pedestal[3].cushion"].map(group);
    assert_eq!(steps, ["Table", "Equipment", "Pedestal", "Pedestal 1", "Pedestal 3"].map(Some));

    let cheapest = click(&mut shop, &opened.hash, &[]).unwrap().answer.cheapest.unwrap();
    let price = |attribute: &protocol::Attribute| {
        attribute.options.iter().find(|option| option.id == cheapest.options[&attribute.id]).unwrap().price
    };
    assert_eq!(opened.base_price + opened.attributes.iter().map(price).sum::<i64>(), cheapest.price);
}

#[test]
fn a_product_is_drawn_as_it_was_chosen() {
    let mut shop = Workshop::default();
    let opened = ask(&mut shop, OpenModel { source: source("bicycle"), form: Form::Json }).unwrap();
    let seen = opened.seen.unwrap();
    assert!(seen.contains(&"colour".to_owned()) && !seen.contains(&"rider".to_owned()), "{seen:?}");
    let mut draw = |colour: &str| {
        let built = click(&mut shop, &opened.hash, &[("colour", colour)]).unwrap().answer.cheapest.unwrap();
        let drawn = ask(&mut shop, Draw { model: opened.hash.clone(), options: built.options }).unwrap();
        assert_eq!(drawn.faults, []);
        serde_json::from_str::<product::body::Figure>(&drawn.figure).unwrap()
    };
    let (sage, red) = (draw("sage"), draw("signal_red"));
    assert_eq!(sage.solids, red.solids);
    assert_ne!(sage.materials, red.materials);
    assert!(sage.solids.len() > 40);

    let rack = ask(&mut shop, OpenModel { source: RACK.to_owned(), form: Form::Json }).unwrap();
    assert_eq!(rack.seen, None);
    let nothing = ask(&mut shop, Draw { model: rack.hash, options: Choices::new() }).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&nothing.figure).unwrap()["solids"], json!([]));
}

#[test]
fn a_conflict_is_explained_and_mended() {
    let mut shop = Workshop::default();
    let hash = ask(&mut shop, OpenModel { source: RACK.to_owned(), form: Form::Json }).unwrap().hash;
    let wrong = click(&mut shop, &hash, &[("outdoor", "yes"), ("frame", "wood")]).unwrap();
    assert!(!wrong.answer.valid);
    assert_eq!((wrong.conflicts.len(), wrong.conflicts[0].rules[0].id.as_str()), (1, "rot"));
    assert_eq!(wrong.repairs[0].changes.len(), 1);

    let why = |option: &str| Explain {
        model: hash.clone(),
        choices: choices(&[("outdoor", "yes")]),
        attribute: "frame".to_owned(),
        option: option.to_owned(),
    };
    let wood = ask(&mut shop, why("wood")).unwrap();
    assert_eq!(wood.refused.unwrap().rules[0].sentence, "Wood rots outdoors.");
    assert_eq!(wood.repairs[0].changes[0].attribute, "outdoor", "what is asked for stays");
    let steel = ask(&mut shop, why("steel")).unwrap();
    assert_eq!((steel.refused, steel.forced.unwrap().choices[0].attribute.as_str()), (None, "outdoor"));
}

fn configure(shop: &mut Workshop, model: &str, pairs: &[(&str, &str)]) -> Configured {
    ask(shop, Configure { model: model.to_owned(), choices: choices(pairs) }).unwrap()
}

#[test]
fn a_configuration_for_a_quote_costs_what_the_screen_says() {
    let mut shop = Workshop::default();
    for id in ["bicycle", "desk", "pump"] {
        let opened = ask(&mut shop, OpenModel { source: source(id), form: Form::Json }).unwrap();
        let options = opened.attributes.iter().flat_map(|a| a.options.iter().map(|o| (a.id.clone(), o.id.clone())));
        for (attribute, option) in options.collect::<Vec<_>>() {
            let wanted = [(attribute.as_str(), option.as_str())];
            let Some(built) = click(&mut shop, &opened.hash, &wanted).unwrap().answer.cheapest else { continue };
            let kept = configure(&mut shop, &opened.hash, &wanted);
            let more: Decimal = kept.choices.iter().filter_map(|choice| choice.price).sum();
            assert_eq!(kept.from + more, Decimal::new(built.price, opened.minor_digits), "{id} {wanted:?}");
            assert_eq!(kept.parts.len(), built.parts.len());
            assert_eq!(kept.choices.len(), opened.attributes.len(), "everything is decided");
            let chosen: Vec<_> = kept.choices.iter().filter(|choice| !choice.follows).collect();
            assert!(matches!(chosen[..], [one] if one.attribute == attribute && one.is_told()), "{chosen:?}");
        }
    }
}

#[test]
fn old_choices_are_brought_to_another_model() {
    let mut shop = Workshop::default();
    let hash = ask(&mut shop, OpenModel { source: RACK.to_owned(), form: Form::Json }).unwrap().hash;
    let kept = configure(&mut shop, &hash, &[("outdoor", "yes"), ("frame", "wood"), ("colour", "red")]);
    assert_eq!(kept.lost.iter().map(|(a, o)| (a.as_str(), o.as_str())).collect::<Vec<_>>(), [("colour", "red")]);
    assert_eq!(kept.changed.len(), 1, "wood rots outdoors: one of both gives way");
    let fine = configure(&mut shop, &hash, &[("outdoor", "yes")]);
    assert_eq!((fine.lost.len(), fine.changed.len()), (0, 0));
    let frame = fine.choices.iter().find(|choice| choice.attribute == "frame").unwrap();
    assert_eq!((frame.value.as_str(), frame.follows, frame.is_told()), ("steel", true, true));
}

#[test]
fn an_order_is_written_for_other_systems() {
    let mut shop = Workshop::default();
    let quote: PricedQuote = serde_json::from_value(fixture()["document"]["quote"].clone()).unwrap();
    let order = Order::from_quote(&quote, "O-1", "Q-1").unwrap();
    let party = |name: &str| Party { name: name.to_owned(), ..Party::default() };
    let envelope = Envelope {
        number: "O-1".to_owned(),
        issued: "2026-11-22".parse().unwrap(),
        due: None,
        seller: party("Quay & Sons"),
        buyer: party("<Winch>"),
        buyer_reference: String::new(),
        note: String::new(),
        payment_terms: String::new(),
    };
    let gross = order.totals().gross.to_string();
    let mut write =
        |form| ask(&mut shop, Export { order: order.clone(), envelope: envelope.clone(), form }).unwrap().text;
    let ubl = write(ExportForm::Ubl);
    for part in ["<cbc:ID>O-1</cbc:ID>", "Quay &amp; Sons", "&lt;Winch&gt;", &gross] {
        assert!(ubl.contains(part), "{part} is not in {ubl}");
    }
    let json: Value = serde_json::from_str(&write(ExportForm::Json)).unwrap();
    assert_eq!(
        (json["number"].as_str(), json["order"]["totals"]["gross"].as_str()),
        (Some("O-1"), Some(gross.as_str()))
    );
    assert_eq!(json["order"]["lines"].as_array().map(Vec::len), Some(order.lines.len()));
}

#[test]
fn what_made_room_says_so() {
    let mut shop = Workshop::default();
    let opened: Vec<String> = (0..5)
        .map(|at| RACK.replace("\"rack\"", &format!("\"rack-{at}\"")))
        .map(|source| ask(&mut shop, OpenModel { source, form: Form::Json }).unwrap().hash)
        .collect();
    assert_eq!(click(&mut shop, &opened[0], &[]), Err(Failure::NotOpen(opened[0].clone())));
    assert!(click(&mut shop, &opened[4], &[]).is_ok());
}

#[test]
fn bad_models_and_choices_are_problems() {
    let mut shop = Workshop::default();
    let broken = OpenModel { source: "{".to_owned(), form: Form::Json };
    assert_eq!(ask(&mut shop, broken).map_err(keys).unwrap_err(), ["problem-model-json"]);
    let cut = OpenModel { source: "features\n\tA\nconstraints\n\tA & ".to_owned(), form: Form::Uvl };
    assert_eq!(ask(&mut shop, cut).map_err(keys).unwrap_err(), ["problem-uvl"]);
    let hash = ask(&mut shop, OpenModel { source: RACK.to_owned(), form: Form::Json }).unwrap().hash;
    let unknown = click(&mut shop, &hash, &[("frame", "glass")]);
    assert_eq!(unknown.map_err(keys).unwrap_err(), ["problem-choice-option"]);
}

#[test]
fn an_author_hears_what_is_wrong() {
    let mut shop = Workshop::default();
    let fine = ask(&mut shop, Examine { source: source("bicycle"), form: Form::Json }).unwrap();
    assert_eq!((fine.contradiction, fine.dead), (None, Vec::new()));
    let never = RACK.replace(r#""if": "outdoor""#, r#""if": "frame = wood""#);
    let dead = ask(&mut shop, Examine { source: never, form: Form::Json }).unwrap().dead;
    assert_eq!((dead.len(), dead[0].option.option.as_str()), (1, "wood"));
}

#[test]
fn drafts_come_from_other_forms() {
    let mut shop = Workshop::default();
    let uvl = Translate { text: "features\n\tA\n\t\toptional\n\t\t\tB\n".to_owned(), form: Form::Uvl };
    let source = ask(&mut shop, uvl).unwrap().source;
    assert!(ask(&mut shop, OpenModel { source, form: Form::Json }).is_ok());
    let half = r#"{"attributes": [{"id": "a", "name": "A", "kind": {"flag": {}}}], "rules": [{"id": "r"}]}"#.to_owned();
    let fill = FillTable { source: half, rule: "/rules/0".to_owned(), csv: "A\nyes".to_owned() };
    let filled: Value = serde_json::from_str(&ask(&mut shop, fill).unwrap().source).unwrap();
    assert_eq!(filled.pointer("/rules/0/says/table/rows/0/0"), Some(&json!("yes")));
}

/// Every fault that the engine knows is told in words.
#[test]
fn every_fault_has_a_message() {
    let words = include_str!("../../messages/en/models.ftl");
    let shared = shared::messages::EN.concat();
    for kind in product::KINDS {
        let key = format!("\nproblem-{kind} = ");
        assert!(words.contains(&key) || shared.contains(&key), "{kind} has no message");
    }
}

fn fixture() -> Value {
    serde_json::from_str(include_str!("quote.json")).unwrap()
}

#[test]
fn a_draft_is_priced_by_a_list_that_is_open() {
    let mut shop = Workshop::default();
    let catalog: Catalog = serde_json::from_value(fixture()["catalog"].clone()).unwrap();
    let draft = serde_json::from_value(fixture()["draft"].clone()).unwrap();
    let opened = ask(&mut shop, OpenPrices { catalog, pinned: None }).unwrap();
    assert_eq!(opened.problems, []);
    let price = Price { prices: opened.version, draft };
    let priced = ask(&mut shop, price.clone()).unwrap();
    assert_eq!(serde_json::to_value(&priced.quote).unwrap(), fixture()["document"]["quote"]);
    let closed = ask(&mut Workshop::default(), price.clone());
    assert_eq!(closed, Err(Failure::NotOpen(price.prices.clone())));
    let mut negative = price;
    negative.draft.lines[0].quantity = "-1".parse().unwrap();
    assert_eq!(ask(&mut shop, negative).map_err(keys).unwrap_err(), ["problem-quantity-not-positive"]);
}

/// The browser's test renders the same file by the worker and finds the same hash: device and server write equal bytes.
#[test]
fn a_quote_is_written_byte_for_byte() {
    let mut shop = Workshop::default();
    let document = serde_json::from_value(fixture()["document"].clone()).unwrap();
    let render = Render { document, template: None };
    let request = protocol::read_question(&protocol::question_text(&render).unwrap()).unwrap();
    assert!(shop.needs_fonts(&request));
    assert_eq!(ask(&mut shop, render.clone()).map_err(keys).unwrap_err(), ["problem-document-font"]);
    shop.bring_fonts(Fonts::embedded().unwrap());
    let pdf = ask(&mut shop, render).unwrap().pdf;
    assert_eq!(format!("{:x}", Sha256::digest(pdf)), fixture()["sha256"].as_str().unwrap());
}

/// Writes `tests/quote.json` anew: `cargo test -p sextant-workshop -- --ignored`, after documents have changed on purpose.
#[test]
#[ignore = "writes a file"]
fn write_the_fixture() {
    let mut shop = Workshop::default();
    shop.bring_fonts(Fonts::embedded().unwrap());
    let mut fixture = fixture();
    let catalog = serde_json::from_value(fixture["catalog"].clone()).unwrap();
    let draft = serde_json::from_value(fixture["draft"].clone()).unwrap();
    let prices = ask(&mut shop, OpenPrices { catalog, pinned: None }).unwrap().version;
    fixture["document"]["quote"] = json!(ask(&mut shop, Price { prices, draft }).unwrap().quote);
    let document = serde_json::from_value(fixture["document"].clone()).unwrap();
    let pdf = ask(&mut shop, Render { document, template: None }).unwrap().pdf;
    fixture["sha256"] = json!(format!("{:x}", Sha256::digest(pdf)));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/quote.json");
    std::fs::write(path, serde_json::to_string_pretty(&fixture).unwrap() + "\n").unwrap();
}
