use axum::extract::{Path, State};
use axum::http::StatusCode;
use shared::Id;

use crate::{app::App, auth::Caller, failure::Failure};

/// `DELETE /api/session/devices/{id}`: signs one of the caller's devices out, its streams included.
pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let id: Id = id.parse().map_err(|_| Failure::not_found())?;
    match app.sessions.end(caller.access.user, |session| session.id == id).await? {
        0 => Err(Failure::not_found()),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}
