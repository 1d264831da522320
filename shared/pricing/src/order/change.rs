//! Change orders: an order takes over the lines of a new quote.

use super::{Order, OrderLine};
use crate::{PricedQuote, Totals, totals::PricedExtra};
use rust_decimal::Decimal;
use serde::Serialize;
use shared::Problem;

/// What a change order does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrderChange {
    /// Lines that are new, gone or different.
    pub lines: Vec<ChangedLine>,
    /// Totals before.
    pub before: Totals,
    /// Totals after.
    pub after: Totals,
}

/// A line that a change order touches. Quantities and net amounts are zero where the line is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangedLine {
    /// Id.
    pub line: String,
    /// Name of the product.
    pub product: String,
    /// How many before.
    pub quantity_before: Decimal,
    /// How many after.
    pub quantity_after: Decimal,
    /// Net amount before.
    pub net_before: Decimal,
    /// Net amount after.
    pub net_after: Decimal,
}

impl Order {
    /// Takes over the lines and totals of a quote for the same order. Lines are the same where their ids are; what is
    /// delivered stays delivered, what was cancelled before is settled by the new quantity. A new price for what is
    /// delivered already is made up for by the next delivery.
    ///
    /// # Errors
    /// When less would be ordered than is delivered, when an allowance or charge would go that came with a delivery,
    /// when the currency differs, or when nothing is left.
    pub fn change(&mut self, quote: &PricedQuote) -> Result<OrderChange, Problem> {
        if quote.settlement.currency != self.settlement.currency {
            let problem = Problem::of("currency", "problem-order-currency").with("currency", self.settlement.currency);
            return Err(problem);
        }
        let mut after = Self::from_quote(quote, &self.number, &self.origin)?;
        for line in &self.lines {
            let next = after.lines.iter_mut().find(|next| next.line.id == line.line.id);
            line.carry_over(next)?;
        }
        self.keep_extras(&after)?;
        after.delivered_extras = self.delivered_extras.clone();
        let lines = differences(self, &after);
        let change = OrderChange { lines, before: self.totals().clone(), after: after.totals().clone() };
        *self = after;
        Ok(change)
    }

    fn keep_extras(&self, after: &Self) -> Result<(), Problem> {
        let came = self
            .ordered_extras
            .iter()
            .filter(|extra| self.delivered_extras.get(&extra.id).is_some_and(|amount| !amount.is_zero()));
        let gone = came.into_iter().find(|extra| after.ordered_extras.iter().all(|next| next.id != extra.id));
        let problem = |extra: &PricedExtra| Problem::of("extras", "problem-order-extra").with("extra", &extra.reason);
        gone.map_or(Ok(()), |extra| Err(problem(extra)))
    }
}

impl OrderLine {
    /// What is delivered goes with the line into the changed order.
    fn carry_over(&self, next: Option<&mut Self>) -> Result<(), Problem> {
        if self.delivered.is_zero() {
            return Ok(());
        }
        let problem = |key: &str| {
            let problem = Problem::of("quantity", key).with("line", &self.line.id);
            problem.with("product", &self.line.product.name).with("delivered", self.delivered)
        };
        let next = next.ok_or_else(|| problem("problem-order-delivered"))?;
        if next.line.product.id != self.line.product.id || next.line.quantity < self.delivered {
            return Err(problem("problem-order-delivered"));
        }
        next.delivered = self.delivered;
        next.delivered_list = self.delivered_list;
        next.delivered_net = self.delivered_net;
        Ok(())
    }
}

fn differences(before: &Order, after: &Order) -> Vec<ChangedLine> {
    let currency = before.settlement.currency;
    let find = |order: &Order, id: &str| order.lines.iter().find(|line| line.line.id == id).cloned();
    let gone = before.lines.iter().filter(|line| find(after, &line.line.id).is_none());
    let all = after.lines.iter().chain(gone);
    let changed = all.filter_map(|line| {
        let id = &line.line.id;
        let side = |order: &Order| {
            let line = find(order, id)?;
            Some((line.kept().normalize(), line.net(currency)))
        };
        let (was, is) = (side(before).unwrap_or_default(), side(after).unwrap_or_default());
        (was != is).then(|| ChangedLine {
            line: id.clone(),
            product: line.line.product.name.clone(),
            quantity_before: was.0,
            quantity_after: is.0,
            net_before: was.1,
            net_after: is.1,
        })
    });
    changed.collect()
}
