//! Files in the browser's storage: bytes by hash. In `meta` stands for each that was chosen here whether the server has it.

use super::{
    IndexedDb,
    indexeddb::{FILES, put},
};
use indexed_db_futures::{
    BuildPrimitive, KeyRange,
    error::Error,
    prelude::*,
    transaction::{Transaction, TransactionDurability},
};
use js_sys::Uint8Array;
use shared::replica::StorageError;
use wasm_bindgen::{JsCast, JsValue};

/// Before the hashes of files that were chosen here; and the key after all of them.
const OWN: [&str; 2] = ["file/", "file0"];
/// The server does not have the file.
const WAITS: &str = "waits";
/// The server has the file.
const SENT: &str = "sent";

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

    /// Keeps what only this device has, until [`IndexedDb::file_sent`].
    pub async fn keep_new_file(&self, hash: &str, bytes: &[u8]) -> Result<(), StorageError> {
        self.put_file(hash, bytes, true).await
    }

    async fn put_file(&self, hash: &str, bytes: &[u8], waits: bool) -> Result<(), StorageError> {
        let durability = if waits { TransactionDurability::Strict } else { TransactionDurability::Relaxed };
        self.with_own(&["meta", FILES], Some(durability), async |transaction| {
            let value: JsValue = Uint8Array::from(bytes).into();
            transaction.object_store(FILES)?.put(value).with_key(hash).primitive()?;
            if waits {
                put(&transaction.object_store("meta")?, &format!("{}{hash}", OWN[0]), WAITS)?;
            }
            transaction.commit().await
        })
        .await
    }

    /// The hashes of files that the server does not have yet.
    pub async fn waiting_files(&self) -> Result<Vec<String>, StorageError> {
        self.with_own(&["meta"], None, async |transaction| {
            let own = own_files(&transaction).await?;
            Ok(own.into_iter().filter(|(_, mark)| mark == WAITS).map(|(hash, _)| hash).collect())
        })
        .await
    }

    /// The server has it, or never will.
    pub async fn file_sent(&self, hash: &str) -> Result<(), StorageError> {
        self.with_own(&["meta"], Some(TransactionDurability::Relaxed), async |transaction| {
            put(&transaction.object_store("meta")?, &format!("{}{hash}", OWN[0]), SENT)?;
            transaction.commit().await
        })
        .await
    }

    /// The server was restored from a backup and may have lost what it had: all files from here wait anew.
    pub async fn offer_files_again(&self) -> Result<(), StorageError> {
        self.with_own(&["meta"], Some(TransactionDurability::Relaxed), async |transaction| {
            let own = own_files(&transaction).await?;
            let meta = transaction.object_store("meta")?;
            own.iter().try_for_each(|(hash, _)| put(&meta, &format!("{}{hash}", OWN[0]), WAITS))?;
            transaction.commit().await
        })
        .await
    }
}

/// The files that were chosen on this device, with their marks.
async fn own_files(transaction: &Transaction<'_>) -> Result<Vec<(String, String)>, Error> {
    let ([first, end], meta) = (OWN, transaction.object_store("meta")?);
    let range = || KeyRange::Bound(first, false, end, true);
    let keys = meta.get_all_keys::<String>().with_query::<&str, _>(range()).primitive()?;
    let marks = meta.get_all::<String>().with_query::<&str, _>(range()).primitive()?;
    let keys = keys.await?.collect::<Result<Vec<String>, _>>()?;
    let marks = marks.await?.collect::<Result<Vec<String>, _>>()?;
    let hashes = keys.iter().map(|key| key.strip_prefix(first).unwrap_or(key).to_owned());
    Ok(hashes.zip(marks).collect())
}
