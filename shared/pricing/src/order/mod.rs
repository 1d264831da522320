//! Orders: what an accepted quote becomes, how it is delivered, cancelled and changed.

mod change;
mod progress;

pub use change::{ChangedLine, OrderChange};
pub use progress::{Delivery, DeliveryLine};

use crate::{
    PricedLine, PricedQuote, Totals,
    totals::{PricedExtra, Settlement, Sums},
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::Problem;
use std::collections::BTreeMap;

/// An order. Its export as JSON is its serialised form.
///
/// Invariants: on each line delivered and cancelled quantities together do not exceed the ordered one; as long as
/// nothing is cancelled or changed, lines and totals are those of the quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Number.
    pub number: String,
    /// What it was made from, such as the number and version of a quote.
    pub origin: String,
    /// Currency, rates and payment.
    #[serde(flatten)]
    pub settlement: Settlement,
    /// The lines that counted on the quote.
    pub lines: Vec<OrderLine>,
    /// Allowances and charges as ordered, before anything was cancelled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ordered_extras: Vec<PricedExtra>,
    /// How much of each allowance and charge came with deliveries, by its id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub delivered_extras: BTreeMap<String, Decimal>,
    /// Allowances, charges, taxes and totals of what is not cancelled.
    #[serde(flatten)]
    pub sums: Sums,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// What was ordered: quantity and net amount are those of the order, whatever became of them.
    #[serde(flatten)]
    pub line: PricedLine,
    /// How many were delivered.
    pub delivered: Decimal,
    /// What those were worth before discounts, by the deliveries made of them.
    pub delivered_list: Decimal,
    /// What those were worth, by the deliveries made of them.
    pub delivered_net: Decimal,
    /// How many were cancelled.
    pub cancelled: Decimal,
}

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Nothing is delivered.
    Open,
    /// Some of it is.
    PartlyDelivered,
    /// All that was not cancelled is.
    Delivered,
    /// Everything was cancelled.
    Cancelled,
}

impl Order {
    /// The order of an accepted quote: the lines that count, and the quote's totals.
    pub fn from_quote(quote: &PricedQuote, number: &str, origin: &str) -> Result<Self, Problem> {
        let lines: Vec<OrderLine> = quote.counted().map(OrderLine::new).collect();
        if lines.is_empty() {
            return Err(Problem::of("lines", "problem-order-empty"));
        }
        Ok(Self {
            number: number.to_owned(),
            origin: origin.to_owned(),
            settlement: quote.settlement.clone(),
            lines,
            ordered_extras: quote.sums.extras.clone(),
            delivered_extras: BTreeMap::new(),
            sums: quote.sums.clone(),
        })
    }

    /// How far it is.
    pub fn status(&self) -> OrderStatus {
        let any = self.lines.iter().any(|line| !line.delivered.is_zero());
        let open = self.lines.iter().any(|line| !line.open().is_zero());
        match (any, open) {
            (false, true) => OrderStatus::Open,
            (true, true) => OrderStatus::PartlyDelivered,
            (true, false) => OrderStatus::Delivered,
            (false, false) => OrderStatus::Cancelled,
        }
    }

    /// Totals of what is not cancelled.
    pub const fn totals(&self) -> &Totals {
        &self.sums.totals
    }

    /// Net amounts by product, of what is not cancelled; bundles by their parts. They add up to the sum of the lines.
    pub fn by_product(&self) -> BTreeMap<&str, Decimal> {
        let mut sums = BTreeMap::new();
        for line in &self.lines {
            for (product, net) in line.by_product(self.settlement.currency) {
                *sums.entry(product).or_insert(Decimal::ZERO) += net;
            }
        }
        sums
    }
}

impl OrderLine {
    fn new(line: &PricedLine) -> Self {
        let zero = Decimal::ZERO;
        let line = PricedLine { optional: None, ..line.clone() };
        Self { line, delivered: zero, delivered_list: zero, delivered_net: zero, cancelled: zero }
    }
}
