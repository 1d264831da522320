//! The constraint network: what both engines are built from.
//!
//! Variables are the model's attributes in their order, followed by helper variables whose value is determined by
//! the attributes (so that they change no count and cost nothing). Constraints are of three forms, because each has a
//! propagator of its own: clauses, sums, and tables as decision diagrams.

mod clauses;
mod lower;
mod mdd;
mod order;
mod set;

pub(crate) use mdd::Mdd;
pub(crate) use set::{Set, full_word, insert, members, words};

use crate::dense::{at, small};

/// Variables, their options and what binds them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    /// Options of each variable.
    pub(crate) sizes: Vec<u32>,
    /// Number of the first option of each variable among all options, and their number at the end.
    pub(crate) firsts: Vec<u32>,
    /// How many variables are attributes: they come first.
    pub(crate) attributes: u32,
    /// Price of each option.
    pub(crate) prices: Vec<i64>,
    /// What binds them.
    pub(crate) constraints: Vec<Constraint>,
    /// Place of each variable in the order of decisions: a permutation.
    pub(crate) ranks: Vec<u32>,
}

/// A constraint and the rule that it comes from.
#[derive(Debug, Clone)]
pub(crate) struct Constraint {
    pub(crate) rule: u32,
    pub(crate) body: Body,
}

/// The forms of constraints.
#[derive(Debug, Clone)]
pub(crate) enum Body {
    /// One of the literals holds.
    Clause(Vec<Literal>),
    /// A sum within bounds, or one of the guards holds.
    Sum(Sum),
    /// A path through a diagram.
    Table(Mdd),
}

/// A variable has one of some options.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Literal {
    pub(crate) var: u32,
    pub(crate) set: Set,
}

/// A guarded sum. No variable occurs twice among the terms.
#[derive(Debug, Clone)]
pub(crate) struct Sum {
    pub(crate) guard: Vec<Literal>,
    pub(crate) terms: Vec<Weights>,
    pub(crate) least: i64,
    pub(crate) most: i64,
}

/// What each option of a variable adds to a sum.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    pub(crate) var: u32,
    pub(crate) of: Vec<i64>,
}

impl Constraint {
    /// Its variables, each once.
    pub(crate) fn scope(&self) -> Vec<u32> {
        let mut scope: Vec<u32> = match &self.body {
            Body::Clause(literals) => literals.iter().map(|literal| literal.var).collect(),
            Body::Sum(sum) => {
                let guards = sum.guard.iter().map(|literal| literal.var);
                guards.chain(sum.terms.iter().map(|term| term.var)).collect()
            }
            Body::Table(table) => return table.scope.clone(),
        };
        scope.sort_unstable();
        scope.dedup();
        scope
    }
}

impl Network {
    /// How many variables there are.
    pub(crate) fn len(&self) -> u32 {
        small(self.sizes.len())
    }

    /// How many options all variables have together.
    pub(crate) fn options(&self) -> u32 {
        self.firsts.last().copied().unwrap_or_default()
    }

    /// The number of an option among all.
    pub(crate) fn option(&self, var: u32, value: u32) -> u32 {
        at(&self.firsts, var) + value
    }

    /// Price of an option.
    pub(crate) fn price(&self, var: u32, value: u32) -> i64 {
        at(&self.prices, self.option(var, value))
    }

    fn add_variable(&mut self, size: u32, prices: impl Iterator<Item = i64>) -> u32 {
        if self.firsts.is_empty() {
            self.firsts.push(0);
        }
        self.sizes.push(size);
        self.prices.extend(prices);
        self.firsts.push(self.options() + size);
        self.len() - 1
    }
}
