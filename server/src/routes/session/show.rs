use axum::Json;
use axum::extract::State;
use serde::Serialize;
use shared::{
    Id,
    entities::User,
    record::Millis,
    rules::Role,
    rules::{Access, Scope},
    sync::{PROTOCOL, Rows},
};
use std::collections::BTreeSet;

use crate::{
    app::App,
    auth::{Caller, Session},
    failure::Failure,
    store::Table,
    workspace::stored::{self, ABOUT, About},
};

/// Who somebody is, as the app needs it to begin.
#[derive(Serialize)]
pub(crate) struct Me {
    user: Id,
    name: String,
    email: String,
    role: Role,
    team: Option<Id>,
    scopes: BTreeSet<Scope>,
    workspace: String,
    epoch: String,
    protocol: u32,
    /// The session's id; none for a program with a key.
    session: Option<Id>,
    /// When the session ends if nothing more is heard of the device.
    ends: Option<Millis>,
    now: Millis,
}

/// `GET /api/session`: who am I?
pub(crate) async fn show(State(app): State<App>, caller: Caller) -> Result<Json<Me>, Failure> {
    me(&app, &caller.access, caller.session.as_ref()).await.map(Json)
}

pub(crate) async fn me(app: &App, access: &Access, session: Option<&Session>) -> Result<Me, Failure> {
    let about: Option<About> = stored::read(&**app.workspace.store(), Table::Meta, ABOUT).await?;
    let truth = app.workspace.truth();
    let user = truth.row(User::ENTITY_NAME, access.user).ok_or_else(Failure::signed_out)?;
    Ok(Me {
        user: user.id,
        name: user.get(User::NAME).unwrap_or_default().to_owned(),
        email: user.get(User::EMAIL).unwrap_or_default().to_owned(),
        role: access.role,
        team: user.get(User::TEAM),
        scopes: access.scopes.clone(),
        workspace: about.map(|about| about.name).unwrap_or_default(),
        epoch: truth.head().epoch.clone(),
        protocol: PROTOCOL,
        session: session.map(|session| session.id),
        ends: session.map(|session| app.sessions.ends(session)),
        now: app.clock.now(),
    })
}
