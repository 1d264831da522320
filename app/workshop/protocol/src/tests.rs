//! What one side writes, the other reads.

use super::*;
use document::{QuoteDocument, quote::Picture};
use pricing::{Catalog, Draft, Prices, ubl::Party};
use product::{Ask, Choices};
use serde_json::json;

fn travelled<Q: Question>(question: &Q) -> Request {
    read_question(&question_text(question).expect("written")).expect("read")
}

fn draft() -> Draft {
    serde_json::from_value(json!({ "currency": "EUR", "date": "2026-11-21", "lines": [] })).expect("a draft")
}

fn document() -> QuoteDocument {
    let party: Party = serde_json::from_value(json!({ "name": "Northwind" })).expect("a party");
    let quote = Prices::open(&Catalog::default()).quote(&draft()).expect("a quote");
    let document = json!({ "number": "Q-1", "version": 1, "issued": "2026-11-21", "seller": party, "buyer": party, "quote": quote });
    serde_json::from_value(document).expect("a document")
}

#[test]
fn each_question_goes_by_the_name_of_its_variant() {
    let model = String::from("hash");
    let (choices, attribute) = (Choices::from([("a".to_owned(), "b".to_owned())]), String::from("a"));
    let click =
        Click { model: model.clone(), choices: choices.clone(), keep: vec!["a".to_owned()], ask: Ask::default() };
    assert!(matches!(travelled(&click), Request::Click(read) if read == click));
    let explain = Explain { model, choices, attribute, option: "b".to_owned() };
    assert!(matches!(travelled(&explain), Request::Explain(read) if read == explain));
    let open = OpenModel { source: "{}".to_owned(), form: Form::Uvl };
    assert!(matches!(travelled(&open), Request::OpenModel(read) if read == open));
    let examine = Examine { source: "{}".to_owned(), form: Form::Json };
    assert!(matches!(travelled(&examine), Request::Examine(read) if read == examine));
    let translate = Translate { text: "features".to_owned(), form: Form::Uvl };
    assert!(matches!(travelled(&translate), Request::Translate(read) if read == translate));
    let fill = FillTable { source: "{}".to_owned(), rule: "/rules/0".to_owned(), csv: "a".to_owned() };
    assert!(matches!(travelled(&fill), Request::FillTable(read) if read == fill));
    let prices = OpenPrices { catalog: Catalog::default(), pinned: None };
    assert!(matches!(travelled(&prices), Request::OpenPrices(read) if read == prices));
    let price = Price { prices: "version".to_owned(), draft: draft() };
    assert!(matches!(travelled(&price), Request::Price(read) if *read == price));
    let render = Render { document: document(), template: None };
    assert!(matches!(travelled(&render), Request::Render(read) if *read == render));
}

#[test]
fn pictures_travel_as_bytes() {
    let mut document = document();
    for (name, file) in [("logo", [1, 2]), ("front", [3, 4])] {
        document.pictures.insert(name.to_owned(), Picture { file: file.to_vec(), alt: name.to_owned() });
    }
    let render = Render { document, template: None };
    let mut sent = render.clone();
    let bytes = sent.take_bytes();
    assert_eq!(bytes, [[3, 4], [1, 2]], "in the order of their names");
    let mut read: Render = serde_json::from_str(&serde_json::to_string(&sent).expect("written")).expect("read");
    read.give_bytes(bytes);
    assert_eq!(read, render);
}

#[test]
fn replies_say_why_there_is_no_answer() {
    let failure = Failure::NotOpen("hash".to_owned());
    let text = reply_text::<Clicked>(&Err(failure.clone())).expect("written");
    assert_eq!(read_reply::<Click>(&text, Vec::new()), Err(failure));
    let problem = |failure: Failure| match failure {
        Failure::Problems(problems) => problems.first().map(|problem| problem.message_key.clone()),
        Failure::NotOpen(_) => None,
    };
    let unreadable = Some("problem-workshop-unreadable".to_owned());
    assert_eq!(read_reply::<Click>("<html>", Vec::new()).err().and_then(problem), unreadable);
    assert_eq!(read_question(r#"{"unheard_of": {}}"#).err().and_then(problem), unreadable);
}

#[test]
fn a_document_comes_back_as_bytes() {
    let mut rendered = Rendered { pdf: b"%PDF".to_vec() };
    let bytes = rendered.take_bytes();
    let text = reply_text(&Ok(rendered)).expect("written");
    assert_eq!(read_reply::<Render>(&text, bytes), Ok(Rendered { pdf: b"%PDF".to_vec() }));
}
