//! The words of all records, found whole, by their beginning, by their stem and in spite of slips.
//!
//! Slips are found by walking the sorted words as if they were a trie: the rows of the edit-distance
//! table belong to prefixes, so words that share a prefix share its rows, and as soon as every entry
//! of a row is above the limit all words with that prefix are passed over by their counts of shared
//! bytes. A table of deletions (`SymSpell`) would answer faster still, but holds every word about as
//! many times as it has letters; buckets by length and first letter miss a wrong first letter. The walk
//! needs one byte a word more than the sorted order that beginnings need anyway, and finds misspelt
//! beginnings in the same pass.

use super::words::Words;
use crate::text::{Stems, first_row, next_row};
use std::ops::Range;

/// New words that are looked through one by one until they are sorted in.
const MOST_FRESH: usize = 4096;

/// No stem: the word was never seen in a sentence.
const NO_STEM: u32 = u32::MAX;

/// The words and the orders in which they are looked for.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Words,
    /// Numbers of words in the order of their bytes. Words numbered from `sorted.len()` on are fresh.
    sorted: Vec<u32>,
    /// Bytes that each sorted word shares with the one before, at most 255.
    shared: Vec<u8>,
    stems: Words,
    /// Stem of each word.
    stem_of: Vec<u32>,
    /// Words of each stem.
    forms: Vec<Vec<u32>>,
    stemmer: Stems,
}

impl Vocabulary {
    pub(super) fn get(&self, word: u32) -> &str {
        self.words.get(word)
    }

    pub(super) fn find(&self, word: &str) -> Option<u32> {
        self.words.find(word)
    }

    pub(super) fn intern(&mut self, word: &str) -> u32 {
        self.words.intern(word)
    }

    /// Notes that the word stands in a sentence, where it is also found by its stem.
    pub(super) fn note_stem(&mut self, word: u32) {
        if self.has_stem(word) {
            return;
        }
        let stem = self.stems.intern(&self.stemmer.stem(self.words.get(word)));
        self.stem_of.resize((self.words.len() as usize).max(self.stem_of.len()), NO_STEM);
        self.forms.resize_with(self.stems.len() as usize, Vec::new);
        if let Some(slot) = self.stem_of.get_mut(word as usize) {
            *slot = stem;
        }
        if let Some(forms) = self.forms.get_mut(stem as usize) {
            forms.push(word);
        }
    }

    /// Whether the word stands, or stood, in a sentence.
    pub(super) fn has_stem(&self, word: u32) -> bool {
        self.stem_of.get(word as usize).is_some_and(|stem| *stem != NO_STEM)
    }

    /// Words of sentences that have this word's stem.
    pub(super) fn forms(&self, word: &str) -> &[u32] {
        let stem = self.stems.find(&self.stemmer.stem(word));
        stem.and_then(|stem| self.forms.get(stem as usize)).map_or(&[], Vec::as_slice)
    }

