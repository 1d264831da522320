//! Running a prepared query.

use super::{
    Period, Source, Total, Viewer,
    check::{Check, Scratch},
    dates::period_at,
    keys::{Keys, SortField},
    reader::Shape,
    total::PreparedMeasure,
};
use crate::{Name, Record, Value, text, value::Date};
use rustc_hash::FxHashMap;
use std::{cmp::Ordering, ops::Range, sync::Arc};

/// A query that was checked against a schema. It stays right while the schema and the day do.
#[derive(Debug)]
pub struct Prepared {
    pub(super) entity: Name,
    pub(super) check: Check,
    pub(super) sort: Vec<SortField>,
    pub(super) group: Option<GroupField>,
    pub(super) measures: Vec<PreparedMeasure>,
    pub(super) offset: usize,
    pub(super) limit: Option<usize>,
    pub(super) memos: usize,
    pub(super) entities: Vec<Name>,
}

/// A field to group by.
#[derive(Debug)]
pub(super) struct GroupField {
    pub(super) field: SortField,
    pub(super) period: Period,
    pub(super) viewer: Viewer,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The page of rows, in order.
    pub rows: Vec<Arc<Record>>,
    /// Number of rows without paging.
    pub total: usize,
    /// Groups in order, over all rows; empty where the query does not group.
    pub groups: Vec<Group>,
    /// The measures over all rows, in the order asked.
    pub totals: Vec<Total>,
}

/// Rows that share a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The value as stored; of dates and times the first day of the period; null where nothing is entered.
    pub value: Value,
    /// Places of its rows among all rows.
    pub rows: Range<usize>,
    /// The measures over its rows, in the order asked.
    pub totals: Vec<Total>,
}

impl Prepared {
    /// Entity asked about.
    pub fn entity(&self) -> &Name {
        &self.entity
    }

    /// Entities on which the answer depends: the one asked about and those whose names it sorts,
    /// filters or groups by. A change elsewhere changes nothing here.
    pub fn entities(&self) -> &[Name] {
        &self.entities
    }

    /// Whether a record belongs to the answer, paging aside. A live list skips a change when neither the
    /// record before nor the record after belongs.
    pub fn matches(&self, record: &Record, source: &dyn Source) -> bool {
        record.entity == self.entity
            && record.deleted.is_none()
            && self.passes(record, &mut Scratch::new(source, self.memos))
    }

    fn passes(&self, record: &Record, scratch: &mut Scratch<'_>) -> bool {
        self.check.passes(record, scratch)
    }

    /// The answer over the source as it is now.
    pub fn run(&self, source: &dyn Source) -> Answer {
        let rows = self.matching(source);
        let wanted =
            self.group.is_none().then_some(self.limit).flatten().map(|limit| self.offset.saturating_add(limit));
        let mut order = self.order(&rows, source, wanted);
        let groups = self.group.as_ref().map_or_else(Vec::new, |group| self.grouped(group, &rows, &mut order, source));
        let page = order.iter().skip(self.offset).take(self.limit.unwrap_or(usize::MAX));
        Answer {
            total: rows.len(),
            totals: self.totals(&rows.iter().map(|record| &***record)),
            groups,
            rows: page.filter_map(|at| rows.get(*at as usize)).map(|record| Arc::clone(record)).collect(),
        }
    }

    /// All matching records in order.
    pub(super) fn sorted<'a>(&self, source: &'a dyn Source) -> Vec<&'a Arc<Record>> {
        let rows = self.matching(source);
        self.order(&rows, source, None).into_iter().filter_map(|at| rows.get(at as usize).copied()).collect()
    }

    fn matching<'a>(&self, source: &'a dyn Source) -> Vec<&'a Arc<Record>> {
        let live = source.records(&self.entity).filter(|record| record.deleted.is_none());
        if self.check.is_everything() {
            return live.collect();
        }
        let mut rows: Vec<&Arc<Record>> = live.collect();
        let mut scratch = Scratch::new(source, self.memos);
        for part in self.check.parts() {
            rows = part.retain(&rows, &mut scratch);
        }
        rows
    }

    fn totals<'r>(&self, records: &(impl ExactSizeIterator<Item = &'r Record> + Clone)) -> Vec<Total> {
        self.measures.iter().map(|measure| measure.over(records.clone())).collect()
    }

    /// Places of the rows in order; only the first `wanted` need be in their place.
    fn order(&self, rows: &[&Arc<Record>], source: &dyn Source, wanted: Option<usize>) -> Vec<u32> {
        let keys: Vec<Keys> = self.sort.iter().map(|field| field.keys(rows, source)).collect();
        let places = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).map(|at| (head_of(&keys, rows, at), at));
        let mut sorted: Vec<(u64, u32)> = places.collect();
        let compare = |a: &(u64, u32), b: &(u64, u32)| a.0.cmp(&b.0).then_with(|| compare_rest(&keys, rows, a.1, b.1));
        match wanted {
            Some(wanted) if wanted < sorted.len() / 4 => {
                sorted.select_nth_unstable_by(wanted, compare);
                sorted.truncate(wanted);
            }
            _ => {}
        }
        sort_by_heads(&mut sorted, &keys, 1, &|a, b| compare_rest(&keys, rows, a, b));
        sorted.into_iter().map(|(_, at)| at).collect()
    }

    /// Puts the rows of a group together, keeping their order, and the groups in the order of the field.
    fn grouped(
        &self,
        group: &GroupField,
        rows: &[&Arc<Record>],
        order: &mut Vec<u32>,
        source: &dyn Source,
    ) -> Vec<Group> {
        let buckets = group.buckets(rows, order, source);
        let mut groups = Vec::with_capacity(buckets.len());
        order.clear();
        for (value, bucket) in buckets {
            let start = order.len();
            let members: Vec<&Record> =
                bucket.iter().filter_map(|at| rows.get(*at as usize)).map(|record| &***record).collect();
            order.extend(bucket);
            groups.push(Group { value, rows: start..order.len(), totals: self.totals(&members.iter().copied()) });
        }
        groups
    }
}

