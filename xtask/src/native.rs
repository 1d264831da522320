//! Builds the server, always with the one selection of packages.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::process;
use crate::workspace::{NATIVE, Workspace};

/// Builds every native package for development and returns the `sextant` binary.
pub(crate) fn build(workspace: &Workspace) -> Result<PathBuf> {
    prepare(workspace)?;
    process::run(workspace.cargo(["build"]).args(NATIVE))?;
    Ok(workspace.sextant("debug"))
}

/// Builds every native package for release, with the app inside.
pub(crate) fn release(workspace: &Workspace) -> Result<PathBuf> {
    prepare(workspace)?;
    process::run(workspace.cargo(["build", "--release"]).args(NATIVE))?;
    Ok(workspace.sextant("release"))
}

/// The server's macro that embeds the app wants its directory to exist, even when empty.
pub(crate) fn prepare(workspace: &Workspace) -> Result<()> {
    fs::create_dir_all(workspace.dist()).context("cannot create dist/")?;
    fs::create_dir_all(workspace.scratch()).context("cannot create the scratch directory")
}
