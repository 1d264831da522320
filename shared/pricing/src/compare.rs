//! What “update to current prices” would change.

use crate::{PricedLine, PricedQuote, Totals};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeMap;

/// Two pricings of a quote held against each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison<'a> {
    /// Lines that differ, in the order of the quote; removed ones last.
    pub lines: Vec<Difference<'a>>,
    /// Totals before.
    pub before: &'a Totals,
    /// Totals after.
    pub after: &'a Totals,
}

/// A line that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference<'a> {
    /// Id of the line.
    pub line: &'a str,
    /// Name of its product.
    pub product: &'a str,
    /// Quantity and net amount before; nothing for a new line.
    pub before: Option<(Decimal, Decimal)>,
    /// Quantity and net amount after; nothing for a removed line.
    pub after: Option<(Decimal, Decimal)>,
}

/// Compares by the ids of lines. Only what costs something else, or another quantity of it, is named.
pub fn compare<'a>(before: &'a PricedQuote, after: &'a PricedQuote) -> Comparison<'a> {
    let facts = |line: &PricedLine| (line.quantity.normalize(), line.net);
    let mut old: BTreeMap<&str, &PricedLine> = before.counted().map(|line| (line.id.as_str(), line)).collect();
    let mut lines: Vec<Difference<'a>> = Vec::new();
    for line in after.counted() {
        let was = old.remove(line.id.as_str());
        if was.is_none_or(|was| facts(was) != facts(line) || was.product.id != line.product.id) {
            let (line_id, product) = (line.id.as_str(), line.product.name.as_str());
            lines.push(Difference { line: line_id, product, before: was.map(facts), after: Some(facts(line)) });
        }
    }
    let gone = before.counted().filter(|line| old.contains_key(line.id.as_str()));
    lines.extend(gone.map(|line| {
        let (line_id, product) = (line.id.as_str(), line.product.name.as_str());
        Difference { line: line_id, product, before: Some(facts(line)), after: None }
    }));
    Comparison { lines, before: before.totals(), after: after.totals() }
}
