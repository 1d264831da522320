use axum::body::Body;
use axum::http::{Method, Request};
use shared::rules::Role;

use crate::support::Server;

#[tokio::test]
async fn devices_are_listed_and_each_can_be_signed_out_from_another() {
    let server = Server::new().await;
    let (laptop, tablet) = (server.sign_in("ada").await, server.sign_in("ada").await);
    let devices = laptop.get("/api/session/devices").await.json();
    let items = devices["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items.iter().filter(|item| item["current"] == true).count(), 1);
    let other = items.iter().find(|item| item["current"] == false).unwrap()["id"].as_str().unwrap();
    assert_eq!(laptop.delete(&format!("/api/session/devices/{other}")).await.status, 204);
    tablet.get("/api/session").await.is_problem(401, "problem-signed-out");
    assert_eq!(laptop.get("/api/session").await.status, 200);
}

#[tokio::test]
async fn nobody_signs_out_somebody_elses_device() {
    let server = Server::new().await;
    server.person("rep", Role::Rep, None).await;
    let (ada, rep) = (server.sign_in("ada").await, server.sign_in("rep").await);
    let devices = ada.get("/api/session/devices").await.json();
    let id = devices["items"][0]["id"].as_str().unwrap();
    rep.delete(&format!("/api/session/devices/{id}")).await.is_problem(404, "problem-not-found");
    rep.delete("/api/session/devices/nonsense").await.is_problem(404, "problem-not-found");
    assert_eq!(ada.get("/api/session").await.status, 200);
}

#[tokio::test]
async fn one_press_signs_out_all_devices_but_the_one_that_asks_and_nobody_elses() {
    let server = Server::new().await;
    server.person("rep", Role::Rep, None).await;
    let laptop = server.sign_in("ada").await;
    let (tablet, phone, rep) = (server.sign_in("ada").await, server.sign_in("ada").await, server.sign_in("rep").await);
    assert_eq!(laptop.delete("/api/session/devices").await.status, 204);
    for gone in [tablet, phone] {
        gone.get("/api/session").await.is_problem(401, "problem-signed-out");
    }
    let left = laptop.get("/api/session/devices").await.json();
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
    assert_eq!(left["items"][0]["current"], true);
    assert_eq!(rep.get("/api/session").await.status, 200);
    assert_eq!(laptop.delete("/api/session/devices").await.status, 204, "nobody is left to sign out");
}

#[tokio::test]
async fn another_site_signs_nobody_out() {
    let server = Server::new().await;
    let (laptop, tablet) = (server.sign_in("ada").await, server.sign_in("ada").await);
    let foreign = [("sec-fetch-site", "cross-site")];
    laptop.request(Method::DELETE, "/api/session/devices", None, &foreign).await.is_problem(403, "problem-cross-site");
    server
        .send(Request::delete("/api/session/devices").body(Body::empty()).unwrap())
        .await
        .is_problem(401, "problem-signed-out");
    assert_eq!(tablet.get("/api/session").await.status, 200);
}

#[tokio::test]
async fn a_session_that_has_run_out_is_not_listed() {
    let server = Server::new().await;
    let old = server.sign_in("ada").await;
    let idle = old.get("/api/session/devices").await.json()["items"][0]["ends"].as_u64().unwrap() - server.now();
    server.clock.advance(idle + 1);
    let items = server.sign_in("ada").await.get("/api/session/devices").await.json()["items"].clone();
    assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
    assert_eq!(items[0]["current"], true);
}
