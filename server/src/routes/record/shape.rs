//! The JSON of a record: its id, its fields by name, and `_meta`, which nobody sets.

use axum::http::HeaderValue;
use serde_json::{Map, Value as Json, json};
use shared::{
    Name, Problem, Record, Value,
    record::{Millis, Stamp},
    rules::Access,
    schema::EntityDef,
    sync::{Authority, Held, Status},
    value::DateTime,
};

/// A record for people's programs, as the caller may read it. Empty fields are left out; fields that this build does
/// not know are in.
pub(super) fn shown(truth: &Authority, access: &Access, held: &Held, outcome: Option<&Status>) -> Json {
    let (schema, record) = (truth.schema().visible_to(access.role), truth.told(access, &held.record));
    let mut fields = Map::new();
    fields.insert("id".to_owned(), json!(record.id));
    for cell in record.cells().iter().filter(|cell| !cell.value.is_null()) {
        fields.insert(cell.field.to_string(), cell.value.to_json());
    }
    for field in schema.entity(&record.entity).into_iter().flat_map(|def| &def.fields) {
        let value = schema.value(&record, field);
        if !value.is_null() {
            fields.insert(field.id.to_string(), value.to_json());
        }
    }
    fields.insert("_meta".to_owned(), meta(&record, held.seq, outcome));
    Json::Object(fields)
}

fn meta(record: &Record, seq: u64, outcome: Option<&Status>) -> Json {
    let (created, updated) = (&*record.created, record.updated());
    let mut meta = json!({
        "entity": record.entity,
        "seq": seq,
        "created_at": time(created.at), "created_by": created.by,
        "updated_at": time(updated.at), "updated_by": updated.by,
    });
    if let (Some(Status::Merged { attentions }), Some(meta)) = (outcome, meta.as_object_mut()) {
        meta.insert("attentions".to_owned(), json!(attentions));
    }
    meta
}

pub(super) fn time(at: Millis) -> Option<String> {
    i64::try_from(at).ok().and_then(|at| DateTime::from_millisecond(at).ok()).map(|at| at.to_string())
}

/// The version of a record: the place in the log of its last change.
pub(super) fn tag(held: &Held) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{}\"", held.seq)).unwrap_or(HeaderValue::from_static("\"\""))
}

/// The values in a request's body. What no field is called is refused: it is a misspelling more often
/// than a field to come.
pub(super) fn values(def: &EntityDef, body: Map<String, Json>) -> Result<Vec<(Name, Value)>, Vec<Problem>> {
    let given = body.into_iter().filter(|(name, _)| name != "id" && name != "_meta");
    let (known, unknown): (Vec<_>, Vec<_>) = given.partition(|(name, _)| def.field(name).is_some());
    if unknown.is_empty() {
        return Ok(known.into_iter().map(|(name, json)| (name.into(), value(json))).collect());
    }
    let problem = |name: &str| Problem::of(name, "problem-unknown-field").with("field", name);
    Err(unknown.iter().map(|(name, _)| problem(name)).collect())
}

/// Nothing entered is nothing, in whatever form it comes.
fn value(json: Json) -> Value {
    match Value::from_json(json) {
        Value::Text(text) => Value::text(text),
        Value::List(items) => Value::list(items),
        other => other,
    }
}

/// Who set a field last, as the base of a change that saw it.
pub(super) fn base(record: &Record, field: &str) -> u64 {
    record.cell(field).map_or(0, |cell| Stamp::clone(&cell.stamp).seq)
}
