use axum::body::Body;
use axum::http::Request;
use serde_json::{Value as Json, json};
use server::{
    config::{Config, Public},
    demo::{Plan, make},
    store::StoreError,
};
use shared::demo;

use crate::support::{PASSWORD, Reply, START, Server, config};

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

/// Presses for the demo, as a page of the server does.
async fn press(server: &Server) -> Reply {
    server.post("/api/setup/demo", &Json::Null).await
}

async fn enter(server: &Server, email: &str) -> Reply {
    server.post("/api/session", &json!({ "email": email, "password": demo::PASSWORD })).await
}

#[tokio::test]
async fn a_press_makes_the_demo_and_signs_its_owner_in() {
    let server = Server::empty(config()).await;
    let before = json!({ "offered": true, "begun": false, "made": 0, "records": 0 });
    assert_eq!(server.get("/api/setup/demo").await.json(), before);
    let reply = press(&server).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    assert_eq!(reply.json()["role"], "owner");
    assert!(reply.header("set-cookie").starts_with("__Host-sextant="));
    assert!(server.app.workspace.truth().len() > 1000);
    assert_eq!(server.get("/api/setup").await.json(), json!({ "needed": false }));
    let after = json!({ "offered": false, "begun": false, "made": 0, "records": 0 });
    assert_eq!(server.get("/api/setup/demo").await.json(), after);
    for person in demo::PEOPLE.iter().chain([&demo::OWNER]) {
        assert_eq!(enter(&server, person.email).await.status, 201, "{}", person.email);
    }
    let head = server.app.workspace.truth().head().seq;
    press(&server).await.is_problem(409, "problem-already-set-up");
    assert_eq!(server.app.workspace.truth().head().seq, head);
}

#[tokio::test]
async fn who_presses_meanwhile_waits_for_the_same_demo() {
    let (server, alone) = (Server::empty(config()).await, Server::empty(config()).await);
    let (one, other) = tokio::join!(press(&server), press(&server));
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (201, 201));
    assert_eq!(one.json()["user"], other.json()["user"]);
    press(&alone).await;
    let length = |server: &Server| server.app.workspace.truth().head().seq;
    assert_eq!(length(&server), length(&alone));
}

#[tokio::test]
async fn a_workspace_is_never_filled_with_the_demo() {
    let server = Server::new().await;
    assert_eq!(server.get("/api/setup/demo").await.json()["offered"], false);
    press(&server).await.is_problem(409, "problem-already-set-up");
    assert_eq!(server.app.workspace.truth().head().seq, 1);
}

#[tokio::test]
async fn a_demo_that_was_interrupted_lets_nobody_in_and_goes_on() {
    let server = Server::empty(config()).await;
    let plan = Plan::small("2026-11-21".parse().unwrap());
    let fill_the_disk = |_, _| server.store.fail_next(&StoreError::Full, 1);
    make(&server.app.workspace, &server.app.passwords, &plan, START, fill_the_disk).await.unwrap_err();
    server.store.heal();

    assert_eq!(server.get("/api/setup").await.json(), json!({ "needed": true }));
    let stands = server.get("/api/setup/demo").await.json();
    assert_eq!((&stands["offered"], &stands["begun"]), (&Json::Bool(true), &Json::Bool(true)));
    enter(&server, demo::OWNER.email).await.is_problem(401, "problem-credentials");
    let first = json!({ "workspace": "Acme", "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
    server.post("/api/setup", &first).await.is_problem(409, "problem-already-set-up");

    assert_eq!(press(&server).await.status, 201);
    let whole = Server::empty(config()).await;
    make(&whole.app.workspace, &whole.app.passwords, &plan, START, |_, _| ()).await.unwrap();
    assert_eq!(server.app.workspace.truth().len(), whole.app.workspace.truth().len());
}

#[tokio::test]
async fn a_demo_is_refused_where_the_operator_says_so_and_to_other_sites() {
    let public = Public { demo: false, ..Public::default() };
    let server = Server::empty(Config { public, ..config() }).await;
    assert_eq!(server.get("/api/setup/demo").await.json()["offered"], false);
    press(&server).await.is_problem(403, "problem-no-demo");
    assert_eq!(server.get("/api/setup").await.json(), json!({ "needed": true }));

    let server = Server::empty(config()).await;
    let foreign = Request::post("/api/setup/demo").header("sec-fetch-site", "cross-site").body(Body::empty()).unwrap();
    server.send(foreign).await.is_problem(403, "problem-cross-site");
    assert_eq!(server.app.workspace.truth().head().seq, 0);
}
