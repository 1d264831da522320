//! From the store into memory, at the start.

use std::sync::Arc;

use shared::{
    Schema,
    sync::{Authority, Head},
};
use tokio::sync::mpsc;

use super::stored::{self, FORMAT, FORMAT_VERSION, Format};
use crate::{
    clock,
    store::{Row, Store, StoreError, Table, sequence_key},
};

/// Rows read at once. With long texts in them, more would be gigabytes.
const PAGE: usize = 1000;
/// Pages that are read while one is taken in.
const AHEAD: usize = 2;

/// The truth as the store has it, and the text of its head (none in an empty store).
pub(super) async fn load(store: &dyn Store, schema: Arc<Schema>) -> Result<(Authority, Option<String>), StoreError> {
    check_format(store).await?;
    let Some((head, text)) = stored::read_head(store).await? else {
        let epoch = clock::new_id(0).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        return Ok((Authority::new(schema, Head::new(&epoch.to_string()), []), None));
    };
    check_end(store, &head).await?;
    Ok((filled(store, schema, head).await?, Some(text)))
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

/// The truth with all rows. While one page is taken in, the store reads the next ones.
async fn filled(store: &dyn Store, schema: Arc<Schema>, head: Head) -> Result<Authority, StoreError> {
    let (pages, taken) = mpsc::channel(AHEAD);
    let taking = tokio::task::spawn_blocking(move || take_in(schema, head, taken));
    let read = read(store, pages).await;
    let taken = taking.await.map_err(|error| StoreError::Unavailable(error.to_string()))?;
    read.and(taken)
}

/// Hands all rows on, page by page, as long as somebody takes them.
async fn read(store: &dyn Store, pages: mpsc::Sender<Vec<Row>>) -> Result<(), StoreError> {
    let mut after: Option<String> = None;
    loop {
        let page = store.scan(Table::Record, after.as_deref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.key.clone());
        if pages.send(page).await.is_err() {
            return Ok(());
        }
    }
}

/// Stops at the first row that cannot be read.
fn take_in(schema: Arc<Schema>, head: Head, mut pages: mpsc::Receiver<Vec<Row>>) -> Result<Authority, StoreError> {
    let mut broken = None;
    let rows = std::iter::from_fn(move || pages.blocking_recv()).flatten();
    let readable = rows.map_while(|row| stored::held(&row).map_err(|error| broken = Some(error)).ok());
    let authority = Authority::new(schema, head, readable);
    broken.map_or(Ok(authority), Err)
}
