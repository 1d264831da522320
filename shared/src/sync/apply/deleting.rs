//! Records go away and come back: what holds them, what goes with them, and whose work goes with them unseen.

use super::{Attention, EntityDef, FieldDef, Id, Name, Operation, Problem, Record, RowKey, Value, Work, gone};
use crate::{
    planted::{Bug, planted},
    record::Cell,
    rules::Act,
};
use std::collections::BTreeSet;

/// A deletion that took something along that its writer had not seen.
pub(super) struct Overridden {
    /// The record that was deleted, as it was.
    record: Record,
    /// All that went: the record and its parts.
    rows: Vec<RowKey>,
    /// The last of what had not been seen, with its row.
    last: (RowKey, Cell),
    /// Who wrote what had not been seen, and may read it.
    writers: BTreeSet<Id>,
}

impl Work<'_> {
    /// A deletion stands, whoever wrote meanwhile, for a record is there or not; but what it overrides without having
    /// been seen is told, with the way back.
    pub(super) fn delete(&mut self, entity: &Name, id: Id) -> Result<(), Vec<Problem>> {
        let def = self.entity(entity)?;
        let mut record = self.current(entity, id).ok_or_else(gone)?;
        self.unsealed(def, &record, &[])?;
        self.permit(Act::Delete, def, &record)?;
        self.may_go(def, &record)?;
        self.unheld(def, &record)?;
        let mut went: Vec<Record> = record.deleted.is_none().then(|| record.clone()).into_iter().collect();
        self.delete_parts(def, id, &mut went);
        record.deleted = Some(self.stamp.clone());
        self.rows.insert((entity.clone(), id), record);
        self.note_unseen(&went);
        Ok(())
    }

    /// Whoever may change a record may bring it back. A device does not keep what is deleted; what it does not have it
    /// leaves to the server.
    pub(super) fn restore(&mut self, entity: &Name, id: Id) -> Result<(), Vec<Problem>> {
        let def = self.entity(entity)?;
        let mut record = match self.current(entity, id) {
            Some(record) => record,
            None if self.context.seq == 0 => return Ok(()),
            None => return Err(gone()),
        };
        self.unsealed(def, &record, &[])?;
        self.permit(Act::Update, def, &record)?;
        self.may_go(def, &record)?;
        if record.deleted.is_some() {
            // Somebody else may have taken a number or an address in the meantime.
            let problems = self.taken(&record, &def.fields);
            if !problems.is_empty() {
                return Err(problems);
            }
        }
        record.deleted = None;
        self.rows.insert((entity.clone(), id), record);
        Ok(())
    }

    /// What others stand in stays: by the links that are marked [`Flags::holds`](crate::schema::Flags::holds).
    fn unheld(&self, def: &EntityDef, record: &Record) -> Result<(), Vec<Problem>> {
        if self.context.access.is_system() || record.deleted.is_some() {
            return Ok(());
        }
        let links = self.context.schema.links_to(&def.name).filter(|(_, field)| field.flags.holds);
        let count: usize = links.map(|(holder, field)| self.held_by(holder, field, record.id)).sum();
        if count == 0 {
            return Ok(());
        }
        let title = self.context.schema.title(record);
        Err(vec![Problem::new("problem-still-used").with("title", title).with("count", count)])
    }

    /// Number of live records that link to a record by this field, by what this mutation leaves.
    fn held_by(&self, holder: &EntityDef, field: &FieldDef, id: Id) -> usize {
        let text = id.to_string();
        let before = self.before.holding(&holder.name, &field.id, &text);
        let untouched = |row: &&std::sync::Arc<Record>| !self.rows.contains_key(&(holder.name.clone(), row.id));
        let holds = |row: &&Record| {
            row.entity == holder.name
                && row.deleted.is_none()
                && row.value(&field.id).items().iter().any(|item| **item == *text)
        };
        before.iter().filter(untouched).count() + self.rows.values().filter(holds).count()
    }

    /// What came after the place in the log that the writer had seen, from another device.
    fn unseen<'b>(&self, record: &'b Record, seen: u64) -> impl Iterator<Item = &'b Cell> {
        let def = self.context.schema.entity(&record.entity);
        let client = self.mutation.client;
        let newer = move |cell: &&Cell| cell.stamp.seq > seen && cell.stamp.client != client;
        let derived =
            move |cell: &&Cell| def.and_then(|def| def.field(&cell.field)).is_some_and(|field| field.flags.derived);
        record.cells().iter().filter(newer).filter(move |cell| !derived(cell))
    }

    /// Remembers whose work went unseen; `went` is the record and its parts.
    fn note_unseen(&mut self, went: &[Record]) {
        let (Some(seen), Some(record)) = (self.mutation.seen, went.first()) else { return };
        if planted(Bug::DeletesSilently) {
            return;
        }
        let key = |row: &Record| (row.entity.clone(), row.id);
        let unseen: Vec<(&Record, &Cell)> =
            went.iter().flat_map(|row| self.unseen(row, seen).map(move |cell| (row, cell))).collect();
        // What is said of the record itself says more than what is said of a part.
        let order = |(row, cell): &&(&Record, &Cell)| (row.id == record.id, cell.stamp.seq, cell.stamp.at);
        let Some((row, cell)) = unseen.iter().max_by_key(order) else { return };
        let may_read = |(row, cell): &&(&Record, &Cell)| (self.context.reads)(cell.stamp.by, row, &cell.field);
        let writers = unseen.iter().filter(may_read).map(|(_, cell)| cell.stamp.by).collect();
        let last = (key(row), Cell::clone(cell));
        let rows = went.iter().map(key).collect();
        self.overridden.push(Overridden { record: record.clone(), rows, last, writers });
    }

    /// The record by which a deletion of something unseen is told, to who deleted and to who had written.
    pub(super) fn told_of_deletion(&self, index: usize, overridden: &Overridden) -> Record {
        let id = Id::named(&format!("deleted/{}/{}/{index}", self.mutation.client, self.mutation.number));
        let mut told = Record::new(Attention::ENTITY_NAME, id, self.stamp.clone());
        let Overridden { record, rows, last: (place, cell), writers } = overridden;
        let restore = |(entity, id): &RowKey| Operation::Restore { entity: entity.clone(), id: *id };
        let back: Vec<Operation> = rows.iter().map(restore).collect();
        let writer = self.context.access.user;
        let people = std::iter::once(writer).chain(writers.iter().copied().filter(|by| *by != writer));
        let values: [(&str, Value); 13] = [
            (Attention::SUBJECT.id, super::subject(&self.context.schema.title(record))),
            (Attention::KIND.id, "deleted".into()),
            (Attention::STATUS.id, "open".into()),
            (Attention::ENTITY.id, (*record.entity).into()),
            (Attention::RECORD.id, record.id.into()),
            (Attention::KEPT_BY.id, writer.into()),
            (Attention::KEPT_AT.id, super::instant(self.stamp.at)),
            (Attention::LOST_BY.id, cell.stamp.by.into()),
            (Attention::LOST_AT.id, super::instant(cell.stamp.at)),
            (Attention::LOST_CLIENT.id, cell.stamp.client.to_string().into()),
            (Attention::OPERATIONS.id, serde_json::to_string(&back).unwrap_or_default().into()),
            (Attention::PEOPLE.id, Value::list(people.map(|id| id.to_string()))),
            // Who may read what is told by entity and field, so a part's field is not named.
            (Attention::FIELD.id, (place.1 == record.id).then_some(&*cell.field).into()),
        ];
        let value = (place.1 == record.id).then(|| (Attention::LOST_VALUE.id, super::boxed(&cell.value)));
        for (field, value) in values.into_iter().chain(value).filter(|(_, value)| !value.is_null()) {
            told.set(field, value, self.stamp.clone());
        }
        told
    }
}
