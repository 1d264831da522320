//! Changes by people: operations with the words that the news says.

use super::{
    RecordField, as_number,
    kind::follow_up,
    title_or_id,
    words::{counted, entity_in_words},
};
use crate::{
    i18n::{t, t_with},
    record::live,
    services::{ReplicaHandle, instant},
};
use leptos::prelude::*;
use shared::{
    Id, Name, Problem, Record, Value,
    entities::{Attention, SavedView},
    replica::Replica,
    rules::Act,
    schema::{EntityDef, FieldDef, FieldType, Merge},
    sync::{Change, Edit, Operation, Rows},
};
use std::collections::{BTreeMap, BTreeSet};

/// Whether the person may change this record.
pub fn may_update(replica: ReplicaHandle, record: &Record) -> bool {
    replica.read(|replica| replica.may(Act::Update, record))
}

/// Whether the person may change this field of a record: what is sealed stays as it is.
pub fn may_change(replica: ReplicaHandle, record: &Record, field: &str) -> bool {
    may_update(replica, record) && !replica.read(|replica| is_fixed(replica, record, field))
}

fn is_fixed(replica: &Replica, record: &Record, field: &str) -> bool {
    let Some(def) = replica.schema().entity(&record.entity) else { return false };
    let is_free = || def.seal.as_ref().is_some_and(|seal| seal.free.iter().any(|free| **free == *field));
    def.is_sealed(record) && !is_free() || whole_is_sealed(replica, def, record)
}

/// Whether a record is sealed, or part of what is.
pub(super) fn is_sealed(replica: &Replica, record: &Record) -> bool {
    let def = replica.schema().entity(&record.entity);
    def.is_some_and(|def| def.is_sealed(record) || whole_is_sealed(replica, def, record))
}

fn whole_is_sealed(replica: &Replica, def: &EntityDef, record: &Record) -> bool {
    let whole = def.whole().filter(|_| def.sealed_with_whole).and_then(|(entity, link)| {
        let id = record.value(link).as_text()?.parse().ok()?;
        Some((replica.schema().entity(entity)?, replica.get(entity, id)?))
    });
    whole.is_some_and(|(def, whole)| def.is_sealed(whole))
}

/// Whether the person may delete this record.
pub fn may_delete(replica: ReplicaHandle, record: &Record) -> bool {
    replica.read(|replica| replica.may(Act::Delete, record))
}

/// Whether the person may make records of this entity.
pub fn may_create(replica: ReplicaHandle, entity: impl Into<Name>) -> Memo<bool> {
    let entity: Name = entity.into();
    live(replica, vec!["user".into()], move |replica| {
        let access = replica.access();
        // What there is one of for each of something else comes about there.
        let def = replica.schema().entity(&entity).filter(|def| def.one_per.is_none());
        access.zip(def).is_some_and(|(access, def)| access.may_write(def))
    })
}

/// Whether the person may bring in data from a file.
pub fn may_import(replica: ReplicaHandle) -> Memo<bool> {
    live(replica, vec!["user".into()], |replica| replica.access().is_some_and(|access| !access.only_reads()))
}

/// What a new record begins with: the person as owner, the first of what must be chosen, now where a time is needed.
pub fn defaults(replica: &Replica, def: &EntityDef) -> Vec<(Name, Value)> {
    def.fields.iter().filter_map(|field| Some((field.id.clone(), default_of(replica, field)?))).collect()
}

fn default_of(replica: &Replica, field: &FieldDef) -> Option<Value> {
    match &field.kind {
        FieldType::Link { to } if to == "user" && field.id == "owner" => {
            replica.access().map(|access| access.user.into())
        }
        FieldType::Link { to } if field.flags.required => first_in_order(replica, to).map(Value::from),
        FieldType::Choice { options } if field.flags.required => options.first().map(Value::text),
        FieldType::DateTime if field.flags.required => Some(instant().into()),
        FieldType::Flag if field.id == "active" => Some(true.into()),
        _ => None,
    }
}

/// The first record of an ordered entity, such as the first stage of the first pipeline.
fn first_in_order(replica: &Replica, entity: &str) -> Option<Id> {
    let position = |record: &Record| record.value("position").as_number();
    let parent = |record: &Record| {
        let pipeline = record.value("pipeline").as_text().and_then(|id| id.parse().ok());
        pipeline.and_then(|id| replica.get("pipeline", id)).and_then(|pipeline| position(pipeline)).unwrap_or_default()
    };
    let ordered = replica.rows(entity).iter().filter_map(|row| Some(((parent(row), position(row)?), row)));
    ordered.min_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(std::cmp::Ordering::Equal)).map(|(_, row)| row.id)
}

/// The change of one field to a value: a set says what joins and what leaves, so that two people can both add.
pub fn change_op(replica: &Replica, record: &Record, field: &RecordField, value: Value) -> Change {
    let edit = match field.def.merge() {
        Merge::Scalar | Merge::Text => Edit::Set(value),
        Merge::Set => {
            let (before, after) = (record.value(field.id()).items(), value.items());
            let add = after.iter().filter(|item| !before.contains(item)).cloned().collect();
            let remove = before.iter().filter(|item| !after.contains(item)).cloned().collect();
            Edit::Items { add, remove }
        }
    };
    replica.change(record, field.id(), edit)
}

