//! Signing in and out, and setting up a new workspace.

use super::replica::{Refusal, ReplicaHandle};
use crate::replica::{HttpError, IndexedDb, Message, get_json, post_json, send};
use serde::{Deserialize, Serialize};
use shared::replica::{SyncError, TransportError};

/// What a person signs in with.
#[derive(Debug, Clone, Serialize)]
pub struct Credentials {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// A new workspace and its first owner.
#[derive(Debug, Clone, Serialize)]
pub struct Setup {
    /// What the workspace is called.
    pub workspace: String,
    /// The owner's name.
    pub name: String,
    /// The owner's e-mail address.
    pub email: String,
    /// The owner's password.
    pub password: String,
}

#[derive(Deserialize)]
struct SetupState {
    needed: bool,
}

/// How the demo workspace stands on a server that is not set up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct DemoState {
    /// The server makes one when it is asked.
    pub offered: bool,
    /// It was begun: by another tab or before a reload, and perhaps interrupted.
    pub begun: bool,
    /// Records that are there.
    pub made: usize,
    /// Records that there will be.
    pub records: usize,
}

/// How the demo workspace stands; nothing where the server was not reached.
pub async fn demo_state() -> Option<DemoState> {
    get_json("/api/setup/demo").await.ok()
}

/// Whether the server has no workspace yet; nothing where it was not reached.
pub async fn needs_setup() -> Option<bool> {
    get_json::<SetupState>("/api/setup").await.ok().map(|state| state.needed)
}

/// Makes the workspace and signs its owner in.
pub async fn set_up(replica: ReplicaHandle, setup: &Setup) -> Result<(), HttpError> {
    post_json::<serde_json::Value>("/api/setup", setup).await?;
    let credentials = Credentials { email: setup.email.clone(), password: setup.password.clone() };
    sign_in(replica, &credentials).await
}

/// Makes the demo workspace and signs its owner in; waits for the one that is being made.
pub async fn set_up_demo(replica: ReplicaHandle) -> Result<(), HttpError> {
    enter(replica, "/api/setup/demo", &()).await
}

/// Signs in and lets sync go on.
pub async fn sign_in(replica: ReplicaHandle, credentials: &Credentials) -> Result<(), HttpError> {
    enter(replica, "/api/session", credentials).await
}

/// Begins a session by a request that gives one, and lets sync go on.
async fn enter(replica: ReplicaHandle, path: &str, body: &impl Serialize) -> Result<(), HttpError> {
    let storage = replica.inner().storage.borrow().clone();
    if let Some(storage) = &storage {
        // Later it would end the session that begins here. Where the server does not end the old one now,
        // its cookie is at least written over.
        let _ = end_session(storage).await;
    }
    post_json::<serde_json::Value>(path, body).await?;
    if let Some(storage) = &storage {
        let _ = storage.left().await;
    }
    replica.wake();
    Ok(())
}

/// Takes everything off this device and ends the session. The caller has dealt with unsent edits.
///
/// The device comes first, with a mark that the session has to end: the sign-in page tells the server as
/// soon as it can be reached, and until then nobody gets the data back without a password.
pub async fn sign_out(replica: ReplicaHandle) {
    let storage = replica.inner().storage.borrow().clone();
    if let Some(storage) = storage
        && let Err(error) = storage.leave().await
    {
        replica.say_refused(&Refusal::Storage(error));
        return;
    }
    replica.tell(&Message::SignedOut);
    replica.leave_device();
}

/// Ends the session of a person who has left, if that is still to be done; whether it was.
pub(super) async fn end_session(storage: &IndexedDb) -> Result<bool, SyncError> {
    if !storage.is_leaving().await? {
        return Ok(false);
    }
    match send::<serde_json::Value>(gloo_net::http::Method::DELETE, "/api/session", None::<&()>).await {
        Ok(_) | Err(HttpError::Status(401, ..)) => storage.left().await?,
        Err(error) => return Err(TransportError::from(error).into()),
    }
    Ok(true)
}
