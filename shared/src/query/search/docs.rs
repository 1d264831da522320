//! The records of an index by number, with what ranking needs to know of each.

use super::slots::Slots;
use crate::Id;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// Entity of a record that was taken out.
pub(super) const GONE: u16 = u16::MAX;

/// What is known of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Doc {
    /// Minutes since 1970 at which it was last changed.
    pub(super) updated: u32,
    /// Place of its entity, or [`GONE`].
    pub(super) entity: u16,
    /// Words in its long texts.
    pub(super) long: u16,
    /// Words in its title.
    pub(super) title: u8,
}

/// Counts over the live records of an entity.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stats {
    pub(super) live: u32,
    titles: u64,
    longs: u64,
    with_long: u32,
}

#[allow(clippy::cast_precision_loss, reason = "means of counts")]
impl Stats {
    /// Words of a title on average, at least one.
    pub(super) fn title(&self) -> f32 {
        (self.titles as f32 / self.live.max(1) as f32).max(1.0)
    }

    /// Words of long text on average, over records that have any, at least one.
    pub(super) fn long(&self) -> f32 {
        (self.longs as f32 / self.with_long.max(1) as f32).max(1.0)
    }

    fn add(&mut self, doc: &Doc) {
        self.live += 1;
        self.titles += u64::from(doc.title);
        self.longs += u64::from(doc.long);
        self.with_long += u32::from(doc.long > 0);
    }

    fn take(&mut self, doc: &Doc) {
        self.live = self.live.saturating_sub(1);
        self.titles = self.titles.saturating_sub(u64::from(doc.title));
        self.longs = self.longs.saturating_sub(u64::from(doc.long));
        self.with_long = self.with_long.saturating_sub(u32::from(doc.long > 0));
    }
}

/// Records by number. A number is given once; a changed record gets a new one, so that postings are
/// only ever added at the end.
#[derive(Debug, Default)]
pub(super) struct Docs {
    ids: Vec<Id>,
    known: Vec<Doc>,
    slots: Slots,
    stats: Vec<Stats>,
    gone: usize,
    /// The latest change of any record, in minutes.
    pub(super) newest: u32,
}

fn hash(id: Id) -> u64 {
    FxBuildHasher.hash_one(id.bits())
}

impl Docs {
    /// Live records.
    pub(super) fn live(&self) -> usize {
        self.known.len() - self.gone
    }

    /// Records that were taken out and still have postings.
    pub(super) const fn gone(&self) -> usize {
        self.gone
    }

    /// The number that the next record gets.
    pub(super) fn next(&self) -> u32 {
        u32::try_from(self.known.len()).unwrap_or(u32::MAX)
    }

    /// All records in the order of their numbers.
    pub(super) fn as_slice(&self) -> &[Doc] {
        &self.known
    }

    pub(super) fn id(&self, doc: u32) -> Id {
        self.ids.get(doc as usize).copied().unwrap_or(Id::NIL)
    }

    pub(super) fn get(&self, doc: u32) -> Option<&Doc> {
        self.known.get(doc as usize)
    }

    pub(super) fn stats(&self, entity: u16) -> Stats {
        self.stats.get(usize::from(entity)).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, id: Id, doc: Doc) {
        let number = self.next();
        self.ids.push(id);
        self.known.push(doc);
        self.newest = self.newest.max(doc.updated);
        let place = usize::from(doc.entity);
        if self.stats.len() <= place {
            self.stats.resize(place + 1, Stats::default());
        }
        if let Some(stats) = self.stats.get_mut(place) {
            stats.add(&doc);
        }
        let ids = &self.ids;
        self.slots.insert(hash(id), number, |number| ids.get(number as usize).copied().map_or(0, hash));
    }

    /// Takes a record out; answers whether it was there.
    pub(super) fn remove(&mut self, entity: u16, id: Id) -> bool {
        let (ids, known) = (&self.ids, &self.known);
        let is = |number: u32| {
            let at = number as usize;
            ids.get(at) == Some(&id) && known.get(at).is_some_and(|doc| doc.entity == entity)
        };
        let Some(number) = self.slots.remove(hash(id), is) else { return false };
        if let Some(doc) = self.known.get_mut(number as usize) {
            if let Some(stats) = self.stats.get_mut(usize::from(doc.entity)) {
                stats.take(doc);
            }
            doc.entity = GONE;
            self.gone += 1;
        }
        true
    }

    /// The live records under new numbers, and the new number of each old one.
    pub(super) fn renumbered(&self) -> (Self, Vec<Option<u32>>) {
        let mut kept = Self { newest: self.newest, ..Self::default() };
        let numbers = self.ids.iter().zip(&self.known).map(|(id, doc)| {
            let number = (doc.entity != GONE).then(|| kept.next());
            if number.is_some() {
                kept.add(*id, *doc);
            }
            number
        });
        let numbers = numbers.collect();
        (kept, numbers)
    }

    /// Bytes on the heap.
    pub(super) fn bytes(&self) -> usize {
        self.ids.capacity() * size_of::<Id>() + self.known.capacity() * size_of::<Doc>() + self.slots.bytes()
    }
}
