//! Bundles: products that are sold as a set.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::value::Money;

/// A product that consists of others. A part may be a bundle in turn, but never, over any number of levels, itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Id of the product that stands for the set.
    pub product: String,
    /// What it consists of.
    pub parts: Vec<Part>,
    /// What it costs.
    pub price: BundlePrice,
}

/// So many of a product in each set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Id of the product.
    pub product: String,
    /// How many in each set.
    pub quantity: Decimal,
}

/// What a bundle costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundlePrice {
    /// So much for each set.
    Fixed(Money),
    /// The sum of its parts, less so many hundredths.
    SumLess(Decimal),
}
