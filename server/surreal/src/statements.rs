//! The statements, and how rows travel in their parameters.
//!
//! Each of our tables is a table there. A row's key is its record id, as a string, which the engine orders
//! bytewise; its value is the text field `v`. Values and keys are only ever bound, never part of a text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Bound;

use server::store::{Batch, Guard, Row, StoreError, Table};
use surrealdb::types::{Object, RecordId, RecordIdKey, RecordIdKeyRange, Value, Variables};

/// A text with what is bound to it.
pub(crate) struct Statement {
    pub(crate) text: String,
    pub(crate) variables: Variables,
}

impl Statement {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), variables: Variables::new() }
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        self.variables.insert(name, value);
        self
    }
}

/// Makes the tables. Reading one that was never made would be an error, and making them on first use would
/// let two first commits conflict.
pub(crate) fn define() -> Statement {
    let tables = Table::ALL.iter().map(|table| table.name()).chain([BARRIER]);
    Statement::new(tables.fold(String::new(), |mut text, table| {
        // Writing to a string does not fail.
        let _ = write!(text, "DEFINE TABLE IF NOT EXISTS {table} SCHEMALESS;");
        text
    }))
}

/// Outside of [`Table`]: one row that is written only to learn whether writing works.
const BARRIER: &str = "barrier";

/// Writes nothing of ours, but is durable only if everything before it is. The nonce makes it a write: a row
/// that does not change is not written.
pub(crate) fn barrier(nonce: u128) -> Statement {
    let id = RecordId::new(BARRIER, RecordIdKey::String("barrier".to_owned()));
    Statement::new("UPSERT $id SET v = $v RETURN NONE")
        .with("id", Value::RecordId(id))
        .with("v", Value::String(nonce.to_string()))
}

/// One row's value.
pub(crate) fn get(table: Table, key: &str) -> Statement {
    Statement::new("SELECT VALUE v FROM ONLY $id").with("id", id(table, key))
}

/// One row's id, where there is the row.
pub(crate) fn has(table: Table, key: &str) -> Statement {
    Statement::new("SELECT VALUE id FROM ONLY $id").with("id", id(table, key))
}

/// Rows of a range of record ids, which the engine walks in order; no planner has a say in it.
///
/// The range stands inside a function call because the engine applies the limit while it walks only if it
/// learns the range when it runs. Given as a plain parameter, it reads to the end of the table first.
pub(crate) fn scan(table: Table, after: Option<&str>, limit: usize) -> Statement {
    let start = after.map_or(Bound::Unbounded, |after| Bound::Excluded(RecordIdKey::String(after.to_owned())));
    let range = RecordIdKeyRange { start, end: Bound::Unbounded };
    let range = RecordId::new(table.name(), RecordIdKey::Range(Box::new(range)));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Statement::new("SELECT id, v FROM array::first([$range]) LIMIT $limit")
        .with("range", Value::RecordId(range))
        .with("limit", Value::Number(limit.into()))
}

/// A batch as two statements to run one after the other in one transaction.
///
/// The first one, [`Work::look`], answers what the second one, [`Work::change`], has to know: whether the
/// guard holds, and which of the rows to put exist. With that, rows are inserted or updated outright. An
/// upsert would not need to know, but is built from a savepoint and, for a row that exists, a rollback,
/// which costs as much as the transaction is long; and removing a row first costs several times an update.
pub(crate) struct Work {
    guard: Option<Guard>,
    tables: BTreeMap<Table, Changed>,
}

/// The changes of one table.
#[derive(Default)]
struct Changed {
    removed: Vec<Value>,
    put: BTreeMap<String, String>,
}

impl Work {
    /// The work of a batch.
    pub(crate) fn new(batch: Batch) -> Self {
        let (guard, changes) = batch.into_parts();
        let mut tables = BTreeMap::<Table, Changed>::new();
        for ((table, key), value) in changes {
            let entry = tables.entry(table).or_default();
            match value {
                Some(value) => drop(entry.put.insert(key, value)),
                None => entry.removed.push(id(table, &key)),
            }
        }
        Self { guard, tables }
    }

    /// Asks for the guard's row, then for the existing ones of the rows to put, table by table.
    ///
    /// `FOR UPDATE` makes the engine check at the commit that nobody else has written the row meanwhile,
    /// although we may not write it either.
    pub(crate) fn look(&self) -> Statement {
        let mut statement = Statement::new("");
        if let Some(guard) = &self.guard {
            statement.text.push_str("SELECT VALUE v FROM ONLY $guard FOR UPDATE;");
            statement = statement.with("guard", id(guard.table, &guard.key));
        }
        for (table, changed) in self.put() {
            let _ = write!(statement.text, "SELECT VALUE id FROM $ids_{table};");
            let ids = changed.put.keys().map(|key| id(table, key)).collect::<Vec<_>>();
            statement = statement.with(&format!("ids_{table}"), Value::Array(ids.into()));
        }
        statement
    }

