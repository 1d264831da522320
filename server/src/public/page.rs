//! The frame of a public page.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::html::{Html, element, of};

/// How a page is framed, and what it may do in a browser.
pub(crate) struct Frame<'a> {
    /// Address of its script.
    pub(crate) script: &'static str,
    /// Whether the script is a module.
    pub(crate) module: bool,
    /// Whether it starts workers, keeps itself on the device and asks the server by itself.
    pub(crate) works: bool,
    /// Whether search engines may list it.
    pub(crate) listed: bool,
    /// Other sites that may show it in a frame.
    pub(crate) sites: &'a [String],
}

/// What the pages of quotes are: their address is a secret, told to nobody by a link and to no search engine.
const SECRET: Frame<'_> = Frame { script: "/p/signature.js", module: false, works: false, listed: false, sites: &[] };

/// A whole page with its title, at an address that is a secret.
pub(crate) fn page(status: StatusCode, title: &str, body: Html) -> Response {
    SECRET.page(status, title, body)
}

const UNLISTED: &str = "noindex, nofollow";

impl Frame<'_> {
    /// A whole page with its title.
    pub(crate) fn page(&self, status: StatusCode, title: &str, body: Html) -> Response {
        let unlisted = element("meta", &[("name", "robots"), ("content", UNLISTED)], Html::none());
        let mut script = vec![("src", self.script), ("defer", "")];
        if self.module {
            script.push(("type", "module"));
        }
        let head = Html::from([
            element("meta", &[("charset", "utf-8")], Html::none()),
            element("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")], Html::none()),
            element("meta", &[("name", "color-scheme"), ("content", "light dark")], Html::none()),
            (!self.listed).then_some(unlisted).into(),
            element("title", &[], title),
            element("link", &[("rel", "icon"), ("href", "/favicon.svg"), ("type", "image/svg+xml")], Html::none()),
            element("link", &[("rel", "stylesheet"), ("href", "/p/public.css")], Html::none()),
            element("script", &script, Html::none()),
        ]);
        let page = Html::from([element("head", &[], head), element("body", &[], body)]);
        let text = format!("<!doctype html>\n{}\n", element("html", &[("lang", "en")], page));
        (status, self.headers(), text).into_response()
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::from_iter([
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (header::CACHE_CONTROL, HeaderValue::from_static(if self.listed { "no-cache" } else { "no-store" })),
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        ]);
        if !self.listed {
            headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static(UNLISTED));
        }
        // Of what cannot stand in a header, the strictest policy is made.
        let policy = HeaderValue::from_str(&self.policy()).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        headers
    }

    /// Shows itself, runs its own script and sends its forms back; what works also starts workers and fetches.
    fn policy(&self) -> String {
        let works = if self.works { "connect-src 'self'; worker-src 'self'; " } else { "" };
        let frames = if self.sites.is_empty() { "'none'".to_owned() } else { self.sites.join(" ") };
        format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; {works}\
             form-action 'self'; frame-ancestors {frames}; base-uri 'none'"
        )
    }
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
