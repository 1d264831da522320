//! In which order the graph decides its variables.
//!
//! Variables are eliminated by least weight of their neighbourhood; the last eliminated is decided first. This puts
//! what binds many others at the top, and below it the rest falls into parts that have nothing to do with each other.

use super::{Network, lower::Table};
use crate::dense::{at, change, put, small};
use std::{cmp::Reverse, collections::BinaryHeap};

/// Wider constraints bind everything; they would make every order look alike.
const WIDEST: usize = 64;
/// Above this many variables, neighbourhoods are not computed and the order is that of the model.
const MOST_VARIABLES: u32 = 6_000;

/// The place of each variable.
pub(super) fn ranks(network: &Network, tables: &[Table]) -> Vec<u32> {
    let count = network.len();
    if count > MOST_VARIABLES {
        return (0..count).collect();
    }
    let mut neighbours = Neighbours::new(count);
    for constraint in &network.constraints {
        neighbours.bind(&constraint.scope());
    }
    for table in tables {
        neighbours.bind(&table.scope);
    }
    let weights: Vec<u64> = network.sizes.iter().map(|&size| weight(size)).collect();
    let mut ranks = vec![0; count as usize];
    for (place, var) in (0..count).rev().zip(neighbours.eliminate(&weights)) {
        put(&mut ranks, var, place);
    }
    ranks
}

/// About 16 times the logarithm of the number of options.
fn weight(size: u32) -> u64 {
    let log = 31_u32.saturating_sub(size.leading_zeros());
    let rest = if log >= 4 { (size >> (log - 4)) & 15 } else { (size << (4 - log)) & 15 };
    u64::from(log * 16 + rest).max(1)
}

/// Who shares a constraint with whom, as rows of bits.
struct Neighbours {
    words: usize,
    rows: Vec<Vec<u64>>,
}

impl Neighbours {
    fn new(count: u32) -> Self {
        let words = count.div_ceil(64) as usize;
        Self { words, rows: vec![vec![0; words]; count as usize] }
    }

    fn bind(&mut self, scope: &[u32]) {
        if scope.len() > WIDEST {
            return;
        }
        for &left in scope {
            let Some(row) = self.rows.get_mut(left as usize) else { continue };
            for &right in scope.iter().filter(|&&right| right != left) {
                super::insert(row, right);
            }
        }
    }

    fn of(&self, var: u32) -> Vec<u32> {
        self.rows.get(var as usize).map(|row| super::members(row).collect()).unwrap_or_default()
    }

    fn cost(&self, var: u32, weights: &[u64]) -> u64 {
        let row = self.rows.get(var as usize).map(Vec::as_slice).unwrap_or_default();
        super::members(row).map(|other| at(weights, other)).sum()
    }

    /// Joins the neighbours of `var` with each other and takes it out.
    fn remove(&mut self, var: u32) -> Vec<u32> {
        let around = self.of(var);
        let row = self.rows.get_mut(var as usize).map(std::mem::take).unwrap_or_default();
        for &other in &around {
            let Some(theirs) = self.rows.get_mut(other as usize) else { continue };
            theirs.iter_mut().zip(&row).for_each(|(word, more)| *word |= more);
            for gone in [var, other] {
                change(theirs, gone / 64, |word| word & !(1 << (gone % 64)));
            }
        }
        debug_assert!(row.len() == self.words || row.is_empty(), "rows have one length");
        around
    }

    /// The order of elimination. The heap may hold outdated costs; an entry counts only if it is the current one.
    fn eliminate(mut self, weights: &[u64]) -> Vec<u32> {
        let count = small(self.rows.len());
        let mut costs: Vec<u64> = (0..count).map(|var| self.cost(var, weights)).collect();
        let mut heap: BinaryHeap<_> = (0..count).map(|var| Reverse((at(&costs, var), var))).collect();
        let mut gone = vec![false; count as usize];
        let mut order = Vec::with_capacity(count as usize);
        while let Some(Reverse((cost, var))) = heap.pop() {
            if at(&gone, var) || cost != at(&costs, var) {
                continue;
            }
            put(&mut gone, var, true);
            order.push(var);
            for other in self.remove(var) {
                let cost = self.cost(other, weights);
                put(&mut costs, other, cost);
                heap.push(Reverse((cost, other)));
            }
        }
        order
    }
}
