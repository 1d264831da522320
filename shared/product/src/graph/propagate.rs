//! Taking out what no product can have any more, constraint by constraint until nothing changes.
//!
//! Clauses and tables lose every option without support; sums are cut by their bounds. That is enough for the
//! compiler: what propagation misses, branching finds.

use super::domains::Domains;
use crate::{
    dense::{at, put, small},
    network::{Body, Constraint, Literal, Mdd, Network, Sum, insert},
};

/// Some constraint cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) constraint: u32,
}

/// Propagates the constraints of a network over domains.
pub(super) struct Propagator<'a> {
    pub(super) network: &'a Network,
    /// The constraints of each variable.
    pub(super) of_variable: Vec<Vec<u32>>,
    /// For each variable of two options, the others with which it stands in a clause of two: while neither is fixed,
    /// such a clause is open and a part of no key, so that parts can be told apart without a look at it.
    pub(super) paired: Vec<Vec<u32>>,
    /// The other constraints of each variable.
    pub(super) unpaired: Vec<Vec<u32>>,
    /// The variables of each constraint.
    pub(super) scopes: Vec<Vec<u32>>,
    queue: Vec<u32>,
    queued: Vec<bool>,
    walk: Walk,
    /// Steps so far: the measure of effort, the same on every machine.
    pub(super) work: u64,
}

/// What a look at a clause shows.
enum State<'a> {
    Holds,
    /// None of the literals can hold.
    Never,
    /// Only this one can.
    Only(&'a Literal),
    Open,
}

impl<'a> Propagator<'a> {
    pub(super) fn new(network: &'a Network) -> Self {
        let scopes: Vec<Vec<u32>> = network.constraints.iter().map(Constraint::scope).collect();
        let lists = || vec![Vec::new(); network.sizes.len()];
        let (mut of_variable, mut paired, mut unpaired) = (lists(), lists(), lists());
        for (scope, constraint) in scopes.iter().zip(0..) {
            let pair = pair(network, scope, constraint);
            for &var in scope {
                append(&mut of_variable, var, constraint);
                match pair {
                    Some((one, other)) => append(&mut paired, var, if var == one { other } else { one }),
                    None => append(&mut unpaired, var, constraint),
                }
            }
        }
        for list in &mut paired {
            list.sort_unstable();
            list.dedup();
        }
        let queued = vec![false; network.constraints.len()];
        let walk = Walk::default();
        Self { network, of_variable, paired, unpaired, scopes, queue: Vec::new(), queued, walk, work: 0 }
    }

