//! The live rows of one entity in memory.

use crate::{
    Id, Name, Record,
    schema::{FieldDef, FieldType},
};
use rustc_hash::FxHashMap;
use std::{cell::RefCell, sync::Arc};

/// Ids of rows by the text of one field, in the sense of [`FieldType::folded`].
#[derive(Debug, Clone)]
struct ByText {
    kind: FieldType,
    ids: FxHashMap<Box<str>, Vec<Id>>,
}

/// Rows in a vector for scans, with their places by id.
///
/// Invariant: `places[rows[i].id] == i` for every row, and nothing else is in `places`.
#[derive(Debug, Default, Clone)]
pub struct Table {
    rows: Vec<Arc<Record>>,
    places: FxHashMap<Id, usize>,
    /// Indexes of the fields that [`Table::holding`] was asked about, kept up to date from then on.
    by_text: RefCell<FxHashMap<Name, ByText>>,
}

impl Table {
    /// All rows, in no particular order.
    pub fn rows(&self) -> &[Arc<Record>] {
        &self.rows
    }

    /// A row by id.
    pub fn get(&self, id: Id) -> Option<&Arc<Record>> {
        self.places.get(&id).and_then(|place| self.rows.get(*place))
    }

    /// Puts a row in, over an older one with its id.
    pub fn insert(&mut self, row: Arc<Record>) {
        if let Some(slot) = self.places.get(&row.id).and_then(|place| self.rows.get_mut(*place)) {
            unindex(self.by_text.get_mut(), slot);
            index(self.by_text.get_mut(), &row);
            *slot = row;
            return;
        }
        index(self.by_text.get_mut(), &row);
        self.places.insert(row.id, self.rows.len());
        self.rows.push(row);
    }

    /// Takes a row out; the last one moves into its place.
    pub fn remove(&mut self, id: Id) {
        let Some(place) = self.places.remove(&id) else { return };
        unindex(self.by_text.get_mut(), &self.rows.swap_remove(place));
        if let Some(moved) = self.rows.get(place) {
            self.places.insert(moved.id, place);
        }
    }

    /// Rows whose `field` holds this text, by an index that the first question builds.
    pub fn holding(&self, field: &FieldDef, text: &str) -> Vec<Arc<Record>> {
        let mut indexes = self.by_text.borrow_mut();
        if !indexes.contains_key(&field.id) {
            let empty = ByText { kind: field.kind.clone(), ids: FxHashMap::default() };
            let mut fresh = FxHashMap::from_iter([(field.id.clone(), empty)]);
            self.rows.iter().for_each(|row| index(&mut fresh, row));
            indexes.extend(fresh);
        }
        let ids = indexes.get(&field.id).and_then(|by_text| by_text.ids.get(&*field.kind.folded(text)));
        ids.into_iter().flatten().filter_map(|id| self.get(*id)).cloned().collect()
    }

    /// Makes room for more rows.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve(more);
        self.places.reserve(more);
    }
}

fn index(indexes: &mut FxHashMap<Name, ByText>, row: &Record) {
    for (field, by_text) in indexes {
        for item in row.value(field).items() {
            by_text.ids.entry(by_text.kind.folded(item).into()).or_default().push(row.id);
        }
    }
}

fn unindex(indexes: &mut FxHashMap<Name, ByText>, row: &Record) {
    for (field, by_text) in indexes {
        for item in row.value(field).items() {
            if let Some(ids) = by_text.ids.get_mut(&*by_text.kind.folded(item)) {
                ids.retain(|id| *id != row.id);
            }
        }
    }
}
