//! Everything in a store as one stream.

use std::io::{self, Write};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use shared::sync::{Head, hex};

use super::{KIND, Line, VERSION, page_of};
use crate::{
    store::{Batch, Store, StoreError, Table},
    workspace::stored::{HEAD, read_head, to_text},
};

/// How often the note of a backup is tried while a server commits.
const NOTES: usize = 10;

/// What went into a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// Rows of all tables.
    pub rows: u64,
    /// Place of the last log entry in it.
    pub seq: u64,
}

/// Writes everything that is in the store. Sessions are left out: whoever holds the backup should not
/// hold a way in, and a restored device signs in again.
///
/// # Errors
/// Those of [`moment`] and of [`Moment::with_files`].
pub async fn backup(store: &dyn Store, out: impl Write) -> Result<BackedUp, String> {
    moment(store, out).await?.with_files(store).await
}

/// A backup that has everything but the files.
pub struct Moment<W: Write> {
    writer: Writer<W>,
    seq: u64,
}

/// Writes everything that is of one moment: all but the files, which never change, so that they may be read when edits go
/// on.
///
/// Nothing else may write meanwhile; the head is compared at the end, so that if something did, this is
/// an error and not a torn backup.
///
/// # Errors
/// Those of the store and of the writer, as text for people.
pub async fn moment<W: Write>(store: &dyn Store, out: W) -> Result<Moment<W>, String> {
    let said = |error: StoreError| error.to_string();
    let Some((head, text)) = read_head(store).await.map_err(said)? else {
        return Err("there is nothing to back up: the store holds no workspace".to_owned());
    };
    let mut writer = Writer { out: GzEncoder::new(out, Compression::default()), hash: Sha256::new(), rows: 0 };
    let Head { epoch, seq, hash, forks, .. } = head;
    writer.line(&Line::Begin { kind: KIND.to_owned(), version: VERSION, epoch, seq, hash, forks })?;
    for table in Table::ALL.into_iter().filter(|table| ![Table::Session, Table::Blob].contains(table)) {
        rows(store, table, &mut writer).await?;
    }
    let after = read_head(store).await.map_err(said)?;
    if after.is_none_or(|(_, after)| after != text) {
        return Err("the store was written to during the backup; stop the server, or try again".to_owned());
    }
    Ok(Moment { writer, seq })
}

impl<W: Write> Moment<W> {
    /// Adds the files, and with them the end. Those that came since go along; no record in here knows them.
    ///
    /// # Errors
    /// Those of the store and of the writer, as text for people.
    pub async fn with_files(mut self, store: &dyn Store) -> Result<BackedUp, String> {
        rows(store, Table::Blob, &mut self.writer).await?;
        let done = BackedUp { rows: self.writer.rows, seq: self.seq };
        self.writer.finish()?;
        Ok(done)
    }
}

/// Remembers that a backup holds the log up to this place, once its file is safe. A server that commits
/// meanwhile comes first.
///
/// # Errors
/// Those of the store.
pub async fn note_backup(store: &dyn Store, seq: u64) -> Result<(), StoreError> {
    let mut noted = Err(StoreError::Conflict);
    for _ in 0..NOTES {
        noted = note(store, seq).await;
        if noted != Err(StoreError::Conflict) {
            break;
        }
    }
    noted
}

async fn note(store: &dyn Store, seq: u64) -> Result<(), StoreError> {
    let Some((head, text)) = read_head(store).await? else { return Ok(()) };
    let head = Head { backed_up: head.backed_up.max(seq.min(head.seq)), ..head };
    store.commit(Batch::new().guarded(Table::Head, HEAD, Some(text)).with(Table::Head, HEAD, to_text(&head)?)).await
}

async fn rows<W: Write>(store: &dyn Store, table: Table, writer: &mut Writer<W>) -> Result<(), String> {
    let mut after: Option<String> = None;
    loop {
        let page = store.scan(table, after.as_deref(), page_of(table)).await.map_err(|error| error.to_string())?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.key.clone());
        for row in page {
            writer.line(&Line::Row(table.name().to_owned(), row.key, row.value))?;
            writer.rows += 1;
        }
    }
}

struct Writer<W: Write> {
    out: GzEncoder<W>,
    hash: Sha256,
    rows: u64,
}

impl<W: Write> Writer<W> {
    fn line(&mut self, line: &Line) -> Result<(), String> {
        let mut text = serde_json::to_string(line).map_err(|error| error.to_string())?;
        text.push('\n');
        self.hash.update(&text);
        self.out.write_all(text.as_bytes()).map_err(|error| unwritten(&error))
    }

    fn finish(mut self) -> Result<(), String> {
        let (rows, sha256) = (self.rows, hex(&self.hash.clone().finalize()));
        self.line(&Line::End { rows, sha256 })?;
        let mut out = self.out.finish().map_err(|error| unwritten(&error))?;
        out.flush().map_err(|error| unwritten(&error))
    }
}

fn unwritten(error: &io::Error) -> String {
    format!("the backup cannot be written: {error}")
}
