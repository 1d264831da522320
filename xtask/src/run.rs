//! `cargo xtask run`: builds and serves.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::cli::Run;
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::{build, process};

/// Builds app and server, makes a demo workspace where asked, and serves until interrupted.
pub(crate) fn run(workspace: &Workspace, options: &Run) -> Result<()> {
    let mut progress = Progress::new(if options.demo.is_some() { 4 } else { 3 });
    let binary = build::both(workspace, &mut progress)?;
    let data = data(workspace, options);
    if let Some(size) = &options.demo {
        progress.step(&format!("a demo workspace ({size}) in {}", shown(workspace, &data)));
        process::run(
            workspace.command(&binary.to_string_lossy()).arg("demo").arg("--data").arg(&data).args(["--size", size]),
        )?;
    }
    progress.step("serving; press Ctrl-C to stop");
    let mut server = workspace.command(&binary.to_string_lossy());
    server.arg("serve").arg("--data").arg(&data).args(["--listen", &options.listen]);
    serve(&mut server)
}

/// Each demo size has a directory of its own, so that another size is another workspace.
fn data(workspace: &Workspace, options: &Run) -> PathBuf {
    let name = options.demo.as_ref().map_or_else(|| "workspace".to_owned(), |size| format!("demo-{size}"));
    options.data.clone().unwrap_or_else(|| workspace.root.join("data").join(name))
}

fn shown(workspace: &Workspace, path: &Path) -> String {
    path.strip_prefix(&workspace.root).unwrap_or(path).display().to_string()
}

/// The server takes the place of this process, so that signals reach it and nothing stays behind.
#[cfg(unix)]
fn serve(server: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(anyhow::Error::new(server.exec()).context("cannot start the server"))
}

#[cfg(not(unix))]
fn serve(server: &mut Command) -> Result<()> {
    process::run(server)
}
