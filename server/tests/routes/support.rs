//! A server over a store in memory, people who use it, and requests without a network.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value as Json, json};
use server::{
    app::App,
    assets::Listed,
    clock::ManualClock,
    config::{Config, Passwords},
    routes,
    store::{MemoryStore, Table},
    workspace::{Actor, Founding, Joining, Offer, Push, found, stored::to_text},
};
use shared::{
    Id, Value,
    rules::Role,
    sync::{Change, Cursor, Edit, Mutation, Operation, Outcome, PROTOCOL, Status},
};
use tower::ServiceExt;

pub const START: u64 = 1_795_000_000_000;
pub const PASSWORD: &str = "correct horse";
pub const FILES: &[(&str, &[u8])] = &[
    ("index.html", b"<!doctype html><title>Sextant</title>"),
    ("index.html.br", b"brotli of the page"),
    ("app-0123456789abcdef.js", b"export {}"),
    ("app-0123456789abcdef.js.br", b"brotli of the script"),
    ("app-0123456789abcdef.js.gz", b"gzip of the script"),
    ("sw.js", b"// worker"),
    ("manifest.webmanifest", b"{}"),
    ("app-0123456789abcdef.wasm", b"\0asm"),
];

pub struct Server {
    pub app: App,
    pub store: Arc<MemoryStore>,
    pub clock: Arc<ManualClock>,
    pub router: Router,
    pub owner: Id,
}

impl Server {
    /// A server with a workspace and its owner, ada@example.com.
    pub async fn new() -> Self {
        Self::with(config()).await
    }

    pub async fn with(config: Config) -> Self {
        let mut server = Self::empty(config).await;
        let hash = server.app.passwords.hash(PASSWORD).await.unwrap();
        let founding = Founding {
            workspace: "Acme".to_owned(),
            name: "Ada".to_owned(),
            email: "ada@example.com".to_owned(),
            credential: Some(json!({ "hash": hash, "set_at": 0 }).to_string()),
        };
        let (owner, status) = found(&server.app.workspace, &founding, START).await.unwrap();
        assert_eq!(status, Status::Applied);
        server.owner = owner;
        server
    }

    /// A server without a workspace.
    pub async fn empty(config: Config) -> Self {
        Self::over(Arc::new(MemoryStore::new()), config).await
    }

    /// A server over a store that may hold something.
    pub async fn over(store: Arc<MemoryStore>, config: Config) -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let app = App::open(store.clone(), config, clock.clone(), Box::new(Listed(FILES))).await.unwrap();
        let router = routes::router(app.clone());
        Self { app, store, clock, router, owner: Id::NIL }
    }

    /// Writes as the server itself; everything must stand.
    pub async fn write(&self, ops: Vec<Operation>) -> u64 {
        let client = server::clock::new_id(START).unwrap();
        let mutation =
            Mutation { client, number: 1, at: self.now(), ops, group: None, epoch: String::new(), seen: None };
        let outcomes = self.app.workspace.push(Push::new(Actor::System, vec![Offer::new(mutation)])).await.unwrap();
        assert_eq!(outcomes[0].status, Status::Applied, "{outcomes:?}");
        outcomes[0].seq
    }

    pub fn now(&self) -> u64 {
        server::clock::Clock::now(&*self.clock)
    }

    /// A team under another one, perhaps led by somebody.
    pub async fn team(&self, name: &str, parent: Option<Id>, manager: Option<Id>) -> Id {
        let id = Id::named(name);
        let values = [("name", Value::from(name)), ("parent", parent.into()), ("manager", manager.into())];
        self.write(vec![Operation::create("team", id, values)]).await;
        id
    }

    /// A person `NAME@example.com` with the usual password.
    pub async fn person(&self, name: &str, role: Role, team: Option<Id>) -> Id {
        let id = Id::named(&format!("user/{name}"));
        let email = format!("{name}@example.com");
        let operation = Joining { id, name, email: &email, role, team }.operation();
        let client = server::clock::new_id(START).unwrap();
        let mutation = Mutation {
            client,
            number: 1,
            at: START,
            ops: vec![operation],
            group: None,
            epoch: String::new(),
            seen: None,
        };
        let mut push = Push::new(Actor::System, vec![Offer::new(mutation)]);
        let hash = self.app.passwords.hash(PASSWORD).await.unwrap();
        push.also.push((Table::Credential, id.to_string(), to_text(&json!({ "hash": hash, "set_at": 0 })).unwrap()));
        let outcomes = self.app.workspace.push(push).await.unwrap();
        assert_eq!(outcomes[0].status, Status::Applied, "{outcomes:?}");
        id
    }

    /// One request without a session.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Reply { status: parts.status, headers: parts.headers, bytes }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Signs somebody in on a new device.
    pub async fn sign_in(&self, name: &str) -> Device<'_> {
        let reply =
            self.post("/api/session", &json!({ "email": format!("{name}@example.com"), "password": PASSWORD })).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
        let cookie = reply.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Device {
            server: self,
            cookie,
            client: server::clock::new_id(START).unwrap(),
            number: 0,
            user: reply.json()["user"].as_str().unwrap().parse().unwrap(),
        }
    }

    pub async fn post(&self, path: &str, body: &Json) -> Reply {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }
}