    /// The variables of a constraint.
    pub(super) fn scope(&self, constraint: u32) -> &[u32] {
        self.scopes.get(constraint as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// Propagates every constraint.
    pub(super) fn all(&mut self, domains: &mut Domains) -> Result<(), Broken> {
        (0..small(self.network.constraints.len())).for_each(|constraint| self.enqueue(constraint));
        self.run(domains)
    }

    /// Propagates what changed.
    pub(super) fn run(&mut self, domains: &mut Domains) -> Result<(), Broken> {
        loop {
            self.enqueue_changed(domains);
            let Some(constraint) = self.queue.pop() else { return Ok(()) };
            put(&mut self.queued, constraint, false);
            if !domains.is_settled(constraint) && !self.one(constraint, domains) {
                self.forget();
                domains.changed.clear();
                return Err(Broken { constraint });
            }
        }
    }

    fn enqueue(&mut self, constraint: u32) {
        if !at(&self.queued, constraint) {
            put(&mut self.queued, constraint, true);
            self.queue.push(constraint);
        }
    }

    fn enqueue_changed(&mut self, domains: &mut Domains) {
        while let Some(var) = domains.changed.pop() {
            let Some(list) = self.of_variable.get_mut(var as usize).map(std::mem::take) else { continue };
            self.work += list.len() as u64;
            for &constraint in &list {
                if !domains.is_settled(constraint) {
                    self.enqueue(constraint);
                }
            }
            if let Some(place) = self.of_variable.get_mut(var as usize) {
                *place = list;
            }
        }
    }

    fn forget(&mut self) {
        while let Some(constraint) = self.queue.pop() {
            put(&mut self.queued, constraint, false);
        }
    }

    /// Propagates one constraint; false when it cannot be kept.
    fn one(&mut self, constraint: u32, domains: &mut Domains) -> bool {
        let network = self.network;
        let Some(known) = network.constraints.get(constraint as usize) else { return true };
        match &known.body {
            Body::Clause(literals) => {
                self.work += literals.len() as u64;
                clause(constraint, literals, domains)
            }
            Body::Sum(sum) => {
                self.work += sum.terms.len() as u64 * 2;
                bound(constraint, sum, domains)
            }
            Body::Table(table) => {
                self.walk.run(table, domains);
                self.work += self.walk.steps;
                self.walk.cut(constraint, table, domains)
            }
        }
    }
}

/// The last literal that can hold must; false when none can.
fn clause(constraint: u32, literals: &[Literal], domains: &mut Domains) -> bool {
    match look(literals, domains) {
        State::Holds => domains.settle(constraint),
        State::Never => return false,
        State::Only(literal) => {
            domains.settle(constraint);
            return domains.keep(literal.var, literal.set.words());
        }
        State::Open => {}
    }
    true
}

/// Keeps a sum within its bounds, or its guard.
fn bound(constraint: u32, sum: &Sum, domains: &mut Domains) -> bool {
    let guard = look(&sum.guard, domains);
    if matches!(guard, State::Holds) {
        domains.settle(constraint);
        return true;
    }
    let (low, high) = reach(sum, domains);
    if low >= sum.least && high <= sum.most {
        domains.settle(constraint);
        return true;
    }
    if low > sum.most || high < sum.least {
        return clause(constraint, &sum.guard, domains);
    }
    !matches!(guard, State::Never) || cut(sum, (low, high), domains)
}

fn append(lists: &mut [Vec<u32>], var: u32, item: u32) {
    if let Some(list) = lists.get_mut(var as usize) {
        list.push(item);
    }
}

/// The variables of a clause of two, both of two options.
fn pair(network: &Network, scope: &[u32], constraint: u32) -> Option<(u32, u32)> {
    let body = &network.constraints.get(constraint as usize)?.body;
    match (body, scope) {
        (Body::Clause(_), &[one, other]) if at(&network.sizes, one) == 2 && at(&network.sizes, other) == 2 => {
            Some((one, other))
        }
        _ => None,
    }
}

/// Whether a literal holds, cannot hold, or neither yet.
fn standing(literal: &Literal, domains: &Domains) -> Option<bool> {
    let (mut some, mut others) = (false, false);
    for (have, set) in domains.of(literal.var).iter().zip(literal.set.words()) {
        some |= have & set != 0;
        others |= have & !set != 0;
    }
    if some && others { None } else { Some(some) }
}

fn look<'a>(literals: &'a [Literal], domains: &Domains) -> State<'a> {
    let mut open = None;
    let mut several = false;
    for literal in literals {
        match standing(literal, domains) {
            Some(true) => return State::Holds,
            Some(false) => {}
            None => {
                several |= open.is_some();
                open = Some(literal);
            }
        }
    }
    match open {
        None => State::Never,
        Some(_) if several => State::Open,
        Some(only) => State::Only(only),
    }
}

/// The least and the most that a term can add.
pub(super) fn ends(of: &[i64], var: u32, domains: &Domains) -> (i64, i64) {
    let mut values = domains.values(var).map(|value| at(of, value));
    let first = values.next().unwrap_or_default();
    values.fold((first, first), |(low, high), weight| (low.min(weight), high.max(weight)))
}

fn reach(sum: &Sum, domains: &Domains) -> (i64, i64) {
    sum.terms.iter().fold((0, 0), |(low, high), term| {
        let (least, most) = ends(&term.of, term.var, domains);
        (low + least, high + most)
    })
}

