//! What was done together, told from the log: imports, and their undoing.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::Serialize;
use shared::{
    Id, Name, Record, Schema,
    record::Millis,
    sync::{Authority, Head, LogEntry, Operation},
    transfer::Receipt,
};

use super::{Damage, Pages};
use crate::{
    store::{Store, StoreError, Table},
    workspace::stored,
};

/// Mutations that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its id, which all of them name.
    pub id: Id,
    /// When the first of them came in.
    pub at: Millis,
    /// Who made them.
    pub by: Id,
    /// Records made.
    pub created: usize,
    /// Changes of records.
    pub changed: usize,
    /// Records deleted.
    pub deleted: usize,
}

/// All groups in the log, oldest first.
///
/// # Errors
/// Those of the store.
pub async fn groups(store: &dyn Store) -> Result<Vec<Group>, StoreError> {
    let mut found: Vec<Group> = Vec::new();
    let mut pages = Pages::new(store, Table::Log);
    while let Some(page) = pages.next().await? {
        for row in page {
            let entry: LogEntry = stored::parse(Table::Log, &row.key, &row.value)?;
            let Some(id) = entry.mutation.group else { continue };
            let known = found.iter().rposition(|group| group.id == id);
            let at = known.unwrap_or_else(|| {
                found.push(Group { id, at: entry.received, by: entry.by, created: 0, changed: 0, deleted: 0 });
                found.len() - 1
            });
            if let Some(group) = found.get_mut(at) {
                applied(&entry).for_each(|op| group.count(op));
            }
        }
    }
    Ok(found)
}

impl Group {
    fn count(&mut self, op: &Operation) {
        match op {
            Operation::Create { .. } => self.created += 1,
            Operation::Patch { .. } => self.changed += 1,
            Operation::Delete { .. } => self.deleted += 1,
            Operation::Restore { .. } => {}
        }
    }
}

/// The operations that left a row behind: what was refused stands in the log and changed nothing.
fn applied(entry: &LogEntry) -> impl Iterator<Item = &Operation> {
    let left = |op: &&Operation| {
        let (entity, id) = op.target();
        entry.rows.iter().any(|row| row.id == id && row.entity == *entity)
    };
    entry.mutation.ops.iter().filter(left)
}

/// What groups did, each enough to take it back: of those that are `wanted` and that the log knows. The log is
/// replayed, since it holds what became of a record and not what was there before.
///
/// # Errors
/// Those of the store, and of a log that does not fit together.
pub async fn receipts(
    store: &dyn Store,
    schema: Arc<Schema>,
    wanted: impl Fn(Id) -> bool,
) -> Result<FxHashMap<Id, Receipt>, Damage> {
    let Some((head, _)) = stored::read_head(store).await? else { return Ok(FxHashMap::default()) };
    let mut truth = Authority::new(schema, Head::new(&head.epoch), []);
    let mut found: FxHashMap<Id, Deeds> = FxHashMap::default();
    let mut pages = Pages::new(store, Table::Log);
    while let Some(page) = pages.next().await? {
        for row in page {
            let entry: LogEntry = stored::parse(Table::Log, &row.key, &row.value)?;
            if let Some(group) = entry.mutation.group.filter(|group| wanted(*group)) {
                found.entry(group).or_default().note(&truth, &entry);
            }
            truth.follow(&row.value).map_err(|broken| Damage::Found(broken.to_string()))?;
        }
    }
    let done = found.into_iter().filter(|(_, deeds)| !deeds.ops.is_empty());
    Ok(done.map(|(group, deeds)| (group, deeds.receipt())).collect())
}

/// What a group did, and what was there before.
#[derive(Default)]
struct Deeds {
    ops: Vec<Operation>,
    before: FxHashMap<(Name, Id), Option<Arc<Record>>>,
}

impl Deeds {
    fn note(&mut self, truth: &Authority, entry: &LogEntry) {
        for op in applied(entry) {
            let (entity, id) = op.target();
            let record = || truth.held(entity, id).map(|held| held.record.clone());
            self.before.entry((entity.clone(), id)).or_insert_with(record);
            self.ops.push(op.clone());
        }
    }

    fn receipt(&self) -> Receipt {
        Receipt::of(&self.ops, |entity, id| self.before.get(&(entity.into(), id)).cloned().flatten())
    }
}
