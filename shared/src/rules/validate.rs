//! Validity of values and records, and the canonical form in which values are stored.

use crate::{
    Id, Problem, Record, Value, file,
    schema::{EntityDef, FieldDef, FieldType},
    value::{Date, DateTime},
};

/// Most bytes of a long text.
const LONG_TEXT: usize = 1 << 20;
/// Years that a date may plausibly lie in.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2999;

/// All problems of a record, field by field and as a whole. Unknown fields are left alone.
pub fn validate(entity: &EntityDef, record: &Record) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        entity.fields.iter().filter_map(|field| validate_field(field, record.value(&field.id)).err()).collect();
    for check in &entity.checks {
        check(record, &mut problems);
    }
    problems
}

/// Whether a field may hold this value.
pub fn validate_field(field: &FieldDef, value: &Value) -> Result<(), Problem> {
    if value.is_null() {
        return if field.flags.required { Err(Problem::of(&field.id, "problem-required")) } else { Ok(()) };
    }
    let verdict = match &field.kind {
        FieldType::Text { max } => text(value, *max),
        FieldType::LongText => long_text(value),
        FieldType::Number { min, max } => number(value, *min, *max),
        FieldType::Money => money(value),
        FieldType::Date => date(value),
        FieldType::DateTime => date_time(value),
        FieldType::Choice { options } => choice(value, options),
        FieldType::MultiChoice { options } => multi_choice(value, options),
        FieldType::Flag => matches!(value, Value::Flag(_)).then_some(()).ok_or_else(|| Problem::new("problem-flag")),
        FieldType::Email => email(value),
        FieldType::Phone => text(value, 60),
        FieldType::Url => url(value),
        FieldType::Link { .. } => link(value),
        FieldType::Links { .. } => links(value),
        FieldType::Address => {
            matches!(value, Value::Address(_)).then_some(()).ok_or_else(|| Problem::new("problem-address"))
        }
        FieldType::File => picture(value),
        FieldType::Unknown => Ok(()),
        FieldType::Computed(_) => Err(Problem::new("problem-computed")),
    };
    verdict.map_err(|problem| Problem { field: Some(field.id.to_string()), ..problem })
}

/// The form in which a value is stored: times in UTC to the second, sets without repeats.
/// Text is left to the letter, white space included: what somebody typed comes back whole.
pub fn canonical(kind: &FieldType, value: Value) -> Value {
    match (kind, value) {
        (FieldType::Email | FieldType::Url, Value::Text(text)) => Value::text(text.trim()),
        (FieldType::DateTime, Value::Text(text)) => match text.trim().parse::<DateTime>() {
            Ok(time) => DateTime::from_second(time.as_second()).unwrap_or(time).into(),
            Err(_) => Value::Text(text),
        },
        (FieldType::MultiChoice { .. } | FieldType::Links { .. }, value) => {
            let mut seen = std::collections::BTreeSet::new();
            match value {
                Value::List(_) | Value::Text(_) => {
                    Value::list(value.items().iter().filter(|item| seen.insert((*item).clone())))
                }
                other => other,
            }
        }
        (FieldType::Address, Value::Address(address)) if address.is_empty() => Value::Null,
        (_, Value::Text(text)) => Value::text(text),
        (_, value) => value,
    }
}

fn as_text(value: &Value) -> Result<&str, Problem> {
    value.as_text().ok_or_else(|| Problem::new("problem-text"))
}

fn text(value: &Value, max: usize) -> Result<(), Problem> {
    let length = as_text(value)?.chars().count();
    if length > max { Err(Problem::new("problem-too-long").with("max", max).with("length", length)) } else { Ok(()) }
}

fn long_text(value: &Value) -> Result<(), Problem> {
    let length = as_text(value)?.len();
    if length > LONG_TEXT {
        Err(Problem::new("problem-text-too-large").with("max", LONG_TEXT).with("length", length))
    } else {
        Ok(())
    }
}

fn number(value: &Value, min: f64, max: f64) -> Result<(), Problem> {
    let number = value.as_number().ok_or_else(|| Problem::new("problem-number"))?;
    if (min..=max).contains(&number) {
        Ok(())
    } else {
        Err(Problem::new("problem-out-of-range").with("min", min).with("max", max))
    }
}

fn money(value: &Value) -> Result<(), Problem> {
    let currency = value.as_money().ok_or_else(|| Problem::new("problem-money"))?.currency;
    if currency.is_assigned() { Ok(()) } else { Err(Problem::new("problem-currency").with("value", currency)) }
}

fn date(value: &Value) -> Result<(), Problem> {
    let date: Date = as_text(value)?.parse().map_err(|_| Problem::new("problem-date"))?;
    plausible(date.year())
}

fn date_time(value: &Value) -> Result<(), Problem> {
    let time: DateTime = as_text(value)?.parse().map_err(|_| Problem::new("problem-date-time"))?;
    plausible(time.to_zoned(jiff::tz::TimeZone::UTC).year())
}

