use axum::body::Body;
use axum::http::{Request, header};
use serde_json::json;
use shared::rules::Role;

use crate::support::{Reply, Server, set};

async fn with_key(server: &Server, method: &str, path: &str, key: &str, body: &str) -> Reply {
    let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
    let request = request.header(header::CONTENT_TYPE, "application/json");
    server.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn a_key_acts_as_its_person_without_cookie_or_origin() {
    let server = Server::new().await;
    let rep = server.person("rep", Role::Rep, None).await;
    let ada = server.sign_in("ada").await;
    let made = ada.post("/api/v1/api-keys", &json!({ "name": "robot", "user": rep })).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    assert_eq!(with_key(&server, "GET", "/api/session", &secret, "").await.json()["user"], json!(rep));
    let created = with_key(&server, "POST", "/api/v1/contacts", &secret, r#"{"last_name":"Smith"}"#).await;
    assert_eq!(created.json()["_meta"]["created_by"], json!(rep));
    with_key(&server, "GET", "/api/v1/api-keys", &secret, "").await.is_problem(403, "problem-not-allowed");
    let listed = ada.get("/api/v1/api-keys").await;
    assert!(!listed.text().contains(&secret) && listed.text().contains("robot"));
    server.write(vec![set("user", rep, "active", false, u64::MAX)]).await;
    with_key(&server, "GET", "/api/session", &secret, "").await.is_problem(401, "problem-signed-out");
}

#[tokio::test]
async fn a_key_that_was_taken_back_opens_nothing() {
    let server = Server::new().await;
    let ada = server.sign_in("ada").await;
    let made = ada.post("/api/v1/api-keys", &json!({ "name": "robot" })).await.json();
    let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert_eq!(with_key(&server, "GET", "/api/session", secret, "").await.status, 200);
    assert_eq!(ada.delete(&format!("/api/v1/api-keys/{id}")).await.status, 204);
    ada.delete(&format!("/api/v1/api-keys/{id}")).await.is_problem(404, "problem-not-found");
    with_key(&server, "GET", "/api/session", secret, "").await.is_problem(401, "problem-signed-out");
    with_key(&server, "GET", "/api/session", "sextant_made_up", "").await.is_problem(401, "problem-signed-out");
}

#[tokio::test]
async fn nobody_makes_a_key_that_may_do_more_than_they() {
    let server = Server::new().await;
    server.person("adam", Role::Admin, None).await;
    server.person("rep", Role::Rep, None).await;
    let (adam, rep) = (server.sign_in("adam").await, server.sign_in("rep").await);
    let as_owner = json!({ "name": "robot", "user": server.owner });
    adam.post("/api/v1/api-keys", &as_owner).await.is_problem(403, "problem-not-allowed");
    rep.post("/api/v1/api-keys", &json!({ "name": "robot" })).await.is_problem(403, "problem-not-allowed");
    adam.post("/api/v1/api-keys", &json!({ "name": " " })).await.is_problem(422, "problem-required");
    assert_eq!(adam.post("/api/v1/api-keys", &json!({ "name": "mine" })).await.status, 201);
}
