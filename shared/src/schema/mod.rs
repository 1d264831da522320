//! Entities and fields as data. Every layer reads the [`Schema`]; none repeats it.
//!
//! Built-in definitions come from the `entity!` macro, custom ones from records; both are the same
//! [`EntityDef`] and [`FieldDef`] afterwards, and everything downstream matches on [`FieldType`].

mod field;
pub mod kinds;
#[macro_use]
mod macros;

pub use field::{Computed, Declared, FieldDef, FieldType, Flags, Merge};
pub use kinds::Key;

use crate::{
    Id, Name, Problem, Record,
    rules::{Access, Hidden, Role, Scope},
    sync::{RowKey, Rows},
};
use serde::Serialize;
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// How the scopes of an entity's records follow from their fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScopeRule {
    /// Everybody in the workspace.
    Workspace,
    /// The team in `team` and the person in `owner`; everybody while both are empty.
    Owned,
    /// Its owner, or everybody when `shared` is set.
    Personal,
    /// The people listed in `people` and the team in `team`.
    People,
    /// Drafts for their owner and publishers, published articles for their audience.
    Article,
}

/// Who may change an entity's records, before scopes are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteRule {
    /// Everybody who may write at all, within their scopes.
    Members,
    /// Managers and above: shared content such as products and categories.
    Managers,
    /// Admins and owners: people, teams, pipelines.
    Admins,
    /// Only the system writes; of an attention record people may set the `status`.
    System,
}

/// The id of the one record of an entity that there is for another record.
pub fn id_for(entity: &str, other: Id) -> Id {
    Id::named(&format!("{entity}/{other}"))
}

/// A rule over several fields of one record, run after the fields' own rules.
pub type Check = fn(&Record, &mut Vec<Problem>);

/// A rule on who may make a change, beyond [`WriteRule`] and scopes.
pub type Guard = fn(&Attempt<'_>) -> Option<Problem>;

/// A rule on what a whole mutation leaves of an entity. Asked of each record that it changes, at its end, so that the order
/// of its operations does not matter; and whoever makes it, so that no command of the server's own gets past it either.
pub type Aftermath = fn(&Left<'_>, &Record) -> Option<Problem>;

/// What a whole mutation leaves.
pub struct Left<'a> {
    /// The rows as they are.
    pub before: &'a dyn Rows,
    /// The rows that change, as they would be.
    pub changed: &'a BTreeMap<RowKey, Record>,
}

/// A change that somebody wants to make.
pub struct Attempt<'a> {
    /// Who.
    pub access: &'a Access,
    /// The record as it was; nothing for a new one.
    pub before: Option<&'a Record>,
    /// The record as it would be.
    pub after: &'a Record,
    /// Finds another record.
    pub find: &'a dyn Fn(&str, Id) -> Option<Record>,
}

impl Attempt<'_> {
    /// Whether the field would hold another value than it held.
    pub fn changes(&self, field: &str) -> bool {
        let before = self.before.map_or(&crate::Value::Null, |before| before.value(field));
        before != self.after.value(field)
    }
}

/// When a record stays as it is: once a choice has left its open values, it never goes back, and only the free fields
/// can still change. What is part of the record is sealed with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seal {
    /// The choice that seals.
    pub field: Name,
    /// Its values while everything can be changed.
    pub open: Vec<Name>,
    /// Fields that can be changed all the same.
    pub free: Vec<Name>,
}

impl Seal {
    /// Whether the record stays as it is.
    pub fn holds(&self, record: &Record) -> bool {
        let value = record.value(&self.field);
        !value.is_null() && !value.as_text().is_some_and(|value| self.is_open(value))
    }

    fn is_open(&self, value: &str) -> bool {
        self.open.iter().any(|open| **open == *value)
    }

    /// Whether a field of a sealed record may take this value.
    pub fn lets(&self, field: &str, value: &crate::Value) -> bool {
        let reopens = *self.field == *field && value.as_text().is_none_or(|value| self.is_open(value));
        self.free.iter().any(|free| **free == *field) && !reopens
    }
}

