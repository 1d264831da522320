//! What is wrong with a model is said clearly, and nothing breaks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    reason = "a test fails by panicking"
)]

use product::{
    Choices, Configurator, Limits, Model, demo,
    model::{Expr, Number, Says, table_from_csv},
    report,
};
use serde_json::{Value, json};

fn faults(model: &Value) -> String {
    let faults = Model::from_json(&model.to_string()).expect_err("it is wrong");
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn with_rule(says: &Value) -> Value {
    json!({
        "id": "m", "name": "M",
        "attributes": [
            {"id": "a", "name": "A", "kind": {"choice": {"options": [{"id": "x", "name": "X"}, {"id": "y", "name": "Y"}]}}},
            {"id": "n", "name": "N", "kind": {"number": {"min": 1, "max": 5, "step": "0.5"}}},
        ],
        "rules": [{"id": "R1", "sentence": "Because.", "says": says}],
    })
}

#[test]
fn rules_are_blamed_by_name() {
    for (says, part) in [
        (json!({"condition": {"holds": "b = x"}}), "rule R1: attribute b: there is no attribute \"b\""),
        (json!({"condition": {"holds": "a = z"}}), "attribute a: it has no option \"z\""),
        (json!({"condition": {"holds": "a < 3"}}), "only numbers can be compared"),
        (json!({"condition": {"holds": "a"}}), "always present"),
        (json!({"condition": {"holds": "a = x and"}}), "an attribute is missing before end"),
        (json!({"condition": {"holds": "(a = x"}}), "`)` is missing"),
        (json!({"condition": {"hold": "a = x"}}), "unknown field `hold`"),
        (json!({"table": {"columns": ["a", "n"], "rows": [["x"]]}}), "row 1 has 1 cells for 2 columns"),
        (json!({"table": {"columns": ["a", "n"], "rows": [["x", "1.25"]]}}), "attribute n: it has no option \"1.25\""),
        (json!({"limit": {"sum": [{"attribute": "a"}], "at_most": 3}}), "only numbers and flags can be summed"),
        (json!({"limit": {"sum": [{"property": "weight"}], "at_most": 3}}), "no option has the property \"weight\""),
        (json!({"limit": {"sum": [{"attribute": "n"}]}}), "at least one bound"),
        (json!({"limit": {"sum": [{"attribute": "n", "factor": "9999999999999999"}], "at_most": 3}}), "too large"),
        (json!({"group": {"members": ["a = x"], "at_least": 2}}), "cannot have so many"),
    ] {
        let said = faults(&with_rule(&says));
        assert!(said.contains(part), "{says}: {said}");
    }
}

#[test]
fn attributes_are_blamed_by_name() {
    let attribute =
        |kind: Value| json!({"id": "m", "name": "M", "attributes": [{"id": "a", "name": "A", "kind": kind}]});
    let options = |options: Value| attribute(json!({"choice": {"options": options}}));
    for (model, part) in [
        (options(json!([])), "attribute a: it has no options"),
        (options(json!([{"id": "x", "name": ""}, {"id": "x", "name": ""}])), "two options have the id \"x\""),
        (options(json!([{"id": "x", "name": "", "price": "1.234"}])), "more than 2 digits"),
        (options(json!([{"id": "x", "name": "", "price": "1000000000000000"}])), "too large"),
        (options(json!([{"id": "x", "name": "", "price": "1e3"}])), "not a decimal number"),
        (attribute(json!({"number": {"min": 0, "max": 1, "step": 0}})), "step above zero"),
        (attribute(json!({"number": {"min": 0, "max": 1, "step": "0.3"}})), "whole number of steps"),
        (attribute(json!({"number": {"min": 0, "max": 1_000_000, "step": 1}})), "at most 10000 are possible"),
        (json!({"id": "m", "name": "M", "attributes": []}), "no attributes"),
        (json!({"id": "m", "name": "M"}), "missing field `attributes`"),
    ] {
        let said = faults(&model);
        assert!(said.contains(part), "{model}: {said}");
    }
}

#[test]
fn a_hundred_thousand_attributes_are_too_many() {
    let attribute = |number: u32| json!({"id": format!("a{number}"), "name": "A", "kind": {"flag": {}}});
    let model = json!({"id": "m", "name": "M", "attributes": (0..100_000).map(attribute).collect::<Vec<_>>()});
    assert_eq!(faults(&model), "there are 100000 attributes; at most 20000 are possible");
    let unit = json!({"id": "u", "name": "U", "min": 0, "max": 4_000_000_000_u32, "attributes": [attribute(1)]});
    let model = json!({"id": "m", "name": "M", "attributes": [attribute(0)], "assemblies": [unit]});
    assert!(faults(&model).contains("at most 20000 are possible"));
}

#[test]
fn hostile_nesting_is_refused() {
    let deep = format!("{}a = x{}", "(".repeat(50_000), ")".repeat(50_000));
    assert!(faults(&with_rule(&json!({"condition": {"holds": deep}}))).contains("deeper than 100"));
    let chain = vec!["a = x"; 5_000].join(" => ");
    assert!(faults(&with_rule(&json!({"condition": {"holds": chain}}))).contains("more than 100"));
    let nots = format!("{} a = x", "not ".repeat(50_000));
    assert!(Expr::parse(&nots).is_ok());
    let json = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    assert!(Model::from_json(&json).is_err());
}

/// Equivalences within equivalences double when written as clauses, unless helpers stand in.
#[test]
fn nested_equivalences_do_not_explode() {
    let flag = |number: u32| json!({"id": format!("f{number}"), "name": "F", "kind": {"flag": {}}});
    let chain = (0..60).map(|number| format!("f{number}")).collect::<Vec<_>>().join(" <=> ");
    let model = json!({
        "id": "m", "name": "M", "attributes": (0..60).map(flag).collect::<Vec<_>>(),
        "rules": [{"id": "R1", "sentence": "Even.", "says": {"condition": {"holds": chain}}}],
    });
    let model = Model::from_json(&model.to_string()).expect("well formed");
    let mut configurator = Configurator::build(&model, &Limits::default()).expect("it compiles");
    assert_eq!(configurator.engine().count(&[]), Some((1_u64 << 59).into()));
}

#[test]
fn a_contradiction_names_its_rules_and_no_others() {
    let mut model = demo::model("bicycle").expect("listed").expect("sound");
    for (id, holds) in [("X1", "use = gravel"), ("X2", "bar = flat"), ("X3", "fork = suspension")] {
        let holds = Expr::parse(holds).expect("a condition");
        let says = Says::Condition { holds };
        model.rules.push(product::model::Rule { id: id.into(), sentence: "Because.".into(), says });
    }
    let found = Configurator::examine(&model, &Limits::default()).expect("well formed");
    let rules = found.contradiction.expect("no product exists");
    assert_eq!(rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["BK-11", "X1", "X3"]);
    assert_eq!(found.count.as_deref(), Some("0"));
}

#[test]
fn dead_and_constant_options_are_found_with_their_rules() {
    let says = json!({"condition": {"holds": "a = x and n >= 2"}});
    let model = Model::from_json(&with_rule(&says).to_string()).expect("well formed");
    let found = Configurator::examine(&model, &Limits::default()).expect("it compiles");
    let dead: Vec<_> = found.dead.iter().map(|dead| dead.option.option.as_str()).collect();
    assert_eq!(dead, ["y", "1", "1.5"]);
    assert_eq!(found.always[0].option.option, "x");
    assert_eq!(found.always[0].rules.as_ref().expect("explained")[0].id, "R1");
    assert_eq!(found.count.as_deref(), Some("7"));
}

#[test]
fn unknown_fields_are_kept_and_the_hash_is_of_the_content() {
    let text = r#"{"name": "M", "id": "m", "picture": {"z": 1, "a": [2]}, "attributes":
        [{"id": "f", "kind": {"flag": {"price": "1.50"}}, "name": "F", "mesh": "bell"}]}"#;
    let model = Model::from_json(text).expect("well formed");
    let again = Model::from_json(&model.to_json()).expect("what is written is read");
    assert_eq!(model, again);
    assert_eq!(again.attributes[0].extra["mesh"], "bell");
    assert_eq!(again.extra["picture"]["a"][0], 2);
    assert_eq!(model.content_hash(), again.content_hash());
    let mut other = model.clone();
    other.base.price = Number::from(1);
    assert_ne!(model.content_hash(), other.content_hash());
}

