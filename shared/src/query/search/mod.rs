//! Full-text search over all records of a replica, as people type.
//!
//! An inverted index in memory: words are numbers, a posting is four bytes. Titles weigh more than
//! other short fields, those more than long text; sentences are also found by stems, telephone numbers by
//! any part of their digits. The last word may still go on. Words must all be there; where that
//! finds nothing, slips of the finger are forgiven, and then some of the words are enough.

mod docs;
mod phones;
mod plan;
mod postings;
mod rank;
mod slots;
mod terms;
mod vocabulary;
mod words;

use super::Source;
use crate::{Id, Name, Record, Schema};
use docs::{Doc, Docs};
use phones::{Digits, Phones};
use plan::{Class, Plan, each_word};
use postings::{MOST_DOCS, Posting, Postings};
use rank::{Form, Forms, Scores, Weights, best_field};
use std::{cmp::Ordering, collections::BinaryHeap};
use terms::{Term, Terms};
use vocabulary::Vocabulary;

/// Most words of which each result must have all; longer texts are questions, which no record repeats whole.
const MOST_STRICT: u32 = 5;
/// How much the newest record gains over an old one.
const RECENCY: f32 = 0.03;
/// Days after which half of that is gone.
const FRESH_DAYS: f32 = 60.0;
/// Most records looked at for words in quotes.
const MOST_QUOTED: usize = 3000;

/// What is searched for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// The words as typed so far. Words in double quotes must stand together.
    pub text: String,
    /// Only these entities; all while empty.
    pub entities: Vec<Name>,
    /// Most hits to give.
    pub limit: usize,
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Its entity.
    pub entity: Name,
    /// Its id.
    pub id: Id,
    /// The higher the better; comparable within one search only.
    pub score: f32,
    /// The field that matched best.
    pub field: Name,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The best hits, best first.
    pub hits: Vec<Hit>,
    /// Records found in all, before words in quotes and the source are looked at.
    pub total: usize,
    /// How the words were read.
    pub reading: Reading,
}

/// How generously the words had to be read to find anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// Every word stands in each hit.
    #[default]
    Exact,
    /// Every word, or one that is nearly the same, stands in each hit.
    Nearly,
    /// Some of the words stand in each hit.
    Some,
}

/// An index over the titles and `search` fields of records.
///
/// It belongs to one schema: after a change of fields make a new one.
#[derive(Debug, Default)]
pub struct SearchIndex {
    plans: Vec<Plan>,
    docs: Docs,
    vocabulary: Vocabulary,
    /// By word.
    postings: Vec<Postings>,
    phones: Phones,
    scratch: String,
}

impl SearchIndex {
    /// Number of records.
    pub fn len(&self) -> usize {
        self.docs.live()
    }

    /// There are no records.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds a record, in place of what the index had under its id; a deleted record is taken out. Call it
    /// for some hundred records at a time where a screen is waiting, and [`Self::settle`] at the end.
    ///
    /// Records beyond four million are not indexed.
    pub fn add(&mut self, schema: &Schema, record: &Record) {
        self.remove(&record.entity, record.id);
        let Some(entity) = self.plan(schema, &record.entity) else { return };
        if record.deleted.is_some() || self.docs.next() >= MOST_DOCS {
            return;
        }
        let updated = u32::try_from(record.updated().at / 60_000).unwrap_or(u32::MAX);
        let mut doc = Doc { updated, entity, long: 0, title: 0 };
        self.post(record, &mut doc);
        self.docs.add(record.id, doc);
        self.vocabulary.tidy();
    }

    /// Takes a record out; answers whether it was there.
    pub fn remove(&mut self, entity: &str, id: Id) -> bool {
        let place = self.plans.iter().zip(0u16..).find(|(plan, _)| plan.entity == *entity);
        let removed = place.is_some_and(|(_, place)| self.docs.remove(place, id));
        if removed && self.docs.gone() > self.docs.live() / 2 + 1000 {
            self.compact();
        }
        removed
    }