/// Sets fields of a record.
pub fn patch_op(replica: &Replica, record: &Record, values: Vec<(RecordField, Value)>) -> Operation {
    let different = values.into_iter().filter(|(field, value)| record.value(field.id()) != value);
    let changes = different.map(|(field, value)| change_op(replica, record, &field, value)).collect();
    Operation::Patch { entity: record.entity.clone(), id: record.id, changes }
}

/// Saves one field of a record, with an undo.
///
/// # Errors
/// What is wrong with the value; nothing is written then.
pub fn save_field(replica: ReplicaHandle, record: &Record, field: &RecordField, value: Value) -> Result<(), Problem> {
    let (problem, op, said) = replica.read(|replica| {
        let problem = field.problem_in(replica.schema(), record, &value);
        let said = said_changed(replica, record, field, &value);
        (problem, patch_op(replica, record, with_followers(replica, record, field, value)), said)
    });
    if let Some(problem) = problem {
        return Err(problem);
    }
    replica.write(said, vec![op]);
    Ok(())
}

fn with_followers(replica: &Replica, record: &Record, field: &RecordField, value: Value) -> Vec<(RecordField, Value)> {
    let mut values = follow_up(replica, Some(record), field, &value);
    values.insert(0, (field.clone(), value));
    values
}

fn said_changed(replica: &Replica, record: &Record, field: &RecordField, value: &Value) -> String {
    let key = if value.is_null() { "record-said-cleared" } else { "record-said-changed" };
    t_with(key, &[("field", field.label().into()), ("title", title_or_id(replica, record).into())])
}

/// Deletes records, with one undo for all.
pub fn delete(replica: ReplicaHandle, entity: &Name, ids: &[Id]) {
    let may =
        |replica: &Replica, id: &Id| replica.get(entity, *id).is_some_and(|record| replica.may(Act::Delete, record));
    let (ops, title, hanging): (Vec<Operation>, Option<String>, String) = replica.read(|replica| {
        let allowed = ids.iter().filter(|id| may(replica, id));
        let ops = allowed.map(|id| Operation::Delete { entity: entity.clone(), id: *id }).collect();
        let first = ids.first().and_then(|id| replica.get(entity, *id));
        let hanging = first.map(|record| hanging(replica, record)).unwrap_or_default();
        (ops, first.map(|record| title_or_id(replica, record)), hanging)
    });
    if ops.is_empty() {
        replica.say_wrong(t("record-may-not-delete"));
        return;
    }
    let left = ids.len().saturating_sub(ops.len());
    let said = match (ops.len(), title, left) {
        (1, Some(title), 0) => {
            let key = if hanging.is_empty() { "record-said-deleted" } else { "record-said-deleted-from" };
            let what = entity_in_words(entity);
            t_with(key, &[("what", what.into()), ("title", title.into()), ("hanging", hanging.into())])
        }
        (count, _, 0) => t_with("record-said-deleted-many", &[("what", counted(entity, count).into())]),
        (count, _, left) => {
            let left = as_number(left).into();
            t_with("record-said-deleted-some", &[("what", counted(entity, count).into()), ("left", left)])
        }
    };
    replica.write_many(said, ops);
}

/// What links to a record and stays without it: *3 contacts, 2 deals*. Its parts go with it.
fn hanging(replica: &Replica, record: &Record) -> String {
    let (schema, id) = (replica.schema(), record.id.to_string());
    let mut found: BTreeMap<&Name, BTreeSet<Id>> = BTreeMap::new();
    for (from, field) in schema.links_to(&record.entity) {
        let goes_along = from.whole().is_some_and(|(whole, _)| *whole == *record.entity);
        if goes_along || [Attention::ENTITY_NAME, SavedView::ENTITY_NAME].contains(&&*from.name) {
            continue;
        }
        let rows = replica.holding(&from.name, &field.id, &id);
        found.entry(&from.name).or_default().extend(rows.iter().map(|row| row.id));
    }
    let counted = found.iter().filter(|(_, ids)| !ids.is_empty()).map(|(name, ids)| counted(name, ids.len()));
    counted.collect::<Vec<_>>().join(", ")
}

/// Sets one field of several records, with one undo for all. Records that the person may not change are left alone.
pub fn set_many(replica: ReplicaHandle, ids: &[Id], field: &RecordField, value: &Value) {
    let ops: Vec<Operation> = replica.read(|replica| {
        let rows =
            ids.iter().filter_map(|id| replica.get(&field.entity, *id)).filter(|row| replica.may(Act::Update, row));
        rows.map(|row| patch_op(replica, row, with_followers(replica, row, field, value.clone()))).collect()
    });
    let ops: Vec<Operation> =
        ops.into_iter().filter(|op| !matches!(op, Operation::Patch { changes, .. } if changes.is_empty())).collect();
    if ops.is_empty() {
        replica.say(t("record-nothing-to-change"));
        return;
    }
    let said = t_with(
        "record-said-changed-many",
        &[("field", field.label().into()), ("what", counted(&field.entity, ops.len()).into())],
    );
    replica.write_many(said, ops);
}
