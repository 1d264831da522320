//! The way back from an edit.

use super::Replica;
use crate::{
    Id, Name, Value,
    sync::{Edit, Operation},
};

/// What has to happen to take operations back. Made before they are applied, used any time after.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Undo {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Delete(Name, Id),
    Restore(Name, Id),
    /// Field, value before, value after.
    Put(Name, Id, Vec<(Name, Value, Value)>),
}

impl Replica {
    /// The way back from operations that are about to be applied.
    pub fn undo_of(&self, ops: &[Operation]) -> Undo {
        Undo { steps: ops.iter().rev().map(|op| self.step_back(op)).collect() }
    }

    fn step_back(&self, op: &Operation) -> Step {
        match op {
            Operation::Create { entity, id, .. } | Operation::Restore { entity, id } => {
                Step::Delete(entity.clone(), *id)
            }
            Operation::Delete { entity, id } => Step::Restore(entity.clone(), *id),
            Operation::Patch { entity, id, changes } => {
                let row = self.get(entity, *id);
                let before = |field: &str| row.map_or(Value::Null, |row| row.value(field).clone());
                let values = changes.iter().map(|change| {
                    let was = before(&change.field);
                    let is = change.edit.applied_to(&was);
                    (change.field.clone(), was, is)
                });
                Step::Put(entity.clone(), *id, values.collect())
            }
        }
    }

    /// Operations that take an edit back now. Fields that somebody changed since are left alone.
    pub fn take_back(&self, undo: &Undo) -> Vec<Operation> {
        undo.steps.iter().filter_map(|step| self.take_step_back(step)).collect()
    }

    fn take_step_back(&self, step: &Step) -> Option<Operation> {
        match step {
            Step::Delete(entity, id) => {
                self.get(entity, *id).map(|_| Operation::Delete { entity: entity.clone(), id: *id })
            }
            Step::Restore(entity, id) => Some(Operation::Restore { entity: entity.clone(), id: *id }),
            Step::Put(entity, id, values) => {
                let row = self.get(entity, *id)?;
                let ours = values.iter().filter(|(field, _, after)| row.value(field) == after);
                let changes = ours.map(|(field, before, _)| self.change(row, field, Edit::Set(before.clone())));
                Some(Operation::Patch { entity: entity.clone(), id: *id, changes: changes.collect() })
            }
        }
    }
}