    /// Puts the words added since the last time in order, so that searches need not look through them one
    /// by one. Worth calling once after many records were added.
    pub fn settle(&mut self) {
        self.vocabulary.sort();
    }

    /// Drops all traces of records that were taken out. Happens by itself from time to time; after a
    /// revocation call it at once.
    pub fn compact(&mut self) {
        let (docs, numbers) = self.docs.renumbered();
        let number = |old: u32| numbers.get(old as usize).copied().flatten();
        let mut vocabulary = Vocabulary::default();
        let mut kept = Vec::with_capacity(self.postings.len());
        for (postings, word) in self.postings.iter().zip(0..) {
            if let Some(postings) = postings.renumbered(number) {
                let new = vocabulary.intern(self.vocabulary.get(word));
                if self.vocabulary.has_stem(word) {
                    vocabulary.note_stem(new);
                }
                kept.push(postings);
            }
        }
        vocabulary.sort();
        self.phones = self.phones.renumbered(number);
        (self.docs, self.vocabulary, self.postings) = (docs, vocabulary, kept);
    }

    /// Bytes on the heap, without what allocators add.
    pub fn bytes(&self) -> usize {
        let lists: usize = self.postings.iter().map(Postings::bytes).sum();
        let postings = self.postings.capacity() * size_of::<Postings>() + lists;
        self.docs.bytes() + self.vocabulary.bytes() + self.phones.bytes() + postings
    }

    /// Place of the entity's plan, which is made when its first record comes.
    fn plan(&mut self, schema: &Schema, entity: &Name) -> Option<u16> {
        let known = self.plans.iter().position(|plan| plan.entity == *entity);
        let place = known.unwrap_or(self.plans.len());
        if known.is_none() {
            self.plans.push(Plan::new(schema.entity(entity)?));
        }
        u16::try_from(place).ok().filter(|place| *place != docs::GONE)
    }

    /// Adds the postings of a record that is about to get its number.
    fn post(&mut self, record: &Record, doc: &mut Doc) {
        let number = self.docs.next();
        let Some(plan) = self.plans.get(usize::from(doc.entity)) else { return };
        for (field, place) in plan.fields.iter().zip(0..) {
            if field.class == Class::Phone {
                field.reader.each_part(record, |part| self.phones.add(part, number, place));
                continue;
            }
            each_word(&field.reader, record, &mut self.scratch, |word| {
                let word = self.vocabulary.intern(word);
                match field.class {
                    Class::Title => doc.title = doc.title.saturating_add(1),
                    Class::Long => doc.long = doc.long.saturating_add(1),
                    Class::Short | Class::Phone => {}
                }
                if field.stems {
                    self.vocabulary.note_stem(word);
                }
                let posting = Posting::new(number, place);
                match self.postings.get_mut(word as usize) {
                    Some(postings) => postings.add(posting),
                    None => self.postings.push(Postings::One(posting)),
                }
            });
        }
    }

    /// Finds records. With a source, hits that it does not hold are left out and quoted words are checked
    /// to stand together; without one, quotes mean that all words must be there.
    pub fn search(&self, search: &Search, source: Option<&dyn Source>) -> Found {
        let terms = Terms::parse(&search.text);
        if terms.words.is_empty() {
            return Found::default();
        }
        let wanted = |plan: &Plan| search.entities.is_empty() || search.entities.contains(&plan.entity);
        let weights = Weights::new(&self.plans, &self.docs, wanted);
        let run = Run { index: self, terms: &terms, weights: &weights, source, limit: search.limit };
        run.phone().unwrap_or_else(|| run.words())
    }
}

/// One search.
struct Run<'a> {
    index: &'a SearchIndex,
    terms: &'a Terms,
    weights: &'a Weights,
    source: Option<&'a dyn Source>,
    limit: usize,
}

/// Scores with what they were made from.
struct Scored {
    scores: Scores,
    forms: Vec<Forms>,
    slips: bool,
}

