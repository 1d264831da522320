//! Filters, sorting, grouping, totals and boards over records as a replica holds them.

#![allow(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "tests stop at the first surprise"
)]

#[allow(dead_code, reason = "shared by several tests")]
mod query_data;

use proptest::prelude::*;
use query_data::{accounts, contacts, deals, stages, users};
use rust_decimal::Decimal;
use serde_json::json;
use shared::{
    Id, Record, Schema, Value,
    query::{
        Amounts, BoardSpec, Condition, Filter, Measure, Operator, Period, Query, QueryError, Rows, Total, Viewer,
        operators,
    },
    record::Stamp,
    value::{Currency, Money},
};
use std::{cmp::Ordering, sync::Arc};

fn viewer() -> Viewer {
    Viewer { me: Some(Id::named("me")), ..Viewer::on("2026-11-21".parse().expect("date")) }
}

fn stamp(at: u64) -> Arc<Stamp> {
    Arc::new(Stamp { seq: 1, at, by: Id::named("me"), client: Id::NIL })
}

/// A record whose id is made from `name`.
fn record(entity: &str, name: &str, cells: &serde_json::Value) -> Arc<Record> {
    let mut record = Record::new(entity, Id::named(name), stamp(1_795_000_000_000));
    for (field, value) in cells.as_object().expect("object") {
        record.set(field.as_str(), Value::from_json(value.clone()), stamp(1_795_000_000_000));
    }
    Arc::new(record)
}

fn link(name: &str) -> String {
    Id::named(name).to_string()
}

fn money(amount: &str) -> serde_json::Value {
    let (amount, currency) = amount.split_once(' ').expect("amount");
    json!({ "amount": amount, "currency": currency })
}

/// One deal that has everything, one that has nothing.
fn two_deals() -> Vec<Arc<Record>> {
    let full = json!({
        "name": "Größe 12 pumps", "stage": link("won"), "amount": money("1000.50 USD"), "probability": 40,
        "close_date": "2026-11-30", "forecast_category": "commit", "contacts": [link("anna"), link("ben")],
        "owner": link("me"), "account": link("acme"),
    });
    vec![
        record("opportunity", "full", &full),
        record("opportunity", "bare", &json!({})),
        record(
            "account",
            "acme",
            &json!({ "name": "Ácme Works", "phone": "+1 (555) 010-2233", "address": { "city": "Zürich" } }),
        ),
        record("user", "me", &json!({ "name": "Me Myself", "active": true })),
        record("activity", "call", &json!({ "at": "2026-11-21T03:30:00Z" })),
        record("activity", "other", &json!({})),
        record("contact", "anna", &json!({ "first_name": "Anna", "last_name": "Meyer" })),
        record("user", "guest", &json!({})),
        record("account", "none", &json!({})),
        record("contact", "nobody", &json!({})),
    ]
}

/// Whether the first and the second record of the entity pass.
fn verdicts(entity: &str, filter: &str) -> (bool, bool) {
    let (schema, records) = (Schema::built_in(), two_deals());
    let query = Query::new(entity).filter(filter.parse::<Filter>().expect(filter));
    let prepared = query.prepare(&schema, &viewer()).expect(filter);
    let verdicts: Vec<bool> =
        records.iter().filter(|r| r.entity == *entity).map(|r| prepared.matches(r, &Rows(&records))).collect();
    (verdicts[0], verdicts[1])
}

