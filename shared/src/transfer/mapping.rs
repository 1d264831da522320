//! Which column goes where: what a wizard edits and `sextant import --mapping FILE` reads.
//!
//! ```json
//! {
//!   "entity": "opportunity",
//!   "columns": [
//!     { "column": "opportunity_id", "targets": ["number"] },
//!     { "column": "engage_date", "targets": ["opened_on"], "date": "ymd" },
//!     { "column": "product", "targets": ["product"], "values": { "GTXPro": "GTX Pro" } },
//!     { "column": "close_value", "targets": ["amount"], "number": "point", "currency": "USD", "multiply": "1" },
//!     { "column": "manager", "targets": ["owner.team", "owner.team.manager"] },
//!     { "column": "Fax", "ignored": "import-ignored-by-choice" }
//!   ],
//!   "match": ["number", "name+account"],
//!   "links": { "product": "ask", "account": "create", "owner": "must-exist" },
//!   "defaults": { "name": ["{account} – {product}", "{product}"], "probability": ["{stage.probability}"] },
//!   "constants": { "source": "import of November" }
//! }
//! ```
//!
//! A **target** is a path: a field (`name`), a link (`account`, found by the linked record's title, number,
//! e-mail address or id), a field of a linked record (`team.manager.name`), a part of an address
//! (`address.city`), the currency of an amount (`amount.currency`), or `id`, which finds the record by its id
//! as our own exports have it. Several columns may share a target:
//! texts are joined, of other values the first that is filled counts.
//!
//! A file that names only some columns or options is laid over what the headers suggest
//! ([`Mapping::overlaid`]).

use super::{dates::DateOrder, numbers::NumberFormat, suggest::BY_CHOICE};
use crate::{Name, value::Currency};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of a link whose value no record carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkPolicy {
    /// The row fails.
    MustExist,
    /// The record is made. A record of almost the same name is asked about all the same.
    Create,
    /// A person decides, value by value.
    #[default]
    Ask,
}

/// Where one column goes and how its cells are read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Column {
    /// The column's name in the file.
    pub column: String,
    /// Paths that it fills; none when it is left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Message key of the reason why a known column is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignored: Option<String>,
    /// Order of day, month and year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<DateOrder>,
    /// Minutes east of UTC for times without a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<i16>,
    /// Decimal point or comma.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<NumberFormat>,
    /// Currency of amounts without a mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Factor on numbers, such as `1000000` for revenue in millions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multiply: Option<Decimal>,
    /// Texts to read as other texts. An empty one means: leave the field empty.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Texts of a link that are new records although one of almost the same name exists.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub new: BTreeSet<String>,
    /// An empty cell clears the field of an existing record; otherwise it changes nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub clear: bool,
}

impl Column {
    /// A column and its targets.
    pub fn new(column: &str, targets: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let targets = targets.into_iter().map(Into::into).collect();
        Self { column: column.to_owned(), targets, ..Self::default() }
    }

    /// A column that is left out for a reason.
    pub fn ignored(column: &str, reason: &str) -> Self {
        Self { column: column.to_owned(), ignored: Some(reason.to_owned()), ..Self::default() }
    }

    /// The text that a cell stands for.
    pub(super) fn alias<'a>(&'a self, text: &'a str) -> &'a str {
        if self.values.is_empty() {
            return text;
        }
        let same = |(from, _): &(&String, &String)| equal(from, text);
        let found = self.values.get(text.trim()).or_else(|| self.values.iter().find(same).map(|(_, to)| to));
        found.map_or(text, String::as_str)
    }

    /// A person said that this text names a new record.
    pub(super) fn is_new(&self, text: &str) -> bool {
        self.new.iter().any(|new| equal(new, text))
    }

    /// Leaves the column out because a person says so.
    pub fn leave_out(&mut self) {
        self.targets.clear();
        self.ignored = Some(BY_CHOICE.to_owned());
    }

    /// Sends the column to these targets, even where values in it cannot go there: rows that have such fail, and are given
    /// back. Amounts without a mark are in this currency where none was said.
    pub fn send(&mut self, targets: Vec<String>, currency: Currency) {
        (self.targets, self.ignored) = (targets, None);
        self.currency.get_or_insert(currency);
    }

