//! The leading tab's conversation with the server.
//!
//! It ends a wait when somebody wrote, when the server pokes, when the network comes back, or when
//! its time is up. While no poke can be heard it asks often: a person who comes out of the
//! basement sees the others' work within a second or two.

use super::{
    pictures::send_waiting,
    platform::{Timer, breathe, now},
    replica::{Phase, ReplicaHandle, next_wake},
    session::end_session,
};
use crate::{
    chunks::chunk,
    replica::{BrowserCodec, HttpTransport, IndexedDb, Message, Verification},
};
use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use shared::{
    replica::{Compared, Delta, Progress, Replica, StorageError, SyncError, Touched, TransportError, sync, verify},
    sync::PushReply,
};
use std::{cell::Cell, pin::pin, rc::Rc};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::EventSource;

/// Between rounds while the server pokes, in milliseconds.
const CALM: u32 = 30_000;
/// Between rounds while it does not, or was not reached.
const EAGER: u32 = 1_000;
/// Between rounds after a request that was lost, doubling up to that: a bad link loses one now and then.
const QUICK: u32 = 100;
/// Eager rounds that fail before the loop slows down.
const PATIENCE: u32 = 120;
/// Between rounds after that.
const SLOW: u32 = 10_000;
/// Between rounds while nobody has signed in: it is known what the server says, and signing in ends the wait.
const NOBODY: u32 = 3_600_000;
/// Between rounds that the server refuses or the storage fails: at first, doubling, and at most.
const REFUSED: (u32, u32) = (1_000, 30_000);
/// The event by which the server pokes.
const POKE: &str = "head";
/// A stream of pokes that lived this long worked, in milliseconds.
const LIVED: u64 = 5_000;
/// Until a stream that did not work is tried again: at first, doubling, and at most, in milliseconds.
const RETRY: (u32, u32) = (1_000, 30_000);

/// The requests of a tab that is being closed fail as if there were no network, but it does not live for so many
/// milliseconds after; whoever leads next compares.
const LAST_BREATH: u32 = 200;

/// Begins to lead. The conversation is a chunk of its own: a screen shows what the device holds without it.
pub(super) fn lead(replica: ReplicaHandle) {
    replica.inner().leads.set(true);
    spawn_local(async move {
        let mut failures = 0;
        while converse(replica).await.is_err() {
            note(replica, Err(TransportError::Offline.into()));
            TimeoutFuture::new(doubled(REFUSED, failures)).await;
            failures += 1;
        }
    });
}

chunk!(sync: fn converse(replica: ReplicaHandle) -> () { spawn_local(run(replica)) });

async fn run(replica: ReplicaHandle) {
    let Some(mut woken) = replica.inner().woken.borrow_mut().take() else { return };
    let pokes = Pokes::new(replica);
    let mut failures = 0;
    loop {
        let heard = Cell::new(false);
        let result = round(replica, &heard).await;
        end_verification(replica, &result).await;
        // The person has left: the page is about to go.
        let Some(storage) = replica.inner().storage.borrow().clone() else { return };
        mend_storage(replica, &storage, &result).await;
        // A round that heard anything has reached the server, however long it could not be reached before.
        failures = match (result.is_ok(), heard.get()) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => failures + 1,
        };
        pokes.follow(result.is_ok());
        let nobody = replica.me().is_none() && result == Err(TransportError::SignedOut.into());
        let wait = if nobody { NOBODY } else { pause(&result, pokes.heard(), failures) };
        note(replica, result);
        select(pin!(next_wake(&mut woken)), pin!(TimeoutFuture::new(wait))).await;
    }
}

/// Does what lets the next round store again. Where that fails, the next round tries it.
async fn mend_storage(replica: ReplicaHandle, storage: &IndexedDb, result: &Result<(), SyncError>) {
    match result {
        Err(SyncError::Storage(StorageError::Emptied)) => drop(replica.keep_again(storage).await),
        Err(SyncError::Storage(StorageError::Full)) => drop(storage.drop_fetched_files().await),
        _ => {}
    }
}

fn pause(result: &Result<(), SyncError>, poked: bool, failures: u32) -> u32 {
    match result {
        Ok(()) if poked => CALM,
        Err(SyncError::Transport(TransportError::SignedOut) | SyncError::OtherPerson) => CALM,
        Ok(()) => EAGER,
        Err(SyncError::Transport(TransportError::Offline)) if failures < PATIENCE => {
            doubled((QUICK, EAGER), failures.saturating_sub(1))
        }
        Err(SyncError::Transport(TransportError::Offline)) => SLOW,
        Err(_) => spread(doubled(REFUSED, failures.saturating_sub(1))),
    }
}

