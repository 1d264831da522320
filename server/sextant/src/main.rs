//! The `sextant` binary: commands over a store, and the server.
//!
//! Exit status: 0 on success, 2 on a usage error, 1 otherwise with one sentence on standard error.

mod cli;
mod commands;
mod opened;
mod running;
mod settings;
mod trouble;

use std::process::ExitCode;

use clap::Parser;

use cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let json = cli.json;
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            trouble.say(json);
            trouble.status()
        }
    }
}
