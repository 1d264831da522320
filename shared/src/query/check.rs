//! A compiled filter and how it is tested on a record.

use super::{
    Source,
    reader::{BLOCK, Reader, Shape},
};
use crate::{Id, Name, Record, Value, text, value::Currency};
use rust_decimal::Decimal;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// A compiled filter. Needles are folded, periods resolved and ids parsed once.
#[derive(Debug)]
pub(super) enum Check {
    All(Vec<Check>),
    Any(Vec<Check>),
    Not(Box<Check>),
    Empty(Reader),
    Text(Reader, TextTest),
    /// Digits of a telephone number.
    Digits(Reader, TextTest),
    /// One of these texts, to the letter: choices and links.
    Exact(Reader, Exact),
    /// One of these ids, of the system's own fields.
    Own(Reader, Vec<Id>),
    Flag(Reader, bool),
    Number(Reader, Vec<Span<f64>>),
    Money(Reader, Vec<MoneySpan>),
    /// Dates and times as text, which sort as they are.
    Time(Reader, Vec<Span<Box<str>>>),
    /// Times of the system in milliseconds.
    Millis(Reader, Vec<Span<u64>>),
    Linked(Reader, Linked, TextTest),
    Words(Words),
}

/// Values from `low` to `high`; a bound that is missing does not bind.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span<T> {
    pub(super) low: Option<(T, Edge)>,
    pub(super) high: Option<(T, Edge)>,
}

/// Whether a bound itself belongs to the span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    In,
    Out,
}

#[derive(Debug)]
pub(super) struct MoneySpan {
    pub(super) span: Span<Decimal>,
    /// Only this currency, where the operand named one.
    pub(super) currency: Option<Currency>,
}

impl<T> Span<T> {
    fn has<V: ?Sized + PartialOrd>(&self, value: &V) -> bool
    where
        T: std::borrow::Borrow<V>,
    {
        let above = self.low.as_ref().is_none_or(|(low, edge)| match edge {
            Edge::In => value >= low.borrow(),
            Edge::Out => value > low.borrow(),
        });
        above
            && self.high.as_ref().is_none_or(|(high, edge)| match edge {
                Edge::In => value <= high.borrow(),
                Edge::Out => value < high.borrow(),
            })
    }
}

/// A test on folded text.
#[derive(Debug)]
pub(super) enum TextTest {
    Is(Vec<String>),
    Contains(String),
    Starts(String),
}

impl TextTest {
    fn passes(&self, folded: &str) -> bool {
        match self {
            Self::Is(texts) => texts.iter().any(|text| text == folded),
            Self::Contains(needle) => contains(folded, needle),
            Self::Starts(needle) => folded.starts_with(needle),
        }
    }

    /// The same on text that is not folded yet. ASCII, which nearly all is, is compared where it stands.
    fn passes_raw(&self, text: &str, buffer: &mut String) -> bool {
        if !text.is_ascii() {
            buffer.clear();
            text::fold_into(buffer, text);
            return self.passes(buffer);
        }
        match self {
            Self::Is(texts) => texts.iter().any(|one| one.eq_ignore_ascii_case(text)),
            Self::Contains(needle) => contains(text, needle),
            Self::Starts(needle) => text.get(..needle.len()).is_some_and(|start| start.eq_ignore_ascii_case(needle)),
        }
    }

    /// Whether the test looks for something that cannot go from one part of a joined text into the next.
    fn fits_in_a_part(&self) -> bool {
        matches!(self, Self::Contains(needle) if !needle.contains(' '))
    }
}

/// A set of exact texts; small ones are walked, which is faster than hashing.
#[derive(Debug)]
pub(super) enum Exact {
    Few(Vec<String>),
    Many(FxHashSet<String>),
}

impl Exact {
    pub(super) fn new(texts: Vec<String>) -> Self {
        if texts.len() <= 8 { Self::Few(texts) } else { Self::Many(texts.into_iter().collect()) }
    }

    fn has(&self, text: &str) -> bool {
        match self {
            Self::Few(texts) => texts.iter().any(|one| one == text),
            Self::Many(texts) => texts.contains(text),
        }
    }
}

/// The name of a linked record. Each linked record is asked once per run.
#[derive(Debug)]
pub(super) struct Linked {
    pub(super) to: Name,
    pub(super) title: Reader,
    pub(super) memo: usize,
}

/// The quick filter: each word stands somewhere in the record's short fields or in the name of a
/// record that it links to.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) needles: Vec<String>,
    /// One of them is a number, which is also looked for among the digits of telephone numbers.
    pub(super) digits: bool,
    pub(super) fields: Vec<Reader>,
    pub(super) links: Vec<(Reader, Linked)>,
}

/// What a run needs besides the record.
pub(super) struct Scratch<'s> {
    source: &'s dyn Source,
    buffer: String,
    /// By memo number: the linked record's id to a set of bits, one for each needle that its name has.
    memos: Vec<FxHashMap<Box<str>, u64>>,
}

