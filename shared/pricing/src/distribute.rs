//! Spreading an amount over shares so that the shares add up to it.

use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use shared::value::Currency;
use std::cmp::Reverse;

/// Spreads `total` over the weights in whole minor units, by largest remainder.
///
/// The shares add up to `total` (rounded) exactly. Each differs from its exact value by less than one minor unit, and
/// none exceeds its weight while `total` does not exceed their sum. Equal remainders go to the earlier line.
///
/// Negative weights count as nothing. Where all weights are nothing the first share takes all; without weights there
/// are no shares.
pub fn distribute(total: Decimal, weights: &[Decimal], currency: Currency) -> Vec<Decimal> {
    let units = currency.minor_units();
    let weights: Vec<i128> = weights.iter().map(|weight| minor(*weight, currency).max(0)).collect();
    let total = minor(total, currency);
    shares(total, &weights).into_iter().map(|share| Decimal::from_i128_with_scale(share, units)).collect()
}

/// The amount in minor units. Amounts are below 10¹⁷ minor units, so that products of two fit into 128 bits.
fn minor(amount: Decimal, currency: Currency) -> i128 {
    let scale = Decimal::from(10_u64.pow(currency.minor_units()));
    let units = amount.checked_mul(scale).unwrap_or(Decimal::ZERO);
    units.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero).to_i128().unwrap_or(0)
}

fn shares(total: i128, weights: &[i128]) -> Vec<i128> {
    let sum: i128 = weights.iter().sum();
    if sum == 0 {
        return weights.iter().enumerate().map(|(at, _)| if at == 0 { total } else { 0 }).collect();
    }
    let size = total.abs();
    let exact = |weight: &i128| size.saturating_mul(*weight);
    let mut shares: Vec<i128> = weights.iter().map(|weight| exact(weight) / sum).collect();
    let missing = size - shares.iter().sum::<i128>();
    let mut order: Vec<(Reverse<i128>, usize)> =
        weights.iter().enumerate().map(|(at, weight)| (Reverse(exact(weight) % sum), at)).collect();
    order.sort_unstable();
    // Fewer units are missing than there are lines: each line lacks less than one.
    for (_, at) in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        if let Some(share) = shares.get_mut(at) {
            *share += 1;
        }
    }
    shares.into_iter().map(|share| share * total.signum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(total: &str, weights: &[&str], currency: &str) -> Vec<String> {
        let weights: Vec<Decimal> = weights.iter().map(|weight| weight.parse().expect("a weight")).collect();
        let shares = distribute(total.parse().expect("a total"), &weights, currency.parse().expect("a currency"));
        shares.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_largest_remainders_get_what_is_left_over() {
        assert_eq!(spread("100", &["1", "1", "1"], "EUR"), ["33.34", "33.33", "33.33"]);
        assert_eq!(spread("-0.02", &["5", "5", "5"], "EUR"), ["-0.01", "-0.01", "0.00"]);
        assert_eq!(spread("10", &["3", "3", "1"], "JPY"), ["4", "4", "2"]);
        assert_eq!(spread("0.005", &["2", "1"], "KWD"), ["0.003", "0.002"]);
        assert_eq!(spread("1", &["0", "0"], "EUR"), ["1.00", "0.00"]);
        assert!(spread("1", &[], "EUR").is_empty());
    }
}