    /// What to do, given the answers to [`Work::look`].
    pub(crate) fn change(self, answers: Vec<Value>) -> Result<Statement, StoreError> {
        let mut answers = answers.into_iter();
        let mut next = || answers.next().unwrap_or_default();
        if let Some(guard) = &self.guard
            && value(next())? != guard.expected
        {
            return Err(StoreError::Conflict);
        }
        let mut statement = Statement::new("");
        for (table, changed) in self.tables {
            let existing = if changed.put.is_empty() { BTreeSet::new() } else { keys(next())? };
            statement = changed.apply(table, &existing, statement);
        }
        Ok(statement)
    }

    /// How many answers [`Work::look`] gives.
    pub(crate) fn questions(&self) -> usize {
        usize::from(self.guard.is_some()) + self.put().count()
    }

    fn put(&self) -> impl Iterator<Item = (Table, &Changed)> {
        let tables = self.tables.iter().map(|(table, changed)| (*table, changed));
        tables.filter(|(_, changed)| !changed.put.is_empty())
    }
}

impl Changed {
    /// One statement for each kind of change, whatever the number of rows.
    fn apply(self, table: Table, existing: &BTreeSet<String>, statement: Statement) -> Statement {
        let (old, new) = self.put.into_iter().partition::<BTreeMap<_, _>, _>(|(key, _)| existing.contains(key));
        let rows = |rows: BTreeMap<String, String>| {
            rows.into_iter().map(|(key, value)| row_value(table, &key, value)).collect()
        };
        let forms = [
            ("out", "DELETE $out_TABLE RETURN NONE;", self.removed),
            ("new", "INSERT INTO TABLE $new_TABLE RETURN NONE;", rows(new)),
            ("old", "FOR $row IN $old_TABLE { UPDATE $row.id SET v = $row.v RETURN NONE };", rows(old)),
        ];
        forms.into_iter().filter(|(_, _, rows)| !rows.is_empty()).fold(
            statement,
            |mut statement, (name, text, rows)| {
                statement.text.push_str(&text.replace("TABLE", table.name()));
                statement.with(&format!("{name}_{table}"), Value::Array(rows.into()))
            },
        )
    }
}

fn row_value(table: Table, key: &str, value: String) -> Value {
    let fields = [("id".to_owned(), id(table, key)), ("v".to_owned(), Value::String(value))];
    Value::Object(Object::from(BTreeMap::from(fields)))
}

fn id(table: Table, key: &str) -> Value {
    Value::RecordId(RecordId::new(table.name(), RecordIdKey::String(key.to_owned())))
}

/// The value that [`get`] found.
pub(crate) fn value(answer: Value) -> Result<Option<String>, StoreError> {
    match answer {
        Value::None | Value::Null => Ok(None),
        Value::String(value) => Ok(Some(value)),
        other => Err(unreadable(&other)),
    }
}

/// Whether [`has`] found it.
pub(crate) fn found(answer: Value) -> Result<bool, StoreError> {
    match answer {
        Value::None | Value::Null => Ok(false),
        other => key(other).map(|_| true),
    }
}

/// The rows that [`scan`] found.
pub(crate) fn rows(answer: Value) -> Result<Vec<Row>, StoreError> {
    match answer {
        Value::Array(rows) => rows.into_vec().into_iter().map(row).collect(),
        other => Err(unreadable(&other)),
    }
}

fn keys(answer: Value) -> Result<BTreeSet<String>, StoreError> {
    let Value::Array(ids) = answer else { return Err(unreadable(&answer)) };
    ids.into_vec().into_iter().map(key).collect()
}

fn key(answer: Value) -> Result<String, StoreError> {
    match answer {
        Value::RecordId(RecordId { key: RecordIdKey::String(key), .. }) => Ok(key),
        other => Err(unreadable(&other)),
    }
}

fn row(answer: Value) -> Result<Row, StoreError> {
    let Value::Object(object) = answer else { return Err(unreadable(&answer)) };
    let mut fields = object.into_inner();
    match (fields.remove("id"), fields.remove("v")) {
        (Some(id), Some(Value::String(value))) => Ok(Row { key: key(id)?, value }),
        (_, value) => Err(unreadable(&value.unwrap_or_default())),
    }
}

// Names the kind only: the contents may be anybody's personal data.
fn unreadable(found: &Value) -> StoreError {
    StoreError::Corrupt(format!("a row is {}", found.kind()))
}