/// One entity.
#[derive(Clone)]
pub struct EntityDef {
    /// Immutable id, singular: `contact`.
    pub name: Name,
    /// Plural, as in paths: `contacts`.
    pub plural: Name,
    /// Who may hold its records.
    pub scope: ScopeRule,
    /// Who may change its records.
    pub write: WriteRule,
    /// Fields in the order of forms.
    pub fields: Vec<FieldDef>,
    /// Rules over several fields.
    pub checks: Vec<Check>,
    /// Rules on who may change what.
    pub guards: Vec<Guard>,
    /// Rules on what a mutation may leave of all its records together.
    pub leaves: &'static [Aftermath],
    /// When its records stay as they are.
    pub seal: Option<Seal>,
    /// The link to the record that a record is part of: it is seen, deleted and restored with it, and mostly sealed.
    pub part_of: Option<Name>,
    /// What is part of something sealed is sealed with it. Not so what comes after the sealing and belongs there all the
    /// same, such as the answer to a quote.
    pub sealed_with_whole: bool,
    /// The link of which each record has at most one of these. Its id follows from there ([`EntityDef::id_for`]), so
    /// that two devices which make it apart make the same one; the first stands, the second is content with it.
    pub one_per: Option<Name>,
}

impl EntityDef {
    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&FieldDef> {
        self.fields.iter().find(|field| &*field.id == id)
    }

    /// The field that names a record to people; the first one where none is marked.
    pub fn title(&self) -> Option<&FieldDef> {
        self.fields.iter().find(|field| field.flags.title).or_else(|| self.fields.first())
    }

    /// Whether the record stays as it is from now on.
    pub fn is_sealed(&self, record: &Record) -> bool {
        self.seal.as_ref().is_some_and(|seal| seal.holds(record))
    }

    /// The id of the one record that there is for another, where [`EntityDef::one_per`] says so.
    pub fn id_for(&self, other: Id) -> Id {
        id_for(&self.name, other)
    }

    /// The entity that the records are part of, and the field that says of which one.
    pub fn whole(&self) -> Option<(&str, &Name)> {
        let field = self.part_of.as_ref()?;
        Some((self.field(field)?.kind.link_target()?, field))
    }

    /// Fluent key of the entity's label: `entity-contact`.
    pub fn label_key(&self) -> String {
        format!("entity-{}", self.name.replace('_', "-"))
    }

    /// Fluent key of a field's label: `contact-first-name`.
    pub fn field_label_key(&self, field: &str) -> String {
        format!("{}-{}", self.name, field).replace('_', "-")
    }
}

/// All entities of a workspace, built in and custom.
#[derive(Clone)]
pub struct Schema {
    entities: Vec<Arc<EntityDef>>,
    by_name: HashMap<Name, Arc<EntityDef>>,
    /// What roles may not read, with what they see of the schema; those that may read everything are left out.
    narrowed: BTreeMap<Role, (Hidden, Arc<Schema>)>,
}

impl Schema {
    /// A schema of these entities. Later definitions of one name replace earlier ones.
    pub fn new(entities: impl IntoIterator<Item = EntityDef>) -> Self {
        let mut schema = Self::plain(entities.into_iter().map(Arc::new));
        for role in Role::ALL {
            let hidden = Hidden::from(schema.entities(), role);
            if !hidden.is_empty() {
                let visible = Arc::new(schema.without(&hidden));
                schema.narrowed.insert(role, (hidden, visible));
            }
        }
        schema
    }

    fn plain(entities: impl IntoIterator<Item = Arc<EntityDef>>) -> Self {
        let mut schema = Self { entities: Vec::new(), by_name: HashMap::new(), narrowed: BTreeMap::new() };
        for entity in entities {
            schema.add(entity);
        }
        schema
    }

    /// What a role may not read.
    pub fn hidden_from(&self, role: Role) -> &Hidden {
        self.narrowed.get(&role).map_or(Hidden::NOTHING, |(hidden, _)| hidden)
    }

    /// The schema as a role sees it: without the fields that it may not read. Whoever asks by it (shows, filters,
    /// sorts, searches) cannot ask for them.
    #[must_use]
    pub fn visible_to(self: &Arc<Self>, role: Role) -> Arc<Self> {
        self.narrowed.get(&role).map_or_else(|| self.clone(), |(_, visible)| visible.clone())
    }

    /// The schema without hidden fields.
    #[must_use]
    pub fn without(&self, hidden: &Hidden) -> Self {
        let narrowed = |def: &Arc<EntityDef>| match hidden.narrowed(def) {
            Cow::Borrowed(_) => def.clone(),
            Cow::Owned(narrowed) => Arc::new(narrowed),
        };
        Self::plain(self.entities.iter().map(narrowed))
    }

    /// The entities that every workspace has.
    pub fn built_in() -> Self {
        Self::new(crate::entities::all())
    }

    fn add(&mut self, entity: Arc<EntityDef>) {
        self.entities.retain(|old| old.name != entity.name);
        self.by_name.insert(entity.name.clone(), entity.clone());
        self.entities.push(entity);
    }

