//! Sort keys: read once from each row, then compared as numbers, and as bytes only where those are equal.

use super::{
    Source,
    reader::{BLOCK, Reader, Shape},
};
use crate::{Id, Name, Record, Value, text, value::Money};
use rustc_hash::FxHashMap;
use std::{cmp::Ordering, sync::Arc};

/// A field to sort by; `title` reads what a link leads to.
#[derive(Debug)]
pub(super) struct SortField {
    pub(super) reader: Reader,
    pub(super) title: Option<Reader>,
    pub(super) descending: bool,
}

/// Keys of one field for all rows.
///
/// Invariant: where two rows' `head` differ, their order is that of the heads; where they are equal,
/// `rest` decides. Empty values have the head [`EMPTY`] and no other value has.
pub(super) struct Keys {
    head: Vec<u64>,
    rest: Rest,
    descending: bool,
}

/// What the heads leave undecided.
enum Rest {
    Nothing,
    /// One text for each row, one after another in `bytes`; `ends` says where each ends.
    Bytes {
        bytes: Vec<u8>,
        ends: Vec<u32>,
    },
    Money(Vec<Option<Money>>),
}

/// Head of an empty value: last, whichever the direction.
const EMPTY: u64 = u64::MAX;

impl SortField {
    /// The keys of these rows.
    pub(super) fn keys(&self, rows: &[&Arc<Record>], source: &dyn Source) -> Keys {
        let (head, rest) = match &self.reader.shape {
            Shape::Text | Shape::Phone | Shape::Address | Shape::Opaque => self.text_keys(rows),
            Shape::Number => (heads(rows, |record| self.reader.number(record).map(number_head)), Rest::Nothing),
            Shape::Money => self.money_keys(rows),
            Shape::Date | Shape::Instant => (heads(rows, |record| self.time_head(record)), Rest::Nothing),
            Shape::Choice(options) => {
                (heads(rows, |record| choice_head(self.reader.stored(record), options)), Rest::Nothing)
            }
            Shape::Flag => (heads(rows, |record| flag_head(self.reader.stored(record))), Rest::Nothing),
            Shape::Link(to) => (self.link_heads(rows, to, source), Rest::Nothing),
            Shape::Key => (vec![0; rows.len()], Rest::Nothing),
        };
        Keys { head, rest, descending: self.descending }.directed()
    }

    fn text_keys(&self, rows: &[&Arc<Record>]) -> (Vec<u64>, Rest) {
        let (mut bytes, mut ends) = (Vec::with_capacity(rows.len() * 24), Vec::with_capacity(rows.len()));
        let mut heads = Vec::with_capacity(rows.len());
        let mut columns = Vec::new();
        for block in rows.chunks(BLOCK) {
            self.reader.block(block, &mut columns);
            for row in 0..block.len() {
                let start = bytes.len();
                columns
                    .iter()
                    .filter_map(|column| column.get(row))
                    .for_each(|value| push_text(value, start, &mut bytes));
                ends.push(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
                let key = bytes.get(start..).unwrap_or_default();
                heads.push(if key.is_empty() { EMPTY } else { text_head(key) });
            }
        }
        (heads, Rest::Bytes { bytes, ends })
    }

    fn money_keys(&self, rows: &[&Arc<Record>]) -> (Vec<u64>, Rest) {
        let amounts: Vec<Option<Money>> = rows.iter().map(|record| self.reader.money(record)).collect();
        let heads = amounts.iter().map(|money| money.map_or(EMPTY, |money| money_head(&money)));
        (heads.collect(), Rest::Money(amounts))
    }

    fn time_head(&self, record: &Record) -> Option<u64> {
        self.reader.millis(record).or_else(|| self.reader.stored(record).as_text().map(time_head))
    }

    /// Ranks of the linked records' names. Each linked record is looked up once.
    fn link_heads(&self, rows: &[&Arc<Record>], to: &Name, source: &dyn Source) -> Vec<u64> {
        let mut ids = Vec::new();
        let mut places: FxHashMap<&str, Option<usize>> = FxHashMap::default();
        let mut add = |id: Option<Id>| {
            ids.push(id?);
            Some(ids.len() - 1)
        };
        let firsts: Vec<Option<usize>> = if self.reader.is_own() {
            rows.iter().map(|record| add(self.reader.own_id(record))).collect()
        } else {
            let texts = rows.iter().map(|record| self.reader.stored(record).items().first());
            texts
                .map(|text| text.and_then(|text| *places.entry(text).or_insert_with(|| add(text.parse().ok()))))
                .collect()
        };
        let ranks = self.ranks(&ids, to, source);
        firsts.into_iter().map(|first| first.and_then(|at| ranks.get(at)).copied().unwrap_or(EMPTY)).collect()
    }

    fn ranks(&self, ids: &[Id], to: &Name, source: &dyn Source) -> Vec<u64> {
        let name = |id: &Id| {
            let mut key = Vec::new();
            let title = self.title.as_ref()?;
            title.each_part(source.record(to, *id)?, |part| {
                key.extend((!key.is_empty()).then_some(b' '));
                text::push_natural(&mut key, part);
            });
            Some(key).filter(|key| !key.is_empty())
        };
        let names: Vec<Option<Vec<u8>>> = ids.iter().map(name).collect();
        let mut sorted: Vec<&Vec<u8>> = names.iter().flatten().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let rank = |name: &Vec<u8>| sorted.binary_search(&name).unwrap_or_default() as u64;
        names.iter().map(|name| name.as_ref().map_or(EMPTY, rank)).collect()
    }
}

/// Appends the natural keys of a value's texts, with a space to what is there from `start`.
fn push_text(value: &Value, start: usize, bytes: &mut Vec<u8>) {
    let push = |text: &str| {
        if bytes.len() > start {
            bytes.push(b' ');
        }
        text::push_natural(bytes, text);
    };
    match value {
        Value::Address(address) => address.lines().for_each(push),
        Value::Text(text) => std::iter::once(&**text).for_each(push),
        other => other.items().iter().map(|item| &**item).for_each(push),
    }
}

impl Keys {
    /// Turns the heads around for a descending sort and keeps [`EMPTY`] for the empty.
    fn directed(mut self) -> Self {
        if self.descending {
            let turn = |head: &mut u64| *head = if *head == EMPTY { EMPTY } else { (!*head).min(EMPTY - 1) };
            self.head.iter_mut().for_each(turn);
        }
        self
    }

