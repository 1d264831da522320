use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value, json};
use shared::{file, rules::Role, schema::EntityDef};

use super::entities;
use crate::{app::App, auth::Caller, failure::Failure};

/// `GET /api/openapi.json`: everything that the server answers, generated from the schema. Fields are those that the
/// caller may read; whoever is not signed in is told of those that everybody may.
pub(crate) async fn show(State(app): State<App>, caller: Result<Caller, Failure>) -> Json<Value> {
    let role = caller.map_or(Role::ReadOnly, |caller| caller.access.role);
    let schema = app.workspace.truth().schema().visible_to(role);
    let mut paths = fixed();
    let mut schemas = messages();
    for def in schema.entities() {
        add(def, &mut paths, &mut schemas);
    }
    Json(json!({
        "openapi": "3.1.0",
        "info": { "title": "Sextant", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT OR Apache-2.0" } },
        "security": [{ "cookie": [] }, { "key": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "cookie": { "type": "apiKey", "in": "cookie", "name": "__Host-sextant" },
                "key": { "type": "http", "scheme": "bearer" },
            },
        },
    }))
}

fn add(def: &EntityDef, paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    paths.insert(format!("/api/v1/{}", def.plural), entities::collection(def));
    paths.insert(format!("/api/v1/{}/{{id}}", def.plural), entities::item(def));
    paths.insert(format!("/api/v1/{}/{{id}}/restore", def.plural), entities::restored(def));
    schemas.insert(def.name.to_string(), entities::record(def));
    schemas.insert(format!("{}_input", def.name), entities::input(def));
}

/// An operation without an entity.
fn operation(summary: &str, body: Option<&str>, status: &str, answer: Option<&str>) -> Value {
    let mut operation = json!({ "summary": summary, "responses": entities::responses(status, answer) });
    if let (Some(body), Some(operation)) = (body, operation.as_object_mut()) {
        operation.insert("requestBody".to_owned(), entities::body(body));
    }
    operation
}

fn fixed() -> Map<String, Value> {
    let id = json!([entities::path_id()]);
    let routes = json!({
        "/api/setup": {
            "get": operation("Whether there is no workspace yet", None, "200", Some("setup")),
            "post": operation("Make the workspace and sign its owner in", Some("setup_input"), "201", Some("session")),
        },
        "/api/setup/demo": {
            "get": operation("Whether there can be a demo workspace, and how far it is", None, "200", Some("demo")),
            "post": operation("Make the demo workspace and sign its owner in", None, "201", Some("session")),
        },
        "/api/session": {
            "get": operation("Who am I", None, "200", Some("session")),
            "post": operation("Sign in", Some("credentials"), "201", Some("session")),
            "delete": operation("Sign out", None, "204", None),
        },
        "/api/session/devices": {
            "get": operation("Where am I signed in", None, "200", Some("devices")),
            "delete": operation("Sign out all devices but this one", None, "204", None),
        },
        "/api/session/devices/{id}": { "parameters": id, "delete": operation("Sign a device out", None, "204", None) },
        "/api/sync/push": { "post": operation("Offer mutations", Some("push"), "200", Some("push_reply")) },
        "/api/sync/pull": { "post": operation("Ask for what changed", Some("pull"), "200", Some("pull_reply")) },
        "/api/sync/digest": { "post": operation("Ask what a replica should amount to", Some("digest"), "200", Some("digest_reply")) },
        "/api/sync/events": { "get": { "summary": "News of the log's head, as server-sent events",
            "responses": { "200": { "description": "OK", "content": { "text/event-stream": {} } } } } },
        "/api/sync/chunk/{hash}": { "get": { "summary": "A chunk of a snapshot, gzip",
            "parameters": [{ "name": "hash", "in": "path", "required": true, "schema": { "type": "string" } }],
            "responses": { "200": { "description": "OK", "content": { "application/octet-stream": {} } } } } },
        "/api/blobs/{hash}": blobs(),
        "/api/v1/deleted": { "get": operation("What was deleted, the latest first", None, "200", Some("object")) },
        "/api/v1/schema": { "get": operation("Entities and fields", None, "200", Some("object")) },
        "/api/v1/quotes/{id}/pdf": { "parameters": id, "get": { "summary": "A quote that was sent, as PDF",
            "responses": { "200": { "description": "OK", "content": { "application/pdf": {} } } } } },
        "/api/v1/api-keys": {
            "get": operation("All API keys", None, "200", Some("object")),
            "post": operation("Make an API key", Some("api_key_input"), "201", Some("object")),
        },
        "/api/v1/api-keys/{id}": { "parameters": id, "delete": operation("Take an API key back", None, "204", None) },
        "/api/v1/users/{id}/password": { "parameters": id,
            "post": operation("Set a person's password", Some("password_input"), "204", None) },
    });
    if let Value::Object(routes) = routes { routes } else { Map::new() }
}

fn texts(fields: &[&str], required: &[&str]) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|field| ((*field).to_owned(), json!({ "type": "string" }))).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// A file that `/api/blobs/{hash}` has or is to get.
fn file() -> Value {
    let (text, count) = (json!({ "type": "string" }), json!({ "type": "integer", "minimum": 1 }));
    json!({ "type": "object", "additionalProperties": false, "properties": {
        "hash": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256 of the bytes" },
        "name": text, "type": { "type": "string", "enum": [file::PNG, file::JPEG] },
        "size": count, "width": count, "height": count,
    }, "required": ["hash", "name", "type", "size", "width", "height"] })
}

