//! From where a request comes, and how.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::config::Network;

/// The other end of a connection, seen through the proxies that are trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The caller's address.
    pub address: IpAddr,
    /// A trusted proxy says that the caller speaks TLS to it.
    pub tls: bool,
    /// The connection itself comes from this machine and through no proxy.
    pub local: bool,
}

impl Peer {
    /// The peer of a request. Without a connection (in tests) it is this machine.
    pub fn of(extensions: &Extensions, headers: &HeaderMap, proxies: &[Network]) -> Self {
        let connection = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
        let connection = connection.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let trusted = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
        if !trusted(connection) {
            return Self { address: connection, tls: false, local: connection.is_loopback() };
        }
        let tls = headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"));
        // Each proxy adds whom it heard it from on the right; what stands left of the first stranger is hearsay.
        let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<IpAddr> =
            said.flat_map(|value| value.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
        let address = hops.into_iter().rev().find(|hop| !trusted(*hop)).unwrap_or(connection);
        Self { address, tls, local: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(connection: &str, forwarded: &str) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(connection.parse().unwrap(), 1)));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let proxies = [Network::try_from("10.0.0.0/8".to_owned()).unwrap()];
        Peer::of(&extensions, &headers, &proxies).address.to_string()
    }

    #[test]
    fn only_configured_proxies_are_believed() {
        assert_eq!(peer("203.0.113.9", "1.1.1.1"), "203.0.113.9");
        assert_eq!(peer("10.0.0.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(peer("10.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7");
        assert_eq!(peer("10.0.0.1", "nonsense"), "10.0.0.1");
    }
}
