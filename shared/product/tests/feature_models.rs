//! Feature models of `shared/data`: figures published beside the files, and both back ends against each other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, and reads its files"
)]

use product::{
    BackEnd, Choices, Configurator, Limits, Model, from_uvl,
    generate::Dice,
    model::{Attribute, Expr, Kind, Rule, Says, Switch},
};
use std::{fmt::Write, path::PathBuf};

/// The real file, or nothing, visibly.
fn real(name: &str) -> Option<String> {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "..", "..", "shared", "data", "configurator", name].iter().collect();
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is absent", path.display());
    }
    text
}

fn count(model: &Model) -> String {
    let mut graph = Configurator::build_with(model, &Limits::default(), BackEnd::Graph).expect("it compiles");
    graph.engine().count(&[]).expect("the graph counts").to_string()
}

/// The published order of magnitude is the number of digits.
fn counts(file: &str, features: usize, digits: usize, begins: &str) {
    let Some(text) = real(file) else { return };
    let model = from_uvl(&text).expect("the model loads");
    assert_eq!(model.attributes.len(), features, "{file}");
    let count = count(&model);
    assert_eq!((count.len(), &count[..begins.len()]), (digits, begins), "{file}: {count}");
}

#[test]
fn the_shop() {
    counts("e_commerce_e_shop_Lau2006.uvl", 173, 15, "247496437923840");
}

#[test]
fn the_computer() {
    counts("hardware_pc-richmond_Sprey2020.uvl", 364, 21, "5544");
}

#[test]
fn the_car() {
    counts("automotive_automotive01_Kowal2016.uvl", 2513, 211, "5278");
}

/// Seconds when optimised, a minute when not.
#[test]
#[cfg_attr(debug_assertions, ignore = "takes long without optimisation")]
fn the_erp_system() {
    counts("business_erp_system_Pereira2016.uvl", 1920, 398, "1959");
}

/// A DIMACS file as a model of flags; its clauses have nothing to do with our reading of the tree.
fn from_dimacs(text: &str) -> Model {
    let mut model = Model { id: "dimacs".into(), name: "dimacs".into(), ..Model::default() };
    let flag = |id: String| Attribute {
        name: id.clone(),
        id,
        kind: Kind::Flag(Switch::default()),
        optional: false,
        extra: serde_json::Map::new(),
    };
    for (number, line) in text.lines().enumerate() {
        if let Some(header) = line.strip_prefix("p cnf ") {
            let variables: u32 = header.split(' ').next().and_then(|count| count.parse().ok()).expect("a count");
            model.attributes = (1..=variables).map(|variable| flag(variable.to_string())).collect();
        } else if !line.starts_with('c') {
            let literals = line.split_whitespace().take_while(|literal| *literal != "0");
            let literal = |text: &str| match text.strip_prefix('-') {
                Some(variable) => Expr::Not(Box::new(Expr::On(variable.to_owned()))),
                None => Expr::On(text.to_owned()),
            };
            let holds = Expr::Or(literals.map(literal).collect());
            let says = Says::Condition { holds };
            model.rules.push(Rule { id: format!("line {number}"), sentence: "A clause.".into(), says });
        }
    }
    model
}

#[test]
fn the_computer_as_clauses() {
    let Some(text) = real("hardware_pc-richmond_Sprey2020.dimacs") else { return };
    assert_eq!(count(&from_dimacs(&text)).len(), 22, "3.3e21");
}

#[test]
fn the_car_as_clauses_has_the_same_count() {
    let Some(text) = real("automotive_automotive01_Kowal2016.dimacs") else { return };
    let count = count(&from_dimacs(&text));
    assert_eq!((count.len(), &count[..4]), (211, "5278"));
}

/// Clicks at random until nothing is open; both back ends must show the same at every click.
fn sessions(file: &str, runs: u64, clicks: usize) {
    let Some(text) = real(file) else { return };
    let model = from_uvl(&text).expect("the model loads");
    let build = |back_end| Configurator::build_with(&model, &Limits::default(), back_end).expect("it compiles");
    let (mut graph, mut sat) = (build(BackEnd::Graph), build(BackEnd::Sat));
    for seed in 0..runs {
        let mut dice = Dice::new(seed);
        let mut state = vec![None; model.attributes.len()];
        for click in 0..clicks {
            let (left, right) = (graph.engine().outlook(&state, false), sat.engine().outlook(&state, false));
            assert!(left.possible == right.possible, "{file}, seed {seed}, click {click}: possible");
            assert!(left.alternative == right.alternative, "{file}, seed {seed}, click {click}: alternatives");
            let open = |&at: &usize| state[at].is_none() && left.possible[2 * at] && left.possible[2 * at + 1];
            let open: Vec<usize> = (0..state.len()).filter(open).collect();
            let Some(&at) = dice.pick(&open) else { break };
            state[at] = Some(dice.below(2));
        }
    }
}

