//! From a flat model to its network.

use super::{
    Body, Constraint, Literal, Mdd, Network, Set, Sum, Weights,
    clauses::{Clause, Clausifier},
    mdd, order,
};
use crate::{
    dense::{at, small},
    fault::Fault,
    model::{Cell, Expr, Flat, Number, Rule, Says, Term},
};
use std::collections::BTreeMap;

impl Network {
    /// Builds the network of a checked model.
    pub(crate) fn of(flat: &Flat) -> Result<Self, Fault> {
        let mut network = Self::default();
        for attribute in &flat.attributes {
            let prices = attribute.options.iter().map(|option| option.price);
            network.add_variable(small(attribute.options.len()), prices);
        }
        network.attributes = network.len();
        let mut tables = Vec::new();
        for (rule, number) in flat.rules.iter().zip(0..) {
            let mut lowering = Lowering { to: Clausifier::new(flat, &mut network, number), tables: &mut tables };
            lowering.rule(rule).map_err(|fault| fault.in_rule(&rule.id))?;
        }
        network.ranks = order::ranks(&network, &tables);
        for table in tables {
            network.add_table(flat, table)?;
        }
        Ok(network)
    }

    /// Columns go by rank, so that the graph's decisions follow the diagram from its root.
    fn add_table(&mut self, flat: &Flat, table: Table) -> Result<(), Fault> {
        let Table { rule, scope, rows } = table;
        let mut by_rank: Vec<(u32, usize)> = scope.iter().copied().zip(0..).collect();
        by_rank.sort_by_key(|&(var, _)| at(&self.ranks, var));
        let sorted = |row: Vec<mdd::Cell>| by_rank.iter().filter_map(|&(_, column)| row.get(column).cloned()).collect();
        let rows: Vec<Vec<mdd::Cell>> = rows.into_iter().map(sorted).collect();
        let scope = by_rank.iter().map(|&(var, _)| var).collect();
        let made = Mdd::of_rows(scope, &rows).map_err(|_| {
            let id = flat.rules.get(rule as usize).map_or("", |rule| &rule.id);
            let text =
                "the table's cells with several options overlap so much that it cannot be compiled; split its rows";
            Fault::new("model-table-size", text).in_rule(id)
        })?;
        let body = made.map_or_else(|| Body::Clause(Vec::new()), Body::Table);
        self.constraints.push(Constraint { rule, body });
        Ok(())
    }
}

/// A table before its columns are put in order.
pub(super) struct Table {
    rule: u32,
    pub(super) scope: Vec<u32>,
    rows: Vec<Vec<mdd::Cell>>,
}

struct Lowering<'a, 'b> {
    to: Clausifier<'a>,
    tables: &'b mut Vec<Table>,
}

impl Lowering<'_, '_> {
    fn rule(&mut self, rule: &Rule) -> Result<(), Fault> {
        match &rule.says {
            Says::Requires { when, then } => {
                let clauses = self.to.any(&[(when, false), (then, true)]);
                self.add_all(clauses);
            }
            Says::Excludes { all } => {
                let parts: Vec<_> = all.iter().map(|part| (part, false)).collect();
                let clauses = self.to.any(&parts);
                self.add_all(clauses);
            }
            Says::Condition { holds } => {
                let clauses = self.to.clauses(holds, true);
                self.add_all(clauses);
            }
            Says::Group { members, at_least, at_most, when } => {
                self.group(members, (*at_least, *at_most), when.as_ref());
            }
            Says::Table { columns, rows } => self.table(columns, rows),
            Says::Limit { sum, at_least, at_most, when } => {
                self.limit(sum, (*at_least, *at_most), when.as_ref())?;
            }
        }
        Ok(())
    }

    fn add_all(&mut self, clauses: Vec<Clause>) {
        for clause in clauses {
            self.to.add(clause);
        }
    }

    /// The clauses one of whose literals holds where `when` does not.
    fn guards(&mut self, when: Option<&Expr>) -> Vec<Clause> {
        when.map_or_else(|| vec![Vec::new()], |when| self.to.clauses(when, false))
    }

    fn group(&mut self, members: &[Expr], (least, most): (u32, Option<u32>), when: Option<&Expr>) {
        let mut weights: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        for member in members {
            let literal = self.to.literal(member, true);
            let size = at(&self.to.network.sizes, literal.var);
            let of = weights.entry(literal.var).or_insert_with(|| vec![0; size as usize]);
            (0..).zip(of).filter(|(value, _)| literal.set.contains(*value)).for_each(|(_, weight)| *weight += 1);
        }
        self.sum(&weights, i64::from(least), most.map_or(i64::MAX, i64::from), when);
    }

