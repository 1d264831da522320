//! What one run up and one run down the graph tell.

use super::arena::{Arena, JOIN};
use crate::dense::{at, change, put};
use num_bigint::BigUint;
use std::ops::{Add, Mul};

/// What a product part costs: money, or changed choices first and then money.
pub(crate) trait Weight: Copy + Ord + Default + Add<Output = Self> {
    /// More than anything costs: not possible. Never added to.
    const NEVER: Self;

    /// The sum, which is never where one part is.
    fn plus(self, other: Self) -> Self {
        if self == Self::NEVER || other == Self::NEVER { Self::NEVER } else { self + other }
    }
}

impl Weight for i64 {
    const NEVER: Self = Self::MAX;
}

impl Weight for i128 {
    const NEVER: Self = Self::MAX;
}

/// The number of the first option of each variable, and a value for every option.
#[derive(Clone, Copy)]
pub(crate) struct PerOption<'a, W> {
    pub(crate) firsts: &'a [u32],
    pub(crate) of: &'a [W],
}

impl<W: Copy + Default> PerOption<'_, W> {
    fn get(&self, var: u32, value: u32) -> W {
        at(self.of, at(self.firsts, var) + value)
    }
}

/// The least weight of each node's part, into `to`.
pub(crate) fn up<W: Weight>(arena: &Arena, weights: PerOption<W>, to: &mut Vec<W>) {
    to.clear();
    to.push(W::default());
    for node in 1..arena.len() {
        let edges = arena.edges_of(node);
        let var = at(&arena.vars, node);
        let least = if var == JOIN {
            edges.iter().fold(W::default(), |sum, edge| sum.plus(at(to, edge.child)))
        } else {
            let of_edge = edges.iter().map(|edge| weights.get(var, edge.value).plus(at(to, edge.child)));
            of_edge.min().unwrap_or(W::NEVER)
        };
        to.push(least);
    }
}

/// The price of the cheapest product with each option, into `best`: all choices are kept but one on the option's own
/// variable. `outside` is memory to work in.
pub(crate) fn down(
    arena: &Arena,
    (allowed, prices): (PerOption<i64>, &[i64]),
    inside: &[i64],
    outside: &mut Vec<i64>,
    best: &mut Vec<i64>,
) {
    best.clear();
    best.resize(allowed.of.len(), i64::NEVER);
    outside.clear();
    outside.resize(inside.len(), i64::NEVER);
    let Some(root) = arena.root else { return };
    put(outside, root, 0);
    for node in (1..=root).rev() {
        let around = at(outside, node);
        if around == i64::NEVER {
            continue;
        }
        let var = at(&arena.vars, node);
        if var == JOIN {
            down_join(arena, node, around, inside, outside);
            continue;
        }
        let first = at(allowed.firsts, var);
        for edge in arena.edges_of(node) {
            let option = first + edge.value;
            let with = around.plus(at(prices, option));
            let total = with.plus(at(inside, edge.child));
            change(best, option, |known| known.min(total));
            if at(allowed.of, option) != i64::NEVER {
                change(outside, edge.child, |known| known.min(with));
            }
        }
    }
}

/// What is around a child of a join is what is around the join and all other children.
fn down_join(arena: &Arena, node: u32, around: i64, inside: &[i64], outside: &mut [i64]) {
    let edges = arena.edges_of(node);
    let impossible = edges.iter().filter(|edge| at(inside, edge.child) == i64::NEVER).count();
    if impossible > 1 {
        return;
    }
    let possible = edges.iter().map(|edge| at(inside, edge.child)).filter(|&price| price != i64::NEVER);
    let total = around + possible.sum::<i64>();
    for edge in edges {
        let own = at(inside, edge.child);
        let rest = match (own == i64::NEVER, impossible) {
            (true, _) => total,
            (false, 0) => total - own,
            (false, _) => continue,
        };
        change(outside, edge.child, |known| known.min(rest));
    }
}

/// The cheapest product below the root, by the weights of an [`up`] run: an option for each variable that is decided.
pub(crate) fn cheapest<W: Weight>(arena: &Arena, weights: PerOption<W>, inside: &[W]) -> Option<Vec<u32>> {
    let root = arena.root?;
    if at(inside, root) == W::NEVER {
        return None;
    }
    let mut product = vec![0; weights.firsts.len().saturating_sub(1)];
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        let var = at(&arena.vars, node);
        let edges = arena.edges_of(node);
        if var == JOIN {
            open.extend(edges.iter().map(|edge| edge.child));
            continue;
        }
        let best = edges.iter().min_by_key(|edge| weights.get(var, edge.value).plus(at(inside, edge.child)))?;
        put(&mut product, var, best.value);
        open.push(best.child);
    }
    Some(product)
}

/// A number that products are counted with.
pub(crate) trait Tally:
    Clone + Default + for<'a> Add<&'a Self, Output = Self> + for<'a> Mul<&'a Self, Output = Self>
{
    /// One.
    fn one() -> Self;
}

impl Tally for u128 {
    fn one() -> Self {
        1
    }
}

impl Tally for BigUint {
    fn one() -> Self {
        Self::from(1_u32)
    }
}

/// How many products there are with allowed options only. The caller sees to it that the number fits.
pub(crate) fn count<T: Tally>(arena: &Arena, allowed: PerOption<bool>) -> T {
    let Some(root) = arena.root else { return T::default() };
    let mut counts: Vec<T> = vec![T::one()];
    for node in 1..=root {
        let edges = arena.edges_of(node);
        let var = at(&arena.vars, node);
        let possible = edges.iter().filter(|edge| var == JOIN || allowed.get(var, edge.value));
        let below = possible.filter_map(|edge| counts.get(edge.child as usize));
        let count = if var == JOIN {
            below.fold(T::one(), |product, count| product * count)
        } else {
            below.fold(T::default(), |sum, count| sum + count)
        };
        counts.push(count);
    }
    counts.pop().unwrap_or_default()
}
