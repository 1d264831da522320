use serde_json::json;
use shared::{Id, Value, rules::Role, sync::Operation};

use crate::support::{PASSWORD, Server};

fn path(user: Id) -> String {
    format!("/api/v1/users/{user}/password")
}

#[tokio::test]
async fn people_change_their_own_password_with_the_present_one() {
    let server = Server::new().await;
    let rep = server.person("rep", Role::Rep, None).await;
    let (here, there) = (server.sign_in("rep").await, server.sign_in("rep").await);
    here.post(&path(rep), &json!({ "password": "new password" })).await.is_problem(422, "problem-password-wrong");
    let wrong = json!({ "password": "new password", "current": "wrong" });
    here.post(&path(rep), &wrong).await.is_problem(422, "problem-password-wrong");
    let short = json!({ "password": "short", "current": PASSWORD });
    here.post(&path(rep), &short).await.is_problem(422, "problem-password-short");
    let right = json!({ "password": "new password", "current": PASSWORD });
    assert_eq!(here.post(&path(rep), &right).await.status, 204);
    assert_eq!(here.get("/api/session").await.status, 200);
    there.get("/api/session").await.is_problem(401, "problem-signed-out");
    let old = json!({ "email": "rep@example.com", "password": PASSWORD });
    server.post("/api/session", &old).await.is_problem(401, "problem-credentials");
    let new = json!({ "email": "rep@example.com", "password": "new password" });
    assert_eq!(server.post("/api/session", &new).await.status, 201);
}

#[tokio::test]
async fn guessing_the_present_one_is_slowed_down() {
    let server = Server::new().await;
    let rep = server.person("rep", Role::Rep, None).await;
    let device = server.sign_in("rep").await;
    for _ in 0..5 {
        device.post(&path(rep), &json!({ "password": "new password", "current": "guess" })).await;
    }
    device
        .post(&path(rep), &json!({ "password": "new password", "current": PASSWORD }))
        .await
        .is_problem(429, "problem-too-often");
}

#[tokio::test]
async fn admins_let_people_in_but_only_owners_touch_owners() {
    let server = Server::new().await;
    server.person("adam", Role::Admin, None).await;
    let rep = server.person("rep", Role::Rep, None).await;
    let agent = Id::named("agent");
    let values = [("name", Value::from("Agent")), ("role", Role::Rep.id().into())];
    server.write(vec![Operation::create("user", agent, values)]).await;
    let (adam, mia) = (server.sign_in("adam").await, server.sign_in("rep").await);
    let new = json!({ "password": "new password" });
    assert_eq!(adam.post(&path(rep), &new).await.status, 204);
    adam.post(&path(server.owner), &new).await.is_problem(403, "problem-not-allowed");
    adam.post(&path(agent), &new).await.is_problem(422, "problem-no-email");
    adam.post(&path(Id::named("nobody")), &new).await.is_problem(404, "problem-not-found");
    mia.get("/api/session").await.is_problem(401, "problem-signed-out");
    let rep_again = json!({ "email": "rep@example.com", "password": "new password" });
    assert_eq!(server.post("/api/session", &rep_again).await.status, 201);
}
