//! The app's files: inside the binary in a release, from `dist/` while developing.

use std::borrow::Cow;
use std::path::PathBuf;

use rust_embed::RustEmbed;

/// Files by path, without a leading slash.
pub trait Assets: Send + Sync + 'static {
    /// A file's bytes.
    fn get(&self, path: &str) -> Option<Cow<'static, [u8]>>;
}

#[derive(RustEmbed)]
#[folder = "../dist"]
struct Dist;

/// What was in `dist/` when this was built (or, in a debug build, what is there now).
#[derive(Debug, Clone, Copy, Default)]
pub struct Embedded;

impl Assets for Embedded {
    fn get(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        Dist::get(path).map(|file| file.data)
    }
}

/// What is in a directory now.
#[derive(Debug, Clone)]
pub struct Directory(pub PathBuf);

impl Assets for Directory {
    fn get(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        let inside =
            path.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains('\\'));
        inside.then(|| std::fs::read(self.0.join(path)).ok()).flatten().map(Cow::Owned)
    }
}

/// These and no others.
pub struct Listed(pub &'static [(&'static str, &'static [u8])]);

impl Assets for Listed {
    fn get(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        self.0.iter().find(|(name, _)| *name == path).map(|(_, bytes)| Cow::Borrowed(*bytes))
    }
}
