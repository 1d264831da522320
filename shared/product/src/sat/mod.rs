//! The satisfiability back end, and who names guilty rules.

mod cheapest;
mod encode;
mod explain;

pub(crate) use explain::Explainer;

use crate::{
    dense::{at, put},
    engine::{BackEnd, Completion, Engine, Outlook, Repair, State, weight_of_change},
    fault::Fault,
    model::Flat,
    network::Network,
};
use batsat::Lit;
use cheapest::{Outcome, Search};
use encode::Encoding;
use num_bigint::BigUint;
use std::{collections::VecDeque, sync::Arc};

/// Products that were found and are asked first.
const MOST_WITNESSES: usize = 1_000;
/// Questions to the solver for one cheapest product.
const EFFORT: u32 = 2_000;
/// Questions to the solver for the prices of one outlook.
const EFFORT_OF_PRICES: u32 = 20_000;

/// An incremental solver. What is possible is exact; prices are within limits of effort, and say so; it cannot count.
pub struct SatEngine {
    network: Arc<Network>,
    base: i64,
    encoding: Encoding,
    /// Products known to be valid, newest first.
    witnesses: VecDeque<Arc<Vec<u32>>>,
}

impl SatEngine {
    pub(crate) fn new(flat: &Flat, network: Arc<Network>) -> Result<Self, Fault> {
        let mut encoding = Encoding::new(&network, false, |_| true).map_err(|rule| Encoding::fault(flat, rule))?;
        for var in 0..network.attributes {
            encoding.option(&network, var, 0);
        }
        Ok(Self { network, base: flat.base_price, encoding, witnesses: VecDeque::new() })
    }

    fn option(&mut self, var: u32, value: u32) -> Lit {
        self.encoding.option(&self.network, var, value)
    }

    fn solve(&mut self, assumptions: &[Lit]) -> bool {
        self.encoding.solve(assumptions)
    }

    /// The product that was just found. It is remembered.
    fn witness(&mut self) -> Vec<u32> {
        let product = self.encoding.product(&self.network);
        self.witnesses.push_front(Arc::new(product.clone()));
        self.witnesses.truncate(MOST_WITNESSES);
        product
    }

    fn assumed(&mut self, state: &State) -> Vec<Lit> {
        let chosen: Vec<(u32, u32)> = (0..).zip(state).filter_map(|(var, choice)| Some((var, (*choice)?))).collect();
        chosen.into_iter().map(|(var, value)| self.option(var, value)).collect()
    }

    fn price(&self, product: &[u32]) -> i64 {
        (0..).zip(product).fold(self.base, |sum, (var, &value)| sum + self.network.price(var, value))
    }

    /// Finds out which of the `open` options (attribute, option) some product with the choices has, and tells each.
    fn sweep(&mut self, state: &State, mut open: Vec<(u32, u32)>, mut found: impl FnMut(u32, u32)) {
        let mut keep_open = |open: &mut Vec<(u32, u32)>, product: &[u32]| {
            open.retain(|&(var, value)| {
                let here = at(product, var) == value;
                if here {
                    found(var, value);
                }
                !here
            });
        };
        let fits = |product: &[u32]| {
            state.iter().zip(product).all(|(choice, value)| choice.is_none_or(|choice| choice == *value))
        };
        let known: Vec<Arc<Vec<u32>>> = self.witnesses.iter().filter(|product| fits(product)).cloned().collect();
        for product in known {
            keep_open(&mut open, &product);
        }
        let mut assumptions = self.assumed(state);
        while !open.is_empty() {
            let any = self.encoding.fresh();
            let clause: Vec<Lit> = open.iter().map(|&(var, value)| self.option(var, value)).chain([!any]).collect();
            self.encoding.clause(clause);
            assumptions.push(any);
            let more = self.solve(&assumptions);
            if more {
                let product = self.witness();
                keep_open(&mut open, &product);
            }
            assumptions.pop();
            self.encoding.clause(vec![!any]);
            if !more {
                return;
            }
        }
    }

