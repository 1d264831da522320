//! A field that not everybody may read, asked for on every path that there is.

use serde_json::{Value as Json, json};
use shared::{Id, Value, rules::Role, sync::Status};

use crate::support::{Device, Server, set};

/// A currency that nothing else has, nor can an id have all of its letters: wherever it is found, the cost was told.
const SECRET: &str = "UYU";

fn cost(amount: u32) -> Json {
    json!({ "amount": amount.to_string(), "currency": SECRET })
}

fn product(name: &str) -> Id {
    Id::named(&format!("product/{name}"))
}

/// Two products with their costs, entered by a manager; a rep sells them.
async fn firm() -> Server {
    let server = Server::new().await;
    let north = server.team("north", None, None).await;
    server.person("rita", Role::Rep, Some(north)).await;
    server.person("max", Role::Manager, Some(north)).await;
    let max = server.sign_in("max").await;
    for (name, amount) in [("pump", 7), ("desk", 9)] {
        let body = json!({ "id": product(name), "name": name, "cost": cost(amount) });
        let made = max.post("/api/v1/products", &body).await;
        assert_eq!((made.status.as_u16(), &made.json()["cost"]), (201, &cost(amount)));
        server.clock.advance(1000);
    }
    drop(max);
    server
}

fn path(name: &str) -> String {
    format!("/api/v1/products/{}", product(name))
}

async fn silent(device: &Device<'_>, path: &str) -> Json {
    let reply = device.get(path).await;
    assert_eq!(reply.status.as_u16(), 200, "{path}: {}", reply.text());
    assert!(!reply.text().contains(SECRET), "{path}: {}", reply.text());
    reply.json()
}

#[tokio::test]
async fn reading_tells_it_to_those_who_may_read_it() {
    let server = firm().await;
    let (rita, max) = (server.sign_in("rita").await, server.sign_in("max").await);
    assert_eq!(max.get(&path("pump")).await.json()["cost"], cost(7));
    assert_eq!(silent(&rita, &path("pump")).await["name"], "pump");
    assert_eq!(silent(&rita, "/api/v1/products").await["total"], 2);
    let fields = |schema: Json| {
        let product = schema["entities"].as_array().unwrap().iter().find(|entity| entity["name"] == "product").cloned();
        product.unwrap()["fields"].as_array().unwrap().iter().any(|field| field["id"] == "cost")
    };
    assert!(fields(max.get("/api/v1/schema").await.json()));
    assert!(!fields(rita.get("/api/v1/schema").await.json()));
}

#[tokio::test]
async fn asking_does_not_find_it_out() {
    let server = firm().await;
    let (rita, max) = (server.sign_in("rita").await, server.sign_in("max").await);
    let filtered = "/api/v1/products?filter=cost:gte:8";
    let sorted = "/api/v1/products?sort=-cost";
    assert_eq!(max.get(filtered).await.json()["items"][0]["name"], "desk");
    assert_eq!(max.get(sorted).await.json()["items"][0]["name"], "desk");
    for asked in [filtered, sorted, "/api/v1/products?filter=cost:not_empty"] {
        rita.get(asked).await.is_problem(422, "problem-unknown-field");
    }
    for words in [SECRET, "7"] {
        assert_eq!(silent(&rita, &format!("/api/v1/products?q={words}")).await["total"], 0, "{words}");
    }
    // Nor when it was changed, or by whom.
    let before = silent(&rita, &path("pump")).await;
    server.clock.advance(60_000);
    assert_eq!(max.patch(&path("pump"), &json!({ "cost": cost(8) })).await.status.as_u16(), 200);
    let after = silent(&rita, &path("pump")).await;
    assert_eq!(before["_meta"]["updated_at"], after["_meta"]["updated_at"]);
    let later = "/api/v1/products?sort=-@updated&limit=1";
    assert_eq!(silent(&rita, later).await["items"][0]["name"], "desk", "the last one that was changed for her");
}

