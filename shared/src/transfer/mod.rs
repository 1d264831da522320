//! Import and export: bytes and texts in, data out. The wizard and the command line run this same code.
//!
//! An import goes by steps, so that each can be shown and corrected:
//! [`decode()`] (bytes to text) → [`sniff()`] (delimiter, header) → [`table()`] (cells) → [`profile()`] (what
//! the columns hold) → [`suggest()`] (a [`Mapping`], with [`Doubt`]s to settle) → [`Planner`] (a dry run:
//! a [`Plan`] with [`Question`]s to answer) → [`operations()`] (mutations to push) → and, if need be,
//! [`undo()`]. Rows that fail are given back by [`errors_csv`].

mod cells;
mod dates;
mod decode;
mod export;
mod formula;
mod headers;
mod mapping;
mod numbers;
mod operations;
mod plan;
mod profile;
mod sniff;
mod suggest;
mod table;
mod undo;

pub use dates::{DateOrder, Moment, orders as date_orders, read as read_date};
pub use decode::{Certainty, Decoded, Encoding, decode, decode_as};
pub use export::{errors_csv, export_csv, export_jsonl};
pub use formula::{neutralise, restore};
pub use mapping::{Answer, Column, LinkPolicy, Mapping};
pub use numbers::{Amount, NumberFormat, read as read_number};
pub use operations::operations;
pub use plan::{
    CellProblem, Counts, Draft, Existing, Outcome, Plan, PlannedRow, Planner, Question, Settings, needs, plan,
};
pub use profile::{Fit, Profile, profile};
pub use sniff::{DELIMITERS, Sniff, sniff};
pub use suggest::{About, Doubt, Hint, Suggestion, doubts, reasons, suggest};
pub use table::{MAX_COLUMNS, Row, Table, table};
pub use undo::{Receipt, Undo, left_behind, nothing_left, undo};

use crate::text::squeeze as fold;

/// Parts of an address, in the order of [`crate::value::Address`].
const ADDRESS_PARTS: [&str; 5] = ["street", "city", "region", "postal_code", "country"];
