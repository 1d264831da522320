//! The decision graph.
//!
//! Invariants: node 0 is the empty product part. Children have smaller numbers than their parents, so one run upwards
//! and one downwards visit everything in order. A decision has an edge for each option that some product has; the
//! children of a join have no variable in common. Below the root, every path decides every attribute
//! exactly once, and a helper at most once.

use crate::dense::{at, put, small, span};
use rustc_hash::FxHashMap;

/// The variable of a node that joins independent parts.
pub(crate) const JOIN: u32 = u32::MAX;

/// An edge: the option decided (0 in a join) and where it leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Edge {
    pub(crate) value: u32,
    pub(crate) child: u32,
}

/// Nodes and edges in arrays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arena {
    /// Variable of each node; [`JOIN`] for joins.
    pub(crate) vars: Vec<u32>,
    /// First edge of each node, and the end.
    pub(crate) firsts: Vec<u32>,
    pub(crate) edges: Vec<Edge>,
    /// Nothing when no product exists.
    pub(crate) root: Option<u32>,
}

impl Arena {
    /// Only the empty part.
    pub(crate) fn new() -> Self {
        Self { vars: vec![JOIN], firsts: vec![0, 0], edges: Vec::new(), root: None }
    }

    pub(crate) fn len(&self) -> u32 {
        small(self.vars.len())
    }

    pub(crate) fn edges_of(&self, node: u32) -> &[Edge] {
        span(&self.edges, at(&self.firsts, node), at(&self.firsts, node + 1))
    }

    pub(crate) fn push(&mut self, var: u32, edges: &[Edge]) -> u32 {
        let node = self.len();
        self.vars.push(var);
        self.edges.extend(edges);
        self.firsts.push(small(self.edges.len()));
        node
    }

    /// The same graph without what the root does not reach.
    pub(crate) fn pruned(&self) -> Self {
        let Some(root) = self.root else { return Self::new() };
        let mut reached = vec![false; self.vars.len()];
        put(&mut reached, root, true);
        for node in (1..=root).rev() {
            if at(&reached, node) {
                self.edges_of(node).iter().for_each(|edge| put(&mut reached, edge.child, true));
            }
        }
        let mut pruned = Self::new();
        let mut numbers = vec![0; self.vars.len()];
        for node in (1..=root).filter(|&node| at(&reached, node)) {
            let renumber = |edge: &Edge| Edge { value: edge.value, child: at(&numbers, edge.child) };
            let edges: Vec<Edge> = self.edges_of(node).iter().map(renumber).collect();
            let number = pruned.push(at(&self.vars, node), &edges);
            put(&mut numbers, node, number);
        }
        pruned.root = Some(at(&numbers, root));
        pruned
    }
}

/// Makes nodes of an arena, no two alike.
pub(crate) struct Maker {
    pub(crate) arena: Arena,
    known: FxHashMap<(u32, Box<[Edge]>), u32>,
}

impl Maker {
    pub(crate) fn new() -> Self {
        Self { arena: Arena::new(), known: FxHashMap::default() }
    }

    /// A decision. Nothing when it has no edge.
    pub(crate) fn decision(&mut self, var: u32, edges: Vec<Edge>) -> Option<u32> {
        if edges.is_empty() { None } else { Some(self.node(var, edges)) }
    }

    /// Joins independent parts.
    pub(crate) fn join(&mut self, mut parts: Vec<u32>) -> u32 {
        parts.retain(|&part| part != 0);
        parts.sort_unstable();
        match parts.as_slice() {
            [] => 0,
            [only] => *only,
            _ => self.node(JOIN, parts.into_iter().map(|child| Edge { value: 0, child }).collect()),
        }
    }

    fn node(&mut self, var: u32, edges: Vec<Edge>) -> u32 {
        let key = (var, edges.into_boxed_slice());
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let node = self.arena.push(var, &key.1);
        self.known.insert(key, node);
        node
    }
}
