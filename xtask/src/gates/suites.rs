//! The test suites: native, documentation examples, wasm, end to end.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, anyhow, ensure};

use super::Outcome;
use super::counts::{Libtest, Played, junit, libtest, playwright};
use super::dependencies::tool;
use crate::workspace::{APP, NATIVE, PURE, Workspace};
use crate::{app, browser, native, prerequisites, process};

/// Native tests, by nextest where it is, otherwise by `cargo test`.
pub(super) fn native(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::native(workspace)?;
    tests(workspace, &NATIVE)
}

/// Tests of the pure packages that the server does not use.
pub(super) fn pure(workspace: &Workspace) -> Result<Outcome> {
    tests(workspace, &PURE)
}

fn tests(workspace: &Workspace, selection: &[&str]) -> Result<Outcome> {
    match tool("cargo-nextest") {
        Some(nextest) => by_nextest(workspace, &nextest, selection),
        None => by_libtest(workspace, selection),
    }
}

fn by_nextest(workspace: &Workspace, nextest: &Path, selection: &[&str]) -> Result<Outcome> {
    // Nextest keeps its reports in the workspace, wherever cargo builds.
    let report = workspace.root.join("target/nextest/default/junit.xml");
    let _ = fs::remove_file(&report);
    let config = workspace.root.join("xtask/nextest.toml");
    let mut command = through_cargo(workspace, nextest);
    command
        .args(["nextest", "run", "--no-fail-fast", "--no-tests", "pass", "--config-file"])
        .arg(config)
        .args(selection);
    let status = process::status(&mut command)?;
    let text = fs::read_to_string(&report).map_err(|_| anyhow!("the tests do not compile or did not run: {status}"))?;
    let tally = junit(&text)?;
    ensure!(status.success() || tally.failed > 0, "nextest ended with {status}");
    Ok(Outcome::Counted(tally, String::new()))
}

fn by_libtest(workspace: &Workspace, selection: &[&str]) -> Result<Outcome> {
    let mut command = workspace.cargo(["test", "--no-fail-fast"]);
    let (text, status) = process::tee(command.args(selection).args(["--lib", "--bins", "--tests"]))?;
    Libtest::outcome(&libtest(&text), status, " (by cargo test; cargo-nextest is not installed)".to_owned())
}

pub(super) fn doctests(workspace: &Workspace) -> Result<Outcome> {
    let run = |selection: &[&str]| process::tee(workspace.cargo(["test", "--doc", "--no-fail-fast"]).args(selection));
    let ((native, first), (pure, second)) = (run(&NATIVE)?, run(&PURE)?);
    let status = if first.success() { second } else { first };
    Libtest::outcome(&libtest(&(native + &pure)), status, String::new())
}

/// Tests of the app, compiled to wasm, in Chromium.
pub(super) fn wasm(workspace: &Workspace) -> Result<Outcome> {
    prerequisites::app(workspace)?;
    prerequisites::browser(workspace)?;
    let runner = ["--package", "xtask", "--bin", "wasm-test-runner", "--features", "wasm-tests"];
    process::run(workspace.cargo(["build"]).args(runner))?;
    let mut command = workspace.cargo(["test", "--no-fail-fast"]);
    command.args(APP).env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", workspace.root.join("xtask/webdriver.json"));
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", workspace.target.join("debug/wasm-test-runner"));
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "300").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30");
    if let Some(driver) = prerequisites::chromedriver() {
        command.env("CHROMEDRIVER", driver);
    }
    let (text, status) = process::tee(&mut command)?;
    Libtest::outcome(&libtest(&text), status, String::new())
}

/// The real server and the real app in Chromium. A second try is named in the note, and few are allowed; specs that
/// watch for lost changes allow themselves none.
pub(super) fn end_to_end(workspace: &Workspace) -> Result<Outcome> {
    browser::prepare(workspace)?;
    app::build(workspace)?;
    let binary = native::build(workspace)?;
    let report = workspace.scratch().join("playwright.json");
    let _ = fs::remove_file(&report);
    let mut command = browser::playwright(workspace, &binary, "playwright.config.mjs");
    let status = process::status(
        command.args(["--reporter", "list,json", "--retries", "1"]).env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report),
    )?;
    let text = fs::read_to_string(&report).map_err(|_| anyhow!("the tests did not run: {status}"))?;
    let played = playwright(&text)?;
    ensure!(status.success() || played.tally.failed > 0, "Playwright ended with {status}");
    Ok(Outcome::Counted(played.tally, note(&played)))
}

/// What is to be known beside the counts.
fn note(played: &Played) -> String {
    let left = if played.skipped == 0 { String::new() } else { format!(", {} left out", played.skipped) };
    let second = if played.second.is_empty() {
        String::new()
    } else {
        format!(", {} at the second try: {}", played.second.len(), played.second.join("; "))
    };
    left + &second
}

/// A cargo subcommand by its path, which may be outside of `PATH`.
fn through_cargo(workspace: &Workspace, program: &Path) -> Command {
    let mut command = workspace.command(&program.to_string_lossy());
    command.env("CARGO_TARGET_DIR", &workspace.target);
    command
}