/// A wait after so many failures, in milliseconds.
fn doubled((first, most): (u32, u32), failures: u32) -> u32 {
    first.saturating_mul(1 << failures.min(8)).min(most)
}

/// Up to a quarter less, so that the devices of a whole team do not all come at once.
fn spread(wait: u32) -> u32 {
    let part = u32::try_from(now() % 256).unwrap_or_default();
    wait - wait / 1024 * part
}

async fn round(replica: ReplicaHandle, heard: &Cell<bool>) -> Result<(), SyncError> {
    let inner = replica.inner();
    let Some(storage) = inner.storage.borrow().clone() else { return Ok(()) };
    replica.prepare().await?;
    if replica.me().is_none() && end_session(&storage).await? {
        return Err(TransportError::SignedOut.into());
    }
    let first = replica.read(|replica| replica.meta().cursor.is_none());
    if let Some(epoch) = epoch(replica) {
        send_waiting(replica, storage.clone(), epoch);
    }
    let timer = Timer::start(if first { "sync.bootstrap" } else { "sync.pull" });
    let teller = Teller { replica, first, heard };
    let platform = (&*storage, &HttpTransport, &BrowserCodec);
    if inner.verify_waits.get() && !first {
        let compared = verify(&inner.replica, platform, &teller, now).await?;
        note_compared(replica, compared);
        return Ok(());
    }
    let result = sync(&inner.replica, platform, &teller, now).await;
    if result.is_ok() {
        timer.stop();
    }
    result
}

/// The life of the server's log that the replica follows.
fn epoch(replica: ReplicaHandle) -> Option<String> {
    replica.read(|replica| replica.meta().cursor.as_ref().map(|cursor| cursor.epoch.clone()))
}

/// Tells what came of comparing. What differs is fetched again at once.
fn note_compared(replica: ReplicaHandle, compared: Option<Vec<Compared>>) {
    replica.inner().verify_waits.set(false);
    if replica.read(Replica::is_distrusted) {
        replica.wake_here();
    }
    replica.verified(compared.map_or(Verification::Restless, Verification::Compared));
}

/// Whoever wants to compare is told why that cannot be done now, wherever the round ended.
async fn end_verification(replica: ReplicaHandle, result: &Result<(), SyncError>) {
    let (Err(error), true) = (result, replica.inner().verify_waits.get()) else { return };
    TimeoutFuture::new(LAST_BREATH).await;
    if replica.inner().verify_waits.replace(false) {
        replica.verified(Verification::Failed(error.clone()));
    }
}

/// Shows how the round went.
fn note(replica: ReplicaHandle, result: Result<(), SyncError>) {
    // A round that ends just after the network went has still succeeded; the browser knows better.
    let cut = web_sys::window().is_some_and(|window| !window.navigator().on_line());
    let offline = cut || matches!(result, Err(SyncError::Transport(TransportError::Offline)));
    let signed_out = matches!(result, Err(SyncError::Transport(TransportError::SignedOut)));
    let known = replica.me().is_some();
    replica.online.set(!offline);
    match result {
        Ok(()) => {
            replica.signed_out.set(false);
            replica.trouble.set(None);
            replica.last_sync.set(Some(now()));
            replica.set_phase(Phase::Ready);
        }
        Err(error) if !known => note_at_first(replica, error),
        Err(_) if offline => {}
        Err(error) => {
            replica.signed_out.set(signed_out);
            replica.trouble.set(Some(error));
        }
    }
    replica.tell(&Message::State(replica.standing()));
}

/// Before the first sync is through, only what a sign-in mends may ask for one: who has signed in and is
/// asked again without a word would try for ever.
fn note_at_first(replica: ReplicaHandle, error: SyncError) {
    let began = matches!(replica.phase().get_untracked(), Phase::FirstSync(..));
    match error {
        SyncError::Storage(error) => replica.set_phase(Phase::NoStorage(error)),
        SyncError::Transport(TransportError::Offline) if began => {}
        SyncError::Transport(TransportError::Offline | TransportError::SignedOut) => {
            replica.trouble.set(None);
            replica.set_phase(Phase::SignIn);
        }
        other => {
            replica.trouble.set(Some(other));
            replica.set_phase(Phase::SignIn);
        }
    }
}

/// Tells the screen and the other tabs what a round brings.
struct Teller<'a> {
    replica: ReplicaHandle,
    first: bool,
    /// Whether the server has answered anything.
    heard: &'a Cell<bool>,
}

