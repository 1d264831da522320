//! Compatibility tables from CSV: the header names attributes, each row is a combination.
//!
//! A cell is an option's id, several separated by `|`, or `*` for any.

use super::{Cell, Says};
use crate::fault::Fault;

/// Reads a table rule. What it names is checked with the model that it goes into.
pub fn table_from_csv(text: &str) -> Result<Says, Fault> {
    let mut reader = ::csv::ReaderBuilder::new().trim(::csv::Trim::All).from_reader(text.as_bytes());
    let fault = |why: &str| Fault::new("model-csv", format!("the table cannot be read: {why}")).with("why", why);
    let unread = |why: ::csv::Error| fault(&why.to_string());
    let columns: Vec<String> = reader.headers().map_err(unread)?.iter().map(ToOwned::to_owned).collect();
    if columns.iter().any(String::is_empty) {
        return Err(fault("a column of the table has no name in the first line"));
    }
    let rows: Result<Vec<_>, _> =
        reader.records().map(|record| Ok(record.map_err(unread)?.iter().map(cell).collect())).collect();
    Ok(Says::Table { columns, rows: rows? })
}

fn cell(text: &str) -> Cell {
    if text.contains('|') {
        return Cell::Any(text.split('|').map(|option| option.trim().to_owned()).collect());
    }
    Cell::One(text.to_owned())
}
