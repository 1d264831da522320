use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};

use crate::{
    app::App,
    auth::{Caller, Peer, clear_cookie},
    failure::Failure,
};

/// `DELETE /api/session`: signs this device out.
pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    peer: Peer,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Failure> {
    let session = caller.session.ok_or_else(Failure::not_found)?;
    app.sessions.remove(&[session]).await?;
    let cookies: Vec<_> = clear_cookie(peer, &headers).into_iter().map(|cookie| (header::SET_COOKIE, cookie)).collect();
    Ok((StatusCode::NO_CONTENT, AppendHeaders(cookies)))
}
