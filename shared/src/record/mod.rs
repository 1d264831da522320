//! A record: an entity, an id and cells, each with the stamp of who set it last.

mod chunk;

pub use chunk::{CHUNK_ROWS, Chunk};

use crate::{
    Id, Name, Value,
    schema::{Key, kinds::Kind},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Milliseconds since 1970 on a hybrid logical clock: never behind what the device has seen.
pub type Millis = u64;

/// Who set a value, when, on which device, and where that stands in the log.
///
/// Invariant: `seq` is 0 exactly while the change waits on the device that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(u64, Millis, Id, Id)", into = "(u64, Millis, Id, Id)")]
pub struct Stamp {
    /// Place in the server's log.
    pub seq: u64,
    /// Time of the edit, by the device's clock. It advises; `seq` decides.
    pub at: Millis,
    /// Person who made the edit.
    pub by: Id,
    /// Device on which it was made.
    pub client: Id,
}

impl From<(u64, Millis, Id, Id)> for Stamp {
    fn from((seq, at, by, client): (u64, Millis, Id, Id)) -> Self {
        Self { seq, at, by, client }
    }
}

impl From<Stamp> for (u64, Millis, Id, Id) {
    fn from(stamp: Stamp) -> Self {
        (stamp.seq, stamp.at, stamp.by, stamp.client)
    }
}

/// One field's value and who set it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Field id.
    pub field: Name,
    /// The value.
    pub value: Value,
    /// Who set it.
    pub stamp: Arc<Stamp>,
}

/// A record as one device or the server holds it.
///
/// Invariant: `cells` are sorted by field id, each field at most once. A cleared field keeps a
/// cell with [`Value::Null`], so that its stamp still tells who cleared it.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Entity name.
    pub entity: Name,
    /// The record's id.
    pub id: Id,
    /// Who made it.
    pub created: Arc<Stamp>,
    /// Who deleted it; a deleted record is kept so that it can be restored.
    pub deleted: Option<Arc<Stamp>>,
    cells: Vec<Cell>,
}

impl Record {
    /// An empty record.
    pub fn new(entity: impl Into<Name>, id: Id, created: Arc<Stamp>) -> Self {
        Self { entity: entity.into(), id, created, deleted: None, cells: Vec::new() }
    }

    /// A record of these cells.
    pub fn from_cells(
        entity: Name,
        id: Id,
        created: Arc<Stamp>,
        deleted: Option<Arc<Stamp>>,
        mut cells: Vec<Cell>,
    ) -> Self {
        if !cells.is_sorted_by(|a, b| a.field < b.field) {
            cells.sort_by(|a, b| a.field.cmp(&b.field));
            cells.dedup_by(|a, b| a.field == b.field);
        }
        Self { entity, id, created, deleted, cells }
    }

    fn position(&self, field: &str) -> Result<usize, usize> {
        self.cells.binary_search_by(|cell| (*cell.field).cmp(field))
    }

    /// A field's value by typed key.
    pub fn get<K: Kind>(&self, key: Key<K>) -> Option<K::Read<'_>> {
        K::read(self.value(key.id))
    }

    /// A field's stored value; computed fields are asked of the schema.
    pub fn value(&self, field: &str) -> &Value {
        self.cell(field).map_or(&Value::Null, |cell| &cell.value)
    }

    /// A field's cell.
    pub fn cell(&self, field: &str) -> Option<&Cell> {
        self.position(field).ok().and_then(|at| self.cells.get(at))
    }

    /// All cells, sorted by field.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// Whether both are one record with the same values, whoever wrote them and when: what a screen shows
    /// does not change when the server has taken an edit in.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let same = |(a, b): (&Cell, &Cell)| a.field == b.field && a.value == b.value;
        self.id == other.id && self.cells.len() == other.cells.len() && self.cells.iter().zip(&other.cells).all(same)
    }

    /// Sets a field, whatever was there.
    pub fn set(&mut self, field: impl Into<Name>, value: impl Into<Value>, stamp: Arc<Stamp>) {
        let cell = Cell { field: field.into(), value: value.into(), stamp };
        match self.position(&cell.field) {
            Ok(at) => {
                if let Some(slot) = self.cells.get_mut(at) {
                    *slot = cell;
                }
            }
            Err(at) => self.cells.insert(at, cell),
        }
    }

    /// Place in the log of the newest change; 0 while none has reached the server.
    pub fn seq(&self) -> u64 {
        let stamps = self.cells.iter().map(|cell| &cell.stamp).chain(&self.deleted).chain([&self.created]);
        stamps.map(|stamp| stamp.seq).max().unwrap_or_default()
    }

    /// The newest stamp: who changed the record last.
    pub fn updated(&self) -> &Stamp {
        let stamps = self.cells.iter().map(|cell| &cell.stamp).chain(&self.deleted);
        stamps.max_by_key(|stamp| (stamp.seq == 0, stamp.seq, stamp.at)).unwrap_or(&self.created)
    }
}

/// A record as JSON on its own: `{"entity","id","created","deleted"?,"cells":[[field,value,stamp]…]}`.
#[derive(Serialize, Deserialize)]
struct Wire {
    entity: String,
    id: Id,
    created: Stamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deleted: Option<Stamp>,
    cells: Vec<(String, Value, Stamp)>,
}

impl Serialize for Record {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = self.cells.iter().map(|cell| (cell.field.to_string(), cell.value.clone(), *cell.stamp));
        let wire = Wire {
            entity: self.entity.to_string(),
            id: self.id,
            created: *self.created,
            deleted: self.deleted.as_deref().copied(),
            cells: cells.collect(),
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let cells = wire.cells.into_iter().map(|(field, value, stamp)| Cell {
            field: field.into(),
            value,
            stamp: Arc::new(stamp),
        });
        let deleted = wire.deleted.map(Arc::new);
        Ok(Self::from_cells(wire.entity.into(), wire.id, Arc::new(wire.created), deleted, cells.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::Contact;

    fn stamp(seq: u64) -> Arc<Stamp> {
        Arc::new(Stamp { seq, at: seq * 10, by: Id::NIL, client: Id::NIL })
    }

    #[test]
    fn cells_stay_sorted_and_json_round_trips() {
        let mut record = Record::new("contact", Id::named("a"), stamp(1));
        record.set("title", "CEO", stamp(2));
        record.set("first_name", "Ada", stamp(1));
        record.set("title", "CTO", stamp(3));
        record.set("unheard_of", Value::from_json(serde_json::json!({"x": [1]})), stamp(1));
        assert_eq!(record.get(Contact::TITLE), Some("CTO"));
        assert_eq!((record.seq(), record.cells().len()), (3, 3));
        let json = serde_json::to_string(&record).expect("json");
        assert_eq!(serde_json::from_str::<Record>(&json).expect("record"), record);
    }
}
