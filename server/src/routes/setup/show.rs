use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::app::App;

#[derive(Serialize)]
pub(crate) struct Setup {
    needed: bool,
}

/// `GET /api/setup`: is there a workspace yet?
pub(crate) async fn show(State(app): State<App>) -> Json<Setup> {
    Json(Setup { needed: !app.workspace.is_founded() })
}
