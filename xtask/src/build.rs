//! `cargo xtask app` and `cargo xtask build`, and the builds that other commands start with.

use std::fs;
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::cli::Finish;
use crate::progress::{Clock, Progress};
use crate::workspace::Workspace;
use crate::{app, native, prerequisites, process};

/// `cargo xtask app`: only the app, into `dist/`.
pub(crate) fn app(workspace: &Workspace, finish: Finish) -> Result<()> {
    let mut progress = Progress::new(2);
    progress.step("building the app (about 6 min the first time)");
    prerequisites::app(workspace)?;
    native::prepare(workspace)?;
    app::compile(workspace, finish, process::run)?;
    progress.step("hashing and compressing it into dist/");
    app::assemble(workspace, finish)?;
    match finish {
        Finish::Shipped => report_sizes(workspace),
        Finish::Quick => Ok(()),
    }
}

/// `cargo xtask build`: the release binary, with the app inside.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    prerequisites::native(workspace)?;
    app(workspace, Finish::Shipped)?;
    eprintln!("building the server for release (about 40 min the first time)");
    let clock = Clock::start();
    let binary = native::release(workspace)?;
    let size = fs::metadata(&binary).with_context(|| format!("{} is not there", binary.display()))?.len();
    println!("{} ({} MB, {})", binary.display(), size / 1_000_000, clock.words());
    Ok(())
}

/// App and server for development, side by side: each has stretches in which one core is idle.
/// Returns the `sextant` binary.
pub(crate) fn both(workspace: &Workspace, progress: &mut Progress) -> Result<PathBuf> {
    progress.step("checking what is needed");
    prerequisites::app(workspace)?;
    prerequisites::native(workspace)?;
    native::prepare(workspace)?;
    progress.step("building server and app (about 25 min the first time on two cores, seconds after that)");
    let clock = Clock::start();
    let binary = side_by_side(workspace)?;
    eprintln!("      built in {}", clock.words());
    Ok(binary)
}

fn side_by_side(workspace: &Workspace) -> Result<PathBuf> {
    thread::scope(|scope| {
        let app = scope.spawn(|| compile_quietly(workspace).and_then(|()| app::assemble(workspace, Finish::Shipped)));
        let binary = native::build(workspace);
        if binary.is_ok() && !app.is_finished() {
            eprintln!("      the server is built; the app is not yet");
        }
        app.join().map_err(|_| anyhow!("building the app stopped"))??;
        binary
    })
}

/// The two builds cannot share the terminal: the app's lines are shown when it fails.
fn compile_quietly(workspace: &Workspace) -> Result<()> {
    let log = workspace.scratch().join("app.log");
    app::compile(workspace, Finish::Shipped, |command| process::run_logged(command, &log)).inspect_err(|_| {
        eprintln!("{}\nThe app does not compile (above).", fs::read_to_string(&log).unwrap_or_default());
    })
}

fn report_sizes(workspace: &Workspace) -> Result<()> {
    println!("dist/ is ready: {}", app::budget::check(workspace)?.words());
    Ok(())
}
