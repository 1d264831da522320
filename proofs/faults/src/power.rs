//! The power goes, at any moment, while devices push.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use fastrand::Rng;

use crate::cut::Fate;
use crate::device::{Device, judge, together};
use crate::disk::Event;
use crate::recording::{Bench, Moments, cut, watch};
use crate::server::Sextant;
use crate::volume::Journal;

/// As many cuts come into one recording.
const CUTS: usize = 60;
const DEVICES: u64 = 4;
const TIME: Duration = Duration::from_secs(10);
/// Shorter than anything the store does.
const GLANCE: Duration = Duration::from_millis(1);

/// A server's life on a disk.
struct Life {
    history: Vec<Event>,
    devices: Vec<Device>,
    moments: Moments,
}

/// Cuts the power so many times, and fails at the first broken promise.
pub(crate) fn cut_power(sextant: &Sextant, cuts: usize, seed: u64) -> Result<()> {
    // The store writes its memory out, and puts tables together, all the time when it may keep only little of it.
    let sextant = sextant.with(&["--memory-mib", "1"]);
    let (mut done, mut busy, mut kept, mut fate) = (0, 0, 0, Fate::default());
    while done < cuts {
        let seed = seed + (done / CUTS) as u64;
        let mut random = Rng::with_seed(seed);
        let life = live(&sextant, seed).with_context(|| format!("seed {seed}"))?;
        let moments = life.moments.choose(CUTS.min(cuts - done), &mut random);
        busy += moments.iter().filter(|moment| life.moments.is_busy(**moment)).count();
        let look = |moment: usize, data: &Path| {
            kept += judge(&sextant, data, &life.devices, moment)?;
            Ok(())
        };
        fate = fate.plus(cut(&life.history, &moments, &mut random, look).with_context(|| format!("seed {seed}"))?);
        done += moments.len();
        println!(
            "{done} cuts, {busy} of them while the store wrote tables: {kept} acknowledged changes looked for, all there"
        );
    }
    let Fate { kept, lost, torn } = fate;
    println!("of what was not flushed, {kept} blocks were kept, {lost} lost and {torn} torn");
    Ok(())
}

fn live(sextant: &Sextant, seed: u64) -> Result<Life> {
    let bench = Bench::new(Journal::Kept)?;
    let data = bench.data();
    sextant.init(&data)?;
    let server = sextant.serve(&data)?;
    let mut devices = Device::crew(&server, DEVICES, seed)?;
    let clock = || bench.disk.position();
    let (from, mut tables) = (clock(), Tables::default());
    together(&mut devices, &server.address, &clock, || watch(TIME, GLANCE, || tables.look(&data, clock())))?;
    let to = clock();
    server.kill()?;
    let promises: Vec<_> = devices.iter().flat_map(Device::heard).collect();
    println!(
        "seed {seed}: {} changes acknowledged, {} writes and flushes, {} of the store's tables written",
        promises.len(),
        to - from,
        tables.busy.len()
    );
    Ok(Life { history: bench.history(), devices, moments: Moments { from, to, promises, busy: tables.busy } })
}

/// Sees when the store writes tables: from the first sight of a new file until its list of files has grown.
#[derive(Default)]
struct Tables {
    known: BTreeSet<String>,
    listed: u64,
    since: Option<usize>,
    last: usize,
    busy: Vec<(usize, usize)>,
}

impl Tables {
    fn look(&mut self, data: &Path, now: usize) -> Result<()> {
        let (mut names, mut listed) = (BTreeSet::new(), 0);
        for entry in std::fs::read_dir(data)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("MANIFEST") {
                listed += entry.metadata().map_or(0, |data| data.len());
            } else if [".sst", ".blob"].iter().any(|end| name.ends_with(end)) {
                names.insert(name);
            }
        }
        let grew = self.listed != listed;
        if let Some(since) = self.since.take_if(|_| grew) {
            self.busy.push((since, now));
        }
        if self.since.is_none() && self.last > 0 && !names.is_subset(&self.known) && !grew {
            self.since = Some(self.last);
        }
        (self.known, self.listed, self.last) = (names, listed, now);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_busy_from_a_new_table_until_it_is_listed() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        std::fs::write(path("MANIFEST-1"), "one").unwrap();
        std::fs::write(path("1.sst"), "").unwrap();
        let mut tables = Tables::default();
        let mut look = |now| tables.look(directory.path(), now).unwrap();
        look(3);
        look(5);
        std::fs::write(path("2.sst"), "").unwrap();
        look(7);
        look(8);
        std::fs::write(path("MANIFEST-1"), "one, two").unwrap();
        look(9);
        look(12);
        assert_eq!(tables.busy, [(5, 9)]);
    }
}
