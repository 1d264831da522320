//! What is still possible for each variable, with a way back.

use crate::{
    dense::{at, change, put, small, span},
    network::{Network, full_word, members, words},
};

/// A change that can be taken back.
enum Change {
    Word { word: u32, old: u64, var: u32 },
    Settled { constraint: u32 },
}

/// The possible options of each variable as bits, and which constraints can no longer be broken.
pub(super) struct Domains {
    words: Vec<u64>,
    full: Vec<u64>,
    /// First word of each variable, and the end.
    firsts: Vec<u32>,
    sizes: Vec<u32>,
    settled: Vec<bool>,
    trail: Vec<Change>,
    /// Variables that lost options since this was last emptied.
    pub(super) changed: Vec<u32>,
}

impl Domains {
    pub(super) fn new(network: &Network) -> Self {
        let mut full = Vec::new();
        let mut firsts = vec![0];
        for &size in &network.sizes {
            full.extend((0..words(size)).map(|word| full_word(size, word)));
            firsts.push(small(full.len()));
        }
        Self {
            words: full.clone(),
            full,
            firsts,
            sizes: network.sizes.clone(),
            settled: vec![false; network.constraints.len()],
            trail: Vec::new(),
            changed: Vec::new(),
        }
    }

    fn bounds(&self, var: u32) -> (u32, u32) {
        (at(&self.firsts, var), at(&self.firsts, var + 1))
    }

    pub(super) fn of(&self, var: u32) -> &[u64] {
        let (start, end) = self.bounds(var);
        span(&self.words, start, end)
    }

    /// The possible options, ascending.
    pub(super) fn values(&self, var: u32) -> impl Iterator<Item = u32> {
        members(self.of(var))
    }

    pub(super) fn size(&self, var: u32) -> u32 {
        at(&self.sizes, var)
    }

    pub(super) fn is_fixed(&self, var: u32) -> bool {
        self.size(var) == 1
    }

    pub(super) fn has(&self, var: u32, value: u32) -> bool {
        at(&self.words, at(&self.firsts, var) + value / 64) >> (value % 64) & 1 == 1
    }

    /// The only option of a fixed variable.
    pub(super) fn value(&self, var: u32) -> u32 {
        self.values(var).next().unwrap_or_default()
    }

    pub(super) fn is_full(&self, var: u32) -> bool {
        let (start, end) = self.bounds(var);
        self.of(var) == span(&self.full, start, end)
    }

    /// Keeps of a variable only the options in `keep`; false when none is left.
    pub(super) fn keep(&mut self, var: u32, keep: &[u64]) -> bool {
        let (start, end) = self.bounds(var);
        let mut left = 0;
        let mut lost = false;
        for (word, mask) in (start..end).zip(keep) {
            let old = at(&self.words, word);
            let new = old & mask;
            left += new.count_ones();
            if new != old {
                lost = true;
                self.trail.push(Change::Word { word, old, var });
                put(&mut self.words, word, new);
            }
        }
        if lost {
            put(&mut self.sizes, var, left);
            self.changed.push(var);
        }
        left > 0
    }

    /// Keeps one option, which must be possible.
    pub(super) fn fix(&mut self, var: u32, value: u32) -> bool {
        let (start, end) = self.bounds(var);
        let mut keep = vec![0; (end - start) as usize];
        put(&mut keep, value / 64, 1 << (value % 64));
        self.keep(var, &keep)
    }

    pub(super) fn is_settled(&self, constraint: u32) -> bool {
        at(&self.settled, constraint)
    }

    /// Notes that a constraint holds whatever comes.
    pub(super) fn settle(&mut self, constraint: u32) {
        if !self.is_settled(constraint) {
            put(&mut self.settled, constraint, true);
            self.trail.push(Change::Settled { constraint });
        }
    }

    /// A place to come back to.
    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes back every change since `mark`.
    pub(super) fn undo(&mut self, mark: usize) {
        self.changed.clear();
        while self.trail.len() > mark {
            match self.trail.pop() {
                Some(Change::Word { word, old, var }) => {
                    let now = at(&self.words, word);
                    let more = old.count_ones() - now.count_ones();
                    put(&mut self.words, word, old);
                    change(&mut self.sizes, var, |size| size + more);
                }
                Some(Change::Settled { constraint }) => put(&mut self.settled, constraint, false),
                None => return,
            }
        }
    }
}