    fn overlaid(&mut self, over: Self) {
        if !over.targets.is_empty() || over.ignored.is_some() {
            (self.targets, self.ignored) = (over.targets, over.ignored);
        }
        self.date = over.date.or(self.date);
        self.offset = over.offset.or(self.offset);
        self.number = over.number.or(self.number);
        self.currency = over.currency.or(self.currency);
        self.multiply = over.multiply.or(self.multiply);
        self.values.extend(over.values);
        self.new.extend(over.new);
        self.clear |= over.clear;
    }
}

/// Equal without regard to case and outer white space.
fn equal(a: &str, b: &str) -> bool {
    a.trim().to_lowercase() == b.trim().to_lowercase()
}

/// A whole mapping.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What each row is; `""` in a file that leaves it to the suggestion.
    #[serde(default = "nameless")]
    pub entity: Name,
    /// Columns, each once.
    #[serde(default)]
    pub columns: Vec<Column>,
    /// How an existing record is recognised: fields tried in turn, `a+b` meaning both.
    #[serde(default, rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub match_by: Vec<String>,
    /// What happens to links by path; [`LinkPolicy::Ask`] where nothing stands.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, LinkPolicy>,
    /// Values of new records where the file has none, by path: texts whose `{path}` parts are filled
    /// from the row, `{link.field}` from the linked record. The first text that can be filled counts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, Vec<String>>,
    /// Values that every row gets, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
}

fn nameless() -> Name {
    "".into()
}

impl Mapping {
    /// An empty mapping.
    pub fn new(entity: &str) -> Self {
        Self {
            entity: entity.into(),
            columns: Vec::new(),
            match_by: Vec::new(),
            links: BTreeMap::new(),
            defaults: BTreeMap::new(),
            constants: BTreeMap::new(),
        }
    }

    /// The column of this name.
    pub fn column(&self, header: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.column == header)
    }

    /// The column of this name, to change it.
    pub fn column_mut(&mut self, header: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.column == header)
    }

    /// The column that fills this path.
    pub fn filling(&self, path: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.targets.iter().any(|target| target == path))
    }

    /// This mapping with another one's wishes laid over it, column by column and option by option.
    #[must_use]
    pub fn overlaid(mut self, over: Self) -> Self {
        if !over.entity.is_empty() {
            self.entity = over.entity;
        }
        for column in over.columns {
            match self.column_mut(&column.column) {
                Some(known) => known.overlaid(column),
                None => self.columns.push(column),
            }
        }
        if !over.match_by.is_empty() {
            self.match_by = over.match_by;
        }
        self.links.extend(over.links);
        self.defaults.extend(over.defaults);
        self.constants.extend(over.constants);
        self
    }

    /// The columns that a person has set otherwise than they were suggested.
    pub fn chosen_over<'a>(&'a self, suggested: &'a Self) -> impl Iterator<Item = &'a Column> {
        self.columns.iter().filter(|column| suggested.column(&column.column) != Some(*column))
    }

    /// Puts columns in the place of those of the same name; the others are not of this file.
    pub fn choose(&mut self, columns: &[Column]) {
        for chosen in columns {
            if let Some(column) = self.column_mut(&chosen.column) {
                column.clone_from(chosen);
            }
        }
    }

    /// Says the currency of amounts without a mark, in columns that do not say it themselves.
    pub fn in_currency(&mut self, currency: Currency) {
        for column in &mut self.columns {
            column.currency.get_or_insert(currency);
        }
    }

    /// Takes a person's answer to a [`super::Question`] down, for all rows of the value.
    pub fn answer(&mut self, column: &str, value: &str, answer: Answer) {
        let Some(column) = self.column_mut(column) else { return };
        let value = value.trim().to_owned();
        match answer {
            Answer::Use(other) => drop(column.values.insert(value, other)),
            Answer::Empty => drop(column.values.insert(value, String::new())),
            Answer::Create => drop(column.new.insert(value)),
        }
    }
}

/// A person's answer to a question about a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It means this: a title, or an id where titles are not enough.
    Use(String),
    /// It is a new record.
    Create,
    /// Leave the field empty.
    Empty,
}
