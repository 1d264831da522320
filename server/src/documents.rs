//! Documents, written beside the requests: a thousand lines take a processor for a second.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use document::{Fonts, QuoteDocument, Template};
use shared::Problem;
use tokio::sync::Semaphore;

use crate::{blobs::Blobs, store::StoreError};

/// How long a document waits for others to be written.
const PATIENCE: Duration = Duration::from_secs(20);

/// Read once: which letters they have takes longer to find out than a short quote to write.
static FONTS: LazyLock<Result<Fonts, Problem>> = LazyLock::new(Fonts::embedded);

/// Where documents are written, so many at a time.
pub struct Documents {
    room: Arc<Semaphore>,
}

/// A document that is written.
#[derive(Debug, Clone)]
pub(crate) struct Pdf {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DocumentError {
    /// Too many are being written.
    #[error("too many documents are being written")]
    Busy,
    /// It cannot be written, or whoever wrote it has ended.
    #[error("a document could not be written: {0}")]
    Broken(String),
    /// Its pictures cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Documents {
    /// Writes at most so many at a time.
    pub fn new(most: usize) -> Self {
        Self { room: Arc::new(Semaphore::new(most.max(1))) }
    }

    /// Writes a quote with its pictures: the same bytes as a device that has them.
    ///
    /// # Errors
    /// See [`DocumentError`].
    pub(crate) async fn pdf(&self, mut document: QuoteDocument, blobs: &Blobs) -> Result<Pdf, DocumentError> {
        let place = tokio::time::timeout(PATIENCE, self.room.clone().acquire_owned()).await;
        let place = place.map_err(|_| DocumentError::Busy)?.map_err(|_| DocumentError::Busy)?;
        blobs.complete(&mut document).await?;
        let write = move || {
            // Whoever asked may have left; the place is free when the work is done.
            let _place = place;
            let fonts = FONTS.as_ref().map_err(Clone::clone)?;
            let bytes = document::render(&document, &Template::standard()?, fonts)?;
            Ok::<_, Problem>(Pdf { name: document.file_name(), bytes })
        };
        let written = tokio::task::spawn_blocking(write).await;
        let broken = |problem: Problem| DocumentError::Broken(shared::messages::say(&problem));
        written.map_err(|error| DocumentError::Broken(error.to_string()))?.map_err(broken)
    }
}

impl IntoResponse for Pdf {
    /// Saved under its name; told to nobody and kept by nobody on the way.
    fn into_response(self) -> Response {
        let name = HeaderValue::try_from(format!("attachment; filename=\"{}\"", self.name));
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
            (header::CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment"))),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
        ];
        (headers, self.bytes).into_response()
    }
}
