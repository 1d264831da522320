//! Who may do what: every role with every entity, asked over REST, as one table. When it changes, somebody
//! has to look at it: run with `UPDATE=1` to write it anew.

use std::fmt::Write;

use axum::http::StatusCode;
use serde_json::{Map, Value as Json, json};
use shared::{
    Id, Schema, Value,
    rules::Role,
    schema::{EntityDef, FieldDef, FieldType},
    sync::Operation,
};

use crate::support::{Device, Server};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/routes/matrix.txt");

/// Fields without which a record is refused, though each may be empty by itself.
const NEEDED: [(&str, &str); 8] = [
    ("contact", "last_name"),
    ("lead", "person"),
    ("lead_route", "person"),
    ("specification", "text"),
    ("surcharge", "amount"),
    ("discount_rule", "percent"),
    ("approval_rule", "percent"),
    ("approval_rule", "roles"),
];

/// A valid value for each required field. What they link to is made too, for the same owner.
async fn required(server: &Server, def: &EntityDef, name: &str, owner: Option<Id>) -> Map<String, Json> {
    let needed = |field: &&FieldDef| field.flags.required || NEEDED.contains(&(&*def.name, &*field.id));
    let mut values = Map::new();
    for field in def.fields.iter().filter(needed) {
        let value = match (&field.kind, known(&field.kind)) {
            (_, Some(known)) => json!(known),
            (FieldType::Link { to }, None) => {
                let schema = Schema::built_in();
                let target = schema.entity(to).unwrap();
                json!(Box::pin(plant(server, target, &format!("{name} of {} {}", def.name, field.id), owner)).await)
            }
            (FieldType::Choice { options }, _) => match &def.seal {
                Some(seal) if seal.field == field.id => json!(seal.open.first().unwrap_or(&options[0])),
                _ if ["discount_rule", "approval_rule"].contains(&&*def.name) => json!(options[0]),
                _ => json!(options.last().unwrap()),
            },
            _ if (&*def.name, &*field.id) == ("email", "to") => json!("ada@example.org"),
            (kind, _) => value(kind, name),
        };
        values.insert(field.id.to_string(), value);
    }
    if def.field("email").is_some_and(|field| field.flags.unique) {
        values.insert("email".to_owned(), format!("{}@example.org", name.replace(' ', "-")).into());
    }
    values
}

/// What every workspace has.
fn known(kind: &FieldType) -> Option<Id> {
    match kind.link_target()? {
        "role" => Some(Role::Rep.id()),
        "stage" => Some(Id::named("stage/sales/won")),
        "pipeline" => Some(Id::named("pipeline/sales")),
        _ => None,
    }
}

fn value(kind: &FieldType, name: &str) -> Json {
    match kind {
        FieldType::DateTime => json!("2026-01-01T00:00:00Z"),
        FieldType::Date => json!("2026-01-01"),
        FieldType::Number { .. } => json!(1),
        FieldType::Money => json!({ "amount": "1.00", "currency": "EUR" }),
        FieldType::MultiChoice { options } => json!([options[0]]),
        FieldType::Text { max: 3 } => json!("EUR"),
        _ => json!(name),
    }
}

/// A record of the entity that belongs to nobody, to the caller, to a colleague, or to another team.
async fn plant(server: &Server, def: &EntityDef, name: &str, owner: Option<Id>) -> Id {
    let values = required(server, def, name, owner).await;
    let one = def.one_per.as_ref().and_then(|field| values[&**field].as_str()?.parse().ok());
    let id = one.map_or_else(|| Id::named(&format!("{}/{name}", def.name)), |other| def.id_for(other));
    let mut values: Vec<(String, Value)> =
        values.into_iter().map(|(field, json)| (field, Value::from_json(json))).collect();
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
        // What came of something else stays.
        422 => "never",
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
    for linked in ["product", "from", "to"] {
        let id = Id::named(&format!("product/{linked}"));
        server.write(vec![Operation::create("product", id, [("name", Value::from(linked))])]).await;
    }
    let mut table = String::from(
        "For each role and entity: may it create; then read/change/delete a record of its own, of a\ncolleague's, of another team's. `-`: it is not there for them.\n\n",
    );
    let mut unread = String::from("Fields that a role may not read:\n\n");
    for role in Role::ALL {
        let me = server.person(&format!("a{}", role.key()), role, Some(north)).await;
        let device = server.sign_in(&format!("a{}", role.key())).await;
        for def in Schema::built_in().entities() {
            let name = format!("new {}", role.key()).replace(' ', "-");
            let body = Json::Object(required(&server, def, &name, None).await);
            let create = mark(device.post(&format!("/api/v1/{}", def.plural), &body).await.status);
            let mut line = format!("{:<10}{:<18}{create:<6}", role.key(), &*def.name);
            for (whose, owner) in [("own", me), ("colleague", colleague), ("stranger", stranger)] {
                let id = plant(&server, def, &format!("{}-{whose}", role.key()), Some(owner)).await;
                write!(line, "{:<16}", try_all(&device, def, id).await.join("/")).unwrap();
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
