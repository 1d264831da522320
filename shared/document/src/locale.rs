//! How numbers, money and dates are written.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{Problem, value::Currency};

/// Language and formats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locale {
    /// Language of the document, such as `en` or `de-AT` (RFC 3066).
    pub language: String,
    /// Between whole and parts.
    pub decimal: String,
    /// Between groups of three digits.
    pub group: String,
    /// An amount with its currency, of `{amount}` and `{currency}`.
    pub money: String,
    /// A date, of `{d}`, `{dd}`, `{m}`, `{mm}`, `{month}`, `{yy}` and `{yyyy}`.
    pub date: String,
    /// The twelve months, where dates name them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub months: Vec<String>,
}

impl Locale {
    /// A number with all of its decimals.
    pub fn number(&self, number: Decimal) -> String {
        let text = number.abs().to_string();
        let (whole, parts) = text.split_once('.').unwrap_or((&text, ""));
        let mut written =
            if number.is_sign_negative() && !number.is_zero() { "\u{2212}".to_owned() } else { String::new() };
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                written.push_str(&self.group);
            }
            written.push(digit);
        }
        if !parts.is_empty() {
            written.push_str(&self.decimal);
            written.push_str(parts);
        }
        written
    }

    /// A number without the zeros at its end.
    pub fn short(&self, number: Decimal) -> String {
        self.number(number.normalize())
    }

    /// An amount with its currency.
    pub fn money(&self, amount: Decimal, currency: Currency) -> String {
        self.money.replace("{amount}", &self.number(amount)).replace("{currency}", currency.code())
    }

    /// A date.
    pub fn date(&self, date: Date) -> String {
        let (year, month, day) = (date.year(), date.month(), date.day());
        let name = usize::try_from(month).ok().and_then(|month| self.months.get(month.checked_sub(1)?));
        let parts = [
            ("{dd}", format!("{day:02}")),
            ("{d}", day.to_string()),
            ("{mm}", format!("{month:02}")),
            ("{month}", name.cloned().unwrap_or_default()),
            ("{m}", month.to_string()),
            ("{yyyy}", format!("{year:04}")),
            ("{yy}", format!("{:02}", year.rem_euclid(100))),
        ];
        parts.iter().fold(self.date.clone(), |text, (token, value)| text.replace(token, value))
    }

    pub(crate) fn check(&self) -> Option<Problem> {
        let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let language = (2..=20).contains(&self.language.len()) && self.language.split('-').all(letters);
        let months = !self.date.contains("{month}") || self.months.len() == 12;
        let sensible = language && months && self.money.contains("{amount}");
        (!sensible).then(|| Problem::new("problem-template-locale"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_follow_the_locale() {
        let german = Locale {
            language: "de".to_owned(),
            decimal: ",".to_owned(),
            group: ".".to_owned(),
            money: "{amount} {currency}".to_owned(),
            date: "{d}. {month} {yyyy}".to_owned(),
            months: (1..=12).map(|month| format!("M{month}")).collect(),
        };
        let number = |text: &str| german.number(text.parse().expect(text));
        assert_eq!(number("1234567.80"), "1.234.567,80");
        assert_eq!(number("-999"), "−999");
        assert_eq!(number("1000"), "1.000");
        assert_eq!(german.short("12.500".parse().expect("number")), "12,5");
        assert_eq!(german.money("0.5".parse().expect("number"), Currency::EUR), "0,5 EUR");
        assert_eq!(german.date("2026-11-03".parse().expect("date")), "3. M11 2026");
        let iso = Locale { date: "{yyyy}-{mm}-{dd}".to_owned(), ..german.clone() };
        assert_eq!(iso.date("2026-01-03".parse().expect("date")), "2026-01-03");
        assert!(german.check().is_none());
        assert!(Locale { months: Vec::new(), ..german }.check().is_some());
    }
}
