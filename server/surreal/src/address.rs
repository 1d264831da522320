//! Where a store is, as people write it.

use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use server::store::StoreError;

/// A parsed address.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Address {
    /// `RocksDB` in a directory, as an absolute path of UTF-8.
    Directory(PathBuf),
    /// In this process's memory.
    Memory,
    /// A server.
    Remote(Remote),
}

/// A `SurrealDB` server, and the database there that is ours.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Remote {
    /// `host:port`.
    pub(crate) host: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) namespace: String,
    pub(crate) database: String,
}

impl Address {
    /// Reads `mem://`, `ws://user:password@host:port/namespace/database`, or a directory, which may have
    /// `rocksdb:` before it.
    pub(crate) fn parse(address: &str) -> Result<Self, StoreError> {
        if let Some(rest) = address.strip_prefix("ws://") {
            return Remote::parse(rest).map(Self::Remote);
        }
        if matches!(address, "mem://" | "memory") {
            return Ok(Self::Memory);
        }
        let path = address.strip_prefix("rocksdb:").unwrap_or(address);
        let path = path.strip_prefix("//").unwrap_or(path);
        match path.split_once("://") {
            Some((scheme, _)) => Err(wrong(format!("`{scheme}://` is not a store that this build knows"))),
            None => directory(path).map(Self::Directory),
        }
    }
}

/// `?` is refused because the engine would take what follows for settings.
fn directory(path: &str) -> Result<PathBuf, StoreError> {
    if path.is_empty() || path.contains('?') {
        return Err(wrong(format!("`{path}` cannot be the store's directory")));
    }
    std::path::absolute(Path::new(path)).map_err(|error| wrong(format!("`{path}` cannot be used ({error})")))
}

impl Remote {
    // Never shows the text that was given: it holds a password.
    fn parse(rest: &str) -> Result<Self, StoreError> {
        let incomplete = || wrong("the address of a remote store is incomplete");
        let (login, place) = rest.rsplit_once('@').ok_or_else(incomplete)?;
        let (user, password) = login.split_once(':').ok_or_else(incomplete)?;
        let mut parts = place.trim_end_matches('/').split('/');
        let mut next = || parts.next().filter(|part| !part.is_empty()).ok_or_else(incomplete);
        let (host, namespace, database) = (next()?, next()?, next()?);
        if parts.next().is_some() {
            return Err(incomplete());
        }
        Ok(Self {
            host: host.to_owned(),
            user: decoded(user)?,
            password: decoded(password)?,
            namespace: name(namespace)?,
            database: name(database)?,
        })
    }
}

fn decoded(text: &str) -> Result<String, StoreError> {
    let text = percent_decode_str(text).decode_utf8();
    text.map(Into::into).map_err(|_| wrong("the user or password is not UTF-8"))
}

/// Names stand inside a statement, where nothing can be bound, so only plain ones are taken.
fn name(text: &str) -> Result<String, StoreError> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    if text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err(wrong(format!("`{text}` has more than letters, digits, `-` and `_`")))
    }
}

fn wrong(text: impl Into<String>) -> StoreError {
    StoreError::Address(text.into())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn directories_become_absolute() {
        for address in ["/var/lib/sextant", "rocksdb:/var/lib/sextant", "rocksdb:///var/lib/sextant"] {
            assert!(Address::parse(address).unwrap() == Address::Directory("/var/lib/sextant".into()), "{address}");
        }
        let Address::Directory(path) = Address::parse("data").unwrap() else { panic!("not a directory") };
        assert!(path.is_absolute() && path.ends_with("data"));
    }

    #[test]
    fn remote_addresses_are_taken_apart() {
        let Address::Remote(remote) = Address::parse("ws://root:p%40ss:word@db.example:8000/sextant/main-1").unwrap()
        else {
            panic!("not remote")
        };
        assert_eq!((remote.user.as_str(), remote.password.as_str()), ("root", "p@ss:word"));
        assert_eq!((remote.host.as_str(), remote.namespace.as_str()), ("db.example:8000", "sextant"));
        assert_eq!(remote.database, "main-1");
    }

    #[test]
    fn what_is_no_address_is_refused_without_repeating_a_password() {
        let remote = ["ws://h:1/n/d", "ws://u:secret@h:1/n", "ws://u:secret@h:1/n/d/x", "ws://u:secret@h:1/n/`d`"];
        for address in remote.into_iter().chain(["", "a?sync=never", "wss://u:secret@h/n/d", "tikv://h:1"]) {
            let Err(StoreError::Address(text)) = Address::parse(address) else { panic!("{address} was taken") };
            assert!(!text.contains("secret"), "{text}");
        }
    }
}
