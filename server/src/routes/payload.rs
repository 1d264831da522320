//! The JSON body of a request.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, MatchedPath, Query, Request};
use axum::http::{StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;

use crate::{app::App, failure::Failure};

/// Routes to which records come, and so texts as long as a record may hold.
pub(super) const HOLD_RECORDS: [&str; 3] = ["/api/sync/push", "/api/v1/{plural}", "/api/v1/{plural}/{id}"];

/// A body read as JSON. What cannot be read is answered with a problem that says why.
pub(super) struct Payload<T>(pub(super) T);

/// A body that says that it is JSON.
pub(super) struct RawJson(pub(super) Bytes);

impl FromRequest<App> for RawJson {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        // A form or plain text is what another site could make a browser send without asking first.
        if essence != "application/json" && !(essence.starts_with("application/") && essence.ends_with("+json")) {
            return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "problem-media-type"));
        }
        let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let limits = &app.config.limits;
        let most = if HOLD_RECORDS.contains(&route) { limits.push_bytes } else { limits.body_bytes };
        Bytes::from_request(request, app).await.map(Self).map_err(|rejection| Failure::unread(&rejection, most))
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Payload<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let RawJson(bytes) = RawJson::from_request(request, app).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(Failure::malformed)
    }
}

/// The part of the address behind `?`.
pub(super) struct Params<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(params)| Self(params))
            .map_err(|error| Failure::malformed(error.body_text()))
    }
}
