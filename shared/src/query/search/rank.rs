//! Scores: BM25 over weighted fields.
//!
//! Robertson, Zaragoza, Taylor: Simple BM25 extension to multiple weighted fields (CIKM 2004). The
//! occurrences of a word are weighed by field and summed before the one saturation, so that a word in
//! title and text does not count as two words. The inverse document frequency is Lucene's, which is
//! never negative.

use super::{
    docs::{Doc, Docs},
    plan::{Class, Plan},
    postings::{Posting, Postings},
};

/// How soon more occurrences stop mattering. This and the next two are the textbook's values or near them;
/// the evaluation corpus ranks within half a point of its best over a wide range around them.
const K1: f32 = 1.2;
/// How much the length of long text matters.
const B_LONG: f32 = 0.7;
/// How much the length of a title matters: a title that is nothing but the words searched for is first.
const B_TITLE: f32 = 0.3;

/// How much a word counts in a short text that has only its stem in common: less than in long text, because
/// short texts are often names, and `Banks` is not `Bank`.
const STEM_IN_SHORT: f32 = 0.7;

/// A word of the index that stands for a word searched for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Form {
    pub(super) word: u32,
    /// 1 for the word itself, less for one that is only like it.
    pub(super) weight: f32,
    /// Has only the stem in common.
    pub(super) stem: bool,
}

/// How much a word counts for the ranking that need not be there: enough to put the very title first.
const STOP_WORD: f32 = 0.2;

/// All that stands for one word searched for.
#[derive(Debug, Clone, Default)]
pub(super) struct Forms {
    /// The word says nothing by itself.
    pub(super) stop_word: bool,
    pub(super) words: Vec<Form>,
    /// Places of telephone numbers, with their weight.
    pub(super) phones: Vec<(u32, u8, f32)>,
}

/// What one field of an entity counts.
#[derive(Debug, Clone, Copy)]
struct Weight {
    class: Class,
    weight: f32,
}

/// The fields of an entity that is searched, with its means.
#[derive(Debug)]
struct Table {
    fields: Vec<Weight>,
    per_long: f32,
    per_title: f32,
}

/// What an occurrence counts, by entity and field.
#[derive(Debug)]
pub(super) struct Weights {
    tables: Vec<Option<Table>>,
    /// Records that are searched.
    searched: u32,
}

impl Weights {
    /// For a search in the entities that `wanted` picks.
    pub(super) fn new(plans: &[Plan], docs: &Docs, wanted: impl Fn(&Plan) -> bool) -> Self {
        let mut searched = 0;
        let tables = plans.iter().zip(0..).map(|(plan, at)| {
            let stats = docs.stats(at);
            searched += if wanted(plan) { stats.live } else { 0 };
            let weight = |class: Class| Weight { class, weight: class.weight() };
            let fields = plan.fields.iter().map(|field| weight(field.class)).collect();
            wanted(plan).then(|| Table { fields, per_long: B_LONG / stats.long(), per_title: B_TITLE / stats.title() })
        });
        let tables = tables.collect();
        Self { tables, searched }
    }

    /// What so many occurrences in this field count; nothing where the record is not searched or the
    /// form does not count in the field.
    fn of(&self, doc: &Doc, field: usize, count: u32, form: Form) -> Option<f32> {
        let table = self.tables.get(usize::from(doc.entity))?.as_ref()?;
        let Weight { class, weight } = *table.fields.get(field)?;
        let likeness = if form.stem && class != Class::Long { STEM_IN_SHORT } else { form.weight };
        let weight = weight * likeness;
        match class {
            Class::Long => {
                let occurrences = f32::from(u16::try_from(count).unwrap_or(u16::MAX));
                Some(weight * occurrences / (1.0 - B_LONG + table.per_long * f32::from(doc.long)))
            }
            Class::Title => Some(weight / (1.0 - B_TITLE + table.per_title * f32::from(doc.title))),
            Class::Short | Class::Phone => Some(weight),
        }
    }
}

/// Scores of all records for one search, by number. Kept dense: zeroing a few hundred kilobytes costs less
/// than hashing the postings of one common word.
#[derive(Debug)]
pub(super) struct Scores {
    score: Vec<f32>,
    /// Bits of the words that the record has.
    words: Vec<u32>,
    /// Weight of the word at hand.
    weight: Vec<f32>,
    /// Records with a score.
    touched: Vec<u32>,
}

