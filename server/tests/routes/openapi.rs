use std::collections::BTreeSet;

use serde_json::Value as Json;
use shared::rules::Role;

use crate::support::{Server, config};

fn references(json: &Json, found: &mut BTreeSet<String>) {
    match json {
        Json::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Json::as_str).map(ToOwned::to_owned));
            fields.values().for_each(|value| references(value, found));
        }
        Json::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_description_is_whole_and_covers_every_entity() {
    let server = Server::empty(config()).await;
    let api = server.get("/api/openapi.json").await.json();
    assert_eq!(api["openapi"], "3.1.0");
    let schema = std::sync::Arc::new(shared::Schema::built_in());
    for def in schema.visible_to(Role::ReadOnly).entities() {
        for path in [format!("/api/v1/{}", def.plural), format!("/api/v1/{}/{{id}}", def.plural)] {
            assert!(api["paths"].get(&path).is_some(), "{path}");
        }
        let fields = &api["components"]["schemas"][&*def.name]["properties"];
        assert!(def.fields.iter().all(|field| fields.get(&*field.id).is_some()), "{}", def.name);
    }
    let mut found = BTreeSet::new();
    references(&api, &mut found);
    for reference in found {
        assert!(api.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
    }
    assert!(!api.to_string().contains("entity-"), "a label without a message");
}

#[tokio::test]
async fn the_description_tells_why_a_file_is_not_taken() {
    let api = Server::empty(config()).await.get("/api/openapi.json").await.json();
    let answers = &api["paths"]["/api/blobs/{hash}"]["put"]["responses"];
    for status in ["401", "403", "413", "422", "429"] {
        assert!(answers[status]["content"].get("application/problem+json").is_some(), "{status}");
    }
    assert!(answers["429"]["headers"].get("Retry-After").is_some());
}

#[tokio::test]
async fn the_description_names_no_field_that_the_caller_may_not_read() {
    let server = Server::new().await;
    for (name, role) in [("rep", Role::Rep), ("boss", Role::Manager)] {
        server.person(name, role, None).await;
    }
    let path = "/api/openapi.json";
    let (rep, boss) = (server.sign_in("rep").await.get(path).await, server.sign_in("boss").await.get(path).await);
    for (who, reply, told) in [("nobody", server.get(path).await, false), ("rep", rep, false), ("boss", boss, true)] {
        let schemas = &reply.json()["components"]["schemas"];
        for shape in ["product", "product_input"] {
            assert_eq!(schemas[shape]["properties"].get("cost").is_some(), told, "{who}: {shape}");
        }
    }
}

#[tokio::test]
async fn the_schema_says_what_the_caller_may_write() {
    let server = Server::new().await;
    server.get("/api/v1/schema").await.is_problem(401, "problem-signed-out");
    server.person("rep", Role::Rep, None).await;
    let schema = server.sign_in("rep").await.get("/api/v1/schema").await.json();
    let entity = |name: &str| {
        schema["entities"].as_array().unwrap().iter().find(|entity| entity["name"] == name).unwrap().clone()
    };
    assert_eq!(
        (&entity("contact")["may_write"], &entity("pipeline")["may_write"]),
        (&Json::Bool(true), &Json::Bool(false))
    );
    let contact = entity("contact");
    let email = contact["fields"].as_array().unwrap().iter().find(|field| field["id"] == "email").unwrap().clone();
    assert_eq!((email["type"].as_str(), email["label"].as_str()), (Some("email"), Some("E-mail")));
}
