//! Facets: what the products at hand differ in, and which of it is wished.

use super::sheet::{Line, Said, Sheet, Sheets};
use crate::{
    Id,
    query::{Condition, Filter, Operator},
    text::natural_key,
};
use std::collections::{BTreeMap, HashMap};

/// From so many different numbers on, a range is offered and not each number.
const RANGE_FROM: usize = 7;

/// A number as it stands in wishes and addresses.
pub fn number_text(number: f64) -> String {
    number.to_string()
}

/// What products may be asked for by, with what there is of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Facet {
    /// Name and unit: [`Line::key`].
    pub key: String,
    /// What there is.
    pub offer: Offer,
}

/// What there is to choose from.
#[derive(Debug, Clone, PartialEq)]
pub enum Offer {
    /// Values with the number of products that have them.
    Values(Vec<(String, usize)>),
    /// Numbers between these two.
    Range(f64, f64),
}

/// What is wished of specifications. Its text form is that of a [`Filter`] whose fields are names of specifications:
/// `Frame material:in:Steel,Carbon;Weight (kg)!:between:10..15`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wishes(Vec<Condition>);

impl Wishes {
    /// Reads the text form; what cannot be read, or means nothing here, is left out.
    pub fn read(text: &str) -> Self {
        let filter: Filter = text.parse().unwrap_or_default();
        let conditions = filter.parts().iter().filter_map(|part| match part {
            Filter::Field(condition) if is_wish(condition) => Some(condition.clone()),
            _ => None,
        });
        Self(conditions.collect())
    }

    /// The text form; empty while nothing is wished.
    pub fn write(&self) -> String {
        Filter::All(self.0.iter().cloned().map(Filter::Field).collect()).to_string()
    }

    /// Nothing is wished.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The names of what is wished.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|condition| &*condition.field)
    }

    /// The values wished of a facet.
    pub fn values(&self, key: &str) -> Vec<String> {
        let wish = self.0.iter().find(|wish| &*wish.field == key && wish.operator == Operator::In);
        wish.map(|wish| wish.values.clone()).unwrap_or_default()
    }

    /// The least and the most wished of a facet.
    pub fn range(&self, key: &str) -> (Option<f64>, Option<f64>) {
        let bounds = |wish: &Condition| range(wish);
        self.0.iter().filter(|wish| &*wish.field == key).map(bounds).next().unwrap_or_default()
    }

    /// Wishes a value, or does not any more.
    #[must_use]
    pub fn toggled(&self, key: &str, value: &str) -> Self {
        let mut values = self.values(key);
        let had = values.len();
        values.retain(|wished| wished != value);
        if values.len() == had {
            values.push(value.to_owned());
        }
        self.with(key, (!values.is_empty()).then(|| Condition::is_in(key, values)))
    }

    /// Wishes numbers within bounds; none without any.
    #[must_use]
    pub fn within(&self, key: &str, from: Option<f64>, to: Option<f64>) -> Self {
        let condition = match (from.map(number_text), to.map(number_text)) {
            (Some(from), Some(to)) => Some(Condition::new(key, Operator::Between, [from, to])),
            (Some(from), None) => Some(Condition::new(key, Operator::Gte, [from])),
            (None, Some(to)) => Some(Condition::new(key, Operator::Lte, [to])),
            (None, None) => None,
        };
        self.with(key, condition)
    }

    /// Without anything wished of a facet.
    #[must_use]
    pub fn without(&self, key: &str) -> Self {
        self.with(key, None)
    }

    fn with(&self, key: &str, condition: Option<Condition>) -> Self {
        let mut all = self.0.clone();
        match (all.iter().position(|wish| &*wish.field == key), condition) {
            (Some(at), Some(condition)) => drop(all.get_mut(at).map(|wish| *wish = condition)),
            (Some(at), None) => drop(all.remove(at)),
            (None, condition) => all.extend(condition),
        }
        Self(all)
    }

    /// Whether a sheet has all that is wished.
    pub fn met_by(&self, sheet: &Sheet) -> bool {
        self.0.iter().all(|wish| meets(sheet, wish))
    }
}

