//! Scripts in few bytes.

use std::fs;

use anyhow::{Context, Result};

use super::stage;
use crate::workspace::Workspace;
use crate::{npm, process};

/// A module without comments and spaces, its own names short.
pub(super) fn minified(workspace: &Workspace, text: &str) -> Result<Vec<u8>> {
    let directory = stage::directory(workspace);
    npm::install(workspace, &directory)?;
    let file = workspace.scratch().join("script.js");
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    let mut bundler = workspace.command("npm");
    bundler.args(["exec", "--silent", "--", "esbuild", "--minify", "--format=esm", "--log-level=error"]).arg(&file);
    let small = process::capture(bundler.current_dir(&directory)).context("a script cannot be made smaller")?;
    Ok(small.into_bytes())
}
