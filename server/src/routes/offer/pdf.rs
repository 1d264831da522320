use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::{
    found::find,
    page::{Reply, answer},
    refused::Refused,
    sheet::Sheet,
};
use crate::{app::App, auth::Peer};

/// `GET /p/quote/{secret}/quote.pdf`: the quote as the seller's own device prints it, or why it is not shown.
pub(crate) async fn pdf(State(app): State<App>, peer: Peer, Path(secret): Path<String>) -> Result<Response, Refused> {
    let found = find(&app, peer, &secret)?;
    if !found.standing.shows() {
        return Ok(answer(&Sheet::of(&app, &found).await?, &Reply::default()));
    }
    let link = found.link.id.to_string();
    app.link_documents.attempt(&link, peer.address, app.clock.now()).map_err(Refused::Often)?;
    let document = document::sent(&*app.workspace.truth(), &found.quote);
    let document = document.map_err(|problem| Refused::unforeseen(&shared::messages::say(&problem)))?;
    let written = app.documents.pdf(document.ok_or(Refused::Nowhere)?, &app.blobs).await;
    Ok(written.map_err(|error| Refused::unforeseen(&error))?.into_response())
}
