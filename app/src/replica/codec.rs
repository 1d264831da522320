//! Compression by the browser.

use js_sys::{Array, Function, Reflect, Uint8Array};
use shared::replica::Codec;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableWritablePair, Response};

/// `DecompressionStream` and `CompressionStream`.
#[derive(Clone, Copy)]
pub struct BrowserCodec;

impl Codec for BrowserCodec {
    async fn inflate(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        pass(bytes, "DecompressionStream").await.ok()
    }

    async fn deflate(&self, text: &[u8]) -> Option<Vec<u8>> {
        pass(text, "CompressionStream").await.ok()
    }
}

/// Sends bytes through one of the browser's compression streams.
async fn pass(bytes: &[u8], class: &str) -> Result<Vec<u8>, JsValue> {
    // A response of bytes, not a blob, which would have to be registered with the browser's own process.
    let packed = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes)))?.body().ok_or(JsValue::NULL)?;
    let text = packed.pipe_through(&gzip_stream(class)?);
    let response = Response::new_with_opt_readable_stream(Some(&text))?;
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// `new DecompressionStream("gzip")` and its opposite; web-sys has them only among its unstable parts.
fn gzip_stream(class: &str) -> Result<ReadableWritablePair, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &class.into())?.dyn_into()?;
    Ok(Reflect::construct(&class, &Array::of1(&"gzip".into()))?.unchecked_into())
}
