//! What a power cut leaves of a disk's writes.
//!
//! A disk may keep what it has taken in a cache of its own until it is told to flush, and write it out in any order.
//! So after a cut everything before the last completed flush is there, and of what came after it anything may be: whole,
//! in part, or not at all. The smallest thing that is written whole is a sector.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use fastrand::Rng;

use crate::disk::Event;

const SECTOR: usize = 512;
/// What a file system writes at once.
const BLOCK: usize = 4096;

/// How many blocks of the writes since the last flush a cut kept, lost and tore.
#[derive(Clone, Copy, Default, Debug, PartialEq)]
pub(crate) struct Fate {
    pub(crate) kept: usize,
    pub(crate) lost: usize,
    pub(crate) torn: usize,
}

/// A disk's history, gone through once from its beginning.
pub(crate) struct Replay<'a> {
    history: &'a [Event],
    /// What is safe, up to the event at `next`: blocks by number, none where nothing was written.
    safe: BTreeMap<u64, Vec<u8>>,
    next: usize,
}

/// Bytes and their offset.
type Piece<'a> = (u64, &'a [u8]);

/// How much a cut leaves of what was not flushed.
enum Mood {
    Nothing,
    All,
    /// Of a hundred blocks so many, and of these so many in part.
    Some {
        kept: u8,
        torn: u8,
    },
}

impl Mood {
    fn any(random: &mut Rng) -> Self {
        match random.u8(0..8) {
            0 => Self::Nothing,
            1 => Self::All,
            _ => Self::Some { kept: random.u8(5..95), torn: random.u8(0..40) },
        }
    }
}

impl<'a> Replay<'a> {
    pub(crate) const fn new(history: &'a [Event]) -> Self {
        Self { history, safe: BTreeMap::new(), next: 0 }
    }

    /// Writes into `file` what a cut after the first `events` of the history leaves, by the generator's choice. The
    /// write that was under way then may have got through as well. Cuts must come in rising order.
    pub(crate) fn cut(&mut self, events: usize, file: &Path, size: u64, random: &mut Rng) -> io::Result<Fate> {
        let before = self.history.get(..events).unwrap_or(self.history);
        let end = self.history.len().min(events + 1);
        let safe = before.iter().rposition(|event| matches!(event, Event::Flush)).unwrap_or(0);
        self.advance(safe);
        let (left, fate) = leftovers(self.history.get(safe..end).unwrap_or_default(), random);
        let file = File::create(file)?;
        file.set_len(size)?;
        for (number, block) in &self.safe {
            file.write_all_at(block, number * BLOCK as u64)?;
        }
        left.into_iter().try_for_each(|(at, data)| file.write_all_at(data, at))?;
        Ok(fate)
    }

    fn advance(&mut self, to: usize) {
        for event in self.history.get(self.next..to).unwrap_or_default() {
            if let Event::Write(at, data) = event {
                pieces(*at, data, BLOCK).for_each(|piece| self.keep(piece));
            }
        }
        self.next = self.next.max(to);
    }

    fn keep(&mut self, (at, data): Piece<'_>) {
        let block = self.safe.entry(at / BLOCK as u64).or_insert_with(|| vec![0; BLOCK]);
        let within = block.iter_mut().skip(usize::try_from(at % BLOCK as u64).unwrap_or(BLOCK));
        within.zip(data).for_each(|(old, new)| *old = *new);
    }
}

/// What of these events got through, in their order.
fn leftovers<'a>(events: &'a [Event], random: &mut Rng) -> (Vec<Piece<'a>>, Fate) {
    let (mood, mut left, mut fate) = (Mood::any(random), Vec::new(), Fate::default());
    for event in events {
        let Event::Write(at, data) = event else { continue };
        for (at, block) in pieces(*at, data, BLOCK) {
            let share = survive(&mood, block.len().div_ceil(SECTOR), random);
            fate.note(&share);
            left.extend(pieces(at, block, SECTOR).zip(share).filter_map(|(sector, whole)| whole.then_some(sector)));
        }
    }
    (left, fate)
}

