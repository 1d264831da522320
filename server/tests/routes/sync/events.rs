use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::StreamExt;
use server::config::{Config, Limits};
use shared::{Id, rules::Role};
use tokio::time::timeout;
use tower::ServiceExt;

use crate::support::{Device, Server, config, contact, set};

type Events = std::pin::Pin<Box<dyn futures::Stream<Item = String> + Send>>;

async fn listen(device: &Device<'_>) -> Events {
    let request = Request::get("/api/sync/events").header(header::COOKIE, &device.cookie);
    let response = device.server.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers().get(header::CONTENT_TYPE).unwrap(), "text/event-stream");
    let stream = response.into_body().into_data_stream();
    Box::pin(stream.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap()))
}

async fn next(events: &mut Events) -> Option<String> {
    timeout(Duration::from_secs(5), events.next()).await.expect("an event or the end")
}

#[tokio::test]
async fn the_head_is_told_at_once_and_after_each_commit() {
    let server = Server::new().await;
    let ada = server.sign_in("ada").await;
    let mut events = listen(&ada).await;
    let head = server.app.workspace.truth().head().clone();
    let first = next(&mut events).await.unwrap();
    assert!(first.contains("event: head") && first.contains(&format!("\"seq\":{}", head.seq)), "{first}");
    assert!(first.contains(&head.epoch) && first.contains("retry: 2000"), "{first}");
    server.write(vec![contact(Id::named("c"), "Smith")]).await;
    assert!(next(&mut events).await.unwrap().contains(&format!("\"seq\":{}", head.seq + 1)));
}

#[tokio::test]
async fn a_stream_ends_with_its_session_and_others_go_on() {
    let server = Server::new().await;
    let (laptop, tablet) = (server.sign_in("ada").await, server.sign_in("ada").await);
    let (mut first, mut second) = (listen(&laptop).await, listen(&tablet).await);
    next(&mut first).await.unwrap();
    next(&mut second).await.unwrap();
    assert_eq!(laptop.delete("/api/session").await.status, 204);
    assert_eq!(next(&mut first).await, None);
    server.write(vec![contact(Id::named("c"), "Smith")]).await;
    assert!(next(&mut second).await.is_some());
}

#[tokio::test]
async fn a_stream_ends_with_the_right_to_work_here() {
    let server = Server::new().await;
    let rep = server.person("rep", Role::Rep, None).await;
    let device = server.sign_in("rep").await;
    let mut events = listen(&device).await;
    next(&mut events).await.unwrap();
    server.write(vec![set("user", rep, "active", false, u64::MAX)]).await;
    assert_eq!(next(&mut events).await, None);
}

#[tokio::test]
async fn a_stream_ends_when_the_server_stops() {
    let server = Server::new().await;
    let ada = server.sign_in("ada").await;
    let mut events = listen(&ada).await;
    next(&mut events).await.unwrap();
    server.app.stop();
    assert_eq!(next(&mut events).await, None);
}

#[tokio::test]
async fn one_session_cannot_hold_all_connections() {
    let limits = Limits { streams: 2, ..Limits::default() };
    let server = Server::with(Config { limits, ..config() }).await;
    let ada = server.sign_in("ada").await;
    let (one, _other) = (listen(&ada).await, listen(&ada).await);
    ada.get("/api/sync/events").await.is_problem(429, "problem-too-many-streams");
    drop(one);
    let _third = listen(&ada).await;
}

#[tokio::test]
async fn silence_is_broken_and_a_session_ended_elsewhere_noticed() {
    let limits = Limits { heartbeat_seconds: 1, ..Limits::default() };
    let server = Server::with(Config { limits, ..config() }).await;
    let ada = server.sign_in("ada").await;
    let mut events = listen(&ada).await;
    next(&mut events).await.unwrap();
    let beat = timeout(Duration::from_secs(30), events.next()).await.expect("a sign of life").unwrap();
    assert!(beat.starts_with(':'), "{beat}");
    // As another server of a cluster would: in the store, without a word.
    let rows = server::store::Store::scan(&*server.store, server::store::Table::Session, None, 10).await.unwrap();
    let batch = server::store::Batch::new().without(server::store::Table::Session, &rows[0].key);
    server::store::Store::commit(&*server.store, batch).await.unwrap();
    assert_eq!(timeout(Duration::from_secs(30), events.next()).await.expect("the end"), None);
}
