//! A chunk: up to a thousand records of one entity as one compact JSON text.
//!
//! Field names and stamps stand once in tables; rows refer to them by position. It is still
//! self-describing: a reader that does not know a field keeps it.

use super::{Cell, Record, Stamp};
use crate::{Id, Name, Value};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Most rows in a chunk.
pub const CHUNK_ROWS: usize = 1000;

/// Records of one entity in their transport and storage form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Chunk {
    /// Entity of all rows.
    pub entity: String,
    fields: Vec<String>,
    stamps: Vec<Stamp>,
    /// `[id, created, [value or null by field …], [stamp by field, -1 where there is no cell]]`
    rows: Vec<(Id, usize, Vec<Value>, Vec<i32>)>,
}

impl Chunk {
    /// Packs records of one entity. Deleted records have no place in a chunk and are left out.
    pub fn pack<'a>(entity: &str, records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut packer = Packer::default();
        let live = records.into_iter().filter(|record| record.deleted.is_none());
        let rows = live.map(|record| packer.row(record)).collect();
        Self { entity: entity.to_owned(), fields: packer.fields, stamps: packer.stamps, rows }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Ids of the rows.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.rows.iter().map(|(id, ..)| *id)
    }

    /// There are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The records. Positions that point nowhere (a damaged chunk) lose their cell, not the row.
    pub fn unpack(self) -> impl Iterator<Item = Record> {
        let entity: Name = self.entity.into();
        let fields: Vec<Name> = self.fields.into_iter().map(Into::into).collect();
        let stamps: Vec<Arc<Stamp>> = self.stamps.into_iter().map(Arc::new).collect();
        self.rows.into_iter().filter_map(move |(id, created, values, places)| {
            let cells = fields.iter().zip(values).zip(places).filter_map(|((field, value), place)| {
                let stamp = stamps.get(usize::try_from(place).ok()?)?.clone();
                Some(Cell { field: field.clone(), value, stamp })
            });
            let mut kept = Vec::with_capacity(fields.len());
            kept.extend(cells);
            Some(Record::from_cells(entity.clone(), id, stamps.get(created)?.clone(), None, kept))
        })
    }
}

#[derive(Default)]
struct Packer {
    fields: Vec<String>,
    by_field: FxHashMap<Name, usize>,
    stamps: Vec<Stamp>,
    by_stamp: FxHashMap<Stamp, usize>,
}

impl Packer {
    fn row(&mut self, record: &Record) -> (Id, usize, Vec<Value>, Vec<i32>) {
        let (mut values, mut places) = (Vec::new(), Vec::new());
        for cell in record.cells() {
            let field = self.field(&cell.field);
            if values.len() <= field {
                values.resize(field + 1, Value::Null);
                places.resize(field + 1, -1);
            }
            let stamp = self.stamp(*cell.stamp);
            if let (Some(value), Some(place)) = (values.get_mut(field), places.get_mut(field)) {
                *value = cell.value.clone();
                *place = i32::try_from(stamp).unwrap_or(-1);
            }
        }
        (record.id, self.stamp(*record.created), values, places)
    }

    fn field(&mut self, name: &Name) -> usize {
        if let Some(&place) = self.by_field.get(name) {
            return place;
        }
        self.fields.push(name.to_string());
        self.by_field.insert(name.clone(), self.fields.len() - 1);
        self.fields.len() - 1
    }

    fn stamp(&mut self, stamp: Stamp) -> usize {
        *self.by_stamp.entry(stamp).or_insert_with(|| {
            self.stamps.push(stamp);
            self.stamps.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        let stamp = |seq| Arc::new(Stamp { seq, at: 7, by: Id::named("u"), client: Id::NIL });
        let mut one = Record::new("contact", Id::named("1"), stamp(1));
        one.set("title", "CEO", stamp(2));
        one.set("email", Value::Null, stamp(3));
        let mut two = Record::new("contact", Id::named("2"), stamp(1));
        two.set("odd", Value::from_json(serde_json::json!([1, "x"])), stamp(1));
        let text = serde_json::to_string(&Chunk::pack("contact", [&one, &two])).expect("json");
        let chunk: Chunk = serde_json::from_str(&text).expect("chunk");
        assert_eq!(chunk.unpack().collect::<Vec<_>>(), [one, two]);
    }
}
