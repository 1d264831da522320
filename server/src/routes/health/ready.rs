use axum::extract::State;

use crate::{app::App, failure::Failure, store::is_read_only, workspace::PushError};

/// `GET /readyz`: there is a writer, and the store takes commits. A server whose disk is full is ready for all who read,
/// and says so: a balancer that took it away would take the reading away as well.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, Failure> {
    if !app.workspace.writes() {
        return Err(PushError::Stopping.into());
    }
    let read_only = is_read_only(&**app.workspace.store()).await?;
    Ok(if read_only { "read-only\n" } else { "ok\n" })
}
