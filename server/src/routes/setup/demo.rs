use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;

use crate::{
    app::App,
    auth::{Peer, not_foreign},
    demo::{Plan, unfinished},
    failure::Failure,
    public::today,
    routes::session::begin,
    store::StoreError,
};

/// How the demo workspace stands.
#[derive(Serialize)]
pub(crate) struct Demo {
    /// It can be made here.
    offered: bool,
    /// It is being made, or its making was interrupted.
    begun: bool,
    /// Records that are there.
    made: usize,
    /// Records that there will be.
    records: usize,
}

/// `GET /api/setup/demo`: can there be a demo workspace, and how far is it?
pub(crate) async fn show(State(app): State<App>) -> Result<Json<Demo>, Failure> {
    let progress = app.demo.progress();
    let begun = progress.is_some() || is_unfinished(&app).await?;
    let offered = app.config.public.demo && (begun || !app.workspace.is_founded());
    let (made, records) = progress.map_or((0, 0), |progress| (progress.made, progress.records));
    Ok(Json(Demo { offered, begun, made, records }))
}

/// `POST /api/setup/demo`: makes the demo workspace and signs its owner in. Only while there is no workspace, or one
/// that is this demo and not whole: then it is gone on with, and whoever asks meanwhile waits for the same one.
pub(crate) async fn create(
    State(app): State<App>,
    peer: Peer,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Failure> {
    if !not_foreign(&headers, &app.config.origins) {
        return Err(Failure::new(StatusCode::FORBIDDEN, "problem-cross-site"));
    }
    if !app.config.public.demo {
        return Err(Failure::new(StatusCode::FORBIDDEN, "problem-no-demo"));
    }
    let plan = match unfinished(&app.workspace).await? {
        Some(begun) => begun,
        None if app.workspace.is_founded() => return Err(Failure::already_set_up()),
        None => Plan::small(today(app.clock.now())),
    };
    let owner = app.demo.run(&app, plan).await?;
    begin(&app, (owner, None), peer, &headers).await
}

/// Whether a demo was begun here that nobody can sign in to yet.
pub(super) async fn is_unfinished(app: &App) -> Result<bool, StoreError> {
    Ok(unfinished(&app.workspace).await?.is_some())
}
