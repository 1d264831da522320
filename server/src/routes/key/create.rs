use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use shared::{Id, Problem};

use crate::{
    app::App,
    auth::{Admin, ApiKey},
    failure::Failure,
    routes::payload::Payload,
};

#[derive(Deserialize)]
pub(crate) struct Wanted {
    name: String,
    /// As whom it acts; the caller, if nobody is named.
    user: Option<Id>,
}

#[derive(Serialize)]
pub(crate) struct Made {
    #[serde(flatten)]
    key: ApiKey,
    /// To be kept by the caller: it cannot be read again.
    secret: String,
}

/// `POST /api/v1/api-keys {name, user?}`: makes a key. Nobody can make one that may do more than they may.
pub(crate) async fn create(
    State(app): State<App>,
    Admin(caller): Admin,
    Payload(wanted): Payload<Wanted>,
) -> Result<(StatusCode, Json<Made>), Failure> {
    if wanted.name.trim().is_empty() {
        return Err(Failure::invalid(vec![Problem::of("name", "problem-required")]));
    }
    let user = wanted.user.unwrap_or(caller.access.user);
    let nobody = || Failure::invalid(vec![Problem::of("user", "problem-link-to-nothing")]);
    let access = app.workspace.access(user).ok_or_else(nobody)?;
    if access.role < caller.access.role {
        return Err(Failure::forbidden());
    }
    let (key, secret) = app.keys.make(&wanted.name, user, caller.access.user).await?;
    Ok((StatusCode::CREATED, Json(Made { key, secret })))
}
