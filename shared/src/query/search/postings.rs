//! Where a word stands: record, field and how often, in four bytes.

/// Bits of a posting: record number, field, occurrences less one.
const FIELD_BITS: u32 = 5;
const COUNT_BITS: u32 = 5;

/// Most records that an index numbers, deleted ones included until the next compaction.
pub(super) const MOST_DOCS: u32 = 1 << (32 - FIELD_BITS - COUNT_BITS);
/// Most fields of an entity that are told apart; later ones count as the last.
pub(super) const MOST_FIELDS: usize = 1 << FIELD_BITS;

/// One posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u32);

impl Posting {
    pub(super) fn new(doc: u32, field: u8) -> Self {
        let field = u32::from(field).min((1 << FIELD_BITS) - 1);
        Self((doc << (FIELD_BITS + COUNT_BITS)) | (field << COUNT_BITS))
    }

    pub(super) const fn doc(self) -> u32 {
        self.0 >> (FIELD_BITS + COUNT_BITS)
    }

    pub(super) const fn field(self) -> usize {
        ((self.0 >> COUNT_BITS) & ((1 << FIELD_BITS) - 1)) as usize
    }

    /// Occurrences, up to 32.
    pub(super) const fn count(self) -> u32 {
        (self.0 & ((1 << COUNT_BITS) - 1)) + 1
    }

    /// The same in a record of another number.
    const fn moved(self, doc: u32) -> Self {
        Self((doc << (FIELD_BITS + COUNT_BITS)) | (self.0 & ((1 << (FIELD_BITS + COUNT_BITS)) - 1)))
    }

    const fn is_beside(self, other: Self) -> bool {
        self.0 >> COUNT_BITS == other.0 >> COUNT_BITS
    }
}

/// All postings of a word, by record and field. Half of all words stand in one place only and need no list.
#[derive(Debug)]
pub(super) enum Postings {
    One(Posting),
    Many(Vec<Posting>),
}

impl Postings {
    /// Adds an occurrence; records come in rising order.
    pub(super) fn add(&mut self, new: Posting) {
        let last = match self {
            Self::One(one) => Some(one),
            Self::Many(many) => many.last_mut(),
        };
        if let Some(last) = last.filter(|last| last.is_beside(new)) {
            last.0 += u32::from(last.count() < 1 << COUNT_BITS);
            return;
        }
        match self {
            Self::One(one) => *self = Self::Many(vec![*one, new]),
            Self::Many(many) => many.push(new),
        }
    }

    pub(super) fn as_slice(&self) -> &[Posting] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    /// Those of records that are still there, under their new numbers; nothing when there is none.
    pub(super) fn renumbered(&self, number: impl Fn(u32) -> Option<u32>) -> Option<Self> {
        let moved = |posting: &Posting| number(posting.doc()).map(|doc| posting.moved(doc));
        let kept: Vec<Posting> = self.as_slice().iter().filter_map(moved).collect();
        match kept.as_slice() {
            [] => None,
            [one] => Some(Self::One(*one)),
            _ => Some(Self::Many(kept)),
        }
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        if let Self::Many(many) = self { many.capacity() * size_of::<Posting>() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posting_keeps_its_parts() {
        let mut postings = Postings::One(Posting::new(MOST_DOCS - 1, 31));
        (0..50).for_each(|_| postings.add(Posting::new(MOST_DOCS - 1, 31)));
        let [posting] = postings.as_slice() else { panic!("one place") };
        assert_eq!((posting.doc(), posting.field(), posting.count()), (MOST_DOCS - 1, 31, 32));
        postings = Postings::One(Posting::new(3, 200));
        postings.add(Posting::new(4, 0));
        let parts: Vec<_> = postings.as_slice().iter().map(|p| (p.doc(), p.field(), p.count())).collect();
        assert_eq!(parts, [(3, 31, 1), (4, 0, 1)]);
        let kept = postings.renumbered(|doc| (doc == 4).then_some(0)).expect("one left");
        assert!(matches!(kept, Postings::One(one) if one.doc() == 0));
    }
}
