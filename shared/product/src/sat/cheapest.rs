//! The product of least weight, by search led by conflicts.
//!
//! Each attribute is first held to its cheapest options. Where that cannot be, the solver names attributes of which at
//! least one must be let up to its next price; the search goes on from each of these in order of the least that they
//! can cost. The first product found is therefore the cheapest.

use super::SatEngine;
use crate::dense::at;
use batsat::Lit;
use rustc_hash::{FxHashMap, FxHashSet};
use std::{cmp::Reverse, collections::BinaryHeap};

/// How far each attribute is let up: those not named are held to their cheapest options. Sorted by attribute.
type Levels = Vec<(u32, u32)>;

/// The search of one question.
pub(super) struct Search<'a> {
    engine: &'a mut SatEngine,
    assumed: Vec<Lit>,
    /// For each attribute that is not fixed: its distinct weights, ascending, and the options at each.
    ladders: FxHashMap<u32, Vec<(i128, Vec<u32>)>>,
    /// Literals that hold an attribute to a level.
    holds: FxHashMap<(u32, u32), Lit>,
    /// Levels that cannot be kept together.
    conflicts: Vec<Levels>,
}

/// What a search comes to.
pub(super) enum Outcome {
    /// The product of least weight.
    Least(Vec<u32>),
    /// There is none.
    Impossible,
    /// The effort is spent; a product that is not known to be the least.
    Some(Vec<u32>),
}

impl<'a> Search<'a> {
    /// A search among products with the `assumed` literals, by weights of options.
    pub(super) fn new(engine: &'a mut SatEngine, assumed: Vec<Lit>, weight: impl Fn(u32, u32) -> i128) -> Self {
        let mut ladders = FxHashMap::default();
        for var in 0..engine.network.attributes {
            let mut ladder: Vec<(i128, Vec<u32>)> = Vec::new();
            let values = 0..at(&engine.network.sizes, var);
            let mut weights: Vec<_> = values.map(|value| (weight(var, value), value)).collect();
            weights.sort_unstable();
            for (weight, value) in weights {
                match ladder.last_mut() {
                    Some((last, values)) if *last == weight => values.push(value),
                    _ => ladder.push((weight, vec![value])),
                }
            }
            if ladder.len() > 1 {
                ladders.insert(var, ladder);
            }
        }
        Self { engine, assumed, ladders, holds: FxHashMap::default(), conflicts: Vec::new() }
    }

    /// Runs within so many questions to the solver.
    pub(super) fn run(mut self, effort: &mut u32) -> Outcome {
        if !self.engine.solve(&self.assumed) {
            return Outcome::Impossible;
        }
        let some = self.engine.witness();
        let outcome = self.search(effort);
        let holds: Vec<Lit> = self.holds.values().copied().collect();
        for hold in holds {
            self.engine.encoding.clause(vec![!hold]);
        }
        outcome.map_or(Outcome::Some(some), Outcome::Least)
    }

    fn search(&mut self, effort: &mut u32) -> Option<Vec<u32>> {
        let mut open = BinaryHeap::from([Reverse((0_i128, Levels::new()))]);
        let mut seen = FxHashSet::default();
        while let Some(Reverse((above, levels))) = open.pop() {
            let conflict = match self.conflict(&levels, effort)? {
                Ok(product) => return Some(product),
                Err(conflict) => conflict,
            };
            for &(var, level) in &conflict {
                let Some(step) = self.step(var, level) else { continue };
                let up = raised(&levels, var, level + 1);
                if seen.insert(up.clone()) {
                    open.push(Reverse((above + step, up)));
                }
            }
        }
        None
    }

    /// What one level more costs.
    fn step(&self, var: u32, level: u32) -> Option<i128> {
        let ladder = self.ladders.get(&var)?;
        Some(ladder.get(level as usize + 1)?.0 - ladder.get(level as usize)?.0)
    }

    /// A product within the levels, or levels that cannot be kept together. Nothing when the effort is spent.
    fn conflict(&mut self, levels: &Levels, effort: &mut u32) -> Option<Result<Vec<u32>, Levels>> {
        let within = |conflict: &&Levels| conflict.iter().all(|&(var, level)| level_of(levels, var) <= level);
        if let Some(known) = self.conflicts.iter().find(within) {
            // A conflict at higher levels is one at these; what is to be raised is what stands here.
            return Some(Err(known.iter().map(|&(var, _)| (var, level_of(levels, var))).collect()));
        }
        *effort = effort.checked_sub(1)?;
        let mut held: Vec<(u32, u32)> = self.ladders.keys().map(|&var| (var, level_of(levels, var))).collect();
        held.retain(|&(var, level)| self.step(var, level).is_some());
        held.sort_unstable();
        let holds: Vec<Lit> = held.iter().map(|&(var, level)| self.hold(var, level)).collect();
        let assumptions: Vec<Lit> = self.assumed.iter().copied().chain(holds).collect();
        if self.engine.solve(&assumptions) {
            return Some(Ok(self.engine.witness()));
        }
        let first = self.assumed.len();
        let core = self.engine.encoding.core(&assumptions).into_iter();
        let core = core.filter_map(|place| held.get((place as usize).checked_sub(first)?).copied());
        let conflict: Levels = core.collect();
        self.conflicts.push(conflict.clone());
        Some(Err(conflict))
    }

    /// The literal that holds an attribute to the options up to a level.
    fn hold(&mut self, var: u32, level: u32) -> Lit {
        if let Some(&known) = self.holds.get(&(var, level)) {
            return known;
        }
        let hold = self.engine.encoding.fresh();
        let mut clause = vec![!hold];
        for (_, values) in self.ladders.get(&var).into_iter().flatten().take(level as usize + 1) {
            clause.extend(values.iter().map(|&value| self.engine.option(var, value)));
        }
        self.engine.encoding.clause(clause);
        self.holds.insert((var, level), hold);
        hold
    }
}

fn level_of(levels: &Levels, var: u32) -> u32 {
    levels.iter().find(|&&(known, _)| known == var).map_or(0, |&(_, level)| level)
}

fn raised(levels: &Levels, var: u32, level: u32) -> Levels {
    let mut up: Levels = levels.iter().copied().filter(|&(known, _)| known != var).collect();
    up.push((var, level));
    up.sort_unstable();
    up
}
