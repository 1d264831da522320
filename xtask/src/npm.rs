//! Packages of npm: those of a lock file, into the directory that it stands in.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::process;
use crate::workspace::Workspace;

/// Installs the packages of a directory's lock file, unless they are those that are there.
pub(crate) fn install(workspace: &Workspace, directory: &Path) -> Result<()> {
    let name = || directory.strip_prefix(&workspace.root).unwrap_or(directory).display().to_string();
    let lock = fs::read(directory.join("package-lock.json"))
        .with_context(|| format!("{}/package-lock.json is missing", name()))?;
    let (wanted, stamp) = (format!("{:x}", Sha256::digest(lock)), directory.join("node_modules/.sextant-lock"));
    if fs::read_to_string(&stamp).is_ok_and(|known| known == wanted) {
        return Ok(());
    }
    // Playwright would fetch a browser of its own; the one on the machine is used.
    let mut npm = workspace.command("npm");
    npm.args(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::run(npm.current_dir(directory))
        .with_context(|| format!("npm cannot install the packages of {}", name()))?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write into {}/node_modules", name()))
}
