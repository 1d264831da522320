//! Files: who may bring them, what is taken, and who gets them back.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use futures::stream;
use serde_json::json;
use server::{
    config::{Config, Limits},
    store::{Store, Table},
};
use shared::{
    Id, Value,
    entities::{Product, seller_id},
    file::{self, MOST_BYTES, hash as hash_of},
    rules::Role,
    sync::Rows,
    value::FileRef,
};

use crate::support::{Device, Reply, Server, config, set};

/// A PNG file of one colour, as small as one can be.
pub const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 2,
    0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 12, b'I', b'D', b'A', b'T', 0x08, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 3,
    1, 1, 0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// What a field says of [`PNG`].
pub fn reference() -> FileRef {
    file::describe("dot.png", PNG).unwrap()
}

fn path(hash: &str) -> String {
    format!("/api/blobs/{hash}")
}

pub async fn put(device: &Device<'_>, hash: &str, bytes: &[u8]) -> Reply {
    let request =
        Request::put(path(hash)).header(header::COOKIE, &device.cookie).header("sec-fetch-site", "same-origin");
    device.server.send(request.body(Body::from(bytes.to_vec())).unwrap()).await
}

#[tokio::test]
async fn a_picture_is_kept_once_and_comes_back_to_the_byte() {
    let server = Server::new().await;
    server.person("rita", Role::Rep, None).await;
    let (rita, hash) = (server.sign_in("rita").await, hash_of(PNG));
    assert_eq!(rita.request(Method::HEAD, &path(&hash), None, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(put(&rita, &hash, PNG).await.status, StatusCode::CREATED);
    assert_eq!(put(&rita, &hash, PNG).await.status, StatusCode::NO_CONTENT, "sent again, as after a lost answer");
    assert_eq!(server.store.scan(Table::Blob, None, 9).await.unwrap().len(), 1);
    let head = rita.request(Method::HEAD, &path(&hash), None, &[]).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    let reply = server.sign_in("ada").await.get(&path(&hash)).await;
    assert!(reply.bytes == PNG);
    assert_eq!(reply.header("content-type"), "image/png");
    assert_eq!(reply.header("cache-control"), "no-store", "whoever signs in next has another cache");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
    assert_eq!(reply.header("content-security-policy"), "default-src 'none'; sandbox");
}

#[tokio::test]
async fn only_pictures_are_taken_and_only_under_their_own_hash() {
    let server = Server::new().await;
    let ada = server.sign_in("ada").await;
    put(&ada, &hash_of(b"another"), PNG).await.is_problem(422, "problem-file-hash");
    put(&ada, "..%2Fhead", PNG).await.is_problem(422, "problem-file-hash");
    for file in [&b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..], b"%PDF-1.7", b""] {
        put(&ada, &hash_of(file), file).await.is_problem(422, "problem-picture-kind");
    }
    let mut bomb = PNG.to_vec();
    bomb[16..24].copy_from_slice(&[0, 0xff, 0xff, 0xff, 0, 0xff, 0xff, 0xff]);
    put(&ada, &hash_of(&bomb), &bomb).await.is_problem(422, "problem-picture-size");
    let large = [PNG, &vec![0; MOST_BYTES]].concat();
    put(&ada, &hash_of(&large), &large).await.is_problem(413, "problem-too-large");
    let most = [PNG, &vec![7; MOST_BYTES - PNG.len()]].concat();
    assert_eq!(put(&ada, &hash_of(&most), &most).await.status, StatusCode::CREATED, "as large as it may be");
    assert!(ada.get(&path(&hash_of(&most))).await.bytes == most);
    assert_eq!(server.store.scan(Table::Blob, None, 9).await.unwrap().len(), 1, "what was refused is not kept");
}

/// A request says how long it is, or not; what counts is what comes.
#[tokio::test]
async fn a_file_is_as_long_as_it_is_whatever_its_header_says() {
    let server = Server::new().await;
    let ada = server.sign_in("ada").await;
    let large = [PNG, &vec![0; MOST_BYTES]].concat();
    for (said, file, answer) in [
        (Some("10"), &*large, Err("problem-too-large")),
        (None, &*large, Err("problem-too-large")),
        (Some("99999999"), PNG, Ok(StatusCode::CREATED)),
    ] {
        let request = Request::put(path(&hash_of(file))).header(header::COOKIE, &ada.cookie);
        let request = request.header("sec-fetch-site", "same-origin");
        let request = said.into_iter().fold(request, |request, said| request.header(header::CONTENT_LENGTH, said));
        let parts: Vec<_> = file.chunks(1 << 20).map(|part| Ok::<_, std::io::Error>(part.to_vec())).collect();
        let reply = server.send(request.body(Body::from_stream(stream::iter(parts))).unwrap()).await;
        match answer {
            Ok(status) => assert_eq!(reply.status, status, "{said:?}"),
            Err(key) => reply.is_problem(413, key),
        }
    }
    assert_eq!(server.store.scan(Table::Blob, None, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn whoever_may_not_write_brings_nothing_and_strangers_see_nothing() {
    let server = Server::new().await;
    server.person("reed", Role::ReadOnly, None).await;
    let (ada, reed, hash) = (server.sign_in("ada").await, server.sign_in("reed").await, hash_of(PNG));
    put(&reed, &hash, PNG).await.is_problem(403, "problem-not-allowed");
    put(&ada, &hash, PNG).await;
    assert!(reed.get(&path(&hash)).await.bytes == PNG, "everybody of the workspace sees pictures");
    server.get(&path(&hash)).await.is_problem(401, "problem-signed-out");
    let stranger = Request::put(path(&hash)).body(Body::from(PNG.to_vec())).unwrap();
    server.send(stranger).await.is_problem(401, "problem-signed-out");
    let elsewhere =
        Request::put(path(&hash)).header(header::COOKIE, &ada.cookie).header("sec-fetch-site", "cross-site");
    server.send(elsewhere.body(Body::from(PNG.to_vec())).unwrap()).await.is_problem(403, "problem-cross-site");
}

#[tokio::test]
async fn a_person_brings_so_many_new_files_and_no_more_for_a_while() {
    let limits = Limits { files_an_hour: 2, ..Limits::default() };
    let server = Server::with(Config { limits, ..config() }).await;
    server.person("rita", Role::Rep, None).await;
    let (ada, rita) = (server.sign_in("ada").await, server.sign_in("rita").await);
    let pictures: Vec<Vec<u8>> = (0..4).map(|at| [PNG, &[at]].concat()).collect();
    let hashes: Vec<String> = pictures.iter().map(|picture| hash_of(picture)).collect();
    assert_eq!(put(&ada, &hashes[0], &pictures[0]).await.status, StatusCode::CREATED);
    for _ in 0..5 {
        let again = put(&ada, &hashes[0], &pictures[0]).await.status;
        assert_eq!(again, StatusCode::NO_CONTENT, "what is here already takes no room");
    }
    assert_eq!(put(&ada, &hashes[1], &pictures[1]).await.status, StatusCode::CREATED);
    let refused = put(&ada, &hashes[2], &pictures[2]).await;
    assert_eq!(refused.header("retry-after"), "1800");
    refused.is_problem(429, "problem-too-often");
    assert_eq!(server.store.scan(Table::Blob, None, 9).await.unwrap().len(), 2, "it is not kept");
    assert_eq!(put(&rita, &hashes[3], &pictures[3]).await.status, StatusCode::CREATED, "others have their own");
    server.clock.advance(1_800_000);
    assert_eq!(put(&ada, &hashes[2], &pictures[2]).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn records_refer_to_files_and_to_nothing_else() {
    let server = Server::new().await;
    let ada = server.sign_in("ada").await;
    let file = Value::from(reference()).to_json();
    let made = ada.post("/api/v1/products", &json!({ "name": "Pump", "picture": file })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let id: Id = made.json()["id"].as_str().unwrap().parse().unwrap();
    let pump = server.app.workspace.truth().row(Product::ENTITY_NAME, id).unwrap();
    assert_eq!(pump.get(Product::PICTURE), Some(&reference()));
    let mut vector = file.clone();
    vector["type"] = "image/svg+xml".into();
    for wrong in [json!("dot.png"), json!({ "hash": hash_of(PNG) }), vector] {
        let refused = ada.post("/api/v1/products", &json!({ "name": "Tap", "picture": wrong })).await;
        refused.is_problem(422, "problem-file");
    }
    server.write(vec![set("seller", seller_id(), "logo", reference(), u64::MAX)]).await;
}
