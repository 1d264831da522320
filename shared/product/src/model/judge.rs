//! Whether a whole product keeps the rules, straight from their meaning.
//!
//! This knows nothing of engines: tests measure the engines by it, and an order is checked by it once more.

use super::{Cell, Expr, Flat, FlatOption, Number, Says, Term};
use crate::dense::{at, small};

/// What is to be said of a whole product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Positions of the rules that it breaks.
    pub broken: Vec<u32>,
    /// Its price in minor units.
    pub price: i64,
}

impl Flat {
    /// Judges a product: the position of the chosen option of each attribute.
    pub fn judge(&self, product: &[u32]) -> Verdict {
        let judge = Judge { flat: self, product };
        let rules = self.rules.iter().zip(0..);
        let broken = rules.filter(|(rule, _)| !judge.keeps(&rule.says)).map(|(_, position)| position);
        Verdict { broken: broken.collect(), price: self.price(product) }
    }
}

/// A product, and what its options mean.
#[derive(Clone, Copy)]
pub(crate) struct Judge<'a> {
    pub(crate) flat: &'a Flat,
    /// The position of the chosen option of each attribute.
    pub(crate) product: &'a [u32],
}

impl Judge<'_> {
    /// The chosen option of an attribute.
    pub(crate) fn chosen(&self, id: &str) -> Option<&FlatOption> {
        let attribute = self.flat.attribute(id)?;
        self.flat.option_at(attribute, at(self.product, attribute))
    }

    fn keeps(&self, says: &Says) -> bool {
        match says {
            Says::Requires { when, then } => !self.holds(when) || self.holds(then),
            Says::Excludes { all } => !all.iter().all(|part| self.holds(part)),
            Says::Condition { holds } => self.holds(holds),
            Says::Group { members, at_least, at_most, when } => {
                let count = small(members.iter().filter(|member| self.holds(member)).count());
                let fits = count >= *at_least && at_most.is_none_or(|most| count <= most);
                fits || !self.applies(when.as_ref())
            }
            Says::Table { columns, rows } => rows.iter().any(|row| self.in_row(columns, row)),
            Says::Limit { sum, at_least, at_most, when } => {
                let total = Number(sum.iter().map(|term| self.sum(term).0).sum());
                let fits = at_least.is_none_or(|least| total >= least) && at_most.is_none_or(|most| total <= most);
                fits || !self.applies(when.as_ref())
            }
        }
    }

    fn applies(&self, when: Option<&Expr>) -> bool {
        when.is_none_or(|when| self.holds(when))
    }

    fn in_row(&self, columns: &[String], row: &[Cell]) -> bool {
        columns.iter().zip(row).all(|(column, cell)| match cell {
            Cell::One(any) if any == "*" => true,
            Cell::One(option) => self.is(column, option),
            Cell::Any(options) => options.iter().any(|option| self.is(column, option)),
        })
    }

    fn is(&self, id: &str, option: &str) -> bool {
        let Some(attribute) = self.flat.attribute(id) else { return false };
        let wanted = self.flat.attribute_at(attribute).and_then(|known| known.option(option));
        wanted == Some(at(self.product, attribute))
    }

    /// Whether a condition holds.
    pub(crate) fn holds(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Always(value) => *value,
            Expr::On(id) => self.chosen(id).is_some_and(|option| option.present),
            Expr::Is(id, options) => options.iter().any(|option| self.is(id, option)),
            Expr::Compare(id, order, number) => {
                self.chosen(id).and_then(|option| option.number).is_some_and(|value| order.holds(value, *number))
            }
            Expr::Not(inner) => !self.holds(inner),
            Expr::And(parts) => parts.iter().all(|part| self.holds(part)),
            Expr::Or(parts) => parts.iter().any(|part| self.holds(part)),
            Expr::Implies(left, right) => !self.holds(left) || self.holds(right),
            Expr::Same(left, right) => self.holds(left) == self.holds(right),
        }
    }

    fn sum(&self, term: &Term) -> Number {
        let attributes = self.flat.summed(term).into_iter();
        let values = attributes.map(|attribute| self.flat.summand(term, attribute, at(self.product, attribute)).0);
        Number(values.sum::<rust_decimal::Decimal>() * term.factor.0)
    }
}
