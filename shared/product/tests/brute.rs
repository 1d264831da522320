//! Both engines against brute force, on small random models with rules of every form.
//!
//! `SEXTANT_MODELS=10000` runs so many models.

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
    BackEnd, Choices, Configurator, Flat, Limits, Model,
    generate::{Dice, small},
};
use proptest::prelude::*;
use std::collections::BTreeSet;

type State = Vec<Option<u32>>;

/// Every valid product with its price, by the meaning of the rules.
struct Brute {
    flat: Flat,
    products: Vec<(Vec<u32>, i64)>,
}

impl Brute {
    fn new(model: &Model) -> Self {
        let flat = model.flatten(&Limits::default().sizes).expect("generated models are well formed");
        let mut products = Vec::new();
        let mut product = vec![0; flat.attributes.len()];
        loop {
            let verdict = flat.judge(&product);
            if verdict.broken.is_empty() {
                products.push((product.clone(), verdict.price));
            }
            let next = (0..product.len()).rev().find(|&at| product[at] + 1 < flat.attributes[at].options.len() as u32);
            let Some(next) = next else { break };
            product[next] += 1;
            product[next + 1..].fill(0);
        }
        Self { flat, products }
    }

    fn with<'a>(&'a self, state: &'a State) -> impl Iterator<Item = &'a (Vec<u32>, i64)> {
        self.products.iter().filter(|(product, _)| fits(state, product))
    }

    fn feasible(&self, state: &State) -> bool {
        self.with(state).next().is_some()
    }

    fn cheapest(&self, state: &State) -> Option<i64> {
        self.with(state).map(|(_, price)| *price).min()
    }

    /// Fewest changes, then price.
    fn repair(&self, state: &State, kept: &[u32]) -> Option<(usize, i64)> {
        let keeps =
            |product: &[u32]| kept.iter().all(|&at| state[at as usize].is_none_or(|v| product[at as usize] == v));
        let changes = |product: &[u32]| state.iter().zip(product).filter(|(c, v)| c.is_some_and(|c| c != **v)).count();
        self.products.iter().filter(|(p, _)| keeps(p)).map(|(product, price)| (changes(product), *price)).min()
    }

    fn conflicts(&self, state: &State) -> BTreeSet<Vec<(String, String)>> {
        let chosen: Vec<usize> = (0..state.len()).filter(|&at| state[at].is_some()).collect();
        let infeasible: Vec<u32> =
            (0..1_u32 << chosen.len()).filter(|&set| !self.feasible(&Self::subset(state, &chosen, set))).collect();
        let minimal =
            infeasible.iter().filter(|&&set| infeasible.iter().all(|&other| other == set || other & set != other));
        minimal.map(|&set| self.named(&Self::subset(state, &chosen, set))).collect()
    }

    fn subset(state: &State, chosen: &[usize], set: u32) -> State {
        let mut part = vec![None; state.len()];
        for (bit, &at) in chosen.iter().enumerate() {
            part[at] = state[at].filter(|_| set >> bit & 1 == 1);
        }
        part
    }

    fn named(&self, state: &State) -> Vec<(String, String)> {
        let name = |(at, choice): (usize, &Option<u32>)| {
            let attribute = &self.flat.attributes[at];
            choice.map(|value| (attribute.id.clone(), attribute.options[value as usize].id.clone()))
        };
        state.iter().enumerate().filter_map(name).collect()
    }

    fn choices(&self, state: &State) -> Choices {
        self.named(state).into_iter().collect()
    }

    /// Whether some product has the choices and keeps these rules.
    fn feasible_with_rules(&self, state: &State, refused: Option<(usize, u32)>, rules: &[&str]) -> bool {
        let mut product: Vec<u32> = state.iter().map(|choice| choice.unwrap_or(0)).collect();
        loop {
            let broken = self.flat.judge(&product).broken;
            let breaks = broken.iter().any(|&rule| rules.contains(&self.flat.rules[rule as usize].id.as_str()));
            if !breaks && refused.is_none_or(|(at, value)| product[at] != value) {
                return true;
            }
            let open =
                |&at: &usize| state[at].is_none() && product[at] + 1 < self.flat.attributes[at].options.len() as u32;
            let Some(next) = (0..product.len()).rev().find(open) else { return false };
            product[next] += 1;
            for at in next + 1..product.len() {
                product[at] = state[at].unwrap_or(0);
            }
        }
    }
}

fn fits(state: &State, product: &[u32]) -> bool {
    state.iter().zip(product).all(|(choice, value)| choice.is_none_or(|choice| choice == *value))
}

fn check_outlook(brute: &Brute, state: &State, configurator: &mut Configurator, seed: u64) {
    let outlook = configurator.engine().outlook(state, true);
    let mut option = 0;
    for (at, attribute) in brute.flat.attributes.iter().enumerate() {
        for value in 0..attribute.options.len() as u32 {
            let mut with = state.clone();
            with[at] = Some(value);
            let price = brute.cheapest(&with);
            let context = format!("seed {seed}, {:?}, {state:?}, {}={value}", configurator.back_end(), attribute.id);
            let allowed = state[at].is_none_or(|chosen| chosen == value);
            assert_eq!(outlook.possible[option], allowed && price.is_some(), "possible: {context}");
            assert_eq!(outlook.alternative[option], !allowed && price.is_some(), "alternative: {context}");
            assert_eq!(outlook.prices[option], price, "price: {context}");
            option += 1;
        }
    }
}

