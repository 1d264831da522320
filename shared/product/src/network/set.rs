//! A set of options of one variable.

use crate::dense::{at, change, small};

/// A set of small numbers below a fixed size.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Set(Box<[u64]>);

/// How many words a set of `size` options takes.
pub(crate) fn words(size: u32) -> u32 {
    size.div_ceil(64)
}

/// The bits of a full set of `size` options in its word number `word`.
pub(crate) fn full_word(size: u32, word: u32) -> u64 {
    match size.saturating_sub(word * 64) {
        0 => 0,
        rest if rest >= 64 => u64::MAX,
        rest => (1 << rest) - 1,
    }
}

/// The numbers in a row of words, ascending.
pub(crate) fn members(words: &[u64]) -> impl Iterator<Item = u32> {
    (0..).zip(words).flat_map(|(word, &bits)| {
        let mut rest = bits;
        std::iter::from_fn(move || {
            let bit = if rest == 0 { return None } else { rest.trailing_zeros() };
            rest &= rest - 1;
            Some(word * 64 + bit)
        })
    })
}

/// Puts a number into a row of words.
pub(crate) fn insert(words: &mut [u64], number: u32) {
    change(words, number / 64, |word| word | 1 << (number % 64));
}

impl Set {
    /// No option of `size`.
    pub(crate) fn empty(size: u32) -> Self {
        Self(vec![0; words(size) as usize].into())
    }

    /// The options of `size` for which `wanted` holds.
    pub(crate) fn of(size: u32, wanted: impl Fn(u32) -> bool) -> Self {
        let mut set = Self::empty(size);
        (0..size).filter(|&option| wanted(option)).for_each(|option| set.insert(option));
        set
    }

    pub(crate) fn insert(&mut self, option: u32) {
        insert(&mut self.0, option);
    }

    pub(crate) fn contains(&self, option: u32) -> bool {
        at(&self.0, option / 64) >> (option % 64) & 1 == 1
    }

    pub(crate) fn count(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> {
        members(&self.0)
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, more)| *word |= more);
    }

    /// The options of `size` that are not here.
    pub(crate) fn complement(&self, size: u32) -> Self {
        let words = (0..small(self.0.len())).map(|word| full_word(size, word) & !at(&self.0, word));
        Self(words.collect())
    }
}
