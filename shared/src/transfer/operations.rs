//! A plan as operations: what is linked to comes first.

use super::plan::{Draft, Plan};
use crate::{
    Id, Name, Schema, Value,
    schema::{FieldDef, Merge},
    sync::{Change, Edit, Operation, batches},
};
use rustc_hash::FxHashSet;

/// The operations of a plan in batches, each meant for one mutation, to be pushed in this order.
/// Give all of those mutations one `group`, so that the import can be undone as a whole.
pub fn operations(schema: &Schema, plan: &Plan) -> Vec<Vec<Operation>> {
    let mut work = Work {
        schema,
        plan,
        state: vec![State::Waiting; plan.drafts.len()],
        made: FxHashSet::default(),
        ops: Vec::new(),
        late: Vec::new(),
    };
    let new: FxHashSet<Id> = plan.drafts.iter().filter(|draft| draft.is_new()).map(|draft| draft.id).collect();
    for at in 0..plan.drafts.len() {
        if plan.drafts.get(at).is_some_and(|draft| draft.used) {
            work.visit(at, &new);
        }
    }
    work.ops.append(&mut work.late);
    batches(work.ops)
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Waiting,
    Begun,
}

struct Work<'a> {
    schema: &'a Schema,
    plan: &'a Plan,
    state: Vec<State>,
    /// New records for which the operation stands already.
    made: FxHashSet<Id>,
    ops: Vec<Operation>,
    /// Links in a circle, set when both ends are there.
    late: Vec<Operation>,
}

impl Work<'_> {
    /// Writes the operations of a draft after those of the drafts that it refers to.
    fn visit(&mut self, at: usize, new: &FxHashSet<Id>) {
        let (Some(draft), Some(state)) = (self.plan.drafts.get(at), self.state.get_mut(at)) else { return };
        if std::mem::replace(state, State::Begun) == State::Begun {
            return;
        }
        for other in &draft.refs {
            self.visit(*other, new);
        }
        if draft.is_new() {
            self.create(draft, new);
        } else if !draft.values.is_empty() {
            let changes = draft.values.iter().map(|(field, value)| self.change(draft, field, value)).collect();
            self.ops.push(Operation::Patch { entity: draft.entity.clone(), id: draft.id, changes });
        }
    }

    /// A link in a circle (a team's manager is in that team) is set once both ends are there.
    fn create(&mut self, draft: &Draft, new: &FxHashSet<Id>) {
        let missing = |value: &Value| {
            value
                .items()
                .iter()
                .filter_map(|id| id.parse().ok())
                .any(|id| new.contains(&id) && !self.made.contains(&id))
        };
        let link = |field: &str| {
            self.schema
                .entity(&draft.entity)
                .and_then(|def| def.field(field))
                .is_some_and(|field| field.kind.link_target().is_some())
        };
        let (later, now): (Vec<_>, Vec<_>) = draft
            .values
            .iter()
            .map(|(field, value)| (field.clone(), value.clone()))
            .partition(|(field, value)| link(field) && missing(value));
        self.ops.push(Operation::create(&draft.entity, draft.id, now));
        self.made.insert(draft.id);
        if !later.is_empty() {
            let changes = later.into_iter().map(|(field, value)| Change { field, edit: Edit::Set(value), base: 0 });
            self.late.push(Operation::Patch { entity: draft.entity.clone(), id: draft.id, changes: changes.collect() });
        }
    }

    fn change(&self, draft: &Draft, field: &Name, value: &Value) -> Change {
        let cell = draft.before.as_ref().and_then(|before| before.cell(field));
        let base = cell.map_or(0, |cell| cell.stamp.seq);
        let kind = self.schema.entity(&draft.entity).and_then(|def| def.field(field)).map(FieldDef::merge);
        let edit = match kind {
            Some(Merge::Set) if !value.is_null() => {
                let there = cell.map_or(&[][..], |cell| cell.value.items());
                let add = value.items().iter().filter(|item| !there.contains(item)).cloned().collect();
                Edit::Items { add, remove: Vec::new() }
            }
            _ => Edit::Set(value.clone()),
        };
        Change { field: field.clone(), edit, base }
    }
}
