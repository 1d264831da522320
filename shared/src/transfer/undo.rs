//! Taking a group of mutations back: an import, a bulk edit.

use crate::{
    Id, Name, Record, Schema, Value,
    schema::EntityDef,
    sync::{Change, Edit, Operation, batches},
};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a group of operations did, enough to take it back. Keep it as JSON beside the group's id.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Receipt {
    /// Records made, in order.
    pub created: Vec<(Name, Id)>,
    /// Records deleted.
    pub deleted: Vec<(Name, Id)>,
    /// Records restored.
    pub restored: Vec<(Name, Id)>,
    /// Fields changed: (entity, id, field, value before, value after).
    pub changed: Vec<(Name, Id, Name, Value, Value)>,
}

impl Receipt {
    /// A receipt of operations; `before` gives a record as it was before the first of them.
    pub fn of<'a>(
        operations: impl IntoIterator<Item = &'a Operation>,
        before: impl Fn(&str, Id) -> Option<Arc<Record>>,
    ) -> Self {
        let (mut receipt, mut places) = (Self::default(), FxHashMap::default());
        for operation in operations {
            let (entity, id) = operation.target();
            let key = (entity.clone(), id);
            match operation {
                Operation::Create { .. } => receipt.created.push(key),
                Operation::Delete { .. } => receipt.deleted.push(key),
                Operation::Restore { .. } => receipt.restored.push(key),
                Operation::Patch { changes, .. } => {
                    if let Some(row) = before(entity, id) {
                        receipt.patched(&row, changes, &mut places);
                    }
                }
            }
        }
        receipt
    }

    /// Changes of records made by the same group go away with the record and are not noted.
    fn patched(&mut self, row: &Record, changes: &[Change], places: &mut FxHashMap<(Id, Name), usize>) {
        for change in changes {
            let place = *places.entry((row.id, change.field.clone())).or_insert_with(|| {
                let old = row.value(&change.field).clone();
                self.changed.push((row.entity.clone(), row.id, change.field.clone(), old.clone(), old));
                self.changed.len() - 1
            });
            if let Some((.., after)) = self.changed.get_mut(place) {
                *after = change.edit.applied_to(after);
            }
        }
    }
}

/// The operations that take a group back, and what they leave alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Undo {
    /// Batches, each for one mutation.
    pub batches: Vec<Vec<Operation>>,
    /// Fields that somebody changed since: they keep their values.
    pub kept: Vec<(Name, Id, Name)>,
    /// Records made by the group that somebody changed since: they are deleted all the same (deleted
    /// records can be restored), but it should be said.
    pub edited: Vec<(Name, Id)>,
}

/// Works out how to take a group back, given the records as they are now.
///
/// Records made are deleted, the last first; changed fields get their values back where they still
/// hold what the group gave them.
pub fn undo(receipt: &Receipt, now: impl Fn(&str, Id) -> Option<Arc<Record>>) -> Undo {
    let mut undo = Undo::default();
    let mut operations = Vec::new();
    for (entity, id, field, before, after) in &receipt.changed {
        match now(entity, *id).filter(|row| row.deleted.is_none()) {
            Some(row) if row.value(field) == after => operations.push(back(&row, field, before)),
            Some(_) => undo.kept.push((entity.clone(), *id, field.clone())),
            None => {}
        }
    }
    let mut operations = merged(operations);
    let live = |(entity, id): &(Name, Id)| now(entity, *id).filter(|row| row.deleted.is_none());
    let delete = |(entity, id): &(Name, Id)| Operation::Delete { entity: entity.clone(), id: *id };
    operations.extend(receipt.restored.iter().filter(|key| live(key).is_some()).map(delete));
    for key in receipt.created.iter().rev() {
        if let Some(row) = live(key) {
            operations.push(delete(key));
            undo.edited.extend(changed_since(&row).then(|| key.clone()));
        }
    }
    for (entity, id) in &receipt.deleted {
        if now(entity, *id).is_some_and(|row| row.deleted.is_some()) {
            operations.push(Operation::Restore { entity: entity.clone(), id: *id });
        }
    }
    undo.batches = batches(operations);
    undo
}

/// Nothing is left of what a group did: what it made or restored is gone, what it deleted is back, and no field holds
/// what it was given any more. `now` gives records as they are.
pub fn nothing_left(receipt: &Receipt, now: impl Fn(&str, Id) -> Option<Arc<Record>>) -> bool {
    let row = |entity: &str, id| now(entity, id).filter(|row| row.deleted.is_none());
    let live = |(entity, id): &(Name, Id)| row(entity, *id).is_some();
    let holds = |(entity, id, field, before, after): &(Name, Id, Name, Value, Value)| {
        before != after && row(entity, *id).is_some_and(|row| row.value(field) == after)
    };
    let Receipt { created, deleted, restored, changed } = receipt;
    *receipt != Receipt::default()
        && !created.iter().chain(restored).any(live)
        && deleted.iter().all(live)
        && !changed.iter().any(holds)
}

/// How many live records link to what an undoing deletes, and stay. `rows` gives the live records of an entity.
pub fn left_behind(schema: &Schema, undo: &Undo, rows: impl Fn(&str) -> Vec<Arc<Record>>) -> usize {
    let operations = undo.batches.iter().flatten();
    let deletes = |op: &Operation| matches!(op, Operation::Delete { .. }).then(|| op.target().1);
    let gone: FxHashSet<Id> = operations.filter_map(deletes).collect();
    let lost = |id: &str| id.parse().is_ok_and(|id: Id| gone.contains(&id));
    let behind = |def: &EntityDef| {
        let links = || def.fields.iter().filter(|field| field.kind.link_target().is_some());
        let refers = |row: &Record| links().any(|field| row.value(&field.id).items().iter().any(|id| lost(id)));
        rows(&def.name).iter().filter(|row| !gone.contains(&row.id) && refers(row)).count()
    };
    if gone.is_empty() { 0 } else { schema.entities().map(behind).sum() }
}

/// Somebody else set a field after the record was made. The importer's own later edits count as
/// part of the import.
fn changed_since(row: &Record) -> bool {
    row.cells().iter().any(|cell| cell.stamp.by != row.created.by)
}

fn back(row: &Record, field: &Name, before: &Value) -> Operation {
    let base = row.cell(field).map_or(0, |cell| cell.stamp.seq);
    let change = Change { field: field.clone(), edit: Edit::Set(before.clone()), base };
    Operation::Patch { entity: row.entity.clone(), id: row.id, changes: vec![change] }
}

/// One patch for each record.
fn merged(operations: Vec<Operation>) -> Vec<Operation> {
    let mut merged: Vec<Operation> = Vec::new();
    for operation in operations {
        match (merged.last_mut(), operation) {
            (Some(Operation::Patch { id: last, changes: all, .. }), Operation::Patch { id, changes, .. })
                if *last == id =>
            {
                all.extend(changes);
            }
            (_, operation) => merged.push(operation),
        }
    }
    merged
}
