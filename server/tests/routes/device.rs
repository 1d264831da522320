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
