//! How long questions take over the sizes that people have. Prints milliseconds; run with
//! `cargo test --profile app -p sextant-shared --test query_speed -- --ignored --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "tests stop at the first surprise"
)]

#[allow(dead_code, reason = "shared by several tests")]
mod query_data;

use query_data::{accounts, activities, contacts, deals, stages, users};
use shared::{
    Id, Name, Record, Schema,
    query::{
        BoardSpec, Condition, Filter, Measure, Names, Operator, Period, Query, Search, SearchIndex, Source, Viewer,
    },
    replica::Table,
};
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

#[derive(Default)]
struct Book {
    rows: HashMap<Name, Vec<Arc<Record>>>,
    by_id: HashMap<Id, Arc<Record>>,
}

impl Book {
    fn add(&mut self, rows: Vec<Arc<Record>>) {
        self.by_id.extend(rows.iter().map(|row| (row.id, row.clone())));
        self.rows.insert(rows[0].entity.clone(), rows);
    }
}

impl Source for Book {
    fn records<'a>(&'a self, entity: &str) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'a> {
        Box::new(self.rows.get(entity).into_iter().flatten())
    }

    fn record(&self, _: &str, id: Id) -> Option<&Arc<Record>> {
        self.by_id.get(&id)
    }
}

/// Nanoseconds that this thread has had of a processor, where the system tells (Linux): on a machine
/// that does other work too, the clock would measure that as well.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn worked() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split_whitespace().next()?.parse().ok()
}

/// Prints the best and the middle time by the clock, and the mean by the processor.
#[allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn timed<T>(what: &str, times: usize, mut run: impl FnMut() -> T) -> T {
    let (mut took, mut last) = (Vec::new(), None);
    let before = worked();
    for _ in 0..times {
        let start = std::time::Instant::now();
        last = Some(run());
        took.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let mean = worked().zip(before).map_or(0.0, |(after, before)| (after - before) / 1e6 / times as f64);
    took.sort_by(f64::total_cmp);
    println!("{:7.2} best {:7.2} middle {mean:7.2} processor ms: {what}", took[0], took[took.len() / 2]);
    last.expect("ran")
}

fn viewer() -> Viewer {
    Viewer::on("2026-11-21".parse().expect("date"))
}

/// What a customer's page asks: which activities are about it, its people or its deals.
#[test]
#[ignore = "a measurement"]
fn what_links_to_a_record() {
    let schema = Schema::built_in();
    let (firms, owners) = (accounts(3000), users(50));
    let (people, deals) = (contacts(9000, &firms, &owners), deals(8000, &stages(), &owners));
    let mut table = Table::default();
    for row in activities(100_000, &firms, &people, &deals) {
        table.insert(row);
    }
    let def = schema.entity("activity").unwrap();
    let fields: Vec<_> = ["account", "contacts", "opportunity"].iter().map(|id| def.field(id).unwrap()).collect();
    let circle: Vec<String> = [&firms[7], &people[3], &people[4], &deals[5]].map(|row| row.id.to_string()).into();
    let sorted = |found: &mut dyn Iterator<Item = Id>| found.collect::<BTreeSet<Id>>();
    let scanned = timed("100,000 activities, one after the other", 20, || {
        let there: HashSet<Box<str>> = circle.iter().map(|id| id.as_str().into()).collect();
        let holds = |row: &Record, field: &str| row.value(field).items().iter().any(|id| there.contains(id));
        let about = table.rows().iter().filter(|row| fields.iter().any(|field| holds(row, &field.id)));
        sorted(&mut about.map(|row| row.id))
    });
    let by_index = || {
        let about = fields.iter().flat_map(|field| circle.iter().flat_map(|id| table.holding(field, id)));
        sorted(&mut about.map(|row| row.id))
    };
    timed("by index, the first time, which makes three of them", 1, by_index);
    assert_eq!(timed("by index", 20, by_index), scanned);
    assert!(!scanned.is_empty());
}

