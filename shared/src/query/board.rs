//! Boards: records in columns, with totals. Used for deals by stage; works for any link or choice.

use super::{
    Amounts, Prepared, QueryError, Source,
    reader::{Reader, Shape},
    total::weigh,
};
use crate::{Name, Record, Schema};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What a board shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardSpec {
    /// Link or choice field whose values are the columns.
    pub by: Name,
    /// Values of the columns, in order: ids or options.
    pub columns: Vec<String>,
    /// Money field to total.
    pub amount: Option<Name>,
    /// Number field, in percent, by which the total is weighted.
    pub percent: Option<Name>,
}

/// Records in columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Board {
    /// One for each column asked for, in that order, empty ones too.
    pub columns: Vec<Column>,
    /// Records whose value is none of the columns, or empty.
    pub other: Column,
}

/// One column of a board.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// The value: an id or option.
    pub value: String,
    /// Its records, in the query's order.
    pub rows: Vec<Arc<Record>>,
    /// Their amounts.
    pub sum: Amounts,
    /// Their amounts times percent / 100; records without a percentage count nothing.
    pub weighted: Amounts,
}

impl Prepared {
    /// The answer as a board. Paging and grouping of the query do not apply.
    ///
    /// # Errors
    /// When a field of the board does not exist or is of the wrong type.
    pub fn board(&self, schema: &Schema, spec: &BoardSpec, source: &dyn Source) -> Result<Board, QueryError> {
        let readers = Readers::new(schema, &self.entity, spec)?;
        let named = |value: &String| Column { value: value.clone(), ..Column::default() };
        let mut board = Board { columns: spec.columns.iter().map(named).collect(), other: Column::default() };
        let places: FxHashMap<&str, usize> = spec.columns.iter().map(String::as_str).zip(0..).collect();
        for record in self.sorted(source) {
            let place = readers.by.stored(record).items().first().and_then(|value| places.get(&**value));
            let column = place.and_then(|at| board.columns.get_mut(*at)).unwrap_or(&mut board.other);
            readers.add(column, record);
        }
        Ok(board)
    }
}

struct Readers {
    by: Reader,
    amount: Option<Reader>,
    percent: Option<Reader>,
}

impl Readers {
    fn new(schema: &Schema, entity: &Name, spec: &BoardSpec) -> Result<Self, QueryError> {
        let entity = schema.entity(entity).ok_or_else(|| QueryError::Entity(entity.clone()))?;
        let read = |field: &Name, fits: fn(&Shape) -> bool| {
            let reader = Reader::new(entity, field)?;
            if fits(&reader.shape) { Ok(reader) } else { Err(QueryError::Measure(field.clone())) }
        };
        let amount = |field| read(field, |shape| *shape == Shape::Money);
        let percent = |field| read(field, |shape| *shape == Shape::Number);
        Ok(Self {
            by: read(&spec.by, |shape| matches!(shape, Shape::Link(_) | Shape::Choice(_)))?,
            amount: spec.amount.as_ref().map(amount).transpose()?,
            percent: spec.percent.as_ref().map(percent).transpose()?,
        })
    }

    fn add(&self, column: &mut Column, record: &Arc<Record>) {
        column.rows.push(Arc::clone(record));
        let Some(money) = self.amount.as_ref().and_then(|amount| amount.money(record)) else { return };
        column.sum.add(money);
        let percent = self.percent.as_ref().and_then(|percent| percent.number(record));
        if let Some(weighted) = percent.and_then(|percent| weigh(money, percent)) {
            column.weighted.add(weighted);
        }
    }
}
