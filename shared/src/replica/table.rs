//! The live rows of one entity in memory.

use crate::{Id, Record};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Rows in a vector for scans, with their places by id.
///
/// Invariant: `places[rows[i].id] == i` for every row, and nothing else is in `places`.
#[derive(Debug, Default, Clone)]
pub struct Table {
    rows: Vec<Arc<Record>>,
    places: FxHashMap<Id, usize>,
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
            *slot = row;
            return;
        }
        self.places.insert(row.id, self.rows.len());
        self.rows.push(row);
    }

    /// Takes a row out; the last one moves into its place.
    pub fn remove(&mut self, id: Id) {
        let Some(place) = self.places.remove(&id) else { return };
        self.rows.swap_remove(place);
        if let Some(moved) = self.rows.get(place) {
            self.places.insert(moved.id, place);
        }
    }

    /// Makes room for more rows.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve(more);
        self.places.reserve(more);
    }
}
