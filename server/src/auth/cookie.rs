//! The cookie that holds a session's token.

use axum::http::{HeaderMap, HeaderValue, header};

use super::Peer;

/// On TLS, and wherever the browser trusts the host as if it were. The prefix makes the browser insist
/// on `Secure`, on this host and on the whole of it.
const SECURE: &str = "__Host-sextant";
/// On a plain connection from this machine, for browsers that do not trust it.
const LOCAL: &str = "sextant-local";

/// What to send to give a device its token.
///
/// On loopback both cookies are set: browsers differ in whether they take `Secure` there, and each keeps
/// the one that it understands.
pub fn set(token: &str, seconds: u64, peer: Peer, headers: &HeaderMap) -> Vec<HeaderValue> {
    let secure = format!("{SECURE}={token}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Strict");
    let local = format!("{LOCAL}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict");
    let cookies = std::iter::once(secure).chain(is_local(peer, headers).then_some(local));
    cookies.filter_map(|cookie| HeaderValue::from_str(&cookie).ok()).collect()
}

/// What to send to take it back.
pub fn clear(peer: Peer, headers: &HeaderMap) -> Vec<HeaderValue> {
    set("", 0, peer, headers)
}

/// The token that a request brings. The unprefixed cookie counts only where it would have been set.
pub fn token(headers: &HeaderMap, peer: Peer) -> Option<String> {
    let find = |name: &str| {
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
    };
    find(SECURE).or_else(|| is_local(peer, headers).then(|| find(LOCAL)).flatten())
}

/// A plain connection from this machine to this machine, by the name that the browser used too.
fn is_local(peer: Peer, headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    let name = name.map_or(host, |(name, _)| name).trim_matches(['[', ']']);
    let loopback = name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    peer.local && !peer.tls && loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &'static str, cookie: &'static str) -> HeaderMap {
        let pairs =
            [(header::HOST, HeaderValue::from_static(host)), (header::COOKIE, HeaderValue::from_static(cookie))];
        HeaderMap::from_iter(pairs)
    }

    fn peer(local: bool) -> Peer {
        Peer { address: [127, 0, 0, 1].into(), tls: false, local }
    }

    #[test]
    fn the_plain_cookie_is_for_loopback_only() {
        for (host, local, both) in [
            ("127.0.0.1:8080", true, true),
            ("localhost", true, true),
            ("[::1]:8080", true, true),
            ("crm.example:8080", true, false),
            ("127.0.0.1:8080", false, false),
        ] {
            let cookies = set("t", 60, peer(local), &headers(host, ""));
            assert_eq!(cookies.len(), 1 + usize::from(both), "{host}");
            assert_eq!(token(&headers(host, "a=b; sextant-local=t"), peer(local)).is_some(), both, "{host}");
            assert_eq!(token(&headers(host, "a=b; __Host-sextant=t"), peer(local)).as_deref(), Some("t"), "{host}");
        }
    }
}