/// Hashing that takes no time.
pub fn config() -> Config {
    Config { passwords: Passwords { memory_kib: 8, passes: 1, ..Passwords::default() }, ..Config::default() }
}

/// A signed-in device.
pub struct Device<'a> {
    pub server: &'a Server,
    pub cookie: String,
    pub client: Id,
    pub number: u64,
    pub user: Id,
}

impl Device<'_> {
    pub async fn request(&self, method: Method, path: &str, body: Option<&Json>, headers: &[(&str, &str)]) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::COOKIE, &self.cookie);
        if !headers.iter().any(|(name, _)| *name == "sec-fetch-site") {
            request = request.header("sec-fetch-site", "same-origin");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.server.send(request.body(body).unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.request(Method::GET, path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: &Json) -> Reply {
        self.request(Method::POST, path, Some(body), &[]).await
    }

    pub async fn patch(&self, path: &str, body: &Json) -> Reply {
        self.request(Method::PATCH, path, Some(body), &[]).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.request(Method::DELETE, path, None, &[]).await
    }

    /// The next mutation of this device.
    pub fn mutation(&mut self, ops: Vec<Operation>) -> Mutation {
        self.number += 1;
        Mutation {
            client: self.client,
            number: self.number,
            at: self.server.now(),
            ops,
            group: None,
            epoch: String::new(),
            seen: None,
        }
    }

    pub async fn push_all(&self, mutations: &[Mutation]) -> Reply {
        let body = json!({ "protocol": PROTOCOL, "epoch": self.epoch(), "mutations": mutations });
        self.post("/api/sync/push", &body).await
    }

    fn epoch(&self) -> String {
        self.server.app.workspace.truth().head().epoch.clone()
    }

    /// Pushes operations as one mutation.
    pub async fn push(&mut self, ops: Vec<Operation>) -> Outcome {
        let mutation = self.mutation(ops);
        let reply = self.push_all(&[mutation]).await;
        reply.outcomes().remove(0)
    }

    /// Pulls with these scopes from this cursor.
    pub async fn pull(&self, cursor: Option<&Cursor>, scopes: &Json, sees_all: bool) -> Json {
        let body = json!({ "protocol": PROTOCOL, "client": self.client, "cursor": cursor, "scopes": scopes, "sees_all": sees_all });
        let reply = self.post("/api/sync/pull", &body).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json()
    }

    /// Pulls as one whose rows were given under these scopes, and who can prove it.
    pub async fn pull_proving(&self, cursor: &Cursor, scopes: &Json, sees_all: bool, proof: &Json) -> Json {
        let body = json!({ "protocol": PROTOCOL, "client": self.client, "cursor": cursor, "scopes": scopes, "sees_all": sees_all, "proof": proof });
        self.post("/api/sync/pull", &body).await.json()
    }

    /// What proves that the rows up to the head were given under the scopes that the person has now.
    pub async fn proof(&self) -> Json {
        let sees_all = self.server.app.workspace.access(self.user).unwrap().sees_all();
        let reply = self.pull(Some(&self.here()), &self.scopes(), sees_all).await;
        assert_eq!(reply["kind"], "changes");
        reply["identity"]["proof"].clone()
    }

    /// Where the log stands, for a pull that tells only what comes now.
    pub fn here(&self) -> Cursor {
        self.server.app.workspace.truth().head().cursor()
    }

    pub fn scopes(&self) -> Json {
        json!(self.server.app.workspace.access(self.user).unwrap().scopes)
    }
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn outcomes(&self) -> Vec<Outcome> {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        serde_json::from_value(self.json()["outcomes"].clone()).unwrap()
    }

    /// It is a problem of this status and first key, said in a sentence.
    #[track_caller]
    pub fn is_problem(&self, status: u16, key: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        assert_eq!(json["status"], status);
        assert_eq!(json["problems"][0]["message_key"], key, "{json}");
        let message = json["problems"][0]["message"].as_str().unwrap();
        assert!(message.len() > 10 && !message.starts_with("problem-"), "no sentence for {key}: {message}");
    }
}

pub fn contact(id: Id, last_name: &str) -> Operation {
    Operation::create("contact", id, [("last_name", Value::from(last_name))])
}

pub fn owned(id: Id, last_name: &str, owner: Id) -> Operation {
    Operation::create("contact", id, [("last_name", Value::from(last_name)), ("owner", owner.into())])
}

pub fn set(entity: &str, id: Id, field: &str, value: impl Into<Value>, base: u64) -> Operation {
    let change = Change { field: field.into(), edit: Edit::Set(value.into()), base };
    Operation::Patch { entity: entity.into(), id, changes: vec![change] }
}