/// Takes out options with which the sum cannot come within its bounds.
fn cut(sum: &Sum, (low, high): (i64, i64), domains: &mut Domains) -> bool {
    let slack = (sum.most - low).min(high - sum.least);
    for term in &sum.terms {
        let (least, most) = ends(&term.of, term.var, domains);
        if most - least <= slack {
            continue;
        }
        let fits = |weight: i64| low - least + weight <= sum.most && high - most + weight >= sum.least;
        let mut keep = vec![0; domains.of(term.var).len()];
        for value in domains.values(term.var).filter(|&value| fits(at(&term.of, value))) {
            insert(&mut keep, value);
        }
        if !domains.keep(term.var, &keep) {
            return false;
        }
    }
    true
}

/// The node of a table's diagram to which the fixed variables at its beginning lead, and how many they are.
pub(super) fn entry(table: &Mdd, domains: &Domains) -> Option<(u32, usize)> {
    let mut node = table.root;
    for (&var, level) in table.scope.iter().zip(0..) {
        if !domains.is_fixed(var) {
            return Some((node, level));
        }
        node = table.child(node, domains.value(var))?;
    }
    Some((node, table.scope.len()))
}

/// A walk over the part of a diagram that the domains leave. Its memory is kept from walk to walk.
#[derive(Default)]
struct Walk {
    /// The nodes of each level that are reached.
    levels: Vec<Vec<u32>>,
    /// The stamp of the walk that reached a node.
    stamps: Vec<u32>,
    stamp: u32,
    /// Paths from each reached node to the end; 0 where there is none.
    paths: Vec<u128>,
    /// Supported options of each level.
    supported: Vec<Vec<u64>>,
    start: Option<(u32, usize)>,
    steps: u64,
}

impl Walk {
    fn run(&mut self, table: &Mdd, domains: &Domains) {
        self.start = entry(table, domains);
        self.steps = table.scope.len() as u64;
        let Some((node, level)) = self.start else { return };
        self.down(table, domains, node, level);
        self.up(table, domains, level);
    }

    fn down(&mut self, table: &Mdd, domains: &Domains, node: u32, level: usize) {
        let nodes = table.len() as usize;
        if self.stamps.len() < nodes {
            self.stamps.resize(nodes, 0);
            self.paths.resize(nodes, 0);
        }
        self.stamp += 1;
        self.levels.clear();
        self.levels.push(vec![node]);
        for &var in table.scope.iter().skip(level) {
            let mut next = Vec::new();
            for &node in self.levels.last().into_iter().flatten() {
                for &(value, child) in table.edges(node) {
                    if domains.has(var, value) && at(&self.stamps, child) != self.stamp {
                        put(&mut self.stamps, child, self.stamp);
                        next.push(child);
                    }
                }
            }
            self.levels.push(next);
        }
    }

    /// Counts paths from the end up and notes the options on them.
    fn up(&mut self, table: &Mdd, domains: &Domains, level: usize) {
        put(&mut self.paths, 0, 1);
        self.supported.clear();
        let vars = table.scope.iter().skip(level);
        for (nodes, &var) in self.levels.iter().rev().skip(1).zip(vars.rev()) {
            let mut supported = vec![0; domains.of(var).len()];
            for &node in nodes {
                let mut paths = 0_u128;
                self.steps += table.edges(node).len() as u64;
                for &(value, child) in table.edges(node) {
                    let below = at(&self.paths, child);
                    if below > 0 && at(&self.stamps, child) == self.stamp && domains.has(var, value) {
                        paths = paths.saturating_add(below);
                        insert(&mut supported, value);
                    }
                }
                put(&mut self.paths, node, paths);
            }
            self.supported.push(supported);
        }
        self.supported.reverse();
    }

    /// Takes unsupported options out; when the rest is every combination of what is left, the table is settled.
    fn cut(&self, constraint: u32, table: &Mdd, domains: &mut Domains) -> bool {
        let Some((node, level)) = self.start else { return false };
        let paths = if level == table.scope.len() { 1 } else { at(&self.paths, node) };
        if paths == 0 {
            return false;
        }
        let mut product = 1_u128;
        for (&var, supported) in table.scope.iter().skip(level).zip(&self.supported) {
            if !domains.keep(var, supported) {
                return false;
            }
            product = product.saturating_mul(u128::from(domains.size(var)));
        }
        if paths == product && product < u128::MAX {
            domains.settle(constraint);
        }
        true
    }
}
