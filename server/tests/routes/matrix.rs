//! Who may do what: every role with every entity, asked over REST, as one table. When it changes, somebody
//! has to look at it: run with `UPDATE=1` to write it anew.

use std::fmt::Write;

use axum::http::StatusCode;
use serde_json::{Map, Value as Json, json};
use shared::{
    Id, Schema, Value,
    rules::Role,
    schema::{EntityDef, FieldType},
    sync::Operation,
};

use crate::support::{Device, Server};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/routes/matrix.txt");

/// A valid value for each required field.
fn required(def: &EntityDef, name: &str) -> Map<String, Json> {
    let needed = |field: &&shared::schema::FieldDef| {
        field.flags.required || (&*def.name == "contact" && &*field.id == "last_name")
    };
    let mut values: Map<String, Json> =
        def.fields.iter().filter(needed).map(|field| (field.id.to_string(), value(&field.kind, name))).collect();
    if def.field("email").is_some_and(|field| field.flags.unique) {
        values.insert("email".to_owned(), format!("{name}@example.org").into());
    }
    values
}

fn value(kind: &FieldType, name: &str) -> Json {
    match kind {
        FieldType::Choice { options } => json!(options.last().unwrap()),
        FieldType::DateTime => json!("2026-01-01T00:00:00Z"),
        FieldType::Link { to } => json!(match &**to {
            "role" => Role::Rep.id(),
            "stage" => Id::named("stage/sales/won"),
            "pipeline" => Id::named("pipeline/sales"),
            other => panic!("a link to {other}"),
        }),
        _ => json!(name),
    }
}

/// A record of the entity that belongs to nobody, to the caller, to a colleague, or to another team.
async fn plant(server: &Server, def: &EntityDef, name: &str, owner: Option<Id>) -> Id {
    let id = Id::named(&format!("{}/{name}", def.name));
    let mut values: Vec<(String, Value)> =
        required(def, name).into_iter().map(|(field, json)| (field, Value::from_json(json))).collect();
    if let Some(owner) = owner {
        let field = ["owner", "people"].into_iter().find(|field| def.field(field).is_some());
        values.extend(field.map(|field| {
            (field.to_owned(), if field == "people" { Value::list([owner.to_string()]) } else { owner.into() })
        }));
    }
    server.write(vec![Operation::create(&def.name, id, values)]).await;
    id
}

fn mark(status: StatusCode) -> &'static str {
    match status.as_u16() {
        200 | 201 | 204 => "yes",
        403 => "no",
        404 => "-",
        other => panic!("{other}"),
    }
}

async fn try_all(device: &Device<'_>, def: &EntityDef, id: Id) -> [&'static str; 3] {
    let path = format!("/api/v1/{}/{id}", def.plural);
    let read = device.get(&path).await;
    let field = def.fields.iter().find(|field| matches!(field.kind, FieldType::Text { .. })).unwrap();
    let changed = device.patch(&path, &json!({ &*field.id: format!("by {}", device.user) })).await;
    let delete = device.delete(&path).await;
    [mark(read.status), mark(changed.status), mark(delete.status)]
}

/// Fields that are not in the schema as it is told to somebody.
async fn hidden(device: &Device<'_>) -> Vec<String> {
    let told = device.get("/api/v1/schema").await.json();
    let told: Vec<String> = told["entities"].as_array().unwrap().iter().flat_map(names).collect();
    let all: Vec<String> = Schema::built_in()
        .entities()
        .flat_map(|def| names(&json!({ "name": def.name, "fields": def.fields })))
        .collect();
    all.into_iter().filter(|name| !told.contains(name)).collect()
}

fn names(entity: &Json) -> Vec<String> {
    let fields = entity["fields"].as_array().unwrap().iter();
    fields.map(|field| format!("{}.{}", entity["name"].as_str().unwrap(), field["id"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn the_table_of_rights_is_as_agreed() {
    let server = Server::new().await;
    let (north, south) = (server.team("north", None, None).await, server.team("south", None, None).await);
    let colleague = server.person("colleague", Role::Rep, Some(north)).await;
    let stranger = server.person("stranger", Role::Rep, Some(south)).await;
    let mut table = String::from(
        "For each role and entity: may it create; then read/change/delete a record of its own, of a\ncolleague's, of another team's. `-`: it is not there for them.\n\n",
    );
    let mut unread = String::from("Fields that a role may not read:\n\n");
    for role in Role::ALL {
        let me = server.person(&format!("a{}", role.key()), role, Some(north)).await;
        let device = server.sign_in(&format!("a{}", role.key())).await;
        for def in Schema::built_in().entities() {
            let body = Json::Object(required(def, &format!("new {}", role.key()).replace(' ', "-")));
            let create = mark(device.post(&format!("/api/v1/{}", def.plural), &body).await.status);
            let mut line = format!("{:<10}{:<18}{create:<6}", role.key(), &*def.name);
            for (whose, owner) in [("own", me), ("colleague", colleague), ("stranger", stranger)] {
                let id = plant(&server, def, &format!("{}-{whose}", role.key()), Some(owner)).await;
                write!(line, "{:<14}", try_all(&device, def, id).await.join("/")).unwrap();
            }
            table.push_str(line.trim_end());
            table.push('\n');
        }
        table.push('\n');
        writeln!(unread, "{:<10}{}", role.key(), hidden(&device).await.join(" ")).unwrap();
    }
    table.push_str(&unread.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n"));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(TABLE, &table).unwrap();
    }
    let agreed = std::fs::read_to_string(TABLE).unwrap_or_default();
    assert!(table == agreed, "the table of rights has changed; it is now\n{table}");
}
