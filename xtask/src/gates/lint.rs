//! Formatting, lints, documentation: no warning is left standing.

use anyhow::Result;

use super::counts::{Libtest, libtest};
use super::{Outcome, passed};
use crate::workspace::{APP, NATIVE, SIMULATOR, Workspace};
use crate::{prerequisites, process};

const DENY: [&str; 3] = ["--", "--deny", "warnings"];

pub(super) fn format(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::components(workspace)?;
    process::run(&mut workspace.cargo(["fmt", "--all", "--check"]))?;
    Ok(passed())
}

pub(super) fn clippy_native(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::native(workspace)?;
    process::run(workspace.cargo(["clippy"]).args(NATIVE).arg("--all-targets").args(DENY))?;
    process::run(workspace.cargo(["clippy", "--package", SIMULATOR, "--all-targets"]).args(DENY))?;
    Ok(passed())
}

pub(super) fn clippy_wasm(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::app(workspace)?;
    process::run(workspace.cargo(["clippy"]).args(APP).arg("--all-targets").args(DENY))?;
    Ok(passed())
}

/// xtask is no part of the native selection, so it is checked and tested by itself.
pub(super) fn xtask(workspace: &Workspace) -> Result<Outcome> {
    process::run(workspace.cargo(["clippy", "--package", "xtask", "--all-targets"]).args(DENY))?;
    let (text, status) = process::tee(&mut workspace.cargo(["test", "--package", "xtask"]))?;
    Libtest::outcome(&libtest(&text), status, String::new())
}

pub(super) fn docs(workspace: &Workspace) -> Result<Outcome> {
    for selection in [&NATIVE[..], &APP[..]] {
        let mut command = workspace.cargo(["doc", "--no-deps", "--document-private-items"]);
        process::run(command.args(selection).env("RUSTDOCFLAGS", "--deny warnings"))?;
    }
    Ok(passed())
}
