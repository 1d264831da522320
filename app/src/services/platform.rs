//! Clock, randomness and user timing: what `shared` must be handed.

use js_sys::Promise;
use shared::{
    Id,
    record::Millis,
    value::{Date, DateTime},
};
use wasm_bindgen::{JsCast, JsValue, prelude::*};
use wasm_bindgen_futures::JsFuture;

/// Milliseconds since 1970 by the device's clock.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a clock before 1970 reads as 0; the fraction of a millisecond does not matter"
)]
pub fn now() -> Millis {
    js_sys::Date::now().max(0.0) as Millis
}

/// Today on the device's calendar.
pub fn today() -> Date {
    let date = js_sys::Date::new_0();
    let year = i16::try_from(date.get_full_year()).unwrap_or(2000);
    let month = i8::try_from(date.get_month() + 1).unwrap_or(1);
    let day = i8::try_from(date.get_date()).unwrap_or(1);
    Date::new(year, month, day).unwrap_or_default()
}

/// This instant.
pub fn instant() -> DateTime {
    i64::try_from(now()).ok().and_then(|millis| DateTime::from_millisecond(millis).ok()).unwrap_or_default()
}

/// A new record or device id.
pub fn new_id() -> Id {
    let mut bytes = [0u8; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if let Some(crypto) = crypto {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    Id::new(now(), u128::from_le_bytes(bytes))
}

/// 160 bits that nobody can guess; nothing where the browser has no randomness to give, and then no secret must be made.
pub fn secret_bytes() -> Option<[u8; 20]> {
    let mut bytes = [0u8; 20];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// Has the memory grow at once by what is about to be needed. It grows by 64 kB at a time otherwise, and the browser
/// takes as long for one page as for a thousand.
pub fn make_room(bytes: usize) {
    let mut room = Vec::<u8>::new();
    // Where so much is not to be had at once, the steps may still be.
    let _ = room.try_reserve_exact(bytes);
    std::hint::black_box(&room);
}

/// Lets the browser paint and hear the person before going on.
pub async fn breathe() {
    gloo_timers::future::TimeoutFuture::new(0).await;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = scheduler, js_name = postTask)]
    fn post_task(task: &JsValue) -> Result<Promise, JsValue>;
}

/// Lets presses and what else waits go first, and goes on at once where nothing does: timers that follow each other wait
/// for four milliseconds each. Browsers without a scheduler take a timer.
pub async fn give_way() {
    match post_task(&Closure::once_into_js(|| ())) {
        Ok(turn) => drop(JsFuture::from(turn).await),
        Err(_) => breathe().await,
    }
}

/// Gives the person a text as a file.
pub fn save_file(name: &str, kind: &str, text: &str) {
    save(name, kind, &JsValue::from_str(text));
}

/// Gives the person bytes as a file.
pub fn save_bytes(name: &str, kind: &str, bytes: &[u8]) {
    save(name, kind, &js_sys::Uint8Array::from(bytes));
}

fn save(name: &str, kind: &str, part: &JsValue) {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(part);
    // A sequence may hold texts and bytes alike, whatever the binding is called.
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    let link =
        web_sys::window().and_then(|window| window.document()).and_then(|document| document.create_element("a").ok());
    if let Some(link) = link.and_then(|link| link.dyn_into::<web_sys::HtmlAnchorElement>().ok()) {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    let _ = web_sys::Url::revoke_object_url(&url);
}

/// Puts text on the clipboard; nothing where the browser refuses.
pub async fn copy_text(text: &str) -> Option<()> {
    let clipboard = js_sys::Reflect::get(&web_sys::window()?.navigator(), &"clipboard".into()).ok()?;
    let write = js_sys::Reflect::get(&clipboard, &"writeText".into()).ok()?.dyn_into::<js_sys::Function>().ok()?;
    let written = write.call1(&clipboard, &text.into()).ok()?.dyn_into::<js_sys::Promise>().ok()?;
    wasm_bindgen_futures::JsFuture::from(written).await.ok().map(|_| ())
}

/// Measures something as a user-timing entry, from now until [`Timer::stop`].
pub struct Timer {
    name: &'static str,
    start: f64,
}

impl Timer {
    /// Starts measuring.
    pub fn start(name: &'static str) -> Self {
        Self { name, start: performance_now() }
    }

    /// Ends measuring and records the entry.
    pub fn stop(self) {
        record(self.name, self.start);
    }
}

/// Records a user-timing entry from the start of navigation until now.
pub fn measure_from_start(name: &str) {
    record(name, 0.0);
}

fn performance_now() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// `performance.measure(name, {start, end})`.
fn record(name: &str, start: f64) {
    let Some(performance) = web_sys::window().and_then(|window| window.performance()) else { return };
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"start".into(), &start.into());
    let _ = js_sys::Reflect::set(&options, &"end".into(), &performance.now().into());
    let measure = js_sys::Reflect::get(&performance, &"measure".into())
        .ok()
        .and_then(|value| value.dyn_into::<js_sys::Function>().ok());
    if let Some(measure) = measure {
        let _ = measure.call2(&performance, &JsValue::from_str(name), &options);
    }
}
