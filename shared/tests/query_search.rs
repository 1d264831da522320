//! The search index: what it finds, in which order, and that it forgets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

#[allow(dead_code, reason = "shared by several tests")]
mod query_data;

use proptest::prelude::*;
use query_data::{accounts, contacts, users};
use shared::{
    Id, Record, Schema, Value,
    query::{Found, Reading, Rows, Search, SearchIndex},
    record::Stamp,
    text::{fold, tokens},
};
use std::{collections::BTreeSet, sync::Arc};

fn record(entity: &str, name: &str, at: u64, cells: &[(&str, &str)]) -> Arc<Record> {
    let stamp = Arc::new(Stamp { seq: 1, at, by: Id::NIL, client: Id::NIL });
    let mut record = Record::new(entity, Id::named(name), stamp.clone());
    for (field, value) in cells {
        record.set(*field, Value::text(value), stamp.clone());
    }
    Arc::new(record)
}

fn index(records: &[Arc<Record>]) -> SearchIndex {
    let schema = Schema::built_in();
    let mut index = SearchIndex::default();
    for record in records {
        index.add(&schema, record);
    }
    index
}

fn search(index: &SearchIndex, text: &str) -> Found {
    index.search(&Search { text: text.to_owned(), limit: 1000, ..Search::default() }, None)
}

fn ids(found: &Found) -> BTreeSet<Id> {
    found.hits.iter().map(|hit| hit.id).collect()
}

fn book() -> Vec<Arc<Record>> {
    let day = 24 * 3600 * 1000;
    vec![
        record(
            "contact",
            "anna",
            day,
            &[
                ("first_name", "Anna"),
                ("last_name", "Müller-Lüdenscheidt"),
                ("email", "anna.mueller@acme.example"),
                ("phone", "+1 (555) 010-2233"),
            ],
        ),
        record(
            "contact",
            "john",
            day,
            &[
                ("first_name", "John"),
                ("last_name", "Smith"),
                ("title", "Head of Purchasing"),
                ("mobile", "020 7946 0958"),
            ],
        ),
        record(
            "contact",
            "jon",
            day,
            &[
                ("first_name", "Jon"),
                ("last_name", "Smyth"),
                ("description", "Met John at the fair in Berlin, wants quotes for pumps"),
            ],
        ),
        record(
            "account",
            "acme",
            day,
            &[("name", "Acme Works"), ("website", "https://www.acme.example"), ("number", "K-10042")],
        ),
        record("account", "pumps", day, &[("name", "Berlin Pumps"), ("description", "Smith founded it")]),
        record("product", "gtx", day, &[("name", "GTXPro"), ("code", "GTX-500")]),
        record("product", "basic", day, &[("name", "GTX Basic"), ("description", "Replaces the GTX Pro of last year")]),
        record(
            "article",
            "reset",
            day,
            &[
                ("title", "Resetting a printer"),
                ("body", "Press the **power button** for ten seconds. The printers restart."),
            ],
        ),
        record(
            "article",
            "buy",
            day,
            &[
                ("title", "Buying paper"),
                ("body", "The printer needs paper. How to reset the budget is described elsewhere."),
            ],
        ),
        record("note", "old", day, &[("title", "Visit"), ("body", "Discussed renewal")]),
        record("note", "new", 90 * day, &[("title", "Visit"), ("body", "Discussed renewal")]),
    ]
}

/// Names of the records by the ids made from them.
fn names(found: &Found) -> Vec<&'static str> {
    const NAMES: [&str; 11] = ["anna", "john", "jon", "acme", "pumps", "gtx", "basic", "reset", "buy", "old", "new"];
    found.hits.iter().filter_map(|hit| NAMES.into_iter().find(|name| Id::named(name) == hit.id)).collect()
}

