//! Digests of sets of rows: whether a device holds what the server holds, without sending the rows again.
//!
//! A set of rows is summed up by the number of its rows and the sum of their hashes. A sum, because neither side
//! keeps its rows in an order that the other one knows, and sorting 100,000 rows to compare them would cost more than
//! hashing them. Not the exclusive or, in which a row that is there twice is as good as one that is not there.
//!
//! It finds what breaks by itself: a flipped byte, a lost row, a value that was not told. It is no seal: whoever may
//! choose the rows can find two sets of one sum, but nobody has to be deceived here except the own device.

use crate::{
    Name, Record, Value,
    record::{Cell, Stamp},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;

/// A set of rows of one entity, summed up. As JSON `{"rows":2,"sum":"…32 hex digits…"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Digest {
    /// Number of rows.
    pub rows: u64,
    /// Sum of the first 128 bits of each row's SHA-256, without carry.
    #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
    sum: u128,
}

/// Digests by entity. An entity of which there are no rows is left out.
pub type Digests = BTreeMap<Name, Digest>;

impl Digest {
    /// Puts a row into the set.
    pub fn add(&mut self, row: &Record) {
        self.rows = self.rows.saturating_add(1);
        self.sum = self.sum.wrapping_add(hash(row));
    }
}

/// The digests of rows of any entities, in any order.
pub fn digests<'a>(rows: impl IntoIterator<Item = &'a Record>) -> Digests {
    let mut digests = Digests::new();
    add(&mut digests, rows);
    digests
}

/// Puts more rows into digests.
pub(crate) fn add<'a>(digests: &mut Digests, rows: impl IntoIterator<Item = &'a Record>) {
    for row in rows {
        match digests.get_mut(&row.entity) {
            Some(digest) => digest.add(row),
            None => digests.entry(row.entity.clone()).or_default().add(row),
        }
    }
}

fn hash(row: &Record) -> u128 {
    let digest = Sha256::digest(form(row));
    digest.iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

/// Every byte that a device keeps of a row, in one form for all sides: texts with their length before them, so that
/// no two rows have the same form.
fn form(row: &Record) -> Vec<u8> {
    let mut form = Vec::with_capacity(128 * (row.cells().len() + 1));
    put_text(&mut form, row.entity.as_bytes());
    form.extend(row.id.bits().to_be_bytes());
    put_stamp(&mut form, &row.created);
    form.push(row.deleted.is_some().into());
    if let Some(deleted) = &row.deleted {
        put_stamp(&mut form, deleted);
    }
    for cell in row.cells() {
        put_cell(&mut form, cell);
    }
    form
}

fn put_cell(form: &mut Vec<u8>, cell: &Cell) {
    put_text(form, cell.field.as_bytes());
    put_text(form, &text_of(&cell.value));
    put_stamp(form, &cell.stamp);
}

fn put_text(form: &mut Vec<u8>, text: &[u8]) {
    form.extend(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    form.extend(text);
}

fn put_stamp(form: &mut Vec<u8>, stamp: &Stamp) {
    form.extend(stamp.seq.to_be_bytes());
    form.extend(stamp.at.to_be_bytes());
    form.extend(stamp.by.bits().to_be_bytes());
    form.extend(stamp.client.bits().to_be_bytes());
}

/// A value as JSON; its fractions to 12 digits. Our JSON parser may miss one of more than 15 digits by the last bit, and
/// a device has read what the server holds once or more often.
fn text_of(value: &Value) -> Vec<u8> {
    let text = match value {
        Value::Number(number) => return format!("{number:.11e}").into(),
        Value::Other(json) => serde_json::to_vec(&rounded(json)),
        value => serde_json::to_vec(value),
    };
    // Values are made of what JSON can hold: writing them does not fail.
    text.unwrap_or_default()
}

fn rounded(json: &Json) -> Json {
    match json {
        Json::Number(number) if number.is_f64() => {
            Json::String(format!("{:.11e}", number.as_f64().unwrap_or_default()))
        }
        Json::Array(items) => items.iter().map(rounded).collect(),
        Json::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), rounded(value))).collect(),
        json => json.clone(),
    }
}

fn to_hex<S: Serializer>(sum: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{sum:032x}"))
}