fn is_wish(condition: &Condition) -> bool {
    let (from, to) = range(condition);
    match condition.operator {
        Operator::In => !condition.values.is_empty(),
        Operator::Between => from.is_some() && to.is_some(),
        Operator::Gte | Operator::Lte => from.is_some() || to.is_some(),
        _ => false,
    }
}

fn range(wish: &Condition) -> (Option<f64>, Option<f64>) {
    let number = |at: usize| wish.values.get(at).and_then(|text| text.parse::<f64>().ok()).filter(|n| n.is_finite());
    match wish.operator {
        Operator::Between => (number(0), number(1)),
        Operator::Gte => (number(0), None),
        Operator::Lte => (None, number(0)),
        _ => (None, None),
    }
}

fn meets(sheet: &Sheet, wish: &Condition) -> bool {
    let (from, to) = range(wish);
    sheet.lines().filter(|line| line.key() == &*wish.field).any(|line| match (&line.said, wish.operator) {
        (_, Operator::In) => wish.values.contains(&value(line)),
        (Said::Number(number), _) => from.is_none_or(|from| *number >= from) && to.is_none_or(|to| *number <= to),
        (Said::Text(_), _) => false,
    })
}

fn value(line: &Line) -> String {
    match &line.said {
        Said::Number(number) => number_text(*number),
        Said::Text(text) => text.clone(),
    }
}

/// The facets of these products, those first that tell most of them apart. What is wished of a facet does not narrow
/// that facet itself, so that another value can be chosen too; a facet that is wished stays.
pub fn facets(sheets: &Sheets, products: &[Id], wishes: &Wishes) -> Vec<Facet> {
    let mut seen: HashMap<&str, Seen> = HashMap::new();
    for product in products {
        let sheet = sheets.of(*product);
        let unmet: Vec<&str> = wishes.0.iter().filter(|wish| !meets(sheet, wish)).map(|wish| &*wish.field).collect();
        for (at, line) in sheet.lines().enumerate() {
            let counts = unmet.iter().all(|other| *other == line.key());
            let told = || sheet.lines().take(at).any(|before| before.key() == line.key() && before.said == line.said);
            if counts && !told() {
                seen.entry(line.key()).or_default().add(line);
            }
        }
    }
    for key in wishes.keys() {
        seen.entry(key).or_default();
    }
    let mut all: Vec<(usize, Facet)> = seen.into_iter().filter_map(|(key, seen)| seen.facet(key, wishes)).collect();
    all.sort_by_cached_key(|(weight, facet)| [&(!weight).to_be_bytes()[..], &natural_key(&facet.key)].concat());
    all.into_iter().map(|(_, facet)| facet).collect()
}

/// What was seen of a facet.
#[derive(Default)]
struct Seen {
    values: BTreeMap<String, usize>,
    numbers: Vec<f64>,
    words: bool,
    lines: usize,
}

impl Seen {
    fn add(&mut self, line: &Line) {
        self.lines += 1;
        *self.values.entry(value(line)).or_default() += 1;
        match line.said {
            Said::Number(number) => self.numbers.push(number),
            Said::Text(_) => self.words = true,
        }
    }

    /// The facet, with the number of lines that tell something of it; none where all say the same.
    fn facet(self, key: &str, wishes: &Wishes) -> Option<(usize, Facet)> {
        let values = wishes.values(key);
        let bounded = wishes.range(key) != (None, None);
        if self.values.len() < 2 && values.is_empty() && !bounded {
            return None;
        }
        let by_range = !self.words && values.is_empty() && (bounded || self.values.len() >= RANGE_FROM);
        let lines = self.lines;
        let offer = if by_range { self.range() } else { self.each(values) };
        Some((lines, Facet { key: key.to_owned(), offer }))
    }

    fn range(self) -> Offer {
        let least = self.numbers.iter().copied().min_by(f64::total_cmp);
        let most = self.numbers.iter().copied().max_by(f64::total_cmp);
        Offer::Range(least.unwrap_or_default(), most.unwrap_or_default())
    }

    /// Each value; those that are wished too where no product has them any more.
    fn each(mut self, values: Vec<String>) -> Offer {
        for value in values {
            self.values.entry(value).or_default();
        }
        let mut values: Vec<(String, usize)> = self.values.into_iter().collect();
        values.sort_by_cached_key(|(value, _)| natural_key(value));
        Offer::Values(values)
    }
}
