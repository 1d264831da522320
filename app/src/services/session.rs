//! Signing in and out, and setting up a new workspace.

use super::replica::ReplicaHandle;
use crate::replica::{HttpError, get_json, post_json, send};
use serde::{Deserialize, Serialize};
use shared::replica::Storage;

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

/// Signs in and lets sync go on.
pub async fn sign_in(replica: ReplicaHandle, credentials: &Credentials) -> Result<(), HttpError> {
    post_json::<serde_json::Value>("/api/session", credentials).await?;
    replica.tell(&crate::replica::Message::Wake);
    replica.wake();
    Ok(())
}

/// Ends the session and takes everything off this device. The caller has dealt with unsent edits.
pub async fn sign_out(replica: ReplicaHandle) {
    let _ = send::<serde_json::Value>(gloo_net::http::Method::DELETE, "/api/session", None::<&()>).await;
    let storage = replica.inner().storage.borrow().clone();
    if let Some(storage) = storage {
        let _ = storage.clear().await;
    }
    replica.tell(&crate::replica::Message::Replaced);
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_href("/sign-in");
    }
}
