use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;
use server::{
    app::App,
    assets::Listed,
    auth::Sessions,
    config::{Config, SignIn},
    routes,
    store::{Batch, MemoryStore, Row, Store, StoreError, Table},
};
use shared::rules::Role;

use crate::support::{FILES, PASSWORD, Server, config, set};

const DAY: u64 = 24 * 60 * 60 * 1000;

#[tokio::test]
async fn signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use() {
    let server = Server::new().await;
    let body = json!({ "email": " ADA@example.com ", "password": PASSWORD });
    let reply = server.post("/api/session", &body).await;
    assert_eq!(reply.status, 201);
    let cookie = reply.header("set-cookie");
    assert!(cookie.starts_with("__Host-sextant="), "{cookie}");
    for part in ["; Path=/", "; HttpOnly", "; Secure", "; SameSite=Strict", "; Max-Age=7776000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert_eq!(cookie.split(['=', ';']).nth(1).unwrap().len(), 64);
    let me = reply.json();
    assert_eq!(
        (me["name"].as_str(), me["role"].as_str(), me["workspace"].as_str()),
        (Some("Ada"), Some("owner"), Some("Acme"))
    );
    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_token_is_not_in_the_store() {
    let server = Server::new().await;
    let device = server.sign_in("ada").await;
    let token = device.cookie.split_once('=').unwrap().1;
    let rows = server::store::Store::scan(&*server.store, server::store::Table::Session, None, 10).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert!(!rows[0].key.contains(token) && !rows[0].value.contains(token));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let server = Server::new().await;
    server.person("gone", Role::Rep, None).await;
    server.write(vec![set("user", shared::Id::named("user/gone"), "active", false, u64::MAX)]).await;
    let mut answers = Vec::new();
    for (email, password) in
        [("ada@example.com", "wrong horse"), ("nobody@example.com", PASSWORD), ("gone@example.com", PASSWORD)]
    {
        let reply = server.post("/api/session", &json!({ "email": email, "password": password })).await;
        reply.is_problem(401, "problem-credentials");
        answers.push(reply.text());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn guessing_is_slowed_down_and_waiting_helps() {
    let config = Config { sign_in: SignIn { account_failures: 3, ..SignIn::default() }, ..config() };
    let server = Server::with(config).await;
    let wrong = json!({ "email": "ada@example.com", "password": "wrong horse" });
    for _ in 0..3 {
        server.post("/api/session", &wrong).await.is_problem(401, "problem-credentials");
    }
    let right = json!({ "email": "ada@example.com", "password": PASSWORD });
    let reply = server.post("/api/session", &right).await;
    reply.is_problem(429, "problem-too-often");
    assert_eq!(reply.header("retry-after"), "30");
    server.clock.advance(30_000);
    assert_eq!(server.post("/api/session", &right).await.status, 201);
    assert_eq!(server.post("/api/session", &right).await.status, 201, "success clears the account");
}

#[tokio::test]
async fn many_guesses_at_once_do_not_slip_through() {
    let config = Config { sign_in: SignIn { account_failures: 3, ..SignIn::default() }, ..config() };
    let server = Server::with(config).await;
    let wrong = json!({ "email": "ada@example.com", "password": "wrong horse" });
    let replies = futures::future::join_all((0..20).map(|_| server.post("/api/session", &wrong))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 401).count(), 3);
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let server = Server::new().await;
    let device = server.sign_in("ada").await;
    assert_eq!(device.get("/api/session").await.json()["email"], "ada@example.com");
    let reply = device.delete("/api/session").await;
    assert_eq!(reply.status, 204);
    assert!(reply.header("set-cookie").contains("Max-Age=0"));
    device.get("/api/session").await.is_problem(401, "problem-signed-out");
}

#[tokio::test]
async fn signing_in_again_replaces_the_token_of_the_device() {
    let server = Server::new().await;
    let device = server.sign_in("ada").await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    assert_eq!(device.post("/api/session", &body).await.status, 201);
    device.get("/api/session").await.is_problem(401, "problem-signed-out");
}

#[tokio::test]
async fn days_offline_do_not_sign_out_but_a_month_does() {
    let server = Server::new().await;
    let device = server.sign_in("ada").await;
    for _ in 0..3 {
        server.clock.advance(25 * DAY);
        assert_eq!(device.get("/api/session").await.status, 200, "each sign of life counts");
    }
    server.clock.advance(16 * DAY);
    device.get("/api/session").await.is_problem(401, "problem-signed-out");
    let other = server.sign_in("ada").await;
    server.clock.advance(31 * DAY);
    other.get("/api/session").await.is_problem(401, "problem-signed-out");
}

#[tokio::test]
async fn whoever_may_not_work_here_any_more_is_out_at_once() {
    let server = Server::new().await;
    let rep = server.person("rep", Role::Rep, None).await;
    let device = server.sign_in("rep").await;
    assert_eq!(device.get("/api/session").await.status, 200);
    server.write(vec![set("user", rep, "active", false, u64::MAX)]).await;
    device.get("/api/session").await.is_problem(401, "problem-signed-out");
    server.write(vec![set("user", rep, "active", true, u64::MAX)]).await;
    device.get("/api/session").await.is_problem(401, "problem-signed-out");
}

#[tokio::test]
async fn a_changed_role_counts_at_once() {
    let server = Server::new().await;
    let rep = server.person("rep", Role::Rep, None).await;
    let device = server.sign_in("rep").await;
    device.get("/api/v1/api-keys").await.is_problem(403, "problem-not-allowed");
    server.write(vec![set("user", rep, "role", Role::Admin.id(), u64::MAX)]).await;
    assert_eq!(device.get("/api/v1/api-keys").await.status, 200);
}

#[tokio::test]
async fn only_our_own_pages_may_change_things() {
    let server = Server::new().await;
    let device = server.sign_in("ada").await;
    let contact = json!({ "last_name": "Smith" });
    for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("sec-fetch-site", "none")]
    {
        let reply = device.request(Method::POST, "/api/v1/contacts", Some(&contact), &[(name, value)]).await;
        reply.is_problem(403, "problem-cross-site");
    }
    let request = |origin: Option<&str>| {
        let mut request = Request::post("/api/v1/contacts").header(header::COOKIE, &device.cookie);
        request = request.header(header::CONTENT_TYPE, "application/json").header(header::HOST, "crm.example");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        request.body(Body::from(contact.to_string())).unwrap()
    };
    server.send(request(None)).await.is_problem(403, "problem-cross-site");
    server.send(request(Some("https://evil.example"))).await.is_problem(403, "problem-cross-site");
    assert_eq!(server.send(request(Some("https://crm.example"))).await.status, 201);
    let foreign = Request::post("/api/session")
        .header(header::CONTENT_TYPE, "application/json")
        .header("sec-fetch-site", "cross-site");
    let body = json!({ "email": "ada@example.com", "password": PASSWORD }).to_string();
    server.send(foreign.body(Body::from(body)).unwrap()).await.is_problem(403, "problem-cross-site");
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_too() {
    let server = Server::new().await;
    let send = async |kind: &str, body: &str| {
        let request = Request::post("/api/session").header(header::CONTENT_TYPE, kind);
        server.send(request.body(Body::from(body.to_owned())).unwrap()).await
    };
    send("application/json", "{").await.is_problem(400, "problem-malformed");
    send("application/json", "{}").await.is_problem(400, "problem-malformed");
    send("text/plain", "{}").await.is_problem(415, "problem-media-type");
    send("application/x-www-form-urlencoded", "email=a").await.is_problem(415, "problem-media-type");
    send("application/json", &format!("\"{}\"", "x".repeat(2 << 20))).await.is_problem(413, "problem-too-large");
    server.get("/api/nothing").await.is_problem(404, "problem-not-found");
    let request = Request::put("/api/session").body(Body::empty()).unwrap();
    server.send(request).await.is_problem(405, "problem-method");
}

#[tokio::test]
async fn a_full_disk_keeps_nobody_from_reading() {
    let server = Server::new().await;
    let device = server.sign_in("ada").await;
    server.clock.advance(2 * 60 * 60 * 1000);
    server.store.fail_next(&server::store::StoreError::Full, 1);
    assert_eq!(device.get("/api/session").await.status, 200);
}

/// A store in which somebody else commits just after a row of a table was read, once.
struct Meddled {
    inner: Arc<MemoryStore>,
    after_get: Mutex<Option<(Table, Batch)>>,
}

impl Meddled {
    fn new(inner: Arc<MemoryStore>) -> Arc<Self> {
        Arc::new(Self { inner, after_get: Mutex::default() })
    }

    fn after_get(&self, table: Table, batch: Batch) {
        *self.after_get.lock().unwrap() = Some((table, batch));
    }
}

#[async_trait]
impl Store for Meddled {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        self.inner.commit(batch).await
    }

    async fn get(&self, table: Table, key: &str) -> Result<Option<String>, StoreError> {
        let value = self.inner.get(table, key).await;
        let batch = self.after_get.lock().unwrap().take_if(|(wanted, _)| *wanted == table);
        if let Some((_, batch)) = batch {
            self.inner.commit(batch).await.unwrap();
        }
        value
    }

    async fn has(&self, table: Table, key: &str) -> Result<bool, StoreError> {
        self.inner.has(table, key).await
    }

    async fn scan(&self, table: Table, after: Option<&str>, limit: usize) -> Result<Vec<Row>, StoreError> {
        self.inner.scan(table, after, limit).await
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.inner.ready().await
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.inner.close().await
    }
}

#[tokio::test]
async fn a_session_that_is_ended_while_a_request_comes_in_stays_ended() {
    let server = Server::new().await;
    let store = Meddled::new(server.store.clone());
    let sessions = Sessions::new(store.clone(), server.clock.clone(), config().sessions);
    let (session, token) = sessions.begin(server.owner, "browser", "::1").await.unwrap();
    server.clock.advance(2 * 60 * 60 * 1000);
    store.after_get(Table::Session, Batch::new().without(Table::Session, &*session.key));
    assert!(sessions.find(&token).await.unwrap().is_some(), "it was good when it was read");
    assert!(sessions.find(&token).await.unwrap().is_none());
}

#[tokio::test]
async fn a_sign_in_with_a_password_that_is_changed_meanwhile_leaves_no_session() {
    let mut server = Server::new().await;
    let store = Meddled::new(server.store.clone());
    server.app = App::open(store.clone(), config(), server.clock.clone(), Box::new(Listed(FILES))).await.unwrap();
    server.router = routes::router(server.app.clone());
    let changed = json!({ "hash": "another", "set_at": 1 }).to_string();
    store.after_get(Table::Credential, Batch::new().with(Table::Credential, server.owner.to_string(), changed));
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    server.post("/api/session", &body).await.is_problem(401, "problem-credentials");
    assert!(store.scan(Table::Session, None, 10).await.unwrap().is_empty());
}
