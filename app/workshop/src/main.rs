//! The worker around the workshop: hears questions, sends replies.
//!
//! The script that starts it (`public/workshop.js`) keeps what comes before this listens, and knows where the fonts are.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use protocol::{Failure, Request};
use shared::Problem;
use std::{borrow::Cow, cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};
use workshop::{Fonts, Sent, Workshop, failed};

type Shared = Rc<RefCell<Workshop>>;

fn main() {
    console_error_panic_hook::set_once();
    let shop: Shared = Rc::default();
    let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        spawn_local(serve(Rc::clone(&shop), event.data()));
    });
    scope().set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn now() -> f64 {
    scope().performance().map_or(0.0, |performance| performance.now())
}

/// Answers one message; without a number there is nobody to answer.
async fn serve(shop: Shared, message: JsValue) {
    let start = now();
    let Ok(message) = message.dyn_into::<Array>() else { return };
    let number = message.get(0);
    let text = message.get(1).as_string().unwrap_or_default();
    let bytes = message.iter().skip(2).map(|buffer| Uint8Array::new(&buffer).to_vec()).collect();
    let sent = match protocol::read_question(&text) {
        Ok(request) => answer(&shop, request, bytes).await,
        Err(failure) => failed(failure),
    };
    send(&number, sent, start);
}

async fn answer(shop: &Shared, request: Request, bytes: Vec<Vec<u8>>) -> Sent {
    let waits = shop.borrow().needs_fonts(&request);
    if waits {
        match fonts().await {
            Ok(fonts) => shop.borrow_mut().bring_fonts(fonts),
            Err(failure) => return failed(failure),
        }
    }
    shop.borrow_mut().answer(request, bytes, &now)
}

fn send(number: &JsValue, sent: Sent, start: f64) {
    let text = JsValue::from_str(&sent.text);
    let message = Array::of3(number, &text, &JsValue::NULL);
    let buffers = Array::new();
    for bytes in sent.bytes {
        buffers.push(&Uint8Array::from(bytes.as_slice()).buffer());
    }
    let message = message.concat(&buffers);
    message.set(2, (now() - start).into());
    // Fails when the page is gone; then nobody waits either.
    let _ = scope().post_message_with_transfer(&message, &buffers);
}

/// The fonts of documents, by `fetchFonts()` of the script.
async fn fonts() -> Result<Fonts, Failure> {
    let missing = |_| Failure::from(Problem::new("problem-workshop-fonts"));
    let files: Array = fetched().await.map_err(missing)?.unchecked_into();
    let [regular, bold] = [0, 1].map(|at| Cow::Owned(Uint8Array::new(&files.get(at)).to_vec()));
    Ok(Fonts::open(regular, bold)?)
}

async fn fetched() -> Result<JsValue, JsValue> {
    let fetch: Function = Reflect::get(&scope(), &"fetchFonts".into())?.dyn_into()?;
    let promise: Promise = fetch.call0(&scope())?.dyn_into()?;
    JsFuture::from(promise).await
}
