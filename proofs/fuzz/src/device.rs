//! What a device reads: answers of the server, and what its browser has kept.

use std::cell::RefCell;
use std::sync::Arc;

use axum::http::{Method, Uri};
use shared::record::Chunk;
use shared::replica::{
    Delta, MemoryStorage, Meta, PlainCodec, Progress, Replica, Touched, Transport, TransportError, open, sync,
};
use shared::sync::{DigestReply, DigestRequest, Mutation, PullReply, PullRequest, PushReply, PushRequest};
use shared::{Id, Record, Schema};

use crate::requests::Office;

/// A server that says what it was told to, and then nothing more.
struct Told(RefCell<Vec<PullReply>>);

impl Transport for Told {
    async fn push(&self, _: &PushRequest) -> Result<PushReply, TransportError> {
        Err(TransportError::Offline)
    }

    async fn pull(&self, _: &PullRequest) -> Result<PullReply, TransportError> {
        self.0.borrow_mut().pop().ok_or(TransportError::Offline)
    }

    async fn chunks(&self, hashes: &[&str]) -> Vec<Result<Vec<u8>, TransportError>> {
        hashes.iter().map(|_| Err(TransportError::Offline)).collect()
    }

    async fn digest(&self, _: &DigestRequest) -> Result<DigestReply, TransportError> {
        Err(TransportError::Offline)
    }
}

/// Nobody looks.
struct Unseen;

impl Progress for Unseen {
    fn touched(&self, _: Touched) {}
    fn shared(&self, _: Option<&PushReply>, _: Option<&Delta>) {}
    fn chunks(&self, _: usize, _: usize) {}
    async fn breathe(&self) {}
}

/// A list of answers to pulls, the last one first; then the device starts again.
pub(crate) fn read_replies(bytes: &[u8]) {
    let Ok(replies) = serde_json::from_slice::<Vec<PullReply>>(bytes) else { return };
    let schema = Arc::new(Schema::built_in());
    let storage = MemoryStorage::default();
    let replica = RefCell::new(Replica::new(Arc::clone(&schema), Id::named("device")));
    let _ = futures::executor::block_on(sync(
        &replica,
        (&storage, &Told(RefCell::new(replies)), &PlainCodec),
        &Unseen,
        || 1_795_000_000_000,
    ));
    let opened = futures::executor::block_on(open(&storage, schema, &[]));
    if let Ok(Some((mut again, _))) = opened {
        again.opened();
    }
}

/// What a real server answers a new device and one that has everything.
pub(crate) fn replies() -> Vec<Vec<u8>> {
    let office = Office::new();
    let pull = |cursor: &str| {
        let body = format!(
            r#"{{"protocol":1,"client":"{}","cursor":{cursor},"scopes":["workspace"],"sees_all":true}}"#,
            Id::named("device")
        );
        let (_, reply) = office.ask(Method::POST, Uri::from_static("/api/sync/pull"), body.as_bytes());
        [b"[", &reply[..], b"]"].concat()
    };
    vec![pull("null"), pull(r#"{"epoch":"","seq":0,"hash":""}"#)]
}

/// A row of the browser's storage, of whichever kind it is. What is read must be written as it was.
pub(crate) fn read_stored(bytes: &[u8]) {
    if let Ok(chunk) = serde_json::from_slice::<Chunk>(bytes) {
        let entity = chunk.entity.clone();
        let rows: Vec<_> = chunk.unpack().collect();
        let again: Vec<_> = Chunk::pack(&entity, &rows).unpack().collect();
        assert_eq!(again.len(), rows.len());
    }
    let _ = serde_json::from_slice::<Meta>(bytes);
    if let Ok(record) = serde_json::from_slice::<Record>(bytes) {
        same(&record);
    }
    if let Ok(mutation) = serde_json::from_slice::<Mutation>(bytes) {
        same(&mutation);
        mutation.fingerprint();
    }
}

fn same<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(thing: &T) {
    let text = serde_json::to_string(thing).expect("what was read can be written");
    assert_eq!(serde_json::from_str::<T>(&text).as_ref().ok(), Some(thing), "{text}");
}

pub(crate) fn stored() -> Vec<Vec<u8>> {
    let office = Office::new();
    let rows = crate::store::rows_of(&office);
    let values = rows.iter().map(|(_, _, value)| value.clone().into_bytes());
    values.chain(crate::requests::seeds()).take(60).collect()
}