#[test]
fn people_find_what_they_mean() {
    let index = index(&book());
    let cases: [(&str, &[&str], Reading); 27] = [
        ("anna", &["anna"], Reading::Exact),
        ("MULLER", &["anna"], Reading::Exact),
        ("ludensch", &["anna"], Reading::Exact),
        ("anna.mueller@acme.example", &["anna"], Reading::Exact),
        ("mueller@ac", &["anna"], Reading::Exact),
        ("5550102233", &["anna"], Reading::Exact),
        ("555 010", &["anna"], Reading::Exact),
        ("anna 2233", &["anna"], Reading::Exact),
        ("+44 20 7946 0958", &["john"], Reading::Exact),
        ("10042", &["acme"], Reading::Exact),
        ("k-10042", &["acme"], Reading::Exact),
        ("smith", &["john", "pumps"], Reading::Exact),
        ("john smith", &["john"], Reading::Exact),
        ("smith purch", &["john"], Reading::Exact),
        ("jon smith", &["jon"], Reading::Nearly),
        ("smtih", &["john", "pumps"], Reading::Nearly),
        ("pumps", &["pumps", "jon"], Reading::Exact),
        ("pump ", &["pumps", "jon"], Reading::Exact),
        ("quoted ", &["jon"], Reading::Exact),
        ("gtx pro", &["gtx", "basic"], Reading::Exact),
        ("gtx-500", &["gtx"], Reading::Exact),
        ("printers", &["reset", "buy"], Reading::Exact),
        ("how to reset the printer ", &["reset", "buy"], Reading::Exact),
        ("berlin unicorn", &["pumps", "jon"], Reading::Some),
        ("renewal", &["new", "old"], Reading::Exact),
        ("acme.example", &["acme", "anna"], Reading::Exact),
        ("zzzz", &[], Reading::Some),
    ];
    for (text, expected, reading) in cases {
        let found = search(&index, text);
        assert_eq!((names(&found).as_slice(), found.reading), (expected, reading), "{text}");
    }
    for text in ["", "  ", "\"", "…"] {
        assert_eq!(search(&index, text), Found::default(), "{text}");
    }
}

#[test]
fn quotes_keep_words_together_where_the_texts_are_at_hand() {
    let records = book();
    let index = index(&records);
    let search =
        |text: &str| index.search(&Search { text: text.into(), limit: 9, ..Search::default() }, Some(&Rows(&records)));
    assert_eq!(names(&search("\"GTX pro\"")), ["basic"]);
    assert_eq!(names(&search("\"power button\"")), ["reset"]);
    let apart = search("\"button power\"");
    assert_eq!((names(&apart).as_slice(), apart.reading), (&["reset"][..], Reading::Nearly));
}

#[test]
fn a_hit_names_its_field_and_only_what_the_source_holds_is_found() {
    let records = book();
    let index = index(&records);
    let field = |text: &str| search(&index, text).hits.first().map(|hit| hit.field.to_string());
    assert_eq!(field("anna").as_deref(), Some("name"));
    assert_eq!(field("2233").as_deref(), Some("phone"));
    assert_eq!(field("purchasing").as_deref(), Some("title"));
    assert_eq!(field("button").as_deref(), Some("body"));
    let seen: Vec<Arc<Record>> = records.iter().filter(|record| record.entity != *"account").cloned().collect();
    let found = index.search(&Search { text: "smith".into(), limit: 9, ..Search::default() }, Some(&Rows(&seen)));
    assert_eq!(names(&found), ["john"]);
    let only = Search { text: "smith".into(), limit: 9, entities: vec!["account".into()] };
    assert_eq!(names(&index.search(&only, None)), ["pumps"]);
    let limited = Search { text: "smith".into(), limit: 1, ..Search::default() };
    let found = index.search(&limited, None);
    assert_eq!((found.hits.len(), found.total), (1, 2));
}

