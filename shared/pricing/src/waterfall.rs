//! How a price came about, step by step.

use crate::amount;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{Problem, value::Currency};
use std::collections::BTreeMap;

/// A sentence for people: a Fluent key and what fills its placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Fluent key of `messages/en/pricing.ftl`.
    pub key: String,
    /// Placeholders of the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Sentence {
    /// A sentence without placeholders.
    pub fn new(key: &str) -> Self {
        Self { key: key.to_owned(), args: BTreeMap::new() }
    }

    /// Fills one placeholder.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}

/// What kind of rule made a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The price of a price book, or the sum of a bundle's parts.
    List,
    /// The account's own price.
    Contract,
    /// A tier of quantity.
    Tier,
    /// An option or attribute.
    Surcharge,
    /// The price of a bundle against the sum of its parts.
    Bundle,
    /// A discount by rule.
    Rule,
    /// A price or discount by hand.
    Hand,
    /// This line's share of a discount on the whole quote.
    Share,
}

/// One step of a line's waterfall. Amounts are for the whole quantity, in minor units.
///
/// Invariant of a waterfall: the first step starts from nothing, each other one from what the step before it left, and
/// the last one leaves the line's net amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What kind of rule this is.
    pub kind: StepKind,
    /// Id of the price, surcharge, bundle, contract or discount.
    pub rule: String,
    /// Its name.
    pub name: String,
    /// Amount before.
    #[serde(rename = "in")]
    pub amount_in: Decimal,
    /// Amount after.
    #[serde(rename = "out")]
    pub amount_out: Decimal,
    /// Why.
    pub reason: Sentence,
}

/// Which rule makes a step, and why.
pub(crate) struct Cause<'a> {
    pub kind: StepKind,
    pub rule: &'a str,
    pub name: &'a str,
    pub reason: Sentence,
}

/// A waterfall that is being written. Steps can only be put at its end, so that they chain.
pub(crate) struct Waterfall {
    currency: Currency,
    steps: Vec<Step>,
    amount: Decimal,
}

impl Waterfall {
    pub(crate) fn new(currency: Currency) -> Self {
        Self { currency, steps: Vec::new(), amount: amount::round(Decimal::ZERO, currency) }
    }

    /// The amount after the last step.
    pub(crate) const fn amount(&self) -> Decimal {
        self.amount
    }

    pub(crate) fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// Goes on to `out`, rounded. A step that changes nothing is left out, except for the first.
    pub(crate) fn go_to(&mut self, out: Decimal, cause: Cause<'_>) -> Result<(), Problem> {
        let out = amount::within(amount::round(out, self.currency), self.currency)?;
        if out.is_sign_negative() {
            return Err(Problem::of("price", "problem-price-below-zero").with("rule", cause.name).with("price", out));
        }
        if out != self.amount || self.steps.is_empty() {
            let Cause { kind, rule, name, reason } = cause;
            let (rule, name) = (rule.to_owned(), name.to_owned());
            self.steps.push(Step { kind, rule, name, amount_in: self.amount, amount_out: out, reason });
            self.amount = out;
        }
        Ok(())
    }

    /// Adds an amount, which may be negative.
    pub(crate) fn add(&mut self, change: Decimal, cause: Cause<'_>) -> Result<(), Problem> {
        let out = self.amount.checked_add(change).ok_or_else(|| amount::too_large(self.currency))?;
        self.go_to(out, cause)
    }
}
