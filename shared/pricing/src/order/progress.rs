//! Delivering and cancelling.
//!
//! Amounts of a part of a line are differences of cumulated amounts: what three partial deliveries are worth is, to the
//! minor unit, what the line is worth, also when a change order gave it another price in between.

use super::{Order, OrderLine};
use crate::{
    Tax, amount,
    distribute::distribute,
    totals::{self, PricedExtra, Settlement, Sums},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{Problem, value::Currency};

/// What is delivered at once, with its amounts: the base of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Currency, rates and payment.
    #[serde(flatten)]
    pub settlement: Settlement,
    /// What is delivered.
    pub lines: Vec<DeliveryLine>,
    /// Allowances, charges, taxes and totals of this delivery.
    #[serde(flatten)]
    pub sums: Sums,
}

/// A line of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    /// Id of the order's line.
    pub line: String,
    /// How many.
    pub quantity: Decimal,
    /// Amount before discounts.
    pub list: Decimal,
    /// Net amount.
    pub net: Decimal,
    /// How it is taxed.
    pub tax: Tax,
}

impl OrderLine {
    /// How many are neither delivered nor cancelled.
    pub fn open(&self) -> Decimal {
        self.line.quantity - self.delivered - self.cancelled
    }

    /// How many are not cancelled.
    pub fn kept(&self) -> Decimal {
        self.line.quantity - self.cancelled
    }

    /// Net amount of what is not cancelled.
    pub fn net(&self, currency: Currency) -> Decimal {
        self.worth(self.line.net, self.kept(), currency)
    }

    /// Amount before discounts of what is not cancelled.
    pub fn list(&self, currency: Currency) -> Decimal {
        self.worth(self.line.list, self.kept(), currency)
    }

    /// What so many of the ordered quantity are worth of an amount.
    fn worth(&self, amount: Decimal, quantity: Decimal, currency: Currency) -> Decimal {
        if quantity == self.line.quantity {
            return amount;
        }
        // The share comes first, so that no product leaves the range of a decimal.
        let share = quantity.checked_div(self.line.quantity).unwrap_or(Decimal::ZERO);
        let exact = amount.checked_mul(quantity).and_then(|product| product.checked_div(self.line.quantity));
        amount::round(exact.unwrap_or(amount * share), currency)
    }

    /// Delivers so many more. Their worth is what all that is delivered is worth, less what was delivered before.
    fn deliver(&mut self, quantity: Decimal, currency: Currency) -> DeliveryLine {
        self.delivered += quantity;
        let list = self.worth(self.line.list, self.delivered, currency) - self.delivered_list;
        let net = self.worth(self.line.net, self.delivered, currency) - self.delivered_net;
        self.delivered_list += list;
        self.delivered_net += net;
        DeliveryLine { line: self.line.id.clone(), quantity, list, net, tax: self.line.tax.clone() }
    }

    pub(super) fn by_product(&self, currency: Currency) -> Vec<(&str, Decimal)> {
        let net = self.net(currency);
        if self.line.parts.is_empty() {
            return vec![(&self.line.product.id, net)];
        }
        let weights: Vec<Decimal> = self.line.parts.iter().map(|part| part.net).collect();
        let names = self.line.parts.iter().map(|part| part.product.as_str());
        names.zip(distribute(net, &weights, currency)).collect()
    }
}

impl Order {
    /// Delivers some of what is open: pairs of line and quantity.
    ///
    /// The last delivery also brings what is left of allowances and charges, so that all deliveries together are worth
    /// the order. What was paid before counts on none of them.
    pub fn deliver(&mut self, parts: &[(&str, Decimal)]) -> Result<Delivery, Problem> {
        let currency = self.settlement.currency;
        let mut after = self.clone();
        let mut lines = Vec::with_capacity(parts.len());
        for (id, quantity) in parts {
            lines.push(after.open_line(id, *quantity)?.deliver(*quantity, currency));
        }
        let extras = after.deliver_extras();
        let settlement = Settlement { paid: Decimal::ZERO, ..self.settlement.clone() };
        let taxed: Vec<_> = lines.iter().map(|line| (line.net, &line.tax)).collect();
        let sums = totals::add_up(&taxed, extras, &settlement)?;
        *self = after;
        Ok(Delivery { settlement, lines, sums })
    }

    /// Cancels some of what is open: pairs of line and quantity. The totals become those of what is left; allowances
    /// and charges shrink with it.
    pub fn cancel(&mut self, parts: &[(&str, Decimal)]) -> Result<(), Problem> {
        let mut after = self.clone();
        for (id, quantity) in parts {
            after.open_line(id, *quantity)?.cancelled += *quantity;
        }
        after.add_up()?;
        *self = after;
        Ok(())
    }

    fn open_line(&mut self, id: &str, quantity: Decimal) -> Result<&mut OrderLine, Problem> {
        amount::quantity(quantity).map_err(|problem| problem.with("line", id))?;
        let line = self.lines.iter_mut().find(|line| line.line.id == id);
        let line = line.ok_or_else(|| Problem::of("lines", "problem-order-line").with("line", id))?;
        if quantity > line.open() {
            let problem = Problem::of("quantity", "problem-order-more-than-open").with("line", id);
            return Err(problem.with("quantity", quantity).with("open", amount::plain(line.open())));
        }
        Ok(line)
    }

    /// Works the totals out again from what is not cancelled.
    fn add_up(&mut self) -> Result<(), Problem> {
        let currency = self.settlement.currency;
        let nets: Vec<Decimal> = self.lines.iter().map(|line| line.net(currency)).collect();
        let taxed: Vec<_> = nets.iter().copied().zip(self.lines.iter().map(|line| &line.line.tax)).collect();
        let any = self.lines.iter().any(|line| !line.kept().is_zero());
        let extras = self.extras_for(nets.iter().sum(), any);
        self.sums = totals::add_up(&taxed, extras, &self.settlement)?;
        Ok(())
    }

    /// Brings allowances and charges up to what is delivered; gives what that adds.
    fn deliver_extras(&mut self) -> Vec<PricedExtra> {
        let done = self.lines.iter().all(|line| line.open().is_zero());
        let delivered = self.lines.iter().map(|line| line.delivered_net).sum();
        let due = if done { self.sums.extras.clone() } else { self.extras_for(delivered, false) };
        let bring = |extra: PricedExtra| {
            let before = self.delivered_extras.insert(extra.id.clone(), extra.amount).unwrap_or_default();
            PricedExtra { amount: extra.amount - before, base: None, percent: None, ..extra }
        };
        due.into_iter().map(bring).collect()
    }

    /// The ordered allowances and charges, in proportion to a part of the ordered lines' net amount. Where the lines
    /// cost nothing there is no proportion: `free` tells whether all or nothing is due then.
    fn extras_for(&self, part: Decimal, free: bool) -> Vec<PricedExtra> {
        let currency = self.settlement.currency;
        let whole: Decimal = self.lines.iter().map(|line| line.line.net).sum();
        let share = |amount: Decimal| {
            let exact = amount.checked_mul(part).and_then(|product| product.checked_div(whole));
            let exact = exact.unwrap_or(if free { amount } else { Decimal::ZERO });
            amount::round(exact, currency)
        };
        let cut = |extra: &PricedExtra| PricedExtra {
            amount: share(extra.amount),
            base: extra.base.map(share),
            ..extra.clone()
        };
        self.ordered_extras.iter().map(cut).collect()
    }
}
