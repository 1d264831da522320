//! Pictures of records: made small where they are chosen, kept on this device until the server has them, fetched when
//! somebody first looks.

use super::{platform::now, replica::ReplicaHandle};
use crate::{
    chunks::chunk,
    replica::{HttpError, IndexedDb, WaitingFile, get_bytes, has_picture, put_bytes},
};
use futures::{FutureExt, future::LocalBoxFuture};
use js_sys::{Array, Function, Promise, Uint8Array};
use leptos::task::spawn_local;
use shared::{Problem, file, replica::StorageError, value::FileRef};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap, Url};

/// Most pixels of a side: as much as a document or a screen shows, and small enough to be on every device.
const LONGEST: f64 = 1200.0;
/// How good a JPEG file is.
const QUALITY: f64 = 0.85;
/// Until a file that was refused is offered again, in milliseconds: sending it costs the person's line.
const PAUSE: u64 = 300_000;

fn path(hash: &str) -> String {
    format!("/api/blobs/{hash}")
}

/// Takes a picture from a file that somebody has chosen. What is kept is drawn anew, so neither the place where it was
/// taken nor anything else that hides in the file goes to others.
///
/// # Errors
/// When the file is no picture that this browser can read, or cannot be kept on this device.
pub async fn take_picture(replica: ReplicaHandle, chosen: &File) -> Result<FileRef, Problem> {
    let unreadable = |_: JsValue| Problem::new("problem-picture-kind");
    let mut bytes = drawn(chosen, chosen.type_() == file::PNG).await.map_err(unreadable)?;
    if bytes.len() > file::MOST_BYTES {
        bytes = drawn(chosen, false).await.map_err(unreadable)?;
    }
    keep_picture(replica, &chosen.name(), &bytes).await
}

/// Keeps a picture that was made on this device, until the server has it and after.
///
/// # Errors
/// When it is none, or cannot be kept on this device.
pub async fn keep_picture(replica: ReplicaHandle, name: &str, bytes: &[u8]) -> Result<FileRef, Problem> {
    let described = file::describe(name, bytes)?;
    let storage = replica.inner().storage.borrow().clone();
    let storage = storage.ok_or_else(|| Problem::new("problem-file-not-kept"))?;
    storage.keep_new_file(&described.hash, bytes).await.map_err(|_| Problem::new("problem-file-not-kept"))?;
    replica.inner().files.borrow_mut().may_wait();
    Ok(described)
}

/// The picture in its final size. A JPEG file has no transparency: it gets a white ground.
async fn drawn(chosen: &File, transparent: bool) -> Result<Vec<u8>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let bitmap: ImageBitmap = JsFuture::from(window.create_image_bitmap_with_blob(chosen)?).await?.dyn_into()?;
    let (width, height) = (f64::from(bitmap.width()), f64::from(bitmap.height()));
    let scale = (LONGEST / width.max(height)).min(1.0);
    let (width, height) = ((width * scale).round().max(1.0), (height * scale).round().max(1.0));
    let document = window.document().ok_or(JsValue::NULL)?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(pixels(width));
    canvas.set_height(pixels(height));
    let context: CanvasRenderingContext2d = canvas.get_context("2d")?.ok_or(JsValue::NULL)?.dyn_into()?;
    if !transparent {
        context.set_fill_style_str("white");
        context.fill_rect(0.0, 0.0, width, height);
    }
    context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)?;
    bitmap.close();
    encoded(&canvas, if transparent { file::PNG } else { file::JPEG }).await
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers from 1 to the longest side")]
const fn pixels(side: f64) -> u32 {
    side as u32
}

async fn encoded(canvas: &HtmlCanvasElement, kind: &str) -> Result<Vec<u8>, JsValue> {
    let mut begun = Ok(());
    let blob = Promise::new(&mut |resolve: Function, _| {
        begun = canvas.to_blob_with_type_and_encoder_options(&resolve, kind, &QUALITY.into());
    });
    begun?;
    let blob: Blob = JsFuture::from(blob).await?.dyn_into()?;
    Ok(Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec())
}

/// The bytes of a picture: from this device, else from the server. Nothing where neither has them now.
pub async fn picture_bytes(replica: ReplicaHandle, hash: &str) -> Option<Vec<u8>> {
    let storage = replica.inner().storage.borrow().clone()?;
    if let Ok(Some(bytes)) = storage.file(hash).await {
        return Some(bytes);
    }
    let bytes = get_bytes(&path(hash)).await.ok().filter(|bytes| file::hash(bytes) == hash)?;
    // Without room it is fetched again the next time: what was fetched pushes nothing else out.
    let _ = storage.keep_file(hash, &bytes).await;
    Some(bytes)
}

/// An address under which a page shows the picture, for as long as nobody takes it back ([`forget_address`]).
pub async fn picture_address(replica: ReplicaHandle, picture: &FileRef) -> Option<String> {
    let bytes = picture_bytes(replica, &picture.hash).await?;
    let options = BlobPropertyBag::new();
    options.set_type(&picture.kind);
    let parts = Array::of1(&Uint8Array::from(&*bytes));
    Url::create_object_url_with_blob(&Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?).ok()
}

/// Gives the memory behind an address back.
pub fn forget_address(address: &str) {
    let _ = Url::revoke_object_url(address);
}

chunk!(
    sync:
    /// Lets go of the pictures that can be fetched again.
    pub(super) fn make_room(storage: Rc<IndexedDb>) -> LocalBoxFuture<'static, Result<(), StorageError>> {
        async move { storage.drop_fetched_files().await }.boxed_local()
    }
);