#[tokio::test]
async fn writing_neither_tells_nor_touches_it() {
    let server = firm().await;
    let max = server.sign_in("max").await;
    let id = product("pump");
    let mut rita = server.sign_in("rita").await;
    let given = Value::from_json(cost(1));
    let outcome = rita.push(vec![set("product", id, "cost", given.clone(), u64::MAX)]).await;
    assert!(matches!(outcome.status, Status::Rejected { .. }), "{outcome:?}");
    rita.patch(&path("pump"), &json!({ "cost": cost(1) })).await.is_problem(422, "problem-unknown-field");
    server.write(vec![set("user", Id::named("user/max"), "role", Role::Rep.id(), u64::MAX)]).await;
    max.patch(&path("pump"), &json!({ "cost": cost(1) })).await.is_problem(422, "problem-unknown-field");
    server.write(vec![set("user", Id::named("user/max"), "role", Role::Manager.id(), u64::MAX)]).await;
    let changed = max.patch(&path("pump"), &json!({ "name": "Pump" })).await;
    assert_eq!(changed.json()["cost"], cost(7));
}

#[tokio::test]
async fn replicas_get_rows_chunks_and_sums_without_it() {
    let server = firm().await;
    let (rita, max) = (server.sign_in("rita").await, server.sign_in("max").await);
    let here = server.app.workspace.truth().head().cursor();
    server.write(vec![set("product", product("pump"), "name", "Pump", u64::MAX)]).await;
    for (device, told) in [(&rita, false), (&max, true)] {
        let changes = device.pull(Some(&here), &device.scopes(), false).await;
        assert_eq!(changes["kind"], "changes");
        assert_eq!(changes.to_string().contains(SECRET), told);
        assert_eq!(changes["identity"].to_string().contains("cost"), !told, "a device is told what it is not told");
    }
    let chunk = async |device: &Device<'_>| {
        let manifest = device.pull(None, &json!([]), false).await;
        let chunks = manifest["manifest"]["chunks"].as_array().unwrap().clone();
        let of_products = chunks.iter().find(|chunk| chunk["entity"] == "product").unwrap();
        of_products["hash"].as_str().unwrap().to_owned()
    };
    let (her_chunk, his_chunk) = (chunk(&rita).await, chunk(&max).await);
    assert_ne!(her_chunk, his_chunk);
    rita.get(&format!("/api/sync/chunk/{his_chunk}")).await.is_problem(404, "problem-not-found");
    assert_eq!(rita.get(&format!("/api/sync/chunk/{her_chunk}")).await.status.as_u16(), 200);
    // Demoted, he gets another snapshot, and what was promised to the manager is gone.
    let (scopes, proof) = (max.scopes(), max.proof().await);
    let cursor = server.app.workspace.truth().head().cursor();
    server.write(vec![set("user", Id::named("user/max"), "role", Role::Rep.id(), u64::MAX)]).await;
    max.get(&format!("/api/sync/chunk/{his_chunk}")).await.is_problem(404, "problem-not-found");
    assert_eq!(max.pull_proving(&cursor, &scopes, false, &proof).await["kind"], "snapshot");
}

#[tokio::test]
async fn rows_that_look_alike_to_both_are_one_chunk_for_both() {
    let server = Server::new().await;
    let north = server.team("north", None, None).await;
    for (name, role) in [("rita", Role::Rep), ("max", Role::Manager)] {
        server.person(name, role, Some(north)).await;
    }
    server.write(vec![shared::sync::Operation::create("product", product("pump"), [("name", Value::from("x"))])]).await;
    let devices = [server.sign_in("rita").await, server.sign_in("max").await];
    let mut hashes = Vec::new();
    for device in &devices {
        let manifest = device.pull(None, &json!([]), false).await;
        let chunks = manifest["manifest"]["chunks"].as_array().unwrap().clone();
        let hash = chunks.iter().find(|chunk| chunk["entity"] == "product").unwrap()["hash"].clone();
        hashes.push(hash.as_str().unwrap().to_owned());
    }
    assert_eq!(hashes[0], hashes[1]);
    for device in &devices {
        assert_eq!(device.get(&format!("/api/sync/chunk/{}", hashes[0])).await.status.as_u16(), 200);
    }
}
