//! What an operator asks.

use shared::{Id, sync::Operation};

use crate::support::{Server, contact};

#[tokio::test]
async fn health_and_readiness() {
    let server = Server::new().await;
    assert_eq!(server.get("/healthz").await.text(), "ok\n");
    assert_eq!(server.get("/readyz").await.status, 200);
    server.store.fail_next(&server::store::StoreError::Unavailable("gone".to_owned()), 1);
    server.get("/readyz").await.is_problem(503, "problem-unavailable");
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn a_server_whose_writer_is_gone_is_not_ready() {
    let server = Server::new().await;
    server.app.workspace.stop().await;
    server.get("/readyz").await.is_problem(503, "problem-unavailable");
    assert_eq!(server.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn figures_tell_what_happened_and_nobodys_data() {
    let server = Server::new().await;
    let mut ada = server.sign_in("ada").await;
    ada.push(vec![contact(Id::named("secret-id"), "Secretname")]).await;
    ada.push(vec![Operation::create("contact", Id::named("x"), [("email", shared::Value::from("nothing"))])]).await;
    ada.get(&format!("/api/v1/contacts/{}", Id::named("secret-id"))).await;
    let text = server.get("/metrics").await.text();
    for line in [
        "sextant_mutations_total{outcome=\"applied\"} 2",
        "sextant_mutations_total{outcome=\"rejected\"} 1",
        "sextant_log_head 3",
        "sextant_sign_ins_total 1",
        "route=\"/api/v1/{plural}/{id}\",status=\"200\"} 1",
        "sextant_commit_seconds_count 3",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    for secret in ["Secretname", &Id::named("secret-id").to_string(), "ada@"] {
        assert!(!text.contains(secret));
    }
}