    fn limit(
        &mut self,
        sum: &[Term],
        (least, most): (Option<Number>, Option<Number>),
        when: Option<&Expr>,
    ) -> Result<(), Fault> {
        let exact = self.exact(sum);
        let digits =
            exact.values().flatten().chain(&least).chain(&most).map(|number| number.0.normalize().scale()).max();
        let digits = digits.unwrap_or_default();
        let whole = |number: Number| number.scaled(digits).filter(|whole| whole.abs() < i64::MAX / 1_000_000);
        let fault = || Fault::new("model-large", "its numbers are too large or have too many digits");
        let mut weights = BTreeMap::new();
        for (var, numbers) in exact {
            let of: Option<Vec<i64>> = numbers.into_iter().map(whole).collect();
            weights.insert(var, of.ok_or_else(fault)?);
        }
        let least = least.map_or(Ok(i64::MIN), |number| whole(number).ok_or_else(fault))?;
        let most = most.map_or(Ok(i64::MAX), |number| whole(number).ok_or_else(fault))?;
        self.sum(&weights, least, most, when);
        Ok(())
    }

    /// What each option of each attribute adds.
    fn exact(&self, sum: &[Term]) -> BTreeMap<u32, Vec<Number>> {
        let flat = self.to.flat;
        let mut exact: BTreeMap<u32, Vec<Number>> = BTreeMap::new();
        for term in sum {
            for var in flat.summed(term) {
                let size = at(&self.to.network.sizes, var);
                let of = exact.entry(var).or_insert_with(|| vec![Number::ZERO; size as usize]);
                for (value, number) in (0..).zip(of) {
                    number.0 += flat.summand(term, var, value).0 * term.factor.0;
                }
            }
        }
        exact
    }

    /// Adds a sum, once for each clause of its guard, in its simplest form.
    fn sum(&mut self, weights: &BTreeMap<u32, Vec<i64>>, least: i64, most: i64, when: Option<&Expr>) {
        let mut terms = Vec::new();
        let mut fixed = 0_i64;
        for (&var, of) in weights {
            let low = of.iter().min().copied().unwrap_or_default();
            fixed = fixed.saturating_add(low);
            if of.iter().any(|&weight| weight != low) {
                terms.push(Weights { var, of: of.iter().map(|weight| weight - low).collect() });
            }
        }
        let highest = |term: &Weights| term.of.iter().max().copied().unwrap_or_default();
        let high = terms.iter().map(highest).fold(0_i64, i64::saturating_add);
        let least = least.saturating_sub(fixed).clamp(0, high.saturating_add(1));
        let most = most.saturating_sub(fixed).clamp(-1, high);
        if least == 0 && most == high {
            return;
        }
        for guard in self.guards(when) {
            let body = self.simplest(Sum { guard, terms: terms.clone(), least, most });
            let Some(body) = body else { continue };
            self.to.network.constraints.push(Constraint { rule: self.to.rule, body });
        }
    }

    /// "At least one of" is a clause, and so is a sum that cannot be.
    fn simplest(&self, sum: Sum) -> Option<Body> {
        let high: i64 = sum.terms.iter().map(|term| term.of.iter().max().copied().unwrap_or_default()).sum();
        if sum.least > high || sum.most < 0 || sum.least > sum.most {
            return Some(Body::Clause(sum.guard));
        }
        if sum.least != 1 || sum.most != high {
            return Some(Body::Sum(sum));
        }
        let positive = sum
            .terms
            .iter()
            .map(|term| Literal { var: term.var, set: Set::of(small(term.of.len()), |value| at(&term.of, value) > 0) });
        self.to.normal(positive.chain(sum.guard).collect()).map(Body::Clause)
    }

    fn table(&mut self, columns: &[String], rows: &[Vec<Cell>]) {
        let flat = self.to.flat;
        let scope: Vec<u32> = columns.iter().filter_map(|column| flat.attribute(column)).collect();
        let cell = |(&var, cell): (&u32, &Cell)| self.cell(var, cell);
        let rows = rows.iter().map(|row| scope.iter().zip(row).map(cell).collect()).collect();
        self.tables.push(Table { rule: self.to.rule, scope, rows });
    }

    fn cell(&self, var: u32, cell: &Cell) -> mdd::Cell {
        let size = at(&self.to.network.sizes, var);
        let position = |option: &String| self.to.flat.attribute_at(var).and_then(|known| known.option(option));
        match cell {
            Cell::One(any) if any == "*" => mdd::Cell::Some(Set::of(size, |_| true)),
            Cell::One(option) => mdd::Cell::One(position(option).unwrap_or_default()),
            Cell::Any(options) => {
                let chosen: Vec<_> = options.iter().filter_map(position).collect();
                mdd::Cell::Some(Set::of(size, |value| chosen.contains(&value)))
            }
        }
    }
}
