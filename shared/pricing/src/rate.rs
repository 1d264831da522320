//! Exchange rates, frozen on a quote with the day that they are from.

use crate::amount;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{Problem, value::Currency};

/// One unit of `from` is worth `rate` units of `to`, as of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// What is exchanged.
    pub from: Currency,
    /// What is got for it.
    pub to: Currency,
    /// How many units of `to` for one of `from`; greater than zero.
    pub rate: Decimal,
    /// The day that the rate is from.
    pub on: Date,
    /// Who says so, such as a central bank.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

/// The factor from one currency to another. A rate is used in the direction in which it was given; where there is only
/// the opposite one, its reciprocal stands in.
pub fn factor(rates: &[Rate], from: Currency, to: Currency) -> Result<Decimal, Problem> {
    if from == to {
        return Ok(Decimal::ONE);
    }
    let missing = || Problem::new("problem-rate-missing").with("from", from).with("to", to);
    let given = rates.iter().find(|rate| rate.from == from && rate.to == to).map(|rate| rate.rate);
    let reciprocal = || {
        let back = rates.iter().find(|rate| rate.from == to && rate.to == from)?;
        Decimal::ONE.checked_div(back.rate)
    };
    let factor = given.or_else(reciprocal).ok_or_else(missing)?;
    if factor > Decimal::ZERO { Ok(factor) } else { Err(Problem::new("problem-rate").with("rate", factor)) }
}

/// An amount in another currency, in its minor units.
pub fn convert(amount: Decimal, from: Currency, to: Currency, rates: &[Rate]) -> Result<Decimal, Problem> {
    amount::times(amount, factor(rates, from, to)?, to)
}
