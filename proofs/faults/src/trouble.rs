//! The disk breaks or is full while devices push, and is well again. Meanwhile nothing may be taken, everything may be
//! read, and afterwards the same process goes on.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::device::{Device, Pushed, judge, together};
use crate::recording::{Bench, watch};
use crate::server::{Answer, Server, Sextant, request};
use crate::volume::Journal;

const DEVICES: u64 = 4;
/// How long devices push before, and how long the trouble lasts.
const TIME: Duration = Duration::from_secs(3);
/// An answer that takes longer is none that somebody waits for.
const SOON: Duration = Duration::from_secs(5);
/// How long after its end pushes may still be refused.
const RECOVERY: Duration = Duration::from_secs(10);

/// Bytes that a full disk has left.
const LAST: u64 = 300_000;

/// What is wrong with the disk.
#[derive(Clone, Copy)]
enum Trouble {
    Writes,
    Flushes,
    Both,
    Full,
}

impl Trouble {
    const fn name(self) -> &'static str {
        match self {
            Self::Writes => "writes fail",
            Self::Flushes => "flushes fail",
            Self::Both => "writes and flushes fail",
            Self::Full => "the disk is full",
        }
    }

    fn begin(self, bench: &Bench) -> Result<()> {
        match self {
            Self::Writes => bench.disk.refuse(true, false),
            Self::Flushes => bench.disk.refuse(false, true),
            Self::Both => bench.disk.refuse(true, true),
            Self::Full => fill(&ballast(bench))?,
        }
        Ok(())
    }

    fn end(self, bench: &Bench) -> Result<()> {
        bench.disk.refuse(false, false);
        match self {
            Self::Full => std::fs::remove_file(ballast(bench)).context("cannot make room"),
            _ => Ok(()),
        }
    }

    /// Pushes and reads meanwhile. Gives how many pushes were refused, and the longest that one waited.
    fn refusals(self, devices: &mut [Device], address: &str) -> Result<(usize, Duration)> {
        let (start, mut refused, mut slowest) = (Instant::now(), 0, Duration::ZERO);
        while start.elapsed() < TIME {
            for device in devices.iter_mut() {
                let begun = Instant::now();
                match device.push(address, &|| 0)? {
                    Pushed::Refused(answer) => {
                        explained(&answer)?;
                        refused += 1;
                    }
                    // Something small may still fit where something larger did not.
                    Pushed::Taken => {
                        ensure!(refused == 0 || matches!(self, Self::Full), "a push was taken that cannot be safe");
                    }
                    Pushed::Unanswered => bail!("a push was not answered"),
                }
                slowest = slowest.max(begun.elapsed());
                read(device, address)?;
            }
        }
        ensure!(refused > 0, "nothing was refused");
        ensure!(slowest < SOON, "a push waited for {slowest:?}");
        let ready = request(address, "GET", "/readyz", "", "");
        let says_no = ready.is_some_and(|answer| match answer.status {
            200 => matches!(self, Self::Full) && answer.body == "read-only\n",
            status => matches!(status, 503 | 507),
        });
        ensure!(says_no, "the server says that it takes writes");
        Ok((refused, slowest))
    }
}

/// A disk that answers some requests with errors, so many times.
pub(crate) fn break_disk(sextant: &Sextant, rounds: usize, seed: u64) -> Result<()> {
    live(sextant, Journal::None, &[Trouble::Writes, Trouble::Flushes, Trouble::Both], rounds, seed)
}

/// A disk without room, so many times: once where the server keeps a reserve, once where it meets the end of the disk.
pub(crate) fn fill_disk(sextant: &Sextant, rounds: usize, seed: u64) -> Result<()> {
    println!("the server keeps its reserve:");
    live(sextant, Journal::Kept, &[Trouble::Full], rounds, seed)?;
    println!("it keeps none:");
    live(&sextant.with(&["--reserve-mib", "0"]), Journal::Kept, &[Trouble::Full], rounds, seed)
}

fn live(sextant: &Sextant, journal: Journal, troubles: &[Trouble], rounds: usize, seed: u64) -> Result<()> {
    let mut bench = Bench::new(journal)?;
    let data = bench.data();
    sextant.init(&data)?;
    let mut server = sextant.serve(&data)?;
    let mut devices = Device::crew(&server, DEVICES, seed)?;
    for trouble in (0..rounds).flat_map(|_| troubles) {
        let lived = suffer(*trouble, &bench, &mut server, &mut devices);
        // The disk must be well again, or it could not be unmounted.
        bench.disk.refuse(false, false);
        lived.with_context(|| trouble.name())?;
    }
    server.kill()?;
    // What was only ever in the kernel's memory is not on the disk.
    bench.mount()?;
    let kept = judge(sextant, &data, &devices, usize::MAX)?;
    println!("  {kept} acknowledged changes looked for after mounting again, all there");
    Ok(())
}

fn suffer(trouble: Trouble, bench: &Bench, server: &mut Server, devices: &mut [Device]) -> Result<()> {
    let address = server.address.clone();
    together(devices, &address, &|| 0, || watch(TIME, TIME, || Ok(())))?;
    trouble.begin(bench)?;
    let (refused, slowest) = trouble.refusals(devices, &address)?;
    trouble.end(bench)?;
    let back = recover(devices, &address)?;
    ensure!(server.ended()?.is_none(), "the server ended");
    println!(
        "  {}: {refused} pushes refused in {TIME:?}, each with a reason, the slowest after {slowest:?}; reads went on; \
         taken again after {back:?}",
        trouble.name()
    );
    Ok(())
}

/// Fails unless it says why.
fn explained(answer: &Answer) -> Result<()> {
    let (status, body) = (answer.status, &answer.body);
    ensure!([503, 507].contains(&status) && answer.explains(), "refused without a reason: {status} {body}");
    Ok(())
}

/// What needs no disk is answered.
fn read(device: &Device, address: &str) -> Result<()> {
    for path in ["/healthz", "/api/v1/notes?limit=3", "/api/session"] {
        let status = status(address, path, device.cookie());
        ensure!(status == Some(200), "{path} was answered {status:?}");
    }
    Ok(())
}

fn status(address: &str, path: &str, cookie: &str) -> Option<u16> {
    request(address, "GET", path, cookie, "").map(|answer| answer.status)
}

/// Every device offers again what was refused, until it is taken.
fn recover(devices: &mut [Device], address: &str) -> Result<Duration> {
    let start = Instant::now();
    for device in devices {
        while !matches!(device.push(address, &|| 0)?, Pushed::Taken) {
            ensure!(start.elapsed() < RECOVERY, "pushes are still refused after {RECOVERY:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    Ok(start.elapsed())
}

fn ballast(bench: &Bench) -> PathBuf {
    bench.data().with_file_name("ballast")
}

/// Takes what room there is, but for so little that the next commits use up the last of it.
fn fill(path: &Path) -> Result<()> {
    let mut file = File::create(path)?;
    let zeros = vec![0; 1 << 20];
    while file.write_all(&zeros).is_ok() {}
    let length = file.metadata()?.len();
    file.set_len(length.saturating_sub(LAST))?;
    Ok(file.sync_all()?)
}
