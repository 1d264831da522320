//! Conditions as clauses.
//!
//! A condition becomes a conjunction of clauses by distribution. Where that would grow, a helper variable stands for a
//! part of the condition; it is defined in both directions, so its value is determined.

use super::{Body, Constraint, Literal, Network, Set};
use crate::{
    dense::at,
    model::{Expr, Flat, Order},
};
use rustc_hash::FxHashMap;

/// A disjunction. Each variable occurs once, in ascending order; none of the sets is empty or full.
pub(super) type Clause = Vec<Literal>;

/// Above this many clauses, distribution stops and helpers stand in.
const MOST_CLAUSES: usize = 32;

/// Turns the conditions of one rule into clauses.
pub(super) struct Clausifier<'a> {
    pub(super) flat: &'a Flat,
    pub(super) network: &'a mut Network,
    pub(super) rule: u32,
    /// Helpers by the place of the expression that they stand for; the model does not move meanwhile.
    helpers: FxHashMap<*const Expr, Literal>,
}

impl<'a> Clausifier<'a> {
    pub(super) fn new(flat: &'a Flat, network: &'a mut Network, rule: u32) -> Self {
        Self { flat, network, rule, helpers: FxHashMap::default() }
    }

    fn size(&self, var: u32) -> u32 {
        at(&self.network.sizes, var)
    }

    /// Adds a clause as a constraint of the rule.
    pub(super) fn add(&mut self, clause: Clause) {
        self.network.constraints.push(Constraint { rule: self.rule, body: Body::Clause(clause) });
    }

    /// The clauses that together say `expr`, or its opposite.
    pub(super) fn clauses(&mut self, expr: &Expr, wanted: bool) -> Vec<Clause> {
        match expr {
            Expr::Always(value) if *value == wanted => Vec::new(),
            Expr::Always(_) => vec![Vec::new()],
            Expr::On(id) => self.atom(id, wanted, |_, present, _| present),
            Expr::Is(id, options) => self.is(id, options, wanted),
            Expr::Compare(id, order, number) => {
                let (order, number): (Order, _) = (*order, *number);
                self.atom(id, wanted, move |_, _, value| value.is_some_and(|value| order.holds(value, number)))
            }
            Expr::Not(inner) => self.clauses(inner, !wanted),
            Expr::And(parts) if wanted => self.all(parts, true),
            Expr::And(parts) => self.any(&parts.iter().map(|part| (part, false)).collect::<Vec<_>>()),
            Expr::Or(parts) if wanted => self.any(&parts.iter().map(|part| (part, true)).collect::<Vec<_>>()),
            Expr::Or(parts) => self.all(parts, false),
            Expr::Implies(left, right) if wanted => self.any(&[(left, false), (right, true)]),
            Expr::Implies(left, right) => {
                let mut both = self.clauses(left, true);
                both.extend(self.clauses(right, false));
                both
            }
            Expr::Same(left, right) => self.same(left, right, wanted),
        }
    }

    fn is(&mut self, id: &str, options: &[String], wanted: bool) -> Vec<Clause> {
        let Some(attribute) = self.flat.attribute(id).and_then(|var| self.flat.attribute_at(var)) else {
            return Vec::new();
        };
        let chosen: Vec<_> = options.iter().filter_map(|option| attribute.option(option)).collect();
        self.atom(id, wanted, |position, _, _| chosen.contains(&position))
    }

    /// A clause of one literal: the options for which `test(position, present, number)` is as wanted.
    fn atom(
        &mut self,
        id: &str,
        wanted: bool,
        test: impl Fn(u32, bool, Option<crate::model::Number>) -> bool,
    ) -> Vec<Clause> {
        let Some(var) = self.flat.attribute(id) else { return Vec::new() };
        let holds = |value| {
            self.flat.option_at(var, value).is_some_and(|option| test(value, option.present, option.number)) == wanted
        };
        let set = Set::of(self.size(var), holds);
        self.normal(vec![Literal { var, set }]).into_iter().collect()
    }

