//! Extractors: handlers name whom they serve, and nobody else gets in.

use axum::extract::FromRequestParts;
use axum::http::{Method, StatusCode, header, request::Parts};
use shared::rules::{Access, Role};

use super::{Peer, Session, cookie, origin::same_site};
use crate::{app::App, failure::Failure, workspace::Actor};

/// A person, or a program in a person's name, with their present rights.
#[derive(Debug, Clone)]
pub struct Caller {
    /// What they may do.
    pub access: Access,
    /// Their session; none for a program with a key.
    pub session: Option<Session>,
}

impl Caller {
    /// The caller as the writer knows them.
    pub const fn actor(&self) -> Actor {
        Actor::Person(self.access.user)
    }
}

/// A caller who is an admin or an owner.
pub struct Admin(pub Caller);

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if let Some(key) = bearer(parts) {
            let key = app.keys.find(key).await?.ok_or_else(Failure::signed_out)?;
            let access = app.workspace.access(key.user).ok_or_else(Failure::signed_out)?;
            return Ok(Self { access, session: None });
        }
        let peer = Peer::of(&parts.extensions, &parts.headers, &app.config.proxies);
        let token = cookie::token(&parts.headers, peer).ok_or_else(Failure::signed_out)?;
        if !is_safe(&parts.method) && !same_site(&parts.headers, &app.config.origins) {
            return Err(Failure::new(StatusCode::FORBIDDEN, "problem-cross-site"));
        }
        let session = app.sessions.find(&token).await?.ok_or_else(Failure::signed_out)?;
        let Some(access) = app.workspace.access(session.user) else {
            // Whoever comes back later signs in anew. On a full disk the session stays, and stays refused.
            let _ = app.sessions.remove(&[session]).await;
            return Err(Failure::signed_out());
        };
        Ok(Self { access, session: Some(session) })
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let caller = Caller::from_request_parts(parts, app).await?;
        if caller.access.role <= Role::Admin { Ok(Self(caller)) } else { Err(Failure::forbidden()) }
    }
}

impl FromRequestParts<App> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.extensions, &parts.headers, &app.config.proxies))
    }
}

/// The key that a program brings.
fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

const fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
