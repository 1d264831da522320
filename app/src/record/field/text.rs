//! Between what is typed and what is stored, for the types that are typed as one line of text.

use shared::{Value, schema::FieldType, value::Address};
use wasm_bindgen::JsValue;

/// The text to begin editing a value with.
pub fn typed(kind: &FieldType, value: &Value) -> String {
    match (kind, value) {
        (FieldType::DateTime, Value::Text(text)) => local_time(text),
        (_, Value::Text(text)) => text.to_string(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Money(money)) => money.amount.to_string(),
        (_, Value::Flag(flag)) => flag.to_string(),
        (_, Value::Address(address)) => in_one_line(address),
        (_, Value::Null | Value::List(_) | Value::File(_) | Value::Other(_)) => String::new(),
    }
}

/// The value of a typed text. What cannot be read stays text, so that the rules say what is wrong with it.
pub fn entered(kind: &FieldType, text: &str) -> Value {
    let trimmed = text.trim();
    let whole = || Value::text(trimmed);
    match kind {
        FieldType::Number { .. } => number(trimmed).map_or_else(whole, Value::Number),
        FieldType::DateTime => Value::text(instant_of(trimmed)),
        FieldType::Text { .. } | FieldType::LongText => Value::text(text),
        FieldType::Money
        | FieldType::Date
        | FieldType::Choice { .. }
        | FieldType::MultiChoice { .. }
        | FieldType::Flag
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Link { .. }
        | FieldType::Links { .. }
        | FieldType::Address
        | FieldType::File
        | FieldType::Computed(_)
        | FieldType::Unknown => whole(),
    }
}

fn number(text: &str) -> Option<f64> {
    plain_number(text).parse().ok().filter(|number: &f64| number.is_finite())
}

/// A number as people type it, with thousands apart, as programs read it.
pub(super) fn plain_number(text: &str) -> String {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '_')).collect();
    match (bare.rfind(','), bare.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => bare.replace('.', "").replace(',', "."),
        (Some(comma), None) if bare.matches(',').count() == 1 && bare.len() - comma != 4 => bare.replace(',', "."),
        (Some(_), _) => bare.replace(',', ""),
        (None, _) => bare,
    }
}

/// An instant as `2026-11-21T10:00` on the person's clock; what is no instant comes back as it is.
pub fn local_time(instant: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_str(instant));
    if date.get_time().is_nan() {
        return instant.to_owned();
    }
    let (month, day) = (date.get_month() + 1, date.get_date());
    format!("{:04}-{month:02}-{day:02}T{:02}:{:02}", date.get_full_year(), date.get_hours(), date.get_minutes())
}

/// A time on the person's clock as an instant; what is none comes back as it is.
fn instant_of(local: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_str(local));
    if date.get_time().is_nan() { local.to_owned() } else { String::from(date.to_iso_string()) }
}

/// An address in one line.
pub(super) fn in_one_line(address: &Address) -> String {
    address.lines().map(|line| line.replace('\n', ", ")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::plain_number;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let cases = [
            ("1200", "1200"),
            ("1,200", "1200"),
            ("1,200.50", "1200.50"),
            ("1.200,50", "1200.50"),
            ("12,5", "12.5"),
            ("1 200", "1200"),
            ("1'200.5", "1200.5"),
        ];
        for (typed, read) in cases {
            assert_eq!(plain_number(typed), read, "{typed}");
        }
    }
}
