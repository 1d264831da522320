//! Whether the volume has room for another commit, and keeps what it is given.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// At most this much is kept free unless the settings say otherwise: enough for the engine to write out
/// what it holds in memory and to be opened again.
const RESERVE: u64 = 128 << 20;

/// Whether more than the reserve is free. A volume that does not say counts as having room: the engine
/// will notice if it has not.
pub(crate) fn is_left(directory: &Path, reserve: Option<u64>) -> bool {
    has_more_than(directory, |usual| reserve.unwrap_or(usual))
}

/// Whether a session can still be noted. These rows are few and small, and without them whoever is not signed in cannot
/// even read; so they may have three quarters of what the reserve usually is. The rest is the engine's.
pub(crate) fn is_left_for_sessions(directory: &Path, reserve: Option<u64>) -> bool {
    has_more_than(directory, |usual| reserve.unwrap_or(usual).min(usual) / 4)
}

/// Whether more is free than what is made of the usual reserve of this volume.
fn has_more_than(directory: &Path, reserve: impl Fn(u64) -> u64) -> bool {
    let Ok(volume) = rustix::fs::statvfs(directory) else { return true };
    let size = volume.f_blocks.saturating_mul(volume.f_frsize);
    let free = volume.f_bavail.saturating_mul(volume.f_frsize);
    free > reserve(RESERVE.min(size / 20))
}

/// Whether the engine could be opened: it writes anew what is in its logs, and some small files.
pub(crate) fn is_left_to_open(directory: &Path, reserve: Option<u64>) -> bool {
    const SMALL_FILES: u64 = 4 << 20;
    let logs = std::fs::read_dir(directory).into_iter().flatten().filter_map(|file| {
        let file = file.ok()?;
        let is_log = file.path().extension().is_some_and(|extension| extension == "log");
        is_log.then(|| file.metadata().map_or(0, |data| data.len()))
    });
    is_left(directory, reserve) && is_left(directory, Some(logs.sum::<u64>() + SMALL_FILES))
}

/// Writes something and syncs it. A disk that fails at this would not let the engine be opened either.
pub(crate) fn probe(directory: &Path) -> io::Result<()> {
    let path = directory.join("sextant.probe");
    let mut file = File::create(&path)?;
    file.write_all(&[1; 4096])?;
    file.sync_all()?;
    std::fs::remove_file(&path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_leaves_nothing_behind_and_says_when_nothing_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        probe(directory.path()).unwrap();
        assert_eq!(directory.path().read_dir().unwrap().count(), 0);
        assert!(probe(&directory.path().join("missing")).is_err());
    }

    #[test]
    fn the_reserve_decides() {
        let here = std::env::temp_dir();
        assert!(is_left(&here, Some(0)));
        assert!(!is_left(&here, Some(u64::MAX)));
        assert!(is_left_for_sessions(&here, Some(u64::MAX)), "whatever somebody wants to keep free");
    }

    #[test]
    fn a_volume_that_does_not_answer_has_room() {
        assert!(is_left(Path::new("/no/such/directory"), None));
    }
}
