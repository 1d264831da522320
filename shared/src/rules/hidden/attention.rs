//! Attention records quote values of other records' fields, and operations on them.

use super::Hidden;
use crate::{
    Problem, Record, Value,
    entities::Attention,
    planted::{Bug, planted},
    record::Cell,
    sync::Operation,
};
use serde::{Deserialize, Serialize};

/// The operations of a refused mutation, as an attention record keeps them.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Told {
    Whole(Vec<Operation>),
    Cut { cut: Vec<Operation> },
}

/// Takes what is quoted of hidden fields out of an attention record's cells.
pub(super) fn conceal(hidden: &Hidden, record: &Record, cells: &mut Vec<Cell>) {
    if planted(Bug::QuotesHidden) {
        return;
    }
    let disputed = record.get(Attention::ENTITY).zip(record.get(Attention::FIELD));
    if disputed.is_some_and(|(entity, field)| hidden.has(entity, field)) {
        cells.retain(|cell| ![Attention::KEPT_VALUE.id, Attention::LOST_VALUE.id].contains(&&*cell.field));
    }
    cells.retain_mut(|cell| match &*cell.field {
        field if field == Attention::OPERATIONS.id => rewrite(cell, |text| operations(hidden, text)),
        field if field == Attention::PROBLEMS.id => rewrite(cell, |text| problems(hidden, text)),
        _ => true,
    });
}

/// Puts another text into a cell; false where there is none to put.
fn rewrite(cell: &mut Cell, text: impl Fn(&str) -> Option<String>) -> bool {
    let Some(rewritten) = cell.value.as_text().map(text) else { return true };
    let Some(text) = rewritten else { return false };
    if cell.value.as_text() != Some(&text) {
        cell.value = Value::text(text);
    }
    true
}

/// The operations without the hidden fields. What cannot be read as operations could tell anything.
fn operations(hidden: &Hidden, text: &str) -> Option<String> {
    if !hidden.is_named_in(text) {
        return Some(text.to_owned());
    }
    let shown = |ops: Vec<Operation>| ops.into_iter().filter_map(|op| shown(hidden, op)).collect();
    let told = match serde_json::from_str(text).ok()? {
        Told::Whole(ops) => Told::Whole(shown(ops)),
        Told::Cut { cut } => Told::Cut { cut: shown(cut) },
    };
    serde_json::to_string(&told).ok()
}

/// An operation without the hidden fields; nothing where nothing else is left of it.
fn shown(hidden: &Hidden, mut op: Operation) -> Option<Operation> {
    match &mut op {
        Operation::Create { entity, values, .. } => values.retain(|field, _| !hidden.has(entity, field)),
        Operation::Patch { entity, changes, .. } => {
            changes.retain(|change| !hidden.has(entity, &change.field));
            if changes.is_empty() {
                return None;
            }
        }
        Operation::Delete { .. } | Operation::Restore { .. } => {}
    }
    Some(op)
}

/// The reasons without the values that they name; which field was refused may be known.
fn problems(hidden: &Hidden, text: &str) -> Option<String> {
    if !hidden.is_named_in(text) {
        return Some(text.to_owned());
    }
    let mut problems: Vec<Problem> = serde_json::from_str(text).ok()?;
    let told = |problem: &&mut Problem| problem.field.as_deref().is_some_and(|field| hidden.has_anywhere(field));
    problems.iter_mut().filter(told).for_each(|problem| problem.args.clear());
    serde_json::to_string(&problems).ok()
}
