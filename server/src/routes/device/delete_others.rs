use axum::extract::State;
use axum::http::StatusCode;

use crate::{app::App, auth::Caller, failure::Failure};

/// `DELETE /api/session/devices`: signs all devices of the caller out but the one that asks, streams included. A
/// program with a key is no device, so it signs all of them out.
pub(crate) async fn delete_others(State(app): State<App>, caller: Caller) -> Result<StatusCode, Failure> {
    let here = caller.session.map(|session| session.id);
    app.sessions.end(caller.access.user, |session| Some(session.id) != here).await?;
    Ok(StatusCode::NO_CONTENT)
}
