//! How wide the columns of a list want to be: as what stands in them needs, as far as some of the rows tell.

use super::state::Rows;
use crate::{
    record::{RecordField, field::plain},
    ui::dom::type_size,
};
use shared::{replica::Replica, schema::FieldType};
use std::collections::HashMap;

/// Rows looked at, spread over the list.
const SAMPLE: usize = 60;
/// A letter's width, on the average of names and addresses, as a part of the size of the type; more is cut off nowhere.
const LETTER: f64 = 0.56;
/// Padding of a cell and what may stand before its words, and the same of a head with the arrow of its sorting.
const AROUND: f64 = 18.0;
const AROUND_HEAD: f64 = 34.0;
/// The size of the type in heads, as a part of the rows'.
const HEAD: f64 = 0.87;
/// No column is made narrower than this, or wider.
const BOUNDS: (f64, f64) = (88.0, 400.0);

/// What columns want, by field, in CSS pixels.
pub(super) type Wishes = HashMap<String, f64>;

/// What these columns want. None ever wants less than before, so that nothing moves while somebody filters.
pub(super) fn wishes(replica: &Replica, fields: &[RecordField], rows: &Rows, before: Option<&Wishes>) -> Wishes {
    if rows.0.is_empty() {
        return before.cloned().unwrap_or_default();
    }
    let size = type_size();
    let wish = |field: &RecordField| {
        let wanted = wanted(replica, field, rows, size);
        let least = before.and_then(|before| before.get(field.id())).copied().unwrap_or_default();
        (field.id().to_owned(), wanted.max(least))
    };
    fields.iter().map(wish).collect()
}

fn wanted(replica: &Replica, field: &RecordField, rows: &Rows, size: f64) -> f64 {
    let letters = |words: &str| crate::record::as_number(words.chars().count()) * LETTER * size;
    let head = letters(&field.label()) * HEAD + AROUND_HEAD;
    let step = rows.0.len().div_ceil(SAMPLE).max(1);
    let value = |row: &shared::Record| plain(replica, field, &field.value(replica.schema(), row));
    let cells = rows.0.iter().step_by(step).map(|row| letters(&value(row)) + AROUND);
    cells.fold(head, f64::max).clamp(BOUNDS.0, BOUNDS.1)
}

/// The width of a column without a wish, and with one the width that it has where there is little room.
pub(super) fn usual(kind: &FieldType, wish: Option<f64>) -> f64 {
    width_of(kind).min(wish.unwrap_or(f64::INFINITY))
}

const fn width_of(kind: &FieldType) -> f64 {
    match kind {
        FieldType::Flag => 80.0,
        FieldType::Number { .. } | FieldType::Date => 112.0,
        FieldType::Money | FieldType::Choice { .. } | FieldType::DateTime | FieldType::Computed(_) => 128.0,
        FieldType::Phone => 144.0,
        FieldType::Text { .. } | FieldType::Link { .. } | FieldType::MultiChoice { .. } | FieldType::Url => 168.0,
        FieldType::Email
        | FieldType::Links { .. }
        | FieldType::LongText
        | FieldType::Address
        | FieldType::File
        | FieldType::Unknown => 208.0,
    }
}
