//! Paths and shapes of an entity's records.

use serde_json::{Map, Value, json};
use shared::schema::{Computed, EntityDef, FieldDef, FieldType};

use crate::routes::schema::label;

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A JSON body of a named shape.
pub(super) fn body(name: &str) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": reference(name) } } })
}

/// What is answered when it goes well, and otherwise.
pub(super) fn responses(status: &str, shape: Option<&str>) -> Value {
    let mut good = json!({ "description": "OK" });
    if let (Some(shape), Some(good)) = (shape, good.as_object_mut()) {
        good.insert("content".to_owned(), json!({ "application/json": { "schema": reference(shape) } }));
    }
    let problem = json!({ "description": "It cannot be done", "content": {
        "application/problem+json": { "schema": reference("problem") } } });
    json!({ status: good, "default": problem })
}

/// The id in a path.
pub(super) fn path_id() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "schema": id() })
}

fn id() -> Value {
    json!({ "type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$" })
}

fn header(name: &str, what: &str) -> Value {
    json!({ "name": name, "in": "header", "description": what, "schema": { "type": "string" } })
}

fn param(name: &str, what: &str, kind: &str) -> Value {
    json!({ "name": name, "in": "query", "description": what, "schema": { "type": kind } })
}

/// The path of all records.
pub(super) fn collection(def: &EntityDef) -> Value {
    let page = json!({ "200": { "description": "OK", "content": { "application/json": { "schema": {
        "type": "object", "properties": {
            "items": { "type": "array", "items": reference(&def.name) },
            "next_cursor": { "type": ["string", "null"] },
            "total": { "type": ["integer", "null"] },
        } } } } }, "default": { "description": "It cannot be done" } });
    let params = [
        param("limit", "Most records on a page, up to 1000", "integer"),
        param("cursor", "next_cursor of the page before", "string"),
        param("q", "Words to find", "string"),
        param("filter", "FIELD:OPERATOR:VALUE, several separated by ;", "string"),
        param("sort", "Fields separated by commas, - before those to be sorted downwards", "string"),
    ];
    let what = label(&format!("{}-plural", def.label_key()));
    json!({
        "get": { "summary": format!("List: {what}"), "operationId": format!("list_{}", def.plural),
            "parameters": params, "responses": page },
        "post": { "summary": format!("Create: {}", label(&def.label_key())), "operationId": format!("create_{}", def.name),
            "parameters": [header("Idempotency-Key", "Makes a repeated request harmless")],
            "requestBody": body(&format!("{}_input", def.name)), "responses": responses("201", Some(&def.name)) },
    })
}

/// The path of one record.
pub(super) fn item(def: &EntityDef) -> Value {
    let what = label(&def.label_key());
    let repeat = header("Idempotency-Key", "Makes a repeated request harmless");
    let matching = header("If-Match", "Only if this is still the record's ETag");
    json!({
        "parameters": [path_id()],
        "get": { "summary": format!("Read: {what}"), "operationId": format!("read_{}", def.name),
            "responses": responses("200", Some(&def.name)) },
        "patch": { "summary": format!("Change: {what}"), "operationId": format!("change_{}", def.name),
            "parameters": [repeat, matching, param("base", "_meta.seq that was seen: merges with later changes", "integer")],
            "requestBody": body(&format!("{}_input", def.name)), "responses": responses("200", Some(&def.name)) },
        "delete": { "summary": format!("Delete: {what}"), "operationId": format!("delete_{}", def.name),
            "parameters": [repeat, matching], "responses": responses("204", None) },
    })
}

/// The path on which a deleted record comes back.
pub(super) fn restored(def: &EntityDef) -> Value {
    let repeat = header("Idempotency-Key", "Makes a repeated request harmless");
    json!({
        "parameters": [path_id()],
        "post": { "summary": format!("Restore: {}", label(&def.label_key())), "operationId": format!("restore_{}", def.name),
            "parameters": [repeat], "responses": responses("200", Some(&def.name)) },
    })
}

/// A record as it is read.
pub(super) fn record(def: &EntityDef) -> Value {
    let mut properties = Map::from_iter([("id".to_owned(), id()), ("_meta".to_owned(), reference("meta"))]);
    properties.extend(def.fields.iter().map(|field| (field.id.to_string(), property(def, field))));
    json!({ "type": "object", "required": ["id", "_meta"], "properties": properties })
}

/// A record as it is written.
pub(super) fn input(def: &EntityDef) -> Value {
    let mut properties = Map::from_iter([("id".to_owned(), id())]);
    let stored = def.fields.iter().filter(|field| !matches!(field.kind, FieldType::Computed(_)));
    properties.extend(stored.map(|field| (field.id.to_string(), property(def, field))));
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn property(def: &EntityDef, field: &FieldDef) -> Value {
    let mut shape = shape(&field.kind);
    if let Some(object) = shape.as_object_mut() {
        object.insert("title".to_owned(), label(&def.field_label_key(&field.id)).into());
    }
    shape
}

fn shape(kind: &FieldType) -> Value {
    match kind {
        FieldType::Text { max } => json!({ "type": "string", "maxLength": max }),
        FieldType::LongText => json!({ "type": "string", "contentMediaType": "text/markdown" }),
        FieldType::Number { min, max } => json!({ "type": "number", "minimum": min, "maximum": max }),
        FieldType::Money | FieldType::Computed(Computed::Share { .. }) => reference("money"),
        FieldType::Date => json!({ "type": "string", "format": "date" }),
        FieldType::DateTime => json!({ "type": "string", "format": "date-time" }),
        FieldType::Choice { options } => json!({ "type": "string", "enum": options }),
        FieldType::MultiChoice { options } => {
            json!({ "type": "array", "items": { "type": "string", "enum": options } })
        }
        FieldType::Flag => json!({ "type": "boolean" }),
        FieldType::Email => json!({ "type": "string", "format": "email" }),
        FieldType::Phone | FieldType::Computed(Computed::Join { .. }) => json!({ "type": "string" }),
        FieldType::Url => json!({ "type": "string", "format": "uri" }),
        FieldType::Link { to } => json!({ "type": "string", "description": format!("id of a record of {to}") }),
        FieldType::Links { to } => {
            json!({ "type": "array", "items": { "type": "string" }, "description": format!("ids of records of {to}") })
        }
        FieldType::Address => reference("address"),
        FieldType::File => reference("file"),
        FieldType::Unknown => json!({}),
    }
}
