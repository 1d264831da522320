use axum::body::Body;
use axum::http::{Method, Request, header};

use crate::support::{Reply, Server, config};

async fn get(path: &str, headers: &[(&str, &str)]) -> Reply {
    let server = Server::empty(config()).await;
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    server.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_the_others_asked_for() {
    for (path, kind, forever) in [
        ("/app-0123456789abcdef.js", "text/javascript; charset=utf-8", true),
        ("/app-0123456789abcdef.wasm", "application/wasm", true),
        ("/sw.js", "text/javascript; charset=utf-8", false),
        ("/manifest.webmanifest", "application/manifest+json; charset=utf-8", false),
        ("/index.html", "text/html; charset=utf-8", false),
        ("/", "text/html; charset=utf-8", false),
        ("/accounts/01ARZ3NDEKTSV4RRFFQ69G5FAV", "text/html; charset=utf-8", false),
    ] {
        let reply = get(path, &[]).await;
        let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
        assert_eq!(
            (reply.status.as_u16(), reply.header("content-type"), reply.header("cache-control")),
            (200, kind, cache),
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_best_encoding_that_the_browser_takes_is_sent() {
    let script = "/app-0123456789abcdef.js";
    for (accept, encoding, bytes) in [
        ("gzip, deflate, br, zstd", "br", &b"brotli of the script"[..]),
        ("gzip", "gzip", b"gzip of the script"),
        ("br;q=0, gzip", "gzip", b"gzip of the script"),
        ("identity", "", b"export {}"),
    ] {
        let reply = get(script, &[("accept-encoding", accept)]).await;
        assert_eq!((reply.header("content-encoding"), &*reply.bytes), (encoding, bytes), "{accept}");
        assert_eq!(reply.header("vary"), "accept-encoding");
    }
    assert_eq!(get("/pipeline", &[("accept-encoding", "br")]).await.header("content-encoding"), "br");
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let tag = get("/sw.js", &[]).await.header("etag").to_owned();
    let reply = get("/sw.js", &[("if-none-match", &tag)]).await;
    assert_eq!((reply.status.as_u16(), reply.bytes.len()), (304, 0));
    assert_eq!(get("/sw.js", &[("if-none-match", "\"other\"")]).await.status, 200);
}

#[tokio::test]
async fn what_is_not_there_does_not_answer_with_the_app() {
    for path in [
        "/missing.js",
        "/app-0123456789abcdef.js.br",
        "/favicon.ico",
        "/api",
        "/api/",
        "/api/x/y",
        "/..%2f..%2fCargo.toml",
    ] {
        get(path, &[]).await.is_problem(404, "problem-not-found");
    }
    let server = Server::empty(config()).await;
    let request = Request::builder().method(Method::POST).uri("/pipeline").body(Body::empty()).unwrap();
    server.send(request).await.is_problem(405, "problem-method");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    for path in ["/", "/sw.js", "/api/session", "/healthz", "/missing.js", "/api/sync/events"] {
        let reply = get(path, &[]).await;
        assert_eq!(
            reply.header("content-security-policy"),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
             connect-src 'self'; worker-src 'self'; manifest-src 'self'; font-src 'self'; frame-ancestors 'none'; \
             base-uri 'none'; form-action 'self'",
            "{path}"
        );
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "same-origin");
        assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
        assert!(reply.header("permissions-policy").starts_with("camera=(self), geolocation=(self)"));
        assert_eq!(reply.header("strict-transport-security"), "", "not without TLS");
    }
}

#[tokio::test]
async fn head_is_answered_without_a_body() {
    let server = Server::empty(config()).await;
    let request = Request::head("/sw.js").header(header::ACCEPT_ENCODING, "br").body(Body::empty()).unwrap();
    let reply = server.send(request).await;
    assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-cache"));
}
