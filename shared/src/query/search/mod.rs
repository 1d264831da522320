//! Full-text search.

use super::Source;
use crate::{Id, Name, Record, Schema};

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// The words as typed so far. Words in double quotes must stand together.
    pub text: String,
    /// Only these entities; all while empty.
    pub entities: Vec<Name>,
    /// Most hits to give.
    pub limit: usize,
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its entity.
    pub entity: Name,
    /// Its id.
    pub id: Id,
    /// The higher the better; comparable within one search only.
    pub score: f32,
    /// The field that matched best.
    pub field: Name,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The best hits, best first.
    pub hits: Vec<Hit>,
    /// Number of records found in all.
    pub total: usize,
    /// How the words were read.
    pub reading: Reading,
}

/// How generously the words had to be read to find anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// Every word stands in each hit.
    #[default]
    Exact,
    /// Every word, or one that is nearly the same, stands in each hit.
    Nearly,
    /// Some of the words stand in each hit.
    Some,
}

/// An index over the titles and `search` fields of records.
#[derive(Debug, Default)]
pub struct SearchIndex {}

impl SearchIndex {
    /// Adds a record, in place of what the index had under its id; a deleted record is taken out.
    pub fn add(&mut self, schema: &Schema, record: &Record) {
        let _ = (schema, record);
    }

    /// Takes a record out. Answers whether it was there.
    pub fn remove(&mut self, entity: &str, id: Id) -> bool {
        let _ = (entity, id);
        false
    }

    /// Finds records. With a source, hits that it does not hold are left out and quoted words are checked
    /// to stand together; without one, quotes mean that all words must be there.
    pub fn search(&self, search: &Search, source: Option<&dyn Source>) -> Found {
        let _ = (search, source);
        Found::default()
    }
}
