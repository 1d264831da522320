//! A chunk: up to a thousand records of one entity as one compact JSON text.
//!
//! Field names and stamps stand once in tables; rows refer to them by position, and so come last. It is still
//! self-describing: a reader that does not know a field keeps it.

use super::{Cell, Record, Stamp};
use crate::{Id, Name, Value};
use rustc_hash::FxHashMap;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
    ser::SerializeStruct,
};
use std::{fmt, sync::Arc};

/// Most rows in a chunk.
pub const CHUNK_ROWS: usize = 1000;

/// Records of one entity, as they travel and are stored: `{entity, fields, stamps, rows}` with a row as
/// `[id, created, [value or null by field …], [stamp by field, -1 where there is no cell]]`.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// Entity of all rows.
    pub entity: Name,
    rows: Vec<Record>,
}

impl Chunk {
    /// Packs records of one entity. Deleted records have no place in a chunk and are left out.
    pub fn pack<'a>(entity: &str, records: impl IntoIterator<Item = &'a Record>) -> Self {
        let live = records.into_iter().filter(|record| record.deleted.is_none());
        Self { entity: entity.into(), rows: live.cloned().collect() }
    }

    /// Reads the text of a chunk; nothing where it is none. Positions that point nowhere (a damaged chunk) lose their
    /// cell, not the row.
    pub fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Ids of the rows.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.rows.iter().map(|row| row.id)
    }

    /// There are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The records.
    pub fn unpack(self) -> impl Iterator<Item = Record> {
        self.rows.into_iter()
    }
}

impl Serialize for Chunk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut packer = Packer::default();
        let rows: Vec<Packed> = self.rows.iter().map(|row| packer.row(row)).collect();
        let mut chunk = serializer.serialize_struct("Chunk", 4)?;
        chunk.serialize_field("entity", &self.entity)?;
        chunk.serialize_field("fields", &packer.fields)?;
        chunk.serialize_field("stamps", &packer.stamps)?;
        chunk.serialize_field("rows", &rows)?;
        chunk.end()
    }
}

/// A row as it is written.
type Packed<'a> = (Id, usize, Vec<&'a Value>, Vec<i32>);

#[derive(Default)]
struct Packer<'a> {
    fields: Vec<&'a Name>,
    by_field: FxHashMap<&'a Name, usize>,
    stamps: Vec<Stamp>,
    by_stamp: FxHashMap<Stamp, usize>,
}

impl<'a> Packer<'a> {
    fn row(&mut self, record: &'a Record) -> Packed<'a> {
        let (mut values, mut places) = (Vec::new(), Vec::new());
        for cell in record.cells() {
            let field = self.field(&cell.field);
            if values.len() <= field {
                values.resize(field + 1, &Value::Null);
                places.resize(field + 1, -1);
            }
            let stamp = self.stamp(*cell.stamp);
            if let (Some(value), Some(place)) = (values.get_mut(field), places.get_mut(field)) {
                *value = &cell.value;
                *place = i32::try_from(stamp).unwrap_or(-1);
            }
        }
        (record.id, self.stamp(*record.created), values, places)
    }

    fn field(&mut self, name: &'a Name) -> usize {
        *self.by_field.entry(name).or_insert_with(|| {
            self.fields.push(name);
            self.fields.len() - 1
        })
    }

    fn stamp(&mut self, stamp: Stamp) -> usize {
        *self.by_stamp.entry(stamp).or_insert_with(|| {
            self.stamps.push(stamp);
            self.stamps.len() - 1
        })
    }
}

impl<'de> Deserialize<'de> for Chunk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Parts)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Part {
    Entity,
    Fields,
    Stamps,
    Rows,
    #[serde(other)]
    Unknown,
}

/// What rows refer to.
#[derive(Default)]
struct Tables {
    entity: Option<Name>,
    fields: Option<Vec<Name>>,
    stamps: Option<Vec<Arc<Stamp>>>,
}

struct Parts;

impl<'de> Visitor<'de> for Parts {
    type Value = Chunk;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a chunk of records")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Chunk, A::Error> {
        let mut tables = Tables::default();
        let mut rows = None;
        while let Some(part) = map.next_key()? {
            match part {
                Part::Entity => tables.entity = Some(map.next_value()?),
                Part::Fields => tables.fields = Some(map.next_value()?),
                Part::Stamps => tables.stamps = Some(map.next_value::<Vec<_>>()?.into_iter().map(Arc::new).collect()),
                Part::Rows => rows = Some(map.next_value_seed(Rows::under(&tables)?)?),
                Part::Unknown => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let entity = tables.entity.ok_or_else(|| de::Error::missing_field("entity"))?;
        Ok(Chunk { entity, rows: rows.ok_or_else(|| de::Error::missing_field("rows"))? })
    }
}

/// Reads rows as records at once: a device reads 100,000 of them before every question can be answered.
struct Rows<'a> {
    entity: &'a Name,
    fields: &'a [Name],
    stamps: &'a [Arc<Stamp>],
    /// The values of the row that is read: their stamps stand behind them.
    values: Vec<Value>,
}

impl<'a> Rows<'a> {
    fn under<E: de::Error>(tables: &'a Tables) -> Result<Self, E> {
        match tables {
            Tables { entity: Some(entity), fields: Some(fields), stamps: Some(stamps) } => {
                Ok(Self { entity, fields, stamps, values: Vec::new() })
            }
            _ => Err(E::custom("rows before what they refer to")),
        }
    }

