//! `cargo xtask faults` and `cargo xtask fuzz`: what machines and strangers do to the server.
//!
//! The programs are a workspace of their own: what they depend on would give everything else other features.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::cli::Fuzz;
use crate::process;
use crate::workspace::Workspace;
use crate::{native, prerequisites};

/// Everything that is done to a server, in the order of how long it takes.
const FAULTS: [&str; 5] = ["memory", "calibrate", "full", "errors", "power"];

/// Everything that is fed to it.
const READERS: [&str; 10] =
    ["requests", "replies", "stored", "store", "backup", "import", "models", "markdown", "queries", "config"];

/// Tells the compiler to count what code is reached. Stable, and what `cargo fuzz` does without a sanitizer.
const COUNTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// The exit code that says that this machine does not allow it.
const LEFT_OUT: i32 = 77;

/// Does one thing to the server, or all of them with their defaults after the program's own tests.
pub(crate) fn faults(workspace: &Workspace, options: &[String]) -> Result<ExitCode> {
    if options.is_empty() {
        process::run(&mut cargo(workspace, "test", &["--package", "sextant-faults"]))?;
    }
    let program = Faults::build(workspace)?;
    let all = FAULTS.map(|fault| vec![fault.to_owned()]);
    let runs = if options.is_empty() { &all[..] } else { &[options.to_vec()] };
    let mut code = ExitCode::SUCCESS;
    for run in runs {
        println!("{}", run.join(" "));
        if !program.run(workspace, run)? {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The program, and the server that it does it to.
struct Faults {
    program: PathBuf,
    server: PathBuf,
}

impl Faults {
    fn build(workspace: &Workspace) -> Result<Self> {
        prerequisites::native(workspace)?;
        let server = native::build(workspace)?;
        process::run(&mut cargo(workspace, "build", &["--package", "sextant-faults"]))?;
        Ok(Self { program: target(workspace).join("debug/sextant-faults"), server })
    }

    /// Whether the server lived through it, or the machine does not allow it, as the program then says.
    fn run(&self, workspace: &Workspace, options: &[String]) -> Result<bool> {
        let mut command = self.command(workspace);
        command.arg("--server").arg(&self.server).args(options);
        Ok(matches!(process::status(&mut command)?.code(), Some(0 | LEFT_OUT)))
    }

    /// Among mounts of its own where that is possible: they go with it, however it ends.
    fn command(&self, workspace: &Workspace) -> Command {
        let apart = ["--mount", "true"];
        let possible = process::capture(workspace.command("unshare").args(apart)).is_ok();
        let mut command = workspace.command(if possible { "unshare" } else { "env" });
        command.args(possible.then_some("--mount")).arg(&self.program);
        command
    }
}

/// `cargo` over the programs' workspace.
pub(crate) fn cargo(workspace: &Workspace, subcommand: &str, options: &[&str]) -> Command {
    let mut command = workspace.cargo([subcommand]);
    command.arg("--manifest-path").arg(workspace.root.join("proofs/Cargo.toml"));
    command.args(options).env("CARGO_TARGET_DIR", target(workspace));
    command
}

fn target(workspace: &Workspace) -> PathBuf {
    workspace.target.join("proofs")
}

/// Feeds one reader, or all of them, for so many minutes each.
pub(crate) fn fuzz(workspace: &Workspace, options: &Fuzz) -> Result<()> {
    let named = options.reader.iter().map(String::as_str);
    let readers: Vec<&str> = if options.reader.is_some() { named.collect() } else { READERS.to_vec() };
    if let Some(unknown) = readers.iter().find(|reader| !READERS.contains(reader)) {
        bail!("there is no reader `{unknown}`; there are: {}", READERS.join(", "));
    }
    let program = counted(workspace)?;
    for reader in readers {
        feed(workspace, &program, reader, options.seconds)?;
    }
    Ok(())
}

/// Builds the fuzzer with every branch counted.
fn counted(workspace: &Workspace) -> Result<PathBuf> {
    let host = process::capture(workspace.command("rustc").arg("-vV"))?;
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let target = workspace.target.join("fuzz");
    // With a target named, build scripts and macros are not counted.
    let mut command = cargo(workspace, "build", &["--profile", "fuzz", "--package", "sextant-fuzz", "--target", host]);
    process::run(command.env("CARGO_TARGET_DIR", &target).env("RUSTFLAGS", COUNTED))?;
    Ok(target.join(host).join("fuzz/sextant-fuzz"))
}

/// What was found to reach something new is kept for the next time.
fn feed(workspace: &Workspace, program: &Path, reader: &str, seconds: u64) -> Result<()> {
    let [corpus, seeds, findings] =
        ["corpus", "seeds", "findings"].map(|part| workspace.scratch().join("fuzz").join(part).join(reader));
    for directory in [&corpus, &seeds, &findings] {
        fs::create_dir_all(directory).context("cannot create a directory")?;
    }
    let log = findings.join("log");
    let mut command = workspace.command(&program.to_string_lossy());
    command.env("SEXTANT_FUZZ", reader).env("SEXTANT_FUZZ_SEEDS", &seeds);
    command.arg(format!("-max_total_time={seconds}")).arg(format!("-artifact_prefix={}/", findings.display()));
    command.args(["-timeout=10", "-rss_limit_mb=2048", "-max_len=16384", "-print_final_stats=1"]);
    process::run_logged(command.args([&corpus, &seeds]), &log).with_context(|| format!("{reader}: a finding"))?;
    println!("{reader:<10} {}", summary(&fs::read_to_string(&log)?));
    Ok(())
}

/// How much was tried, and how much of it reached something new, from libFuzzer's last lines.
fn summary(log: &str) -> String {
    let stat = |name: &str| {
        let line = log.lines().rev().find_map(|line| line.strip_prefix(&format!("stat::{name}:")));
        line.map_or("?", str::trim).to_owned()
    };
    let [tried, new, memory] = ["number_of_executed_units", "new_units_added", "peak_rss_mb"].map(stat);
    format!("{tried} inputs, {new} of them reached something new, no finding; {memory} MB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_tell_how_much_was_tried() {
        let log = "#2 INITED cov: 5\nstat::number_of_executed_units: 11646\nstat::new_units_added:          764\n\
                   stat::slowest_unit_time_sec:    0\nstat::peak_rss_mb:              51\n";
        assert_eq!(summary(log), "11646 inputs, 764 of them reached something new, no finding; 51 MB");
    }
}