    /// Words that begin like this.
    pub(super) fn beginning_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = u32> + 'a {
        let start = self.sorted.partition_point(|word| self.get(*word) < prefix);
        let sorted = self.sorted.get(start..).unwrap_or_default().iter().copied();
        let sorted = sorted.take_while(move |word| self.get(*word).starts_with(prefix));
        sorted.chain(self.fresh().filter(move |word| self.get(*word).starts_with(prefix)))
    }

    fn fresh(&self) -> Range<u32> {
        u32::try_from(self.sorted.len()).unwrap_or(u32::MAX)..self.words.len()
    }

    /// Sorts fresh words in where they are many; the work stays proportional to the words added.
    pub(super) fn tidy(&mut self) {
        if self.fresh().len() > MOST_FRESH.max(self.sorted.len() / 3) {
            self.sort();
        }
    }

    /// Sorts all fresh words in.
    pub(super) fn sort(&mut self) {
        if self.fresh().is_empty() {
            return;
        }
        let mut fresh: Vec<(u64, u32)> = self.fresh().map(|word| (head(self.get(word)), word)).collect();
        fresh.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.get(a.1).cmp(self.get(b.1))));
        self.sorted = self.merged(fresh.into_iter().map(|(_, word)| word));
        self.shared = self.shares();
    }

    fn merged(&self, fresh: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut merged = Vec::with_capacity(self.words.len() as usize);
        let (mut old, mut fresh) = (self.sorted.iter().copied().peekable(), fresh.peekable());
        while let (Some(a), Some(b)) = (old.peek(), fresh.peek()) {
            let next = if self.get(*a) < self.get(*b) { old.next() } else { fresh.next() };
            merged.extend(next);
        }
        merged.extend(old.chain(fresh));
        merged
    }

    fn shares(&self) -> Vec<u8> {
        let mut last = "";
        let shares = self.sorted.iter().map(|word| {
            let word = self.get(*word);
            let shared = last.bytes().zip(word.bytes()).take(255).take_while(|(a, b)| a == b).count();
            last = word;
            u8::try_from(shared).unwrap_or(u8::MAX)
        });
        shares.collect()
    }

    /// Words within `limit` slips of this one, or, if it is still `open`, words that begin within them.
    pub(super) fn near(&self, word: &str, limit: u16, open: bool, mut found: impl FnMut(u32, u16)) {
        let mut walk = Walk::new(word, limit, open);
        for (&word, &shared) in self.sorted.iter().zip(&self.shared) {
            if let Some(slips) = walk.visit(self.get(word), shared.into()) {
                found(word, slips);
            }
        }
        for word in self.fresh() {
            if let Some(slips) = walk.visit(self.get(word), 0) {
                found(word, slips);
            }
        }
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        let numbers =
            self.sorted.capacity() + self.stem_of.capacity() + self.forms.iter().map(Vec::capacity).sum::<usize>();
        let lists = self.forms.capacity() * size_of::<Vec<u32>>();
        self.words.bytes() + self.stems.bytes() + numbers * size_of::<u32>() + self.shared.capacity() + lists
    }
}

/// The first eight bytes, so that most words compare as one number.
fn head(word: &str) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(word.bytes()).for_each(|(slot, byte)| *slot = byte);
    u64::from_be_bytes(first)
}

/// A walk over sorted words that keeps the rows of the prefix it stands on.
struct Walk {
    wanted: Vec<char>,
    limit: u16,
    open: bool,
    /// Rows by depth in characters; the first is that of the empty prefix.
    rows: Vec<Vec<u16>>,
    /// For each character of the prefix: it, where it ends in bytes, and the fewest slips with which any
    /// prefix up to there is the wanted word.
    path: Vec<(char, usize, u16)>,
    /// The prefix, in bytes, beyond which nothing can come within the limit.
    dead: Option<usize>,
}

impl Walk {
    fn new(wanted: &str, limit: u16, open: bool) -> Self {
        let wanted: Vec<char> = wanted.chars().collect();
        Self { rows: vec![first_row(wanted.len())], wanted, limit, open, path: Vec::new(), dead: None }
    }

    /// The slips between the next word and the wanted one, if within the limit. The word shares `shared`
    /// bytes with the one visited before.
    fn visit(&mut self, word: &str, shared: usize) -> Option<u16> {
        if self.dead.is_some_and(|end| shared >= end) {
            return self.verdict(false);
        }
        self.dead = None;
        while self.path.last().is_some_and(|(_, end, _)| *end > shared) {
            self.path.pop();
        }
        let start = self.path.last().map_or(0, |(_, end, _)| *end);
        for (at, c) in word.get(start..).unwrap_or_default().char_indices() {
            let end = start + at + c.len_utf8();
            if self.step(c, end) > self.limit {
                self.dead = Some(end);
                return self.verdict(false);
            }
        }
        self.verdict(true)
    }