#[test]
fn each_type_is_filtered_in_its_own_way() {
    let (won, acme, anna) = (link("won"), link("acme"), link("anna"));
    let deals = [
        ("name:is:GROSSE 12 PUMPS", true, false),
        ("name:contains:größe", true, false),
        ("name:contains:pumps 12", false, false),
        ("name:starts:gro", true, false),
        ("name:in:x,grosse 12 pumps", true, false),
        ("name:not:x", true, true),
        ("name:not_contains:pump", false, true),
        ("name:empty", false, true),
        ("name:not_empty", true, false),
        (&format!("stage:is:{won}"), true, false),
        (&format!("stage:not_in:{won}"), false, true),
        ("amount:gte:1000.50", true, false),
        ("amount:gt:1000.50", false, false),
        ("amount:gte:1000 EUR", false, false),
        ("amount:between:1000..1001 USD", true, false),
        ("amount:is:1000.5", true, false),
        ("weighted:is:400.20", true, false),
        ("probability:lt:40", false, false),
        ("probability:lte:40", true, false),
        ("probability:in:10,40", true, false),
        ("close_date:is:this_month", true, false),
        ("close_date:is:2026-11-30", true, false),
        ("close_date:gt:this_month", false, false),
        ("close_date:gt:today", true, false),
        ("close_date:gte:2026-11-30", true, false),
        ("close_date:lt:2026-11-30", false, false),
        ("close_date:lte:2026-11", true, false),
        ("close_date:between:2026-11-01..2026-11-30", true, false),
        ("close_date:between:today..next_30_days", true, false),
        ("close_date:is:next_7_days", false, false),
        ("close_date:not:2025", true, true),
        ("forecast_category:in:commit,closed", true, false),
        ("forecast_category:not:commit", false, true),
        (&format!("contacts:is:{anna}"), true, false),
        (&format!("contacts:not:{anna}"), false, true),
        ("contacts:contains:meyer", true, false),
        ("account:contains:acme", true, false),
        ("account:starts:works", false, false),
        (&format!("account:in:{acme},x"), true, false),
        ("owner:is:me", true, false),
        ("owner:not:me", false, true),
        ("@created_by:is:me", true, true),
        ("@updated:is:this_month", true, true),
        ("@created:lt:2020", false, false),
        (&format!("@id:in:{}", link("bare")), false, true),
        ("text(pump acme)", true, false),
        ("text(MYSELF)", true, false),
        ("text()", true, true),
        ("all()", true, true),
        ("any()", false, false),
        ("any(name:empty;amount:gt:5)", true, true),
        ("not(name:empty;amount:gt:5)", true, true),
        ("not(name:empty)", true, false),
    ];
    for (filter, first, second) in deals {
        assert_eq!(verdicts("opportunity", filter), (first, second), "{filter}");
    }
}

#[test]
fn telephones_addresses_flags_times_and_joins_are_filtered_too() {
    let others = [
        ("account", "phone:contains:5550102", true, false),
        ("account", "phone:is:1 555 010 22 33", true, false),
        ("account", "phone:starts:+1555", true, false),
        ("account", "phone:contains:ext", false, false),
        ("account", "text(010-2233)", true, false),
        ("account", "text(5550102)", true, false),
        ("account", "address:contains:zurich", true, false),
        ("account", "address:empty", false, true),
        ("user", "active:is:true", true, false),
        ("user", "active:is:false", false, true),
        ("user", "active:not:true", false, true),
        ("activity", "at:is:today", true, false),
        ("activity", "at:is:2026-11-21T03:30:00Z", true, false),
        ("activity", "at:gt:2026-11-21T03:29:59Z", true, false),
        ("activity", "at:lt:today", false, false),
        ("contact", "name:is:anna meyer", true, false),
        ("contact", "name:empty", false, true),
    ];
    for (entity, filter, first, second) in others {
        assert_eq!(verdicts(entity, filter), (first, second), "{entity} {filter}");
    }
}

#[test]
fn days_are_those_of_the_viewer() {
    let (schema, records) = (Schema::built_in(), two_deals());
    let query = Query::new("activity").filter(Condition::is("at", "today"));
    let found = |utc_offset| {
        let prepared = query.prepare(&schema, &Viewer { utc_offset, ..viewer() }).expect("fits");
        prepared.run(&Rows(&records)).total
    };
    assert_eq!(
        (found(0), found(-3 * 3600), found(-4 * 3600)),
        (1, 1, 0),
        "03:30 in London is 23:30 the day before in New York"
    );
}

#[test]
fn what_does_not_fit_is_refused_with_the_field_to_blame() {
    let schema = Schema::built_in();
    let error = |filter: &str| {
        let query = Query::new("opportunity").filter(filter.parse::<Filter>().expect(filter));
        query.prepare(&schema, &viewer()).expect_err(filter)
    };
    let operand = |field: &str, value: &str| QueryError::Operand { field: field.into(), value: value.into() };
    assert_eq!(error("colour:is:red"), QueryError::Field("colour".into()));
    assert_eq!(error("name:gt:a"), QueryError::Operator { field: "name".into(), operator: Operator::Gt });
    assert_eq!(error("amount:gte:much"), operand("amount", "much"));
    assert_eq!(error("amount:gte:1 DOLLAR"), operand("amount", "1 DOLLAR"));
    assert_eq!(error("probability:gte:NaN"), operand("probability", "NaN"));
    assert_eq!(error("close_date:is:someday"), operand("close_date", "someday"));
    assert_eq!(error("close_date:between:2026"), operand("close_date", "2026"));
    assert_eq!(error("name:is"), operand("name", ""));
    let measure = Query::new("opportunity").measure(Measure::Sum("name".into()));
    assert_eq!(measure.prepare(&schema, &viewer()).err(), Some(QueryError::Measure("name".into())));
    assert_eq!(Query::new("unicorn").prepare(&schema, &viewer()).err(), Some(QueryError::Entity("unicorn".into())));
    let problem = shared::Problem::from(error("amount:gte:much"));
    assert_eq!((problem.field.as_deref(), problem.args["value"].as_str()), (Some("amount"), "much"));
}