impl Run<'_> {
    /// A text that is a telephone number: the records with it, or, as it may be written with another
    /// prefix, with its last digits. Nothing when no number is like it.
    fn phone(&self) -> Option<Found> {
        let digits = self.terms.phone?;
        let shorter = [9, 8, 7].into_iter().filter(|length| *length < digits.len());
        let tries = std::iter::once(Some(digits)).chain(shorter.map(|length| digits.last(length)));
        tries.flatten().find_map(|digits| {
            let forms = Forms { phones: self.index.phones.find(digits).collect(), ..Forms::default() };
            let scored = self.scored(vec![forms]);
            // A short number is more likely a word of its own: both are wanted.
            let alone = scored.scores.touched().is_empty() || self.terms.words.len() == 1;
            (!alone).then(|| self.found(&scored, 0, Reading::Exact))
        })
    }

    fn words(&self) -> Found {
        let required = self.terms.required();
        let strict = required.count_ones() <= MOST_STRICT;
        let first = self.score(false);
        let all = |scored: &Scored| {
            scored.scores.touched().iter().any(|doc| scored.scores.words(*doc) & required == required)
        };
        if all(&first) {
            let reading = if first.slips { Reading::Nearly } else { Reading::Exact };
            return self.found(&first, if strict { required } else { 0 }, reading);
        }
        if strict {
            let second = self.score(true);
            if all(&second) {
                return self.found(&second, required, Reading::Nearly);
            }
        }
        self.found(&first, 0, Reading::Some)
    }

    /// Scores of all words. Slips are forgiven in words that are found nowhere, or in all.
    fn score(&self, slips: bool) -> Scored {
        let mut scored = Scored { scores: Scores::new(&self.index.docs), forms: Vec::new(), slips };
        for (at, term) in self.terms.words.iter().enumerate() {
            let mut forms = self.index.forms(term, slips);
            let found = self.add(&mut scored.scores, at, &forms);
            if found == 0 && !slips && term.slips() > 0 {
                forms = self.index.forms(term, true);
                scored.slips |= self.add(&mut scored.scores, at, &forms) > 0;
            }
            scored.forms.push(forms);
        }
        scored
    }

    fn scored(&self, forms: Vec<Forms>) -> Scored {
        let mut scores = Scores::new(&self.index.docs);
        for (at, forms) in forms.iter().enumerate() {
            self.add(&mut scores, at, forms);
        }
        Scored { scores, forms, slips: false }
    }

    fn add(&self, scores: &mut Scores, at: usize, forms: &Forms) -> usize {
        scores.add(at, forms, &self.index.postings, self.weights, &self.index.docs)
    }

    /// The best records that have all of the words with these bits.
    fn found(&self, scored: &Scored, words: u32, reading: Reading) -> Found {
        let docs = scored.scores.touched().iter().filter(|doc| scored.scores.words(**doc) & words == words);
        let ranked: Vec<Ranked> = docs.map(|doc| self.ranked(*doc, scored.scores.score(*doc))).collect();
        let total = ranked.len();
        if self.terms.phrases.is_empty() {
            return Found { hits: self.hits(ranked.into(), scored, false), total, reading };
        }
        let quoted = self.hits(ranked.clone().into(), scored, true);
        if !quoted.is_empty() {
            return Found { hits: quoted, total, reading };
        }
        let reading = if reading == Reading::Some { Reading::Some } else { Reading::Nearly };
        Found { hits: self.hits(ranked.into(), scored, false), total, reading }
    }

    fn hits(&self, mut heap: BinaryHeap<Ranked>, scored: &Scored, quoted: bool) -> Vec<Hit> {
        let best = std::iter::from_fn(|| heap.pop()).take(if quoted { MOST_QUOTED } else { usize::MAX });
        best.filter_map(|ranked| self.hit(&ranked, scored, quoted)).take(self.limit).collect()
    }

    fn ranked(&self, doc: u32, score: f32) -> Ranked {
        let updated = self.index.docs.get(doc).map_or(0, |doc| doc.updated);
        let minutes = self.index.docs.newest.saturating_sub(updated);
        #[allow(clippy::cast_precision_loss, reason = "an age")]
        let days = minutes as f32 / (24.0 * 60.0);
        let fresh = RECENCY * FRESH_DAYS / (FRESH_DAYS + days);
        Ranked { score: score * (1.0 + fresh), updated, doc }
    }

    fn hit(&self, ranked: &Ranked, scored: &Scored, quoted: bool) -> Option<Hit> {
        let index = self.index;
        let plan = index.plans.get(usize::from(index.docs.get(ranked.doc)?.entity))?;
        let id = index.docs.id(ranked.doc);
        if let Some(source) = self.source {
            let record = source.record(&plan.entity, id)?;
            if quoted && !self.terms.phrases.iter().all(|phrase| holds(plan, record, phrase)) {
                return None;
            }
        }
        let field = best_field(ranked.doc, &scored.forms, &index.postings, self.weights, &index.docs)?;
        let field = plan.fields.get(field)?.name.clone();
        Some(Hit { entity: plan.entity.clone(), id, score: ranked.score, field })
    }
}