#[test]
fn conditions_are_written_as_they_are_read() {
    for text in [
        "a = x and (not b or c != \"d e\") => n >= 2.5 <=> \"not\" in {x, y}",
        "not (a and b)",
        "\"quote \\\" and \\\\\" = true",
    ] {
        let expr = Expr::parse(text).expect(text);
        assert_eq!(Expr::parse(&expr.to_string()), Ok(expr), "{text}");
    }
}

#[test]
fn tables_come_from_csv() {
    let table = table_from_csv("a, n\nx, 1|1.5\ny,*\n").expect("it is read");
    let model =
        Model::from_json(&with_rule(&serde_json::to_value(&table).expect("JSON")).to_string()).expect("well formed");
    let mut configurator = Configurator::build(&model, &Limits::default()).expect("it compiles");
    assert_eq!(configurator.engine().count(&[]), Some(11_u32.into()));
    assert!(table_from_csv("a,n\nx\n").is_err(), "a short row");
    assert!(table_from_csv("a,\nx,y\n").is_err(), "a column without a name");
}

#[test]
fn the_report_says_it_all() {
    let model = demo::model("desk").expect("listed").expect("sound");
    let choices = report::read_choices("legs=motor, \"layout\"=corner").expect("choices");
    let mut ticks = 0.0;
    let mut now = || {
        ticks += 1.0;
        ticks
    };
    let said = report::configure(&model, &choices, None, &mut now).expect("it is answered");
    assert_eq!((said["valid"].as_bool(), said["count"].as_str()), (Some(false), Some("0")));
    assert_eq!(said["conflicts"][0]["rules"][0]["id"], "DS-06");
    assert_eq!(said["repairs"][0]["changes"].as_array().map(Vec::len), Some(1));
    assert_eq!(said["milliseconds"]["compile"], 1.0);
    let words = report::in_words(&said);
    assert!(words.contains("conflict: layout = corner, legs = motor (DS-06: "), "{words}");
    let said = report::configure(&model, &Choices::new(), Some(product::BackEnd::Sat), &mut || 0.0).expect("answered");
    assert_eq!((said["engine"].as_str(), said["cheapest"]["price"].as_i64()), (Some("sat"), Some(29_000)));
    assert!(report::read_choices("legs").is_err());
    let unknown = report::read_choices("wings=2").expect("a choice");
    assert!(report::configure(&model, &unknown, None, &mut || 0.0).expect_err("unknown")[0].text.contains("wings"));
}
