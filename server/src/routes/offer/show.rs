use axum::extract::{Path, Query, State};
use axum::http::Method;
use axum::response::Response;
use serde::Deserialize;

use super::{
    found::find,
    page::{Reply, answer},
    refused::Refused,
    sheet::Sheet,
    write::note_opened,
};
use crate::{app::App, auth::Peer};

#[derive(Deserialize)]
pub(crate) struct After {
    /// A question has just been asked.
    asked: Option<String>,
}

/// `GET /p/quote/{secret}`: the quote, or why it is not shown.
pub(crate) async fn show(
    State(app): State<App>,
    peer: Peer,
    method: Method,
    Path(secret): Path<String>,
    Query(after): Query<After>,
) -> Result<Response, Refused> {
    let found = find(&app, peer, &secret)?;
    if found.standing.shows() && method == Method::GET {
        note_opened(&app, &found);
    }
    let reply = Reply { asked: after.asked.is_some(), ..Reply::default() };
    Ok(answer(&Sheet::of(&app, &found).await?, &reply))
}
