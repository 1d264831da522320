//! Formatting, lints, documentation: no warning is left standing.

use anyhow::Result;

use super::counts::{Libtest, libtest};
use super::{Outcome, passed};
use crate::workspace::{APP, NATIVE, PURE, SIMULATOR, WORKSHOP, Workspace};
use crate::{app, prerequisites, process, proofs};

const DENY: [&str; 3] = ["--", "--deny", "warnings"];

pub(super) fn format(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::components(workspace)?;
    process::run(&mut workspace.cargo(["fmt", "--all", "--check"]))?;
    process::run(&mut proofs::cargo(workspace, "fmt", &["--all", "--check"]))?;
    Ok(passed())
}

pub(super) fn clippy_native(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::native(workspace)?;
    for selection in [&NATIVE[..], &PURE[..], &["--package", SIMULATOR]] {
        process::run(workspace.cargo(["clippy"]).args(selection).arg("--all-targets").args(DENY))?;
    }
    process::run(proofs::cargo(workspace, "clippy", &["--all-targets", "--locked"]).args(DENY))?;
    Ok(passed())
}

pub(super) fn clippy_wasm(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::app(workspace)?;
    process::run(workspace.cargo(["clippy"]).args(APP).arg("--all-targets").args(DENY))?;
    process::run(workspace.cargo(["clippy"]).args(WORKSHOP).args(DENY))?;
    Ok(passed())
}

/// The script in TypeScript.
pub(super) fn stage(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::app(workspace)?;
    app::check_stage(workspace)?;
    Ok(passed())
}

/// xtask is no part of the native selection, so it is checked and tested by itself.
pub(super) fn xtask(workspace: &Workspace) -> Result<Outcome> {
    process::run(workspace.cargo(["clippy", "--package", "xtask", "--all-targets"]).args(DENY))?;
    let (text, status) = process::tee(&mut workspace.cargo(["test", "--package", "xtask"]))?;
    Libtest::outcome(&libtest(&text), status, String::new())
}

pub(super) fn docs(workspace: &Workspace) -> Result<Outcome> {
    for selection in [&NATIVE[..], &PURE[..], &APP[..]] {
        let mut command = workspace.cargo(["doc", "--no-deps", "--document-private-items"]);
        process::run(command.args(selection).env("RUSTDOCFLAGS", "--deny warnings"))?;
    }
    Ok(passed())
}
