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
            // What stayed as it is keeps its place, so most edits leave the indexes alone.
            let changed = |field: &Name| slot.value(field).items() != row.value(field).items();
            unindex(self.by_text.get_mut(), slot, changed);
            index(self.by_text.get_mut(), &row, changed);
            *slot = row;
            return;
        }
        index(self.by_text.get_mut(), &row, |_| true);
        self.places.insert(row.id, self.rows.len());
        self.rows.push(row);
    }

    /// Takes a row out; the last one moves into its place.
    pub fn remove(&mut self, id: Id) {
        let Some(place) = self.places.remove(&id) else { return };
        unindex(self.by_text.get_mut(), &self.rows.swap_remove(place), |_| true);
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
            self.rows.iter().for_each(|row| index(&mut fresh, row, |_| true));
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

fn index(indexes: &mut FxHashMap<Name, ByText>, row: &Record, which: impl Fn(&Name) -> bool) {
    for (field, by_text) in indexes.iter_mut().filter(|(field, _)| which(field)) {
        for item in row.value(field).items() {
            by_text.ids.entry(by_text.kind.folded(item).into()).or_default().push(row.id);
        }
    }
}

fn unindex(indexes: &mut FxHashMap<Name, ByText>, row: &Record, which: impl Fn(&Name) -> bool) {
    for (field, by_text) in indexes.iter_mut().filter(|(field, _)| which(field)) {
        for item in row.value(field).items() {
            if let Some(ids) = by_text.ids.get_mut(&*by_text.kind.folded(item)) {
                ids.retain(|id| *id != row.id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Table;
    use crate::{Id, Record, Schema, Value, record::Stamp};
    use std::sync::Arc;

    fn stamp() -> Arc<Stamp> {
        Arc::new(Stamp { seq: 1, at: 1, by: Id::NIL, client: Id::NIL })
    }

    fn id(name: u32) -> Id {
        Id::named(&name.to_string())
    }

    fn activity(own: u32, account: u32, people: &[u32]) -> Arc<Record> {
        let mut row = Record::new("activity", id(own), stamp());
        row.set("account", id(account), stamp());
        row.set("contacts", Value::list(people.iter().map(|person| id(*person).to_string())), stamp());
        Arc::new(row)
    }

    /// An index tells what looking at every row tells, whatever rows come, change and go.
    #[test]
    fn indexes_follow_their_rows() {
        let schema = Schema::built_in();
        let fields = ["account", "contacts"].map(|field| schema.entity("activity").unwrap().field(field).unwrap());
        let mut table = Table::default();
        for step in 0..400_u32 {
            let dice = step.wrapping_mul(2_654_435_761) >> 8;
            let own = dice % 23;
            if dice.is_multiple_of(5) {
                table.remove(id(own));
            } else {
                table.insert(activity(own, dice / 32 % 4, &[dice / 128 % 5, 5 + dice / 1024 % 3]));
            }
            for (field, sought) in fields.iter().flat_map(|field| (0..8).map(move |sought| (field, id(sought)))) {
                let text = sought.to_string();
                let holds = |row: &&Arc<Record>| row.value(&field.id).items().iter().any(|item| **item == *text);
                let mut scanned: Vec<Id> = table.rows().iter().filter(holds).map(|row| row.id).collect();
                let mut found: Vec<Id> = table.holding(field, &text).iter().map(|row| row.id).collect();
                scanned.sort_unstable();
                found.sort_unstable();
                assert_eq!(found, scanned, "step {step}, {}", field.id);
            }
        }
    }
}
