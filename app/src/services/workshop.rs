//! The workshop: product engine, prices and PDF, in a worker that starts when it is first asked.
//!
//! It may end at any time, by a bug or for want of memory. Whoever waits is told so, and the next question starts
//! another; what was open in the old one is opened again in the new one when somebody asks for it.

use super::platform::Timer;
use crate::{
    i18n::t,
    ui::{Toast, Toasts, use_toasts},
};
use futures::channel::oneshot;
use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use protocol::{Failure, Question};
use shared::Problem;
use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

/// How many questions that opened something are remembered: as many as the workshop keeps open of both kinds.
const REMEMBERED: usize = 8;

/// The workshop. Get it with [`use_workshop`].
#[derive(Clone, Copy)]
pub struct WorkshopHandle {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    toasts: Toasts,
}

#[derive(Default)]
struct Inner {
    worker: RefCell<Option<Running>>,
    waiting: RefCell<HashMap<u32, oneshot::Sender<Heard>>>,
    /// The number of the last question.
    asked: Cell<u32>,
    /// The texts of questions that opened something, by the keys that they were given.
    opened: RefCell<VecDeque<(String, JsValue)>>,
}

struct Running {
    worker: Worker,
    /// Whether it ever said anything. One that did not could not be loaded.
    spoke: Rc<Cell<bool>>,
    _hear: Closure<dyn Fn(MessageEvent)>,
    _fail: Closure<dyn Fn(Event)>,
}

/// The text of a reply and the bytes beside it; or why there is none.
type Heard = Result<(String, Vec<Vec<u8>>), Failure>;

/// Provides the workshop to what is below. That does not load it.
pub fn provide_workshop() {
    provide_context(WorkshopHandle::new(use_toasts()));
}

/// The workshop.
pub fn use_workshop() -> WorkshopHandle {
    use_context().unwrap_or_else(|| WorkshopHandle::new(use_toasts()))
}

impl WorkshopHandle {
    fn new(toasts: Toasts) -> Self {
        Self { inner: StoredValue::new_local(Rc::default()), toasts }
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// What the person can put right; also when the workshop is not here, or ended on the way.
    pub async fn ask<Q: Question>(self, mut question: Q) -> Result<Q::Answer, Vec<Problem>> {
        let timer = Q::MARK.map(Timer::start);
        let bytes = question.take_bytes();
        let text = JsValue::from_str(&protocol::question_text(&question).map_err(problems)?);
        let mut answer = self.try_ask::<Q>(&text, &bytes).await;
        if let Err(Failure::NotOpen(key)) = &answer
            && let Some(opening) = self.inner.get_value().remembered(key)
        {
            self.post(&opening, &[]).await.map_err(problems)?;
            answer = self.try_ask::<Q>(&text, &bytes).await;
        }
        let answer = answer.map_err(problems)?;
        if let Some(key) = Q::opened(&answer) {
            self.inner.get_value().remember(key, text);
        }
        if let Some(timer) = timer {
            timer.stop();
        }
        Ok(answer)
    }

    async fn try_ask<Q: Question>(self, text: &JsValue, bytes: &[Vec<u8>]) -> Result<Q::Answer, Failure> {
        let (text, bytes) = self.post(text, bytes).await?;
        protocol::read_reply::<Q>(&text, bytes)
    }

    /// Sends a question and waits for its reply.
    async fn post(self, text: &JsValue, bytes: &[Vec<u8>]) -> Heard {
        let inner = self.inner.get_value();
        let number = inner.asked.get().wrapping_add(1);
        inner.asked.set(number);
        let (sender, receiver) = oneshot::channel();
        inner.waiting.borrow_mut().insert(number, sender);
        if self.worker().and_then(|worker| send(&worker, number, text, bytes)).is_err() {
            inner.waiting.borrow_mut().remove(&number);
            return Err(missing());
        }
        receiver.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// The worker; a new one where there is none.
    fn worker(self) -> Result<Worker, JsValue> {
        let inner = self.inner.get_value();
        if let Some(running) = &*inner.worker.borrow() {
            return Ok(running.worker.clone());
        }
        let address = document().document_element().and_then(|root| root.get_attribute("data-workshop"));
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address.ok_or(JsValue::NULL)?, &options)?;
        *inner.worker.borrow_mut() = Some(self.listen(worker.clone()));
        Ok(worker)
    }

    fn listen(self, worker: Worker) -> Running {
        let spoke = Rc::new(Cell::new(false));
        let speaks = Rc::clone(&spoke);
        let hear = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            speaks.set(true);
            self.hear(event.data());
        });
        let fail = Closure::<dyn Fn(Event)>::new(move |_| self.ended());
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        worker.set_onerror(Some(fail.as_ref().unchecked_ref()));
        Running { worker, spoke, _hear: hear, _fail: fail }
    }

    fn hear(self, message: JsValue) {
        let Ok(message) = message.dyn_into::<Array>() else { return };
        let number = message.get(0).as_f64();
        let inner = self.inner.get_value();
        let asker = inner.waiting.borrow_mut().extract_if(|asked, _| Some(f64::from(*asked)) == number).next();
        if let Some((_, asker)) = asker {
            let text = message.get(1).as_string().unwrap_or_default();
            let bytes = message.iter().skip(3).map(|buffer| Uint8Array::new(&buffer).to_vec()).collect();
            // Whoever does not wait any more has left the screen.
            let _ = asker.send(Ok((text, bytes)));
        }
    }

    /// The worker has ended, or could not be loaded: those who wait hear so, and the next question starts another.
    fn ended(self) {
        let inner = self.inner.get_value();
        let Some(running) = inner.worker.borrow_mut().take() else { return };
        running.worker.terminate();
        let spoke = running.spoke.get();
        if spoke {
            self.toasts.show(Toast::new(t("workshop-restarts")).bad());
        }
        for (_, asker) in inner.waiting.take() {
            let _ = asker.send(Err(if spoke { stopped() } else { missing() }));
        }
    }
}

impl Inner {
    fn remember(&self, key: &str, opening: JsValue) {
        let mut opened = self.opened.borrow_mut();
        opened.retain(|(known, _)| known != key);
        opened.push_back((key.to_owned(), opening));
        if opened.len() > REMEMBERED {
            opened.pop_front();
        }
    }

    fn remembered(&self, key: &str) -> Option<JsValue> {
        self.opened.borrow().iter().find(|(known, _)| known == key).map(|(_, opening)| opening.clone())
    }
}

fn send(worker: &Worker, number: u32, text: &JsValue, bytes: &[Vec<u8>]) -> Result<(), JsValue> {
    let buffers: Array = bytes.iter().map(|bytes| Uint8Array::from(bytes.as_slice()).buffer()).collect();
    let message = Array::of2(&number.into(), text).concat(&buffers);
    worker.post_message_with_transfer(&message, &buffers)
}

fn problems(failure: Failure) -> Vec<Problem> {
    match failure {
        Failure::Problems(problems) => problems,
        Failure::NotOpen(_) => vec![Problem::new("problem-workshop-closed")],
    }
}

fn missing() -> Failure {
    Problem::new("problem-workshop-missing").into()
}

fn stopped() -> Failure {
    Problem::new("problem-workshop-stopped").into()
}