#[test]
fn both_back_ends_in_the_shop() {
    sessions("e_commerce_e_shop_Lau2006.uvl", 5, 80);
}

#[test]
fn both_back_ends_on_the_computer() {
    sessions("hardware_pc-richmond_Sprey2020.uvl", 5, 40);
}

#[test]
fn both_back_ends_on_the_car() {
    sessions("automotive_automotive01_Kowal2016.uvl", 1, 8);
}

#[test]
fn the_decision_model_goes_to_the_solver_with_a_reason() {
    let Some(text) = real("finance_decisionmaking_AlHajjaji2019.uvl") else { return };
    let model = from_uvl(&text).expect("the model loads");
    assert_eq!(model.attributes.len(), 366);
    let mut limits = Limits::default();
    limits.graph.nodes = 10_000;
    let mut configurator = Configurator::build(&model, &limits).expect("the solver takes it");
    assert_eq!(configurator.back_end(), BackEnd::Sat);
    let why = configurator.fallback().expect("a reason").to_string();
    assert!(why.contains("rule group") && why.contains("being conjoined"), "{why}");
    assert!(configurator.answer(&Choices::new(), product::Ask::default()).expect("known").valid);
}

#[test]
fn hostile_nesting_is_refused() {
    let deep = format!("features\n\tA\nconstraints\n\t{}A{}\n", "(".repeat(100_000), ")".repeat(100_000));
    assert!(from_uvl(&deep).expect_err("too deep")[0].text.contains("line 4"));
    let mut tree = String::from("features\n\tA\n");
    for depth in 1..3_000 {
        let tabs = "\t".repeat(depth * 2);
        write!(tree, "{tabs}mandatory\n{tabs}\tA{depth}\n").expect("memory");
    }
    let model = from_uvl(&tree).expect("a deep tree is only deep");
    assert_eq!(count(&model), "1");
}

#[test]
fn what_uvl_is_not_read_is_said_with_its_line() {
    for (text, part) in [
        ("features\n\tA\n\t\tsometimes\n\t\t\tB\n", "line 3"),
        ("features\n\tA\n\tB\n", "line 3"),
        ("imports\n\tother\nfeatures\n\tA\n", "line 1"),
        ("features\n\tA cardinality [1..3]\n", "line 2"),
        ("features\n\tA\nconstraints\n\tA & & A\n", "line 4"),
        ("namespace x\n", "no `features`"),
    ] {
        assert!(from_uvl(text).expect_err(text)[0].text.contains(part), "{text}");
    }
    let faults = from_uvl("features\n\tA\nconstraints\n\tA => B\n").expect_err("B is unknown");
    assert!(faults[0].to_string().contains("\"B\""), "{}", faults[0]);
}

#[test]
fn groups_quotes_comments_and_attributes_are_read() {
    let text = "namespace \"My shop\"\n// a comment\nfeatures\n\t\"Root {x}\" {abstract, text 'a } b',\n\t\tn 3}\n\t\t[1..2]\n\t\t\tB\n\t\t\tC /* two */\n\t\t\t\"D // d\"\n\t\tor\n\t\t\tE\n\t\t\tF\nconstraints\n\t(B | \"D // d\") => !E <=> C\n";
    let model = from_uvl(text).expect("it is read");
    let names: Vec<_> = model.attributes.iter().map(|attribute| attribute.id.as_str()).collect();
    assert_eq!(names, ["Root {x}", "B", "C", "D // d", "E", "F"]);
    assert_eq!(model.id, "My shop");
    // ((B or D) => not E) <=> C: with C, of {C}, {B, C}, {C, D} and {E}, {F}, {E, F}: 3 + 1 + 1; without C: {B}, {D},
    // {B, D} with E: 2 each.
    assert_eq!(count(&model), "11");
}