    fn all(&mut self, parts: &[Expr], wanted: bool) -> Vec<Clause> {
        parts.iter().flat_map(|part| self.clauses(part, wanted)).collect()
    }

    pub(super) fn any(&mut self, parts: &[(&Expr, bool)]) -> Vec<Clause> {
        let mut each: Vec<Vec<Clause>> = parts.iter().map(|&(part, wanted)| self.clauses(part, wanted)).collect();
        let product = each.iter().fold(1_usize, |product, clauses| product.saturating_mul(clauses.len()));
        if product > MOST_CLAUSES {
            for (&(part, wanted), clauses) in parts.iter().zip(&mut each) {
                if clauses.len() > 1 {
                    *clauses = vec![vec![self.literal(part, wanted)]];
                }
            }
        }
        let start = vec![Vec::new()];
        each.into_iter().fold(start, |sofar, clauses| self.distribute(&sofar, &clauses))
    }

    fn distribute(&self, left: &[Clause], right: &[Clause]) -> Vec<Clause> {
        let pairs = left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
        pairs.filter_map(|(left, right)| self.normal(left.iter().chain(right).cloned().collect())).collect()
    }

    fn same(&mut self, left: &Expr, right: &Expr, wanted: bool) -> Vec<Clause> {
        let pairs = [
            (self.literal(left, true), self.literal(right, !wanted)),
            (self.literal(left, false), self.literal(right, wanted)),
        ];
        pairs.into_iter().filter_map(|(left, right)| self.normal(vec![left, right])).collect()
    }

    /// One literal that holds exactly where `expr` is as wanted.
    pub(super) fn literal(&mut self, expr: &Expr, wanted: bool) -> Literal {
        if let Some(literal) = self.plain(expr, wanted) {
            return literal;
        }
        let helper = self.helper(expr);
        if wanted { helper } else { Literal { set: helper.set.complement(2), ..helper } }
    }

    /// The literal of a condition on a single attribute.
    fn plain(&mut self, expr: &Expr, wanted: bool) -> Option<Literal> {
        let simple = match expr {
            Expr::On(_) | Expr::Is(..) | Expr::Compare(..) => self.clauses(expr, wanted),
            Expr::Not(inner) => return self.plain(inner, !wanted),
            _ => return None,
        };
        match simple.as_slice() {
            [clause] => clause.first().cloned(),
            _ => None,
        }
    }

    fn helper(&mut self, expr: &Expr) -> Literal {
        if let Some(known) = self.helpers.get(&std::ptr::from_ref(expr)) {
            return known.clone();
        }
        let var = self.network.add_variable(2, [0, 0].into_iter());
        let (off, on) = (Set::of(2, |value| value == 0), Set::of(2, |value| value == 1));
        let literal = Literal { var, set: on };
        self.helpers.insert(std::ptr::from_ref(expr), literal.clone());
        for (wanted, set) in [(true, off), (false, literal.set.clone())] {
            for mut clause in self.clauses(expr, wanted) {
                clause.push(Literal { var, set: set.clone() });
                self.normal(clause).into_iter().for_each(|clause| self.add(clause));
            }
        }
        literal
    }

    /// One literal for each variable; nothing if the clause always holds.
    pub(super) fn normal(&self, mut literals: Clause) -> Option<Clause> {
        literals.sort_by_key(|literal| literal.var);
        let mut normal: Clause = Vec::with_capacity(literals.len());
        for literal in literals {
            match normal.last_mut() {
                Some(last) if last.var == literal.var => last.set.add(&literal.set),
                _ => normal.push(literal),
            }
        }
        if normal.iter().any(|literal| literal.set.count() == self.size(literal.var)) {
            return None;
        }
        normal.retain(|literal| literal.set.count() > 0);
        Some(normal)
    }
}
