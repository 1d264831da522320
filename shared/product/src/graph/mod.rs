//! The decision graph back end.

mod arena;
mod compile;
mod domains;
mod parts;
mod passes;
mod propagate;
mod serial;

pub use compile::GraphLimits;

use crate::{
    dense::{at, put},
    engine::{BackEnd, Completion, Engine, Outlook, Repair, State},
    fault::Fault,
    model::Flat,
    network::Network,
};
use arena::Arena;
use num_bigint::BigUint;
use passes::{PerOption, Weight};
use std::sync::Arc;

/// A compiled model. Every answer is exact.
pub struct Graph {
    network: Arc<Network>,
    arena: Arena,
    base: i64,
    /// Whether the number of all products fits 128 bits, so that counting can be fast.
    narrow: bool,
    // Memory that is kept from click to click.
    allowed: Vec<i64>,
    inside: Vec<i64>,
    outside: Vec<i64>,
}

/// How large a graph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct GraphSize {
    /// Nodes.
    pub nodes: u32,
    /// Edges.
    pub edges: usize,
}

impl Graph {
    pub(crate) fn compile(flat: &Flat, network: Arc<Network>, limits: &GraphLimits) -> Result<Self, Fault> {
        let arena = compile::compile(&network, limits).map_err(|gave_up| {
            let rule = flat.rules.get(gave_up.rule as usize);
            let text = format!(
                "the decision graph grew beyond its limit after {} nodes while this rule was being conjoined: {}",
                gave_up.nodes,
                rule.map_or("", |rule| &rule.sentence),
            );
            Fault::new("graph-limit", text).with("nodes", gave_up.nodes).in_rule(rule.map_or("", |rule| &rule.id))
        })?;
        Ok(Self::new(arena, network, flat.base_price))
    }

    /// Reads a graph that [`Engine::graph_bytes`] wrote. Prices are the model's, so new prices need no new graph.
    pub(crate) fn from_bytes(flat: &Flat, network: Arc<Network>, bytes: &[u8]) -> Result<Self, Fault> {
        let arena = serial::from_bytes(bytes, &network.sizes)?;
        Ok(Self::new(arena, network, flat.base_price))
    }

    fn new(arena: Arena, network: Arc<Network>, base: i64) -> Self {
        let mut graph =
            Self { network, arena, base, narrow: false, allowed: Vec::new(), inside: Vec::new(), outside: Vec::new() };
        graph.narrow = graph.count_with::<BigUint>(&[]).bits() < 127;
        graph
    }

    /// How large it is.
    pub fn size(&self) -> GraphSize {
        GraphSize { nodes: self.arena.len(), edges: self.arena.edges.len() }
    }

    fn per_option<'a, W>(&'a self, of: &'a [W]) -> PerOption<'a, W> {
        PerOption { firsts: &self.network.firsts, of }
    }

    /// A weight for every option; `NEVER` for those that a choice excludes.
    fn weights<W: Weight>(&self, state: &State, to: &mut Vec<W>, weight: impl Fn(u32, u32, i64) -> W) {
        to.clear();
        to.extend(std::iter::repeat_n(W::default(), self.network.prices.len()));
        for var in 0..self.network.len() {
            let chosen = at(state, var);
            for value in 0..at(&self.network.sizes, var) {
                let option = self.network.option(var, value);
                let allowed = chosen.is_none_or(|chosen| chosen == value);
                let price = at(&self.network.prices, option);
                put(to, option, if allowed { weight(var, value, price) } else { W::NEVER });
            }
        }
    }

    /// Runs up with the prices of what the choices allow.
    fn run_up(&mut self, state: &State) {
        let mut allowed = std::mem::take(&mut self.allowed);
        let mut inside = std::mem::take(&mut self.inside);
        self.weights(state, &mut allowed, |_, _, price| price);
        passes::up(&self.arena, self.per_option(&allowed), &mut inside);
        (self.allowed, self.inside) = (allowed, inside);
    }

    fn root_price(&self) -> Option<i64> {
        let price = at(&self.inside, self.arena.root?);
        (price != i64::NEVER).then_some(price)
    }

    fn count_with<T: passes::Tally>(&self, state: &State) -> T {
        let mut allowed = Vec::new();
        self.weights(state, &mut allowed, |_, _, _| 0_i64);
        let allowed: Vec<bool> = allowed.iter().map(|&weight| weight != i64::NEVER).collect();
        passes::count(&self.arena, self.per_option(&allowed))
    }

    fn attributes_of(&self, mut product: Vec<u32>) -> Vec<u32> {
        product.truncate(self.network.attributes as usize);
        product
    }

    fn price_of(&self, product: &[u32]) -> i64 {
        (0..).zip(product).fold(self.base, |sum, (var, &value)| sum + self.network.price(var, value))
    }
}

impl Engine for Graph {
    fn back_end(&self) -> BackEnd {
        BackEnd::Graph
    }

    fn graph_bytes(&self) -> Option<Vec<u8>> {
        Some(serial::to_bytes(&self.arena, &self.network.sizes))
    }

    fn outlook(&mut self, state: &State, _prices: bool) -> Outlook {
        self.run_up(state);
        let mut best = Vec::new();
        let mut outside = std::mem::take(&mut self.outside);
        let allowed = self.per_option(&self.allowed);
        passes::down(&self.arena, (allowed, &self.network.prices), &self.inside, &mut outside, &mut best);
        let known = at(&self.network.firsts, self.network.attributes);
        let reachable = |&(option, &price): &(u32, &i64)| option < known && price != i64::NEVER;
        let mut outlook = Outlook::none(known);
        for (option, &price) in (0..).zip(&best).filter(reachable) {
            let allowed = at(&self.allowed, option) != i64::NEVER;
            outlook.set(option, allowed, Some(price + self.base));
        }
        self.outside = outside;
        outlook
    }

    fn feasible(&mut self, state: &State) -> bool {
        self.run_up(state);
        self.root_price().is_some()
    }

    fn cheapest(&mut self, state: &State) -> Option<Completion> {
        self.run_up(state);
        let product = passes::cheapest(&self.arena, self.per_option(&self.allowed), &self.inside)?;
        let product = self.attributes_of(product);
        Some(Completion { price: self.price_of(&product), product, proven: true })
    }

    fn repair(&mut self, state: &State, kept: &[u32]) -> Option<Repair> {
        let mut free: Vec<Option<u32>> = state.to_vec();
        (0..).zip(&mut free).filter(|(var, _)| !kept.contains(var)).for_each(|(_, choice)| *choice = None);
        let (mut weights, mut inside) = (Vec::new(), Vec::new());
        self.weights(&free, &mut weights, |var, value, price| {
            let changed = at(state, var).is_some_and(|chosen| chosen != value);
            crate::engine::weight_of_change(changed, price)
        });
        passes::up(&self.arena, self.per_option(&weights), &mut inside);
        let product = passes::cheapest(&self.arena, self.per_option(&weights), &inside)?;
        let product = self.attributes_of(product);
        Some(Repair::of(state, Completion { price: self.price_of(&product), product, proven: true }))
    }

    fn count(&mut self, state: &State) -> Option<BigUint> {
        Some(if self.narrow { self.count_with::<u128>(state).into() } else { self.count_with(state) })
    }
}
