use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;

use crate::{app::App, auth::Caller, failure::Failure};

/// `GET /api/sync/chunk/{hash}`: a chunk of the caller's snapshot, as gzip that the app itself unpacks.
/// One that is not there any more means: pull again.
pub(crate) async fn chunk(
    State(app): State<App>,
    caller: Caller,
    Path(hash): Path<String>,
) -> Result<impl IntoResponse, Failure> {
    let schema = app.workspace.truth().schema().clone();
    let found = app.workspace.snapshots().chunk(&hash, &schema, &caller.access);
    let bytes: Bytes = found.ok_or_else(Failure::not_found)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes))
}
