use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::Deserialize;
use shared::{Problem, sync::Status};

use crate::{
    app::App,
    auth::{Credential, Peer, not_foreign},
    failure::Failure,
    routes::{payload::Payload, session::begin},
    workspace::{Founding, PushError, found, stored::to_text},
};

#[derive(Deserialize)]
pub(crate) struct First {
    workspace: String,
    name: String,
    email: String,
    password: String,
}

/// `POST /api/setup {workspace, name, email, password}`: makes the workspace and signs its owner in.
/// Only while there is none.
pub(crate) async fn create(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
    Payload(first): Payload<First>,
) -> Result<impl IntoResponse, Failure> {
    if !not_foreign(&headers, &app.config.origins) {
        return Err(Failure::new(StatusCode::FORBIDDEN, "problem-cross-site"));
    }
    if app.workspace.is_founded() {
        return Err(Failure::already_set_up());
    }
    let First { workspace, name, email, password } = first;
    let mut founding = Founding { workspace, name, email, credential: None };
    let problems = founding.check().err().into_iter().flatten().chain(app.passwords.check(&password).err());
    let problems: Vec<Problem> = problems.collect();
    if !problems.is_empty() {
        return Err(Failure::invalid(problems));
    }
    let hash = app.passwords.hash(&password).await;
    let hash = hash.ok_or_else(|| Failure::unforeseen("a password", &"cannot be hashed"))?;
    let now = app.clock.now();
    founding.credential = Some(to_text(&Credential { hash, set_at: now })?);
    match found(&app.workspace, &founding, now).await {
        Ok((_, Status::Rejected { problems, .. })) => Err(Failure::invalid(problems)),
        Ok((owner, _)) => begin(&app, (owner, None), peer, &headers).await,
        Err(PushError::Changed) => Err(Failure::already_set_up()),
        Err(error) => Err(error.into()),
    }
}
