//! Whether a request was made by our own pages.

use axum::http::{HeaderMap, header};

/// A browser says of every request that changes something where it was made. `Sec-Fetch-Site` decides
/// where it is there; older browsers, and all of them on plain HTTP, send only `Origin`, which has to
/// name the host that the request is for, or one of `origins`.
pub fn same_site(headers: &HeaderMap, origins: &[String]) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => headers.contains_key(header::ORIGIN) && origin_matches(headers, origins),
    }
}

/// As [`same_site`], but a request that says nothing passes: one that carries no cookie, and so does
/// nothing in anybody's name.
pub fn not_foreign(headers: &HeaderMap, origins: &[String]) -> bool {
    let silent = !headers.contains_key("sec-fetch-site") && !headers.contains_key(header::ORIGIN);
    silent || same_site(headers, origins)
}

fn origin_matches(headers: &HeaderMap, origins: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let named = origin.split_once("://").map(|(_, host)| host);
    origins.iter().any(|allowed| allowed == origin) || (named.is_some() && named == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_pass() {
        let site =
            |pairs: &[(&'static str, &'static str)]| same_site(&headers(pairs), &["https://crm.example".to_owned()]);
        assert!(site(&[("sec-fetch-site", "same-origin")]));
        assert!(!site(&[("sec-fetch-site", "same-site"), ("origin", "http://h"), ("host", "h")]));
        assert!(!site(&[("sec-fetch-site", "cross-site")]));
        assert!(!site(&[("sec-fetch-site", "none")]));
        assert!(site(&[("origin", "http://h:8080"), ("host", "h:8080")]));
        assert!(!site(&[("origin", "http://h:8081"), ("host", "h:8080")]));
        assert!(!site(&[("origin", "null"), ("host", "h")]));
        assert!(site(&[("origin", "https://crm.example"), ("host", "internal:80")]));
        assert!(!site(&[("host", "h")]));
        assert!(!site(&[]));
    }

    #[test]
    fn silence_passes_only_where_nothing_is_done_in_a_name() {
        assert!(not_foreign(&headers(&[]), &[]));
        assert!(!not_foreign(&headers(&[("origin", "https://evil")]), &[]));
        assert!(!not_foreign(&headers(&[("sec-fetch-site", "cross-site")]), &[]));
    }
}
