//! One copy of what thousands of rows repeat: field names and stamps.

use crate::{
    Name, Record,
    record::{Cell, Stamp},
};
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Names in use. Without it, each cell of each of 100,000 rows would own its field's name.
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    names: FxHashSet<Name>,
}

impl Interner {
    /// The same row, sharing names with all others and stamps among its own cells.
    pub(super) fn shared(&mut self, record: &Record) -> Record {
        let mut stamps = vec![record.created.clone()];
        stamps.extend(record.deleted.clone());
        let cell = |cell: &Cell| Cell {
            field: self.name(&cell.field),
            value: cell.value.clone(),
            stamp: one_of(&mut stamps, &cell.stamp),
        };
        let cells = record.cells().iter().map(cell).collect();
        Record::from_cells(self.name(&record.entity), record.id, record.created.clone(), record.deleted.clone(), cells)
    }

    pub(super) fn name(&mut self, name: &Name) -> Name {
        if let Some(known) = self.names.get(name) {
            return known.clone();
        }
        self.names.insert(name.clone());
        name.clone()
    }
}

fn one_of(stamps: &mut Vec<Arc<Stamp>>, stamp: &Arc<Stamp>) -> Arc<Stamp> {
    if let Some(known) = stamps.iter().find(|known| *known == stamp) {
        return known.clone();
    }
    stamps.push(stamp.clone());
    stamp.clone()
}
