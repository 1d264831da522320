//! What a history is drawn to be like: which trouble comes, how thick, and where people meet.

use crate::world::first_rows;
use std::ops::Range;

/// Which kinds of trouble a history knows, and how thick it comes.
pub(crate) struct Swarm {
    kinds: u32,
    /// Of so many effects one fails.
    pub(crate) faults: u32,
    /// Of so many steps in a hundred one is trouble.
    pub(crate) trouble: u32,
    /// What most of the trouble is about.
    pub(crate) focus: Trouble,
    /// Most rows that a pull tells at once.
    pub(crate) page: usize,
    /// Of the rows these only are edited, where there is a crowd: people meet in the same fields then.
    pub(crate) crowd: Option<Range<usize>>,
}

impl Swarm {
    pub(crate) fn draw(rng: &mut fastrand::Rng) -> Self {
        let focus = rng.choice(Trouble::ALL).unwrap_or(Trouble::TabDies);
        Self {
            kinds: rng.u32(..) | rng.u32(..) | 1 << focus as u32,
            faults: rng.choice([4, 10, 40, 1000]).unwrap_or(40),
            trouble: rng.choice([10, 15, 40]).unwrap_or(15),
            focus,
            page: if rng.u8(..8) == 0 { rng.usize(1..4) } else { usize::MAX },
            crowd: crowd(rng),
        }
    }

    pub(crate) const fn has(&self, kind: Trouble) -> bool {
        self.kinds & (1 << kind as u32) != 0
    }
}

/// Two of the first rows, in every third history.
fn crowd(rng: &mut fastrand::Rng) -> Option<Range<usize>> {
    let second = rng.usize(1..first_rows().count());
    (rng.u8(..3) == 0).then_some(second - 1..second + 1)
}

/// What may go wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Trouble {
    Network,
    Storage,
    TabDies,
    PowerCut,
    ServerDies,
    Restore,
    Moves,
    Full,
    Rot,
    Evict,
    Clone,
    Skew,
    Sleep,
    Late,
}

impl Trouble {
    /// What happens by itself; faults of the network and of the storage happen to effects.
    pub(crate) const ALL: [Self; 12] = [
        Self::TabDies,
        Self::PowerCut,
        Self::ServerDies,
        Self::Restore,
        Self::Moves,
        Self::Full,
        Self::Rot,
        Self::Evict,
        Self::Clone,
        Self::Skew,
        Self::Sleep,
        Self::Late,
    ];
}
