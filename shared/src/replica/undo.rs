//! The way back from an edit.

use super::Replica;
use crate::{
    Id, Name, Record, Value,
    sync::{Applied, Edit, Operation, Rows},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// What has to happen to take operations back. Made with the draft that they became, used any time after.
///
/// Invariant: values after are those that the draft leaves, in the form that is stored, fields that
/// follow others included. An undo made from what was entered would not know its own edit again.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Undo {
    /// For each draft its steps, the last draft first.
    parts: Vec<Vec<Step>>,
}

impl Undo {
    /// The way back from these and from what was drafted after them.
    #[must_use]
    pub fn and_then(self, later: Self) -> Self {
        Self { parts: later.parts.into_iter().chain(self.parts).collect() }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Delete(Name, Id),
    Restore(Name, Id),
    /// Field, value before, value after.
    Put(Name, Id, Vec<(Name, Value, Value)>),
}

impl Replica {
    /// The way back from operations that lead to these rows, before the rows are shown. Last things first:
    /// what was made last may stand in the way of what was there before.
    pub(super) fn way_back(&self, ops: &[Operation], applied: &Applied) -> Undo {
        let mine = applied.rows.iter().filter(|row| !applied.attentions.contains(&row.id));
        let after: FxHashMap<(&str, Id), &Record> = mine.map(|row| ((&*row.entity, row.id), row)).collect();
        let named = ops.iter().rev().map(Operation::target).map(|(entity, id)| (&**entity, id));
        // Rows that no operation names followed one that does.
        let led = applied.rows.iter().map(|row| (&*row.entity, row.id));
        let mut seen = FxHashSet::default();
        let rows = named.chain(led).filter(|key| seen.insert(*key)).filter_map(|key| after.get(&key));
        Undo { parts: vec![rows.filter_map(|row| self.step_back(row)).collect()] }
    }

    fn step_back(&self, after: &Record) -> Option<Step> {
        let (entity, id) = (after.entity.clone(), after.id);
        match (self.get(&entity, id), after.deleted.is_some()) {
            (None, false) => Some(Step::Delete(entity, id)),
            (None, true) => None,
            (Some(_), true) => Some(Step::Restore(entity, id)),
            (Some(before), false) => {
                let values = different(before, after);
                (!values.is_empty()).then_some(Step::Put(entity, id, values))
            }
        }
    }

    /// Operations that take an edit back now. Fields that somebody changed since are left alone; nothing
    /// where nothing is left to take back.
    pub fn take_back(&self, undo: &Undo) -> Vec<Operation> {
        self.take_back_in_parts(undo).concat()
    }

    /// The same, where several drafts were one act: what one draft did is taken back together.
    pub fn take_back_in_parts(&self, undo: &Undo) -> Vec<Vec<Operation>> {
        let back = |steps: &Vec<Step>| steps.iter().filter_map(|step| self.take_step_back(step)).collect();
        undo.parts.iter().map(back).filter(|ops: &Vec<Operation>| !ops.is_empty()).collect()
    }

    fn take_step_back(&self, step: &Step) -> Option<Operation> {
        match step {
            Step::Delete(entity, id) => {
                self.get(entity, *id).map(|_| Operation::Delete { entity: entity.clone(), id: *id })
            }
            Step::Restore(entity, id) => {
                let deleted = self.row(entity, *id).is_some() && self.get(entity, *id).is_none();
                deleted.then(|| Operation::Restore { entity: entity.clone(), id: *id })
            }
            Step::Put(entity, id, values) => {
                let row = self.get(entity, *id)?;
                let ours = values.iter().filter(|(field, _, after)| row.value(field) == after);
                let changes: Vec<_> =
                    ours.map(|(field, before, _)| self.change(row, field, Edit::Set(before.clone()))).collect();
                (!changes.is_empty()).then(|| Operation::Patch { entity: entity.clone(), id: *id, changes })
            }
        }
    }
}

/// Fields that differ, with the values before and after.
fn different(before: &Record, after: &Record) -> Vec<(Name, Value, Value)> {
    let values = after.cells().iter().map(|cell| (&cell.field, before.value(&cell.field), &cell.value));
    values.filter(|(_, was, is)| was != is).map(|(field, was, is)| (field.clone(), was.clone(), is.clone())).collect()
}
