//! What runs in a real browser from `end2end/`: tests, benchmarks, screenshots.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::app::files_under;
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::{build, npm, prerequisites, process};

/// `cargo xtask bench`: one table, and one JSON file for each benchmark.
pub(crate) fn bench(workspace: &Workspace, names: &[String]) -> Result<()> {
    let scripts = chosen(workspace, names)?;
    let mut progress = Progress::new(3 + scripts.len());
    let binary = build::both(workspace, &mut progress)?;
    progress.step("fetching the browser's driver");
    prepare(workspace)?;
    let mut failed = Vec::new();
    for (name, script) in &scripts {
        progress.step(&format!("benchmark {name}"));
        if process::run(&mut benchmark(workspace, &binary, name, script)?).is_err() {
            failed.push(name.as_str());
        }
    }
    ensure!(failed.is_empty(), "these benchmarks did not finish: {}", failed.join(", "));
    Ok(())
}

fn benchmark(workspace: &Workspace, binary: &Path, name: &str, script: &Path) -> Result<Command> {
    let results = workspace.target.join("bench");
    fs::create_dir_all(&results).context("cannot create target/bench")?;
    let mut command = node(workspace, binary, "node");
    command.arg("bench/lib/main.mjs").arg(script).env("BENCH_OUT", results.join(format!("{name}.json")));
    command.env("BENCH_NAME", name).env("BENCH_COMMIT", commit(workspace));
    Ok(command)
}

/// Benchmarks by name; every file of `end2end/bench/` is one.
fn chosen(workspace: &Workspace, names: &[String]) -> Result<Vec<(String, PathBuf)>> {
    let directory = workspace.end2end().join("bench");
    let scripts = files_under(&directory)?.into_iter().filter(|path| path.parent() == Some(&directory));
    let all: Vec<(String, PathBuf)> =
        scripts.filter_map(|path| Some((path.file_name()?.to_str()?.strip_suffix(".mjs")?.to_owned(), path))).collect();
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|(known, _)| known == *name)) {
        let known: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
        bail!("there is no benchmark `{unknown}`; there are: {}", known.join(", "));
    }
    Ok(all.into_iter().filter(|(name, _)| names.is_empty() || names.contains(name)).collect())
}

/// `cargo xtask screenshots`: the main screens, into `docs/screenshots/`.
pub(crate) fn screenshots(workspace: &Workspace) -> Result<()> {
    let mut progress = Progress::new(4);
    let binary = build::both(workspace, &mut progress)?;
    progress.step("fetching the browser's driver");
    prepare(workspace)?;
    progress.step("taking screenshots");
    let out = workspace.root.join("docs/screenshots");
    fs::create_dir_all(&out).context("cannot create docs/screenshots")?;
    process::run(playwright(workspace, &binary, "screenshots.config.mjs").env("SCREENSHOTS_OUT", out))
}

/// Playwright's test runner with one configuration of `end2end/`.
pub(crate) fn playwright(workspace: &Workspace, binary: &Path, config: &str) -> Command {
    let mut command = node(workspace, binary, "npx");
    command.args(["--no-install", "playwright", "test", "--config", config]);
    command
}

fn node(workspace: &Workspace, binary: &Path, program: &str) -> Command {
    let mut command = workspace.command(program);
    command.current_dir(workspace.end2end()).env("SEXTANT_BIN", binary).env("SEXTANT_DIST", workspace.dist());
    if let Some(chromium) = prerequisites::chromium() {
        command.env("CHROMIUM", chromium);
    }
    command
}

/// Installs what the browser tests need.
pub(crate) fn prepare(workspace: &Workspace) -> Result<()> {
    prerequisites::browser(workspace)?;
    npm::install(workspace, &workspace.end2end())
}

fn commit(workspace: &Workspace) -> String {
    let text = process::capture(workspace.command("git").args(["rev-parse", "--short=12", "HEAD"]));
    text.map_or_else(|_| "unknown".to_owned(), |text| text.trim().to_owned())
}
