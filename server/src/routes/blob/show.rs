use axum::extract::{Path, State};
use axum::response::Response;

use crate::{app::App, auth::Caller, blobs::Audience, failure::Failure};

/// `GET /api/blobs/{hash}`: a file, for everybody of the workspace who knows its hash. Nobody guesses one, but files have
/// no access of their own: whoever has written a hash down still gets the file when the record is not theirs to see any more.
pub(crate) async fn show(State(app): State<App>, _: Caller, Path(hash): Path<String>) -> Result<Response, Failure> {
    let blob = app.blobs.get(&hash).await?.ok_or_else(Failure::not_found)?;
    Ok(blob.answer(Audience::Person))
}
