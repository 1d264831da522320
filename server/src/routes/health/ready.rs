use axum::extract::State;

use crate::{app::App, failure::Failure};

/// `GET /readyz`: the store takes commits.
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, Failure> {
    app.workspace.store().ready().await?;
    Ok("ok\n")
}
