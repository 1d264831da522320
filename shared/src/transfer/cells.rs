//! Cell texts to values, by field type.

use super::{
    ADDRESS_PARTS,
    dates::{self, DateOrder},
    fold,
    mapping::Column,
    numbers::{self, NumberFormat},
};
use crate::{
    Problem, Value,
    schema::{Computed, FieldDef, FieldType},
    value::{Address, Currency, Date, Money},
};
use jiff::tz::Offset;
use rust_decimal::{Decimal, prelude::ToPrimitive};

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) today: Date,
    date: Option<DateOrder>,
    offset: Offset,
    number: Option<NumberFormat>,
    currency: Option<Currency>,
    multiply: Option<Decimal>,
}

impl Reading {
    /// As the column's options say; where they are silent, only what can be read one way is read.
    pub(super) fn of(column: &Column, today: Date) -> Self {
        let seconds = i32::from(column.offset.unwrap_or_default()) * 60;
        Self {
            today,
            date: column.date,
            offset: Offset::from_seconds(seconds).unwrap_or(Offset::UTC),
            number: column.number,
            currency: column.currency,
            multiply: column.multiply,
        }
    }

    /// As constants and defaults are read: ISO dates and decimal points.
    pub(super) fn plain(today: Date, currency: Option<Currency>) -> Self {
        let column =
            Column { date: Some(DateOrder::Ymd), number: Some(NumberFormat::Point), currency, ..Column::default() };
        Self::of(&column, today)
    }

    /// The same with another currency.
    pub(super) fn in_currency(self, currency: Option<Currency>) -> Self {
        Self { currency: currency.or(self.currency), ..self }
    }

    fn moment(&self, text: &str, key: &str) -> Result<dates::Moment, Problem> {
        let wrong = || Problem::new(key).with("value", shortened(text));
        match (self.date, dates::orders(text).as_slice()) {
            (Some(order), _) => dates::read(text, order, self.today).ok_or_else(wrong),
            (None, [only]) => dates::read(text, *only, self.today).ok_or_else(wrong),
            (None, []) => Err(wrong()),
            (None, _) => Err(Problem::new("import-date-ambiguous").with("value", shortened(text))),
        }
    }

    fn amount<'a>(&self, text: &'a str, key: &str) -> Result<numbers::Amount<'a>, Problem> {
        let wrong = || Problem::new(key).with("value", shortened(text));
        let amount = match self.number {
            Some(format) => numbers::read(text, format).ok_or_else(wrong)?,
            None => match NumberFormat::ALL.map(|format| numbers::read(text, format)) {
                [Some(point), Some(comma)] if point != comma => {
                    return Err(Problem::new("import-number-ambiguous").with("value", shortened(text)));
                }
                [point, comma] => point.or(comma).ok_or_else(wrong)?,
            },
        };
        let number = amount.number.checked_mul(self.multiply.unwrap_or(Decimal::ONE)).ok_or_else(wrong)?;
        let number = if self.multiply.is_some() { number.normalize() } else { number };
        Ok(numbers::Amount { number, ..amount })
    }
}

/// The beginning of a text, for messages.
pub(super) fn shortened(text: &str) -> String {
    let mut start: String = text.chars().take(60).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}

/// Words for yes and no.
const YES: &[&str] = &["yes", "y", "true", "1", "x", "on", "ja", "oui", "si", "sim", "wahr", "vrai"];
const NO: &[&str] = &["no", "n", "false", "0", "off", "nein", "non", "nao", "falsch", "faux"];

/// Reads a filled cell for a field that is no link.
pub(super) fn read(field: &FieldDef, text: &str, how: &Reading) -> Result<Value, Problem> {
    let trimmed = text.trim();
    let value = match &field.kind {
        FieldType::LongText => Value::text(text),
        FieldType::Text { .. }
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Link { .. }
        | FieldType::Links { .. }
        | FieldType::Computed(Computed::Join { .. }) => Value::text(trimmed),
        // Google writes several addresses into one cell.
        FieldType::Email => {
            Value::text(trimmed.split(" ::: ").next().unwrap_or_default().trim().trim_start_matches("mailto:"))
        }
        FieldType::Number { .. } => {
            let number = how.amount(trimmed, "import-number")?.number;
            Value::Number(number.to_f64().ok_or_else(|| Problem::new("problem-number"))?)
        }
        FieldType::Money => money(trimmed, how)?,
        FieldType::Date => how.moment(trimmed, "import-date")?.date.into(),
        FieldType::DateTime => how.moment(trimmed, "import-date")?.instant(how.offset).into(),
        FieldType::Choice { options } => Value::text(choice(options, trimmed)?),
        FieldType::MultiChoice { options } => {
            let items = trimmed.split(['\n', ';', ',']).map(str::trim).filter(|item| !item.is_empty());
            Value::list(items.map(|item| choice(options, item)).collect::<Result<Vec<_>, _>>()?)
        }
        FieldType::Flag => flag(trimmed)?,
        FieldType::Address => Value::Address(Box::new(Address { street: trimmed.to_owned(), ..Address::default() })),
        FieldType::Computed(Computed::Share { .. }) => return Err(Problem::new("problem-computed")),
        FieldType::File | FieldType::Unknown => return Err(Problem::new("import-not-from-text")),
    };
    Ok(value)
}

