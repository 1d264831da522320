//! Field types and definitions. A new field type is found by the compiler: nothing matches with `_` here.

use crate::{Name, Record, Value, rules::Role, value::Money};
use rust_decimal::{Decimal, prelude::FromPrimitive};
use serde::Serialize;
use std::borrow::Cow;

/// What a field holds. The merge rule, the editor, the filter operators, the import parser and
/// the API's shape all follow from it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldType {
    /// One line, at most `max` characters.
    Text {
        /// Most characters.
        max: usize,
    },
    /// Markdown of any length up to 1 MiB.
    LongText,
    /// A number without unit, within bounds.
    Number {
        /// Least value.
        min: f64,
        /// Greatest value.
        max: f64,
    },
    /// An exact amount in a currency.
    Money,
    /// A calendar date.
    Date,
    /// An instant, to the second.
    DateTime,
    /// One of a list of ids; labels are messages `ENTITY-FIELD-OPTION`.
    Choice {
        /// The ids.
        options: Vec<Name>,
    },
    /// Any of a list of ids.
    MultiChoice {
        /// The ids.
        options: Vec<Name>,
    },
    /// Yes or no.
    Flag,
    /// An e-mail address.
    Email,
    /// A telephone number as entered.
    Phone,
    /// An http or https address.
    Url,
    /// One record of another entity.
    Link {
        /// Entity linked to.
        to: Name,
    },
    /// Any number of records of another entity.
    Links {
        /// Entity linked to.
        to: Name,
    },
    /// A postal address.
    Address,
    /// A reference to a stored file.
    File,
    /// Worked out from other fields of the record; never stored.
    Computed(Computed),
    /// A type that this build does not know; its values are kept untouched.
    Unknown,
}

/// How two changes of one field that did not see each other come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// The later edit stands, the other is kept for a person to decide.
    Scalar,
    /// Additions and removals of both are applied.
    Set,
    /// What both wrote is woven together, word by word; where they changed the same words, the later edit stands and the
    /// other text is kept for a person to decide.
    Text,
}

impl FieldType {
    /// The merge rule belongs to the field type.
    const fn merge(&self) -> Merge {
        match self {
            Self::MultiChoice { .. } | Self::Links { .. } => Merge::Set,
            Self::LongText => Merge::Text,
            Self::Text { .. }
            | Self::Number { .. }
            | Self::Money
            | Self::Date
            | Self::DateTime
            | Self::Choice { .. }
            | Self::Flag
            | Self::Email
            | Self::Phone
            | Self::Url
            | Self::Link { .. }
            | Self::Address
            | Self::File
            | Self::Computed(_)
            | Self::Unknown => Merge::Scalar,
        }
    }

    /// The entity that the field links to.
    pub fn link_target(&self) -> Option<&str> {
        match self {
            Self::Link { to } | Self::Links { to } => Some(to),
            _ => None,
        }
    }

    /// The form in which two texts are one and the same where no two records may share one: e-mail
    /// addresses whatever their case, since people sign in with them in whatever case.
    pub fn folded<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if matches!(self, Self::Email) { Cow::Owned(text.to_lowercase()) } else { Cow::Borrowed(text) }
    }

    /// Whether values are compared as text without regard to case and accents.
    pub const fn is_textual(&self) -> bool {
        matches!(self, Self::Text { .. } | Self::LongText | Self::Email | Self::Phone | Self::Url | Self::Computed(_))
    }
}

/// A value worked out from other fields of the same record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "formula", rename_all = "snake_case")]
pub enum Computed {
    /// Texts joined by one space, empty ones left out.
    Join {
        /// Fields to join.
        fields: Vec<Name>,
    },
    /// An amount times a percentage.
    Share {
        /// Money field.
        amount: Name,
        /// Number field, in percent.
        percent: Name,
    },
}