/// What is known of the files that wait for the server, so that a round of the sync in which none do need not ask the
/// storage. Only the leading tab sends, but any tab marks files: until somebody has looked, one may wait.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The epoch to which they were all sent.
    sent_to: Option<String>,
}

impl Files {
    /// A file was kept, here or, for all that is known, in another tab.
    pub(super) fn may_wait(&mut self) {
        self.sent_to = None;
    }

    /// Whether one may wait for the server of this epoch. Whoever asks looks at once: what is kept from here on makes
    /// this true again, whatever comes of the look.
    fn look(&mut self, epoch: &str) -> bool {
        self.sent_to.replace(epoch.to_owned()).is_none_or(|sent| sent != epoch)
    }
}

/// What became of a file that was offered to the server.
#[derive(Debug, PartialEq, Eq)]
enum Offered {
    /// The server has it, or has said that it never will.
    Settled,
    /// Not now: whatever stands before the server or the person's role may change.
    Refused,
    /// Nothing gets through at present.
    Stopped,
}

impl From<HttpError> for Offered {
    fn from(error: HttpError) -> Self {
        match error {
            // The server's own verdict on the bytes: whoever looks there sees that the picture is missing.
            HttpError::Status(422, _, problems) if !problems.is_empty() => Self::Settled,
            HttpError::Offline | HttpError::Status(401 | 429 | 502..=504 | 507 | 511, ..) => Self::Stopped,
            HttpError::Status(..) => Self::Refused,
        }
    }
}

/// Offers the server of this epoch the files that it may not have. That goes on beside the rounds of the sync, so a large
/// picture on a slow line holds up no edit; one after the other, and what does not get through waits for a later round.
pub(super) fn send_waiting(replica: ReplicaHandle, storage: Rc<IndexedDb>, epoch: String) {
    let inner = replica.inner();
    if inner.sends_files.get() || !inner.files.borrow_mut().look(&epoch) {
        return;
    }
    inner.sends_files.set(true);
    spawn_local(async move {
        let none_waits = storage.offer_files_to(&epoch).await.is_ok() && send_all(replica, &storage).await;
        if !none_waits {
            inner.files.borrow_mut().may_wait();
        }
        inner.sends_files.set(false);
    });
}

/// Whether no file waits any more.
async fn send_all(replica: ReplicaHandle, storage: &IndexedDb) -> bool {
    // Asked anew each time: somebody may have chosen one meanwhile.
    while let Ok(waiting) = storage.waiting_files().await {
        let none_waits = waiting.is_empty();
        let Some(file) = next_of(replica, waiting) else { return none_waits };
        match offer(storage, &file).await {
            Offered::Settled if storage.file_settled(&file.hash).await.is_ok() => {}
            Offered::Refused => {
                replica.inner().refused_files.borrow_mut().insert(file.hash, now());
            }
            Offered::Settled | Offered::Stopped => break,
        }
    }
    false
}

/// The next file that was not refused a while ago.
fn next_of(replica: ReplicaHandle, waiting: Vec<WaitingFile>) -> Option<WaitingFile> {
    let inner = replica.inner();
    let mut refused = inner.refused_files.borrow_mut();
    refused.retain(|_, at| now().saturating_sub(*at) < PAUSE);
    waiting.into_iter().find(|file| !refused.contains_key(&file.hash))
}

async fn offer(storage: &IndexedDb, file: &WaitingFile) -> Offered {
    let path = path(&file.hash);
    if !file.is_new {
        match has_picture(&path).await {
            Ok(true) => return Offered::Settled,
            Ok(false) => {}
            Err(error) => return error.into(),
        }
    }
    match storage.file(&file.hash).await {
        Ok(Some(bytes)) => put_bytes(&path, &bytes).await.map_or_else(Offered::from, |()| Offered::Settled),
        Ok(None) => Offered::Settled,
        Err(_) => Offered::Stopped,
    }
}

#[cfg(test)]
mod tests {
    use super::{Files, Offered};
    use crate::replica::HttpError;
    use shared::Problem;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_round_asks_for_files_that_wait_only_while_one_may() {
        let mut files = Files::default();
        assert!(files.look("first life"), "nobody has looked since the start");
        assert!(!files.look("first life"));
        files.may_wait();
        assert!(files.look("first life"), "one was chosen, or did not get through");
        assert!(files.look("second life"), "the server was restored");
        files.may_wait();
        files.may_wait();
        assert!(files.look("second life") && !files.look("second life"), "one look finds them all");
    }

    #[wasm_bindgen_test]
    fn a_refused_file_is_dropped_only_by_the_verdict_on_its_bytes() {
        let offered = |status, problems: &[&str]| {
            let problems = problems.iter().map(|key| Problem::new(key)).collect();
            Offered::from(HttpError::Status(status, String::new(), problems))
        };
        for verdict in ["problem-file-hash", "problem-picture-kind", "problem-picture-size"] {
            assert_eq!(offered(422, &[verdict]), Offered::Settled, "{verdict}");
        }
        assert_eq!(offered(422, &[]), Offered::Refused, "somebody else's answer");
        for (status, key) in [(403, "problem-not-allowed"), (413, "problem-too-large"), (500, "problem-internal")] {
            assert_eq!(offered(status, &[key]), Offered::Refused, "{status}: the next one may get through");
        }
        for status in [401, 429, 502, 503, 504, 507, 511] {
            assert_eq!(offered(status, &["problem"]), Offered::Stopped, "{status}: nothing gets through now");
        }
        assert_eq!(Offered::from(HttpError::Offline), Offered::Stopped);
    }
}
