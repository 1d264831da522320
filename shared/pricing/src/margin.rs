//! Cost and margin, apart from everything that a customer or an unprivileged device may see.
//!
//! Invariant: neither [`Costs`] nor [`MarginReport`] can be serialised, and nothing that can be holds one of them. So
//! no record, response or document can carry cost by accident; a screen that may show it asks for it.
//!
//! ```compile_fail
//! let costs = pricing::Costs::new("EUR".parse().unwrap());
//! serde_json::to_string(&costs).unwrap();
//! ```

use crate::{PricedLine, PricedQuote, amount, rate};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use shared::{Problem, value::Currency};

/// What products and options cost the seller.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Costs {
    currency: Currency,
    #[serde(default)]
    units: FxHashMap<String, Decimal>,
    #[serde(default)]
    options: Vec<OptionCost>,
}

/// What an option adds to the cost of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OptionCost {
    /// Id of the product.
    pub product: String,
    /// The attribute.
    pub attribute: String,
    /// The value.
    pub value: String,
    /// Cost in each unit.
    pub cost: Decimal,
}

impl Costs {
    /// No costs yet, all in one currency.
    pub fn new(currency: Currency) -> Self {
        Self { currency, units: FxHashMap::default(), options: Vec::new() }
    }

    /// With the cost of a unit of a product.
    #[must_use]
    pub fn with_unit(mut self, product: &str, cost: Decimal) -> Self {
        self.units.insert(product.to_owned(), cost);
        self
    }

    /// With the cost of an option.
    #[must_use]
    pub fn with_option(mut self, option: OptionCost) -> Self {
        self.options.push(option);
        self
    }

    /// Costs and margins of a quote. Cost in another currency is converted by the quote's frozen rates.
    pub fn report(&self, quote: &PricedQuote) -> Result<MarginReport, Problem> {
        let factor = rate::factor(&quote.settlement.rates, self.currency, quote.settlement.currency)?;
        let lines = quote.lines.iter().map(|line| self.line(line, factor, quote.settlement.currency));
        let lines = lines.collect::<Result<Vec<_>, Problem>>()?;
        let counted = || quote.lines.iter().zip(&lines).filter(|(line, _)| line.counts());
        let complete = counted().all(|(_, margin)| margin.cost.is_some());
        let cost = amount::sum(counted().filter_map(|(_, margin)| margin.cost), quote.settlement.currency)?;
        let total = Margin::of(complete.then_some(cost), quote.totals().net);
        Ok(MarginReport { lines, total })
    }

    fn line(&self, line: &PricedLine, factor: Decimal, currency: Currency) -> Result<LineMargin, Problem> {
        let exact = self.exact(line, currency)?;
        let cost = exact.map(|cost| amount::times(cost, factor, currency)).transpose()?;
        let Margin { cost, amount, percent } = Margin::of(cost, line.net);
        Ok(LineMargin { line: line.id.clone(), cost, amount, percent })
    }

    /// The line's cost, not rounded: its product's own, or that of its parts; with its options.
    fn exact(&self, line: &PricedLine, currency: Currency) -> Result<Option<Decimal>, Problem> {
        let part = |product: &str, quantity: Decimal| {
            self.units.get(product).map(|cost| amount::exact_times(*cost, quantity, currency)).transpose()
        };
        let Some(base) = part(&line.product.id, line.quantity)? else {
            return line.parts.iter().try_fold((!line.parts.is_empty()).then_some(Decimal::ZERO), |sum, share| {
                let both = sum.zip(part(&share.product, share.quantity)?);
                both.map(|(sum, cost)| sum.checked_add(cost).ok_or_else(|| amount::too_large(currency))).transpose()
            });
        };
        let chosen = line.choices.iter().flat_map(|choice| {
            let same = |option: &&OptionCost| {
                option.product == line.product.id
                    && option.attribute == choice.attribute
                    && option.value == choice.value
            };
            self.options.iter().filter(same).map(|option| (option.cost, choice.count))
        });
        let total = chosen.into_iter().try_fold(base, |sum, (cost, count)| {
            let units = amount::exact_times(count, line.quantity, currency)?;
            let more = amount::exact_times(cost, units, currency)?;
            sum.checked_add(more).ok_or_else(|| amount::too_large(currency))
        });
        total.map(Some)
    }
}

/// Cost and margin of a quote, for those who may see cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarginReport {
    /// Of each line, in the quote's order.
    pub lines: Vec<LineMargin>,
    /// Of the total without tax; nothing where the cost of a line that counts is not known.
    pub total: Margin,
}

/// Cost and margin of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineMargin {
    /// Id of the line.
    pub line: String,
    /// Cost of the whole quantity, where it is known.
    pub cost: Option<Decimal>,
    /// Net amount less cost.
    pub amount: Option<Decimal>,
    /// In hundredths of the net amount; nothing where that is zero.
    pub percent: Option<Decimal>,
}

/// Cost and what is earned above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margin {
    /// Cost, where it is known.
    pub cost: Option<Decimal>,
    /// Net amount less cost.
    pub amount: Option<Decimal>,
    /// In hundredths of the net amount; nothing where that is zero.
    pub percent: Option<Decimal>,
}

impl Margin {
    fn of(cost: Option<Decimal>, net: Decimal) -> Self {
        let amount = cost.map(|cost| net - cost);
        Self { cost, amount, percent: amount.and_then(|amount| amount::in_percent(amount, net)) }
    }

    /// Whether it lies under a floor, or may: what has no known cost must be looked at, or an empty price list of costs
    /// would be a way around every floor. What is given away for nothing lies under every floor if it costs something.
    pub(crate) fn is_under(amount: Option<Decimal>, percent: Option<Decimal>, floor: Decimal) -> bool {
        match (amount, percent) {
            (_, Some(percent)) => percent < floor,
            (Some(amount), None) => amount < Decimal::ZERO,
            (None, None) => true,
        }
    }
}

impl MarginReport {
    /// Ids of lines under a floor in hundredths, and of those without a known cost.
    pub fn lines_under(&self, floor: Decimal) -> impl Iterator<Item = &str> {
        let under = move |line: &&LineMargin| Margin::is_under(line.amount, line.percent, floor);
        self.lines.iter().filter(under).map(|line| line.line.as_str())
    }

    /// Whether the quote as a whole lies under a floor in hundredths, or holds lines without a known cost.
    pub fn is_under(&self, floor: Decimal) -> bool {
        Margin::is_under(self.total.amount, self.total.percent, floor)
    }
}
