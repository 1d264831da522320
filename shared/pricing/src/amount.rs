//! Rounding and the limits of amounts, quantities and percentages.

use rust_decimal::{Decimal, RoundingStrategy};
use shared::{Problem, value::Currency};

/// The most that can be ordered on one line.
pub const MOST_QUANTITY: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);

/// The finest quantity: a millionth of a unit.
pub const FINEST_QUANTITY: u32 = 6;

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;

/// Rounds to the currency's minor units, half away from zero, and writes all of its decimals: 12.5 EUR becomes 12.50.
pub fn round(amount: Decimal, currency: Currency) -> Decimal {
    let units = currency.minor_units();
    let mut rounded = amount.round_dp_with_strategy(units, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(units);
    // Zero has one form only, or equal documents would differ in a sign.
    if rounded.is_zero() { Decimal::new(0, units) } else { rounded }
}

/// Amounts reach up to this, exclusively, in major units: 10¹², or 10¹⁴ where the currency has no minor units.
///
/// Below it no sum or product of this crate loses a minor unit in the 28 digits of a decimal.
pub fn limit(currency: Currency) -> Decimal {
    let digits = if currency.minor_units() == 0 { 14 } else { 12 };
    Decimal::from_i128_with_scale(10_i128.pow(digits), 0)
}

/// An amount within the limit.
pub(crate) fn within(amount: Decimal, currency: Currency) -> Result<Decimal, Problem> {
    if amount.abs() < limit(currency) { Ok(amount) } else { Err(too_large(currency)) }
}

pub(crate) fn too_large(currency: Currency) -> Problem {
    Problem::new("problem-amount-too-large").with("limit", limit(currency)).with("currency", currency)
}

/// A price per unit: not negative and within the limit.
pub(crate) fn price(price: Decimal, currency: Currency) -> Result<Decimal, Problem> {
    if price.is_sign_negative() && !price.is_zero() {
        return Err(Problem::of("price", "problem-price-negative").with("price", price));
    }
    within(price, currency)
}

/// A quantity that can be ordered.
pub(crate) fn quantity(quantity: Decimal) -> Result<Decimal, Problem> {
    let problem = |key| Problem::of("quantity", key).with("quantity", quantity);
    if quantity <= Decimal::ZERO {
        return Err(problem("problem-quantity-not-positive"));
    }
    if quantity > MOST_QUANTITY {
        return Err(problem("problem-quantity-absurd").with("max", MOST_QUANTITY));
    }
    if quantity.normalize().scale() > FINEST_QUANTITY {
        return Err(problem("problem-quantity-too-fine").with("decimals", FINEST_QUANTITY));
    }
    Ok(quantity)
}

/// A share between nothing and all.
pub(crate) fn percent(percent: Decimal) -> Result<Decimal, Problem> {
    let sensible = percent >= Decimal::ZERO && percent <= HUNDRED;
    if sensible { Ok(percent) } else { Err(Problem::new("problem-percent").with("percent", percent)) }
}

/// The product, rounded to minor units and within the limit.
pub(crate) fn times(amount: Decimal, factor: Decimal, currency: Currency) -> Result<Decimal, Problem> {
    let product = amount.checked_mul(factor).ok_or_else(|| too_large(currency))?;
    within(round(product, currency), currency)
}

/// The product as exact as a decimal holds it: for prices per unit.
pub(crate) fn exact_times(amount: Decimal, factor: Decimal, currency: Currency) -> Result<Decimal, Problem> {
    amount.checked_mul(factor).ok_or_else(|| too_large(currency))
}

/// So many hundredths of an amount, rounded to minor units.
pub(crate) fn percent_of(amount: Decimal, percent: Decimal, currency: Currency) -> Result<Decimal, Problem> {
    let part = amount.checked_mul(percent).ok_or_else(|| too_large(currency))?;
    within(round(part / HUNDRED, currency), currency)
}

/// The sum, within the limit.
pub(crate) fn sum(amounts: impl IntoIterator<Item = Decimal>, currency: Currency) -> Result<Decimal, Problem> {
    let zero = round(Decimal::ZERO, currency);
    amounts
        .into_iter()
        .try_fold(zero, |total, amount| within(total.checked_add(amount).ok_or_else(|| too_large(currency))?, currency))
}

/// How many hundredths `part` is of `whole`, to two decimals; nothing where there is no whole.
pub(crate) fn in_percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    let share = part.checked_mul(HUNDRED)?.checked_div(whole)?;
    Some(share.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

/// A number for a sentence: without the zeros that only its arithmetic needs.
pub(crate) fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect(text)
    }

    #[test]
    fn midpoints_round_away_from_zero_in_each_currency() {
        for (amount, currency, expected) in [
            ("2.345", "EUR", "2.35"),
            ("-2.345", "EUR", "-2.35"),
            ("2.3449999", "EUR", "2.34"),
            ("2.5", "JPY", "3"),
            ("-2.5", "JPY", "-3"),
            ("2.4999", "JPY", "2"),
            ("1.0005", "KWD", "1.001"),
            ("1.0004", "KWD", "1.000"),
            ("7", "EUR", "7.00"),
            ("-0.001", "EUR", "0.00"),
        ] {
            let rounded = round(decimal(amount), currency.parse().expect(currency));
            assert_eq!(rounded.to_string(), expected, "{amount} {currency}");
        }
    }

    #[test]
    fn the_absurd_is_a_problem() {
        let keys = |result: Result<Decimal, Problem>| result.expect_err("a problem").message_key;
        assert_eq!(keys(price(decimal("-0.01"), Currency::EUR)), "problem-price-negative");
        assert_eq!(keys(price(decimal("1000000000000"), Currency::EUR)), "problem-amount-too-large");
        assert_eq!(keys(quantity(Decimal::ZERO)), "problem-quantity-not-positive");
        assert_eq!(keys(quantity(decimal("1000000001"))), "problem-quantity-absurd");
        assert_eq!(keys(quantity(decimal("0.0000001"))), "problem-quantity-too-fine");
        assert_eq!(keys(percent(decimal("100.01"))), "problem-percent");
        assert_eq!(keys(times(Decimal::MAX, Decimal::MAX, Currency::EUR)), "problem-amount-too-large");
    }
}
