//! Ranking measured on a public collection: `SciFact` of the BEIR benchmark (claims as questions, abstracts
//! of papers as articles). Published BM25 baselines reach an nDCG@10 of 0.665 to 0.69 on its test questions.
#![allow(clippy::disallowed_types, reason = "a test reads the public collection from files")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "tests stop at the first surprise"
)]

use flate2::read::GzDecoder;
use serde_json::Value as Json;
use shared::{
    Id, Record, Schema, Value,
    entities::Article,
    query::{Search, SearchIndex},
    record::Stamp,
};
use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader},
    path::PathBuf,
    sync::Arc,
};

/// What the ranking reached when this test was written, less a hair.
const FLOOR: f64 = 0.705;

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/search"));
    folder.join("corpus.jsonl.gz").exists().then_some(folder)
}

fn lines(read: impl std::io::Read) -> impl Iterator<Item = String> {
    BufReader::new(read).lines().map(|line| line.expect("text"))
}

fn json(line: &str) -> (String, Json) {
    let json: Json = serde_json::from_str(line).expect("JSON");
    (json["_id"].as_str().expect("id").to_owned(), json)
}

fn article(key: &str, json: &Json) -> Record {
    let stamp = Arc::new(Stamp { seq: 1, at: 0, by: Id::NIL, client: Id::NIL });
    let mut record = Record::new(Article::ENTITY_NAME, Id::named(key), stamp.clone());
    let text = |field: &str| Value::text(json[field].as_str().unwrap_or_default());
    record.set(Article::TITLE.id, text("title"), stamp.clone());
    record.set(Article::BODY.id, text("text"), stamp);
    record
}

/// nDCG@10 of a ranking where `relevant` many records are relevant and `gains` says which of the hits are.
fn ndcg(gains: &[bool], relevant: usize) -> f64 {
    let discount = |at: usize| 1.0 / (at as f64 + 2.0).log2();
    let reached: f64 = gains.iter().take(10).enumerate().filter(|(_, gain)| **gain).map(|(at, _)| discount(at)).sum();
    reached / (0..relevant.min(10)).map(discount).sum::<f64>()
}

#[test]
fn science_questions_find_their_papers() {
    let Some(folder) = folder() else {
        eprintln!("SKIPPED: the collection is not at ../shared/data/search beside the workspace");
        return;
    };
    let open = |name: &str| File::open(folder.join(name)).expect("readable");
    let schema = Schema::built_in();
    let mut index = SearchIndex::default();
    for (key, json) in lines(GzDecoder::new(open("corpus.jsonl.gz"))).map(|line| json(&line)) {
        index.add(&schema, &article(&key, &json));
    }
    index.settle();
    let questions: HashMap<String, Json> = lines(open("queries.jsonl")).map(|line| json(&line)).collect();
    let mut judged: HashMap<String, Vec<Id>> = HashMap::new();
    for line in lines(open("qrels-train.tsv")).skip(1) {
        let mut parts = line.split('\t');
        let (Some(question), Some(paper)) = (parts.next(), parts.next()) else { panic!("{line}") };
        judged.entry(question.to_owned()).or_default().push(Id::named(paper));
    }
    let scores = judged.iter().map(|(question, relevant)| {
        let text = questions[question]["text"].as_str().expect("text").to_owned();
        let found = index.search(&Search { text, limit: 10, ..Search::default() }, None);
        let gains: Vec<bool> = found.hits.iter().map(|hit| relevant.contains(&hit.id)).collect();
        ndcg(&gains, relevant.len())
    });
    let mean = scores.sum::<f64>() / judged.len() as f64;
    println!("SciFact: {} papers, {} questions, nDCG@10 {mean:.4}", index.len(), judged.len());
    assert!(mean >= FLOOR, "nDCG@10 {mean:.4} is below {FLOOR}");
}
