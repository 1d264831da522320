//! Taxes by category, as EN 16931 has them.

use crate::amount;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{Problem, value::Currency};
use std::collections::BTreeMap;

/// A category of value added tax (BT-151), a code of UNCL 5305.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TaxCategory {
    /// Standard rated; also reduced rates.
    S,
    /// Zero rated.
    Z,
    /// Exempt.
    E,
    /// Reverse charge: the customer owes the tax.
    Ae,
    /// Supply to another country of the European Economic Area.
    K,
    /// Export.
    G,
    /// Not subject to tax.
    O,
}

impl TaxCategory {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::Z => "Z",
            Self::E => "E",
            Self::Ae => "AE",
            Self::K => "K",
            Self::G => "G",
            Self::O => "O",
        }
    }

    /// The code of the reason (BT-121) that the category implies.
    const fn implied_reason(self) -> Option<&'static str> {
        match self {
            Self::Ae => Some("VATEX-EU-AE"),
            Self::K => Some("VATEX-EU-IC"),
            Self::G => Some("VATEX-EU-G"),
            Self::O => Some("VATEX-EU-O"),
            Self::S | Self::Z | Self::E => None,
        }
    }
}

/// How something is taxed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    /// Category.
    pub category: TaxCategory,
    /// Rate in hundredths (BT-152): above zero for category S, zero for all others.
    #[serde(default)]
    pub rate: Decimal,
    /// Why there is no tax (BT-120): a text for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why there is no tax (BT-121): a code of the VATEX list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
}

impl Tax {
    /// Standard or reduced rate, in hundredths.
    pub const fn standard(rate: Decimal) -> Self {
        Self { category: TaxCategory::S, rate, reason: None, reason_code: None }
    }

    /// A category without tax.
    pub const fn untaxed(category: TaxCategory) -> Self {
        Self { category, rate: Decimal::ZERO, reason: None, reason_code: None }
    }

    /// With a reason for people.
    #[must_use]
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// The rules on rates (BR-S-5, BR-Z-5 and so on) and on reasons (BR-E-10; the other categories imply theirs).
    pub fn check(&self) -> Result<(), Problem> {
        let rate =
            || Problem::of("tax", "problem-tax-rate").with("category", self.category.code()).with("rate", self.rate);
        amount::percent(self.rate).map_err(|_| rate())?;
        if (self.category == TaxCategory::S) == self.rate.is_zero() {
            return Err(rate());
        }
        let unexplained = self.reason.is_none() && self.reason_code.is_none();
        if self.category == TaxCategory::E && unexplained {
            return Err(Problem::of("tax", "problem-tax-reason"));
        }
        Ok(())
    }

    fn group(&self) -> (TaxCategory, Decimal) {
        (self.category, self.rate.normalize())
    }

    /// Whether both stand in one row of the breakdown.
    pub fn same_group(&self, other: &Self) -> bool {
        self.group() == other.group()
    }
}

/// One row of the tax breakdown (BG-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxTotal {
    /// Category (BT-118).
    pub category: TaxCategory,
    /// Rate in hundredths (BT-119).
    pub rate: Decimal,
    /// What is taxed (BT-116).
    pub taxable: Decimal,
    /// The tax (BT-117).
    pub tax: Decimal,
    /// Why there is none (BT-120).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why there is none, as a code (BT-121).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<String>,
}

/// The breakdown of amounts, each with its tax: one row for each category and rate, sorted; the tax is rounded once for
/// each row (BR-CO-17).
pub fn breakdown<'a>(
    amounts: impl IntoIterator<Item = (Decimal, &'a Tax)>,
    currency: Currency,
) -> Result<Vec<TaxTotal>, Problem> {
    let mut groups: BTreeMap<(TaxCategory, Decimal), Vec<(Decimal, &Tax)>> = BTreeMap::new();
    for (amount, tax) in amounts {
        groups.entry(tax.group()).or_default().push((amount, tax));
    }
    let outside = groups.keys().any(|(category, _)| *category == TaxCategory::O);
    if outside && groups.len() > 1 {
        return Err(Problem::of("tax", "problem-tax-mixed"));
    }
    groups.into_iter().map(|(group, amounts)| row(group, &amounts, currency)).collect()
}

fn row(
    (category, rate): (TaxCategory, Decimal),
    amounts: &[(Decimal, &Tax)],
    currency: Currency,
) -> Result<TaxTotal, Problem> {
    let taxable = amount::sum(amounts.iter().map(|(amount, _)| *amount), currency)?;
    let tax = amount::percent_of(taxable, rate, currency)?;
    let reason = distinct(amounts.iter().filter_map(|(_, tax)| tax.reason.as_deref()));
    let reason_code = amounts.iter().find_map(|(_, tax)| tax.reason_code.clone());
    let reason_code = reason_code.or_else(|| category.implied_reason().map(str::to_owned));
    Ok(TaxTotal { category, rate, taxable, tax, reason, reason_code })
}

/// Every reason once, in the order of the lines.
fn distinct<'a>(reasons: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen: Vec<&str> = Vec::new();
    for reason in reasons {
        if !seen.contains(&reason) {
            seen.push(reason);
        }
    }
    (!seen.is_empty()).then(|| seen.join("; "))
}