    /// Goes one character down; answers the least entry of its row.
    fn step(&mut self, c: char, end: usize) -> u16 {
        let depth = self.path.len();
        if self.rows.len() < depth + 2 {
            self.rows.push(Vec::with_capacity(self.wanted.len() + 1));
        }
        let (above, below) = self.rows.split_at_mut(depth + 1);
        let before = depth.checked_sub(1).and_then(|at| above.get(at)).map_or(&[][..], Vec::as_slice);
        let (Some(previous), Some(row)) = (above.last(), below.first_mut()) else { return u16::MAX };
        let last = self.path.last().map(|(c, _, _)| *c);
        next_row(before, previous, row, &self.wanted, (last, c));
        let whole = row.last().copied().unwrap_or(u16::MAX);
        let best = self.path.last().map_or(u16::MAX, |(_, _, best)| *best).min(whole);
        self.path.push((c, end, best));
        row.iter().min().copied().unwrap_or(u16::MAX)
    }

    /// Of an open word any prefix counts, else the whole, if the walk came to its end.
    fn verdict(&self, ended: bool) -> Option<u16> {
        let slips = if self.open {
            self.path.last().map(|(_, _, best)| *best)
        } else {
            self.rows.get(self.path.len()).filter(|_| ended).and_then(|row| row.last()).copied()
        };
        slips.filter(|slips| *slips <= self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::distance_within;
    use proptest::prelude::*;

    fn vocabulary(words: &[String], sorted: usize) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for (at, word) in words.iter().enumerate() {
            if at == sorted {
                vocabulary.sort();
            }
            vocabulary.intern(word);
        }
        vocabulary
    }

    fn least_of_prefixes(wanted: &str, word: &str, limit: u16) -> Option<u16> {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
        let slips = ends.filter_map(|end| distance_within(wanted, &word[..end], limit.into())).min();
        slips.map(|slips| u16::try_from(slips).expect("small"))
    }

    proptest! {
        #[test]
        fn the_walk_finds_what_comparing_each_word_finds(
            words in proptest::collection::vec("[abcä]{1,6}", 0..40), wanted in "[abcä]{1,5}", limit in 0u16..3, sorted in 0usize..40, open: bool,
        ) {
            let vocabulary = vocabulary(&words, sorted);
            let mut found = std::collections::BTreeMap::new();
            vocabulary.near(&wanted, limit, open, |word, slips| {
                found.insert(vocabulary.get(word).to_owned(), slips);
            });
            let expected = words.iter().filter_map(|word| {
                let whole = || distance_within(&wanted, word, limit.into()).and_then(|slips| slips.try_into().ok());
                let slips = if open { least_of_prefixes(&wanted, word, limit) } else { whole() };
                Some((word.clone(), slips?))
            });
            prop_assert_eq!(found, expected.collect());
        }

        #[test]
        fn beginnings_are_found_among_sorted_and_fresh(
            words in proptest::collection::vec("[abä]{1,5}", 0..40), prefix in "[abä]{0,3}", sorted in 0usize..40,
        ) {
            let vocabulary = vocabulary(&words, sorted);
            let mut found: Vec<&str> = vocabulary.beginning_with(&prefix).map(|word| vocabulary.get(word)).collect();
            found.sort_unstable();
            let mut expected: Vec<&str> = words.iter().map(String::as_str).filter(|word| word.starts_with(&prefix)).collect();
            expected.sort_unstable();
            expected.dedup();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn forms_of_a_stem_meet() {
        let mut vocabulary = Vocabulary::default();
        for word in ["quote", "quoted", "quotes", "quorum"] {
            let word = vocabulary.intern(word);
            vocabulary.note_stem(word);
            vocabulary.note_stem(word);
        }
        let forms: Vec<&str> = vocabulary.forms("quoting").iter().map(|word| vocabulary.get(*word)).collect();
        assert_eq!(forms, ["quote", "quoted", "quotes"]);
    }
}