fn plausible(year: i16) -> Result<(), Problem> {
    if YEARS.contains(&year) { Ok(()) } else { Err(Problem::new("problem-year").with("year", year)) }
}

fn choice(value: &Value, options: &[crate::Name]) -> Result<(), Problem> {
    let chosen = as_text(value)?;
    if options.iter().any(|option| &**option == chosen) {
        Ok(())
    } else {
        Err(Problem::new("problem-choice").with("value", chosen))
    }
}

fn multi_choice(value: &Value, options: &[crate::Name]) -> Result<(), Problem> {
    let items = value.items();
    if items.is_empty() {
        return Err(Problem::new("problem-choice").with("value", ""));
    }
    items.iter().try_for_each(|item| choice(&Value::Text(item.clone()), options))
}

/// One `@` with something on both sides and no white space: what HTML and mail servers agree on;
/// stricter patterns refuse real addresses.
fn email(value: &Value) -> Result<(), Problem> {
    let address = as_text(value)?;
    let well_formed = address.rsplit_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty());
    let plain = !address.chars().any(|c| c.is_whitespace() || c.is_control());
    if well_formed && plain && address.len() <= 320 { Ok(()) } else { Err(Problem::new("problem-email")) }
}

/// Only http and https: a stored `javascript:` address would be a trap for whoever presses it.
fn url(value: &Value) -> Result<(), Problem> {
    let url = as_text(value)?;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let bare = !url.contains(':') && url.contains('.');
    let fits = url.len() <= 2000 && !url.chars().any(|c| c.is_whitespace() || c.is_control());
    if fits && (bare || rest.is_some_and(|rest| !rest.is_empty())) { Ok(()) } else { Err(Problem::new("problem-url")) }
}

fn link(value: &Value) -> Result<(), Problem> {
    as_text(value)?.parse::<Id>().map(|_| ()).map_err(|_| Problem::new("problem-link"))
}

fn links(value: &Value) -> Result<(), Problem> {
    let items = value.items();
    let valid = !items.is_empty() && items.iter().all(|item| item.parse::<Id>().is_ok());
    if valid { Ok(()) } else { Err(Problem::new("problem-link")) }
}

/// All files are pictures so far: what a picture may be is said once, for the stored bytes and for what fields say of them.
fn picture(value: &Value) -> Result<(), Problem> {
    file::check(value.as_file().ok_or_else(|| Problem::new("problem-file"))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldType) -> FieldDef {
        FieldDef::new("x", kind)
    }

    #[test]
    fn values_are_judged_by_type() {
        let cases = [
            (FieldType::Text { max: 3 }, Value::text("añb"), None),
            (FieldType::Text { max: 3 }, Value::text("abcd"), Some("problem-too-long")),
            (FieldType::LongText, Value::text("é".repeat(LONG_TEXT / 2)), None),
            (FieldType::LongText, Value::text("é".repeat(LONG_TEXT / 2 + 1)), Some("problem-text-too-large")),
            (FieldType::Number { min: 0.0, max: 5.0 }, Value::Number(-1.0), Some("problem-out-of-range")),
            (FieldType::Date, Value::text("2026-02-28"), None),
            (FieldType::Date, Value::text("2026-02-30"), Some("problem-date")),
            (FieldType::Date, Value::text("-000044-03-15"), Some("problem-year")),
            (FieldType::Date, Value::text("9999-01-01"), Some("problem-year")),
            (FieldType::Email, Value::text("a@b"), None),
            (FieldType::Email, Value::text("a b@c"), Some("problem-email")),
            (FieldType::Url, Value::text("javascript:alert(1)"), Some("problem-url")),
            (FieldType::Url, Value::text("https://example.com"), None),
            (FieldType::Url, Value::text("example.com/x"), None),
            (FieldType::Link { to: "account".into() }, Value::text("nothing"), Some("problem-link")),
            (FieldType::Flag, Value::text("yes"), Some("problem-flag")),
            (FieldType::Money, Value::Money("12.30 USD".parse().expect("money")), None),
            (FieldType::Money, Value::Money("12.30 XXQ".parse().expect("money")), Some("problem-currency")),
            (FieldType::Money, Value::text("12.30"), Some("problem-money")),
            (FieldType::Unknown, Value::Number(1.0), None),
        ];
        for (kind, value, expected) in cases {
            let verdict = validate_field(&field(kind.clone()), &value).err();
            assert_eq!(verdict.map(|p| p.message_key).as_deref(), expected, "{kind:?} {value:?}");
        }
    }

    #[test]
    fn times_are_kept_to_the_second_so_that_they_sort_as_text() {
        let stored = canonical(&FieldType::DateTime, Value::text("2026-11-21T10:00:00.5+02:00"));
        assert_eq!(stored, Value::text("2026-11-21T08:00:00Z"));
    }
}