#[test]
fn every_operator_of_the_menu_can_be_prepared() {
    let schema = Schema::built_in();
    for entity in schema.entities() {
        for field in &entity.fields {
            for &operator in operators(&field.kind) {
                let value = match &field.kind {
                    shared::schema::FieldType::Date | shared::schema::FieldType::DateTime => "today",
                    shared::schema::FieldType::Flag => "true",
                    _ => "1",
                };
                let values = match operator.arity() {
                    shared::query::Arity::None => vec![],
                    shared::query::Arity::Two => vec![value, value],
                    _ => vec![value],
                };
                let query = Query::new(entity.name.clone()).filter(Condition::new(field.id.clone(), operator, values));
                assert!(query.prepare(&schema, &viewer()).is_ok(), "{} {} {operator}", entity.name, field.id);
            }
        }
    }
}

fn names_in_order(query: &Query, records: &[Arc<Record>]) -> Vec<String> {
    let schema = Schema::built_in();
    let answer = query.prepare(&schema, &viewer()).expect("fits").run(&Rows(records));
    answer.rows.iter().map(|row| schema.title(row)).collect()
}

#[test]
fn each_type_is_sorted_in_its_own_way_and_nothing_comes_last() {
    let deal = |name: &str, cells: serde_json::Value| {
        let mut cells = cells;
        cells["name"] = json!(name);
        record("opportunity", name, &cells)
    };
    let records = [
        deal(
            "deal 10",
            json!({ "amount": money("5 USD"), "close_date": "2026-02-01", "forecast_category": "closed", "account": link("z") }),
        ),
        deal(
            "Deal 9",
            json!({ "amount": money("-5 USD"), "close_date": "2025-12-31", "forecast_category": "omitted", "account": link("a") }),
        ),
        deal("Äpfel", json!({ "amount": money("5.000001 USD"), "probability": -0.5, "account": link("gone") })),
        deal("zebra", json!({ "amount": money("123456789012345678901234.5 USD"), "probability": 30 })),
        record("account", "a", &json!({ "name": "Öl & Gas" })),
        record("account", "z", &json!({ "name": "Mills" })),
    ];
    let cases: [(&str, [&str; 4]); 7] = [
        ("name", ["Äpfel", "Deal 9", "deal 10", "zebra"]),
        ("-name", ["zebra", "deal 10", "Deal 9", "Äpfel"]),
        ("amount", ["Deal 9", "deal 10", "Äpfel", "zebra"]),
        ("-amount", ["zebra", "Äpfel", "deal 10", "Deal 9"]),
        ("close_date,name", ["Deal 9", "deal 10", "Äpfel", "zebra"]),
        ("-forecast_category,name", ["deal 10", "Deal 9", "Äpfel", "zebra"]),
        ("account,-name", ["deal 10", "Deal 9", "zebra", "Äpfel"]),
    ];
    for (sort, expected) in cases {
        let query = Query::from_params("opportunity", [("sort", sort)]).expect(sort);
        assert_eq!(names_in_order(&query, &records), expected, "{sort}");
    }
}

#[test]
fn people_are_looked_up_by_their_last_names() {
    let person = |first: &str, last: &str| {
        record("contact", &format!("{first} {last}"), &json!({ "first_name": first, "last_name": last }))
    };
    let records = [person("Ada", "Young"), person("Zoe", "Abt"), person("Bea", "Young")];
    let sorted = |sort| names_in_order(&Query::from_params("contact", [("sort", sort)]).expect(sort), &records);
    assert_eq!(sorted("name"), ["Zoe Abt", "Ada Young", "Bea Young"]);
    assert_eq!(sorted("-name"), ["Bea Young", "Ada Young", "Zoe Abt"]);
}

