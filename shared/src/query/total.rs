//! Totals: counts, sums by currency, weighted sums, extremes and means.

use super::{
    QueryError,
    reader::{Reader, Shape},
};
use crate::{
    Name, Record, Value,
    schema::EntityDef,
    value::{Currency, Money},
};
use rust_decimal::{Decimal, prelude::FromPrimitive};
use serde::{Deserialize, Serialize};

/// A total that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Number of records.
    Count,
    /// Sum of a number or money field.
    Sum(Name),
    /// Sum of `amount` times `percent` / 100.
    Weighted {
        /// A money field.
        amount: Name,
        /// A number field, in percent. Records without it count nothing.
        percent: Name,
    },
    /// Least value of a number, money, date or time field.
    Min(Name),
    /// Greatest value of a number, money, date or time field.
    Max(Name),
    /// Mean of a number or money field over the records that have it.
    Avg(Name),
}

/// A total.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Total {
    /// Number of records.
    Count(usize),
    /// A number.
    Number(f64),
    /// Money by currency.
    Money(Amounts),
    /// A date or time, or null where there is no value.
    Value(Value),
}

/// Amounts in several currencies, at most one for each, sorted by code. Never converted, never rounded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Amounts(Vec<Money>);

impl Amounts {
    /// Adds an amount. A sum beyond what a decimal holds stays at the greatest one.
    pub fn add(&mut self, money: Money) {
        match self.0.binary_search_by_key(&money.currency, |have| have.currency) {
            Ok(at) => {
                if let Some(have) = self.0.get_mut(at) {
                    have.amount = have.amount.saturating_add(money.amount);
                }
            }
            Err(at) => self.0.insert(at, money),
        }
    }

    /// The amount in this currency; zero where there is none.
    pub fn get(&self, currency: Currency) -> Decimal {
        self.iter().find(|money| money.currency == currency).map_or(Decimal::ZERO, |money| money.amount)
    }

    /// All amounts, by currency code.
    pub fn iter(&self) -> impl Iterator<Item = &Money> {
        self.0.iter()
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn replace_if(&mut self, money: Money, better: impl Fn(&Decimal, &Decimal) -> bool) {
        match self.0.iter_mut().find(|have| have.currency == money.currency) {
            Some(have) if better(&money.amount, &have.amount) => *have = money,
            Some(_) => {}
            None => self.add(money),
        }
    }
}

impl<'a> IntoIterator for &'a Amounts {
    type Item = &'a Money;
    type IntoIter = std::slice::Iter<'a, Money>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// `amount` times `percent` / 100, exactly as the decimal form of the percentage says.
pub(super) fn weigh(money: Money, percent: f64) -> Option<Money> {
    let factor = Decimal::from_f64(percent)?.checked_div(Decimal::ONE_HUNDRED)?;
    Some(Money::new(money.amount.checked_mul(factor)?, money.currency))
}

/// A measure with its readers.
#[derive(Debug)]
pub(super) enum PreparedMeasure {
    Count,
    Sum(Reader),
    Weighted(Reader, Reader),
    Extreme(Reader, Extreme),
    Avg(Reader),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    Min,
    Max,
}

impl PreparedMeasure {
    pub(super) fn new(measure: &Measure, entity: &EntityDef) -> Result<Self, QueryError> {
        let read = |field: &Name, shapes: &[Shape]| {
            let reader = Reader::new(entity, field)?;
            if shapes.contains(&reader.shape) { Ok(reader) } else { Err(QueryError::Measure(field.clone())) }
        };
        let summed = [Shape::Number, Shape::Money];
        let ordered = [Shape::Number, Shape::Money, Shape::Date, Shape::Instant];
        Ok(match measure {
            Measure::Count => Self::Count,
            Measure::Sum(field) => Self::Sum(read(field, &summed)?),
            Measure::Weighted { amount, percent } => {
                Self::Weighted(read(amount, &[Shape::Money])?, read(percent, &[Shape::Number])?)
            }
            Measure::Min(field) => Self::Extreme(read(field, &ordered)?, Extreme::Min),
            Measure::Max(field) => Self::Extreme(read(field, &ordered)?, Extreme::Max),
            Measure::Avg(field) => Self::Avg(read(field, &summed)?),
        })
    }

    pub(super) fn over<'r>(&self, records: impl ExactSizeIterator<Item = &'r Record>) -> Total {
        match self {
            Self::Count => Total::Count(records.len()),
            Self::Sum(reader) if reader.shape == Shape::Money => Total::Money(sum(reader, records)),
            Self::Sum(reader) => Total::Number(records.filter_map(|record| reader.number(record)).sum()),
            Self::Weighted(amount, percent) => Total::Money(weighted(amount, percent, records)),
            Self::Extreme(reader, extreme) => extreme_of(reader, *extreme, records),
            Self::Avg(reader) => mean(reader, records),
        }
    }
}

fn sum<'r>(reader: &Reader, records: impl Iterator<Item = &'r Record>) -> Amounts {
    let mut sums = Amounts::default();
    records.filter_map(|record| reader.money(record)).for_each(|money| sums.add(money));
    sums
}

fn weighted<'r>(amount: &Reader, percent: &Reader, records: impl Iterator<Item = &'r Record>) -> Amounts {
    let mut sums = Amounts::default();
    for record in records {
        let weighed =
            amount.money(record).zip(percent.number(record)).and_then(|(money, percent)| weigh(money, percent));
        if let Some(money) = weighed {
            sums.add(money);
        }
    }
    sums
}

fn extreme_of<'r>(reader: &Reader, extreme: Extreme, records: impl Iterator<Item = &'r Record>) -> Total {
    let smaller = extreme == Extreme::Min;
    match reader.shape {
        Shape::Money => {
            let mut best = Amounts::default();
            for money in records.filter_map(|record| reader.money(record)) {
                best.replace_if(money, |new, old| if smaller { new < old } else { new > old });
            }
            Total::Money(best)
        }
        Shape::Number => {
            let numbers = records.filter_map(|record| reader.number(record));
            let best = if smaller { numbers.min_by(f64::total_cmp) } else { numbers.max_by(f64::total_cmp) };
            best.map_or(Total::Value(Value::Null), Total::Number)
        }
        _ => {
            let times = records.filter_map(|record| Some(reader.value(record).as_text()?.to_owned()));
            Total::Value(if smaller { times.min() } else { times.max() }.into())
        }
    }
}

fn mean<'r>(reader: &Reader, records: impl Iterator<Item = &'r Record>) -> Total {
    if reader.shape == Shape::Money {
        return Total::Money(mean_money(records.filter_map(|record| reader.money(record))));
    }
    let (count, sum) =
        records.filter_map(|record| reader.number(record)).fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
    if count > 0.0 { Total::Number(sum / count) } else { Total::Value(Value::Null) }
}

fn mean_money(amounts: impl Iterator<Item = Money>) -> Amounts {
    let (mut sums, mut counts) = (Amounts::default(), Amounts::default());
    for money in amounts {
        sums.add(money);
        counts.add(Money::new(Decimal::ONE, money.currency));
    }
    let means = sums.iter().filter_map(|sum| {
        let count = counts.get(sum.currency);
        Some(Money::new(sum.amount.checked_div(count)?, sum.currency))
    });
    Amounts(means.collect())
}