/// Which sectors of a block get through.
fn survive(mood: &Mood, sectors: usize, random: &mut Rng) -> Vec<bool> {
    match mood {
        Mood::Nothing => vec![false; sectors],
        Mood::All => vec![true; sectors],
        Mood::Some { torn, .. } if random.u8(0..100) < *torn => (0..sectors).map(|_| random.bool()).collect(),
        Mood::Some { kept, .. } => vec![random.u8(0..100) < *kept; sectors],
    }
}

impl Fate {
    fn note(&mut self, share: &[bool]) {
        match (share.contains(&true), share.contains(&false)) {
            (true, true) => self.torn += 1,
            (true, false) => self.kept += 1,
            _ => self.lost += 1,
        }
    }

    pub(crate) const fn plus(self, other: Self) -> Self {
        Self { kept: self.kept + other.kept, lost: self.lost + other.lost, torn: self.torn + other.torn }
    }
}

/// A write in pieces that end where a multiple of `size` does.
fn pieces(mut at: u64, mut data: &[u8], size: usize) -> impl Iterator<Item = Piece<'_>> {
    std::iter::from_fn(move || {
        let left = size - usize::try_from(at % size as u64).unwrap_or(0);
        let (piece, rest) = data.split_at_checked(left).unwrap_or((data, &[]));
        let found = (!piece.is_empty()).then_some((at, piece));
        (at, data) = (at + piece.len() as u64, rest);
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(block: u64, byte: u8) -> Event {
        Event::Write(block * 4096, vec![byte; 4096].into())
    }

    /// The first byte of each sector of the first two blocks.
    fn cut(history: &[Event], events: usize, seed: u64) -> Vec<u8> {
        let file = tempfile::NamedTempFile::new().unwrap();
        Replay::new(history).cut(events, file.path(), 8192, &mut Rng::with_seed(seed)).unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        bytes.chunks(SECTOR).map(|sector| sector[0]).collect()
    }

    #[test]
    fn what_was_flushed_is_there_after_every_cut() {
        let history = [write(0, 1), Event::Flush, write(1, 2)];
        for seed in 0..200 {
            assert_eq!(cut(&history, 2, seed)[..8], [1; 8]);
            assert_eq!(cut(&history, 3, seed)[..8], [1; 8]);
        }
    }

    #[test]
    fn what_was_not_is_there_sometimes_and_in_part() {
        let history = [write(0, 1), Event::Flush, write(0, 2), write(1, 3)];
        let left: Vec<_> = (0..400).map(|seed| cut(&history, 4, seed)).collect();
        let some = |is: &dyn Fn(&[u8]) -> bool| left.iter().any(|sectors| is(sectors));
        assert!(some(&|sectors| sectors[..8] == [2; 8] && sectors[8..] == [0; 8]), "the first without the second");
        assert!(some(&|sectors| sectors[..8] == [1; 8] && sectors[8..] == [3; 8]), "the second without the first");
        assert!(some(&|sectors| sectors[..8].contains(&1) && sectors[..8].contains(&2)), "half of a block");
        assert!(some(&|sectors| sectors[0] == 1 && sectors[8] == 0) && some(&|sectors| sectors[0] == 2));
    }

    #[test]
    fn nothing_comes_from_after_the_cut_but_what_was_under_way() {
        let history = [write(0, 1), Event::Flush, write(0, 2), write(1, 3)];
        for seed in 0..200 {
            assert!(!cut(&history, 1, seed).contains(&2), "a flush stands between");
            assert!(!cut(&history, 2, seed).contains(&3), "the write after the one under way");
        }
        assert!((0..200).any(|seed| cut(&history, 2, seed).contains(&2)));
    }

    #[test]
    fn a_replay_goes_on_from_cut_to_cut() {
        let history = [write(0, 1), Event::Flush, write(1, 2), Event::Flush];
        let mut replay = Replay::new(&history);
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut random = Rng::with_seed(1);
        for (events, expected) in [(2, [1, 0]), (4, [1, 2]), (4, [1, 2])] {
            let mut seeds = random.fork();
            // A generator that loses what is not safe: with seeds enough, one does.
            let found = (0..50).any(|_| {
                replay.cut(events, file.path(), 8192, &mut seeds).unwrap();
                let bytes = std::fs::read(file.path()).unwrap();
                [bytes[0], bytes[4096]] == expected
            });
            assert!(found, "{events}");
        }
    }
}
