use axum::extract::{Path, State};
use axum::response::Response;
use pricing::records;

use super::{found::find, refused::Refused};
use crate::{
    app::App,
    auth::Peer,
    blobs::{Audience, Blob},
};

/// `GET /p/quote/{secret}/picture/{hash}`: a picture that the quote was sent with. Other files are not there, whatever
/// hash is asked for, nor is any once the quote is not shown any more.
pub(crate) async fn picture(
    State(app): State<App>,
    peer: Peer,
    Path((secret, hash)): Path<(String, String)>,
) -> Result<Response, Refused> {
    let found = find(&app, peer, &secret)?;
    let look = records::look(&*app.workspace.truth(), &found.quote);
    let mut pictures = look.pictures.values().chain(&look.logo);
    let is_of_quote = found.standing.shows() && pictures.any(|picture| picture.hash == hash);
    let blob: Option<Blob> = if is_of_quote { app.blobs.get(&hash).await? } else { None };
    Ok(blob.ok_or(Refused::Nowhere)?.answer(Audience::Person))
}