/// Files go in and out as they are.
fn blobs() -> Value {
    let pictures = json!({ (file::PNG): {}, (file::JPEG): {} });
    let problem = json!({ "application/problem+json": { "schema": entities::reference("problem") } });
    let refused = |why: &str| json!({ "description": why, "content": problem });
    let often = json!({
        "description": "So many new files that the next one has to wait", "content": problem,
        "headers": { "Retry-After": { "description": "Seconds", "schema": { "type": "integer" } } },
    });
    json!({
        "parameters": [{ "name": "hash", "in": "path", "required": true, "schema": { "type": "string" } }],
        "get": { "summary": "A file", "responses": { "200": { "description": "OK", "content": pictures } } },
        "put": { "summary": "Keep a file under the SHA-256 of its bytes: a picture of at most 4 MiB",
            "requestBody": { "required": true, "content": pictures },
            "responses": {
                "201": { "description": "Kept" },
                "204": { "description": "Here already" },
                "401": refused("Nobody is signed in"),
                "403": refused("The caller only reads"),
                "413": refused("It is too large"),
                "422": refused("It has another hash, or is no picture"),
                "429": often,
                "default": refused("It cannot be done"),
            } },
    })
}

fn messages() -> Map<String, Value> {
    let object = json!({ "type": "object" });
    let problem = json!({ "type": "object", "properties": {
        "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
        "detail": { "type": "string" },
        "problems": { "type": "array", "items": { "type": "object", "properties": {
            "field": { "type": ["string", "null"] }, "message_key": { "type": "string" }, "message": { "type": "string" },
            "args": { "type": "object", "additionalProperties": { "type": "string" } },
        }, "required": ["message_key", "message"] } },
    } });
    let meta = json!({ "type": "object", "readOnly": true, "properties": {
        "entity": { "type": "string" }, "seq": { "type": "integer" },
        "created_at": { "type": "string", "format": "date-time" }, "created_by": { "type": "string" },
        "updated_at": { "type": "string", "format": "date-time" }, "updated_by": { "type": "string" },
        "attentions": { "type": "array", "items": { "type": "string" } },
    } });
    let money = texts(&["amount", "currency"], &["amount", "currency"]);
    let address = texts(&["street", "city", "region", "postal_code", "country"], &[]);
    let push = json!({ "type": "object", "required": ["protocol", "epoch", "mutations"], "properties": {
        "protocol": { "type": "integer" }, "epoch": { "type": "string" },
        "mutations": { "type": "array", "items": { "type": "object" } } } });
    let pull = json!({ "type": "object", "required": ["protocol", "client", "scopes"], "properties": {
        "protocol": { "type": "integer" }, "client": { "type": "string" }, "sees_all": { "type": "boolean" },
        "hidden": { "type": "array" },
        "cursor": { "type": ["object", "null"] }, "scopes": { "type": "array", "items": { "type": "string" } } } });
    let digest = json!({ "type": "object", "required": ["protocol", "user", "cursor"], "properties": {
        "protocol": { "type": "integer" }, "user": { "type": "string" }, "cursor": { "type": "object" } } });
    let digest_reply = json!({ "type": "object", "required": ["cursor"], "properties": {
        "cursor": { "type": "object" },
        "digests": { "type": "object", "additionalProperties": { "type": "object", "required": ["rows", "sum"],
            "properties": { "rows": { "type": "integer" }, "sum": { "type": "string" } } } } } });
    let demo = json!({ "type": "object", "properties": {
        "offered": { "type": "boolean" }, "begun": { "type": "boolean" },
        "made": { "type": "integer" }, "records": { "type": "integer" } } });
    let named = [
        ("problem", problem),
        ("meta", meta),
        ("money", money),
        ("address", address),
        ("file", file()),
        ("object", object.clone()),
        ("setup", json!({ "type": "object", "properties": { "needed": { "type": "boolean" } } })),
        ("demo", demo),
        (
            "setup_input",
            texts(&["workspace", "name", "email", "password"], &["workspace", "name", "email", "password"]),
        ),
        ("credentials", texts(&["email", "password"], &["email", "password"])),
        ("password_input", texts(&["password", "current"], &["password"])),
        ("api_key_input", texts(&["name", "user"], &["name"])),
        ("session", object.clone()),
        ("devices", object.clone()),
        ("push", push),
        ("push_reply", object.clone()),
        ("pull", pull),
        ("pull_reply", object),
        ("digest", digest),
        ("digest_reply", digest_reply),
    ];
    named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
