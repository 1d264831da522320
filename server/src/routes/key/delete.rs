use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::{app::App, auth::Admin, failure::Failure};

/// `DELETE /api/v1/api-keys/{id}`: takes a key back, at once.
pub(crate) async fn delete(
    State(app): State<App>,
    Admin(_): Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    let id = id.parse().map_err(|_| Failure::not_found())?;
    if app.keys.revoke(id).await? { Ok(StatusCode::NO_CONTENT) } else { Err(Failure::not_found()) }
}
