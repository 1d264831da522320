//! The way to the server over HTTP.

use futures::future::join_all;
use gloo_net::http::{Request, Response};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;
use shared::{
    Problem,
    replica::{Transport, TransportError},
    sync::{DigestReply, DigestRequest, PullReply, PullRequest, PushReply, PushRequest},
};
use web_sys::RequestCache;

/// Why a request did not give what was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum HttpError {
    /// The server was not reached.
    Offline,
    /// The server answered with this status, sentence and list of problems.
    Status(u16, String, Vec<Problem>),
}

/// `application/problem+json` (RFC 9457), as far as it is read here.
#[derive(serde::Deserialize, Default)]
struct ProblemDocument {
    #[serde(default)]
    title: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    problems: Vec<Problem>,
}

/// Sends a request with an optional JSON body and reads a JSON answer.
pub async fn send<T: DeserializeOwned>(
    method: gloo_net::http::Method,
    path: &str,
    body: Option<&impl Serialize>,
) -> Result<T, HttpError> {
    let text = respond(method, path, body).await?.text().await.map_err(|_| HttpError::Offline)?;
    let text = if text.is_empty() { "null" } else { &text };
    serde_json::from_str(text).map_err(|error| match error.classify() {
        // A network that wants a sign-in of its own answers in the server's place, with a page.
        Category::Syntax | Category::Eof | Category::Io => HttpError::Offline,
        Category::Data => HttpError::Status(200, error.to_string(), Vec::new()),
    })
}

/// `GET` of JSON.
pub async fn get_json<T: DeserializeOwned>(path: &str) -> Result<T, HttpError> {
    send(gloo_net::http::Method::GET, path, None::<&()>).await
}

/// `POST` of JSON, for JSON.
pub async fn post_json<T: DeserializeOwned>(path: &str, body: &impl Serialize) -> Result<T, HttpError> {
    send(gloo_net::http::Method::POST, path, Some(body)).await
}

async fn respond(
    method: gloo_net::http::Method,
    path: &str,
    body: Option<&impl Serialize>,
) -> Result<Response, HttpError> {
    let builder = Request::get(path).method(method);
    let request = match body {
        Some(body) => {
            let json =
                serde_json::to_string(body).map_err(|error| HttpError::Status(0, error.to_string(), Vec::new()))?;
            builder.header("content-type", "application/json").body(json)
        }
        None => builder.build(),
    };
    let response = request.map_err(|_| HttpError::Offline)?.send().await.map_err(|_| HttpError::Offline)?;
    if response.ok() { Ok(response) } else { Err(refusal(response).await) }
}

async fn refusal(response: Response) -> HttpError {
    let status = response.status();
    let document = response.json::<ProblemDocument>().await.unwrap_or_default();
    let sentence = if document.detail.is_empty() { document.title } else { document.detail };
    HttpError::Status(status, sentence, document.problems)
}

impl From<HttpError> for TransportError {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Offline | HttpError::Status(502..=504 | 511, ..) => Self::Offline,
            HttpError::Status(401, ..) => Self::SignedOut,
            HttpError::Status(409, ..) => Self::OtherPerson,
            HttpError::Status(413, ..) => Self::TooLarge,
            HttpError::Status(426, ..) => Self::Outdated,
            HttpError::Status(507, ..) => Self::ServerFull,
            HttpError::Status(_, sentence, _) => Self::Refused(sentence),
        }
    }
}

/// `GET` of bytes.
pub async fn get_bytes(path: &str) -> Result<Vec<u8>, HttpError> {
    let response = respond(gloo_net::http::Method::GET, path, None::<&()>).await?;
    response.binary().await.map_err(|_| HttpError::Offline)
}

/// Whether the server itself has a picture there now, whatever the browser has kept of it.
pub async fn has_picture(path: &str) -> Result<bool, HttpError> {
    let request = Request::get(path).method(gloo_net::http::Method::HEAD).cache(RequestCache::NoStore);
    let response = request.send().await.map_err(|_| HttpError::Offline)?;
    let is_picture = || response.headers().get("content-type").is_some_and(|kind| kind.starts_with("image/"));
    match response.status() {
        200 => Ok(is_picture()),
        404 => Ok(false),
        _ => Err(refusal(response).await),
    }
}

/// `PUT` of bytes, for nothing.
pub async fn put_bytes(path: &str, bytes: &[u8]) -> Result<(), HttpError> {
    let request = Request::put(path).body(js_sys::Uint8Array::from(bytes)).map_err(|_| HttpError::Offline)?;
    let response = request.send().await.map_err(|_| HttpError::Offline)?;
    match response.status() {
        201 | 204 => Ok(()),
        // Somebody answers in the server's place.
        _ if response.ok() => Err(HttpError::Offline),
        _ => Err(refusal(response).await),
    }
}

async fn chunk(hash: &str) -> Result<Vec<u8>, TransportError> {
    Ok(get_bytes(&format!("/api/sync/chunk/{hash}")).await?)
}

/// Push and pull over `fetch`.
#[derive(Clone, Copy)]
pub struct HttpTransport;

impl Transport for HttpTransport {
    async fn push(&self, request: &PushRequest) -> Result<PushReply, TransportError> {
        Ok(post_json("/api/sync/push", request).await?)
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, TransportError> {
        Ok(post_json("/api/sync/pull", request).await?)
    }

    async fn chunks(&self, hashes: &[&str]) -> Vec<Result<Vec<u8>, TransportError>> {
        join_all(hashes.iter().map(|hash| chunk(hash))).await
    }

    async fn digest(&self, request: &DigestRequest) -> Result<DigestReply, TransportError> {
        Ok(post_json("/api/sync/digest", request).await?)
    }
}
