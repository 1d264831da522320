use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use crate::{app::App, store::is_read_only};

/// `GET /metrics`: everything counted, for Prometheus.
pub(crate) async fn show(State(app): State<App>) -> impl IntoResponse {
    if let Ok(sessions) = app.sessions.count().await {
        app.metrics.sessions.set(i64::try_from(sessions).unwrap_or(i64::MAX));
    }
    if let Ok(read_only) = is_read_only(&**app.workspace.store()).await {
        app.metrics.read_only.set(read_only.into());
    }
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], app.metrics.text())
}
