//! The byte budget of the shell: everything that the service worker keeps for offline use.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::output::MANIFEST;
use crate::workspace::Workspace;

/// Bytes that the shell should have in all, brotli where a file is compressed.
pub(crate) const GOAL: u64 = 700_000;

/// Bytes that it may have: more fails the build. The app is over its goal; until it is there, this
/// bound may only fall.
const CEILING: u64 = 1_350_000;

/// The built shell in bytes.
///
/// # Errors
/// When it is larger than the budget.
pub(crate) fn check(workspace: &Workspace) -> Result<u64> {
    let text = fs::read_to_string(workspace.dist().join(MANIFEST)).context("the app is not built")?;
    let manifest: serde_json::Value = serde_json::from_str(&text)?;
    let bytes = manifest.get("shell").and_then(serde_json::Value::as_u64).context("the manifest has no size")?;
    ensure!(bytes <= CEILING, "the shell has {bytes} bytes, {} over its bound of {CEILING}", bytes - CEILING);
    Ok(bytes)
}
