use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::{
    app::App,
    auth::{Admin, ApiKey},
    failure::Failure,
};

#[derive(Serialize)]
pub(crate) struct Keys {
    items: Vec<ApiKey>,
}

/// `GET /api/v1/api-keys`: all keys, without their secrets.
pub(crate) async fn list(State(app): State<App>, Admin(_): Admin) -> Result<Json<Keys>, Failure> {
    Ok(Json(Keys { items: app.keys.all().await? }))
}
