//! The dry run: what an import would do, row by row, and what it must ask first.

mod finish;
mod form;
mod identity;
mod index;
mod links;
mod planner;
mod values;

pub use index::Existing;
pub use planner::{Planner, Settings, needs, plan};

use crate::{Id, Name, Problem, Record, Value};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// A record that an import makes or changes.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Entity.
    pub entity: Name,
    /// Its id, new or not.
    pub id: Id,
    /// The record as it is, where it exists.
    pub before: Option<Arc<Record>>,
    /// Values of a new record, or those values of an existing one that change.
    pub values: BTreeMap<Name, Value>,
    /// Row that it stands in, as a place in [`Plan::rows`]; nothing for records that rows link to.
    pub row: Option<usize>,
    /// Drafts that must be there before, as places in [`Plan::drafts`].
    pub(super) refs: Vec<usize>,
    /// Some row that is imported needs it.
    pub(super) used: bool,
}

impl Draft {
    /// The record does not exist yet.
    pub const fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// What the import would change: (field, value now, value then).
    pub fn changes(&self) -> impl Iterator<Item = (&Name, &Value, &Value)> {
        self.values.iter().map(|(field, value)| (field, self.now(field), value))
    }

    fn now(&self, field: &str) -> &Value {
        self.before.as_ref().map_or(&Value::Null, |before| before.value(field))
    }

    /// The value as it would be.
    pub fn value(&self, field: &str) -> &Value {
        self.values.get(field).unwrap_or_else(|| self.now(field))
    }
}

/// A problem of a row, and the column to blame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellProblem {
    /// The column's name, where one is to blame.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl CellProblem {
    /// What is said of it, under the name of its column, or of the field where the file has no column for it.
    pub fn named(&self, said: String, label: impl FnOnce(&str) -> String) -> String {
        let field = || self.problem.field.as_deref().map(label);
        match self.column.clone().or_else(field) {
            Some(name) => format!("{name}: {said}"),
            None => said,
        }
    }
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A new record: a place in [`Plan::drafts`].
    Create(usize),
    /// Changes of a record that exists.
    Update(usize),
    /// The record is as the row says already.
    Skip(usize),
    /// Nothing, and why.
    Fail(Vec<CellProblem>),
}

/// A row and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// The row's number in the file, as spreadsheets count.
    pub number: usize,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// A value that a person must decide about; answer by [`super::Mapping::answer`] and plan again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The column.
    pub column: String,
    /// The value in question.
    pub value: String,
    /// Entity that it should name a record of.
    pub entity: Name,
    /// How many rows have it.
    pub rows: usize,
    /// The first of them.
    pub first_row: usize,
    /// Records that may be meant: (id, title).
    pub candidates: Vec<(Id, String)>,
}

/// How many rows do what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Rows that make a record.
    pub created: usize,
    /// Rows that change one.
    pub updated: usize,
    /// Rows that say what is there already.
    pub skipped: usize,
    /// Rows that cannot be imported.
    pub failed: usize,
    /// Records made because rows link to them.
    pub linked: usize,
}

/// The result of a dry run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Entity of the rows.
    pub entity: Name,
    /// The rows, in the order of the file.
    pub rows: Vec<PlannedRow>,
    /// Records made or changed.
    pub drafts: Vec<Draft>,
    /// What a person must decide; the rows concerned fail until then.
    pub questions: Vec<Question>,
    /// Remarks on rows that are imported all the same, the first thousand: (row number, remark).
    pub remarks: Vec<(usize, Problem)>,
    /// How many rows do what.
    pub counts: Counts,
}

impl Plan {
    /// The rows that fail, with their problems.
    pub fn failures(&self) -> impl Iterator<Item = (usize, &[CellProblem])> {
        self.rows.iter().filter_map(|row| match &row.outcome {
            Outcome::Fail(problems) => Some((row.number, problems.as_slice())),
            Outcome::Create(_) | Outcome::Update(_) | Outcome::Skip(_) => None,
        })
    }

    /// The draft of a row that is imported.
    pub fn draft_of(&self, row: &PlannedRow) -> Option<&Draft> {
        match row.outcome {
            Outcome::Create(draft) | Outcome::Update(draft) | Outcome::Skip(draft) => self.drafts.get(draft),
            Outcome::Fail(_) => None,
        }
    }

    /// Records that the import would make or change, those that only failed rows need left out.
    pub fn touched(&self) -> impl Iterator<Item = &Draft> {
        self.drafts.iter().filter(|draft| draft.used && (draft.is_new() || !draft.values.is_empty()))
    }
}