impl Scores {
    pub(super) fn new(docs: &Docs) -> Self {
        let length = docs.as_slice().len();
        Self { score: vec![0.0; length], words: vec![0; length], weight: vec![0.0; length], touched: Vec::new() }
    }

    /// Records with a score.
    pub(super) fn touched(&self) -> &[u32] {
        &self.touched
    }

    pub(super) fn score(&self, doc: u32) -> f32 {
        self.score.get(doc as usize).copied().unwrap_or_default()
    }

    /// Bits of the words that the record has.
    pub(super) fn words(&self, doc: u32) -> u32 {
        self.words.get(doc as usize).copied().unwrap_or_default()
    }

    /// Adds the score of word number `at`; answers in how many records it stands.
    pub(super) fn add(
        &mut self,
        at: usize,
        forms: &Forms,
        postings: &[Postings],
        weights: &Weights,
        docs: &Docs,
    ) -> usize {
        let mut found = Vec::new();
        for form in &forms.words {
            let places = postings.get(form.word as usize).map_or(&[][..], Postings::as_slice);
            for place in places {
                self.weigh(*place, *form, weights, docs, &mut found);
            }
        }
        for &(doc, field, weight) in &forms.phones {
            let form = Form { word: 0, weight, stem: false };
            self.weigh(Posting::new(doc, field), form, weights, docs, &mut found);
        }
        let rarity = rarity(found.len(), weights.searched) * if forms.stop_word { STOP_WORD } else { 1.0 };
        self.settle(at, &found, rarity);
        found.len()
    }

    fn weigh(&mut self, place: Posting, form: Form, weights: &Weights, docs: &Docs, found: &mut Vec<u32>) {
        let Some(doc) = docs.get(place.doc()) else { return };
        let Some(weight) = weights.of(doc, place.field(), place.count(), form) else { return };
        if let Some(sum) = self.weight.get_mut(place.doc() as usize) {
            if *sum == 0.0 {
                found.push(place.doc());
            }
            *sum += weight;
        }
    }

    /// Turns the weights of a word into scores and clears them for the next word.
    fn settle(&mut self, at: usize, found: &[u32], rarity: f32) {
        for &doc in found {
            let place = doc as usize;
            let slots = (self.weight.get_mut(place), self.words.get_mut(place), self.score.get_mut(place));
            let (Some(weight), Some(words), Some(score)) = slots else { continue };
            if *words == 0 {
                self.touched.push(doc);
            }
            *words |= 1 << at;
            *score += rarity * *weight * (K1 + 1.0) / (*weight + K1);
            *weight = 0.0;
        }
    }
}

/// Inverse document frequency.
#[allow(clippy::cast_precision_loss, reason = "counts of records")]
fn rarity(found: usize, searched: u32) -> f32 {
    let (found, searched) = (found as f32, searched as f32);
    (1.0 + (searched - found + 0.5).max(0.5) / (found + 0.5)).ln()
}

/// The field of a record in which the words found there count most.
pub(super) fn best_field(
    doc: u32,
    forms: &[Forms],
    postings: &[Postings],
    weights: &Weights,
    docs: &Docs,
) -> Option<usize> {
    let record = docs.get(doc)?;
    let mut counts: Vec<f32> = Vec::new();
    let mut count = |field: usize, weight: f32| {
        counts.resize(counts.len().max(field + 1), 0.0);
        if let Some(slot) = counts.get_mut(field) {
            *slot += weight;
        }
    };
    for forms in forms {
        for form in &forms.words {
            for place in places_in(postings.get(form.word as usize), doc) {
                count(place.field(), weights.of(record, place.field(), place.count(), *form).unwrap_or_default());
            }
        }
        for (_, field, weight) in forms.phones.iter().filter(|(phone, _, _)| *phone == doc) {
            count(usize::from(*field), *weight);
        }
    }
    let best = counts.iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
    best.map(|(field, _)| field)
}

/// The places of a word in one record.
fn places_in(postings: Option<&Postings>, doc: u32) -> impl Iterator<Item = &Posting> {
    let all = postings.map_or(&[][..], Postings::as_slice);
    let start = all.partition_point(|place| place.doc() < doc);
    all.get(start..).unwrap_or_default().iter().take_while(move |place| place.doc() == doc)
}
