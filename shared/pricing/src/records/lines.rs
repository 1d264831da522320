//! The lines of a quote.

use super::linking;
use crate::fingerprint;
use shared::{
    Id, Problem, Record, Value,
    entities::{Quote, QuoteLine},
    sync::Rows,
};
use std::sync::Arc;

/// The lines of a quote, in their order.
pub fn lines(rows: &dyn Rows, quote: Id) -> Vec<Arc<Record>> {
    let mut lines = linking(rows, QuoteLine::ENTITY_NAME, QuoteLine::QUOTE.id, &quote.to_string());
    lines.sort_by(|a, b| place(a).total_cmp(&place(b)).then(a.id.cmp(&b.id)));
    lines
}

fn place(line: &Record) -> f64 {
    line.get(QuoteLine::POSITION).unwrap_or_default()
}

/// The fingerprint of lines as they were put together, whatever products and prices are called and cost meanwhile.
pub fn content(lines: &[Arc<Record>]) -> Result<String, Problem> {
    let shared_with = |field: &str| [QuoteLine::OWNER.id, QuoteLine::TEAM.id].contains(&field);
    let cells = |line: &Arc<Record>| {
        let told = line.cells().iter().filter(|cell| !shared_with(&cell.field) && !cell.value.is_null());
        let told: Vec<(String, Value)> = told.map(|cell| (cell.field.to_string(), cell.value.clone())).collect();
        (line.id, told)
    };
    fingerprint::fingerprint("quote-lines", &lines.iter().map(cells).collect::<Vec<_>>())
}

/// Whether the totals that lists show of a draft came of other lines than it has, or nobody knows of which.
pub fn is_of_other_lines(rows: &dyn Rows, quote: &Record) -> bool {
    let now = content(&lines(rows, quote.id)).ok();
    quote.get(Quote::NET).is_some() && now.as_deref() != quote.get(Quote::TOTALS_OF)
}
