//! What a field holds. A value is shaped like its JSON, so a build keeps values it does not understand.

mod address;
mod date;
mod file;
mod money;

pub use address::Address;
pub use date::{Date, DateTime};
pub use file::{FileRef, is_hash};
pub use money::{Currency, InvalidMoney, Money};

use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value as Json;
use std::fmt;

/// A field's value.
///
/// Dates, times, links, choices, e-mail addresses and the like are [`Value::Text`] in their
/// canonical form; the field's type says how to read it. Dates (`2026-11-21`) and times
/// (`2026-11-21T10:00:00Z`) sort as text.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Empty.
    #[default]
    Null,
    /// Yes or no.
    Flag(bool),
    /// A number without unit.
    Number(f64),
    /// Text in the canonical form of the field's type.
    Text(Box<str>),
    /// A set of choices or links, in the order given.
    List(Vec<Box<str>>),
    /// An amount in a currency.
    Money(Money),
    /// A postal address.
    Address(Box<Address>),
    /// A stored file.
    File(Box<FileRef>),
    /// A value of a type that this build does not know.
    Other(Box<Json>),
}

impl Value {
    /// Text, with the empty text read as empty.
    pub fn text(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        if text.is_empty() { Self::Null } else { Self::Text(text.into()) }
    }

    /// A list, with the empty list read as empty.
    pub fn list<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Box<str>> = items.into_iter().map(|item| item.as_ref().into()).collect();
        if items.is_empty() { Self::Null } else { Self::List(items) }
    }

    /// Nothing was entered.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, if this is one.
    pub const fn as_number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// The amount, if this is one.
    pub const fn as_money(&self) -> Option<&Money> {
        if let Self::Money(money) = self { Some(money) } else { None }
    }

    /// The file, if this is one.
    pub fn as_file(&self) -> Option<&FileRef> {
        if let Self::File(file) = self { Some(file) } else { None }
    }

    /// The items of a list; a single text counts as a list of one.
    pub fn items(&self) -> &[Box<str>] {
        match self {
            Self::List(items) => items,
            Self::Text(text) => std::slice::from_ref(text),
            _ => &[],
        }
    }

    /// Reads a value from JSON; anything unknown is kept as it is.
    pub fn from_json(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Flag(flag),
            Json::Number(number) => match number.as_f64() {
                Some(finite) if finite.is_finite() => Self::Number(finite),
                _ => Self::Other(Box::new(Json::Number(number))),
            },
            Json::String(text) => Self::Text(text.into()),
            Json::Array(items) => Self::from_items(items),
            object @ Json::Object(_) => Self::from_object(object),
        }
    }

    fn from_items(items: Vec<Json>) -> Self {
        if items.iter().all(Json::is_string) {
            let texts = items.iter().filter_map(Json::as_str);
            return Self::List(texts.map(Into::into).collect());
        }
        Self::Other(Box::new(Json::Array(items)))
    }

    fn from_object(object: Json) -> Self {
        if let Ok(money) = Money::deserialize(&object) {
            return Self::Money(money);
        }
        if let Ok(address) = Address::deserialize(&object) {
            return Self::Address(Box::new(address));
        }
        match FileRef::deserialize(&object) {
            Ok(file) => Self::File(Box::new(file)),
            Err(_) => Self::Other(Box::new(object)),
        }
    }

    /// The JSON form.
    pub fn to_json(&self) -> Json {
        serde_json::to_value(self).unwrap_or(Json::Null)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<crate::Id> for Value {
    fn from(id: crate::Id) -> Self {
        Self::Text(id.to_string().into())
    }
}

impl From<Money> for Value {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

impl From<FileRef> for Value {
    fn from(file: FileRef) -> Self {
        Self::File(Box::new(file))
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Text(date.to_string().into())
    }
}

impl From<DateTime> for Value {
    fn from(time: DateTime) -> Self {
        Self::Text(time.to_string().into())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

/// Reads the common scalars without building a JSON tree: a replica opens 100,000 records with it.
struct ValueVisitor;

impl<'de> de::Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field's value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Flag(flag))
    }

    #[allow(clippy::cast_precision_loss, reason = "numbers are JSON numbers, which are doubles")]
    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "numbers are JSON numbers, which are doubles")]
    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, seq: A) -> Result<Value, A::Error> {
        let items = Vec::deserialize(de::value::SeqAccessDeserializer::new(seq))?;
        Ok(Value::from_items(items))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        let object = Json::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Value::from_object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_round_trips_and_the_unknown_is_kept() {
        let cases = [
            ("null", Value::Null),
            ("true", Value::Flag(true)),
            ("3.5", Value::Number(3.5)),
            (r#""a""#, Value::text("a")),
            (r#"["a","b"]"#, Value::list(["a", "b"])),
            (r#"{"amount":"12.30","currency":"USD"}"#, Value::Money("12.30 USD".parse().expect("money"))),
        ];
        for (json, value) in cases {
            assert_eq!(serde_json::from_str::<Value>(json).expect(json), value);
            assert_eq!(serde_json::to_string(&value).expect(json), json);
        }
        let file = r#"{"hash":"ab","height":3,"name":"a.png","size":9,"type":"image/png","width":2}"#;
        let read: Value = serde_json::from_str(file).expect("a file");
        assert_eq!(read.as_file().map(|file| (file.width, &*file.kind)), Some((2, "image/png")));
        assert_eq!(serde_json::to_string(&read).expect("JSON"), file);
        for json in [r#"{"unheard":{"of":[1,2]}}"#, r#"[1,{"a":2}]"#] {
            let value: Value = serde_json::from_str(json).expect(json);
            assert!(matches!(value, Value::Other(_)), "{json}");
            assert_eq!(serde_json::to_string(&value).expect(json), json);
        }
    }
}
