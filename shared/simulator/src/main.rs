//! The sync simulator: random histories of people, devices, tabs, networks, disks and a server, in which
//! everything goes wrong that can, and after which every promise must have been kept.
//!
//! The engine, the authority, the merge and the storage's contract are the product's own code. What stands
//! around them here (disk, network, clock, order of events) is decided by a seed, so that every failure
//! can be lived through again.

mod device;
mod disk;
mod history;
mod hub;
mod link;
mod oracles;
mod runs;
mod server;
mod swarm;
mod trace;
mod world;

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// A history is mostly small rows that are made, copied and thrown away: a third of its time went into the
/// allocator of the system.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Lives through random histories of sync and says which promise broke.
#[derive(Parser)]
struct Options {
    /// How many histories.
    #[arg(long, default_value_t = 10_000)]
    histories: u64,
    /// The first seed; the others follow it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Plant one bug after the other instead, and say how many histories it took to see each.
    #[arg(long)]
    planted: bool,
    /// Of these bugs only that of this name.
    #[arg(long, value_name = "NAME", requires = "planted")]
    only: Option<String>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    std::panic::set_hook(Box::new(|_| ()));
    let good = if options.planted {
        runs::planted(options.seed, options.histories, options.only.as_deref())
    } else {
        runs::clean(options.seed, options.histories)
    };
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
