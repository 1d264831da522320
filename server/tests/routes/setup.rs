use serde_json::json;
use server::store::StoreError;

use crate::support::{PASSWORD, Server, config};

#[tokio::test]
async fn the_first_visitor_makes_the_workspace_and_nobody_after() {
    let server = Server::empty(config()).await;
    assert_eq!(server.get("/api/setup").await.json(), json!({ "needed": true }));
    let first = json!({ "workspace": "Acme", "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
    let reply = server.post("/api/setup", &first).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.json()["role"], "owner");
    assert!(reply.header("set-cookie").starts_with("__Host-sextant="));
    assert_eq!(server.get("/api/setup").await.json(), json!({ "needed": false }));
    server.post("/api/setup", &first).await.is_problem(409, "problem-already-set-up");
    let ada = server.sign_in("ada").await;
    let stages = ada.get("/api/v1/stages?sort=position").await.json();
    let names: Vec<_> =
        stages["items"].as_array().unwrap().iter().map(|stage| stage["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Prospecting", "Engaging", "Proposal", "Negotiation", "Won", "Lost"]);
    assert_eq!(ada.get("/api/v1/roles").await.json()["total"], 5);
}

#[tokio::test]
async fn two_first_visitors_make_one_workspace() {
    let server = Server::empty(config()).await;
    let first = |name: &str| json!({ "workspace": name, "name": name, "email": format!("{name}@example.com"), "password": PASSWORD });
    let (one, other) = (first("one"), first("other"));
    let (one, other) = tokio::join!(server.post("/api/setup", &one), server.post("/api/setup", &other));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(server.app.workspace.truth().head().seq, 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_by_field_and_nothing_is_made() {
    let server = Server::empty(config()).await;
    let reply =
        server.post("/api/setup", &json!({ "workspace": " ", "name": "A", "email": "x", "password": "short" })).await;
    assert_eq!(reply.status, 422);
    let fields: Vec<_> =
        reply.json()["problems"].as_array().unwrap().iter().map(|problem| problem["field"].clone()).collect();
    assert_eq!(fields, ["workspace", "password"]);
    let reply =
        server.post("/api/setup", &json!({ "workspace": "A", "name": "A", "email": "x", "password": PASSWORD })).await;
    reply.is_problem(422, "problem-email");
    assert_eq!(server.app.workspace.truth().head().seq, 0);
}

#[tokio::test]
async fn a_full_disk_is_said_and_later_it_works() {
    let server = Server::empty(config()).await;
    let first = json!({ "workspace": "Acme", "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
    server.store.fail_next(&StoreError::Full, 1);
    server.post("/api/setup", &first).await.is_problem(507, "problem-server-full");
    assert_eq!(server.post("/api/setup", &first).await.status, 201);
}