/// A record's place in the order of results: by score, the newer first among equals.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ranked {
    score: f32,
    updated: u32,
    doc: u32,
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let scores = self.score.total_cmp(&other.score);
        scores.then_with(|| self.updated.cmp(&other.updated)).then_with(|| other.doc.cmp(&self.doc))
    }
}

/// Whether a field of the record has these words one after another.
fn holds(plan: &Plan, record: &Record, phrase: &str) -> bool {
    let (mut scratch, mut words) = (String::new(), String::new());
    plan.fields.iter().any(|field| {
        words.clear();
        words.push(' ');
        each_word(&field.reader, record, &mut scratch, |word| {
            words.push_str(word);
            words.push(' ');
        });
        words.contains(phrase)
    })
}

/// Most words of the index that stand for one misspelt word.
const MOST_NEAR: usize = 400;

impl SearchIndex {
    /// What stands for a word searched for.
    fn forms(&self, term: &Term, slips: bool) -> Forms {
        let exact = self.vocabulary.find(&term.word);
        let one = |word: u32, weight: f32| Form { word, weight, stem: false };
        let mut words: Vec<Form> = exact.map(|word| one(word, 1.0)).into_iter().collect();
        words.extend(term.joined.iter().filter_map(|joined| self.vocabulary.find(joined)).map(|word| one(word, 0.9)));
        if term.open {
            let longer = self.vocabulary.beginning_with(&term.word).filter(|word| Some(*word) != exact);
            words.extend(longer.map(|word| one(word, self.prefix_weight(&term.word, word))));
        }
        let stems = self.vocabulary.forms(&term.word).iter().filter(|word| Some(**word) != exact);
        let stems = stems.filter(|word| !(term.open && self.vocabulary.get(**word).starts_with(&term.word)));
        words.extend(stems.map(|word| Form { word: *word, weight: 1.0, stem: true }));
        if slips {
            words.extend(self.near(term));
        }
        let phones = term.digits.map_or_else(Vec::new, |digits: Digits| self.phones.find(digits).collect());
        Forms { words, phones, stop_word: !term.required }
    }

    /// The more of a word was typed, the more it is likely meant.
    #[allow(clippy::cast_precision_loss, reason = "lengths of words")]
    fn prefix_weight(&self, typed: &str, word: u32) -> f32 {
        0.4 + 0.5 * typed.len() as f32 / self.vocabulary.get(word).len().max(1) as f32
    }

    fn near(&self, term: &Term) -> impl Iterator<Item = Form> {
        let mut near = Vec::new();
        if term.slips() > 0 {
            self.vocabulary.near(&term.word, term.slips(), term.open, |word, slips| near.push((slips, word)));
        }
        near.retain(|(slips, _)| *slips > 0);
        near.sort_unstable();
        near.truncate(MOST_NEAR);
        near.into_iter().map(|(slips, word)| Form { word, weight: if slips == 1 { 0.5 } else { 0.25 }, stem: false })
    }
}
