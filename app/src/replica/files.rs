//! Files in the browser's storage: bytes by hash. In `meta` stands which of them wait to be offered to the server, and the
//! life of the server's log to which all of them were offered.

use super::{
    IndexedDb,
    indexeddb::{FILES, put, read},
};
use indexed_db_futures::{
    BuildPrimitive, KeyRange,
    error::Error,
    prelude::*,
    transaction::{Transaction, TransactionDurability},
};
use js_sys::Uint8Array;
use shared::replica::StorageError;
use std::collections::BTreeSet;
use wasm_bindgen::{JsCast, JsValue};

/// Before the hashes of files that wait; and the key after all of them.
const WAITING: [&str; 2] = ["file/", "file0"];
/// The file was chosen here: the server cannot have it.
const NEW: &str = "new";
/// The server had the file before it was restored from a backup.
const AGAIN: &str = "again";
/// The epoch of the server's log to which the files were offered.
const OFFERED_KEY: &str = "offered";

/// A file that waits to be offered to the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingFile {
    /// Its hash.
    pub hash: String,
    /// It was chosen here and never sent: whether the server has it need not be asked.
    pub is_new: bool,
}

impl IndexedDb {
    /// The bytes of a file, where they are here.
    pub async fn file(&self, hash: &str) -> Result<Option<Vec<u8>>, StorageError> {
        self.with_own(&["meta", FILES], None, async |transaction| {
            let found = transaction.object_store(FILES)?.get::<JsValue, _, _>(hash).primitive()?.await?;
            Ok(found.and_then(|value| value.dyn_into::<Uint8Array>().ok()).map(|bytes| bytes.to_vec()))
        })
        .await
    }

    /// Keeps what was fetched.
    pub async fn keep_file(&self, hash: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.put_file(hash, bytes, false).await
    }

    /// Keeps what only this device has, until [`IndexedDb::file_settled`]. It is worth more than what was fetched.
    pub async fn keep_new_file(&self, hash: &str, bytes: &[u8]) -> Result<(), StorageError> {
        match self.put_file(hash, bytes, true).await {
            Err(StorageError::Full) => {
                self.drop_fetched_files().await?;
                self.put_file(hash, bytes, true).await
            }
            kept => kept,
        }
    }

    async fn put_file(&self, hash: &str, bytes: &[u8], is_new: bool) -> Result<(), StorageError> {
        let durability = if is_new { TransactionDurability::Strict } else { TransactionDurability::Relaxed };
        self.with_own(&["meta", FILES], Some(durability), async |transaction| {
            let value: JsValue = Uint8Array::from(bytes).into();
            transaction.object_store(FILES)?.put(value).with_key(hash).primitive()?;
            if is_new {
                put(&transaction.object_store("meta")?, &mark_key(hash), NEW)?;
            }
            transaction.commit().await
        })
        .await
    }

    /// The files that the server may not have.
    pub async fn waiting_files(&self) -> Result<Vec<WaitingFile>, StorageError> {
        self.with_own(&["meta"], None, async |transaction| waiting(&transaction).await).await
    }

    /// The server has it, or never will.
    pub async fn file_settled(&self, hash: &str) -> Result<(), StorageError> {
        self.with_own(&["meta"], Some(TransactionDurability::Relaxed), async |transaction| {
            transaction.object_store("meta")?.delete(mark_key(hash).as_str()).primitive()?;
            transaction.commit().await
        })
        .await
    }

    /// Has all files wait where the server's log begins another life than the one to which they were offered: it was
    /// restored from a backup, and this may be the only device that still has them.
    pub async fn offer_files_to(&self, epoch: &str) -> Result<(), StorageError> {
        let offered = self.with_own(&["meta"], None, async |transaction| read(&transaction, OFFERED_KEY).await);
        if offered.await?.as_deref() == Some(epoch) {
            return Ok(());
        }
        self.with_own(&["meta", FILES], Some(TransactionDurability::Relaxed), async |transaction| {
            let settled = settled(&transaction).await?;
            let meta = transaction.object_store("meta")?;
            settled.iter().try_for_each(|hash| put(&meta, &mark_key(hash), AGAIN))?;
            put(&meta, OFFERED_KEY, epoch)?;
            transaction.commit().await
        })
        .await
    }

    /// Makes room: lets go of the files that the server has too, which are fetched again when somebody looks. It adds
    /// nothing, not even for a moment, since browsers refuse that where there is no room; so it does not ask whose
    /// storage this is, and need not.
    pub async fn drop_fetched_files(&self) -> Result<(), StorageError> {
        self.with(&["meta", FILES], Some(TransactionDurability::Relaxed), async |transaction| {
            let settled = settled(&transaction).await?;
            let files = transaction.object_store(FILES)?;
            for hash in &settled {
                files.delete(hash.as_str()).primitive()?;
            }
            transaction.commit().await
        })
        .await
    }
}

fn mark_key(hash: &str) -> String {
    format!("{}{hash}", WAITING[0])
}

async fn waiting(transaction: &Transaction<'_>) -> Result<Vec<WaitingFile>, Error> {
    let ([first, end], meta) = (WAITING, transaction.object_store("meta")?);
    let range = || KeyRange::Bound(first, false, end, true);
    let keys = meta.get_all_keys::<String>().with_query::<&str, _>(range()).primitive()?;
    let marks = meta.get_all::<String>().with_query::<&str, _>(range()).primitive()?;
    let keys = keys.await?.collect::<Result<Vec<String>, _>>()?;
    let marks = marks.await?.collect::<Result<Vec<String>, _>>()?;
    let hashes = keys.iter().map(|key| key.strip_prefix(first).unwrap_or(key).to_owned());
    Ok(hashes.zip(marks).map(|(hash, mark)| WaitingFile { hash, is_new: mark == NEW }).collect())
}

/// The hashes of files that do not wait.
async fn settled(transaction: &Transaction<'_>) -> Result<Vec<String>, Error> {
    let waiting: BTreeSet<String> = waiting(transaction).await?.into_iter().map(|file| file.hash).collect();
    let all = transaction.object_store(FILES)?.get_all_keys::<String>().primitive()?.await?;
    let all = all.collect::<Result<Vec<String>, _>>()?;
    Ok(all.into_iter().filter(|hash| !waiting.contains(hash)).collect())
}
