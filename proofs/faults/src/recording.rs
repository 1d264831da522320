//! A program at work on a disk that remembers, and what is left of its files after each of many power cuts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use fastrand::Rng;
use tempfile::TempDir;

use crate::cut::{Fate, Replay};
use crate::disk::{Disk, Event};
use crate::volume::{Journal, Served, Volume, format};

const SIZE: usize = 256 << 20;

/// A disk with an empty volume on it, mounted. Fields are let go of in their order.
pub(crate) struct Bench {
    volume: Option<Volume>,
    served: Served,
    pub(crate) disk: Arc<Disk>,
    directory: TempDir,
}

impl Bench {
    pub(crate) fn new(journal: Journal) -> Result<Self> {
        let directory = scratch()?;
        let disk = Arc::new(Disk::new(SIZE));
        let served = Served::new(Arc::clone(&disk), &directory.path().join("fuse"))?;
        format(&served.file(), journal)?;
        let mut bench = Self { volume: None, served, disk, directory };
        bench.mount()?;
        Ok(bench)
    }

    /// Mounts the volume, after unmounting it: then nothing is remembered of it but what the disk has.
    pub(crate) fn mount(&mut self) -> Result<()> {
        self.volume = None;
        self.volume = Some(Volume::mount(&self.served.file(), &self.directory.path().join("volume"))?);
        Ok(())
    }

    /// Where files lie that are on the disk.
    pub(crate) fn data(&self) -> PathBuf {
        self.directory.path().join("volume/data")
    }

    /// What happened until now.
    pub(crate) fn history(&self) -> Vec<Event> {
        self.disk.take_history()
    }
}

/// In memory where that can be: what lies here is written anew for each cut.
fn scratch() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.context("no scratch directory")
}

/// What of a recording's life cuts may come into.
pub(crate) struct Moments {
    /// All of it.
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// When somebody was told that something is safe: the sharpest ones.
    pub(crate) promises: Vec<usize>,
    /// When the store wrote out its memory or put tables together, from and to.
    pub(crate) busy: Vec<(usize, usize)>,
}

impl Moments {
    /// So many moments, in their order: one in two amid work of the store, one in four just after a promise.
    pub(crate) fn choose(&self, count: usize, random: &mut Rng) -> Vec<usize> {
        let any = |random: &mut Rng| random.usize(self.from..=self.to);
        let choice = |number: usize, random: &mut Rng| match number % 4 {
            0 | 1 => random.choice(&self.busy).map(|&(from, to)| random.usize(from..=to)),
            2 => random.choice(&self.promises).copied(),
            _ => None,
        };
        let mut chosen: Vec<_> =
            (0..count).map(|number| choice(number, random).unwrap_or_else(|| any(random))).collect();
        chosen.sort_unstable();
        chosen
    }

    pub(crate) fn is_busy(&self, moment: usize) -> bool {
        self.busy.iter().any(|(from, to)| (from..=to).contains(&&moment))
    }
}

/// Cuts the power at each of these moments, mounts what is left, and shows it: the moment, and where the files lie.
pub(crate) fn cut(
    history: &[Event],
    moments: &[usize],
    random: &mut Rng,
    mut look: impl FnMut(usize, &Path) -> Result<()>,
) -> Result<Fate> {
    let directory = scratch()?;
    let (file, mut replay, mut fate) = (directory.path().join("disk"), Replay::new(history), Fate::default());
    for &moment in moments {
        let seed = random.u64(..);
        fate = fate.plus(replay.cut(moment, &file, SIZE as u64, &mut Rng::with_seed(seed))?);
        let volume = Volume::mount(&file, &directory.path().join("volume"));
        let looked = volume.and_then(|volume| look(moment, &volume.path().join("data")));
        if let Err(error) = looked {
            // As the cut left it: looking has changed the other one.
            let kept = std::env::temp_dir().join(format!("sextant-cut-{seed}.img"));
            Replay::new(history).cut(moment, &kept, SIZE as u64, &mut Rng::with_seed(seed))?;
            return Err(error.context(format!("after a cut at {moment}; the disk is kept in {}", kept.display())));
        }
    }
    Ok(fate)
}

/// Waits for so long, in steps, and does something at each of them.
pub(crate) fn watch(time: Duration, step: Duration, mut each: impl FnMut() -> Result<()>) -> Result<()> {
    let start = std::time::Instant::now();
    while start.elapsed() < time {
        each()?;
        std::thread::sleep(step);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_chosen_where_it_hurts() {
        let moments = Moments { from: 10, to: 1000, promises: vec![50], busy: vec![(100, 110), (300, 301)] };
        let chosen = moments.choose(400, &mut Rng::with_seed(1));
        assert!(chosen.is_sorted() && chosen.iter().all(|moment| (10..=1000).contains(moment)));
        assert!(chosen.iter().filter(|moment| moments.is_busy(**moment)).count() >= 200);
        assert!(chosen.iter().filter(|moment| **moment == 50).count() >= 100);
    }

    #[test]
    fn a_store_that_was_never_busy_is_cut_all_the_same() {
        let moments = Moments { from: 5, to: 6, promises: Vec::new(), busy: Vec::new() };
        assert_eq!(moments.choose(9, &mut Rng::with_seed(1)).len(), 9);
    }
}
