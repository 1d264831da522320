//! The routes: one folder for each noun, one file for each verb.

mod blob;
mod configure;
mod device;
mod health;
mod key;
mod metrics;
mod offer;
mod openapi;
mod page;
mod payload;
mod quote;
mod record;
mod schema;
mod session;
mod setup;
mod sync;
mod user;

pub use configure::PublicModels;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, post};
use shared::{Problem, file};
use tower_http::compression::{CompressionLayer, Predicate, predicate::SizeAbove};

use crate::{app::App, failure::Failure, layers};

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let limits = &app.config.limits;
    let api = Router::new()
        .route("/api/setup", get(setup::show).post(setup::create))
        .route("/api/session", get(session::show).post(session::create).delete(session::delete))
        .route("/api/session/devices", get(device::list).delete(device::delete_others))
        .route("/api/session/devices/{id}", delete(device::delete))
        .route("/api/sync/digest", post(sync::digest))
        .route("/api/sync/pull", post(sync::pull))
        .route("/api/sync/chunk/{hash}", get(sync::chunk))
        .route("/api/v1/schema", get(schema::show))
        .route("/api/v1/api-keys", get(key::list).post(key::create))
        .route("/api/v1/api-keys/{id}", delete(key::delete))
        .route("/api/v1/users/{id}/password", post(user::password))
        .route("/api/v1/quotes/{id}/pdf", get(quote::pdf))
        .route("/api/v1/deleted", get(record::deleted))
        .route("/api/v1/{plural}/{id}/restore", post(record::restore))
        .route("/api/openapi.json", get(openapi::show))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::show))
        .merge(record_routes(limits.push_bytes))
        .merge(blob_routes())
        .merge(offer_routes())
        .merge(configure_routes())
        .route("/api", axum::routing::any(missing))
        .route("/api/", axum::routing::any(missing))
        .route("/api/{*path}", axum::routing::any(missing))
        .fallback(page::show)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .layer(CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(1024).and(is_text)))
        .layer(from_fn_with_state(app.clone(), layers::limit_time));
    // Streams have no end, so neither a time limit nor a compressor that would hold them back; a demo takes as long as
    // the machine needs.
    let streams = Router::new()
        .route("/api/sync/events", get(sync::events))
        .route("/api/setup/demo", get(setup::show_demo).post(setup::create_demo));
    api.merge(streams)
        .layer(from_fn_with_state(app.clone(), layers::observe))
        .layer(from_fn_with_state(app.clone(), layers::harden))
        .with_state(app)
}

/// Where records come in.
fn record_routes(most: usize) -> Router<App> {
    let [push, all, one] = payload::HOLD_RECORDS;
    Router::new()
        .route(push, post(sync::push))
        .route(all, get(record::list).post(record::create))
        .route(one, get(record::show).patch(record::update).delete(record::delete))
        .route_layer(DefaultBodyLimit::max(most))
}

/// Where files come in and go out.
fn blob_routes() -> Router<App> {
    Router::new()
        .route("/api/blobs/{hash}", get(blob::show).put(blob::create))
        .route_layer(DefaultBodyLimit::max(file::MOST_BYTES))
}

/// The pages of quotes that customers see.
fn offer_routes() -> Router<App> {
    Router::new()
        .route("/p/quote/{secret}", get(offer::show))
        .route("/p/quote/{secret}/quote.pdf", get(offer::pdf))
        .route("/p/quote/{secret}/picture/{hash}", get(offer::picture))
        .route("/p/quote/{secret}/accept", post(offer::accept))
        .route("/p/quote/{secret}/decline", post(offer::decline))
        .route("/p/quote/{secret}/ask", post(offer::ask))
        .route_layer(DefaultBodyLimit::max(offer::MOST_BYTES))
}

/// The public configurator.
fn configure_routes() -> Router<App> {
    Router::new()
        .route("/p/configure/{product}", get(configure::show))
        .route("/p/configure/{product}/parts", get(configure::parts))
        .route("/p/configure/{product}/picture/{hash}", get(configure::picture))
        .route("/p/configure/{product}/request", post(configure::request))
        .route_layer(DefaultBodyLimit::max(configure::MOST_BYTES))
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
