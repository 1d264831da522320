//! What entities share that are taxed.

use crate::{
    Problem, Record,
    schema::Key,
    schema::kinds::{Choice, Number},
};

/// Categories of value added tax: the codes of UNCL 5305, in small letters.
pub const CATEGORIES: [&str; 7] = ["s", "z", "e", "ae", "k", "g", "o"];

/// The category of the standard rate and of reduced ones.
pub const STANDARD: &str = "s";

/// The standard category needs a rate, all others none.
pub(super) fn problem(record: &Record, category: Key<Choice>, rate: Key<Number>) -> Option<Problem> {
    let (category, rate) = (record.get(category)?, (rate.id, record.get(rate).unwrap_or_default()));
    let fits = (category == STANDARD) == (rate.1 > 0.0);
    (!fits).then(|| Problem::of(rate.0, "problem-tax-does-not-fit"))
}
