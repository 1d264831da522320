//! Discounts by rule.

use super::Validity;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::value::Money;
use std::collections::BTreeSet;

/// A discount that is given wherever its condition holds.
///
/// Rules work from the highest priority down, each on what the one before it left; equal priorities go by id. Rules of
/// one `best_of` group are one rule at the place of the first of them that holds: only the one that takes most off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountRule {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The highest works first.
    #[serde(default)]
    pub priority: i32,
    /// Where it holds.
    #[serde(default)]
    pub when: Condition,
    /// What it gives.
    pub size: DiscountSize,
    /// A group of which only the best counts; with every other rule where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_of: Option<String>,
    /// Whether it also lowers a contract price.
    #[serde(default)]
    pub on_contracts: bool,
}

/// Where a rule holds: everything that is said must be true.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Condition {
    /// One of these products.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub products: BTreeSet<String>,
    /// One of these families.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub families: BTreeSet<String>,
    /// The account is in one of these groups.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<String>,
    /// One of these accounts.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub accounts: BTreeSet<String>,
    /// At least this quantity on the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_quantity: Option<Decimal>,
    /// At most this quantity on the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_quantity: Option<Decimal>,
    /// The quote is at least worth this before all discounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_total: Option<Money>,
    /// Days.
    #[serde(flatten)]
    pub validity: Validity,
}

/// What a discount gives. It never takes off more than there is, and never raises a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountSize {
    /// Hundredths off.
    PercentOff(Decimal),
    /// So much off each unit.
    UnitOff(Money),
    /// So much off the line.
    LineOff(Money),
    /// A unit costs this.
    UnitPrice(Money),
}
