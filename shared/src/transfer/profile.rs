//! What the values of a column have in common.

use super::{
    dates::{self, DateOrder},
    numbers::{self, NumberFormat},
    table::Table,
};
use crate::value::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which readings fit the values of a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fit", rename_all = "snake_case")]
pub enum Fit<T> {
    /// Half of the values or more are not of this kind.
    None {
        /// The first of them, shortened; empty where there are no values.
        example: String,
    },
    /// One reading fits, or all that fit mean the same.
    One {
        /// The reading.
        format: T,
    },
    /// Several readings fit and mean different things, or none fits all: ask.
    Ambiguous {
        /// The possible readings.
        candidates: Vec<T>,
        /// A value that they read differently.
        example: String,
    },
}

impl<T: Copy> Fit<T> {
    /// The only reading.
    pub const fn one(&self) -> Option<T> {
        if let Self::One { format } = self { Some(*format) } else { None }
    }

    /// Whether the column can be read so at all.
    pub const fn any(&self) -> bool {
        !matches!(self, Self::None { .. })
    }
}

/// Facts about a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// The column's name.
    pub column: String,
    /// Cells that hold something.
    pub filled: usize,
    /// How many different values, counted up to 1,000.
    pub distinct: usize,
    /// Length of the longest value, in bytes.
    pub longest: usize,
    /// The first few different values, shortened.
    pub examples: Vec<String>,
    /// Orders of day, month and year that fit.
    pub dates: Fit<DateOrder>,
    /// Number formats that fit.
    pub numbers: Fit<NumberFormat>,
    /// Currency marks found, with the currency that each stands for.
    pub currencies: BTreeMap<String, Currency>,
    /// Mean of the numbers, if the column holds such.
    pub mean: Option<Decimal>,
    /// Values with an `@`.
    pub emails: usize,
}

/// Different values counted.
const DISTINCT: usize = 1000;
/// Examples kept, and how much of each.
const EXAMPLES: usize = 5;
const EXAMPLE_CHARS: usize = 80;

/// Looks at every value of every column.
pub fn profile(table: &Table) -> Vec<Profile> {
    table.headers.iter().enumerate().map(|(column, header)| profile_column(table, column, header)).collect()
}

fn profile_column(table: &Table, column: usize, header: &str) -> Profile {
    let values = table.rows.iter().filter(|row| row.problem.is_none()).map(|row| row.cell(column).trim());
    let mut facts = Facts::default();
    for value in values.filter(|value| !value.is_empty()) {
        facts.see(value);
    }
    facts.finish(header)
}

#[derive(Default)]
struct Facts<'a> {
    filled: usize,
    longest: usize,
    emails: usize,
    distinct: BTreeSet<&'a str>,
    examples: Vec<String>,
    dates: Readings<'a, DateOrder>,
    numbers: Readings<'a, NumberFormat>,
    currencies: BTreeMap<String, Currency>,
    total: Decimal,
}

impl<'a> Facts<'a> {
    fn see(&mut self, value: &'a str) {
        self.filled += 1;
        self.longest = self.longest.max(value.len());
        self.emails += usize::from(value.contains('@'));
        let new = self.distinct.len() < DISTINCT && self.distinct.insert(value);
        if new && self.examples.len() < EXAMPLES {
            self.examples.push(shortened(value));
        }
        self.see_date(value);
        self.see_number(value);
    }

    fn see_date(&mut self, value: &'a str) {
        let orders = dates::orders(value);
        // The same day in every order (01/01/2026) tells nothing and harms nothing.
        let today = crate::value::Date::constant(2000, 1, 1);
        let read: BTreeSet<_> =
            orders.iter().filter_map(|order| dates::read(value, *order, today)).map(|m| m.date).collect();
        self.dates.see(value, &orders, read.len() > 1);
    }

    fn see_number(&mut self, value: &'a str) {
        let read = NumberFormat::ALL.map(|format| numbers::read(value, format));
        let fits: Vec<NumberFormat> = NumberFormat::ALL
            .into_iter()
            .zip(&read)
            .filter(|(_, amount)| amount.is_some())
            .map(|(format, _)| format)
            .collect();
        let differ = matches!(read, [Some(a), Some(b)] if a != b);
        if let Some(amount) = read.into_iter().flatten().next() {
            self.total = self.total.checked_add(amount.number).unwrap_or(self.total);
            if let Some((mark, currency)) = amount.mark.and_then(|mark| Some((mark, numbers::currency_of(mark)?))) {
                self.currencies.insert(mark.to_owned(), currency);
            }
        }
        self.numbers.see(value, &fits, differ);
    }

    fn finish(self, header: &str) -> Profile {
        let count = Decimal::from(self.numbers.readable);
        let mean = self.total.checked_div(count).filter(|_| self.numbers.readable * 2 > self.filled);
        Profile {
            column: header.to_owned(),
            filled: self.filled,
            distinct: self.distinct.len(),
            longest: self.longest,
            examples: self.examples,
            dates: self.dates.fit(self.filled),
            numbers: self.numbers.fit(self.filled),
            currencies: self.currencies,
            mean,
            emails: self.emails,
        }
    }
}

fn shortened(value: &str) -> String {
    value.chars().take(EXAMPLE_CHARS).collect()
}

/// Which readings fit the values seen so far.
struct Readings<'a, T> {
    readable: usize,
    /// Readings that fit each readable value.
    common: Option<Vec<T>>,
    /// Readings that fit some value.
    some: BTreeSet<T>,
    /// First value that no reading fits.
    unreadable: Option<&'a str>,
    /// First value that the readings read differently.
    telling: Option<&'a str>,
    /// First value after which no reading fitted all.
    breaking: Option<&'a str>,
}

impl<T> Default for Readings<'_, T> {
    fn default() -> Self {
        Self { readable: 0, common: None, some: BTreeSet::new(), unreadable: None, telling: None, breaking: None }
    }
}

impl<'a, T: Copy + Ord> Readings<'a, T> {
    fn see(&mut self, value: &'a str, fits: &[T], differ: bool) {
        if fits.is_empty() {
            self.unreadable.get_or_insert(value);
            return;
        }
        self.readable += 1;
        self.some.extend(fits);
        let common = self.common.get_or_insert_with(|| fits.to_vec());
        common.retain(|reading| fits.contains(reading));
        if common.is_empty() && self.breaking.is_none() {
            self.breaking = Some(value);
        }
        if differ && self.telling.is_none() {
            self.telling = Some(value);
        }
    }

    /// A column is of the kind when more than half of its values are; the others become row errors.
    fn fit(self, filled: usize) -> Fit<T> {
        let common = self.common.unwrap_or_default();
        let (candidates, example) = match (common.as_slice(), self.telling, self.breaking) {
            _ if self.readable * 2 <= filled => {
                return Fit::None { example: self.unreadable.map(shortened).unwrap_or_default() };
            }
            ([only], _, _) => return Fit::One { format: *only },
            ([first, ..], None, _) => return Fit::One { format: *first },
            (all, Some(telling), _) if !all.is_empty() => (common, telling),
            (_, telling, breaking) => (self.some.into_iter().collect(), breaking.or(telling).unwrap_or_default()),
        };
        Fit::Ambiguous { candidates, example: shortened(example) }
    }
}