/// Fewest rows with equal heads that are worth new heads.
const MANY: usize = 24;

/// Sorts by the heads, then rows whose heads are equal by the next eight bytes of their texts, `depth` times
/// eight from the start, and so on: numbers compare many times faster than texts.
fn sort_by_heads(rows: &mut [(u64, u32)], keys: &[Keys], depth: usize, rest: &impl Fn(u32, u32) -> Ordering) {
    rows.sort_unstable_by_key(|(head, _)| *head);
    for equal in rows.chunk_by_mut(|a, b| a.0 == b.0).filter(|equal| equal.len() > 1) {
        let deeper =
            keys.first().filter(|keys| equal.len() >= MANY && equal.iter().any(|row| keys.reaches(row.1, depth)));
        if let Some(keys) = deeper {
            for row in equal.iter_mut() {
                row.0 = keys.deeper_head(row.1, depth);
            }
            sort_by_heads(equal, std::slice::from_ref(keys), depth + 1, rest);
        } else {
            equal.sort_unstable_by(|a, b| rest(a.1, b.1));
        }
    }
}

/// The number by which rows are sorted first; without keys the first half of the id.
fn head_of(keys: &[Keys], rows: &[&Arc<Record>], at: u32) -> u64 {
    let half = |id: u128| u64::try_from(id >> 64).unwrap_or(u64::MAX);
    match keys.first() {
        Some(first) => first.head(at),
        None => rows.get(at as usize).map_or(u64::MAX, |record| half(record.id.bits())),
    }
}

/// The order of rows whose first heads are equal; ids decide at last, so that no two rows are equal.
fn compare_rest(keys: &[Keys], rows: &[&Arc<Record>], a: u32, b: u32) -> Ordering {
    let first = keys.first().map_or(Ordering::Equal, |first| first.compare_rest(a, b));
    let others =
        || keys.iter().skip(1).map(|keys| keys.compare(a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal);
    let id = |at: u32| rows.get(at as usize).map(|record| record.id);
    first.then_with(others).then_with(|| id(a).cmp(&id(b)))
}

impl GroupField {
    /// The groups' values and rows, in the order of the field.
    fn buckets(&self, rows: &[&Arc<Record>], order: &[u32], source: &dyn Source) -> Vec<(Value, Vec<u32>)> {
        let mut known: FxHashMap<&str, usize> = FxHashMap::default();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        let mut buckets: Vec<(Value, Vec<u32>)> = Vec::new();
        let mut firsts: Vec<&Arc<Record>> = Vec::new();
        for &at in order {
            let Some(record) = rows.get(at as usize) else { continue };
            let mut place = || {
                let value = self.value(record);
                *places.entry(identity(&value)).or_insert_with(|| {
                    buckets.push((value, Vec::new()));
                    firsts.push(record);
                    buckets.len() - 1
                })
            };
            let text = self.field.reader.stored(record).items().first();
            let place = match text {
                Some(text) => *known.entry(text).or_insert_with(place),
                None => place(),
            };
            if let Some((_, bucket)) = buckets.get_mut(place) {
                bucket.push(at);
            }
        }
        let keys = self.field.keys(&firsts, source);
        let mut sorted: Vec<(u32, (Value, Vec<u32>))> = (0..).zip(buckets).collect();
        sorted.sort_by(|(a, _), (b, _)| keys.compare(*a, *b));
        sorted.into_iter().map(|(_, bucket)| bucket).collect()
    }

    /// The value that stands for a record's group.
    fn value(&self, record: &Record) -> Value {
        let value = self.field.reader.value(record);
        match (&self.field.reader.shape, &*value) {
            (Shape::Date | Shape::Instant, Value::Text(time)) => {
                self.period_of(time).map_or_else(|| value.into_owned(), Value::from)
            }
            (_, Value::List(items)) => items.first().map_or(Value::Null, Value::text),
            _ => value.into_owned(),
        }
    }

    fn period_of(&self, time: &str) -> Option<Date> {
        let date = match self.field.reader.shape {
            Shape::Instant => self.viewer.date_of(time.parse().ok()?),
            _ => time.parse().ok()?,
        };
        Some(period_at(date, self.period, &self.viewer)?.start)
    }
}

/// What is equal for grouping: text without regard to case and accents, everything else to the letter.
fn identity(value: &Value) -> String {
    match value {
        Value::Text(text) => text::fold(text.trim()),
        other => other.to_json().to_string(),
    }
}
