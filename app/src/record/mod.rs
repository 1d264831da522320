//! Records of any entity: lists, pages, forms, edits in place, all driven by the schema.
//!
//! Nothing here knows an entity by name but [`kind`], which says what is worth seeing first.

mod create;
mod days;
mod edit;
pub mod field;
pub mod kind;
pub mod list;
pub mod page;
mod prefill;
pub mod timeline;
pub mod words;
mod write;

pub use create::{CreateHost, Forms, NewRecord, provide_forms, use_forms};
pub use days::{in_days, local_day};
pub use field::{FieldInput, InlineField, RecordField};
pub use list::{Around, RecordList, Records, filter_words};
pub use page::{Own, OwnPart, RecordView, Shown};
pub use prefill::prefill;
pub use timeline::{provide_composer, use_composer};
pub use write::{
    change_op, defaults, delete, may_change, may_create, may_delete, may_import, may_update, patch_op, save_field,
    set_many,
};

use crate::{i18n::t, services::ReplicaHandle, ui::format};
use leptos::prelude::*;
use shared::{
    Id, Name, Record, Schema, Value,
    query::{Amounts, Condition, Query},
    record::Millis,
    replica::Replica,
    schema::{EntityDef, FieldType},
    value::DateTime,
};
use std::sync::Arc;

/// A count for messages.
#[allow(clippy::cast_precision_loss, reason = "no count comes near 2^52")]
pub fn as_number(count: usize) -> f64 {
    count as f64
}

/// The schema.
pub fn schema(replica: ReplicaHandle) -> Arc<Schema> {
    replica.read(|replica| replica.schema().clone())
}

/// A copy of an entity's definition.
pub fn entity_def(replica: ReplicaHandle, entity: &str) -> Option<EntityDef> {
    replica.read(|replica| replica.schema().entity(entity).cloned())
}

/// A value worked out from the replica, kept up to date with entities known only now.
pub fn live<T>(
    replica: ReplicaHandle,
    entities: Vec<Name>,
    work_out: impl Fn(&Replica) -> T + Send + Sync + 'static,
) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| {
        let names: Vec<&str> = entities.iter().map(AsRef::as_ref).collect();
        replica.follow(&names);
        replica.read(&work_out)
    })
}

/// The record with this id, kept up to date.
pub fn live_record(
    replica: ReplicaHandle,
    entity: impl Into<Name>,
    id: impl Fn() -> Option<Id> + Send + Sync + 'static,
) -> Memo<Option<Arc<Record>>> {
    let entity = entity.into();
    Memo::new(move |_| {
        replica.follow(&[&entity]);
        let id = id()?;
        replica.read(|replica| replica.get(&entity, id).cloned())
    })
}

/// What a record is called; *No name* where its title is empty.
pub fn title_or_id(replica: &Replica, record: &Record) -> String {
    Some(replica.schema().title(record)).filter(|title| !title.trim().is_empty()).unwrap_or_else(|| t("record-no-name"))
}

/// The address of a record's page: `/accounts/ID`. Nothing where the record is out of sight.
pub fn path_of(replica: &Replica, entity: &str, id: &str) -> Option<String> {
    let def = replica.schema().entity(entity)?;
    replica.get(entity, id.parse().ok()?)?;
    Some(format!("/{}/{id}", def.plural))
}

/// The address of a record's page.
pub fn page_of(schema: &Schema, record: &Record) -> String {
    schema.entity(&record.entity).map_or_else(String::new, |def| format!("/{}/{}", def.plural, record.id))
}

/// What tells a record from others of the same name: its first link or short text in lists.
pub fn detail_of(replica: &Replica, record: &Record) -> String {
    let Some(def) = replica.schema().entity(&record.entity) else { return String::new() };
    let tells = |kind: &FieldType| matches!(kind, FieldType::Link { .. } | FieldType::Text { .. } | FieldType::Email);
    let listed = def.fields.iter().filter(|field| field.flags.list && !field.flags.title && tells(&field.kind));
    let words = listed.filter_map(|field| RecordField::of(def, &field.id)).map(|field| {
        let value = field.value(replica.schema(), record);
        field::plain(replica, &field, &value)
    });
    let found: Vec<String> = words.filter(|words| !words.is_empty()).take(1).collect();
    found.concat()
}

/// A stamp's time as an instant in text.
pub fn instant_text(at: Millis) -> String {
    i64::try_from(at).ok().and_then(|at| DateTime::from_millisecond(at).ok()).unwrap_or_default().to_string()
}

/// The address's query for a list of what has this value: `filter=account:is:ID`.
pub fn filtered(field: &str, value: &str) -> String {
    Query::new("").filter(Condition::is(field, value)).to_query_string()
}

/// Sums in several currencies: `$1.2M + €30K`.
pub fn amounts_words(amounts: &Amounts) -> String {
    let sums = amounts.iter().map(|money| format::money_short(&money.amount.to_string(), money.currency.code()));
    sums.collect::<Vec<_>>().join(" + ")
}

/// A field's value in plain words, by the names of entity and field; of unknown fields the text of the value.
pub fn display_value(replica: ReplicaHandle, entity: &str, field: &str, value: &Value) -> String {
    replica.read(|replica| {
        let known = replica.schema().entity(entity).and_then(|def| RecordField::of(def, field));
        known.map_or_else(
            || value.as_text().unwrap_or_default().to_owned(),
            |field| field::plain(replica, &field, value),
        )
    })
}
