use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::Deserialize;
use shared::Id;

use super::me;
use crate::{
    app::App,
    auth::{self, Credential, Peer, not_foreign, set_cookie},
    failure::Failure,
    routes::payload::Payload,
    store::Table,
    workspace::stored,
};

#[derive(Deserialize)]
pub(crate) struct Credentials {
    email: String,
    password: String,
}

/// `POST /api/session {email, password}`: signs this device in.
///
/// An unknown address, a wrong password and a person who may not work here any more are answered alike.
pub(crate) async fn create(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    Payload(credentials): Payload<Credentials>,
) -> Result<impl IntoResponse, Failure> {
    if !not_foreign(&headers, &app.config.origins) {
        return Err(Failure::new(StatusCode::FORBIDDEN, "problem-cross-site"));
    }
    app.throttle.attempt(&credentials.email, peer.address, app.clock.now()).map_err(Failure::too_often)?;
    let Some((user, hash)) = person(&app, &credentials).await? else {
        app.metrics.refused_sign_ins.inc();
        return Err(Failure::new(StatusCode::UNAUTHORIZED, "problem-credentials"));
    };
    app.throttle.succeeded(&credentials.email, peer.address);
    app.metrics.sign_ins.inc();
    begin(&app, (user, Some(&hash)), peer, &headers).await
}

/// Who signs in, with the hash that the password was checked against.
async fn person(app: &App, credentials: &Credentials) -> Result<Option<(Id, String)>, Failure> {
    let user = app.workspace.person(&credentials.email).filter(|user| app.workspace.access(*user).is_some());
    // Looked up in any case, so that both take the same time.
    let key = user.map_or_else(|| "nobody".to_owned(), |user| user.to_string());
    let hash = hash(app, &key).await?;
    let right = app.passwords.verify(&credentials.password, hash.as_deref()).await;
    Ok(user.filter(|_| right).zip(hash))
}

async fn hash(app: &App, key: &str) -> Result<Option<String>, Failure> {
    let stored: Option<Credential> = stored::read(&**app.workspace.store(), Table::Credential, key).await?;
    Ok(stored.map(|stored| stored.hash))
}

/// A new session with a new token; the one that the device had before is over. `proven` is the hash that
/// the person's password was checked against, where it was: checking takes long enough for the password
/// to be changed meanwhile, which ends the sessions that there are then, and this one must not be left.
pub(crate) async fn begin(
    app: &App,
    (user, proven): (Id, Option<&str>),
    peer: Peer,
    headers: &HeaderMap,
) -> Result<impl IntoResponse + use<>, Failure> {
    if let Some(token) = auth::cookie_token(headers, peer)
        && let Some(before) = app.sessions.find(&token).await?
    {
        app.sessions.remove(&[before]).await?;
    }
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let (session, token) = app.sessions.begin(user, agent, &peer.address.to_string()).await?;
    if proven.is_some() && hash(app, &user.to_string()).await?.as_deref() != proven {
        app.sessions.remove(&[session]).await?;
        return Err(Failure::new(StatusCode::UNAUTHORIZED, "problem-credentials"));
    }
    let access = app.workspace.access(user).ok_or_else(Failure::signed_out)?;
    let me = me(app, &access, Some(&session)).await?;
    let cookies = set_cookie(&token, app.sessions.cookie_seconds(), peer, headers);
    let cookies: Vec<_> = cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect();
    Ok((StatusCode::CREATED, AppendHeaders(cookies), Json(me)))
}
