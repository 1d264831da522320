//! Amounts and days as people read them.

use rust_decimal::Decimal;
use shared::{
    record::Millis,
    value::{Currency, Date, DateTime},
};

/// Half a day: as long as the last place on earth is behind Greenwich.
const LAST_PLACE: Millis = 12 * 60 * 60 * 1000;

/// `1,234.50`, with all of its decimals.
fn number(number: Decimal) -> String {
    let text = number.abs().to_string();
    let (whole, parts) = text.split_once('.').map_or((&*text, None), |(whole, parts)| (whole, Some(parts)));
    let mut written = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    if let Some(parts) = parts {
        written.push('.');
        written.push_str(parts);
    }
    written
}

fn sign(number: Decimal) -> &'static str {
    if number.is_sign_negative() && !number.is_zero() { "−" } else { "" }
}

/// A number without the zeros that only its arithmetic needs.
pub(crate) fn decimal(value: Decimal) -> String {
    format!("{}{}", sign(value), number(value.normalize()))
}

/// `€1,234.50`; `CHF 1,234.50` where no sign is known to everybody.
pub(crate) fn money(amount: Decimal, currency: Currency) -> String {
    let before = match currency.code() {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        code => return format!("{}{code}\u{a0}{}", sign(amount), number(amount)),
    };
    format!("{}{before}{}", sign(amount), number(amount))
}

/// `30 November 2026`.
pub(crate) fn date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The day of an instant, by the clock of Greenwich.
pub(crate) fn today(now: Millis) -> Date {
    let time = i64::try_from(now).ok().and_then(|now| DateTime::from_millisecond(now).ok()).unwrap_or_default();
    // An instant is written with its day first.
    time.to_string().get(..10).and_then(|day| day.parse().ok()).unwrap_or_default()
}

/// Whether a day is over wherever a customer may be.
pub(crate) fn day_over(day: Date, now: Millis) -> bool {
    today(now.saturating_sub(LAST_PLACE)) > day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_read_them() {
        let of = |amount: &str, code: &str| money(amount.parse().unwrap(), code.parse().unwrap());
        assert_eq!(of("1234567.50", "EUR"), "€1,234,567.50");
        assert_eq!(of("-999", "JPY"), "−¥999");
        assert_eq!(of("1000.000", "KWD"), "KWD\u{a0}1,000.000");
        assert_eq!(decimal("12.500".parse().unwrap()), "12.5");
        assert_eq!(date("2026-11-03".parse().unwrap()), "3 November 2026");
    }

    #[test]
    fn a_day_is_over_when_it_is_over_everywhere() {
        let noon = 1_795_089_600_000; // 2026-11-19T12:00:00Z
        let (yesterday, today) = ("2026-11-18".parse().unwrap(), "2026-11-19".parse().unwrap());
        assert_eq!(super::today(noon), today);
        assert!(day_over(yesterday, noon) && !day_over(yesterday, noon - 1));
        assert!(!day_over(today, noon));
    }
}