#[test]
fn pages_are_parts_of_the_whole() {
    let records = contacts(500, &accounts(20), &users(5));
    let whole = names_in_order(&Query::new("contact").ascending("name"), &records);
    for (offset, limit) in [(0, 10), (3, 20), (490, 50), (499, 1), (600, 5), (0, 0), (0, usize::MAX)] {
        let page = names_in_order(&Query::new("contact").ascending("name").page(offset, limit), &records);
        let expected: Vec<String> = whole.iter().skip(offset).take(limit).cloned().collect();
        assert_eq!(page, expected, "{offset} {limit}");
    }
}

#[test]
fn groups_cover_all_rows_and_their_totals_add_up() {
    let (columns, people) = (stages(), users(5));
    let mut records = deals(300, &columns, &people);
    records.extend(columns.iter().chain(&people).cloned());
    let schema = Schema::built_in();
    let sum = |amounts: &Amounts| amounts.get(Currency::USD);
    for (field, period) in
        [("owner", Period::Day), ("close_date", Period::Quarter), ("probability", Period::Day), ("name", Period::Day)]
    {
        let query = Query::new("opportunity").descending("amount").group_by(field, period);
        let query = query.measure(Measure::Count).measure(Measure::Sum("amount".into())).page(0, 10);
        let answer = query.prepare(&schema, &viewer()).expect("fits").run(&Rows(&records));
        let (Total::Count(300), Total::Money(all)) = (&answer.totals[0], &answer.totals[1]) else {
            panic!("{answer:?}")
        };
        let (mut at, mut total) = (0, Decimal::ZERO);
        for group in &answer.groups {
            let [Total::Count(count), Total::Money(amounts)] = group.totals.as_slice() else { panic!("{group:?}") };
            assert_eq!((group.rows.start, group.rows.len()), (at, *count));
            (at, total) = (group.rows.end, total + sum(amounts));
        }
        assert_eq!((at, total, answer.rows.len()), (300, sum(all), 10), "{field}");
    }
    let quarters = Query::new("opportunity").group_by("close_date", Period::Quarter);
    let answer = quarters.prepare(&schema, &viewer()).expect("fits").run(&Rows(&records));
    let starts: Vec<&str> = answer.groups.iter().filter_map(|group| group.value.as_text()).collect();
    assert_eq!(starts, ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]);
}

