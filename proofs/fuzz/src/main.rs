//! Feeds everything that reads from the network or a file with what nobody would send, guided by what code it reaches.
//!
//! `SEXTANT_FUZZ` names the reader; the arguments are libFuzzer's. Started by `cargo xtask fuzz`.
#![no_main]
#![allow(unsafe_code, reason = "libFuzzer calls functions by their names")]
#![allow(clippy::expect_used, clippy::panic, reason = "a fuzzer stops at the first surprise")]

mod device;
mod files;
mod requests;
mod store;

use std::path::Path;
use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

/// Something that reads.
struct Reader {
    name: &'static str,
    /// Reads it; a panic is a finding.
    read: fn(&[u8]),
    /// What it reads when all is well.
    seeds: fn() -> Vec<Vec<u8>>,
}

const READERS: [Reader; 10] = [
    Reader { name: "requests", read: requests::read, seeds: requests::seeds },
    Reader { name: "replies", read: device::read_replies, seeds: device::replies },
    Reader { name: "stored", read: device::read_stored, seeds: device::stored },
    Reader { name: "store", read: store::read_rows, seeds: store::rows },
    Reader { name: "backup", read: store::read_backup, seeds: store::backups },
    Reader { name: "import", read: files::read_table, seeds: files::tables },
    Reader { name: "models", read: files::read_model, seeds: files::models },
    Reader { name: "markdown", read: files::read_markdown, seeds: files::articles },
    Reader { name: "queries", read: files::read_query, seeds: files::queries },
    Reader { name: "config", read: files::read_config, seeds: files::configs },
];

/// The reader that was asked for.
fn reader() -> &'static Reader {
    static READER: OnceLock<&Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let name = std::env::var("SEXTANT_FUZZ").unwrap_or_default();
        let names = READERS.each_ref().map(|reader| reader.name);
        READERS.iter().find(|reader| reader.name == name).unwrap_or_else(|| panic!("SEXTANT_FUZZ is one of {names:?}"))
    })
}

/// Puts the seeds where the environment says: mutating begins with them.
fn sow() {
    let Some(directory) = std::env::var_os("SEXTANT_FUZZ_SEEDS") else { return };
    for (number, seed) in (reader().seeds)().into_iter().enumerate() {
        std::fs::write(Path::new(&directory).join(format!("seed-{number}")), seed).expect("seeds can be written");
    }
}

fuzz_target!(init: sow(), |bytes: &[u8]| (reader().read)(bytes));
