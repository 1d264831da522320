//! A `SurrealDB` server elsewhere, by WebSocket.

use std::time::Duration;

use server::store::StoreError;
use surrealdb::Surreal;
use surrealdb::engine::remote::ws::{Client, Ws};
use surrealdb::opt::auth::{Database, Namespace, Root};

use crate::address::Remote;
use crate::failure::meaning;

/// How long a server may take to answer one question.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Connects, signs in and makes sure that our database exists.
///
/// The client reconnects and signs in again by itself when the connection breaks.
pub(crate) async fn connect(remote: &Remote) -> Result<Surreal<Client>, StoreError> {
    let Remote { namespace, database, .. } = remote;
    let client = told(async { Surreal::new::<Ws>(remote.host.as_str()).await }).await?;
    // Someone who may only use this database cannot create it, and need not.
    let define = match sign_in(&client, remote).await? {
        Level::Database => String::new(),
        Level::Namespace => format!("USE NS `{namespace}`; DEFINE DATABASE IF NOT EXISTS `{database}`;"),
        Level::Root => format!(
            "DEFINE NAMESPACE IF NOT EXISTS `{namespace}`; USE NS `{namespace}`; \
             DEFINE DATABASE IF NOT EXISTS `{database}`;"
        ),
    };
    if !define.is_empty() {
        told(async { client.query(define).await?.check() }).await?;
    }
    told(async { client.use_ns(namespace).use_db(database).await }).await?;
    Ok(client)
}

/// As what the user signed in.
enum Level {
    Database,
    Namespace,
    Root,
}

/// The address does not say at which level the user is defined, so the one with the fewest rights is tried
/// first.
async fn sign_in(client: &Surreal<Client>, remote: &Remote) -> Result<Level, StoreError> {
    let (namespace, database) = (remote.namespace.clone(), remote.database.clone());
    let (username, password) = (remote.user.clone(), remote.password.clone());
    let as_database =
        Database { namespace: namespace.clone(), database, username: username.clone(), password: password.clone() };
    if told(async { client.signin(as_database).await }).await.is_ok() {
        return Ok(Level::Database);
    }
    let as_namespace = Namespace { namespace, username: username.clone(), password: password.clone() };
    if told(async { client.signin(as_namespace).await }).await.is_ok() {
        return Ok(Level::Namespace);
    }
    told(async { client.signin(Root { username, password }).await }).await?;
    Ok(Level::Root)
}

async fn told<T>(answer: impl Future<Output = Result<T, surrealdb::Error>>) -> Result<T, StoreError> {
    patiently(async { answer.await.map_err(|error| meaning(&error)) }).await
}

/// The answer, unless it takes too long.
pub(crate) async fn patiently<T>(answer: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let late = || StoreError::Unavailable(format!("no answer within {} s", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, answer).await.unwrap_or_else(|_| Err(late()))
}
