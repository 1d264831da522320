//! The service worker, with the list of what it keeps.

use anyhow::Result;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::output::{Asset, Kept, Output, hex};
use super::page::{filled, read};
use crate::workspace::Workspace;

/// Its file, in `public/`. The name stays: browsers look for updates under the one they know.
pub(crate) const WORKER: &str = "sw.js";

/// What all service workers have, in `public/`.
pub(super) const HASHED: &str = "hashed.js";

/// A service worker's text with what all of them have.
pub(super) fn source(workspace: &Workspace, name: &str) -> Result<String> {
    filled(&read(workspace, name)?, "/* __HASHED__ */", &read(workspace, HASHED)?)
}

/// Adds the service worker; last, because it lists the others.
pub(crate) fn add(workspace: &Workspace, output: &mut Output) -> Result<()> {
    let text = source(workspace, WORKER)?;
    let lists = [
        ("\"__SHELL__\"", list(output, &[Kept::Shell])),
        ("\"__CHUNKS__\"", list(output, &[Kept::Chunk])),
        ("\"__LATER__\"", list(output, &[Kept::Later, Kept::Stage])),
    ];
    let version = hex(&Sha256::digest(lists.each_ref().map(|(_, list)| list.to_string()).concat()));
    let text = lists
        .iter()
        .try_fold(text, |text, (placeholder, list)| filled(&text, placeholder, &serde_json::to_string_pretty(list)?))?;
    let text = filled(&text, "__VERSION__", version.get(..16).unwrap_or(&version))?;
    output.add(Asset::plain(WORKER, text.into_bytes()));
    Ok(())
}

/// Addresses and integrity; the page goes by its address, `/`.
fn list(output: &Output, kept: &[Kept]) -> Value {
    let entries = kept.iter().flat_map(|kept| output.of(*kept)).map(|asset| {
        let link = asset.link();
        let url = if asset.path == "index.html" { "/" } else { &link.url };
        json!({ "url": url, "integrity": link.integrity, "immutable": asset.immutable })
    });
    Value::Array(entries.collect())
}
