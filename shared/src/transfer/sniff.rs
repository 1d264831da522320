//! What separates cells, and whether the first row names the columns.

use super::{
    dates,
    table::{separator_line, without_separator_line},
};
use serde::{Deserialize, Serialize};

/// Delimiters that are looked for.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows and bytes looked at.
const ROWS: usize = 60;
const BYTES: usize = 256 * 1024;

/// What a file's text looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sniff {
    /// Byte between cells.
    pub delimiter: u8,
    /// Character around cells that hold delimiters or line breaks: always `"`.
    pub quote: u8,
    /// The first row names the columns.
    pub header: bool,
    /// Other delimiters that would give as regular a table: ask.
    pub alternatives: Vec<u8>,
}

/// Looks at the first rows.
pub fn sniff(text: &str) -> Sniff {
    let named = text.lines().next().and_then(separator_line);
    let probe = probe(without_separator_line(text));
    let mut scored: Vec<(u8, f64)> =
        DELIMITERS.iter().map(|delimiter| (*delimiter, score(probe, *delimiter))).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1));
    let best = scored.first().copied().unwrap_or((b',', 0.0));
    let delimiter = named.unwrap_or(best.0);
    let equal = scored.iter().filter(|(other, score)| *other != delimiter && *score > 0.0 && *score >= best.1 * 0.9);
    let alternatives = if named.is_some() { Vec::new() } else { equal.map(|(other, _)| *other).collect() };
    Sniff { delimiter, quote: b'"', header: has_header(probe, delimiter), alternatives }
}

fn probe(text: &str) -> &str {
    let end = (0..=BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    text.get(..end).unwrap_or(text)
}

fn rows(text: &str, delimiter: u8) -> Vec<csv::StringRecord> {
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.records().take(ROWS).filter_map(Result::ok).collect()
}

/// Share of rows that have as many cells as the first, weighed by how many cells that is.
fn score(text: &str, delimiter: u8) -> f64 {
    let rows = rows(text, delimiter);
    let columns = rows.first().map_or(0, csv::StringRecord::len);
    if columns < 2 {
        return 0.0;
    }
    let regular = rows.iter().filter(|row| row.len() == columns).count();
    ratio(regular, rows.len()) * (1.0 + ratio(columns.min(20), 100))
}

#[allow(clippy::cast_precision_loss, reason = "counts of a few rows")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// Names are texts, each different, none of them a number, a date or an address.
fn has_header(text: &str, delimiter: u8) -> bool {
    let rows = rows(text, delimiter);
    let Some(first) = rows.first() else { return true };
    let names = first.iter().map(str::trim).filter(|cell| !cell.is_empty());
    let (mut any, mut all) = (false, true);
    for name in names {
        any = true;
        let data = name.contains('@') || name.parse::<f64>().is_ok() || !dates::orders(name).is_empty();
        all &= !data && name.chars().count() <= 100;
    }
    any && all
}
