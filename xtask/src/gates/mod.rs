//! The gates of `cargo xtask test`, the quick ones first.

mod counts;
mod dependencies;
mod lint;
mod remote;
mod suites;

use anyhow::{Result, bail, ensure};

use crate::cli::Test;
use crate::test::Tally;
use crate::workspace::Workspace;
use crate::{app, process, tidy};

/// One thing that must be so.
pub(crate) struct Gate {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) check: fn(&Workspace) -> Result<Outcome>,
    when: When,
}

/// When a gate runs.
#[derive(PartialEq)]
enum When {
    Always,
    WithBrowser,
    WithRemote,
}

/// How a gate ended, unless by an error.
pub(crate) enum Outcome {
    /// It is one check; a note for the report.
    Passed(String),
    /// It ran tests, which count by themselves; a note for the report.
    Counted(Tally, String),
    /// It cannot run here, and why.
    Skipped(String),
}

impl Gate {
    /// Whether the options ask for it.
    fn runs(&self, options: &Test) -> bool {
        if !options.only.is_empty() {
            return options.only.iter().any(|name| name == self.name);
        }
        match self.when {
            When::Always => true,
            When::WithBrowser => !options.fast,
            When::WithRemote => options.remote,
        }
    }
}

/// The gates that the options ask for, in their order.
///
/// # Errors
/// When a gate is named that does not exist.
pub(crate) fn chosen(options: &Test) -> Result<Vec<Gate>> {
    let all = all();
    if let Some(unknown) = options.only.iter().find(|name| !all.iter().any(|gate| gate.name == *name)) {
        let names: Vec<&str> = all.iter().map(|gate| gate.name).collect();
        bail!("there is no gate `{unknown}`; there are: {}", names.join(", "));
    }
    Ok(all.into_iter().filter(|gate| gate.runs(options)).collect())
}

fn all() -> Vec<Gate> {
    use When::{Always, WithBrowser, WithRemote};
    let gate = |name, title, when, check| Gate { name, title, check, when };
    vec![
        gate("format", "formatting", Always, lint::format),
        gate("tidy", "the project's own rules", Always, tidy),
        gate("xtask", "the commands themselves: clippy and tests", Always, lint::xtask),
        gate("clippy", "clippy, native (about 15 min the first time)", Always, lint::clippy_native),
        gate("clippy-wasm", "clippy, wasm", Always, lint::clippy_wasm),
        gate("stage", "the stage's types", Always, lint::stage),
        gate("docs", "documentation", Always, lint::docs),
        gate("dependencies", "licences and sources of dependencies", Always, dependencies::policy),
        gate("advisories", "known holes in dependencies", Always, dependencies::advisories),
        gate("simulator", "10,000 random histories of sync", Always, simulator),
        gate("pure", "tests of product models, prices, documents and the workshop", Always, suites::pure),
        gate("native", "tests, native (about 25 min the first time)", Always, suites::native),
        gate("doctests", "examples in the documentation", Always, suites::doctests),
        gate("remote", "the store against a separate SurrealDB server", WithRemote, remote::store),
        gate("budget", "building app and workshop; their byte budgets", Always, budget),
        gate("wasm", "tests in wasm, in a browser", WithBrowser, suites::wasm),
        gate("end-to-end", "the whole, in a browser, with axe", WithBrowser, suites::end_to_end),
    ]
}

/// No gate of its own words: passed, nothing to add.
fn passed() -> Outcome {
    Outcome::Passed(String::new())
}

fn tidy(workspace: &Workspace) -> Result<Outcome> {
    tidy::check(workspace).map(|checks| Outcome::Passed(format!("{checks} rules")))
}

/// Few enough histories to be lived through in a minute; `cargo xtask simulate` takes any number.
fn simulator(workspace: &Workspace) -> Result<Outcome> {
    let options = ["--histories", "10000"].map(str::to_owned);
    let (text, status) = process::tee(&mut crate::simulate::command(workspace, &options))?;
    ensure!(status.success(), "{}", text.trim());
    Ok(Outcome::Passed(text.trim().to_owned()))
}

fn budget(workspace: &Workspace) -> Result<Outcome> {
    crate::prerequisites::app(workspace)?;
    app::build(workspace)?;
    Ok(Outcome::Passed(app::budget::check(workspace)?.words()))
}
