//! A network as clauses for the solver.
//!
//! A variable of two options is one solver variable, others have one for each option and exactly one of them holds.
//! The nodes of diagrams are solver variables that are never decided: the options decide them. With selectors, each
//! rule can be switched off.

use crate::{
    dense::{at, small},
    fault::Fault,
    network::{Body, Constraint, Literal, Mdd, Network},
};
use batsat::{Callbacks, Lit, Solver, SolverInterface, SolverOpts, lbool};
use rustc_hash::FxHashMap;

/// Nobody listens to the solver.
struct Quiet;

impl Callbacks for Quiet {}

/// A solver that holds a network or some of its rules.
pub(super) struct Encoding {
    solver: Solver<Quiet>,
    /// The literals of each variable's options; empty until the variable is needed.
    options: Vec<Vec<Lit>>,
    /// What switches each rule on.
    selectors: FxHashMap<u32, Lit>,
    selectable: bool,
    /// A literal that never holds: what is asked about an option that does not exist.
    never: Lit,
}

/// Up to this many options, every pair excludes each other; above, a chain does.
const MOST_PAIRS: usize = 8;

impl Encoding {
    /// Encodes the rules that `wanted` names; with `selectable`, each holds only where its selector is assumed.
    pub(super) fn new(network: &Network, selectable: bool, wanted: impl Fn(u32) -> bool) -> Result<Self, u32> {
        let options = vec![Vec::new(); network.sizes.len()];
        let mut solver = Solver::new(SolverOpts::default(), Quiet);
        let never = Lit::new(solver.new_var_default(), true);
        solver.add_clause_reuse(&mut vec![!never]);
        let mut encoding = Self { solver, options, selectors: FxHashMap::default(), selectable, never };
        for constraint in network.constraints.iter().filter(|constraint| wanted(constraint.rule)) {
            encoding.constraint(network, constraint)?;
        }
        Ok(encoding)
    }

    /// The fault of a rule that cannot be encoded.
    pub(super) fn fault(flat: &crate::model::Flat, rule: u32) -> Fault {
        let id = flat.rules.get(rule as usize).map_or("", |rule| &rule.id);
        Fault::new("sat-limit", "the sum has too many different values to be encoded; use coarser numbers").in_rule(id)
    }

    /// The literal of an option.
    pub(super) fn option(&mut self, network: &Network, var: u32, value: u32) -> Lit {
        if self.options.get(var as usize).is_some_and(Vec::is_empty) {
            self.variable(network, var);
        }
        let options = self.options.get(var as usize).map(Vec::as_slice).unwrap_or_default();
        options.get(value as usize).copied().unwrap_or(self.never)
    }

    /// The switch of a rule.
    pub(super) fn selector(&mut self, rule: u32) -> Lit {
        let solver = &mut self.solver;
        *self.selectors.entry(rule).or_insert_with(|| Lit::new(solver.new_var_default(), true))
    }

    /// Adds a clause.
    pub(super) fn clause(&mut self, mut literals: Vec<Lit>) {
        self.solver.add_clause_reuse(&mut literals);
    }

    /// A new literal that the solver may decide.
    pub(super) fn fresh(&mut self) -> Lit {
        Lit::new(self.solver.new_var_default(), true)
    }

    fn undecided(&mut self) -> Lit {
        Lit::new(self.solver.new_var(lbool::UNDEF, false), true)
    }

    fn variable(&mut self, network: &Network, var: u32) {
        let size = at(&network.sizes, var);
        let options: Vec<Lit> = match size {
            2 => {
                let on = self.fresh();
                vec![!on, on]
            }
            _ => (0..size).map(|_| self.fresh()).collect(),
        };
        if size != 2 {
            self.clause(options.clone());
            self.at_most_one(&options);
        }
        if let Some(place) = self.options.get_mut(var as usize) {
            *place = options;
        }
    }

