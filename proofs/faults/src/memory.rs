//! Memory runs out while devices push, and the kernel ends the server.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;

use crate::device::{Device, judge, together};
use crate::server::{Server, Sextant};

const DEVICES: u64 = 4;
const MOMENT: Duration = Duration::from_millis(20);
/// By when the kernel must have done it.
const PATIENCE: Duration = Duration::from_mins(1);
const MIB: u64 = 1 << 20;
const STEP: u64 = MIB;
/// Enough for a server to start.
const ROOM: u64 = 1024 * MIB;
/// SIGKILL.
const KILLED: i32 = 9;

/// Takes the server's memory away so many times.
pub(crate) fn take_memory(sextant: &Sextant, kills: usize, seed: u64) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let data = directory.path().join("data");
    sextant.init(&data)?;
    let group = Group::new()?;
    let (mut random, mut devices) = (Rng::with_seed(seed), Vec::new());
    for kill in 1..=kills {
        let mut server = sextant.serve(&data)?;
        if devices.is_empty() {
            devices = Device::crew(&server, DEVICES, seed)?;
        }
        let address = server.address.clone();
        let mut limit = 0;
        together(&mut devices, &address, &|| 0, || {
            std::thread::sleep(Duration::from_millis(random.u64(200..1500)));
            limit = group.strangle(&mut server)?;
            Ok(())
        })?;
        let kept = judge(sextant, &data, &devices, usize::MAX)?;
        println!("{kill}: killed at {} MiB; {kept} acknowledged changes looked for, all there", limit / MIB);
    }
    Ok(())
}

/// Why memory cannot be limited here; nothing where it can.
pub(crate) fn impossible() -> Option<String> {
    Group::new().err().map(|error| format!("no control group can be made here: {error:#}"))
}

/// A control group of the memory controller, in either of the two forms that kernels have.
struct Group {
    directory: PathBuf,
    limit: &'static str,
}

impl Group {
    fn new() -> Result<Self> {
        let first = (Path::new("/sys/fs/cgroup/memory"), "memory.limit_in_bytes");
        let second = (Path::new("/sys/fs/cgroup"), "memory.max");
        let (root, limit) = if first.0.is_dir() { first } else { second };
        let directory = root.join(format!("sextant-faults-{}", std::process::id()));
        std::fs::create_dir(&directory).with_context(|| directory.display().to_string())?;
        let group = Self { directory, limit };
        ensure!(group.directory.join(limit).exists(), "the memory controller is not there");
        Ok(group)
    }

    /// Gives the server less and less until it is killed. Gives the limit that it was killed at.
    fn strangle(&self, server: &mut Server) -> Result<u64> {
        self.write("cgroup.procs", server.id().into())?;
        let (start, mut limit) = (Instant::now(), 256 * MIB);
        let end = loop {
            if let Some(end) = server.ended()? {
                break end;
            }
            ensure!(start.elapsed() < PATIENCE, "it lives with {} MiB", limit / MIB);
            // Refused where it holds more than that already; then it is killed at the next thing that it wants.
            if self.write(self.limit, limit - STEP).is_ok() {
                limit -= STEP;
            }
            std::thread::sleep(MOMENT);
        };
        ensure!(end.signal() == Some(KILLED), "the server ended with {end}");
        self.write(self.limit, ROOM)?;
        Ok(limit)
    }

    fn write(&self, file: &str, value: u64) -> Result<()> {
        let file = self.directory.join(file);
        std::fs::write(&file, value.to_string()).with_context(|| file.display().to_string())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir(&self.directory);
    }
}