/// The words under which a contact must be found, with the number of those that are no telephone numbers.
fn words_of(record: &Record) -> Vec<String> {
    let fields = ["first_name", "last_name", "title", "department", "email", "description"];
    let texts = fields.iter().filter_map(|field| record.value(field).as_text());
    let words = texts.flat_map(|text| tokens(text).map(|token| fold(token.text)).collect::<Vec<_>>());
    words.chain(record.value("phone").as_text().map(str::to_owned)).collect()
}

#[test]
fn every_record_is_found_by_each_of_its_words_and_no_other_is_until_it_changes() {
    let records = contacts(400, &accounts(20), &users(5));
    let schema = Schema::built_in();
    let mut index = index(&records);
    for record in records.iter().step_by(7) {
        for word in words_of(record) {
            assert!(ids(&search(&index, &format!("{word} "))).contains(&record.id), "{word}");
            assert!(ids(&search(&index, &word)).contains(&record.id), "{word} while it is typed");
        }
    }
    let mut changed = (*records[0]).clone();
    let stamp = changed.created.clone();
    changed.set("first_name", "Xanthippe", stamp);
    index.add(&schema, &changed);
    assert_eq!(ids(&search(&index, "xanthippe")), BTreeSet::from([changed.id]));
    assert_eq!(index.len(), 400);
    changed.deleted = Some(changed.created.clone());
    index.add(&schema, &changed);
    assert!(search(&index, "xanthippe").hits.is_empty());
    assert_eq!(index.len(), 399);
}

#[test]
fn revoked_records_leave_no_trace() {
    let records = contacts(3000, &accounts(20), &users(5));
    let mut index = index(&records);
    let before = index.bytes();
    for record in &records {
        assert!(index.remove("contact", record.id));
        assert!(!index.remove("contact", record.id));
    }
    index.compact();
    assert!(index.is_empty() && index.bytes() < before / 20, "{} of {before} bytes left", index.bytes());
    assert!(!format!("{index:?}").contains("example"));
}

fn steps() -> impl Strategy<Value = Vec<(bool, usize, String, String)>> {
    let word = "(an?na|ben|carla|dör|e[0-9]{3})";
    let text = || proptest::string::string_regex(&format!("{word}( {word}){{0,3}}")).expect("pattern");
    proptest::collection::vec((any::<bool>(), 0usize..12, text(), text()), 0..60)
}

proptest! {
    #[test]
    fn an_index_that_grew_finds_what_a_new_one_finds(steps in steps(), compacted: bool, settled: bool) {
        let schema = Schema::built_in();
        let mut grown = SearchIndex::default();
        let mut model: Vec<Option<Arc<Record>>> = vec![None; 12];
        for (keep, at, title, body) in steps {
            let note = record("note", &at.to_string(), 0, &[("title", &title), ("body", &body)]);
            if keep {
                grown.add(&schema, &note);
                model[at] = Some(note);
            } else {
                prop_assert_eq!(grown.remove("note", note.id), model[at].take().is_some());
            }
        }
        if compacted {
            grown.compact();
        }
        if settled {
            grown.settle();
        }
        let live: Vec<Arc<Record>> = model.into_iter().flatten().collect();
        let fresh = index(&live);
        prop_assert_eq!(grown.len(), fresh.len());
        for text in ["anna", "an", "ana ben", "anna carla dör ", "bne", "dor", "e12", "carlla e1", "nobody"] {
            let (grown, fresh) = (search(&grown, text), search(&fresh, text));
            prop_assert_eq!(ids(&grown), ids(&fresh), "{}", text);
            prop_assert_eq!(grown.reading, fresh.reading, "{}", text);
            for hit in &grown.hits {
                let same = fresh.hits.iter().find(|other| other.id == hit.id).expect("found by both");
                prop_assert!((hit.score - same.score).abs() < 1e-3 && hit.field == same.field, "{}", text);
            }
        }
    }

    #[test]
    fn no_text_brings_the_search_down(text in "\\PC{0,30}", more in "[\"a-c0-9+() -]{0,20}") {
        let index = index(&book());
        search(&index, &text);
        search(&index, &more);
    }
}
