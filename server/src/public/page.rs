//! The frame of a public page.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::html::{Html, element, of};

/// What a public page may do: show itself, run its own small script, and send its forms back.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'",
);
/// Its address is a secret: it is told to nobody by a link, and to no search engine.
const HEADERS: [(HeaderName, HeaderValue); 5] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
];

/// A whole page with its title.
pub(crate) fn page(status: StatusCode, title: &str, body: Html) -> Response {
    let head = Html::from([
        element("meta", &[("charset", "utf-8")], Html::none()),
        element("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")], Html::none()),
        element("meta", &[("name", "color-scheme"), ("content", "light dark")], Html::none()),
        element("meta", &[("name", "robots"), ("content", "noindex, nofollow")], Html::none()),
        element("title", &[], title),
        element("link", &[("rel", "icon"), ("href", "/favicon.svg"), ("type", "image/svg+xml")], Html::none()),
        element("link", &[("rel", "stylesheet"), ("href", "/p/public.css")], Html::none()),
        element("script", &[("src", "/p/signature.js"), ("defer", "")], Html::none()),
    ]);
    let page = Html::from([element("head", &[], head), element("body", &[], body)]);
    let text = format!("<!doctype html>\n{}\n", element("html", &[("lang", "en")], page));
    (status, HEADERS, text).into_response()
}

/// A page that says one thing.
pub(crate) struct Plain {
    pub(crate) status: StatusCode,
    pub(crate) title: String,
    pub(crate) sentence: String,
    /// Seconds until trying again makes sense.
    pub(crate) retry_after: Option<u64>,
}

impl IntoResponse for Plain {
    fn into_response(self) -> Response {
        let said = Html::from([
            of("h1", "plain__title", self.title.as_str()),
            of("p", "plain__sentence", self.sentence.as_str()),
        ]);
        let mut response = page(self.status, &self.title, of("main", "plain", said));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
