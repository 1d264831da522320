//! `cargo xtask simulate`: the sync simulator, built to be fast.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::process;
use crate::workspace::{SIMULATOR, Workspace};

/// Builds the simulator and runs it with its own options; its exit code is this one's.
pub(crate) fn simulate(workspace: &Workspace, options: &[String]) -> Result<ExitCode> {
    let status = process::status(&mut command(workspace, options))?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The simulator with these options.
pub(crate) fn command(workspace: &Workspace, options: &[String]) -> Command {
    let mut command = workspace.cargo(["run", "--quiet", "--profile", "simulator", "--package", SIMULATOR, "--"]);
    command.args(options);
    command
}
