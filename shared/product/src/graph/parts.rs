//! What is left after a decision falls into parts that have nothing to do with each other; each part has a key such
//! that parts of equal keys have equal solutions.
//!
//! The key holds the part's variables, their domains where options are gone, and for each constraint of the part that
//! has lost a variable already what remains of it. A constraint that has lost none is given by its variables.

use super::{
    domains::Domains,
    propagate::{Propagator, ends, entry},
};
use crate::{
    dense::{at, put, small},
    network::{Body, Mdd, Sum},
};

/// Variables that hang together, ascending, and the constraints between them, ascending, save clauses of two flags.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) vars: Vec<u32>,
    pub(super) constraints: Vec<u32>,
}

/// Finds parts and their keys. Marks are kept from search to search and told apart by a stamp.
pub(super) struct Parts {
    vars: Vec<u32>,
    constraints: Vec<u32>,
    stamp: u32,
    /// Variables not yet reached.
    left: usize,
}

impl Parts {
    pub(super) fn new(propagator: &Propagator) -> Self {
        Self {
            vars: vec![0; propagator.network.sizes.len()],
            constraints: vec![0; propagator.network.constraints.len()],
            stamp: 0,
            left: 0,
        }
    }

    /// The parts of those of `among` that are not fixed.
    pub(super) fn split(&mut self, among: &[u32], domains: &Domains, propagator: &mut Propagator) -> Vec<Part> {
        self.stamp += 1;
        self.left = among.iter().filter(|&&var| !domains.is_fixed(var)).count();
        let mut parts = Vec::new();
        for &var in among {
            if !domains.is_fixed(var) && at(&self.vars, var) != self.stamp {
                parts.push(self.flood(var, domains, propagator));
            }
        }
        parts
    }

    fn flood(&mut self, from: u32, domains: &Domains, propagator: &mut Propagator) -> Part {
        let mut part = Part { vars: Vec::new(), constraints: Vec::new() };
        self.reach(from, &mut part);
        let mut next = 0;
        while let Some(&var) = part.vars.get(next) {
            next += 1;
            propagator.work += self.through_pairs(var, &mut part, domains, propagator);
            propagator.work += self.through_others(var, &mut part, domains, propagator);
        }
        part.vars.sort_unstable();
        part.constraints.sort_unstable();
        part
    }

    fn reach(&mut self, var: u32, part: &mut Part) {
        put(&mut self.vars, var, self.stamp);
        part.vars.push(var);
        self.left -= 1;
    }

    fn is_new(&self, var: u32, domains: &Domains) -> bool {
        at(&self.vars, var) != self.stamp && !domains.is_fixed(var)
    }

    /// Once every variable is reached, pairs have nothing to tell. Gives the steps it took.
    fn through_pairs(&mut self, var: u32, part: &mut Part, domains: &Domains, propagator: &Propagator) -> u64 {
        if self.left == 0 {
            return 1;
        }
        let list = propagator.paired.get(var as usize).map(Vec::as_slice).unwrap_or_default();
        for &other in list {
            if self.is_new(other, domains) {
                self.reach(other, part);
            }
        }
        list.len() as u64
    }

    fn through_others(&mut self, var: u32, part: &mut Part, domains: &Domains, propagator: &Propagator) -> u64 {
        let list = propagator.unpaired.get(var as usize).map(Vec::as_slice).unwrap_or_default();
        let mut work = list.len();
        for &constraint in list {
            if at(&self.constraints, constraint) == self.stamp || domains.is_settled(constraint) {
                continue;
            }
            put(&mut self.constraints, constraint, self.stamp);
            part.constraints.push(constraint);
            work += propagator.scope(constraint).len();
            for &other in propagator.scope(constraint) {
                if self.is_new(other, domains) {
                    self.reach(other, part);
                }
            }
        }
        work as u64
    }
}

/// Marks a domain that lost options; no variable has this number.
const CUT: u32 = u32::MAX;

impl Part {
    /// The key; see the top of the file. `cut` is told each constraint that has lost a variable.
    pub(super) fn key(&self, domains: &Domains, propagator: &Propagator, mut cut: impl FnMut(u32)) -> Vec<u32> {
        let mut key = Vec::with_capacity(self.vars.len() + 8);
        for &var in &self.vars {
            key.push(var);
            if !domains.is_full(var) {
                key.push(CUT);
                domains.of(var).iter().for_each(|&word| push_word(word, &mut key));
            }
        }
        key.push(CUT);
        key.push(CUT);
        for &constraint in &self.constraints {
            if propagator.scope(constraint).iter().any(|&var| domains.is_fixed(var)) {
                cut(constraint);
                key.push(constraint);
                rest(constraint, domains, propagator, &mut key);
            }
        }
        key
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the halves of a word")]
fn push_word(word: u64, key: &mut Vec<u32>) {
    key.push(word as u32);
    key.push((word >> 32) as u32);
}

/// What remains of a constraint, given the domains of its open variables.
fn rest(constraint: u32, domains: &Domains, propagator: &Propagator, key: &mut Vec<u32>) {
    match propagator.network.constraints.get(constraint as usize).map(|known| &known.body) {
        // It is not settled, so its fixed literals do not hold and the open ones are as their domains say.
        Some(Body::Clause(_)) | None => {}
        Some(Body::Sum(sum)) => rest_of_sum(sum, domains, key),
        Some(Body::Table(table)) => rest_of_table(table, domains, key),
    }
}

/// The bounds less what is fixed; a bound that cannot be missed any more is no bound.
fn rest_of_sum(sum: &Sum, domains: &Domains, key: &mut Vec<u32>) {
    let (mut fixed, mut low, mut high) = (0, 0, 0);
    for term in &sum.terms {
        let (least, most) = ends(&term.of, term.var, domains);
        if domains.is_fixed(term.var) {
            fixed += least;
        } else {
            low += least;
            high += most;
        }
    }
    let least = if sum.least - fixed <= low { i64::MIN } else { sum.least - fixed };
    let most = if sum.most - fixed >= high { i64::MAX } else { sum.most - fixed };
    push_word(least.cast_unsigned(), key);
    push_word(most.cast_unsigned(), key);
}

/// The node where the fixed beginning ends, and the values fixed behind it.
fn rest_of_table(table: &Mdd, domains: &Domains, key: &mut Vec<u32>) {
    let Some((node, level)) = entry(table, domains) else { return };
    key.push(node);
    for &var in table.scope.iter().skip(level) {
        key.push(if domains.is_fixed(var) { domains.value(var) + 1 } else { 0 });
    }
}

/// The variable of a part that is decided first.
pub(super) fn first(part: &Part, ranks: &[u32]) -> u32 {
    part.vars.iter().copied().min_by_key(|&var| at(ranks, var)).unwrap_or_else(|| small(ranks.len()))
}
