use axum::Json;
use axum::extract::State;
use serde::Serialize;

use super::demo::is_unfinished;
use crate::{app::App, failure::Failure};

#[derive(Serialize)]
pub(crate) struct Setup {
    needed: bool,
}

/// `GET /api/setup`: is there a workspace yet, that somebody can sign in to?
pub(crate) async fn show(State(app): State<App>) -> Result<Json<Setup>, Failure> {
    let needed = !app.workspace.is_founded() || app.config.public.demo && is_unfinished(&app).await?;
    Ok(Json(Setup { needed }))
}
