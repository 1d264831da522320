//! Remembers what `dist/` was made from, so that an unchanged app is not made again.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::output::{MANIFEST, hex};
use crate::workspace::Workspace;

/// The hash of every input, xtask itself included.
pub(crate) struct Stamp(String);

/// The stamp of the inputs as they are now.
pub(crate) fn of(workspace: &Workspace, wasm: &[PathBuf]) -> Result<Stamp> {
    let mut hash = Sha256::new();
    let mut inputs = wasm.to_vec();
    inputs.extend([workspace.root.join("app/index.html"), std::env::current_exe()?]);
    inputs.extend(super::workshop::fonts(workspace));
    inputs.extend(super::stage::sources(workspace)?);
    inputs.extend(super::files_under(&workspace.root.join("public"))?);
    inputs.extend(super::files_under(&workspace.root.join("style"))?);
    for path in inputs {
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        hash.update(path.to_string_lossy().as_bytes());
        hash.update(Sha256::digest(bytes));
    }
    Ok(Stamp(hex(&hash.finalize())))
}

impl Stamp {
    /// Whether `dist/` was made from these inputs and is still as it was made.
    pub(crate) fn is_current(&self, workspace: &Workspace) -> bool {
        fs::read_to_string(path(workspace)).is_ok_and(|known| known == self.with_manifest(workspace))
    }

    pub(crate) fn write(&self, workspace: &Workspace) -> Result<()> {
        fs::write(path(workspace), self.with_manifest(workspace)).context("cannot write the stamp of the app")
    }

    /// Several checkouts may share a target directory; each has its own `dist/`.
    fn with_manifest(&self, workspace: &Workspace) -> String {
        let manifest = fs::read(workspace.dist().join(MANIFEST)).unwrap_or_default();
        format!("{} {}", self.0, hex(&Sha256::digest(manifest)))
    }
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.scratch().join("app.stamp")
}
