use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};
use shared::{
    Problem,
    messages::say,
    rules::Access,
    schema::{EntityDef, FieldDef},
};

use crate::{app::App, auth::Caller};

/// `GET /api/v1/schema`: entities and fields that the caller may read, with English labels and whether the caller may
/// change their records at all.
pub(crate) async fn show(State(app): State<App>, caller: Caller) -> Json<Value> {
    let schema = app.workspace.truth().schema().visible_to(caller.access.role);
    let entities: Vec<Value> = schema.entities().map(|def| entity(def, &caller.access)).collect();
    Json(json!({ "entities": entities }))
}

fn entity(def: &EntityDef, access: &Access) -> Value {
    let fields: Vec<Value> = def.fields.iter().map(|field| self::field(def, field)).collect();
    json!({
        "name": def.name,
        "plural": def.plural,
        "label": label(&def.label_key()),
        "label_plural": label(&format!("{}-plural", def.label_key())),
        "scope": def.scope,
        "write": def.write,
        "may_write": access.may_write(def),
        "seal": def.seal,
        "fields": fields,
    })
}

fn field(def: &EntityDef, field: &FieldDef) -> Value {
    let mut json = json!(field);
    if let Some(object) = json.as_object_mut() {
        object.insert("label".to_owned(), label(&def.field_label_key(&field.id)).into());
    }
    json
}

/// The English message of a key.
pub(crate) fn label(key: &str) -> String {
    say(&Problem::new(key))
}