#[test]
#[ignore = "a measurement"]
fn a_hundred_thousand_contacts() {
    let schema = Schema::built_in();
    let mut book = Book::default();
    let (firms, people) = (accounts(3000), users(50));
    let owner = people[7].id.to_string();
    book.add(contacts(100_000, &firms, &people));
    book.add(firms);
    book.add(people);
    let name = || Query::new("contact").ascending("name");
    let queries = [
        ("sort by name", name()),
        ("sort by name, first 50", name().page(0, 50)),
        ("sort by e-mail", Query::new("contact").ascending("email")),
        ("sort by account, name", Query::new("contact").ascending("account").ascending("name")),
        ("sort by birthday", Query::new("contact").descending("birthday")),
        ("sort by last change", Query::new("contact").descending("@updated")),
        ("owner is one, by name", name().filter(Condition::is("owner", owner.as_str()))),
        ("consent not withdrawn, by name", name().filter(Condition::new("consent", Operator::Not, ["withdrawn"]))),
        ("name contains son, by name", name().filter(Condition::new("name", Operator::Contains, ["son"]))),
        ("born 1960 to 1989, by name", name().filter(Condition::new("birthday", Operator::Between, ["1960", "1989"]))),
        ("quick text one word, by name", name().filter(Filter::Text("müller".into()))),
        ("quick text two words, by name", name().filter(Filter::Text("sales works".into()))),
        ("account contains group, by name", name().filter(Condition::new("account", Operator::Contains, ["group"]))),
        ("grouped by owner, counted", name().group_by("owner", Period::Month).measure(Measure::Count)),
    ];
    for (what, query) in queries {
        let prepared = query.prepare(&schema, &viewer()).expect("fits");
        let answer = timed(what, 9, || prepared.run(&book));
        println!("                {} of {}", answer.rows.len(), answer.total);
    }
}

#[test]
#[ignore = "a measurement"]
fn a_board_of_deals() {
    let schema = Schema::built_in();
    let mut book = Book::default();
    let (columns, people) = (stages(), users(35));
    let spec = BoardSpec {
        by: "stage".into(),
        columns: columns.iter().map(|stage| stage.id.to_string()).collect(),
        amount: Some("amount".into()),
        percent: Some("probability".into()),
    };
    book.add(deals(8800, &columns, &people));
    book.add(columns);
    book.add(people);
    let query = Query::new("opportunity").descending("amount");
    let prepared = query.prepare(&schema, &viewer()).expect("fits");
    let board = timed("board of 8,800 deals", 15, || prepared.board(&schema, &spec, &book).expect("fits"));
    assert_eq!(board.columns.iter().map(|column| column.rows.len()).sum::<usize>(), 8800);
}

#[test]
#[ignore = "a measurement"]
fn searching_a_hundred_thousand_records() {
    let schema = Schema::built_in();
    let people = contacts(100_000, &accounts(3000), &users(50));
    let mut index = timed("index 100,000 contacts", 3, || {
        let mut index = SearchIndex::default();
        for record in &people {
            index.add(&schema, record);
        }
        index.settle();
        index
    });
    println!("                {} MB", index.bytes() / 1_000_000);
    let search = |text: &str| Search { text: text.to_owned(), limit: 20, ..Search::default() };
    let texts = [
        "m",
        "ma",
        "mar",
        "mars",
        "marson",
        "müller",
        "marson head",
        "marson head of sales",
        "marsno",
        "schmirason-bern",
        "marno kalinova purchasing",
        "purhcasing",
        "0102",
        "+1 (555) 010",
        "berlison@",
        "anna xyzzy",
        "head of sales at plant",
    ];
    for text in texts {
        let found = timed(&format!("search {text:?}"), 9, || index.search(&search(text), None));
        println!("                {} {:?}", found.total, found.reading);
    }
    timed("one record changed", 1001, || index.add(&schema, &people[0]));
    timed("compact", 3, || index.compact());
}

#[test]
#[ignore = "a measurement"]
fn names_of_firms() {
    let firms = accounts(20_000);
    let titles: Vec<(Id, String)> =
        firms.iter().map(|firm| (firm.id, firm.value("name").as_text().unwrap_or_default().to_owned())).collect();
    let names = timed("names of 20,000 firms", 3, || Names::new(titles.clone()));
    let wrong: Vec<String> =
        titles.iter().step_by(20).map(|(_, name)| name.replacen('e', "a", 1).replace(' ', "")).collect();
    timed("1,000 names resolved", 3, || wrong.iter().map(|name| names.resolve(name)).collect::<Vec<_>>());
}