impl<'s> Scratch<'s> {
    pub(super) fn new(source: &'s dyn Source, memos: usize) -> Self {
        Self { source, buffer: String::new(), memos: vec![FxHashMap::default(); memos] }
    }

    /// Bits of the tests that the name of any record linked to by the field passes.
    fn linked(&mut self, reader: &Reader, linked: &Linked, record: &Record, tests: impl Fn(&str) -> u64) -> u64 {
        if let Some(id) = reader.own_id(record) {
            return self.bits(linked, &id.to_string(), tests);
        }
        let ids = reader.stored(record).items().iter();
        ids.fold(0, |bits, id| bits | self.bits(linked, id, &tests))
    }

    fn bits(&mut self, linked: &Linked, id: &str, tests: impl Fn(&str) -> u64) -> u64 {
        if let Some(bits) = self.memos.get(linked.memo).and_then(|memo| memo.get(id)) {
            return *bits;
        }
        let record = id.parse().ok().and_then(|id| self.source.record(&linked.to, id));
        let bits = record.map_or(0, |record| {
            let mut name = String::new();
            linked.title.fold_into(record, &mut name);
            tests(&name)
        });
        if let Some(memo) = self.memos.get_mut(linked.memo) {
            memo.insert(id.into(), bits);
        }
        bits
    }
}

impl Check {
    /// The checks that must all pass.
    pub(super) fn parts(&self) -> &[Self] {
        if let Self::All(parts) = self { parts } else { std::slice::from_ref(self) }
    }

    /// The rows that pass.
    pub(super) fn retain<'r>(&self, rows: &[&'r Arc<Record>], scratch: &mut Scratch<'_>) -> Vec<&'r Arc<Record>> {
        let mut kept = Vec::new();
        if let Self::Words(words) = self {
            let mut columns = Vec::new();
            rows.chunks(BLOCK).for_each(|block| words.keep(block, &mut columns, scratch, &mut kept));
            return kept;
        }
        let (readers, mut columns) = (self.readers(), Vec::new());
        for block in rows.chunks(BLOCK) {
            for reader in &readers {
                reader.block(block, &mut columns);
            }
            kept.extend(block.iter().copied().filter(|record| self.passes(record, scratch)));
        }
        kept
    }

    fn readers(&self) -> Vec<&Reader> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::readers).collect(),
            Self::Not(part) => part.readers(),
            Self::Words(words) => words.fields.iter().collect(),
            Self::Empty(reader)
            | Self::Text(reader, _)
            | Self::Digits(reader, _)
            | Self::Exact(reader, _)
            | Self::Own(reader, _)
            | Self::Flag(reader, _)
            | Self::Number(reader, _)
            | Self::Money(reader, _)
            | Self::Time(reader, _)
            | Self::Millis(reader, _)
            | Self::Linked(reader, _, _) => vec![reader],
        }
    }

    /// Passes everything: nothing has to be read.
    pub(super) fn is_everything(&self) -> bool {
        matches!(self, Self::All(parts) if parts.iter().all(Self::is_everything))
    }

    pub(super) fn passes(&self, record: &Record, scratch: &mut Scratch<'_>) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.passes(record, scratch)),
            Self::Any(parts) => parts.iter().any(|part| part.passes(record, scratch)),
            Self::Not(part) => !part.passes(record, scratch),
            Self::Empty(reader) => reader.is_empty(record),
            Self::Text(reader, test) => text_passes(reader, test, record, scratch),
            Self::Digits(reader, test) => digits_pass(reader, test, record, scratch),
            Self::Exact(reader, exact) => reader.stored(record).items().iter().any(|item| exact.has(item)),
            Self::Own(reader, ids) => reader.own_id(record).is_some_and(|id| ids.contains(&id)),
            Self::Flag(reader, wanted) => matches!(reader.stored(record), Value::Flag(true)) == *wanted,
            Self::Number(reader, spans) => reader.number(record).is_some_and(|n| spans.iter().any(|span| span.has(&n))),
            Self::Money(reader, spans) => money_passes(reader, spans, record),
            Self::Time(reader, spans) => {
                reader.stored(record).as_text().is_some_and(|time| spans.iter().any(|span| span.has::<str>(time)))
            }
            Self::Millis(reader, spans) => {
                reader.millis(record).is_some_and(|at| spans.iter().any(|span| span.has(&at)))
            }
            Self::Linked(reader, linked, test) => {
                scratch.linked(reader, linked, record, |name| u64::from(test.passes(name))) != 0
            }
            Self::Words(words) => words.pass(record, scratch),
        }
    }
}

fn text_passes(reader: &Reader, test: &TextTest, record: &Record, scratch: &mut Scratch<'_>) -> bool {
    if !reader.is_joined() || test.fits_in_a_part() {
        let mut passes = false;
        reader.each_part(record, |part| passes = passes || test.passes_raw(part, &mut scratch.buffer));
        return passes;
    }
    scratch.buffer.clear();
    reader.fold_into(record, &mut scratch.buffer);
    !scratch.buffer.is_empty() && test.passes(&scratch.buffer)
}

