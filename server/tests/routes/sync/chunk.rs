use std::io::Read;

use serde_json::json;
use sha2::{Digest, Sha256};
use shared::{Id, record::Chunk, rules::Role, sync::hex};

use crate::support::{Device, Reply, Server, contact, owned, set};

async fn manifest(device: &Device<'_>) -> Vec<(String, String)> {
    let reply = device.pull(None, &json!([]), false).await;
    let chunks = reply["manifest"]["chunks"].as_array().unwrap().clone();
    let text = |chunk: &serde_json::Value, key: &str| chunk[key].as_str().unwrap().to_owned();
    chunks.iter().map(|chunk| (text(chunk, "entity"), text(chunk, "hash"))).collect()
}

async fn fetch(device: &Device<'_>, hash: &str) -> Reply {
    device.get(&format!("/api/sync/chunk/{hash}")).await
}

fn unpack(bytes: &[u8]) -> Vec<shared::Record> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).unwrap();
    serde_json::from_str::<Chunk>(&text).unwrap().unpack().collect()
}

#[tokio::test]
async fn chunks_hold_every_row_once_under_their_hash() {
    let server = Server::new().await;
    let contacts: Vec<_> = (0..2500).map(|n| contact(Id::named(&format!("c{n}")), &format!("Name {n}"))).collect();
    server.write(contacts).await;
    let ada = server.sign_in("ada").await;
    let mut rows = 0;
    for (_, hash) in manifest(&ada).await.iter().filter(|(entity, _)| entity == "contact") {
        let reply = fetch(&ada, hash).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-encoding"), reply.header("cache-control")),
            (200, "", "no-store")
        );
        assert_eq!(hex(&Sha256::digest(&reply.bytes)), *hash);
        let unpacked = unpack(&reply.bytes);
        let truth = server.app.workspace.truth();
        assert!(unpacked.iter().all(|row| *truth.held("contact", row.id).unwrap().record == *row));
        rows += unpacked.len();
    }
    assert_eq!(rows, 2500);
}

#[tokio::test]
async fn chunks_are_only_for_those_to_whom_they_were_promised() {
    let server = Server::new().await;
    let (north, south) = (server.team("north", None, None).await, server.team("south", None, None).await);
    let rob_id = server.person("rob", Role::Rep, Some(north)).await;
    server.person("sam", Role::Rep, Some(south)).await;
    let (rob, sam) = (server.sign_in("rob").await, server.sign_in("sam").await);
    server.write(vec![owned(Id::named("c"), "Smith", rob.user)]).await;
    let promised = manifest(&rob).await;
    let contacts = &promised.iter().find(|(entity, _)| entity == "contact").unwrap().1;
    assert_eq!(fetch(&rob, contacts).await.status, 200);
    fetch(&sam, contacts).await.is_problem(404, "problem-not-found");
    manifest(&sam).await;
    fetch(&sam, contacts).await.is_problem(404, "problem-not-found");
    server.get(&format!("/api/sync/chunk/{contacts}")).await.is_problem(401, "problem-signed-out");
    server.write(vec![set("user", rob_id, "team", south, u64::MAX)]).await;
    fetch(&rob, contacts).await.is_problem(404, "problem-not-found");
}

#[tokio::test]
async fn only_what_changed_is_packed_again() {
    let server = Server::new().await;
    server.write((0..3000).map(|n| contact(Id::new(n, 1), "Name")).collect()).await;
    let ada = server.sign_in("ada").await;
    let before = manifest(&ada).await;
    assert_eq!(manifest(&ada).await, before);
    server.write(vec![set("contact", Id::new(1500, 1), "title", "CEO", u64::MAX)]).await;
    let after = manifest(&ada).await;
    let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    assert_eq!((before.len(), after.len(), changed), (before.len(), before.len(), 1));
}
