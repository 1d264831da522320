use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use shared::{Problem, sync::hex};

use crate::{app::App, assets::Assets, failure::Failure};

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK: HeaderValue = HeaderValue::from_static("no-cache");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding");

/// Everything that is no API: a file of the app, or the app itself for one of its screens.
pub(crate) async fn show(State(app): State<App>, request: Request) -> Result<Response, Failure> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let problem = Problem::new("problem-method").with("method", request.method());
        return Err(Failure::of(StatusCode::METHOD_NOT_ALLOWED, vec![problem]));
    }
    let path = request.uri().path().trim_start_matches('/');
    let served = file(&*app.assets, path, request.headers());
    // Screens have no dot in their path; a file that is not there must not answer with the app.
    let screen = || if path.contains('.') { None } else { file(&*app.assets, "index.html", request.headers()) };
    served.or_else(screen).ok_or_else(Failure::not_found)
}

fn file(assets: &dyn Assets, path: &str, headers: &HeaderMap) -> Option<Response> {
    // Compressed siblings are forms of a file, not files.
    if path.is_empty() || matches!(extension(path), "br" | "gz") {
        return None;
    }
    let (bytes, encoding) = best(assets, path, headers)?;
    let tag = HeaderValue::from_str(&format!("\"{}\"", hex(Sha256::digest(&bytes).get(..16)?))).ok()?;
    let forever = has_hash(path);
    let fresh = headers.get(header::IF_NONE_MATCH).is_some_and(|known| *known == tag);
    let mut response = if fresh { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(body(bytes)) };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, mime(path));
    answer.insert(header::CACHE_CONTROL, if forever { FOREVER } else { ASK });
    answer.insert(header::ETAG, tag);
    answer.insert(header::VARY, VARY);
    if let Some(encoding) = encoding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Some(response)
}

fn body(bytes: Cow<'static, [u8]>) -> Body {
    Body::from(match bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

type Encoded = (Cow<'static, [u8]>, Option<&'static str>);

/// The smallest form that the browser takes.
fn best(assets: &dyn Assets, path: &str, headers: &HeaderMap) -> Option<Encoded> {
    for (encoding, extension) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(headers, encoding)
            && let Some(bytes) = assets.get(&format!("{path}{extension}"))
        {
            return Some((bytes, Some(encoding)));
        }
    }
    assets.get(path).map(|bytes| (bytes, None))
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut offers = lines.flat_map(|line| line.split(',')).map(str::trim);
    offers.any(|offer| {
        let (name, quality) = offer.split_once(';').unwrap_or((offer, ""));
        let refused = quality.trim().strip_prefix("q=").is_some_and(|quality| quality.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

/// `name-0123456789abcdef.js`: the content is in the name, so what is cached is never stale.
fn has_hash(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default();
    let hash = stem.rsplit('-').next().unwrap_or_default();
    hash.len() >= 8 && hash.len() < stem.len() && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn mime(path: &str) -> HeaderValue {
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let text = guess.type_() == "text" || matches!(extension(path), "js" | "mjs" | "webmanifest");
    let kind = match extension(path) {
        "webmanifest" => "application/manifest+json".to_owned(),
        "js" | "mjs" => "text/javascript".to_owned(),
        _ => guess.essence_str().to_owned(),
    };
    let kind = if text { format!("{kind}; charset=utf-8") } else { kind };
    HeaderValue::from_str(&kind).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_in_names_are_recognised() {
        for path in ["app-0123abcd.js", "fonts/inter-9f8e7d6c5b4a3f2e.woff2", "app-0123456789abcdef_bg.wasm"] {
            assert_eq!(has_hash(path), !path.contains("_bg"), "{path}");
        }
        for path in
            ["index.html", "sw.js", "manifest.webmanifest", "icons/icon-32.png", "deadbeef.js", "boot-loader.js"]
        {
            assert!(!has_hash(path), "{path}");
        }
    }

    #[test]
    fn types_are_right() {
        let cases = [
            ("a.js", "text/javascript; charset=utf-8"),
            ("a.wasm", "application/wasm"),
            ("a.css", "text/css; charset=utf-8"),
            ("index.html", "text/html; charset=utf-8"),
            ("a.svg", "image/svg+xml"),
            ("a.webmanifest", "application/manifest+json; charset=utf-8"),
            ("a.woff2", "font/woff2"),
            ("a.unheard", "application/octet-stream"),
        ];
        for (path, kind) in cases {
            assert_eq!(mime(path), kind, "{path}");
        }
    }

    #[test]
    fn encodings_are_negotiated() {
        let accept = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
            (accepts(&headers, "br"), accepts(&headers, "gzip"))
        };
        assert_eq!(accept("gzip, deflate, br"), (true, true));
        assert_eq!(accept("gzip;q=0.5, br;q=0"), (false, true));
        assert_eq!(accept("identity"), (false, false));
    }
}
