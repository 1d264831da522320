//! A priced quote: what a draft and a price list give.

use crate::{
    Tax, amount,
    draft::{Choice, Configuration, Customer, Product, Taken},
    totals::{Settlement, Sums, Totals},
    waterfall::Step,
};
use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// A quote with all of its amounts. It holds no cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedQuote {
    /// The day whose prices count.
    pub date: Date,
    /// Who buys.
    #[serde(default)]
    pub customer: Customer,
    /// Currency, rates and payment.
    #[serde(flatten)]
    pub settlement: Settlement,
    /// For how many months the customer is bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term_months: Option<u32>,
    /// All lines, in order, with those that do not count.
    pub lines: Vec<PricedLine>,
    /// Sections with their subtotals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionTotal>,
    /// What the lines that count would cost without discounts.
    pub list: Decimal,
    /// Allowances, charges, taxes and totals.
    #[serde(flatten)]
    pub sums: Sums,
}

/// A section with its subtotal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionTotal {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Sum of the net amounts of its lines that count.
    pub net: Decimal,
}

/// A line with its amounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    /// Id.
    pub id: String,
    /// What.
    pub product: Product,
    /// More about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What was chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// By which model it was configured, and what one is made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Configuration>,
    /// Id of its section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Whether it is optional, and taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optional: Option<Taken>,
    /// How many.
    pub quantity: Decimal,
    /// Amount before discounts: after contract, tiers, options and bundle.
    pub list: Decimal,
    /// Net amount (BT-131).
    pub net: Decimal,
    /// How it is taxed.
    pub tax: Tax,
    /// The parts of a bundle, with their shares of the net amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartShare>,
    /// How the amount came about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// A part of a bundle. The shares of all parts add up to the line's net amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartShare {
    /// Id of the product.
    pub product: String,
    /// How many, for the whole line.
    pub quantity: Decimal,
    /// Its share, in proportion to list prices.
    pub net: Decimal,
}

impl PricedLine {
    /// Whether it counts in totals.
    pub fn counts(&self) -> bool {
        self.optional != Some(Taken::No)
    }

    /// Price of a unit before discounts, to at most four decimals. For reading: amounts are never made from it.
    pub fn list_unit(&self) -> Decimal {
        unit(self.list, self.quantity)
    }

    /// Price of a unit after discounts, to at most four decimals. For reading: amounts are never made from it.
    pub fn net_unit(&self) -> Decimal {
        unit(self.net, self.quantity)
    }

    /// Hundredths off the amount before discounts; negative where a price was raised by hand.
    pub fn discount_percent(&self) -> Decimal {
        amount::in_percent(self.list - self.net, self.list).unwrap_or(Decimal::ZERO)
    }
}

fn unit(amount: Decimal, quantity: Decimal) -> Decimal {
    let scale = amount.scale();
    let unit = amount.checked_div(quantity).unwrap_or(Decimal::ZERO);
    let mut unit = unit.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero).normalize();
    unit.rescale(unit.scale().max(scale));
    unit
}

impl PricedQuote {
    /// The lines that count.
    pub fn counted(&self) -> impl Iterator<Item = &PricedLine> {
        self.lines.iter().filter(|line| line.counts())
    }

    /// Totals of the document.
    pub const fn totals(&self) -> &Totals {
        &self.sums.totals
    }

    /// Hundredths off the sum of the lines before discounts.
    pub fn discount_percent(&self) -> Decimal {
        amount::in_percent(self.list - self.totals().lines, self.list).unwrap_or(Decimal::ZERO)
    }

    /// What a customer may see: the same amounts without the rules that made them, and without what a product is made of.
    #[must_use]
    pub fn for_customer(&self) -> Self {
        let mut view = self.clone();
        view.customer.groups.clear();
        for line in &mut view.lines {
            line.steps.clear();
            line.configuration = None;
            line.choices.iter_mut().for_each(|choice| choice.price = None);
        }
        view
    }
}
