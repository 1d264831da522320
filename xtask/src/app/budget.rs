//! The byte budget of the shell: everything that the service worker keeps for offline use.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::output::MANIFEST;
use crate::workspace::Workspace;

/// Bytes that the shell may have in all, brotli where a file is compressed. More fails the build.
const SHELL: u64 = 700_000;

/// The built shell in bytes.
///
/// # Errors
/// When it is larger than the budget.
pub(crate) fn check(workspace: &Workspace) -> Result<u64> {
    let text = fs::read_to_string(workspace.dist().join(MANIFEST)).context("the app is not built")?;
    let manifest: serde_json::Value = serde_json::from_str(&text)?;
    let bytes = manifest.get("shell").and_then(serde_json::Value::as_u64).context("the manifest has no size")?;
    ensure!(bytes <= SHELL, "the shell has {bytes} bytes, {} over its budget of {SHELL}", bytes - SHELL);
    Ok(bytes)
}
