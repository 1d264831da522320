//! What a back end answers. Everything is by position: attributes, options, minor units.

use crate::dense::{at, put};
use num_bigint::BigUint;
use serde::{Deserialize, Serialize};

/// The choice made for each attribute, by position of the option; shorter means none for the rest.
pub type State = [Option<u32>];

/// Which back end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackEnd {
    /// The compiled decision graph.
    Graph,
    /// Incremental satisfiability.
    Sat,
}

/// What is still open, for every option of every attribute in one row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlook {
    /// Whether some product has all choices and this option.
    pub possible: Vec<bool>,
    /// For an option of a chosen attribute that is not the chosen one: whether some product has it and all other
    /// choices.
    pub alternative: Vec<bool>,
    /// Price of the cheapest such product, where it is known.
    pub prices: Vec<Option<i64>>,
}

impl Outlook {
    pub(crate) fn none(options: u32) -> Self {
        let count = options as usize;
        Self { possible: vec![false; count], alternative: vec![false; count], prices: vec![None; count] }
    }

    pub(crate) fn set(&mut self, option: u32, allowed: bool, price: Option<i64>) {
        put(if allowed { &mut self.possible } else { &mut self.alternative }, option, true);
        put(&mut self.prices, option, price);
    }

    /// Whether any product has all choices.
    pub fn feasible(&self) -> bool {
        self.possible.contains(&true)
    }
}

/// A whole product that has all choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The option of each attribute.
    pub product: Vec<u32>,
    /// Its price in minor units.
    pub price: i64,
    /// Whether no cheaper one exists for certain.
    pub proven: bool,
}

/// A whole product that has as many of the choices as possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The product.
    pub completion: Completion,
    /// The attributes whose choice it changes, ascending.
    pub changed: Vec<u32>,
}

impl Repair {
    pub(crate) fn of(state: &State, completion: Completion) -> Self {
        let differs =
            |&(var, choice): &(u32, &Option<u32>)| choice.is_some_and(|chosen| chosen != at(&completion.product, var));
        let changed = (0..).zip(state).filter(differs).map(|(var, _)| var).collect();
        Self { completion, changed }
    }
}

/// What an option weighs in a repair: a changed choice outweighs any money, because sums of prices stay far below 2^64.
pub(crate) fn weight_of_change(changed: bool, price: i64) -> i128 {
    i128::from(price) + if changed { 1 << 64 } else { 0 }
}

/// A back end. Both give equal answers; what one does not know it leaves out.
pub trait Engine: Send {
    /// Which it is.
    fn back_end(&self) -> BackEnd;

    /// The compiled graph for storing, if there is one; compress it.
    fn graph_bytes(&self) -> Option<Vec<u8>>;

    /// What is still open. Prices are given where they are asked for or cost nothing.
    fn outlook(&mut self, state: &State, prices: bool) -> Outlook;

    /// Whether any product has all choices.
    fn feasible(&mut self, state: &State) -> bool;

    /// The cheapest product with all choices.
    fn cheapest(&mut self, state: &State) -> Option<Completion>;

    /// The product that changes the fewest choices, and of these the cheapest. The choices of `kept` stay.
    fn repair(&mut self, state: &State, kept: &[u32]) -> Option<Repair>;

    /// How many products have all choices.
    fn count(&mut self, state: &State) -> Option<BigUint>;
}