    fn at_most_one(&mut self, options: &[Lit]) {
        if options.len() <= MOST_PAIRS {
            for (later, &one) in (1..).zip(options) {
                options.iter().skip(later).for_each(|&other| self.clause(vec![!one, !other]));
            }
            return;
        }
        let mut before: Option<Lit> = None;
        for &option in options {
            let upto = self.undecided();
            self.clause(vec![!option, upto]);
            if let Some(before) = before {
                self.clause(vec![!before, upto]);
                self.clause(vec![!before, !option]);
            }
            before = Some(upto);
        }
    }

    fn constraint(&mut self, network: &Network, constraint: &Constraint) -> Result<(), u32> {
        let too_large = |_| constraint.rule;
        let off = if self.selectable { vec![!self.selector(constraint.rule)] } else { Vec::new() };
        match &constraint.body {
            Body::Clause(literals) => {
                let clause = self.literals(network, literals, off);
                self.clause(clause);
            }
            Body::Table(table) => self.diagram(network, table, off),
            Body::Sum(sum) => {
                let clause = self.literals(network, &sum.guard, off);
                match Mdd::of_sum(sum).map_err(too_large)? {
                    Some(table) => self.diagram(network, &table, clause),
                    None => self.clause(clause),
                }
            }
        }
        Ok(())
    }

    fn literals(&mut self, network: &Network, literals: &[Literal], mut to: Vec<Lit>) -> Vec<Lit> {
        for literal in literals {
            for value in literal.set.iter() {
                let option = self.option(network, literal.var, value);
                to.push(option);
            }
        }
        to
    }

    /// The diagram's root holds or one of `unless`; a node that holds passes this on along the option that is taken.
    fn diagram(&mut self, network: &Network, table: &Mdd, mut unless: Vec<Lit>) {
        let nodes: Vec<Lit> = (0..table.len()).map(|_| self.undecided()).collect();
        let never = self.never;
        let literal = |node: u32| nodes.get(node as usize).copied().unwrap_or(never);
        let root = literal(table.root);
        unless.push(root);
        self.clause(unless);
        let mut level = vec![table.root];
        for &var in &table.scope {
            let mut next = Vec::new();
            let mut by_option: FxHashMap<u32, Vec<Lit>> = FxHashMap::default();
            for &node in &level {
                let mut taken = vec![!literal(node)];
                for &(value, child) in table.edges(node) {
                    let option = self.option(network, var, value);
                    taken.push(option);
                    by_option.entry(value).or_default().push(literal(node));
                    if child != 0 {
                        self.clause(vec![!literal(node), !option, literal(child)]);
                        next.push(child);
                    }
                }
                self.clause(taken);
            }
            self.supports(network, var, root, &by_option);
            next.sort_unstable();
            next.dedup();
            level = next;
        }
    }

    /// An option needs a node of its level from which it leads on. This is implied; it lets the solver see earlier that
    /// an option is out.
    fn supports(&mut self, network: &Network, var: u32, root: Lit, by_option: &FxHashMap<u32, Vec<Lit>>) {
        for value in 0..at(&network.sizes, var) {
            let option = self.option(network, var, value);
            let nodes = by_option.get(&value).map(Vec::as_slice).unwrap_or_default();
            self.clause([!root, !option].into_iter().chain(nodes.iter().copied()).collect());
        }
    }

    /// Whether the assumptions can hold together.
    pub(super) fn solve(&mut self, assumptions: &[Lit]) -> bool {
        self.solver.solve_limited(assumptions) == lbool::TRUE
    }

    /// After a failed [`Self::solve`]: the places of those assumptions that cannot hold together.
    pub(super) fn core(&self, assumptions: &[Lit]) -> Vec<u32> {
        let among = |&(_, lit): &(u32, &Lit)| self.solver.unsat_core_contains_var(lit.var());
        (0..small(assumptions.len())).zip(assumptions).filter(among).map(|(place, _)| place).collect()
    }

    /// After a successful [`Self::solve`]: the option of each attribute. One that no rule names has its first.
    pub(super) fn product(&self, network: &Network) -> Vec<u32> {
        let chosen = |options: &Vec<Lit>| {
            let on = (0..).zip(options).find(|(_, lit)| self.solver.value_lit(**lit) == lbool::TRUE);
            on.map_or(0, |(value, _)| value)
        };
        self.options.iter().take(network.attributes as usize).map(chosen).collect()
    }
}
