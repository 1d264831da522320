//! Tables and sums as multi-valued decision diagrams.
//!
//! Invariants: node 0 is the accepting end; every other node stands on one level and has at least one edge; an edge
//! leads one level on, from the last level to node 0; children have smaller numbers than their parents; no two nodes
//! are alike. So a diagram has a path for each allowed combination and for nothing else.

use super::{Set, Sum};
use crate::dense::{at, small, span};
use rustc_hash::FxHashMap;

/// An edge: option, child.
pub(crate) type Edge = (u32, u32);

/// A reduced diagram over the variables of `scope`, in that order.
#[derive(Debug, Clone)]
pub(crate) struct Mdd {
    pub(crate) scope: Vec<u32>,
    pub(crate) root: u32,
    firsts: Vec<u32>,
    edges: Vec<Edge>,
}

/// One level before reduction: the edges of its nodes, to positions on the next level.
type Level = Vec<Vec<Edge>>;

/// A cell of a table.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    One(u32),
    Some(Set),
}

/// The diagram would have too many nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Nodes of one diagram, before reduction.
const MOST_NODES: usize = 400_000;
/// Entries of lists of rows: bounds memory where cells hold many options.
const MOST_ENTRIES: usize = 40_000_000;

impl Mdd {
    /// The edges of a node, by ascending option.
    pub(crate) fn edges(&self, node: u32) -> &[Edge] {
        span(&self.edges, at(&self.firsts, node), at(&self.firsts, node + 1))
    }

    /// The child by an option.
    pub(crate) fn child(&self, node: u32, option: u32) -> Option<u32> {
        let edges = self.edges(node);
        let found = edges.binary_search_by_key(&option, |&(value, _)| value).ok()?;
        edges.get(found).map(|&(_, child)| child)
    }

    /// How many nodes there are, the end included.
    pub(crate) fn len(&self) -> u32 {
        small(self.firsts.len()).saturating_sub(1)
    }

    /// From the rows of a table, whose columns are in the order of `scope`; nothing when no row is left.
    pub(crate) fn of_rows(scope: Vec<u32>, rows: &[Vec<Cell>]) -> Result<Option<Self>, TooLarge> {
        let mut levels: Vec<Level> = Vec::new();
        let mut nodes: Vec<Vec<u32>> = vec![(0..small(rows.len())).collect()];
        let (mut made, mut entries) = (1, rows.len());
        for column in 0..scope.len() {
            let mut next = Interner::default();
            let level = nodes.iter().map(|rows_here| branch(rows, rows_here, column, &mut next)).collect();
            levels.push(level);
            nodes = next.nodes;
            made += nodes.len();
            entries += nodes.iter().map(Vec::len).sum::<usize>();
            if made > MOST_NODES || entries > MOST_ENTRIES {
                return Err(TooLarge);
            }
            if column + 1 == scope.len() {
                break;
            }
        }
        Ok(Reduction::run(scope, levels))
    }

    /// From a sum (its guard aside); nothing when no combination keeps the bounds.
    pub(crate) fn of_sum(sum: &Sum) -> Result<Option<Self>, TooLarge> {
        let rests = rests(sum);
        let mut levels: Vec<Level> = Vec::new();
        let mut states: Vec<i64> = vec![0];
        let mut made = 1;
        for (term, &rest) in sum.terms.iter().zip(rests.iter().skip(1)) {
            let mut next = Interner::default();
            let level = states.iter().map(|&state| add(sum, &term.of, state, rest, &mut next)).collect();
            levels.push(level);
            states = next.nodes;
            made += states.len();
            if made > MOST_NODES {
                return Err(TooLarge);
            }
        }
        Ok(Reduction::run(sum.terms.iter().map(|term| term.var).collect(), levels))
    }
}

/// Gives equal keys equal positions.
struct Interner<T> {
    positions: FxHashMap<T, u32>,
    nodes: Vec<T>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self { positions: FxHashMap::default(), nodes: Vec::new() }
    }
}