impl Progress for Teller<'_> {
    fn touched(&self, touched: Touched) {
        if touched.all {
            self.replica.tell(&Message::Replaced);
        }
        self.replica.notify(&touched);
    }

    fn shared(&self, reply: Option<&PushReply>, delta: Option<&Delta>) {
        self.heard.set(true);
        self.replica.tell(&Message::Heard { reply: reply.cloned(), delta: delta.cloned() });
    }

    fn chunks(&self, done: usize, all: usize) {
        self.heard.set(true);
        // While there is no room, that stands on the screen until a round gets through.
        let full = matches!(self.replica.phase().get_untracked(), Phase::NoStorage(_));
        if self.first && !full {
            self.replica.set_phase(Phase::FirstSync(done, all));
            self.replica.tell(&Message::FirstSync { done, all });
        }
    }

    async fn breathe(&self) {
        breathe().await;
    }
}

/// The server's pokes, heard while the last round succeeded.
struct Pokes {
    replica: ReplicaHandle,
    stream: Cell<Option<Stream>>,
    line: Rc<Line>,
}

/// A stream of pokes with who listens to it.
struct Stream {
    source: EventSource,
    on_open: Closure<dyn Fn()>,
    on_poke: Closure<dyn Fn()>,
    on_error: Closure<dyn Fn()>,
}

impl Stream {
    fn listen(&self) {
        self.source.set_onopen(Some(self.on_open.as_ref().unchecked_ref()));
        let _ = self.source.add_event_listener_with_callback(POKE, self.on_poke.as_ref().unchecked_ref());
        self.source.set_onerror(Some(self.on_error.as_ref().unchecked_ref()));
    }
}

impl Drop for Stream {
    /// Nobody is called any more who has gone.
    fn drop(&mut self) {
        self.source.close();
        self.source.set_onopen(None);
        let _ = self.source.remove_event_listener_with_callback(POKE, self.on_poke.as_ref().unchecked_ref());
        self.source.set_onerror(None);
    }
}

/// How the stream of pokes goes.
#[derive(Default)]
struct Line {
    /// When it was opened, while it is open.
    open: Cell<Option<u64>>,
    /// Streams in a row that did not work.
    failures: Cell<u32>,
    /// No other stream before this time.
    not_before: Cell<u64>,
}

impl Line {
    /// The stream is lost; how long to wait before looking, in milliseconds. One that worked tells that the
    /// server has gone: look at once. One that is refused again and again says nothing new.
    fn lost(&self) -> u32 {
        let lived = self.open.take().is_some_and(|since| now().saturating_sub(since) >= LIVED);
        if lived {
            self.failures.set(0);
            return 0;
        }
        let wait = doubled(RETRY, self.failures.get());
        self.failures.set(self.failures.get().saturating_add(1));
        self.not_before.set(now().saturating_add(wait.into()));
        wait
    }
}

impl Pokes {
    fn new(replica: ReplicaHandle) -> Self {
        Self { replica, stream: Cell::default(), line: Rc::default() }
    }

    fn heard(&self) -> bool {
        self.line.open.get().is_some()
    }

    /// Listens after a good round, and hangs up after a bad one instead of letting the browser retry by itself.
    fn follow(&self, reached: bool) {
        match (self.stream.take(), reached) {
            (Some(stream), true) if stream.source.ready_state() != EventSource::CLOSED => self.stream.set(Some(stream)),
            (Some(stream), _) => {
                drop(stream);
                self.line.open.set(None);
                if reached {
                    self.listen();
                }
            }
            (None, true) => self.listen(),
            (None, false) => {}
        }
    }

    fn listen(&self) {
        if now() < self.line.not_before.get() {
            return;
        }
        let Ok(source) = EventSource::new("/api/sync/events") else { return };
        let (replica, line, lost, dead) = (self.replica, self.line.clone(), self.line.clone(), source.clone());
        let on_open = Closure::<dyn Fn()>::new(move || {
            line.open.set(Some(now()));
            replica.wake();
        });
        let on_poke = Closure::<dyn Fn()>::new(move || replica.wake());
        let on_error = Closure::<dyn Fn()>::new(move || {
            dead.close();
            let wait = lost.lost();
            spawn_local(async move {
                TimeoutFuture::new(wait).await;
                replica.wake();
            });
        });
        let stream = Stream { source, on_open, on_poke, on_error };
        stream.listen();
        self.stream.set(Some(stream));
    }
}

/// Wakes the loop when the network or the person comes back.
pub(super) fn listen_to_network(replica: ReplicaHandle) {
    let Some(window) = web_sys::window() else { return };
    for event in ["online", "focus", "pageshow"] {
        let wake = Closure::<dyn Fn()>::new(move || replica.wake());
        let _ = window.add_event_listener_with_callback(event, wake.as_ref().unchecked_ref());
        wake.forget();
    }
    let cut = Closure::<dyn Fn()>::new(move || replica.online.set(false));
    let _ = window.add_event_listener_with_callback("offline", cut.as_ref().unchecked_ref());
    cut.forget();
}
