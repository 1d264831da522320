//! A backup back into an empty store.

use std::io::{BufRead, BufReader, Read};

use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use shared::sync::{Head, hex};

use super::{KIND, Line, MOST_BYTES, PAGE, VERSION};
use crate::{
    clock,
    store::{Batch, Store, StoreError, Table},
    workspace::stored::{HEAD, to_text},
};

/// What came out of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Rows of all tables.
    pub rows: u64,
    /// Place of the last log entry.
    pub seq: u64,
    /// The log's new life.
    pub epoch: String,
}

/// Why a backup was not restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is something here already.
    #[error("the store is not empty; restore into a new one")]
    NotEmpty,
    /// The file is no backup, or was damaged or cut off.
    #[error("this is not a whole backup: {0}; nothing was restored")]
    Damaged(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What becomes of edits that were made after the backup and that devices still have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    /// They are given back: the server has lost them.
    TakeBack,
    /// They are not wanted: the backup is restored to undo them.
    Discard,
}

/// A backup that was read to its end and found whole: only then is it worth making a store for it.
#[derive(Debug)]
pub struct WholeBackup<F> {
    open: F,
    head: Head,
}

impl<R: Read, F: Fn() -> std::io::Result<R>> WholeBackup<F> {
    /// Reads what `open` gives from its beginning to its end.
    ///
    /// # Errors
    /// [`RestoreError::Damaged`] when it is no whole backup.
    pub fn read(open: F) -> Result<Self, RestoreError> {
        let head = check(lines(&open)?)?;
        Ok(Self { open, head })
    }
}

fn lines<R: Read>(open: impl Fn() -> std::io::Result<R>) -> Result<Lines<R>, RestoreError> {
    open().map(Lines::new).map_err(|error| RestoreError::Damaged(error.to_string()))
}

/// Reads a backup once more, to write it. The head comes last, so a restore that was interrupted leaves a store that
/// no server takes for a workspace.
///
/// The log begins a new epoch: devices notice it and take a snapshot. What the backup does not hold they
/// offer to the new epoch, as far as they made it and still have it, unless `later` says that it is not wanted.
///
/// # Errors
/// See [`RestoreError`].
pub async fn restore<R: Read>(
    store: &dyn Store,
    backup: WholeBackup<impl Fn() -> std::io::Result<R>>,
    later: Later,
) -> Result<Restored, RestoreError> {
    for table in Table::ALL {
        if !store.scan(table, None, 1).await?.is_empty() {
            return Err(RestoreError::NotEmpty);
        }
    }
    let WholeBackup { open, mut head } = backup;
    let mut lines = lines(open)?;
    // The head is one of them.
    let mut rows = 1;
    loop {
        let batch = batch(&mut lines)?;
        if batch.is_empty() {
            break;
        }
        rows += batch.len() as u64;
        store.commit(batch).await?;
    }
    let epoch = clock::new_id(0).map_err(|error| StoreError::Unavailable(error.to_string()))?.to_string();
    head = head.restored(&epoch, later == Later::Discard);
    store.commit(Batch::new().with(Table::Head, HEAD, to_text(&head)?)).await?;
    Ok(Restored { rows, seq: head.seq, epoch })
}

/// The head of a whole backup.
fn check<R: Read>(mut lines: Lines<R>) -> Result<Head, RestoreError> {
    let begin = lines.next()?;
    let Some(Line::Begin { kind, version, epoch, seq, hash, forks }) = begin else {
        return Err(damaged("it does not begin like one"));
    };
    if kind != KIND || version > VERSION {
        return Err(damaged("it was made by a newer version, or by something else"));
    }
    let mut count = 0;
    loop {
        let before = hex(&lines.hash.clone().finalize());
        match lines.next()? {
            Some(Line::Row(table, ..)) if Table::ALL.iter().any(|known| known.name() == table) => count += 1,
            Some(Line::End { rows, sha256 }) if rows == count && sha256 == before => break,
            Some(Line::End { .. }) => return Err(damaged("its checksum is wrong")),
            Some(_) => return Err(damaged("it holds something unknown")),
            None => return Err(damaged("its end is missing")),
        }
    }
    Ok(Head { seq, hash, forks, ..Head::new(&epoch) })
}

/// The next rows, but for the head.
fn batch<R: Read>(lines: &mut Lines<R>) -> Result<Batch, RestoreError> {
    let mut batch = Batch::new();
    let mut bytes = 0;
    while batch.len() < PAGE && bytes < MOST_BYTES {
        let Some(line) = lines.next()? else { break };
        let Line::Row(name, key, value) = line else { continue };
        let table = Table::ALL.into_iter().find(|table| table.name() == name);
        if let Some(table) = table.filter(|table| *table != Table::Head) {
            bytes += value.len();
            batch.put(table, key, value);
        }
    }
    Ok(batch)
}

fn damaged(why: &str) -> RestoreError {
    RestoreError::Damaged(why.to_owned())
}

struct Lines<R: Read> {
    reader: BufReader<GzDecoder<R>>,
    hash: Sha256,
}

impl<R: Read> Lines<R> {
    fn new(input: R) -> Self {
        Self { reader: BufReader::new(GzDecoder::new(input)), hash: Sha256::new() }
    }

    fn next(&mut self) -> Result<Option<Line>, RestoreError> {
        let mut text = String::new();
        let read = self.reader.read_line(&mut text).map_err(|error| RestoreError::Damaged(error.to_string()))?;
        if read == 0 {
            return Ok(None);
        }
        self.hash.update(&text);
        serde_json::from_str(&text).map(Some).map_err(|error| RestoreError::Damaged(error.to_string()))
    }
}
