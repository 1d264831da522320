//! Questions over records: filter, sort, group, total, page; full-text search; names to records.
//!
//! A [`Query`] is data: it is kept in saved views, stands in the address and travels over REST.
//! [`Query::prepare`] checks it against the schema and compiles it once; [`Prepared::run`] answers it
//! over any [`Source`], and [`Prepared::matches`] tells whether one changed record belongs to the answer.
//!
//! Fields of a query are field ids or one of the system's own: `@id`, `@created`, `@updated`,
//! `@created_by`, `@updated_by`.

mod board;
mod check;
mod compile;
mod dates;
mod error;
mod filter;
mod keys;
mod reader;
mod resolve;
mod run;
mod search;
mod source;
mod total;
mod url;

pub use board::{Board, BoardSpec, Column};
pub use dates::Viewer;
pub use error::QueryError;
pub use filter::{Arity, Condition, Filter, Operator, operators};
pub use resolve::{Candidate, Names, Verdict};
pub use run::{Answer, Group, Prepared};
pub use search::{Found, Hit, Reading, Search, SearchIndex};
pub use source::{Rows, Source};
pub use total::{Amounts, Measure, Total};

use crate::{Name, Schema};
use serde::{Deserialize, Serialize};

/// A question over the records of one entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Query {
    /// Entity asked about.
    pub entity: Name,
    /// Which records.
    #[serde(default)]
    pub filter: Filter,
    /// In which order; records that are equal in all of it stand in the order of their ids.
    #[serde(default)]
    pub sort: Vec<Sort>,
    /// Put together by what; groups come before `sort`.
    #[serde(default)]
    pub group: Option<GroupBy>,
    /// Totals wanted, of everything and of each group.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// Rows to leave out at the start.
    #[serde(default)]
    pub offset: usize,
    /// Most rows to give; all while empty.
    #[serde(default)]
    pub limit: Option<usize>,
}

/// One field to sort by. Text sorts without regard to case and accents and with numbers inside as
/// numbers, choices in the order of their options, links by what they lead to, a name of several parts by its last
/// one first; empty values last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// The field.
    pub field: Name,
    /// Greatest first; empty values are last all the same.
    #[serde(default)]
    pub descending: bool,
}

/// A field to group by. Fields with several values group by the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupBy {
    /// The field.
    pub field: Name,
    /// Length of the periods that dates and times are grouped into.
    #[serde(default)]
    pub period: Period,
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// One day.
    Day,
    /// Seven days, from the viewer's first day of the week.
    Week,
    /// A calendar month.
    #[default]
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// A calendar year.
    Year,
}

impl Query {
    /// All records of an entity.
    pub fn new(entity: impl Into<Name>) -> Self {
        Self {
            entity: entity.into(),
            filter: Filter::default(),
            sort: Vec::new(),
            group: None,
            measures: Vec::new(),
            offset: 0,
            limit: None,
        }
    }

    /// Only what also passes this filter.
    #[must_use]
    pub fn filter(mut self, filter: impl Into<Filter>) -> Self {
        self.filter = self.filter.and(filter.into());
        self
    }

    /// Sorted by this field, smallest first, after what it is sorted by already.
    #[must_use]
    pub fn ascending(mut self, field: impl Into<Name>) -> Self {
        self.sort.push(Sort { field: field.into(), descending: false });
        self
    }

    /// Sorted by this field, greatest first, after what it is sorted by already.
    #[must_use]
    pub fn descending(mut self, field: impl Into<Name>) -> Self {
        self.sort.push(Sort { field: field.into(), descending: true });
        self
    }

    /// Grouped by this field.
    #[must_use]
    pub fn group_by(mut self, field: impl Into<Name>, period: Period) -> Self {
        self.group = Some(GroupBy { field: field.into(), period });
        self
    }

    /// With this total as well.
    #[must_use]
    pub fn measure(mut self, measure: Measure) -> Self {
        self.measures.push(measure);
        self
    }

    /// Only these rows of the answer; totals and groups still cover all.
    #[must_use]
    pub fn page(mut self, offset: usize, limit: usize) -> Self {
        (self.offset, self.limit) = (offset, Some(limit));
        self
    }

    /// Checks the query against the schema and compiles it.
    ///
    /// # Errors
    /// When an entity, field, operator, operand or measure does not exist or does not fit its field.
    pub fn prepare(&self, schema: &Schema, viewer: &Viewer) -> Result<Prepared, QueryError> {
        compile::prepare(self, schema, viewer)
    }
}
