//! Requests to a server in memory: the first line says method and path, the rest is the body.

use std::cell::RefCell;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::BodyExt;
use server::app::App;
use server::assets::Listed;
use server::clock::ManualClock;
use server::config::{Config, Passwords};
use server::routes;
use server::store::MemoryStore;
use server::workspace::{Founding, found};
use shared::Id;
use tokio::runtime::Runtime;
use tower::ServiceExt;

const NOW: u64 = 1_795_000_000_000;
const SIGN_IN: &str = r#"{"email":"ada@example.com","password":"correct horse"}"#;
/// What was written may pile up for so long.
const REQUESTS: usize = 1_000;

/// A server with a workspace, and its owner's session.
pub(crate) struct Office {
    runtime: Runtime,
    app: App,
    router: Router,
    pub(crate) store: Arc<MemoryStore>,
    cookie: HeaderValue,
    left: usize,
}

/// An answer: its status and its body.
type Reply = (StatusCode, Vec<u8>);

impl Office {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let store = Arc::new(MemoryStore::new());
        let app = runtime.block_on(founded(Arc::clone(&store)));
        let router = routes::router(app.clone());
        let mut office = Self { runtime, app, router, store, cookie: HeaderValue::from_static(""), left: REQUESTS };
        office.cookie = office.sign_in();
        office
    }

    fn sign_in(&self) -> HeaderValue {
        let request = Request::post("/api/session").header(header::CONTENT_TYPE, "application/json");
        let request = request.body(Body::from(SIGN_IN)).expect("a request");
        let reply = self.runtime.block_on(self.router.clone().oneshot(request)).expect("an answer");
        let cookie = reply.headers().get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok());
        let cookie = cookie.and_then(|cookie| cookie.split(';').next()).expect("a cookie");
        HeaderValue::from_str(cookie).expect("a cookie")
    }

    pub(crate) fn ask(&self, method: Method, uri: Uri, body: &[u8]) -> Reply {
        let form = method == Method::POST && uri.path().starts_with("/p/");
        let kind = if form { "application/x-www-form-urlencoded" } else { "application/json" };
        let request = Request::builder().method(method).uri(uri).header(header::COOKIE, &self.cookie);
        let request = request.header("sec-fetch-site", "same-origin").header(header::CONTENT_TYPE, kind);
        let request = request.body(Body::from(body.to_vec())).expect("a request");
        self.runtime.block_on(async {
            let reply = self.router.clone().oneshot(request).await.expect("an answer");
            let status = reply.status();
            let endless = reply.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
            let body = if endless { Vec::new() } else { collected(reply.into_body()).await };
            (status, body)
        })
    }

    fn seq(&self) -> u64 {
        self.app.workspace.truth().head().seq
    }
}

async fn collected(body: Body) -> Vec<u8> {
    body.collect().await.map_or_else(|_| Vec::new(), |body| body.to_bytes().to_vec())
}

/// Hashing that takes no time.
pub(crate) fn config() -> Config {
    Config { passwords: Passwords { memory_kib: 8, passes: 1, ..Passwords::default() }, ..Config::default() }
}

async fn founded(store: Arc<MemoryStore>) -> App {
    let clock = Arc::new(ManualClock::at(NOW));
    let app = App::open(store, config(), clock, Box::new(Listed(&[]))).await.expect("a server");
    let hash = app.passwords.hash("correct horse").await.expect("a hash");
    let founding = Founding {
        workspace: "Acme".to_owned(),
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        credential: Some(serde_json::json!({ "hash": hash, "set_at": 0 }).to_string()),
    };
    found(&app.workspace, &founding, NOW).await.expect("a workspace");
    app
}