fn check_state(brute: &Brute, state: &State, configurator: &mut Configurator, seed: u64) {
    check_outlook(brute, state, configurator, seed);
    let context = format!("seed {seed}, {:?}, {state:?}", configurator.back_end());
    let engine = configurator.engine();
    assert_eq!(engine.feasible(state), brute.feasible(state), "feasible: {context}");
    let cheapest = engine.cheapest(state);
    assert_eq!(cheapest.as_ref().map(|found| found.price), brute.cheapest(state), "cheapest: {context}");
    if let Some(found) = cheapest {
        assert!(found.proven && brute.products.contains(&(found.product, found.price)), "cheapest is valid: {context}");
    }
    if let Some(count) = engine.count(state) {
        assert_eq!(count, brute.with(state).count().into(), "count: {context}");
    }
    for kept in [vec![], vec![0], vec![1, 2]] {
        let repair = engine.repair(state, &kept);
        let weight = repair.as_ref().map(|repair| (repair.changed.len(), repair.completion.price));
        assert_eq!(weight, brute.repair(state, &kept), "repair keeping {kept:?}: {context}");
    }
    check_conflicts(brute, state, configurator, &context);
}

fn check_conflicts(brute: &Brute, state: &State, configurator: &mut Configurator, context: &str) {
    let found = configurator.conflicts(&brute.choices(state)).expect("the choices exist");
    let named =
        |reason: &product::Reason| reason.choices.iter().map(|c| (c.attribute.clone(), c.option.clone())).collect();
    let sets: BTreeSet<Vec<(String, String)>> = found.iter().map(named).collect();
    let all = brute.conflicts(state);
    if all.len() < 8 {
        assert_eq!(sets, all, "conflicts: {context}");
    }
    for reason in found {
        let choices: Choices = reason.choices.iter().map(|c| (c.attribute.clone(), c.option.clone())).collect();
        let part = configurator.state(&choices).expect("the choices exist");
        check_guilty(brute, &part, None, &reason, context);
    }
}

/// The rules exclude the choices, and none of them can be spared.
fn check_guilty(brute: &Brute, part: &State, refused: Option<(usize, u32)>, reason: &product::Reason, context: &str) {
    let rules: Vec<&str> = reason.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert!(!brute.feasible_with_rules(part, refused, &rules), "guilty rules {rules:?}: {context}");
    for spared in 0..rules.len() {
        let mut fewer = rules.clone();
        fewer.remove(spared);
        assert!(brute.feasible_with_rules(part, refused, &fewer), "{} is not needed: {context}", rules[spared]);
    }
}

fn check_consequences(brute: &Brute, state: &State, configurator: &mut Configurator, seed: u64) {
    let ask = product::Ask { reasons: true, ..Default::default() };
    let answer = configurator.answer(&brute.choices(state), ask).expect("the choices exist");
    for consequence in answer.consequences {
        let context = format!("seed {seed}, {:?}, {state:?}, {consequence:?}", configurator.back_end());
        let at = brute.flat.attribute(&consequence.attribute).expect("known") as usize;
        let value = brute.flat.attributes[at].option(&consequence.option).expect("known");
        let reason = consequence.reason.expect("asked for");
        let choices: Choices = reason.choices.iter().map(|c| (c.attribute.clone(), c.option.clone())).collect();
        let part = configurator.state(&choices).expect("known");
        assert!(brute.with(&part).all(|(product, _)| product[at] == value), "follows: {context}");
        check_guilty(brute, &part, Some((at, value)), &reason, &context);
    }
}

fn random_state(flat: &Flat, dice: &mut Dice, percent: u32) -> State {
    let choose = |attribute: &product::model::FlatAttribute| {
        let value = dice.below(attribute.options.len() as u32);
        dice.chance(percent).then_some(value)
    };
    flat.attributes.iter().map(choose).collect()
}

fn check_model(seed: u64) {
    let model = small(seed);
    let brute = Brute::new(&model);
    let mut dice = Dice::new(seed ^ 1);
    let states: Vec<State> = [0, 30, 60, 100].map(|percent| random_state(&brute.flat, &mut dice, percent)).into();
    for back_end in [BackEnd::Graph, BackEnd::Sat] {
        let mut configurator =
            Configurator::build_with(&model, &Limits::default(), back_end).expect("small models compile");
        for state in &states {
            check_state(&brute, state, &mut configurator, seed);
            check_consequences(&brute, state, &mut configurator, seed);
        }
    }
}

fn cases() -> u32 {
    std::env::var("SEXTANT_MODELS").ok().and_then(|count| count.parse().ok()).unwrap_or(200)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() })]
    #[test]
    fn engines_equal_brute_force(seed in any::<u64>()) {
        check_model(seed);
    }
}

#[test]
fn the_first_seeds() {
    (0..50).for_each(check_model);
}

/// A test of models without products, or without rules that bite, would show nothing.
#[test]
fn the_models_are_neither_void_nor_free() {
    let (mut void, mut free) = (0, 0);
    for seed in 0..200 {
        let brute = Brute::new(&small(seed));
        let all: usize = brute.flat.attributes.iter().map(|attribute| attribute.options.len()).product();
        void += u32::from(brute.products.is_empty());
        free += u32::from(brute.products.len() == all);
    }
    assert!(void < 50 && free < 50, "of 200 models {void} have no product and {free} no rule that bites");
    eprintln!("of 200 models {void} have no product and {free} no rule that bites");
}
