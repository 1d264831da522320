//! Price books and contracts: what a unit of a product costs.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::value::Currency;

/// The days on which something holds, both inclusive; open where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Validity {
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl Validity {
    /// Whether it holds on that day.
    pub fn holds(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }
}

/// Prices of many products in one currency.
///
/// Of the books that hold on a day for a customer and have the product, one gives the price: first those in the quote's
/// currency, then the highest priority, then those for the customer's group, then the one that began last, then by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceBook {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Currency of all of its prices.
    pub currency: Currency,
    /// When it holds.
    #[serde(flatten)]
    pub validity: Validity,
    /// The customer group that it is for; for everybody where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The highest wins.
    #[serde(default)]
    pub priority: i32,
    /// Its prices.
    #[serde(default)]
    pub entries: Vec<Entry>,
}

/// What a product costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Id.
    pub id: String,
    /// Id of the product.
    pub product: String,
    /// Price of `per` units, below all tiers. May be finer than minor units.
    pub price: Decimal,
    /// How many units the price is for: 100 for screws by the hundred.
    #[serde(default = "one")]
    pub per: Decimal,
    /// Prices for larger quantities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiers: Option<Tiers>,
    /// What options and attributes add.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surcharges: Vec<Surcharge>,
}

pub(crate) const fn one() -> Decimal {
    Decimal::ONE
}

/// How tiers of quantity work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TierMode {
    /// The whole quantity costs the price of the tier that it reaches.
    Volume,
    /// Each slice costs its own price: of 25 with tiers from 10 and from 20, ten cost the plain price, ten the first
    /// tier's and five the second tier's.
    Graduated,
}

/// Prices by quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tiers {
    /// How they work.
    pub mode: TierMode,
    /// The tiers, in any order.
    pub steps: Vec<Tier>,
}

/// A price from a quantity on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// Volume: the least quantity. Graduated: the quantity after which this price counts.
    pub from: Decimal,
    /// Price of the entry's `per` units.
    pub price: Decimal,
}

/// What an option or attribute adds to the price of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surcharge {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The attribute or option.
    pub attribute: String,
    /// The value that costs this; any value where nothing is said, and then an amount counts once for each unit of the
    /// value (metres, seats).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How much.
    pub size: SurchargeSize,
}

/// How much a surcharge is. Both may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurchargeSize {
    /// An amount for each unit of the product.
    Amount(Decimal),
    /// Hundredths of the price before all surcharges.
    Percent(Decimal),
}

/// A price agreed with one account. It goes before every book; the book's price is kept in the waterfall for comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// Id.
    pub id: String,
    /// Name or number.
    pub name: String,
    /// The account.
    pub account: String,
    /// Currency of its prices.
    pub currency: Currency,
    /// When it holds.
    #[serde(flatten)]
    pub validity: Validity,
    /// Its prices. Where one names no surcharges, the book's count.
    pub entries: Vec<Entry>,
}
