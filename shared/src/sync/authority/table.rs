//! The rows of one entity, with the look-ups that applying a mutation needs.

use crate::{
    Id, Name, Record,
    rules::Scope,
    schema::{EntityDef, FieldDef, FieldType, Schema},
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A row with what the server must remember beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// Place in the log of the entry that wrote it last. Not derivable from the stamps: restoring a
    /// deleted row sets none.
    pub seq: u64,
    /// Scopes under which devices may still hold the row although it is not in them any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Scope>,
    /// The row; kept when deleted, so that it can be restored.
    #[serde(with = "shared_record")]
    pub record: Arc<Record>,
}

/// Rows are shared in memory and plain in the store.
mod shared_record {
    use super::{Arc, Record};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(record: &Arc<Record>, serializer: S) -> Result<S::Ok, S::Error> {
        record.as_ref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Record>, D::Error> {
        Record::deserialize(deserializer).map(Arc::new)
    }
}

impl Held {
    /// The row after an entry at `seq` left it as `record`.
    pub fn after(schema: &Schema, before: Option<&Self>, record: Arc<Record>, seq: u64) -> Self {
        let now = schema.scopes_of(&record);
        let mut left = before.map_or_else(Vec::new, |held| held.left.clone());
        left.extend(before.map_or_else(Vec::new, |held| schema.scopes_of(&held.record)));
        left.retain(|scope| !now.contains(scope));
        left.sort_unstable();
        left.dedup();
        Self { seq, left, record }
    }

    /// Not deleted.
    pub fn is_live(&self) -> bool {
        self.record.deleted.is_none()
    }
}

/// Ids of live rows by a field's text.
#[derive(Debug, Clone)]
struct Index {
    field: Name,
    kind: FieldType,
    ids: FxHashMap<Box<str>, Vec<Id>>,
}

/// Rows of one entity, deleted ones included, by id.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    rows: BTreeMap<Id, Held>,
    indexes: Vec<Index>,
}

impl Table {
    /// An empty table with indexes over unique fields, owners and what records are part of.
    pub(super) fn new(def: Option<&EntityDef>) -> Self {
        let fields = def.map(|def| def.fields.as_slice()).unwrap_or_default();
        let whole = def.and_then(|def| def.part_of.as_ref());
        let wanted =
            fields.iter().filter(|field| field.flags.unique || &*field.id == "owner" || Some(&field.id) == whole);
        let index =
            |field: &FieldDef| Index { field: field.id.clone(), kind: field.kind.clone(), ids: FxHashMap::default() };
        Self { rows: BTreeMap::new(), indexes: wanted.map(index).collect() }
    }

    pub(super) fn get(&self, id: Id) -> Option<&Held> {
        self.rows.get(&id)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (Id, &Held)> {
        self.rows.iter().map(|(id, held)| (*id, held))
    }

    pub(super) fn into_rows(self) -> impl Iterator<Item = Held> {
        self.rows.into_values()
    }

    /// Puts a row in; gives the place in the log of the one before it.
    pub(super) fn put(&mut self, held: Held) -> Option<u64> {
        let id = held.record.id;
        for index in &mut self.indexes {
            if let Some(before) = self.rows.get(&id).filter(|before| before.is_live()) {
                index.unlist(&before.record);
            }
            if held.is_live() {
                index.enlist(&held.record);
            }
        }
        self.rows.insert(id, held).map(|before| before.seq)
    }

    /// Live rows whose field holds this text, in the sense of [`FieldType::folded`].
    pub(super) fn holding(&self, field: &str, text: &str) -> Vec<Arc<Record>> {
        if let Some(index) = self.indexes.iter().find(|index| *index.field == *field) {
            let ids = index.ids.get(&*index.kind.folded(text)).map(Vec::as_slice).unwrap_or_default();
            return ids.iter().filter_map(|id| self.rows.get(id)).map(|held| held.record.clone()).collect();
        }
        let holds =
            |held: &&Held| held.is_live() && held.record.value(field).items().iter().any(|item| **item == *text);
        self.rows.values().filter(holds).map(|held| held.record.clone()).collect()
    }
}

impl Index {
    fn enlist(&mut self, record: &Record) {
        for text in record.value(&self.field).items() {
            let text = self.kind.folded(text);
            match self.ids.get_mut(&*text) {
                Some(ids) => ids.push(record.id),
                None => {
                    self.ids.insert(text.into(), vec![record.id]);
                }
            }
        }
    }

    fn unlist(&mut self, record: &Record) {
        for text in record.value(&self.field).items() {
            let text = self.kind.folded(text);
            let Some(ids) = self.ids.get_mut(&*text) else { continue };
            if let Some(at) = ids.iter().position(|other| *other == record.id) {
                ids.swap_remove(at);
            }
            if ids.is_empty() {
                self.ids.remove(&*text);
            }
        }
    }
}
