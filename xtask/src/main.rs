//! The commands of the workspace: `cargo xtask run | test | simulate | faults | fuzz | bench | build | app | screenshots`.
//!
//! Everything that a developer or CI does is one of these, from a fresh checkout, with nothing
//! installed by hand that they can install themselves; what they cannot, they name.

mod app;
mod browser;
mod build;
mod cli;
mod gates;
mod native;
mod npm;
mod prerequisites;
mod process;
mod progress;
mod proofs;
mod run;
mod simulate;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use cli::Command;
use workspace::Workspace;

fn main() -> ExitCode {
    match cli::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => {
            println!("{}", cli::USAGE);
            ExitCode::SUCCESS
        }
        Ok(command) => execute(command).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }),
        Err(problem) => {
            eprintln!("{problem}\n\n{}", cli::USAGE);
            ExitCode::from(2)
        }
    }
}

fn execute(command: Command) -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match command {
        Command::Run(options) => run::run(&workspace, &options)?,
        Command::Test(options) => return test::test(&workspace, &options),
        Command::Bench(names) => browser::bench(&workspace, &names)?,
        Command::Simulate(options) => return simulate::simulate(&workspace, &options),
        Command::Faults(options) => return proofs::faults(&workspace, &options),
        Command::Fuzz(options) => proofs::fuzz(&workspace, &options)?,
        Command::Build => build::build(&workspace)?,
        Command::App(finish) => build::app(&workspace, finish)?,
        Command::Screenshots => browser::screenshots(&workspace)?,
        Command::Help => {}
    }
    Ok(ExitCode::SUCCESS)
}
