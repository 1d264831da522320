//! Numbers and amounts as people write them. `1.234` is read as the column's format says, never guessed.

use crate::value::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Which character stands before the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NumberFormat {
    /// 1,234.56
    Point,
    /// 1.234,56
    Comma,
}

impl NumberFormat {
    /// Both formats.
    pub const ALL: [Self; 2] = [Self::Point, Self::Comma];

    const fn marks(self) -> (char, char) {
        match self {
            Self::Point => ('.', ','),
            Self::Comma => (',', '.'),
        }
    }
}

/// A number with the currency mark that stood beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount<'a> {
    /// The number.
    pub number: Decimal,
    /// `$`, `EUR` and the like, as written.
    pub mark: Option<&'a str>,
}

/// Currency signs and what they mean. `$` and `¥` stand for several: the most usual is proposed.
const SIGNS: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("¥", "JPY"),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₽", "RUB"),
    ("₺", "TRY"),
    ("₪", "ILS"),
    ("zł", "PLN"),
    ("Kč", "CZK"),
    ("R$", "BRL"),
    ("C$", "CAD"),
    ("A$", "AUD"),
    ("CHF", "CHF"),
    ("Fr.", "CHF"),
];

/// The currency that a mark stands for: a sign, or three letters of ISO 4217.
pub(super) fn currency_of(mark: &str) -> Option<Currency> {
    let sign = SIGNS.iter().find(|(sign, _)| *sign == mark).map(|(_, code)| *code);
    sign.unwrap_or(mark).parse().ok()
}

/// Reads a number with an optional currency mark, sign or percent sign.
pub fn read(text: &str, format: NumberFormat) -> Option<Amount<'_>> {
    let text = text.trim();
    if text.len() > 80 {
        return None;
    }
    let (negative, text) = unsigned(text);
    let (mark, digits) = unmarked(text)?;
    let (inner, digits) = unsigned(digits);
    if negative && inner {
        return None;
    }
    let number = unsigned_number(digits.strip_suffix('%').unwrap_or(digits).trim(), format)?;
    Some(Amount { number: if negative || inner { -number } else { number }, mark })
}

/// `-5`, `−5`, `5-` and, as accountants write, `(5)`.
fn unsigned(text: &str) -> (bool, &str) {
    let stripped = text.strip_prefix(['-', '−']).or_else(|| text.strip_suffix('-'));
    let bracketed = || text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    match stripped.or_else(bracketed) {
        Some(rest) => (true, rest.trim()),
        None => (false, text.strip_prefix('+').unwrap_or(text).trim()),
    }
}

/// Splits off a currency mark before or after the digits.
fn unmarked(text: &str) -> Option<(Option<&str>, &str)> {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '−' | '+' | '%' | '(');
    let start = text.find(is_digit)?;
    let (before, rest) = text.split_at(start);
    let end = rest.rfind(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | ')'))?;
    let width = rest.get(end..).and_then(|tail| tail.chars().next()).map_or(0, char::len_utf8);
    let (digits, after) = rest.split_at(end + width);
    match (before.trim(), after.trim()) {
        ("", "") => Some((None, digits)),
        (mark, "") | ("", mark) => currency_of(mark).map(|_| (Some(mark), digits)),
        _ => None,
    }
}

fn unsigned_number(text: &str, format: NumberFormat) -> Option<Decimal> {
    let (point, group) = format.marks();
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return scientific(text, point);
    }
    let whole = ungrouped(whole, group)?;
    let plain = match (whole.is_empty(), fraction.is_empty()) {
        (true, true) => return None,
        (_, true) => whole,
        (true, false) => format!("0.{fraction}"),
        (false, false) => format!("{whole}.{fraction}"),
    };
    Decimal::from_str_exact(&plain).ok()
}

fn scientific(text: &str, point: char) -> Option<Decimal> {
    let valid = |c: char| c.is_ascii_digit() || c == point || matches!(c, 'e' | 'E' | '+' | '-');
    let looks = text.contains(['e', 'E']) && text.chars().all(valid);
    let number = if looks { Decimal::from_scientific(&text.replace(point, ".")).ok() } else { None };
    number.map(|number| number.normalize())
}

/// Takes out separators of thousands, which must stand where such separators stand: three digits
/// after the last, two (India) or three after the others. Spaces and `'` group in both formats.
fn ungrouped(whole: &str, group: char) -> Option<String> {
    let is_group = |c: char| c == group || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let groups: Vec<&str> = whole.split(is_group).collect();
    if !groups.iter().all(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let [first, inner @ .., last] = groups.as_slice() else {
        return Some(whole.to_owned());
    };
    let regular =
        last.len() == 3 && (1..=3).contains(&first.len()) && inner.iter().all(|part| matches!(part.len(), 2 | 3));
    regular.then(|| groups.concat())
}
