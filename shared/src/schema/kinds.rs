//! Typed keys: `record.get(Contact::EMAIL)` is checked by the compiler.
//!
//! Each kind is the compile-time twin of one [`FieldType`]: it makes the definition and reads the value.

use super::{Computed as Formula, FieldType};
use crate::{
    Id, Value,
    value::{self, Date as CivilDate, DateTime as Instant, Money as Amount},
};
use std::marker::PhantomData;

/// A field's id together with the Rust type that its value reads as.
pub struct Key<K> {
    /// The field's id.
    pub id: &'static str,
    kind: PhantomData<K>,
}

impl<K> Key<K> {
    /// A key; used by `entity!` only.
    pub const fn new(id: &'static str) -> Self {
        Self { id, kind: PhantomData }
    }
}

impl<K> Clone for Key<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> Copy for Key<K> {}

impl<K> From<Key<K>> for &'static str {
    fn from(key: Key<K>) -> Self {
        key.id
    }
}

/// How a stored value is read.
pub trait Kind {
    /// The Rust type of a value.
    type Read<'a>;

    /// The value in its Rust type; nothing when empty or of another type.
    fn read(value: &Value) -> Option<Self::Read<'_>>;
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident ( $($arg:ident : $type:ty),* ) => $field_type:expr; $read:ty = |$value:ident| $body:expr;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl $name {
            #[allow(missing_docs, reason = "the type's own documentation says what the arguments are")]
            pub fn field_type($($arg: $type),*) -> FieldType {
                $field_type
            }
        }

        impl Kind for $name {
            type Read<'a> = $read;

            fn read($value: &Value) -> Option<Self::Read<'_>> {
                $body
            }
        }
    )+};
}

type Options<'a> = &'a [&'a str];

fn names(options: Options<'_>) -> Vec<crate::Name> {
    options.iter().map(|option| (*option).into()).collect()
}

kinds! {
    /// One line of at most `max` characters.
    Text(max: usize) => FieldType::Text { max }; &'a str = |value| value.as_text();
    /// Markdown.
    LongText() => FieldType::LongText; &'a str = |value| value.as_text();
    /// A number from `min` to `max`.
    Number(min: f64, max: f64) => FieldType::Number { min, max }; f64 = |value| value.as_number();
    /// An amount in a currency.
    Money() => FieldType::Money; &'a Amount = |value| value.as_money();
    /// A calendar date.
    Date() => FieldType::Date; CivilDate = |value| value.as_text()?.parse().ok();
    /// An instant.
    DateTime() => FieldType::DateTime; Instant = |value| value.as_text()?.parse().ok();
    /// One of `options`.
    Choice(options: Options<'_>) => FieldType::Choice { options: names(options) }; &'a str = |value| value.as_text();
    /// Any of `options`.
    MultiChoice(options: Options<'_>) => FieldType::MultiChoice { options: names(options) }; &'a [Box<str>] = |value| Some(value.items());
    /// Yes or no.
    Flag() => FieldType::Flag; bool = |value| if let Value::Flag(flag) = value { Some(*flag) } else { None };
    /// An e-mail address.
    Email() => FieldType::Email; &'a str = |value| value.as_text();
    /// A telephone number.
    Phone() => FieldType::Phone; &'a str = |value| value.as_text();
    /// A web address.
    Url() => FieldType::Url; &'a str = |value| value.as_text();
    /// One record of the entity `to`.
    Link(to: &str) => FieldType::Link { to: to.into() }; Id = |value| value.as_text()?.parse().ok();
    /// Records of the entity `to`.
    Links(to: &str) => FieldType::Links { to: to.into() }; Vec<Id> = |value| Some(value.items().iter().filter_map(|id| id.parse().ok()).collect());
    /// A postal address.
    Address() => FieldType::Address; &'a value::Address = |value| if let Value::Address(address) = value { Some(address) } else { None };
    /// A stored file.
    File() => FieldType::File; &'a value::FileRef = |value| value.as_file();
    /// Texts joined by a space.
    Join(fields: Options<'_>) => FieldType::Computed(Formula::Join { fields: names(fields) }); &'a str = |value| value.as_text();
    /// An amount times a percentage.
    Share(amount: &str, percent: &str) => FieldType::Computed(Formula::Share { amount: amount.into(), percent: percent.into() }); &'a Amount = |value| value.as_money();
}