impl Computed {
    /// The value for this record.
    pub fn evaluate(&self, record: &Record) -> Value {
        match self {
            Self::Join { fields } => {
                let parts: Vec<&str> = fields.iter().filter_map(|field| record.value(field).as_text()).collect();
                Value::text(parts.join(" "))
            }
            Self::Share { amount, percent } => {
                let share = record.value(amount).as_money().zip(record.value(percent).as_number());
                share.and_then(|(money, percent)| share_of(money, percent)).into()
            }
        }
    }

    /// The fields that the value depends on.
    pub fn inputs(&self) -> Vec<&Name> {
        match self {
            Self::Join { fields } => fields.iter().collect(),
            Self::Share { amount, percent } => vec![amount, percent],
        }
    }
}

fn share_of(money: &Money, percent: f64) -> Option<Money> {
    let factor = Decimal::from_f64(percent)?.checked_div(Decimal::ONE_HUNDRED)?;
    Some(Money::new(money.amount.checked_mul(factor)?, money.currency))
}

/// Marks of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "independent marks, read one by one")]
pub struct Flags {
    /// Must not be empty.
    pub required: bool,
    /// Names the record to people.
    pub title: bool,
    /// A column of lists by default.
    pub list: bool,
    /// Found by full-text search.
    pub search: bool,
    /// No two live records share a value.
    pub unique: bool,
    /// Written by the system only, shown to people.
    pub system: bool,
    /// Money, stage, owner and team: set by hand on the record they belong to, so they are neither carried
    /// over to a linked record nor asked for in a quick form; changes of them stand in the timeline.
    pub careful: bool,
    /// Worked out from other records by whoever changes those, such as the total of a quote. Every device can work it
    /// out again, so of two values the later one stands and nobody is asked.
    pub derived: bool,
    /// For programs alone: no list, page or form shows it.
    pub hidden: bool,
    /// What it links to is not deleted while a live record links there: a deal must not lose its stage.
    pub holds: bool,
    /// A long text that is read by a program, such as the source of a model: two edits of it are never mixed.
    pub whole: bool,
}

impl Flags {
    /// A field without marks.
    pub const NONE: Self = Self {
        required: false,
        title: false,
        list: false,
        search: false,
        unique: false,
        system: false,
        careful: false,
        derived: false,
        hidden: false,
        holds: false,
        whole: false,
    };
}

impl Default for Flags {
    fn default() -> Self {
        Self::NONE
    }
}

/// One field of an entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldDef {
    /// Immutable id; renaming a field changes its label only.
    pub id: Name,
    /// What it holds.
    #[serde(flatten)]
    pub kind: FieldType,
    /// Its marks.
    pub flags: Flags,
    /// The least powerful role that may read it, of a record that it sees. Nobody else holds it, or learns of it by
    /// asking.
    pub readers: Role,
}

/// A field as `entity!` declares it: a table of these is a fraction of the code that would make each field by itself.
#[derive(Clone, Copy)]
pub struct Declared {
    /// See [`FieldDef::id`].
    pub id: &'static str,
    /// Makes what it holds.
    pub kind: fn() -> FieldType,
    /// Its marks.
    pub flags: Flags,
    /// Who may read it, where that is not everybody.
    pub readers: Option<Role>,
}

impl From<&Declared> for FieldDef {
    fn from(declared: &Declared) -> Self {
        let Declared { id, kind, flags, readers } = *declared;
        Self { flags, readers: readers.unwrap_or(Role::ReadOnly), ..Self::new(id, kind()) }
    }
}

impl FieldDef {
    /// A field without marks, for everybody.
    pub fn new(id: impl Into<Name>, kind: FieldType) -> Self {
        Self { id: id.into(), kind, flags: Flags::default(), readers: Role::ReadOnly }
    }

    /// What no other live record may hold, where the field is unique: empty texts are nobody's.
    pub fn unique_form<'a>(&self, value: &'a Value) -> Option<Cow<'a, str>> {
        let text = value.as_text().filter(|text| self.flags.unique && !text.is_empty())?;
        Some(self.kind.folded(text))
    }

    /// How two changes of it that did not see each other come together.
    pub const fn merge(&self) -> Merge {
        if self.flags.whole { Merge::Scalar } else { self.kind.merge() }
    }
}
