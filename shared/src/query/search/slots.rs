//! A hash table of numbers whose keys stand elsewhere: four bytes an entry, no copies of the keys.

/// Open addressing with linear probing.
///
/// Invariant: `slots.len()` is a power of two (or zero), at most two thirds of it are not [`FREE`], so
/// that every probe ends.
#[derive(Debug, Default)]
pub(super) struct Slots {
    slots: Vec<u32>,
    used: usize,
}

const FREE: u32 = u32::MAX;
const GONE: u32 = u32::MAX - 1;

impl Slots {
    /// The entry with this hash for which `is` holds.
    pub(super) fn find(&self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        self.probe(hash)
            .map(|at| self.at(at))
            .take_while(|entry| *entry != FREE)
            .find(|entry| *entry != GONE && is(*entry))
    }

    /// Adds an entry that is not there yet. `hash_of` gives the hashes of the entries when the table grows.
    pub(super) fn insert(&mut self, hash: u64, entry: u32, hash_of: impl Fn(u32) -> u64) {
        if (self.used + 1) * 3 > self.slots.len() * 2 {
            self.grow(hash_of);
        }
        self.put(hash, entry);
    }

    /// Takes out the entry with this hash for which `is` holds.
    pub(super) fn remove(&mut self, hash: u64, mut is: impl FnMut(u32) -> bool) -> Option<u32> {
        let entries = self.probe(hash).map(|at| (at, self.at(at)));
        let found = entries.take_while(|(_, entry)| *entry != FREE).find(|(_, entry)| *entry != GONE && is(*entry));
        let (at, entry) = found?;
        *self.slots.get_mut(at)? = GONE;
        Some(entry)
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u32>()
    }

    fn at(&self, at: usize) -> u32 {
        self.slots.get(at).copied().unwrap_or(FREE)
    }

    fn probe(&self, hash: u64) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len().wrapping_sub(1);
        // Both halves: on 32-bit machines the hash has its bits in the lower one only.
        let start = usize::try_from((hash ^ (hash >> 32)) & u64::from(u32::MAX)).unwrap_or_default();
        (0..self.slots.len()).map(move |step| start.wrapping_add(step) & mask)
    }

    fn put(&mut self, hash: u64, entry: u32) {
        let free = self.probe(hash).find(|at| self.at(*at) == FREE);
        if let Some(slot) = free.and_then(|at| self.slots.get_mut(at)) {
            *slot = entry;
            self.used += 1;
        }
    }

    fn grow(&mut self, hash_of: impl Fn(u32) -> u64) {
        let old = std::mem::take(&mut self.slots);
        let live = old.iter().filter(|entry| **entry < GONE).count();
        self.slots = vec![FREE; ((live + 1) * 2).next_power_of_two().max(64)];
        self.used = 0;
        for entry in old.into_iter().filter(|entry| *entry < GONE) {
            self.put(hash_of(entry), entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_is_a_set(steps in proptest::collection::vec((any::<bool>(), 0u32..40), 0..200)) {
            // Few hashes, so that entries collide.
            let hash = |entry: u32| u64::from(entry % 7);
            let (mut slots, mut model) = (Slots::default(), BTreeSet::new());
            for (add, entry) in steps {
                if add && model.insert(entry) {
                    slots.insert(hash(entry), entry, hash);
                } else if !add {
                    prop_assert_eq!(slots.remove(hash(entry), |other| other == entry).is_some(), model.remove(&entry));
                }
                for entry in 0..40 {
                    prop_assert_eq!(slots.find(hash(entry), |other| other == entry).is_some(), model.contains(&entry));
                }
            }
        }
    }
}
