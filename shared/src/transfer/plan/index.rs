//! Finding records by what a cell calls them.

use crate::transfer::fold;
use crate::{
    Id, Name, Record, Schema,
    query::{Candidate, Names, Verdict},
    schema::{EntityDef, FieldType},
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

/// Titles that are made ready for finding misspellings when one is first looked for: most imports
/// meet a handful of unknown names or none.
#[derive(Default)]
struct Titles {
    all: Vec<(Id, String)>,
    ready: usize,
    names: Names,
}

impl Titles {
    fn near(&mut self, text: &str) -> Vec<Candidate> {
        for (id, title) in self.all.iter().skip(self.ready) {
            self.names.insert(*id, title);
        }
        self.ready = self.all.len();
        match self.names.resolve(text) {
            Verdict::Near(near) => near,
            Verdict::Certain { .. } => self.names.candidates(text, 1),
            Verdict::None => Vec::new(),
        }
    }
}

/// Names of the records of one entity: those that exist and those that the import makes.
#[derive(Default)]
pub(super) struct Index {
    exact: FxHashMap<String, Vec<Id>>,
    folded: FxHashMap<String, Vec<Id>>,
    /// Titles of records that exist, and of those that the import makes.
    existing: Titles,
    made: Titles,
    pub(super) records: FxHashMap<Id, Arc<Record>>,
    /// Comparisons left for finding misspellings; bounds the time that a file full of strange names takes.
    budget: usize,
}

/// Comparisons of names in search of misspellings, for a whole import.
const BUDGET: usize = 100_000_000;
/// Least likeness of a name that is asked about although missing records are made without asking.
const VERY_LIKE: f32 = 0.9;
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
        push(&mut self.folded, fold(title), id);
        let titles = if existing { &mut self.existing } else { &mut self.made };
        titles.all.push((id, title.to_owned()));
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
            _ => self.misspelt(text, reach),
        }
    }

    /// The only record of exactly this name.
    pub(super) fn named(&self, text: &str) -> Option<Id> {
        only(self.exact.get(&certain(text)))
    }

    /// The only record of exactly this name or, where there is none, of the same letters and digits.
    pub(super) fn named_alike(&self, text: &str) -> Option<Id> {
        let folded = fold(text);
        match self.exact.get(&certain(text)) {
            None if !folded.is_empty() => only(self.folded.get(&folded)),
            named => only(named),
        }
    }

    fn misspelt(&mut self, text: &str, reach: Reach) -> Found {
        let titles = self.existing.all.len() + self.made.all.len();
        if self.budget < titles {
            return Found::Nothing;
        }
        self.budget -= titles;
        let mut near = self.existing.near(text);
        match reach {
            Reach::All => near.extend(self.made.near(text)),
            Reach::Letters | Reach::Existing => near.retain(|candidate| candidate.similarity >= VERY_LIKE),
        }
        // Another number is another thing, not a misspelling.
        near.retain(|candidate| digits(&candidate.name).eq(digits(text)));
        near.sort_by(|a, b| b.similarity.total_cmp(&a.similarity));
        near.truncate(CANDIDATES);
        if near.is_empty() {
            Found::Nothing
        } else {
            Found::Near(near.into_iter().map(|candidate| candidate.id).collect())
        }
    }
}

fn digits(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(char::is_ascii_digit)
}

fn push(map: &mut FxHashMap<String, Vec<Id>>, key: String, id: Id) {
    let ids = map.entry(key).or_default();
    if !ids.contains(&id) {
        ids.push(id);
    }
}

fn only(ids: Option<&Vec<Id>>) -> Option<Id> {
    if let Some([only]) = ids.map(Vec::as_slice) { Some(*only) } else { None }
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