impl<T: Clone + Eq + std::hash::Hash> Interner<T> {
    fn position(&mut self, key: T) -> u32 {
        if let Some(&position) = self.positions.get(&key) {
            return position;
        }
        let position = small(self.nodes.len());
        self.nodes.push(key.clone());
        self.positions.insert(key, position);
        position
    }
}

/// The edges of the node that stands for the rows `here`: each option leads to the rows that it leaves possible.
/// In the last column all of these are alike, so they become the one list that is empty.
fn branch(rows: &[Vec<Cell>], here: &[u32], column: usize, next: &mut Interner<Vec<u32>>) -> Vec<Edge> {
    let mut by_option: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    let mut last = false;
    for &row in here {
        let Some(cells) = rows.get(row as usize) else { continue };
        last = column + 1 == cells.len();
        match cells.get(column) {
            Some(Cell::One(option)) => by_option.entry(*option).or_default().push(row),
            Some(Cell::Some(set)) => set.iter().for_each(|option| by_option.entry(option).or_default().push(row)),
            None => {}
        }
    }
    let mut edges: Vec<_> = by_option.into_iter().collect();
    edges.sort_unstable_by_key(|&(option, _)| option);
    edges.into_iter().map(|(option, rows)| (option, next.position(if last { Vec::new() } else { rows }))).collect()
}

/// The least and the most that the terms from each position on can add.
fn rests(sum: &Sum) -> Vec<(i64, i64)> {
    let mut rests = vec![(0, 0)];
    for term in sum.terms.iter().rev() {
        let (low, high) = rests.last().copied().unwrap_or_default();
        let least = term.of.iter().min().copied().unwrap_or_default();
        let most = term.of.iter().max().copied().unwrap_or_default();
        rests.push((low + least, high + most));
    }
    rests.reverse();
    rests
}

/// A state from which every continuation keeps the bounds: all such states are one.
const SURE: i64 = i64::MIN;

fn add(sum: &Sum, weights: &[i64], state: i64, (low, high): (i64, i64), next: &mut Interner<i64>) -> Vec<Edge> {
    let options = (0..).zip(weights);
    let reached = options.filter_map(|(option, weight)| {
        if state == SURE {
            return Some((option, SURE));
        }
        let total = state + weight;
        if total + high < sum.least || total + low > sum.most {
            return None;
        }
        let sure = total + low >= sum.least && total + high <= sum.most;
        Some((option, if sure { SURE } else { total }))
    });
    reached.map(|(option, state)| (option, next.position(state))).collect()
}

/// Merges what is alike, from the last level up, and drops what leads nowhere.
struct Reduction {
    firsts: Vec<u32>,
    edges: Vec<Edge>,
    known: FxHashMap<Vec<Edge>, u32>,
}

impl Reduction {
    fn run(scope: Vec<u32>, levels: Vec<Level>) -> Option<Mdd> {
        let mut reduction = Self { firsts: vec![0, 0], edges: Vec::new(), known: FxHashMap::default() };
        let mut below: Option<Vec<Option<u32>>> = None;
        for level in levels.into_iter().rev() {
            reduction.known.clear();
            let numbers = level.into_iter().map(|edges| {
                let child = |position: u32| below.as_ref().map_or(Some(0), |below| at(below, position));
                let edges = edges.into_iter().filter_map(|(option, position)| Some((option, child(position)?)));
                reduction.node(edges.collect())
            });
            below = Some(numbers.collect());
        }
        let root = below.map_or(Some(0), |root| at(&root, 0))?;
        Some(Mdd { scope, root, firsts: reduction.firsts, edges: reduction.edges })
    }

    fn node(&mut self, edges: Vec<Edge>) -> Option<u32> {
        if edges.is_empty() {
            return None;
        }
        if let Some(&known) = self.known.get(&edges) {
            return Some(known);
        }
        let number = small(self.firsts.len()) - 1;
        self.edges.extend(&edges);
        self.firsts.push(small(self.edges.len()));
        self.known.insert(edges, number);
        Some(number)
    }
}