#[test]
fn measures_are_exact_and_by_currency() {
    let deal = |name: &str, amount: &str, percent: f64, date: &str| {
        record("opportunity", name, &json!({ "amount": money(amount), "probability": percent, "close_date": date }))
    };
    let records = [
        deal("a", "0.10 USD", 50.0, "2026-03-01"),
        deal("b", "0.20 USD", 25.5, "2026-01-01"),
        deal("c", "7 EUR", 100.0, "2026-02-01"),
        record("opportunity", "bare", &json!({})),
    ];
    let weighted = Measure::Weighted { amount: "amount".into(), percent: "probability".into() };
    let cases = [
        (Measure::Count, "4"),
        (Measure::Sum("amount".into()), r#"[{"amount":"7","currency":"EUR"},{"amount":"0.30","currency":"USD"}]"#),
        (weighted, r#"[{"amount":"7","currency":"EUR"},{"amount":"0.10100","currency":"USD"}]"#),
        (Measure::Sum("weighted".into()), r#"[{"amount":"7","currency":"EUR"},{"amount":"0.10100","currency":"USD"}]"#),
        (Measure::Avg("amount".into()), r#"[{"amount":"7","currency":"EUR"},{"amount":"0.15","currency":"USD"}]"#),
        (Measure::Max("amount".into()), r#"[{"amount":"7","currency":"EUR"},{"amount":"0.20","currency":"USD"}]"#),
        (Measure::Sum("probability".into()), "175.5"),
        (Measure::Avg("probability".into()), "58.5"),
        (Measure::Min("probability".into()), "25.5"),
        (Measure::Min("close_date".into()), r#""2026-01-01""#),
        (Measure::Max("close_date".into()), r#""2026-03-01""#),
        (Measure::Max("opened_on".into()), "null"),
    ];
    let schema = Schema::built_in();
    for (measure, expected) in cases {
        let query = Query::new("opportunity").measure(measure.clone());
        let answer = query.prepare(&schema, &viewer()).expect("fits").run(&Rows(&records));
        let as_numbers = |json: &str| json.replace("7.00", "7").replace("7.0000", "7");
        assert_eq!(as_numbers(&serde_json::to_string(&answer.totals[0]).expect("JSON")), expected, "{measure}");
    }
}

#[test]
fn a_board_has_every_deal_once_and_its_totals_are_those_of_its_deals() {
    let (columns, people) = (stages(), users(5));
    let mut records = deals(500, &columns, &people);
    records.push(record("opportunity", "astray", &json!({ "amount": money("1 USD") })));
    let spec = BoardSpec {
        by: "stage".into(),
        columns: columns.iter().map(|stage| stage.id.to_string()).collect(),
        amount: Some("amount".into()),
        percent: Some("probability".into()),
    };
    let schema = Schema::built_in();
    let prepared = Query::new("opportunity").descending("amount").prepare(&schema, &viewer()).expect("fits");
    let board = prepared.board(&schema, &spec, &Rows(&records)).expect("fits");
    assert_eq!(board.columns.iter().map(|column| column.rows.len()).sum::<usize>(), 500);
    assert_eq!((board.other.rows.len(), board.other.sum.get(Currency::USD)), (1, Decimal::ONE));
    for column in &board.columns {
        let (mut sum, mut weighted) = (Amounts::default(), Amounts::default());
        for deal in &column.rows {
            assert_eq!(deal.value("stage").as_text(), Some(column.value.as_str()));
            let amount = *deal.value("amount").as_money().expect("amount");
            let percent = Decimal::from(deal.value("probability").as_number().expect("percent") as i64);
            sum.add(amount);
            weighted.add(Money::new(amount.amount * percent / Decimal::ONE_HUNDRED, amount.currency));
        }
        assert_eq!((&column.sum, &column.weighted), (&sum, &weighted));
    }
    let bad = BoardSpec { by: "name".into(), ..spec };
    assert!(prepared.board(&schema, &bad, &Rows(&records)).is_err());
}

#[test]
fn a_query_survives_json_and_the_deleted_are_left_out() {
    let query =
        Query::new("contact").filter(Condition::is("owner", "me")).ascending("name").group_by("owner", Period::Week);
    let text = serde_json::to_string(&query).expect("JSON");
    assert_eq!(serde_json::from_str::<Query>(&text).expect("query"), query);
    assert_eq!(serde_json::from_str::<Query>(r#"{"entity":"contact"}"#).expect("query"), Query::new("contact"));
    let mut gone = (*record("contact", "x", &json!({}))).clone();
    gone.deleted = Some(stamp(5));
    assert!(names_in_order(&Query::new("contact"), &[Arc::new(gone)]).is_empty());
}

fn cells() -> impl Strategy<Value = serde_json::Value> {
    let text = proptest::option::of("[aAäÄbB0-9 ]{0,4}");
    let amount = proptest::option::of((-300i64..300, 0u32..6, proptest::sample::select(vec!["USD", "EUR"])));
    let date = proptest::option::of((2025i32..2028, 1u32..13, 1u32..29));
    let choice = proptest::option::of(proptest::sample::select(vec!["omitted", "commit", "of_a_newer_build"]));
    let number = proptest::option::of(prop_oneof![Just(0.0), Just(-0.0), -5.0..5.0f64]);
    (text, amount, date, choice, number, proptest::option::of(0usize..4)).prop_map(|(text, amount, date, choice, number, owner)| {
        json!({
            "name": text,
            "amount": amount.map(|(digits, scale, currency)| json!({ "amount": Decimal::new(digits, scale).to_string(), "currency": currency })),
            "close_date": date.map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
            "forecast_category": choice,
            "probability": number,
            "owner": owner.map(|owner| link(&format!("user {owner}"))),
        })
    })
}

fn some_deals() -> impl Strategy<Value = Vec<Arc<Record>>> {
    proptest::collection::vec(cells(), 0..40).prop_map(|all| {
        let deals = all.iter().zip(0..).map(|(cells, at)| record("opportunity", &format!("deal {at}"), cells));
        let names = ["Zoë", "anna", "Anna"].iter().zip(0..);
        let users = names.map(|(name, at)| record("user", &format!("user {at}"), &json!({ "name": name })));
        deals.chain(users).collect()
    })
}

const SORTS: [&str; 7] = ["name", "amount", "close_date", "forecast_category", "probability", "owner", "@id"];

fn ids(query: &Query, records: &[Arc<Record>]) -> Vec<Id> {
    let answer = query.prepare(&Schema::built_in(), &viewer()).expect("fits").run(&Rows(records));
    answer.rows.iter().map(|row| row.id).collect()
}

fn condition() -> impl Strategy<Value = Condition> {
    let value = |field: &str| match field {
        "amount" => prop_oneof![Just("1".to_owned()), Just("-2.5 USD".to_owned())].boxed(),
        "probability" => Just("0".to_owned()).boxed(),
        "close_date" => proptest::sample::select(vec!["2026", "this_month", "2026-06-15", "last_90_days"])
            .prop_map(str::to_owned)
            .boxed(),
        "owner" => Just(link("user 1")).boxed(),
        "forecast_category" => Just("commit".to_owned()).boxed(),
        _ => "[aAäb1 ]{0,2}".boxed(),
    };
    let schema = Schema::built_in();
    let field = proptest::sample::select(SORTS[..6].to_vec());
    field.prop_flat_map(move |field| {
        let kind = &schema.entity("opportunity").expect("entity").field(field).expect("field").kind;
        (proptest::sample::select(operators(kind).to_vec()), value(field), value(field)).prop_map(
            move |(operator, a, b)| {
                let values = match operator.arity() {
                    shared::query::Arity::None => vec![],
                    shared::query::Arity::One => vec![a],
                    shared::query::Arity::Two | shared::query::Arity::Many => vec![a, b],
                };
                Condition::new(field, operator, values)
            },
        )
    })
}

proptest! {
    #[test]
    fn sorting_is_a_total_order_that_does_not_depend_on_where_rows_stood(
        records in some_deals(), by in proptest::collection::vec((proptest::sample::select(&SORTS[..]), any::<bool>()), 0..3), turn in 0usize..40,
    ) {
        let mut query = Query::new("opportunity");
        for (field, descending) in &by {
            query = if *descending { query.descending(*field) } else { query.ascending(*field) };
        }
        let sorted = ids(&query, &records);
        let mut turned = records.clone();
        turned.rotate_left(turn.min(records.len()));
        prop_assert_eq!(&sorted, &ids(&query, &turned));
        // Any two rows stand in the same order when they are the only ones.
        for pair in sorted.windows(2) {
            let two: Vec<Arc<Record>> = records.iter().filter(|r| r.entity == *"user" || pair.contains(&r.id)).rev().cloned().collect();
            prop_assert_eq!(ids(&query, &two), pair);
        }
    }

    #[test]
    fn descending_turns_the_order_of_what_is_filled(records in some_deals(), field in proptest::sample::select(&SORTS[..6])) {
        let filled = Condition::new(field, Operator::NotEmpty, Vec::<String>::new());
        let query = Query::new("opportunity").filter(filled);
        let (up, down) = (ids(&query.clone().ascending(field).descending("@id"), &records), ids(&query.descending(field).ascending("@id"), &records));
        prop_assert_eq!(up.len(), down.len());
    }

    #[test]
    fn complements_share_the_rows_out(records in some_deals(), condition in condition()) {
        let whole = ids(&Query::new("opportunity"), &records);
        let filter = Filter::Field(condition);
        let these = ids(&Query::new("opportunity").filter(filter.clone()), &records);
        let others = ids(&Query::new("opportunity").filter(Filter::Not(Box::new(filter.clone()))), &records);
        prop_assert_eq!(these.len() + others.len(), whole.len());
        prop_assert!(these.iter().all(|id| !others.contains(id)));
        let any = Filter::Any(vec![filter.clone(), Filter::Not(Box::new(filter.clone()))]);
        prop_assert_eq!(ids(&Query::new("opportunity").filter(any), &records), whole);
        // One record at a time says the same as the whole run.
        let prepared = Query::new("opportunity").filter(filter).prepare(&Schema::built_in(), &viewer()).expect("fits");
        for record in records.iter().filter(|record| record.entity == *"opportunity") {
            prop_assert_eq!(prepared.matches(record, &Rows(&records)), these.contains(&record.id));
        }
    }

    #[test]
    fn grouping_keeps_the_order_within_groups(records in some_deals(), field in proptest::sample::select(&SORTS[..6])) {
        let schema = Schema::built_in();
        let plain = ids(&Query::new("opportunity").ascending("amount"), &records);
        let place = |id: &Id| plain.iter().position(|other| other == id);
        let query = Query::new("opportunity").ascending("amount").group_by(field, Period::Month);
        let answer = query.prepare(&schema, &viewer()).expect("fits").run(&Rows(&records));
        prop_assert_eq!(answer.rows.len(), plain.len());
        for group in &answer.groups {
            let places: Vec<_> = answer.rows[group.rows.clone()].iter().map(|row| place(&row.id)).collect();
            prop_assert!(places.is_sorted_by(|a, b| a.cmp(b) == Ordering::Less));
        }
    }
}
