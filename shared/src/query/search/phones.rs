//! Telephone numbers by their digits, found by any part of them, however they are formatted.

/// Fewest digits that are looked for.
pub(super) const FEWEST: usize = 3;
/// Most digits of a number, as ITU-T E.164 has it; of longer ones the last count.
const MOST: usize = 15;

/// Digits packed into a number: four bits each, the last digit lowest, their count in the top four bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits(u64);

impl Digits {
    /// The digits of a text, if there are enough.
    pub(super) fn of(text: &str) -> Option<Self> {
        let digits = text.bytes().filter(u8::is_ascii_digit);
        let (count, packed) =
            digits.fold((0usize, 0u64), |(count, packed), digit| (count + 1, (packed << 4) | u64::from(digit & 15)));
        Self::packed(count, packed)
    }

    fn packed(count: usize, packed: u64) -> Option<Self> {
        let count = count.min(MOST);
        (count >= FEWEST).then_some(Self(((count as u64) << 60) | (packed & mask(count))))
    }

    const fn count(self) -> usize {
        (self.0 >> 60) as usize
    }

    /// The last so many digits.
    pub(super) fn last(self, count: usize) -> Option<Self> {
        Self::packed(count.min(self.count()), self.0)
    }

    pub(super) const fn len(self) -> usize {
        self.count()
    }

    /// How well these digits are found in a number: whole, at its end (as people tell them), at its
    /// start, inside; nothing when they are not.
    pub(super) fn found_in(self, number: Self) -> Option<f32> {
        let room = number.count().checked_sub(self.count())?;
        let (wanted, mask) = (self.0 & mask(self.count()), mask(self.count()));
        let at = (0..=room).find(|shift| (number.0 >> (shift * 4)) & mask == wanted)?;
        Some(match (at, room) {
            (_, 0) => 1.0,
            (0, _) => 0.9,
            _ if at == room => 0.8,
            _ => 0.6,
        })
    }
}

const fn mask(count: usize) -> u64 {
    (1 << (count * 4)) - 1
}

/// The numbers of all records: twelve bytes each, looked through one by one, which takes about as long
/// as reading them from memory.
#[derive(Debug, Default)]
pub(super) struct Phones {
    digits: Vec<Digits>,
    places: Vec<(u32, u8)>,
}

impl Phones {
    pub(super) fn add(&mut self, text: &str, doc: u32, field: u8) {
        if let Some(digits) = Digits::of(text) {
            self.digits.push(digits);
            self.places.push((doc, field));
        }
    }

    /// Records and fields whose number holds these digits, and how well.
    pub(super) fn find(&self, wanted: Digits) -> impl Iterator<Item = (u32, u8, f32)> {
        let places = self.digits.iter().zip(&self.places);
        places.filter_map(move |(number, (doc, field))| Some((*doc, *field, wanted.found_in(*number)?)))
    }

    pub(super) fn renumbered(&self, number: impl Fn(u32) -> Option<u32>) -> Self {
        let mut kept = Self::default();
        for (digits, (doc, field)) in self.digits.iter().zip(&self.places) {
            if let Some(doc) = number(*doc) {
                kept.digits.push(*digits);
                kept.places.push((doc, *field));
            }
        }
        kept
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.digits.capacity() * size_of::<Digits>() + self.places.capacity() * size_of::<(u32, u8)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formatting_does_not_matter_and_the_end_counts_most() {
        let number = Digits::of("+1 (555) 010-2233").expect("digits");
        let cases = [
            ("15550102233", Some(1.0)),
            ("010-2233", Some(0.9)),
            ("+1 555", Some(0.8)),
            ("550 10", Some(0.6)),
            ("556", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Digits::of(text).and_then(|digits| digits.found_in(number)), expected, "{text}");
        }
        assert_eq!(Digits::of("12"), None);
        assert_eq!(Digits::of("99 15550102233").and_then(|d| d.last(9)), Digits::of("550102233"));
    }

    proptest! {
        #[test]
        fn every_part_is_found(number in "[0-9]{3,15}", from in 0usize..13, length in 3usize..15) {
            let part = number.get(from..(from + length).min(number.len())).and_then(Digits::of);
            prop_assert!(part.is_none_or(|part| part.found_in(Digits::of(&number).expect("digits")).is_some()));
        }
    }
}