    /// The head of a row.
    pub(super) fn head(&self, row: u32) -> u64 {
        self.head.get(row as usize).copied().unwrap_or(EMPTY)
    }

    /// Whether the row's text is longer than `depth` times eight bytes.
    pub(super) fn reaches(&self, row: u32, depth: usize) -> bool {
        matches!(&self.rest, Rest::Bytes { bytes, ends } if slice(bytes, ends, row).len() > depth * 8)
    }

    /// The head of the row's text from `depth` times eight bytes on. Equal heads are decided by the rest.
    pub(super) fn deeper_head(&self, row: u32, depth: usize) -> u64 {
        let Rest::Bytes { bytes, ends } = &self.rest else { return 0 };
        let head = text_head(slice(bytes, ends, row).get(depth * 8..).unwrap_or_default());
        if self.descending { !head } else { head }
    }

    /// The order of two rows whose heads are equal.
    pub(super) fn compare_rest(&self, a: u32, b: u32) -> Ordering {
        let order = match &self.rest {
            Rest::Nothing => Ordering::Equal,
            Rest::Bytes { bytes, ends } => slice(bytes, ends, a).cmp(slice(bytes, ends, b)),
            Rest::Money(amounts) => compare_money(amounts.get(a as usize), amounts.get(b as usize)),
        };
        if self.descending { order.reverse() } else { order }
    }

    /// The order of two rows.
    pub(super) fn compare(&self, a: u32, b: u32) -> Ordering {
        self.head(a).cmp(&self.head(b)).then_with(|| self.compare_rest(a, b))
    }
}

fn compare_money(a: Option<&Option<Money>>, b: Option<&Option<Money>>) -> Ordering {
    let key = |money: Option<&Option<Money>>| money.copied().flatten().map(|money| (money.amount, money.currency));
    key(a).cmp(&key(b))
}

fn slice<'b>(bytes: &'b [u8], ends: &[u32], row: u32) -> &'b [u8] {
    let at = row as usize;
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    let end = ends.get(at).copied().unwrap_or(start);
    bytes.get(start as usize..end as usize).unwrap_or_default()
}

fn heads(rows: &[&Arc<Record>], head: impl Fn(&Record) -> Option<u64>) -> Vec<u64> {
    rows.iter().map(|record| head(record).map_or(EMPTY, |head| head.min(EMPTY - 1))).collect()
}

/// The first eight bytes, so that most texts compare as one number.
fn text_head(key: &[u8]) -> u64 {
    let mut first = [0; 8];
    first.iter_mut().zip(key).for_each(|(slot, byte)| *slot = *byte);
    u64::from_be_bytes(first).min(EMPTY - 1)
}

/// Bits of a number in its order: the sign turned, negative numbers turned as a whole.
fn number_head(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// Ten-thousandths of the amount, rounded down: never out of order, rarely equal.
fn money_head(money: &Money) -> u64 {
    let (digits, scale) = (money.amount.mantissa(), money.amount.scale());
    let ten_thousandths = match 4u32.checked_sub(scale) {
        Some(missing) => digits.saturating_mul(10i128.pow(missing)),
        None => digits.div_euclid(10i128.pow(scale - 4)),
    };
    let clamped = ten_thousandths.clamp(i128::from(i64::MIN), i128::from(i64::MAX - 1));
    i64::try_from(clamped).unwrap_or_default().cast_unsigned() ^ (1 << 63)
}

/// The digits of a date or time as one number; other texts sort after all times.
fn time_head(time: &str) -> u64 {
    if !time.starts_with(|first: char| first.is_ascii_digit()) {
        return EMPTY - 1;
    }
    let digits = time.bytes().filter(u8::is_ascii_digit).take(14);
    let (count, number) =
        digits.fold((0, 0u64), |(count, number), digit| (count + 1, number * 10 + u64::from(digit - b'0')));
    number * 10u64.pow(14 - count)
}

/// Place among the options; options of a newer build come behind.
fn choice_head(value: &Value, options: &[Name]) -> Option<u64> {
    let place = |item: &str| options.iter().position(|option| option == item).unwrap_or(options.len()) as u64;
    value.items().iter().map(|item| place(item)).min()
}

fn flag_head(value: &Value) -> Option<u64> {
    match value {
        Value::Flag(flag) => Some(u64::from(*flag)),
        _ => None,
    }
}
