//! A `SurrealDB` server for tests: the engine's own protocol behind a WebSocket, over a store in memory.
//!
//! It is not the real server's front, so what only that one does (its limits, its time-outs) is for a run
//! with `SEXTANT_TEST_REMOTE`. Sign-in, sessions, transactions and the wire are the real ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use futures::{SinkExt, StreamExt};
use surrealdb::types::{self as types, Array, Error, SurrealValue, Value};
use surrealdb_core::dbs::Session;
use surrealdb_core::kvs::Datastore;
use surrealdb_core::rpc::{RpcProtocol, types_error_from_anyhow};
use surrealdb_datastore::Transaction;
use surrealdb_kvs::TransactionType;
use surrealdb_rpc::{DbResponse, DbResult, Request};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{RwLock, mpsc};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request as Greeting, Response};
use uuid::Uuid;

/// Starts a server whose root user is `root`, with the password `pass word`; gives `host:port`.
pub(crate) async fn start() -> String {
    let datastore =
        Datastore::builder().with_auth(true).without_maintenance_tasks().build_with_path("mem://").await.unwrap();
    datastore.check_version().await.unwrap();
    datastore.initialise_credentials("root", "pass word").await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(Arc::clone(&datastore), stream));
        }
    });
    address
}

/// One connection.
struct Peer {
    datastore: Arc<Datastore>,
    implicit: Uuid,
    sessions: types::HashMap<Uuid, Arc<RwLock<Session>>>,
    transactions: Mutex<BTreeMap<Uuid, Arc<Transaction>>>,
}

async fn serve(datastore: Arc<Datastore>, stream: TcpStream) {
    // Otherwise each answer waits for the acknowledgement of the one before.
    stream.set_nodelay(true).unwrap();
    let implicit = Uuid::now_v7();
    let peer = Arc::new(Peer { datastore, implicit, sessions: types::HashMap::new(), transactions: Mutex::default() });
    peer.sessions.insert(implicit, Arc::new(RwLock::new(Session::default())));
    let Ok(socket) = tokio_tungstenite::accept_hdr_async(stream, speak).await else { return };
    let (mut sink, mut source) = socket.split();
    let (answers, mut outgoing) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(answer) = outgoing.recv().await {
            if sink.send(Message::Binary(answer)).await.is_err() {
                return;
            }
        }
    });
    while let Some(Ok(message)) = source.next().await {
        if let Message::Binary(bytes) = message {
            let (peer, answers) = (Arc::clone(&peer), answers.clone());
            tokio::spawn(async move {
                let answer = types::encode(&Box::pin(peer.answer(&bytes)).await.into_value()).unwrap();
                answers.send(answer.into()).ok();
            });
        }
    }
}

#[allow(clippy::result_large_err, clippy::unnecessary_wraps, reason = "the signature is the callback's")]
fn speak(_: &Greeting, mut response: Response) -> Result<Response, ErrorResponse> {
    response.headers_mut().insert("sec-websocket-protocol", "flatbuffers".parse().unwrap());
    Ok(response)
}

impl Peer {
    async fn answer(&self, bytes: &[u8]) -> DbResponse {
        let request = Request::from_object(types::decode::<types::Object>(bytes).unwrap()).unwrap();
        let named = request.session_id.map(types::Uuid::into_inner);
        let transaction = request.txn.map(types::Uuid::into_inner);
        let session = named.unwrap_or(self.implicit);
        let result = self.execute(transaction, session, named, request.method, request.params);
        DbResponse::new(request.id, named, Box::pin(result).await)
    }

    fn take(&self, params: Array) -> Result<Arc<Transaction>, Error> {
        let Some(Value::Uuid(id)) = params.into_vec().pop() else {
            return Err(Error::internal("no transaction is named".to_owned()));
        };
        let taken = self.transactions.lock().unwrap().remove(&id.into_inner());
        taken.ok_or_else(|| Error::internal("there is no such transaction".to_owned()))
    }
}

impl RpcProtocol for Peer {
    fn kvs(&self) -> &Datastore {
        &self.datastore
    }

    fn kvs_arc(&self) -> Arc<Datastore> {
        Arc::clone(&self.datastore)
    }

    fn version_data(&self) -> DbResult {
        DbResult::Other(Value::String("surrealdb-3.3.5".to_owned()))
    }

    fn session_map(&self) -> &types::HashMap<Uuid, Arc<RwLock<Session>>> {
        &self.sessions
    }

    async fn get_tx(&self, id: Uuid) -> Result<Arc<Transaction>, Error> {
        let found = self.transactions.lock().unwrap().get(&id).cloned();
        found.ok_or_else(|| Error::internal("there is no such transaction".to_owned()))
    }

    async fn cleanup_lqs(&self, _: &Uuid) {}

    async fn cleanup_all_lqs(&self) {}

    async fn begin(&self, _: Option<Uuid>, _: Uuid) -> Result<DbResult, Error> {
        let begun = self.datastore.transaction(TransactionType::Write).await.map_err(types_error_from_anyhow)?;
        let id = Uuid::now_v7();
        self.transactions.lock().unwrap().insert(id, Arc::new(begun));
        Ok(DbResult::Other(Value::Uuid(id.into())))
    }

    async fn commit(&self, _: Option<Uuid>, _: Uuid, params: Array) -> Result<DbResult, Error> {
        self.take(params)?.commit().await.map_err(types_error_from_anyhow)?;
        Ok(DbResult::Other(Value::None))
    }

    async fn cancel(&self, _: Option<Uuid>, _: Uuid, params: Array) -> Result<DbResult, Error> {
        self.take(params)?.cancel().await.map_err(types_error_from_anyhow)?;
        Ok(DbResult::Other(Value::None))
    }
}
