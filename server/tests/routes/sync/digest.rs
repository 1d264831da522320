use serde_json::{Value as Json, json};
use shared::{
    Id, Record,
    rules::Role,
    sync::{Cursor, DigestReply, PROTOCOL, digests},
};

use crate::support::{Device, Reply, Server, contact, owned};

async fn ask(device: &Device<'_>, cursor: &Cursor) -> Reply {
    let body = json!({ "protocol": PROTOCOL, "user": device.user, "cursor": cursor });
    device.post("/api/sync/digest", &body).await
}

async fn digest(device: &Device<'_>, cursor: &Cursor) -> DigestReply {
    let reply = ask(device, cursor).await;
    assert_eq!(reply.status.as_u16(), 200, "{}", reply.text());
    serde_json::from_value(reply.json()).unwrap()
}

/// Rob of the north and Sam of the south, with a contact each, and the cursor of an empty log.
async fn firm() -> (Server, Cursor) {
    let server = Server::new().await;
    for name in ["north", "south"] {
        server.team(name, None, None).await;
    }
    server.person("rob", Role::Rep, Some(Id::named("north"))).await;
    server.person("sam", Role::Rep, Some(Id::named("south"))).await;
    let (mut rob, mut sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    let before = rob.here();
    rob.push(vec![owned(Id::named("of rob"), "Smith", rob.user)]).await;
    sam.push(vec![owned(Id::named("of sam"), "Jones", sam.user)]).await;
    drop((rob, sam));
    (server, before)
}

#[tokio::test]
async fn at_the_head_everybody_is_told_what_their_own_rows_amount_to() {
    let (server, before) = firm().await;
    let mut sums = Vec::new();
    for name in ["rob", "sam"] {
        let device = server.sign_in(name).await;
        let told = digest(&device, &device.here()).await;
        assert_eq!(told.cursor, device.here());
        let told = told.digests.unwrap();
        assert_eq!(told["contact"].rows, 1, "{name}");
        let pulled = device.pull(Some(&before), &device.scopes(), false).await;
        let rows: Vec<Record> = serde_json::from_value(pulled["rows"].clone()).unwrap();
        let contacts = rows.iter().filter(|row| &*row.entity == "contact");
        assert_eq!(digests(contacts)["contact"], told["contact"], "as the rows that {name} is given");
        sums.push(told["contact"]);
    }
    assert_ne!(sums[0], sums[1]);
    let ada = server.sign_in("ada").await;
    assert_eq!(digest(&ada, &ada.here()).await.digests.unwrap()["contact"].rows, 2, "the owner holds all");
}

#[tokio::test]
async fn elsewhere_only_the_head_is_told() {
    let (server, before) = firm().await;
    let rob = server.sign_in("rob").await;
    let here = rob.here();
    let ahead = Cursor { seq: here.seq + 1, ..here.clone() };
    let forked = Cursor { hash: "f".repeat(64), ..here.clone() };
    for cursor in [before, ahead, forked] {
        let told = digest(&rob, &cursor).await;
        assert_eq!((told.cursor, told.digests), (here.clone(), None), "{cursor:?}");
    }
}

#[tokio::test]
async fn a_new_row_of_others_moves_the_head_and_no_sum() {
    let (server, _) = firm().await;
    let (rob, mut sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    let before = digest(&rob, &rob.here()).await;
    sam.push(vec![owned(Id::named("another of sam"), "May", sam.user)]).await;
    let after = digest(&rob, &rob.here()).await;
    assert_ne!(before.cursor, after.cursor);
    assert_eq!(before.digests, after.digests);
    server.write(vec![contact(Id::named("of all"), "Ray")]).await;
    assert_ne!(digest(&rob, &rob.here()).await.digests, after.digests);
}

#[tokio::test]
async fn strangers_other_people_and_old_apps_are_told_nothing() {
    let (server, _) = firm().await;
    let (rob, sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    let body = |user: Id, protocol: u32| json!({ "protocol": protocol, "user": user, "cursor": rob.here() });
    server.post("/api/sync/digest", &body(rob.user, PROTOCOL)).await.is_problem(401, "problem-signed-out");
    rob.post("/api/sync/digest", &body(sam.user, PROTOCOL)).await.is_problem(409, "problem-other-person");
    rob.post("/api/sync/digest", &body(rob.user, 0)).await.is_problem(426, "problem-outdated-app");
    rob.post("/api/sync/digest", &json!({ "protocol": PROTOCOL })).await.is_problem(400, "problem-malformed");
    let paths: Json = server.get("/api/openapi.json").await.json();
    assert!(paths["paths"]["/api/sync/digest"]["post"].is_object());
}
