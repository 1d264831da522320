use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

use crate::app::App;

/// `GET /metrics`: everything counted, for Prometheus.
pub(crate) async fn show(State(app): State<App>) -> impl IntoResponse {
    if let Ok(sessions) = app.sessions.count().await {
        app.metrics.sessions.set(i64::try_from(sessions).unwrap_or(i64::MAX));
    }
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], app.metrics.text())
}
