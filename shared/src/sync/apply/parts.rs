//! Records that belong together: parts follow their whole, sealed ones stay as they are, and of some there is only one.

use super::{Change, EntityDef, Id, Name, Problem, Record, Value, Work};
use std::collections::{BTreeMap, BTreeSet};

/// Fields by which a record is given to devices.
const SHARED_WITH: [&str; 2] = ["owner", "team"];

impl Work<'_> {
    /// Whether a new record is there already, which is fine where there is only one for its link, and taken otherwise.
    pub(super) fn is_there_already(
        &self,
        def: &EntityDef,
        id: Id,
        values: &BTreeMap<Name, Value>,
    ) -> Result<bool, Vec<Problem>> {
        let current = self.current(&def.name, id);
        let Some(field) = &def.one_per else {
            let taken = || vec![Problem::new("problem-id-taken").with("id", id)];
            return if current.is_some() { Err(taken()) } else { Ok(false) };
        };
        let other = values.get(field).and_then(Value::as_text).and_then(|id| id.parse().ok());
        if other.map(|other| def.id_for(other)) != Some(id) {
            return Err(vec![Problem::of(field, "problem-one-per").with("id", id)]);
        }
        match current {
            Some(record) if record.deleted.is_some() => {
                Err(vec![Problem::new("problem-deleted").with("title", self.context.schema.title(&record))])
            }
            other => Ok(other.is_some()),
        }
    }

    /// What there is one of for another record came of it, and stays as long as that does.
    pub(super) fn may_go(&self, def: &EntityDef, record: &Record) -> Result<(), Vec<Problem>> {
        let made_here = self.created.contains(&(record.entity.clone(), record.id));
        if def.one_per.is_none() || made_here || record.deleted.is_some() || self.context.access.is_system() {
            return Ok(());
        }
        Err(vec![Problem::new("problem-one-per-stays").with("title", self.context.schema.title(record))])
    }

    /// A part is shared with whom its whole is shared.
    pub(super) fn follow_whole(&self, def: &EntityDef, record: &mut Record) {
        let Some(whole) = self.whole_of(def, record) else { return };
        for field in SHARED_WITH.into_iter().filter(|field| def.field(field).is_some()) {
            if record.value(field) != whole.value(field) {
                record.set(field, whole.value(field).clone(), self.stamp.clone());
            }
        }
    }

    fn whole_of(&self, def: &EntityDef, record: &Record) -> Option<Record> {
        let (entity, field) = def.whole()?;
        self.current(&entity.into(), record.value(field).as_text()?.parse().ok()?)
    }

    /// The parts of a record, as they are now.
    fn parts(&self, def: &EntityDef, id: Id) -> Vec<(Name, Record)> {
        let text = id.to_string();
        let of = |(part, field): (&EntityDef, &Name)| {
            let kept = self.before.holding(&part.name, field, &text).into_iter().map(|row| row.id);
            let here = |row: &&Record| row.entity == part.name && row.value(field).as_text() == Some(&text);
            let ids: BTreeSet<Id> = kept.chain(self.rows.values().filter(here).map(|row| row.id)).collect();
            let rows = ids.into_iter().filter_map(|id| self.current(&part.name, id));
            rows.map(|row| (part.name.clone(), row)).collect::<Vec<_>>()
        };
        self.context.schema.parts_of(&def.name).flat_map(of).collect()
    }

    /// Whole and parts go to another owner or team together.
    pub(super) fn move_parts(&mut self, def: &EntityDef, id: Id) {
        let schema = self.context.schema;
        for (name, mut row) in self.parts(def, id) {
            let Some(part) = schema.entity(&name) else { continue };
            self.follow_whole(part, &mut row);
            let id = row.id;
            self.rows.insert((name, id), row);
            self.move_parts(part, id);
        }
    }

    /// Parts are deleted with their whole; `went` gets them as they were. Coming back is for the undo, which names each
    /// of them.
    pub(super) fn delete_parts(&mut self, def: &EntityDef, id: Id, went: &mut Vec<Record>) {
        let schema = self.context.schema;
        for (name, mut row) in self.parts(def, id) {
            let Some(part) = schema.entity(&name).filter(|_| row.deleted.is_none()) else { continue };
            let id = row.id;
            went.push(row.clone());
            row.deleted = Some(self.stamp.clone());
            self.rows.insert((name, id), row);
            self.delete_parts(part, id, went);
        }
    }

    /// What is sealed changes in its free fields only; what is part of something sealed, not at all.
    pub(super) fn unsealed(&self, def: &EntityDef, record: &Record, changes: &[Change]) -> Result<(), Vec<Problem>> {
        self.unsealed_whole(def, record)?;
        let Some(seal) = def.seal.as_ref().filter(|seal| seal.holds(record)) else { return Ok(()) };
        let value = |change: &Change| change.edit.applied_to(record.value(&change.field));
        let breaks = |change: &&Change| {
            let value = value(change);
            value != *record.value(&change.field) && !seal.lets(&change.field, &value)
        };
        let broken = changes.iter().find(breaks).map(|change| Some(&change.field));
        match broken.or_else(|| changes.is_empty().then_some(None)) {
            Some(field) if !self.context.access.is_system() => Err(vec![self.sealed(record, field)]),
            _ => Ok(()),
        }
    }

    /// Whether a record may be part of its whole, or change there.
    pub(super) fn unsealed_whole(&self, def: &EntityDef, record: &Record) -> Result<(), Vec<Problem>> {
        let bound = def.sealed_with_whole && !self.context.access.is_system();
        let Some(whole) = self.whole_of(def, record).filter(|_| bound) else {
            return Ok(());
        };
        let seal = self.context.schema.entity(&whole.entity).and_then(|def| def.seal.as_ref());
        let made_here = self.created.contains(&(whole.entity.clone(), whole.id));
        if seal.is_some_and(|seal| seal.holds(&whole)) && !made_here {
            return Err(vec![self.sealed(&whole, None)]);
        }
        Ok(())
    }

    fn sealed(&self, record: &Record, field: Option<&Name>) -> Problem {
        let key = format!("problem-sealed-{}", record.entity).replace('_', "-");
        let problem = field.map_or_else(|| Problem::new(&key), |field| Problem::of(field, &key));
        problem.with("title", self.context.schema.title(record))
    }
}