    fn possible(&mut self, state: &State) -> Outlook {
        let network = Arc::clone(&self.network);
        let mut outlook = Outlook::none(at(&network.firsts, network.attributes));
        let values = |var: u32| 0..at(&network.sizes, var);
        let free = (0..network.attributes).flat_map(|var| values(var).map(move |value| (var, value)));
        let open = free.filter(|&(var, value)| at(state, var).is_none_or(|chosen| chosen == value)).collect();
        self.sweep(state, open, |var, value| put(&mut outlook.possible, network.option(var, value), true));
        for (var, chosen) in (0..).zip(state).filter_map(|(var, choice)| Some((var, (*choice)?))) {
            let mut others = state.to_vec();
            put(&mut others, var, None);
            let open = values(var).filter(|&value| value != chosen).map(|value| (var, value)).collect();
            self.sweep(&others, open, |var, value| put(&mut outlook.alternative, network.option(var, value), true));
        }
        outlook
    }

    fn least(&mut self, state: &State, effort: &mut u32) -> Outcome {
        let assumed = self.assumed(state);
        let network = Arc::clone(&self.network);
        let price = |var, value| i128::from(network.price(var, value));
        Search::new(self, assumed, price).run(effort)
    }

    fn completion(&self, outcome: Outcome) -> Option<Completion> {
        let (product, proven) = match outcome {
            Outcome::Least(product) => (product, true),
            Outcome::Some(product) => (product, false),
            Outcome::Impossible => return None,
        };
        Some(Completion { price: self.price(&product), product, proven })
    }

    /// Prices of what is possible, until the effort is spent.
    fn add_prices(&mut self, state: &State, outlook: &mut Outlook) {
        let network = Arc::clone(&self.network);
        let mut effort = EFFORT_OF_PRICES;
        for var in 0..network.attributes {
            for value in 0..at(&network.sizes, var) {
                let option = network.option(var, value);
                if !at(&outlook.possible, option) && !at(&outlook.alternative, option) {
                    continue;
                }
                let mut with = state.to_vec();
                with.resize(network.attributes as usize, None);
                put(&mut with, var, Some(value));
                if let Outcome::Least(product) = self.least(&with, &mut effort) {
                    put(&mut outlook.prices, option, Some(self.price(&product)));
                }
                if effort == 0 {
                    return;
                }
            }
        }
    }
}

impl Engine for SatEngine {
    fn back_end(&self) -> BackEnd {
        BackEnd::Sat
    }

    fn graph_bytes(&self) -> Option<Vec<u8>> {
        None
    }

    fn outlook(&mut self, state: &State, prices: bool) -> Outlook {
        let mut outlook = self.possible(state);
        if prices {
            self.add_prices(state, &mut outlook);
        }
        outlook
    }

    fn feasible(&mut self, state: &State) -> bool {
        let assumed = self.assumed(state);
        let feasible = self.solve(&assumed);
        if feasible {
            self.witness();
        }
        feasible
    }

    fn cheapest(&mut self, state: &State) -> Option<Completion> {
        let outcome = self.least(state, &mut { EFFORT });
        self.completion(outcome)
    }

    fn repair(&mut self, state: &State, kept: &[u32]) -> Option<Repair> {
        let kept_only = (0..).zip(state).map(|(var, choice)| choice.filter(|_| kept.contains(&var)));
        let kept_only: Vec<Option<u32>> = kept_only.collect();
        let assumed = self.assumed(&kept_only);
        let network = Arc::clone(&self.network);
        let weight = |var, value| {
            let changed = at(state, var).is_some_and(|chosen| chosen != value);
            weight_of_change(changed, network.price(var, value))
        };
        let outcome = Search::new(self, assumed, weight).run(&mut { EFFORT });
        Some(Repair::of(state, self.completion(outcome)?))
    }

    fn count(&mut self, _state: &State) -> Option<BigUint> {
        None
    }
}
