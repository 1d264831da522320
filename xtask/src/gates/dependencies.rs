//! Licences, sources, duplicates and known holes of dependencies, by cargo-deny.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Outcome, passed};
use crate::process;
use crate::workspace::Workspace;

/// The version that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// Licences, bans and sources: needs no network.
pub(super) fn policy(workspace: &Workspace) -> Result<Outcome> {
    let deny = installed(workspace)?;
    process::run(deny_check(workspace, &deny).args(["bans", "licenses", "sources"]))?;
    Ok(passed())
}

/// Needs the advisory database, which comes from GitHub.
pub(super) fn advisories(workspace: &Workspace) -> Result<Outcome> {
    let deny = installed(workspace)?;
    if process::capture(workspace.command(&deny.to_string_lossy()).args(["fetch", "db"])).is_err() {
        return Ok(Outcome::Skipped("the advisory database cannot be fetched here".to_owned()));
    }
    process::run(deny_check(workspace, &deny).args(["--disable-fetch", "advisories"]))?;
    Ok(passed())
}

fn deny_check(workspace: &Workspace, deny: &std::path::Path) -> Command {
    let mut command = workspace.command(&deny.to_string_lossy());
    command.args(["--all-features", "check", "--hide-inclusion-graph", "--allow", "no-license-field"]);
    command
}

fn installed(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(path) = tool("cargo-deny") {
        return Ok(path);
    }
    eprintln!("      installing cargo-deny {CARGO_DENY} (about 5 min, once)");
    let tools = tools().context("HOME is not set, so there is no place for tools")?;
    let mut command = workspace.cargo(["install", "--locked", "--quiet", "cargo-deny", "--version", CARGO_DENY]);
    process::run(command.arg("--root").arg(&tools).env("CARGO_TARGET_DIR", tools.join("build")))?;
    tool("cargo-deny").context("cargo-deny was installed, yet is not there")
}

/// A tool of the project's own directory, or of the machine.
pub(super) fn tool(name: &str) -> Option<PathBuf> {
    let own = tools().map(|tools| tools.join("bin")).into_iter();
    let path = env::var_os("PATH").unwrap_or_default();
    let places: Vec<PathBuf> = own.chain(env::split_paths(&path)).collect();
    places.into_iter().map(|place| place.join(name)).find(|file| file.is_file())
}

/// Tools outlive checkouts and target directories.
fn tools() -> Option<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    cache.map(|cache| cache.join("sextant/tools"))
}
