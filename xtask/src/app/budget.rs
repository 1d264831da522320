//! The byte budgets: of the shell, which everybody waits for, and of chunks, workshop and stage, which are fetched behind it.
//!
//! The shell is all that a start needs until the first screen can be used: page, styles, the font of its words, scripts, the
//! program with the frame around every page, the replica, and the pipeline, which the app opens with.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::output::MANIFEST;
use crate::workspace::Workspace;

/// Bytes that the shell may have in all, brotli where a file is compressed.
const SHELL: u64 = 700_000;

/// Bytes that all chunks behind the shell may have.
const CHUNKS: u64 = 1_385_000;

/// Bytes that the workshop may have: program and the fonts of documents.
const WORKSHOP: u64 = 1_490_000;

/// Bytes that the stage may have.
const STAGE: u64 = 160_000;

/// What was built, in bytes.
pub(crate) struct Sizes {
    shell: u64,
    chunks: u64,
    workshop: u64,
    stage: u64,
}

/// The sizes of shell, workshop and stage.
///
/// # Errors
/// When one is larger than its budget.
pub(crate) fn check(workspace: &Workspace) -> Result<Sizes> {
    let text = fs::read_to_string(workspace.dist().join(MANIFEST)).context("the app is not built")?;
    let manifest: serde_json::Value = serde_json::from_str(&text)?;
    let size = |part: &str, most: u64| -> Result<u64> {
        let bytes = manifest.get(part).and_then(serde_json::Value::as_u64);
        let bytes = bytes.with_context(|| format!("the manifest has no size of the {part}"))?;
        ensure!(bytes <= most, "the {part} has {bytes} bytes, {} over its bound of {most}", bytes - most);
        Ok(bytes)
    };
    let (shell, chunks) = (size("shell", SHELL)?, size("chunks", CHUNKS)?);
    let (workshop, stage) = (size("workshop", WORKSHOP)?, size("stage", STAGE)?);
    Ok(Sizes { shell, chunks, workshop, stage })
}

impl Sizes {
    /// For people.
    pub(crate) fn words(&self) -> String {
        let Self { shell, chunks, workshop, stage } = self;
        let [shell, chunks, workshop, stage] = [shell, chunks, workshop, stage].map(|bytes| bytes / 1000);
        format!(
            "the shell has {shell} kB, behind it the chunks {chunks} kB, the workshop {workshop} kB and the stage \
             {stage} kB, brotli"
        )
    }
}
