//! The files of the built app: names, integrity, and how they are written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha384};

/// Describes every file; the server may read it, the tests and the budget do.
pub(crate) const MANIFEST: &str = "asset-manifest.json";

/// One file.
pub(crate) struct Asset {
    /// As asked for, without the leading slash.
    pub(crate) path: String,
    /// The name in the source, which styles and scripts refer to.
    source: String,
    pub(crate) bytes: Vec<u8>,
    /// Whether the name changes with the content, so that it may be cached for ever.
    pub(crate) immutable: bool,
    /// Whether the service worker keeps it, and when it fetches it.
    pub(crate) kept: Kept,
    pub(crate) compressed: Compressed,
}

/// When the service worker fetches a file, to have it without the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kept {
    /// When it is installed: the app does not start without it.
    Shell,
    /// When the shell stands, before anything else: what the first screen does without.
    Chunk,
    /// Behind the chunks: the workshop.
    Later,
    /// After the workshop: the stage.
    Stage,
    /// When it is first asked for, if its name says its content.
    No,
}

impl Kept {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Shell => Some("shell"),
            Self::Chunk => Some("chunks"),
            Self::Later => Some("workshop"),
            Self::Stage => Some("stage"),
            Self::No => None,
        }
    }
}

/// The compressed siblings; none for what does not shrink.
#[derive(Default)]
pub(crate) struct Compressed {
    pub(crate) brotli: Option<Vec<u8>>,
    pub(crate) gzip: Option<Vec<u8>>,
}

/// What a page needs to refer to a file.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// With the leading slash.
    pub(crate) url: String,
    /// `sha384-…`.
    pub(crate) integrity: String,
}

impl Asset {
    /// A file whose name stays.
    pub(crate) fn plain(name: &str, bytes: Vec<u8>) -> Self {
        let (path, source) = (name.to_owned(), name.to_owned());
        Self { path, source, bytes, immutable: false, kept: Kept::No, compressed: Compressed::default() }
    }

    /// A file whose name gets the hash of its content: `app.js` becomes `app-0123456789abcdef.js`.
    pub(crate) fn hashed(name: &str, bytes: Vec<u8>) -> Self {
        let hash = hex(&Sha256::digest(&bytes));
        let short = hash.get(..16).unwrap_or(&hash);
        let path = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}-{short}.{extension}"),
            None => format!("{name}-{short}"),
        };
        Self { path, immutable: true, ..Self::plain(name, bytes) }
    }

    pub(crate) fn kept(mut self, kept: Kept) -> Self {
        self.kept = kept;
        self
    }

    pub(crate) fn link(&self) -> Link {
        let integrity = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(&self.bytes)));
        Link { url: format!("/{}", self.path), integrity }
    }

    /// Bytes that travel: the brotli form where there is one.
    fn transferred(&self) -> usize {
        self.compressed.brotli.as_ref().map_or(self.bytes.len(), Vec::len)
    }

    fn description(&self) -> Value {
        json!({
            "path": format!("/{}", self.path),
            "bytes": self.bytes.len(),
            "brotli": self.compressed.brotli.as_ref().map(Vec::len),
            "gzip": self.compressed.gzip.as_ref().map(Vec::len),
            "integrity": self.link().integrity,
            "immutable": self.immutable,
            "kept": self.kept.name(),
        })
    }
}

/// All files of the app.
#[derive(Default)]
pub(crate) struct Output {
    pub(crate) assets: Vec<Asset>,
}

impl Output {
    pub(crate) fn add(&mut self, asset: Asset) -> Link {
        let link = asset.link();
        self.assets.push(asset);
        link
    }

    /// Links to the files under a directory of the source, by the rest of their source name.
    pub(crate) fn named_under(&self, directory: &str) -> BTreeMap<String, Link> {
        let under = |asset: &Asset| Some((asset.source.strip_prefix(directory)?.to_owned(), asset.link()));
        self.assets.iter().filter_map(under).collect()
    }

    pub(crate) fn of(&self, kept: Kept) -> impl Iterator<Item = &Asset> {
        self.assets.iter().filter(move |asset| asset.kept == kept)
    }

    /// What is transferred to keep these, in bytes.
    fn transferred(&self, kept: Kept) -> usize {
        self.of(kept).map(Asset::transferred).sum()
    }

    /// Writes all files, then removes what is not among them: a server that reads the directory
    /// while this runs finds the old app or the new one.
    pub(crate) fn write(&self, directory: &Path) -> Result<()> {
        let mut written = Vec::new();
        for asset in &self.assets {
            let siblings = [("", Some(&asset.bytes)), (".br", asset.compressed.brotli.as_ref())];
            let siblings = siblings.into_iter().chain([(".gz", asset.compressed.gzip.as_ref())]);
            for (extension, bytes) in siblings {
                let path = directory.join(format!("{}{extension}", asset.path));
                if let Some(bytes) = bytes {
                    write(&path, bytes)?;
                    written.push(path);
                }
            }
        }
        let manifest = directory.join(MANIFEST);
        write(&manifest, &self.manifest()?)?;
        written.push(manifest);
        remove_others(directory, &written)
    }

    fn manifest(&self) -> Result<Vec<u8>> {
        let files: Vec<Value> = self.assets.iter().map(Asset::description).collect();
        let all = [Kept::Shell, Kept::Chunk, Kept::Later, Kept::Stage];
        let [shell, chunks, workshop, stage] = all.map(|kept| self.transferred(kept));
        let sizes = json!({ "shell": shell, "chunks": chunks, "workshop": workshop, "stage": stage, "files": files });
        Ok(serde_json::to_vec_pretty(&sizes)?)
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Writes under another name first, so that a reader never sees half a file.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let said = || format!("cannot write {}", path.display());
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(said)?;
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    fs::write(&part, bytes).with_context(said)?;
    fs::rename(&part, path).with_context(said)
}

fn remove_others(directory: &Path, keep: &[std::path::PathBuf]) -> Result<()> {
    for path in super::files_under(directory)? {
        if !keep.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_follows_the_content() {
        let one = Asset::hashed("fonts/inter.woff2", b"one".to_vec());
        assert_eq!(one.path, "fonts/inter-7692c3ad3540bb80.woff2");
        assert_ne!(one.path, Asset::hashed("fonts/inter.woff2", b"two".to_vec()).path);
        assert_eq!(Asset::plain("favicon.svg", Vec::new()).path, "favicon.svg");
    }

    #[test]
    fn integrity_is_the_one_of_the_specification() {
        let link = Asset::plain("a.js", b"alert('Hello, world.');".to_vec()).link();
        assert_eq!(link.integrity, "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO");
    }
}