fn from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
    u128::from_str_radix(&String::deserialize(deserializer)?, 16).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Id;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn stamp(seq: u64) -> Arc<Stamp> {
        Arc::new(Stamp { seq, at: seq, by: Id::NIL, client: Id::NIL })
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Flag),
            any::<i32>().prop_map(|number| Value::Number(f64::from(number) / 1000.0)),
            "\\PC{0,6}".prop_map(|text| Value::Text(text.into())),
            proptest::collection::vec("[a-z]{1,3}", 1..3)
                .prop_map(|items| Value::List(items.into_iter().map(Into::into).collect())),
        ]
    }

    fn row() -> impl Strategy<Value = Record> {
        let cells = proptest::collection::vec(("[a-f]{1,2}", value(), 1u64..9), 1..5);
        ("[a-z]{1,3}", 0u32..1000, 1u64..9, cells).prop_map(|(entity, id, created, cells)| {
            let mut record = Record::new(entity, Id::named(&id.to_string()), stamp(created));
            for (field, value, seq) in cells {
                record.set(field, value, stamp(seq));
            }
            record
        })
    }

    /// The row with one thing about it changed.
    fn changed(row: &Record, what: usize, place: usize) -> Record {
        let mut cells = row.cells().to_vec();
        let (mut entity, mut id, mut created) = (row.entity.clone(), row.id, *row.created);
        let place = place % cells.len();
        match what {
            0 => cells[place].value = Value::text("changed for sure"),
            1 => cells[place].field = "another_field".into(),
            2 => cells[place].stamp = stamp(99),
            3 => drop(cells.remove(place)),
            4 => created.seq += 1,
            5 => created.by = Id::named("another person"),
            6 => id = Id::named("another record"),
            _ => entity = "another_entity".into(),
        }
        Record::from_cells(entity, id, Arc::new(created), row.deleted.clone(), cells)
    }

    proptest! {
        #[test]
        fn the_order_of_rows_does_not_matter(rows in proptest::collection::vec(row(), 0..12), turn in any::<usize>()) {
            let before = digests(&rows);
            let mut other = rows;
            other.reverse();
            let turn = turn % other.len().max(1);
            other.rotate_left(turn);
            prop_assert_eq!(digests(&other), before);
        }

        #[test]
        fn any_single_change_shows(
            rows in proptest::collection::vec(row(), 1..6), which in any::<usize>(), what in 0usize..8, place in any::<usize>()
        ) {
            let which = which % rows.len();
            let mut other = rows.clone();
            other[which] = changed(&rows[which], what, place);
            prop_assert_ne!(digests(&other), digests(&rows));
            other.remove(which);
            prop_assert_ne!(digests(&other), digests(&rows), "a row less");
            other.push(rows[which].clone());
            prop_assert_eq!(digests(&other), digests(&rows), "and back");
            other.push(rows[which].clone());
            prop_assert_ne!(digests(&other), digests(&rows), "a row twice");
        }

        #[test]
        fn what_went_through_json_has_the_same_digest(rows in proptest::collection::vec(row(), 0..6)) {
            let mut read = rows.clone();
            for _ in 0..3 {
                read = serde_json::from_str(&serde_json::to_string(&read).expect("json")).expect("rows");
                prop_assert_eq!(digests(&read), digests(&rows));
            }
        }
    }

    #[test]
    fn numbers_that_json_reads_inexactly_have_the_digest_of_what_was_written() {
        for number in (1..5000).map(|n| 1.0 / f64::from(n)) {
            let mut row = Record::new("note", Id::NIL, stamp(1));
            row.set("number", number, stamp(1));
            row.set("unheard_of", Value::from_json(serde_json::json!({"deep": [number, 1, "1"]})), stamp(1));
            let mut read = row.clone();
            for _ in 0..3 {
                read = serde_json::from_str(&serde_json::to_string(&read).expect("json")).expect("row");
                assert_eq!(digests([&read]), digests([&row]), "{number}");
            }
        }
    }

    #[test]
    fn texts_do_not_run_into_one_another() {
        let row = |field: &str, value: &str| {
            let mut record = Record::new("note", Id::NIL, stamp(1));
            record.set(field, value, stamp(1));
            record
        };
        assert_ne!(digests([&row("ab", "c")]), digests([&row("a", "bc")]));
    }

    #[test]
    fn json_round_trips() {
        let rows = [Record::new("note", Id::NIL, stamp(1)), Record::new("task", Id::NIL, stamp(2))];
        let digests = digests(&rows);
        let text = serde_json::to_string(&digests).expect("json");
        assert_eq!(serde_json::from_str::<Digests>(&text).expect(&text), digests);
        assert!(serde_json::from_str::<Digest>(r#"{"rows":1,"sum":"x"}"#).is_err());
    }
}
