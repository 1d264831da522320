//! What machines do to a server, done to the real binary: the power goes, the disk breaks or is full, memory runs out.
//! After it everything that was acknowledged must be there, whole and once.
//!
//! Needs FUSE, loop devices and the right to mount; says so where they are missing, and leaves that part out.

mod calibrate;
mod cut;
mod device;
mod disk;
mod memory;
mod power;
mod recording;
mod server;
mod trouble;
mod volume;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;
use clap::{Parser, Subcommand};

use server::Sextant;

/// The exit code that says that something was left out.
const LEFT_OUT: u8 = 77;

/// Does to a server what machines do, and looks whether its promises were kept.
#[derive(Parser)]
struct Options {
    /// The server's binary.
    #[arg(long, value_name = "FILE", env = "SEXTANT_BIN")]
    server: PathBuf,
    /// Repeats a run.
    #[arg(long, global = true)]
    seed: Option<u64>,
    #[command(subcommand)]
    fault: Fault,
}

#[derive(Subcommand)]
enum Fault {
    /// The power goes while devices push.
    Power {
        /// How many times.
        #[arg(long, default_value_t = 20)]
        cuts: usize,
    },
    /// The same under `SQLite`, which must lose rows when told not to sync, and none otherwise.
    Calibrate {
        /// How many times for each of the two.
        #[arg(long, default_value_t = 20)]
        cuts: usize,
    },
    /// The disk answers writes and flushes with errors, and is well again.
    Errors {
        /// How many times each.
        #[arg(long, default_value_t = 1)]
        rounds: usize,
    },
    /// The disk is full, and has room again.
    Full {
        /// How many times, with a reserve and without.
        #[arg(long, default_value_t = 1)]
        rounds: usize,
    },
    /// The kernel ends the server for want of memory.
    Memory {
        /// How many times.
        #[arg(long, default_value_t = 2)]
        kills: usize,
    },
}

impl Fault {
    /// Why it cannot be done here; nothing where it can.
    fn impossible(&self) -> Option<String> {
        match self {
            Self::Memory { .. } => memory::impossible(),
            _ => volume::impossible(),
        }
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    if let Some(why) = options.fault.impossible() {
        println!("LEFT OUT: {why}");
        return ExitCode::from(LEFT_OUT);
    }
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let sextant = Sextant::new(options.server.clone());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |time| time.as_secs() % 1_000_000);
    let seed = options.seed.unwrap_or(now);
    println!("seed {seed}");
    match options.fault {
        Fault::Power { cuts } => power::cut_power(&sextant, cuts, seed),
        Fault::Calibrate { cuts } => calibrate::calibrate(cuts, seed),
        Fault::Errors { rounds } => trouble::break_disk(&sextant, rounds, seed),
        Fault::Full { rounds } => trouble::fill_disk(&sextant, rounds, seed),
        Fault::Memory { kills } => memory::take_memory(&sextant, kills, seed),
    }
}
