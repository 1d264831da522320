use axum::extract::State;

use crate::{app::App, failure::Failure, workspace::PushError};

/// `GET /readyz`: there is a writer, and the store takes commits.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, Failure> {
    if !app.workspace.writes() {
        return Err(PushError::Stopping.into());
    }
    app.workspace.store().ready().await?;
    Ok("ok\n")
}
