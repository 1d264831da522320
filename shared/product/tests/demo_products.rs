//! The demo products are sound, and both back ends agree on them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    reason = "a test fails by panicking"
)]

use product::{BackEnd, Choices, Configurator, Limits, demo, generate::Dice};

#[test]
fn every_demo_is_sound() {
    for (id, _) in demo::SOURCES {
        let model = demo::model(id).expect("listed").unwrap_or_else(|faults| panic!("{id}: {}", faults[0]));
        let found = Configurator::examine(&model, &Limits::default()).expect("it compiles");
        assert_eq!(found.back_end, BackEnd::Graph, "{id}");
        assert_eq!(found.contradiction, None, "{id}");
        assert!(found.dead.is_empty(), "{id}: {:#?}", found.dead);
        assert!(found.always.is_empty(), "{id}: {:#?}", found.always);
        for case in found.tests {
            assert!(case.failures.is_empty(), "{id}: {}: {:?}", case.name, case.failures);
        }
        eprintln!("{id}: {} products", found.count.expect("the graph counts"));
    }
}

#[test]
fn both_back_ends_agree_on_every_demo() {
    for (id, _) in demo::SOURCES {
        let model = demo::model(id).expect("listed").expect("sound");
        let build = |back_end| Configurator::build_with(&model, &Limits::default(), back_end).expect("it compiles");
        let (mut graph, mut sat) = (build(BackEnd::Graph), build(BackEnd::Sat));
        for seed in 0..4 {
            walk(&mut graph, &mut sat, &mut Dice::new(seed), &format!("{id}, seed {seed}"));
        }
    }
}

/// Random clicks, at first possible ones and at last a wild one.
fn walk(graph: &mut Configurator, sat: &mut Configurator, dice: &mut Dice, context: &str) {
    let mut choices = Choices::new();
    for click in 0..12 {
        let state = graph.state(&choices).expect("known");
        let (left, right) = (graph.engine().outlook(&state, false), sat.engine().outlook(&state, false));
        assert_eq!(left.possible, right.possible, "{context}, {choices:?}");
        assert_eq!(left.alternative, right.alternative, "{context}, {choices:?}");
        let (cheap, least) = (graph.engine().cheapest(&state), sat.engine().cheapest(&state));
        if let (Some(cheap), Some(least)) = (&cheap, &least) {
            assert!(!least.proven || cheap.price == least.price, "{context}, {choices:?}");
            let verdict = graph.flat().judge(&cheap.product);
            assert_eq!((verdict.broken, verdict.price), (vec![], cheap.price), "{context}, {choices:?}");
        }
        assert_eq!(cheap.is_some(), least.is_some(), "{context}, {choices:?}");
        let attributes = &graph.flat().attributes;
        let attribute = dice.pick(attributes).expect("some").clone();
        let at = graph.flat().attribute(&attribute.id).expect("known");
        let first: usize = attributes.iter().take(at as usize).map(|before| before.options.len()).sum();
        let open = (0..attribute.options.len()).filter(|value| click > 9 || left.possible[first + value]);
        if let Some(&value) = dice.pick(&open.collect::<Vec<_>>()) {
            choices.insert(attribute.id.clone(), attribute.options[value].id.clone());
        }
    }
}

#[test]
fn a_conflict_is_explained_and_repaired_with_the_least_change() {
    let model = demo::model("bicycle").expect("listed").expect("sound");
    let mut configurator = Configurator::build(&model, &Limits::default()).expect("it compiles");
    let choices: Choices = [("frame", "carbon"), ("colour", "sage"), ("belt", "belt"), ("use", "city")]
        .map(|(attribute, option)| (attribute.to_owned(), option.to_owned()))
        .into();
    let conflicts = configurator.conflicts(&choices).expect("known");
    let found: Vec<Vec<_>> =
        conflicts.iter().map(|c| c.choices.iter().map(|c| c.attribute.as_str()).collect()).collect();
    assert_eq!(found, [["frame", "belt"]]);
    assert_eq!(conflicts[0].rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["BK-05"]);
    let repairs = configurator.repairs(&choices, &["belt"], 3).expect("known");
    assert_eq!(repairs[0].changes.len(), 1);
    assert_eq!((repairs[0].changes[0].attribute.as_str(), repairs[0].changes[0].from.as_str()), ("frame", "carbon"));
    assert!(repairs[0].product.parts.contains_key("TR-BELT"));
    let why = configurator.why_not(&choices, "frame", "carbon").expect("known").expect("it is not possible");
    assert_eq!(why.choices.iter().map(|c| c.attribute.as_str()).collect::<Vec<_>>(), ["belt"]);
}

#[test]
fn a_graph_is_stored_and_loaded() {
    let model = demo::model("pump").expect("listed").expect("sound");
    let mut built = Configurator::build(&model, &Limits::default()).expect("it compiles");
    let bytes = built.graph_bytes().expect("a graph");
    let mut loaded = Configurator::load(&model, &Limits::default(), &bytes).expect("it loads");
    assert_eq!(built.engine().outlook(&[], true), loaded.engine().outlook(&[], true));
    let other = demo::model("desk").expect("listed").expect("sound");
    assert!(Configurator::load(&other, &Limits::default(), &bytes).is_err(), "of another model");
    for end in (0..bytes.len()).step_by(97) {
        assert!(Configurator::load(&model, &Limits::default(), &bytes[..end]).is_err(), "cut at {end}");
    }
}
