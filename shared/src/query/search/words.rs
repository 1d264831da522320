//! Interned texts: each stands once, one after another in a single string, and is known by its number.

use super::slots::Slots;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Texts by number, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Words {
    text: String,
    ends: Vec<u32>,
    slots: Slots,
}

fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word.as_bytes())
}

fn slice<'t>(text: &'t str, ends: &[u32], number: u32) -> &'t str {
    let at = number as usize;
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(at).copied().unwrap_or(start);
    text.get(start as usize..end as usize).unwrap_or_default()
}

impl Words {
    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// The text with this number; empty for a number that was never given.
    pub(super) fn get(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }

    /// The number of a text.
    pub(super) fn find(&self, word: &str) -> Option<u32> {
        self.slots.find(hash(word), |number| self.get(number) == word)
    }

    /// The number of a text, which is given one if it has none.
    pub(super) fn intern(&mut self, word: &str) -> u32 {
        let hashed = hash(word);
        if let Some(number) = self.slots.find(hashed, |number| slice(&self.text, &self.ends, number) == word) {
            return number;
        }
        let number = self.len();
        self.text.push_str(word);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let (text, ends) = (&self.text, &self.ends);
        self.slots.insert(hashed, number, |number| hash(slice(text, ends, number)));
        number
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u32>() + self.slots.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_has_one_number() {
        let mut words = Words::default();
        let texts: Vec<String> = (0..500).map(|n| format!("w{}", n % 100)).collect();
        let numbers: Vec<u32> = texts.iter().map(|text| words.intern(text)).collect();
        assert_eq!(words.len(), 100);
        for (text, number) in texts.iter().zip(numbers) {
            assert_eq!((words.get(number), words.find(text)), (text.as_str(), Some(number)));
        }
        assert_eq!((words.find("w100"), words.get(100)), (None, ""));
    }
}
