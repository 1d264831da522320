use axum::extract::{Path, State};
use axum::response::Response;

use crate::{app::App, auth::Caller, blobs::Audience, failure::Failure};

/// `GET /api/blobs/{hash}`: a file, for everybody of the workspace. Hashes are not guessed: whoever has one was shown a
/// record with it.
pub(crate) async fn show(State(app): State<App>, _: Caller, Path(hash): Path<String>) -> Result<Response, Failure> {
    let blob = app.blobs.get(&hash).await?.ok_or_else(Failure::not_found)?;
    Ok(blob.answer(Audience::Person))
}