/// No request may be answered by an error that nobody foresaw, and what is refused must leave no trace.
pub(crate) fn read(bytes: &[u8]) {
    thread_local!(static OFFICE: RefCell<Option<Office>> = const { RefCell::new(None) });
    let Some((method, uri, body)) = parts(bytes) else { return };
    OFFICE.with_borrow_mut(|place| {
        let office = place.get_or_insert_with(Office::new);
        let (before, asked) = (office.seq(), uri.to_string());
        let (status, reply) = office.ask(method, uri, body);
        let said = String::from_utf8_lossy(&reply);
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR, "{asked}: {said}");
        assert!(!status.is_client_error() || office.seq() == before, "{asked} was refused and left a trace: {said}");
        office.left -= 1;
        if office.left == 0 || status == StatusCode::UNAUTHORIZED {
            *place = None;
        }
    });
}

fn parts(bytes: &[u8]) -> Option<(Method, Uri, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (first, body) = bytes.split_at_checked(end)?;
    let (method, path) = std::str::from_utf8(first).ok()?.split_once(' ')?;
    let uri: Uri = path.parse().ok()?;
    path.starts_with('/').then_some((method.parse().ok()?, uri, body.get(1..)?))
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let [one, two, device] = ["one", "two", "device"].map(|name| Id::named(name).to_string());
    let push = |number: u8, ops: &str| {
        format!(
            r#"POST /api/sync/push
{{"protocol":1,"epoch":"","mutations":[{{"client":"{device}","number":{number},"at":1,"ops":[{ops}]}}]}}"#
        )
    };
    let create = |entity: &str, id: &str, values: &str| {
        format!(r#"{{"op":"create","entity":"{entity}","id":"{id}","values":{{{values}}}}}"#)
    };
    let change = |field: &str, edit: &str| {
        format!(
            r#"{{"op":"patch","entity":"account","id":"{one}","changes":[{{"field":"{field}","edit":{edit},"base":0}}]}}"#
        )
    };
    let texts = [
        push(1, &create("account", &one, r#""name":"Acme","website":"https://acme.example""#)),
        push(2, &create("opportunity", &two, &format!(r#""name":"Deal","account":"{one}","amount":{{"amount":"12.30","currency":"USD"}}"#))),
        push(3, &change("name", r#"{"set":"Other"}"#)),
        push(4, &format!(r#"{{"op":"delete","entity":"account","id":"{one}"}}"#)),
        push(5, &format!(r#"{{"op":"restore","entity":"account","id":"{one}"}}"#)),
        format!(r#"POST /api/sync/pull
{{"protocol":1,"client":"{device}","cursor":null,"scopes":["workspace"],"sees_all":true}}"#),
        format!("POST /api/sync/digest\n{{\"user\":\"{one}\",\"cursor\":{{\"epoch\":\"\",\"seq\":0,\"hash\":\"\"}}}}"),
        format!("POST /api/session\n{SIGN_IN}"),
        "POST /api/v1/accounts\n{\"name\":\"Beta\",\"tags\":[\"a\"]}".to_owned(),
        format!("PATCH /api/v1/accounts/{one}\n{{\"name\":\"Gamma\"}}"),
        format!("DELETE /api/v1/accounts/{one}\n"),
        format!("POST /api/v1/accounts/{one}/restore\n"),
        "GET /api/v1/accounts?q=a&filter=name:is:Acme&limit=2&cursor=x\n".to_owned(),
        "GET /api/openapi.json\n".to_owned(),
        "GET /p/quote/abc?x=1\n".to_owned(),
        "POST /p/quote/abc/accept\nname=Ada&signature=M0+0L1+1&agree=on".to_owned(),
        format!("POST /p/configure/{one}/request\nname=Ada&email=ada%40example.com&choices=a%3Db"),
        "POST /api/v1/api-keys\n{\"name\":\"k\"}".to_owned(),
        "POST /api/setup\n{\"workspace\":\"W\",\"name\":\"N\",\"email\":\"e@example.com\",\"password\":\"long enough\"}".to_owned(),
        format!("POST /api/v1/users/{one}/password\n{{\"password\":\"correct horse\"}}"),
    ];
    texts.into_iter().map(String::into_bytes).collect()
}