    /// All entities.
    pub fn entities(&self) -> impl Iterator<Item = &EntityDef> {
        self.entities.iter().map(AsRef::as_ref)
    }

    /// The entity with this singular name.
    pub fn entity(&self, name: &str) -> Option<&EntityDef> {
        self.by_name.get(name).map(AsRef::as_ref)
    }

    /// The entity with this plural name.
    pub fn by_plural(&self, plural: &str) -> Option<&EntityDef> {
        self.entities().find(|entity| &*entity.plural == plural)
    }

    /// The fields elsewhere that link to this entity: (entity, field).
    pub fn links_to<'a>(&'a self, target: &'a str) -> impl Iterator<Item = (&'a EntityDef, &'a FieldDef)> {
        self.entities()
            .flat_map(|entity| entity.fields.iter().map(move |field| (entity, field)))
            .filter(move |(_, field)| field.kind.link_target() == Some(target))
    }

    /// The entities whose records are part of this one's.
    pub fn parts_of<'a>(&'a self, whole: &'a str) -> impl Iterator<Item = (&'a EntityDef, &'a Name)> {
        self.entities().filter_map(move |entity| {
            let (of, field) = entity.whole()?;
            (of == whole).then_some((entity, field))
        })
    }

    /// Who may hold this record. An unknown entity is held by nobody but owners and admins.
    pub fn scopes_of(&self, record: &Record) -> Vec<Scope> {
        self.entity(&record.entity).map_or_else(Vec::new, |entity| crate::rules::scopes(entity.scope, record))
    }

    /// A field's value, computed where the field is.
    pub fn value(&self, record: &Record, field: &FieldDef) -> crate::Value {
        match &field.kind {
            FieldType::Computed(computed) => computed.evaluate(record),
            _ => record.value(&field.id).clone(),
        }
    }

    /// What people call this record; empty when its title is.
    pub fn title(&self, record: &Record) -> String {
        let title = self.entity(&record.entity).and_then(EntityDef::title);
        title.map_or_else(String::new, |field| self.value(record, field).as_text().unwrap_or_default().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_has_a_target_and_every_entity_a_title() {
        let schema = Schema::built_in();
        for entity in schema.entities() {
            assert!(entity.title().is_some(), "{}", entity.name);
            for field in &entity.fields {
                if let Some(target) = field.kind.link_target() {
                    assert!(schema.entity(target).is_some(), "{}.{} links to {target}", entity.name, field.id);
                }
            }
        }
    }

    /// Who does not see a field must not be kept from working by it, nor learn of it by what else follows from it.
    #[test]
    fn what_names_places_or_ties_a_record_is_not_hidden() {
        let reserved = ["owner", "team", "parent", "people", "shared", "position"];
        for entity in Schema::built_in().entities() {
            for field in entity.fields.iter().filter(|field| field.readers < Role::ReadOnly) {
                let name = format!("{}.{}", entity.name, field.id);
                assert!(!field.flags.unique, "{name}: that a value is taken would tell it");
                assert!(!field.flags.title && !reserved.contains(&&*field.id), "{name}");
            }
        }
    }

    #[test]
    fn what_is_worked_out_from_a_hidden_field_is_hidden() {
        let kind = FieldType::Computed(Computed::Share { amount: "cost".into(), percent: "part".into() });
        let percent = FieldDef::new("part", FieldType::Number { min: 0.0, max: 100.0 });
        let cost = FieldDef { readers: Role::Manager, ..FieldDef::new("cost", FieldType::Money) };
        let mut def = crate::entities::Stage::definition();
        def.fields.extend([percent, cost, FieldDef::new("share", kind)]);
        let schema = Arc::new(Schema::new([def]));
        let (rep, manager) = (schema.hidden_from(Role::Rep), schema.hidden_from(Role::Manager));
        assert!(
            manager.is_empty() && rep.has("stage", "cost") && rep.has("stage", "share") && !rep.has("stage", "part")
        );
        let fields = |role| schema.visible_to(role).entity("stage").map_or(0, |def| def.fields.len());
        assert_eq!((fields(Role::Rep), fields(Role::Manager)), (fields(Role::Owner) - 2, fields(Role::Owner)));
    }

    #[test]
    fn every_entity_and_field_has_a_label() {
        let messages = crate::messages::EN.concat();
        for entity in Schema::built_in().entities() {
            for key in
                std::iter::once(entity.label_key()).chain(entity.fields.iter().map(|f| entity.field_label_key(&f.id)))
            {
                assert!(messages.lines().any(|line| line.starts_with(&format!("{key} ="))), "no message {key}");
            }
        }
    }
}
