//! Filters as data.

use crate::{
    Name,
    schema::{Computed, FieldType},
};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Which records belong to an answer.
///
/// Its text form (through `Display` and `FromStr`) is made for addresses:
/// `stage:is:ID;amount:gte:1000;any(owner:is:me;text(acme))`. Conditions are separated by `;` and must
/// all hold; `any(…)`, `all(…)` and `not(…)` nest; `!` stands before a character that would otherwise
/// end a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// All of these; everything while empty.
    All(Vec<Filter>),
    /// At least one of these; nothing while empty.
    Any(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// A condition on one field.
    Field(Condition),
    /// Each of these words stands somewhere in a short field of the record or in the name of a record
    /// that it links to: what is typed into the box above a list.
    Text(String),
}

impl Default for Filter {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl From<Condition> for Filter {
    fn from(condition: Condition) -> Self {
        Self::Field(condition)
    }
}

impl Filter {
    /// Nothing is left out.
    pub fn is_everything(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_everything))
    }

    /// Both this and the other.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (all, everything) if everything == Self::default() => all,
            (everything, all) if everything == Self::default() => all,
            (Self::All(mut parts), Self::All(more)) => {
                parts.extend(more);
                Self::All(parts)
            }
            (Self::All(mut parts), other) => {
                parts.push(other);
                Self::All(parts)
            }
            (this, Self::All(mut more)) => {
                more.insert(0, this);
                Self::All(more)
            }
            (this, other) => Self::All(vec![this, other]),
        }
    }

    /// The conditions that must all hold at the top: what a list shows as removable chips.
    pub fn parts(&self) -> &[Self] {
        if let Self::All(parts) = self { parts } else { std::slice::from_ref(self) }
    }
}

/// A field compared with values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The field.
    pub field: Name,
    /// How it is compared.
    pub operator: Operator,
    /// With what, as text in the field's canonical form: `1000`, `1000 USD`, `2026-03-31`, an id, an
    /// option, `true`. Dates and times also take `today`, `yesterday`, `tomorrow`,
    /// `this_month`, `last_quarter`, `next_year`, `last_30_days`, `next_2_weeks`, `2026`, `2026-03`;
    /// links to a user also take `me`.
    #[serde(default)]
    pub values: Vec<String>,
}

impl Condition {
    /// A condition.
    pub fn new<V: Into<String>>(
        field: impl Into<Name>,
        operator: Operator,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        Self { field: field.into(), operator, values: values.into_iter().map(Into::into).collect() }
    }

    /// `field` is `value`.
    pub fn is(field: impl Into<Name>, value: impl Into<String>) -> Self {
        Self::new(field, Operator::Is, [value])
    }

    /// `field` is one of `values`.
    pub fn is_in<V: Into<String>>(field: impl Into<Name>, values: impl IntoIterator<Item = V>) -> Self {
        Self::new(field, Operator::In, values)
    }
}

/// How a field is compared.
///
/// The negative operators are exact complements: a record with an empty field passes `not` and
/// `not_contains`. A field with several values passes `is`, `in` and the like when one of them does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// Equal; text without regard to case and accents, telephone numbers by digits; a date in the period.
    Is,
    /// Not equal.
    Not,
    /// Equal to one of the values.
    In,
    /// Equal to none of the values.
    NotIn,
    /// The value stands somewhere inside; of links, in the linked record's name.
    Contains,
    /// The value stands nowhere inside.
    NotContains,
    /// Begins with the value.
    Starts,
    /// Nothing is entered.
    Empty,
    /// Something is entered.
    NotEmpty,
    /// Greater; after the end of a period.
    Gt,
    /// Greater or equal; from the start of a period on.
    Gte,
    /// Less; before the start of a period.
    Lt,
    /// Less or equal; up to the end of a period.
    Lte,
    /// From the first value to the second, both included.
    Between,
}

/// How many values an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// None.
    None,
    /// One.
    One,
    /// Two.
    Two,
    /// Any number.
    Many,
}

impl Operator {
    /// All of them, in the order of menus.
    pub const ALL: [Self; 14] = [
        Self::Is,
        Self::Not,
        Self::In,
        Self::NotIn,
        Self::Contains,
        Self::NotContains,
        Self::Starts,
        Self::Gt,
        Self::Gte,
        Self::Lt,
        Self::Lte,
        Self::Between,
        Self::Empty,
        Self::NotEmpty,
    ];

    /// The word in the text form, also the end of the Fluent key of its label.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::Not => "not",
            Self::In => "in",
            Self::NotIn => "not_in",
            Self::Contains => "contains",
            Self::NotContains => "not_contains",
            Self::Starts => "starts",
            Self::Empty => "empty",
            Self::NotEmpty => "not_empty",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::Between => "between",
        }
    }

    /// How many values it takes.
    pub const fn arity(self) -> Arity {
        match self {
            Self::Empty | Self::NotEmpty => Arity::None,
            Self::In | Self::NotIn => Arity::Many,
            Self::Between => Arity::Two,
            Self::Is
            | Self::Not
            | Self::Contains
            | Self::NotContains
            | Self::Starts
            | Self::Gt
            | Self::Gte
            | Self::Lt
            | Self::Lte => Arity::One,
        }
    }

    /// The operator of which this one is the complement.
    pub(super) const fn negated(self) -> Option<Self> {
        match self {
            Self::Not => Some(Self::Is),
            Self::NotIn => Some(Self::In),
            Self::NotContains => Some(Self::Contains),
            Self::NotEmpty => Some(Self::Empty),
            _ => None,
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The operators that make sense for a field, in the order of menus.
pub const fn operators(kind: &FieldType) -> &'static [Operator] {
    use Operator::{Between, Contains, Empty, Gt, Gte, In, Is, Lt, Lte, Not, NotContains, NotEmpty, NotIn, Starts};
    const TEXT: &[Operator] = &[Contains, NotContains, Starts, Is, Not, In, NotIn, Empty, NotEmpty];
    const NUMBER: &[Operator] = &[Gte, Lte, Gt, Lt, Between, Is, Not, In, NotIn, Empty, NotEmpty];
    const DATE: &[Operator] = &[Is, Not, Gte, Lte, Gt, Lt, Between, In, NotIn, Empty, NotEmpty];
    const CHOICE: &[Operator] = &[In, NotIn, Is, Not, Empty, NotEmpty];
    const FLAG: &[Operator] = &[Is, Not, Empty, NotEmpty];
    const LINK: &[Operator] = &[In, NotIn, Is, Not, Contains, NotContains, Starts, Empty, NotEmpty];
    const PARTS: &[Operator] = &[Contains, NotContains, Empty, NotEmpty];
    const PRESENCE: &[Operator] = &[Empty, NotEmpty];
    match kind {
        FieldType::Text { .. }
        | FieldType::LongText
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Computed(Computed::Join { .. }) => TEXT,
        FieldType::Number { .. } | FieldType::Money | FieldType::Computed(Computed::Share { .. }) => NUMBER,
        FieldType::Date | FieldType::DateTime => DATE,
        FieldType::Choice { .. } | FieldType::MultiChoice { .. } => CHOICE,
        FieldType::Flag => FLAG,
        FieldType::Link { .. } | FieldType::Links { .. } => LINK,
        FieldType::Address => PARTS,
        FieldType::File | FieldType::Unknown => PRESENCE,
    }
}
