//! Reading stored chunks beside the app's own thread, by the worker that the page starts with: see `public/reader.js`.

use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = readChunks)]
    fn read_chunks(hashes: &Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_name = endReading)]
    fn end_reading() -> Result<(), JsValue>;
}

/// The unpacked texts of stored chunks, in the order of their hashes, where they could be read; nothing where the reader
/// does not answer and everything is to be read without it.
pub async fn read(hashes: &[&str]) -> Option<Vec<Option<Vec<u8>>>> {
    let asked: Array = hashes.iter().map(|hash| JsValue::from_str(hash)).collect();
    let answer = JsFuture::from(read_chunks(&asked).ok()?).await.ok()?;
    let texts = answer.dyn_into::<Array>().ok()?;
    Some(texts.iter().map(text_of).collect())
}

fn text_of(read: JsValue) -> Option<Vec<u8>> {
    let buffer: ArrayBuffer = read.dyn_into().ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Lets the reader go: nothing is read for now.
pub fn end() {
    // Where there is no reader, there is none to end.
    let _ = end_reading();
}
