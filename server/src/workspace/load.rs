//! From the store into memory, at the start.

use std::sync::Arc;

use shared::{
    Schema,
    sync::{Authority, Head, Held},
};

use super::stored::{self, FORMAT, FORMAT_VERSION, Format};
use crate::{
    clock,
    store::{Row, Store, StoreError, Table, sequence_key},
};

/// Rows read at once.
const PAGE: usize = 5000;

/// The truth as the store has it, and the text of its head (none in an empty store).
pub(super) async fn load(store: &dyn Store, schema: Arc<Schema>) -> Result<(Authority, Option<String>), StoreError> {
    check_format(store).await?;
    let Some((head, text)) = stored::read_head(store).await? else {
        let epoch = clock::new_id(0).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        return Ok((Authority::new(schema, Head::new(&epoch.to_string()), []), None));
    };
    check_end(store, &head).await?;
    let rows = rows(store).await?;
    Ok((Authority::new(schema, head, rows), Some(text)))
}

async fn check_format(store: &dyn Store) -> Result<(), StoreError> {
    let format: Option<Format> = stored::read(store, Table::Meta, FORMAT).await?;
    let version = format.map_or(FORMAT_VERSION, |format| format.version);
    if version <= FORMAT_VERSION {
        return Ok(());
    }
    let why = format!(
        "it was written by a newer version of Sextant, in format {version}; this one reads up to {FORMAT_VERSION}"
    );
    Err(StoreError::Corrupt(why))
}

/// The log ends where the head says.
async fn check_end(store: &dyn Store, head: &Head) -> Result<(), StoreError> {
    let last = sequence_key(head.seq);
    let there = head.seq == 0 || store.get(Table::Log, &last).await?.is_some();
    let beyond = store.scan(Table::Log, Some(&last), 1).await?;
    if there && beyond.is_empty() {
        return Ok(());
    }
    Err(StoreError::Corrupt(format!("the log does not end at entry {}, where its head says", head.seq)))
}

async fn rows(store: &dyn Store) -> Result<Vec<Held>, StoreError> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = store.scan(Table::Record, after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(last.key.clone());
        let parsed = tokio::task::spawn_blocking(move || page.iter().map(parse).collect::<Result<Vec<_>, _>>());
        all.extend(parsed.await.map_err(|error| StoreError::Unavailable(error.to_string()))??);
    }
}

fn parse(row: &Row) -> Result<Held, StoreError> {
    stored::held(row)
}
