//! Files, each under its hash: what a record's field refers to and no row holds.
//!
//! A file never changes and is never replaced. It lies in one row, as base64 in JSON
//! like everything else in the store.

use std::sync::Arc;

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use document::QuoteDocument;
use serde::{Deserialize, Serialize};
use shared::{Problem, file};

use crate::store::{Batch, Row, Store, StoreError, Table};

/// A file as it lies in the store.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    /// Media type, by its bytes.
    #[serde(rename = "type")]
    kind: String,
    /// The bytes in base64.
    data: String,
}

/// A file.
#[derive(Debug, Clone)]
pub(crate) struct Blob {
    kind: HeaderValue,
    bytes: Bytes,
}

/// Why a file is not kept.
#[derive(Debug)]
pub(crate) enum NotKept {
    /// It is not what it must be.
    Refused(Problem),
    /// The store.
    Store(StoreError),
}

/// Where files are kept.
pub struct Blobs {
    store: Arc<dyn Store>,
}

impl Blobs {
    /// Those of this store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// Keeps a file. Tells whether it was not there before.
    pub(crate) async fn keep(&self, hash: &str, bytes: &[u8]) -> Result<bool, NotKept> {
        if file::hash(bytes) != hash {
            return Err(NotKept::Refused(Problem::new("problem-file-hash")));
        }
        let seen = file::look(bytes).map_err(NotKept::Refused)?;
        let stored = Stored { kind: seen.kind.to_owned(), data: BASE64_STANDARD.encode(bytes) };
        let text = serde_json::to_string(&stored).map_err(|error| StoreError::Corrupt(error.to_string()));
        let batch =
            Batch::new().guarded(Table::Blob, hash, None).with(Table::Blob, hash, text.map_err(NotKept::Store)?);
        match self.store.commit(batch).await {
            Ok(()) => Ok(true),
            // Somebody was first, with the same bytes.
            Err(StoreError::Conflict) if self.get(hash).await.map_err(NotKept::Store)?.is_some() => Ok(false),
            Err(error) => Err(NotKept::Store(error)),
        }
    }

    /// The file with this hash.
    pub(crate) async fn get(&self, hash: &str) -> Result<Option<Blob>, StoreError> {
        let Some(text) = self.store.get(Table::Blob, hash).await? else { return Ok(None) };
        read(hash, &text).map(Some)
    }

    /// Whether the file with this hash is here.
    pub(crate) async fn has(&self, hash: &str) -> Result<bool, StoreError> {
        self.store.has(Table::Blob, hash).await
    }

    /// Whether all files are here that a document's pictures need.
    pub(crate) async fn has_files_of(&self, document: &QuoteDocument) -> Result<bool, StoreError> {
        for hash in document.wanted() {
            if !self.has(&hash).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts the files of its pictures into a document. One that its device has not sent yet stays an empty frame.
    pub(crate) async fn complete(&self, document: &mut QuoteDocument) -> Result<(), StoreError> {
        for hash in document.wanted() {
            if let Some(blob) = self.get(&hash).await? {
                document.give(&hash, &blob.bytes);
            }
        }
        Ok(())
    }
}

/// Whether a row is a file that is what its key says.
pub(crate) fn is_whole(row: &Row) -> bool {
    read(&row.key, &row.value).is_ok_and(|blob| file::hash(&blob.bytes) == row.key)
}

fn read(hash: &str, text: &str) -> Result<Blob, StoreError> {
    let broken = || StoreError::Corrupt(format!("{} {hash}", Table::Blob));
    let Stored { kind, data } = serde_json::from_str(text).map_err(|_| broken())?;
    let bytes = BASE64_STANDARD.decode(data).map_err(|_| broken())?;
    Ok(Blob { kind: HeaderValue::try_from(kind).map_err(|_| broken())?, bytes: bytes.into() })
}

/// For those who came with a session, and for anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Person,
    Anybody,
}

impl Blob {
    /// The file as an answer. Whatever it turned out to be, no browser runs anything in it. What is public may be kept for
    /// ever; the rest must not be, for the browser's cache outlives the session: the app keeps it in its own storage.
    pub(crate) fn answer(self, audience: Audience) -> Response {
        let kept = match audience {
            Audience::Person => "no-store",
            Audience::Anybody => "public, max-age=31536000, immutable",
        };
        let headers = [
            (header::CONTENT_TYPE, self.kind),
            (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
            (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
        ];
        (headers, self.bytes).into_response()
    }
}
