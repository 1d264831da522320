//! What the public configurator needs besides its page, which the server writes: its script, its service worker, and the
//! workshop once more, under an address that this service worker sees.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::output::{Asset, Kept, Link, Output, hex};
use super::page::{filled, read};
use super::worker;
use crate::workspace::Workspace;

/// Its script, in `public/`. The server's page knows it by this name.
pub(super) const SCRIPT: &str = "p/configure.js";

/// Its service worker, in `public/`.
pub(super) const WORKER: &str = "p/sw.js";

/// Scripts, styles and pictures that its page refers to by names that stay.
const PLAIN: [&str; 2] = ["p/public.css", "favicon.svg"];
/// The modules of its script.
const MODULES: &str = "p/shop/";
/// Fonts of documents, which the public configurator does not write.
const DOCUMENTS: &str = "documents/";

/// Adds script and service worker; after the workshop, because the worker lists it.
pub(super) fn add(workspace: &Workspace, output: &mut Output, workshop: &Link, stage: &Link) -> Result<()> {
    let own = again(output, workshop)?;
    let script = filled(&read(workspace, SCRIPT)?, "__WORKSHOP__", &own.url)?;
    let script = filled(&script, "__STAGE__", &stage.url)?;
    output.add(Asset::plain(SCRIPT, script.into_bytes()));
    let programs = programs(output);
    let version = hex(&Sha256::digest(programs.to_string()));
    let worker =
        filled(&worker::source(workspace, WORKER)?, "\"__PROGRAMS__\"", &serde_json::to_string_pretty(&programs)?)?;
    let worker = filled(&worker, "__VERSION__", version.get(..16).unwrap_or(&version))?;
    output.add(Asset::plain(WORKER, worker.into_bytes()));
    Ok(())
}

/// A worker is seen by the service worker whose scope its own address is in, so the workshop starts from one below `/p/`.
fn again(output: &mut Output, workshop: &Link) -> Result<Link> {
    let start = output.assets.iter().find(|asset| asset.link().url == workshop.url).context("there is no workshop")?;
    let bytes = start.bytes.clone();
    Ok(output.add(Asset::hashed("p/workshop.js", bytes)))
}

/// Everything that a configurator needs to open without the network.
fn programs(output: &Output) -> Value {
    let needed = |asset: &&Asset| {
        let behind = matches!(asset.kept, Kept::Later | Kept::Stage) && !asset.path.starts_with(DOCUMENTS);
        let own = asset.path == SCRIPT || asset.path.starts_with("p/workshop-") || asset.path.starts_with(MODULES);
        let font = asset.kept == Kept::Shell && asset.path.starts_with("fonts/");
        behind || own || font || PLAIN.contains(&asset.path.as_str())
    };
    let entries = output.assets.iter().filter(needed).map(|asset| {
        let link = asset.link();
        json!({ "url": link.url, "integrity": link.integrity })
    });
    Value::Array(entries.collect())
}
