//! From a network to its decision graph.
//!
//! Decide a variable, propagate, split what is left into independent parts, and do the same with each; a part that was
//! met before is not done again. The stack is a vector, so depth is bounded by memory only, and effort is counted in
//! steps, so that a model compiles everywhere or nowhere.

use super::{
    arena::{Arena, Edge, Maker},
    domains::Domains,
    parts::{Part, Parts, first},
    propagate::Propagator,
};
use crate::{
    dense::{at, put},
    network::Network,
};
use rustc_hash::FxHashMap;

/// Where compiling gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GraphLimits {
    /// Nodes of the graph.
    pub nodes: u32,
    /// Steps of propagation and search; about 300 million a second, a third of that in a browser.
    pub steps: u64,
    /// Numbers in the keys of remembered parts, of four bytes each.
    pub memory: u64,
}

impl Default for GraphLimits {
    fn default() -> Self {
        Self { nodes: 400_000, steps: 1_500_000_000, memory: 30_000_000 }
    }
}

/// Why compiling gave up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct GaveUp {
    /// The rule that was most often open while parts were told apart.
    pub(crate) rule: u32,
    /// Nodes made until then.
    pub(crate) nodes: u32,
}

/// What a part comes to.
#[derive(Clone, Copy)]
enum Found {
    Node(u32),
    /// It has no solution.
    Nothing,
}

/// A part whose first variable is being decided.
struct Branch {
    part: Part,
    key: Box<[u32]>,
    var: u32,
    /// Options still to be tried, descending: the last is next.
    values: Vec<u32>,
    value: u32,
    edges: Vec<Edge>,
    mark: usize,
}

/// One option of a branch: everything below it.
struct Bundle {
    done: Vec<u32>,
    open: Vec<Part>,
}

enum Frame {
    Branch(Branch),
    Bundle(Bundle),
}

struct Compiler<'a> {
    network: &'a Network,
    domains: Domains,
    propagator: Propagator<'a>,
    parts: Parts,
    maker: Maker,
    known: FxHashMap<Box<[u32]>, Found>,
    memory: u64,
    /// How often each constraint was part of a key.
    pressure: Vec<u64>,
    stack: Vec<Frame>,
}

/// Compiles a network.
pub(crate) fn compile(network: &Network, limits: &GraphLimits) -> Result<Arena, GaveUp> {
    let propagator = Propagator::new(network);
    let mut compiler = Compiler {
        network,
        domains: Domains::new(network),
        parts: Parts::new(&propagator),
        propagator,
        maker: Maker::new(),
        known: FxHashMap::default(),
        memory: 0,
        pressure: vec![0; network.constraints.len()],
        stack: Vec::new(),
    };
    let root = compiler.run(limits)?;
    compiler.maker.arena.root = root;
    Ok(compiler.maker.arena.pruned())
}

impl Compiler<'_> {
    fn run(&mut self, limits: &GraphLimits) -> Result<Option<u32>, GaveUp> {
        if self.propagator.all(&mut self.domains).is_err() {
            return Ok(None);
        }
        let all: Vec<u32> = (0..self.network.len()).collect();
        let bundle = self.bundle(&all);
        self.stack.push(Frame::Bundle(bundle));
        let mut answer = None;
        while let Some(frame) = self.stack.pop() {
            self.within(limits)?;
            answer = match frame {
                Frame::Branch(branch) => self.step_branch(branch, answer),
                Frame::Bundle(bundle) => self.step_bundle(bundle, answer),
            };
        }
        Ok(if let Some(Found::Node(root)) = answer { Some(root) } else { None })
    }

    fn within(&self, limits: &GraphLimits) -> Result<(), GaveUp> {
        let nodes = self.maker.arena.len();
        if nodes <= limits.nodes && self.propagator.work <= limits.steps && self.memory <= limits.memory {
            return Ok(());
        }
        let most = (0..).zip(&self.pressure).max_by_key(|&(_, pressure)| pressure);
        let constraint: u32 = most.map(|(constraint, _)| constraint).unwrap_or_default();
        let rule = self.network.constraints.get(constraint as usize).map(|known| known.rule);
        Err(GaveUp { rule: rule.unwrap_or_default(), nodes })
    }

    /// Takes the answer for the option that was tried, if any, and tries the next.
    fn step_branch(&mut self, mut branch: Branch, answer: Option<Found>) -> Option<Found> {
        if let Some(Found::Node(child)) = answer {
            branch.edges.push(Edge { value: branch.value, child });
        }
        self.domains.undo(branch.mark);
        while let Some(value) = branch.values.pop() {
            branch.value = value;
            let possible = self.domains.fix(branch.var, value) && self.propagator.run(&mut self.domains).is_ok();
            if possible {
                let bundle = self.bundle_below(&branch);
                self.stack.push(Frame::Branch(branch));
                self.stack.push(Frame::Bundle(bundle));
                return None;
            }
            self.domains.undo(branch.mark);
        }
        let found = self.maker.decision(branch.var, branch.edges).map_or(Found::Nothing, Found::Node);
        self.memory += branch.key.len() as u64 + 8;
        self.known.insert(branch.key, found);
        Some(found)
    }

    /// Takes the answer for the part that was open, if any, and goes on to the next.
    fn step_bundle(&mut self, mut bundle: Bundle, answer: Option<Found>) -> Option<Found> {
        match answer {
            Some(Found::Nothing) => return answer,
            Some(Found::Node(node)) => bundle.done.push(node),
            None => {}
        }
        while let Some(part) = bundle.open.pop() {
            if let ([only], []) = (part.vars.as_slice(), part.constraints.as_slice()) {
                bundle.done.extend(self.free(*only));
                continue;
            }
            let pressure = &mut self.pressure;
            let key = part.key(&self.domains, &self.propagator, |constraint| {
                let more = at(pressure, constraint) + 1;
                put(pressure, constraint, more);
            });
            match self.known.get(key.as_slice()) {
                Some(Found::Node(node)) => bundle.done.push(*node),
                Some(Found::Nothing) => return Some(Found::Nothing),
                None => {
                    self.stack.push(Frame::Bundle(bundle));
                    let branch = self.branch(part, key);
                    self.stack.push(Frame::Branch(branch));
                    return None;
                }
            }
        }
        Some(Found::Node(self.maker.join(bundle.done)))
    }

    fn branch(&self, part: Part, key: Vec<u32>) -> Branch {
        let var = first(&part, &self.network.ranks);
        let mut values: Vec<u32> = self.domains.values(var).collect();
        values.reverse();
        let mark = self.domains.mark();
        Branch { part, key: key.into(), var, values, value: 0, edges: Vec::new(), mark }
    }

    /// A variable that nothing binds any more: every option that is left.
    fn free(&mut self, var: u32) -> Option<u32> {
        let edges = self.domains.values(var).map(|value| Edge { value, child: 0 }).collect();
        self.maker.decision(var, edges)
    }

    fn bundle(&mut self, among: &[u32]) -> Bundle {
        // A fixed helper is neither counted nor priced, so it is left out.
        let tells = |&var: &u32| self.domains.is_fixed(var) && var < self.network.attributes;
        let fixed: Vec<u32> = among.iter().copied().filter(tells).collect();
        let done = fixed.into_iter().filter_map(|var| self.free(var)).collect();
        let open = self.parts.split(among, &self.domains, &mut self.propagator);
        Bundle { done, open }
    }

    fn bundle_below(&mut self, branch: &Branch) -> Bundle {
        let rest: Vec<u32> = branch.part.vars.iter().copied().filter(|&var| var != branch.var).collect();
        self.bundle(&rest)
    }
}
