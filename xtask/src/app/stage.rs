//! The stage: the script that shows products in three dimensions, bundled from `app/stage/` and its npm packages.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::output::{Asset, Kept, Link, Output};
use crate::workspace::Workspace;
use crate::{npm, process};

/// The package; its bundler also makes other scripts smaller.
pub(super) fn directory(workspace: &Workspace) -> PathBuf {
    workspace.root.join("app/stage")
}

/// Everything that the script is made from; its packages stand in the lock file.
pub(super) fn sources(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let directory = directory(workspace);
    let mut files = super::files_under(&directory.join("src"))?;
    files.extend(["package.json", "package-lock.json"].map(|name| directory.join(name)));
    Ok(files)
}

/// Bundles the script and adds it.
pub(super) fn add(workspace: &Workspace, output: &mut Output) -> Result<Link> {
    let directory = directory(workspace);
    npm::install(workspace, &directory)?;
    let file = workspace.scratch().join("stage.js");
    let mut bundle = workspace.command("npm");
    bundle.args(["run", "--silent", "bundle", "--"]).arg(format!("--outfile={}", file.display()));
    process::run(bundle.arg("--log-level=warning").current_dir(&directory)).context("app/stage cannot be bundled")?;
    let bytes = fs::read(&file).context("the bundler wrote nothing")?;
    Ok(output.add(Asset::hashed("stage.js", bytes).kept(Kept::Stage)))
}

/// Whether its types hold.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let directory = directory(workspace);
    npm::install(workspace, &directory)?;
    let mut check = workspace.command("npm");
    process::run(check.args(["run", "--silent", "check"]).current_dir(&directory))
        .context("the types of app/stage do not hold")
}
