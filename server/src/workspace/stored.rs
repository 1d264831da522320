//! How the workspace lies in the store: keys and the JSON of its rows.
//!
//! | table | key | value |
//! |---|---|---|
//! | head | `head` | [`Head`] |
//! | log | [`sequence_key`] of its place | the text of a `LogEntry`, as hashed by the chain |
//! | record | `entity/id` | [`Held`] |
//! | outcome | `client/number`, the number as a [`sequence_key`] | [`Remembered`](shared::sync::Remembered) |
//! | blob | SHA-256 of its bytes | a file's media type and its bytes in base64 |
//! | meta | `format` | [`Format`] |
//! | meta | `workspace` | [`About`] |
//! | meta | `names` | the secret that ids of repeatable requests follow from, as a text |
//! | meta | `demo` | with what a demo workspace was made, and whether it is whole |

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use shared::{
    Id, Record,
    record::Millis,
    sync::{Head, Held},
};

use crate::store::{Batch, Row, Store, StoreError, Table, sequence_key};

/// Key of the one head.
pub const HEAD: &str = "head";
/// Key of the format's version.
pub const FORMAT: &str = "format";
/// Key of what the workspace says about itself.
pub const ABOUT: &str = "workspace";
/// Key of the secret that ids of repeatable requests follow from.
pub const NAMES: &str = "names";
/// The format that this build writes, and the newest that it reads.
pub const FORMAT_VERSION: u32 = 1;

/// Version of how rows are stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Format {
    /// Rises when an older build could no longer read what is there.
    pub version: u32,
}

/// What a workspace says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Millis,
}

/// Key of a record.
pub fn record_key(record: &Record) -> String {
    format!("{}/{}", record.entity, record.id)
}

/// Key of an outcome.
pub fn outcome_key(client: Id, number: u64) -> String {
    format!("{client}/{}", sequence_key(number))
}

/// Adds a row as JSON.
///
/// # Errors
/// When the value has no JSON form, which none of ours is without.
pub fn put<T: Serialize>(batch: &mut Batch, table: Table, key: impl Into<String>, value: &T) -> Result<(), StoreError> {
    batch.put(table, key, to_text(value)?);
    Ok(())
}

/// The JSON text of a row's value.
///
/// # Errors
/// As [`put`].
pub fn to_text<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Reads a row's value. The error names the row, not what it holds.
///
/// # Errors
/// [`StoreError::Corrupt`] when it is not what belongs there.
pub fn parse<T: DeserializeOwned>(table: Table, key: &str, value: &str) -> Result<T, StoreError> {
    serde_json::from_str(value)
        .map_err(|error| StoreError::Corrupt(format!("{table} {key}, line {} column {}", error.line(), error.column())))
}

/// Reads one row.
///
/// # Errors
/// Those of the store, and those of [`parse`].
pub async fn read<T: DeserializeOwned>(store: &dyn Store, table: Table, key: &str) -> Result<Option<T>, StoreError> {
    let value = store.get(table, key).await?;
    value.map(|value| parse(table, key, &value)).transpose()
}

/// The head with its text, which guards the next commit.
///
/// # Errors
/// As [`read`].
pub async fn read_head(store: &dyn Store) -> Result<Option<(Head, String)>, StoreError> {
    let text = store.get(Table::Head, HEAD).await?;
    text.map(|text| Ok((parse(Table::Head, HEAD, &text)?, text))).transpose()
}

/// Reads a record's row.
///
/// # Errors
/// As [`parse`].
pub fn held(row: &Row) -> Result<Held, StoreError> {
    parse(Table::Record, &row.key, &row.value)
}
