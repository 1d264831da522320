//! Finding records by what a cell calls them.

use crate::transfer::fold;
use crate::{
    Id, Name, Record, Schema,
    schema::{EntityDef, FieldType},
    text::distance_within,
};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The live records that an import may meet.
pub trait Existing {
    /// All live records of an entity that the person holds.
    fn records(&self, entity: &str) -> Vec<Arc<Record>>;
}

impl<S: std::hash::BuildHasher> Existing for std::collections::HashMap<Name, Vec<Arc<Record>>, S> {
    fn records(&self, entity: &str) -> Vec<Arc<Record>> {
        self.get(entity).cloned().unwrap_or_default()
    }
}

/// Fields besides the title and the unique ones that name a record: (entity, field).
const ALSO_NAMES: &[(&str, &str)] = &[("role", "key"), ("contact", "email")];

/// The form under which texts are surely equal: without regard to case and outer white space.
pub(super) fn certain(text: &str) -> String {
    text.trim().to_lowercase()
}

/// What a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Exactly one record.
    One(Id),
    /// Several of that very name.
    Several(Vec<Id>),
    /// None, but these are written almost the same.
    Near(Vec<Id>),
    /// None.
    Nothing,
}

/// How far [`Index::find`] looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The very name, or one of the same letters and digits.
    Letters,
    /// Also misspellings of records that exist.
    Existing,
    /// Also misspellings of records that this import makes.
    All,
}

/// A title with what rules out most misspellings at a glance.
struct Title {
    folded: String,
    id: Id,
    existing: bool,
    /// Which letters occur, as bits; one slip changes at most two of them.
    letters: u64,
    /// The digits in order: another number is another thing, not a misspelling.
    digits: String,
}

impl Title {
    fn new(folded: String, id: Id, existing: bool) -> Self {
        let letters = folded.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) % 64));
        let digits = folded.chars().filter(char::is_ascii_digit).collect();
        Self { folded, id, existing, letters, digits }
    }

    /// Slips between two titles, if at most `most`.
    fn slips(&self, other: &Self, most: usize) -> Option<usize> {
        let bits = (self.letters ^ other.letters).count_ones();
        let possible = usize::try_from(bits).is_ok_and(|bits| bits <= most * 2) && self.digits == other.digits;
        possible.then(|| distance_within(&self.folded, &other.folded, most)).flatten()
    }
}

/// Names of the records of one entity: those that exist and those that the import makes.
#[derive(Default)]
pub(super) struct Index {
    exact: FxHashMap<String, Vec<Id>>,
    folded: FxHashMap<String, Vec<Id>>,
    titles: Vec<Title>,
    pub(super) records: FxHashMap<Id, Arc<Record>>,
    /// Comparisons left for finding misspellings; bounds the time that a file full of strange names takes.
    budget: usize,
}

/// Comparisons of names in search of misspellings, for a whole import.
const BUDGET: usize = 300_000_000;
/// Most candidates offered.
const CANDIDATES: usize = 5;

impl Index {
    pub(super) fn new(schema: &Schema, def: &EntityDef, records: Vec<Arc<Record>>) -> Self {
        let mut index = Self { budget: BUDGET, ..Self::default() };
        let names = naming_fields(def);
        for record in records.into_iter().filter(|record| record.deleted.is_none()) {
            index.add(&schema.title(&record), record.id, true);
            for field in &names {
                if let Some(text) = record.value(field).as_text() {
                    index.add_handle(text, record.id);
                }
            }
            index.records.insert(record.id, record);
        }
        index
    }

    /// Makes a record known by its title.
    pub(super) fn add(&mut self, title: &str, id: Id, existing: bool) {
        if title.trim().is_empty() {
            return;
        }
        self.add_handle(title, id);
        let folded = fold(title);
        push(&mut self.folded, folded.clone(), id);
        self.titles.push(Title::new(folded, id, existing));
    }

    /// Makes a record known by a number or address: exactly or not at all.
    pub(super) fn add_handle(&mut self, text: &str, id: Id) {
        push(&mut self.exact, certain(text), id);
    }

    /// What a text names.
    pub(super) fn find(&mut self, text: &str, reach: Reach) -> Found {
        if let Some(id) = text.trim().parse().ok().filter(|id| self.records.contains_key(id)) {
            return Found::One(id);
        }
        match self.exact.get(&certain(text)).map(Vec::as_slice) {
            Some([only]) => return Found::One(*only),
            Some(several) if !several.is_empty() => return Found::Several(several.to_vec()),
            _ => {}
        }
        let folded = fold(text);
        match self.folded.get(&folded) {
            Some(near) if !folded.is_empty() => Found::Near(near.iter().copied().take(CANDIDATES).collect()),
            _ if reach == Reach::Letters => Found::Nothing,
            _ => self.misspelt(folded, reach),
        }
    }

    /// The only record of exactly this name.
    pub(super) fn named(&self, text: &str) -> Option<Id> {
        match self.exact.get(&certain(text)).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    fn misspelt(&mut self, folded: String, reach: Reach) -> Found {
        let most = match folded.chars().count() {
            0..=4 => 0,
            5..=8 => 1,
            _ => 2,
        };
        if most == 0 || self.budget < self.titles.len() {
            return Found::Nothing;
        }
        self.budget -= self.titles.len();
        let wanted = Title::new(folded, Id::NIL, false);
        let titles = self.titles.iter().filter(|title| title.existing || reach == Reach::All);
        let near = titles.filter_map(|title| wanted.slips(title, most).map(|slips| (slips, title.id)));
        let mut near: Vec<(usize, Id)> = near.collect();
        near.sort_unstable();
        near.dedup_by_key(|(_, id)| *id);
        near.truncate(CANDIDATES);
        if near.is_empty() { Found::Nothing } else { Found::Near(near.into_iter().map(|(_, id)| id).collect()) }
    }
}

fn push(map: &mut FxHashMap<String, Vec<Id>>, key: String, id: Id) {
    let ids = map.entry(key).or_default();
    if !ids.contains(&id) {
        ids.push(id);
    }
}

fn naming_fields(def: &EntityDef) -> Vec<Name> {
    let also = |field: &str| ALSO_NAMES.iter().any(|(entity, name)| *entity == &*def.name && *name == field);
    let title = def.title().map(|field| field.id.clone());
    let handles = def.fields.iter().filter(|field| field.flags.unique || also(&field.id));
    handles.filter(|field| Some(&field.id) != title.as_ref()).map(|field| field.id.clone()).collect()
}

/// Fields of a linked record by which it can be found, besides its title.
pub(super) fn is_handle(def: &EntityDef, field: &str) -> bool {
    naming_fields(def).iter().any(|name| name == field)
        && !matches!(def.field(field).map(|field| &field.kind), Some(FieldType::Computed(_)))
}
