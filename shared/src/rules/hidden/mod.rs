//! Fields that somebody may not read, and records without them.
//!
//! A field says which role it takes to read it. Everything that leaves the server for a person goes through
//! [`Hidden`]: rows, chunks, digests, answers of the API. What comes from the person is judged without what the
//! person may not read, so that no refusal tells what stands there.

mod attention;

use super::Role;
use crate::{
    Name, Record,
    entities::Attention,
    record::Cell,
    schema::{EntityDef, FieldDef, FieldType},
};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

/// Fields that somebody may not read, as (entity, field).
///
/// Invariant: with a field, whatever is worked out from it is here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(BTreeSet<(Name, Name)>);

impl Hidden {
    /// Nothing is hidden.
    pub const NOTHING: &'static Self = &Self(BTreeSet::new());

    /// What a role may not read of these entities.
    pub(crate) fn from<'a>(entities: impl Iterator<Item = &'a EntityDef>, role: Role) -> Self {
        let of = |def: &'a EntityDef| hidden_in(def, role).map(|field| (def.name.clone(), field.id.clone()));
        Self(entities.flat_map(of).collect())
    }

    /// Nothing is hidden.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a field is hidden.
    pub fn has(&self, entity: &str, field: &str) -> bool {
        self.0.iter().any(|(hidden, of)| **hidden == *entity && **of == *field)
    }

    /// Whether records of an entity may look different without what is hidden. Attention records quote fields of
    /// others.
    pub fn touches(&self, entity: &str) -> bool {
        !self.is_empty() && (entity == Attention::ENTITY_NAME || self.0.iter().any(|(hidden, _)| **hidden == *entity))
    }

    /// Whether something is hidden here that is not hidden there.
    pub fn exceeds(&self, other: &Self) -> bool {
        !self.0.is_subset(&other.0)
    }

    /// What follows for records of an entity, as a text: where it is the same, they look the same.
    pub fn class_of(&self, entity: &str) -> String {
        let concerns = |hidden: &&(Name, Name)| entity == Attention::ENTITY_NAME || *hidden.0 == *entity;
        self.0.iter().filter(concerns).flat_map(|(entity, field)| [&**entity, ".", &**field, " "]).collect()
    }

    /// The record without what is hidden; the same one where nothing of it is.
    pub fn conceal(&self, record: &Arc<Record>) -> Arc<Record> {
        self.without(record).map_or_else(|| record.clone(), Arc::new)
    }

    /// The record without what is hidden; nothing where nothing of it is.
    pub(crate) fn without(&self, record: &Record) -> Option<Record> {
        if !self.touches(&record.entity) {
            return None;
        }
        let shown = |cell: &&Cell| !self.has(&record.entity, &cell.field);
        let mut cells: Vec<Cell> = record.cells().iter().filter(shown).cloned().collect();
        if *record.entity == *Attention::ENTITY_NAME {
            attention::conceal(self, record, &mut cells);
        }
        let concealed =
            Record::from_cells(record.entity.clone(), record.id, record.created.clone(), record.deleted.clone(), cells);
        (concealed != *record).then_some(concealed)
    }

    /// The definition without what is hidden; the same one where nothing of it is.
    pub(crate) fn narrowed<'a>(&self, def: &'a EntityDef) -> Cow<'a, EntityDef> {
        let is_hidden = |field: &FieldDef| self.has(&def.name, &field.id);
        if !def.fields.iter().any(is_hidden) {
            return Cow::Borrowed(def);
        }
        let fields = def.fields.iter().filter(|field| !is_hidden(field)).cloned().collect();
        Cow::Owned(EntityDef { fields, ..def.clone() })
    }

    /// Whether a text could tell of a hidden field: it stands beside the field's name, if anywhere.
    fn is_named_in(&self, text: &str) -> bool {
        self.0.iter().any(|(_, field)| text.contains(&**field))
    }

    /// Whether a field of this name is hidden, of whatever entity.
    fn has_anywhere(&self, field: &str) -> bool {
        self.0.iter().any(|(_, hidden)| **hidden == *field)
    }
}

fn hidden_in(def: &EntityDef, role: Role) -> impl Iterator<Item = &FieldDef> {
    let hidden = move |id: &Name| def.field(id).is_some_and(|field| !role.reads(field));
    def.fields.iter().filter(move |field| match &field.kind {
        FieldType::Computed(computed) => hidden(&field.id) || computed.inputs().into_iter().any(hidden),
        _ => hidden(&field.id),
    })
}