fn digits_pass(reader: &Reader, test: &TextTest, record: &Record, scratch: &mut Scratch<'_>) -> bool {
    scratch.buffer.clear();
    reader.each_part(record, |part| push_digits(&mut scratch.buffer, part));
    !scratch.buffer.is_empty() && test.passes(&scratch.buffer)
}

fn money_passes(reader: &Reader, spans: &[MoneySpan], record: &Record) -> bool {
    reader.money(record).is_some_and(|money| {
        spans.iter().any(|one| one.currency.is_none_or(|only| only == money.currency) && one.span.has(&money.amount))
    })
}

pub(super) fn push_digits(out: &mut String, text: &str) {
    out.extend(text.chars().filter(char::is_ascii_digit));
}

impl Words {
    fn pass(&self, record: &Record, scratch: &mut Scratch<'_>) -> bool {
        let values = self.fields.iter().flat_map(|field| field.values(record).map(move |value| (field, value)));
        self.pass_values(record, values, scratch)
    }

    /// The rows of a block that pass.
    fn keep<'r>(
        &self,
        block: &[&'r Arc<Record>],
        columns: &mut Vec<Vec<Vec<&'r Value>>>,
        scratch: &mut Scratch<'_>,
        kept: &mut Vec<&'r Arc<Record>>,
    ) {
        columns.resize_with(self.fields.len(), Vec::new);
        self.fields.iter().zip(&mut *columns).for_each(|(field, columns)| field.block(block, columns));
        for (row, record) in block.iter().enumerate() {
            let values = self.fields.iter().zip(&*columns).flat_map(|(field, columns)| {
                let values = columns.iter().filter_map(move |column| column.get(row).copied());
                values.map(move |value| (field, value))
            });
            if self.pass_values(record, values, scratch) {
                kept.push(record);
            }
        }
    }

    /// Bit by bit: the words found so far. Stops as soon as all are.
    fn pass_values<'v>(
        &self,
        record: &Record,
        values: impl Iterator<Item = (&'v Reader, &'v Value)>,
        scratch: &mut Scratch<'_>,
    ) -> bool {
        let all = all_bits(self.needles.len());
        let mut found = 0;
        for (field, value) in values {
            found |= self.found_in_value(field, value, &mut scratch.buffer);
            if found == all {
                return true;
            }
        }
        for (reader, linked) in &self.links {
            found |= scratch.linked(reader, linked, record, |name| self.found_in(name));
        }
        found == all
    }

    fn found_in_value(&self, field: &Reader, value: &Value, buffer: &mut String) -> u64 {
        let mut found = value.items().iter().fold(0, |bits, text| bits | self.found_in_raw(text, buffer));
        if self.digits && field.shape == Shape::Phone {
            buffer.clear();
            value.items().iter().for_each(|text| push_digits(buffer, text));
            found |= self.found_in(buffer);
        }
        found
    }

    /// Words that stand in a text that is not folded yet.
    fn found_in_raw(&self, text: &str, buffer: &mut String) -> u64 {
        if text.is_ascii() {
            return self.found_in(text);
        }
        buffer.clear();
        text::fold_into(buffer, text);
        self.found_in(buffer)
    }

    /// Words that stand in a text that is folded or ASCII.
    fn found_in(&self, folded: &str) -> u64 {
        let hits = self.needles.iter().enumerate().filter(|(_, word)| contains(folded, word));
        hits.fold(0, |bits, (at, _)| bits | 1 << at)
    }
}

/// As many bits as there are words, of which there are at most 64.
fn all_bits(words: usize) -> u64 {
    1u64.checked_shl(u32::try_from(words).unwrap_or(64)).map_or(u64::MAX, |bit| bit - 1)
}

/// Whether the folded needle stands in the text, which is folded or ASCII of any case. For the short texts
/// of fields a plain walk beats the standard search, which prepares itself for every text anew.
pub(super) fn contains(text: &str, needle: &str) -> bool {
    /// The bit in which ASCII letters of both cases differ.
    const CASE: u8 = 0x20;
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let Some(first) = needle.first().map(|first| first | CASE) else { return true };
    let starts = text.len().checked_sub(needle.len()).and_then(|last| text.get(..=last)).unwrap_or_default();
    let mut starts = starts.iter().zip(0..).filter(|(byte, _)| **byte | CASE == first);
    starts.any(|(_, at)| text.get(at..at + needle.len()).is_some_and(|part| part.eq_ignore_ascii_case(needle)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_plain_walk_finds_what_the_standard_search_finds(text in "[abü]{0,300}", needle in "[abü]{0,3}") {
            prop_assert_eq!(contains(&text, &needle), text.contains(&needle));
            let shouted = text.replace('ü', "u").to_ascii_uppercase();
            prop_assert_eq!(contains(&shouted, &needle), shouted.to_ascii_lowercase().contains(&needle));
        }
    }

    #[test]
    fn as_many_bits_as_words() {
        assert_eq!([0, 1, 3, 64].map(all_bits), [0, 1, 7, u64::MAX]);
    }
}