fn money(text: &str, how: &Reading) -> Result<Value, Problem> {
    let amount = how.amount(text, "import-money")?;
    let marked = amount.mark.and_then(numbers::currency_of);
    // `$` and `¥` stand for several currencies: the column's own, if it has one, tells which.
    let vague = matches!(amount.mark, Some("$" | "¥"));
    let currency = if vague { how.currency.or(marked) } else { marked.or(how.currency) };
    let currency = currency.ok_or_else(|| Problem::new("import-no-currency").with("value", shortened(text)))?;
    Ok(Money::new(amount.number, currency).into())
}

fn choice<'a>(options: &'a [crate::Name], text: &str) -> Result<&'a str, Problem> {
    let wanted = fold(text);
    let found = options.iter().find(|option| fold(option) == wanted);
    found.map(|option| &**option).ok_or_else(|| Problem::new("problem-choice").with("value", shortened(text)))
}

fn flag(text: &str) -> Result<Value, Problem> {
    let word = fold(text);
    match (YES.contains(&word.as_str()), NO.contains(&word.as_str())) {
        (true, _) => Ok(Value::Flag(true)),
        (_, true) => Ok(Value::Flag(false)),
        _ => Err(Problem::new("import-flag").with("value", shortened(text))),
    }
}

/// Several texts for one field: names are joined by a space, longer texts by a line end; of other
/// values the first counts.
pub(super) fn joined(kind: &FieldType, texts: &[&str]) -> String {
    let separator = match kind {
        FieldType::LongText => "\n\n",
        FieldType::Text { .. } | FieldType::Computed(_) => " ",
        FieldType::Address => "\n",
        FieldType::Links { .. } | FieldType::MultiChoice { .. } => ";",
        FieldType::Number { .. }
        | FieldType::Money
        | FieldType::Date
        | FieldType::DateTime
        | FieldType::Choice { .. }
        | FieldType::Flag
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Link { .. }
        | FieldType::File
        | FieldType::Unknown => return texts.first().copied().unwrap_or_default().to_owned(),
    };
    texts.join(separator)
}

/// Sets one part of an address.
pub(super) fn set_part(address: &mut Address, part: &str, text: String) {
    let slots =
        [&mut address.street, &mut address.city, &mut address.region, &mut address.postal_code, &mut address.country];
    if let Some((_, slot)) = ADDRESS_PARTS.iter().zip(slots).find(|(name, _)| **name == part) {
        *slot = text;
    }
}

/// The parts of an address that are filled in `new` laid over `old`.
pub(super) fn overlay(old: &Address, new: &Address) -> Address {
    let pick = |old: &String, new: &String| if new.is_empty() { old.clone() } else { new.clone() };
    Address {
        street: pick(&old.street, &new.street),
        city: pick(&old.city, &new.city),
        region: pick(&old.region, &new.region),
        postal_code: pick(&old.postal_code, &new.postal_code),
        country: pick(&old.country, &new.country),
    }
}

/// Splits a full name over the fields that it is computed from: `Lovelace, Ada` at the comma,
/// otherwise the last word goes to the last field. One word alone goes to the last field.
pub(super) fn split_name(text: &str, fields: usize) -> Vec<String> {
    let text = text.trim();
    let (head, tail) = match text.split_once(", ") {
        Some((family, given)) => (given, family),
        None => text.rsplit_once(char::is_whitespace).unwrap_or(("", text)),
    };
    let mut parts = vec![String::new(); fields.saturating_sub(2)];
    parts.insert(0, head.trim().to_owned());
    parts.push(tail.trim().to_owned());
    parts
}
