//! The routes: one folder for each noun, one file for each verb.

mod device;
mod health;
mod key;
mod metrics;
mod offer;
mod openapi;
mod page;
mod payload;
mod record;
mod schema;
mod session;
mod setup;
mod sync;
mod user;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, post};
use shared::Problem;
use tower_http::compression::{CompressionLayer, Predicate, predicate::SizeAbove};

use crate::{app::App, failure::Failure, layers};

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let limits = &app.config.limits;
    let api = Router::new()
        .route("/api/setup", get(setup::show).post(setup::create))
        .route("/api/session", get(session::show).post(session::create).delete(session::delete))
        .route("/api/session/devices", get(device::list))
        .route("/api/session/devices/{id}", delete(device::delete))
        .route("/api/sync/digest", post(sync::digest))
        .route("/api/sync/pull", post(sync::pull))
        .route("/api/sync/push", post(sync::push).layer(DefaultBodyLimit::max(limits.push_bytes)))
        .route("/api/sync/chunk/{hash}", get(sync::chunk))
        .route("/api/v1/schema", get(schema::show))
        .route("/api/v1/api-keys", get(key::list).post(key::create))
        .route("/api/v1/api-keys/{id}", delete(key::delete))
        .route("/api/v1/users/{id}/password", post(user::password))
        .route("/api/v1/{plural}", get(record::list).post(record::create))
        .route("/api/v1/{plural}/{id}", get(record::show).patch(record::update).delete(record::delete))
        .route("/api/openapi.json", get(openapi::show))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .merge(offer_routes())
        .route("/api", axum::routing::any(missing))
        .route("/api/", axum::routing::any(missing))
        .route("/api/{*path}", axum::routing::any(missing))
        .fallback(page::show)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .layer(CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(1024).and(is_text)))
        .layer(from_fn_with_state(app.clone(), layers::limit_time));
    // Streams have no end, so neither a time limit nor a compressor that would hold them back.
    let streams = Router::new().route("/api/sync/events", get(sync::events));
    api.merge(streams)
        .layer(from_fn_with_state(app.clone(), layers::observe))
        .layer(from_fn_with_state(app.clone(), layers::harden))
        .with_state(app)
}

/// The pages of quotes that customers see.
fn offer_routes() -> Router<App> {
    Router::new()
        .route("/p/quote/{secret}", get(offer::show))
        .route("/p/quote/{secret}/accept", post(offer::accept))
        .route("/p/quote/{secret}/decline", post(offer::decline))
        .route("/p/quote/{secret}/ask", post(offer::ask))
        .route_layer(DefaultBodyLimit::max(offer::MOST_BYTES))
}

/// Chunks and files are compressed already.
fn is_text(_: StatusCode, _: axum::http::Version, headers: &axum::http::HeaderMap, _: &axum::http::Extensions) -> bool {
    let kind = headers.get(axum::http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let encoded = headers.contains_key(axum::http::header::CONTENT_ENCODING);
    !encoded && (kind.contains("json") || kind.starts_with("text/plain") || kind.starts_with("text/html"))
}

async fn missing() -> Failure {
    Failure::not_found()
}

async fn wrong_method(request: Request) -> Failure {
    let problem = Problem::new("problem-method").with("method", request.method());
    Failure::of(StatusCode::METHOD_NOT_ALLOWED, vec![problem])
}
