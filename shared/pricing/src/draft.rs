//! What is to be priced: a quote before its arithmetic.

use crate::{Rate, Tax};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::value::Currency;
use std::collections::{BTreeMap, BTreeSet};

/// A quote as it was put together. With a [`crate::Catalog`] it gives the same [`crate::PricedQuote`] for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Currency of every amount.
    pub currency: Currency,
    /// The day whose prices count.
    pub date: Date,
    /// Who buys.
    #[serde(default)]
    pub customer: Customer,
    /// What is bought.
    pub lines: Vec<Line>,
    /// Sections, in order.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// A discount on the whole quote, spread over its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<ByHand<QuoteChange>>,
    /// Allowances and charges of the document, such as freight.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<Extra>,
    /// Exchange rates, frozen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rates: Vec<Rate>,
    /// For how many months the customer is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_months: Option<u32>,
    /// What is paid already (BT-113).
    #[serde(default)]
    pub paid: Decimal,
    /// The amount due is rounded to a multiple of this, such as 0.05.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cash_rounding: Option<Decimal>,
    /// The currency in which taxes are reported (BT-6), where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_currency: Option<Currency>,
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Customer {
    /// Id of the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The groups that it is in.
    pub groups: BTreeSet<String>,
}

/// A part of the quote with a subtotal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Id, unique in the quote.
    pub id: String,
    /// What.
    pub product: Product,
    /// More about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// How many.
    pub quantity: Decimal,
    /// What was chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// By which model it was configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Configuration>,
    /// Id of its section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Whether the customer may leave it; it counts only when it is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<Taken>,
    /// A price or discount by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discount: Option<ByHand<LineChange>>,
    /// How it is taxed.
    pub tax: Tax,
}

/// Whether an optional line is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// It counts.
    Yes,
    /// It is only shown.
    No,
}

/// What a line sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Id.
    pub id: String,
    /// Article number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Name.
    pub name: String,
    /// Family.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Unit of measure, a code of UN/ECE Recommendation 20: `C62` is a piece.
    #[serde(default = "piece")]
    pub unit: String,
}

fn piece() -> String {
    "C62".to_owned()
}

/// A value that was chosen for an attribute or option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The attribute.
    pub attribute: String,
    /// The value; a number for a stepped attribute.
    pub value: String,
    /// How often in each unit.
    #[serde(default = "crate::catalog::one")]
    pub count: Decimal,
    /// What people call the attribute; its id where nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What people call the value; its id where nothing is said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// What it costs more than the cheapest product by the product's model, in the model's currency. It counts where no
    /// price list prices the attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Decimal>,
    /// Nobody chose it: it follows from what was chosen, or is what costs least.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub follows: bool,
}

impl Choice {
    /// A choice of which no more is known than ids.
    pub fn new(attribute: impl Into<String>, value: impl Into<String>) -> Self {
        let (attribute, value, count) = (attribute.into(), value.into(), Decimal::ONE);
        Self { attribute, value, count, name: String::new(), words: String::new(), price: None, follows: false }
    }

    /// What people call attribute and value.
    pub fn said(&self) -> (&str, &str) {
        let or = |words: &'_ str| !words.is_empty();
        let name = if or(&self.name) { &self.name } else { &self.attribute };
        let words = if or(&self.words) { &self.words } else { &self.value };
        (name, words)
    }

    /// Whether it is worth telling: what nobody chose is when it was given words.
    pub fn is_told(&self) -> bool {
        !self.follows || !self.words.is_empty()
    }
}

/// A product model, pinned: the choices of a line are by it, whatever is published later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// Id of the model's record.
    pub model: String,
    /// Its version.
    pub version: u32,
    /// The hash of its content.
    pub hash: String,
    /// Currency of its prices.
    pub currency: Currency,
    /// What the cheapest product costs. Price lists say what that costs for the customer; where none does, this counts.
    pub from: Decimal,
    /// What one product is made of: part numbers with quantities.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Decimal>,
}

/// A change by a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand<T> {
    /// The change.
    pub change: T,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Id of the person.
    #[serde(default)]
    pub by: String,
}

/// What a person may do to a line's price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineChange {
    /// Hundredths off.
    PercentOff(Decimal),
    /// An amount off the line.
    AmountOff(Decimal),
    /// A price for a unit, lower or higher.
    UnitPrice(Decimal),
}

/// What a person may do to the price of the whole quote. Lines that are optional and not taken stay out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteChange {
    /// Hundredths off the sum of the lines.
    PercentOff(Decimal),
    /// An amount off the sum of the lines.
    AmountOff(Decimal),
    /// The sum of the lines shall be this; not more than it is.
    Total(Decimal),
}

/// An allowance or charge of the document (BG-20, BG-21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extra {
    /// Id.
    pub id: String,
    /// Which of both.
    pub kind: ExtraKind,
    /// What for (BT-97, BT-104).
    pub reason: String,
    /// How much.
    pub size: ExtraSize,
    /// How it is taxed.
    pub tax: Tax,
}

/// Whether the document gets cheaper or dearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtraKind {
    /// Cheaper.
    Allowance,
    /// Dearer.
    Charge,
}

/// How much an allowance or charge is; not negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtraSize {
    /// An amount.
    Amount(Decimal),
    /// Hundredths of the lines that are taxed as it is.
    Percent(Decimal),
}