    fn stamp<N: TryInto<usize>>(&self, place: N) -> Option<Arc<Stamp>> {
        self.stamps.get(place.try_into().ok()?).cloned()
    }
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Vec<Record>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Record>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Vec<Record>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Vec<Record>, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = seq.next_element_seed(Row(&mut self))? {
            rows.extend(row);
        }
        Ok(rows)
    }
}

/// One row; nothing where nobody knows who made it.
struct Row<'a, 'b>(&'a mut Rows<'b>);

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = Option<Record>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Record>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, '_> {
    type Value = Option<Record>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of four")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Option<Record>, A::Error> {
        let missing = |place| de::Error::invalid_length(place, &"a row of four");
        let id = seq.next_element()?.ok_or_else(|| missing(0))?;
        let created: usize = seq.next_element()?.ok_or_else(|| missing(1))?;
        seq.next_element_seed(Values(&mut self.0.values))?.ok_or_else(|| missing(2))?;
        let cells = seq.next_element_seed(Cells(self.0))?.ok_or_else(|| missing(3))?;
        let record = |created| Record::from_cells(self.0.entity.clone(), id, created, None, cells);
        Ok(self.0.stamp(created).map(record))
    }
}

/// The values of a row, into the place that is used for every row.
struct Values<'a>(&'a mut Vec<Value>);

impl<'de> DeserializeSeed<'de> for Values<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Values<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.clear();
        while let Some(value) = seq.next_element()? {
            self.0.push(value);
        }
        Ok(())
    }
}

/// The stamps of a row, which with its values make its cells.
struct Cells<'a, 'b>(&'a mut Rows<'b>);

impl<'de> DeserializeSeed<'de> for Cells<'_, '_> {
    type Value = Vec<Cell>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Cell>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Cells<'_, '_> {
    type Value = Vec<Cell>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("places of stamps")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Cell>, A::Error> {
        let mut values = std::mem::take(&mut self.0.values);
        let mut cells = Vec::with_capacity(values.len());
        let mut named = self.0.fields.iter().zip(values.drain(..));
        while let Some(place) = seq.next_element::<i32>()? {
            if let (Some((field, value)), Some(stamp)) = (named.next(), self.0.stamp(place)) {
                cells.push(Cell { field: field.clone(), value, stamp });
            }
        }
        drop(named);
        self.0.values = values;
        Ok(cells)
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
        let text = serde_json::to_vec(&Chunk::pack("contact", [&one, &two])).expect("json");
        let chunk = Chunk::read(&text).expect("chunk");
        assert_eq!(chunk.ids().collect::<Vec<_>>(), [one.id, two.id]);
        assert_eq!(chunk.unpack().collect::<Vec<_>>(), [one, two]);
    }

    /// The text of a chunk of contacts with the fields `email` and `title`, one stamp, and these rows.
    fn with_rows(rows: &str) -> String {
        let id = Id::named("x");
        let head = r#""entity":"contact","new":[1],"fields":["email","title"]"#;
        format!(r#"{{{head},"stamps":[[1,7,"{id}","{id}"]],"rows":[{rows}]}}"#)
    }

    #[test]
    fn what_points_nowhere_loses_its_cell() {
        let id = Id::named("1");
        let cells = |rows: &str| -> Option<Vec<(String, Value)>> {
            let record = Chunk::read(with_rows(rows).as_bytes())?.unpack().next()?;
            Some(record.cells().iter().map(|cell| (cell.field.to_string(), cell.value.clone())).collect())
        };
        let of = |field: &str, text: &str| (field.to_owned(), Value::from(text));
        let table = [
            ("0,[\"a\",\"b\"],[0,0]", Some(vec![of("email", "a"), of("title", "b")])),
            ("0,[\"a\",\"b\"],[-1,0]", Some(vec![of("title", "b")])),
            ("0,[\"a\",\"b\"],[9,0]", Some(vec![of("title", "b")])),
            ("0,[\"a\",\"b\",\"c\"],[0]", Some(vec![of("email", "a")])),
            ("0,[\"a\"],[0,0,0]", Some(vec![of("email", "a")])),
            ("0,[],[]", Some(vec![])),
            ("7,[\"a\"],[0]", None),
            ("0,[\"a\"]", None),
            ("0,[\"a\"],[0],1", None),
        ];
        for (row, expected) in table {
            assert_eq!(cells(&format!("[\"{id}\",{row}]")), expected, "{row}");
        }
    }

    #[test]
    fn values_of_one_row_are_not_taken_for_the_next() {
        let [one, two] = ["1", "2"].map(Id::named);
        let rows = format!(r#"["{one}",0,["a","b"],[0]],["{two}",0,[null],[0,0]]"#);
        let read: Vec<Record> = Chunk::read(with_rows(&rows).as_bytes()).expect("chunk").unpack().collect();
        let counts: Vec<usize> = read.iter().map(|record| record.cells().len()).collect();
        assert_eq!(counts, [1, 1]);
        assert!(read[1].value("email").is_null());
    }

    #[test]
    fn rows_come_behind_what_they_refer_to() {
        let text = with_rows("");
        let (head, rows) = text.split_once(",\"rows\"").expect("rows");
        let first = format!("{{\"rows\"{},{}", rows.trim_end_matches('}'), head.trim_start_matches('{'));
        assert!(Chunk::read(text.as_bytes()).is_some());
        assert!(Chunk::read(format!("{first}}}").as_bytes()).is_none());
        assert!(Chunk::read(format!("{head}}}").as_bytes()).is_none());
    }
}
