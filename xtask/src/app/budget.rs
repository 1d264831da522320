//! The byte budgets: of the shell, which everybody waits for, and of workshop and stage, which are fetched behind it.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::output::MANIFEST;
use crate::workspace::Workspace;

/// Bytes that the shell should have in all, brotli where a file is compressed.
const GOAL: u64 = 700_000;

/// Bytes that it may have: more fails the build. The app is over its goal, and encyclopedia, configurator's screen and
/// quotes have made it larger. From here this bound may only fall.
const SHELL: u64 = 1_592_000;

/// Bytes that the workshop may have: program and the fonts of documents.
const WORKSHOP: u64 = 1_425_000;

/// Bytes that the stage may have.
const STAGE: u64 = 160_000;

/// What was built, in bytes.
pub(crate) struct Sizes {
    shell: u64,
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
    let (shell, workshop, stage) = (size("shell", SHELL)?, size("workshop", WORKSHOP)?, size("stage", STAGE)?);
    Ok(Sizes { shell, workshop, stage })
}

impl Sizes {
    /// For people.
    pub(crate) fn words(&self) -> String {
        let Self { shell, workshop, stage } = self;
        let over = match shell.saturating_sub(GOAL) / 1000 {
            0 => String::new(),
            over => format!(" ({over} kB over its goal)"),
        };
        let [shell, workshop, stage] = [shell, workshop, stage].map(|bytes| bytes / 1000);
        format!("the shell has {shell} kB{over}, behind it the workshop {workshop} kB and the stage {stage} kB, brotli")
    }
}
