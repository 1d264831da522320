//! Tabs of one browser: each writes its own edits; one of them, the leader, talks to the server.

use serde::{Deserialize, Serialize};
use shared::{
    replica::{Compared, Delta, SyncError},
    sync::{Mutation, PushReply},
};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

/// What one tab tells the others.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// An edit is durable; show it, and send it if you lead.
    Written {
        /// The edit.
        mutation: Mutation,
    },
    /// The server said this; it is stored already.
    Heard {
        /// Answers to edits.
        reply: Option<PushReply>,
        /// Changed rows.
        delta: Option<Delta>,
    },
    /// There may be something to sync.
    Wake,
    /// The replica was replaced as a whole: read it again.
    Replaced,
    /// A part of the replica cannot be read from the device: whoever leads fetches it again.
    Damaged,
    /// The person has left and the device is empty: show nothing any more.
    SignedOut,
    /// The first sync runs, for tabs that do not lead: so many of so many parts are here.
    FirstSync {
        /// Parts that are here.
        done: usize,
        /// All parts.
        all: usize,
    },
    /// How sync stands, for tabs that do not lead.
    State(Standing),
    /// Somebody wants to know whether the device holds what the server holds: whoever leads looks.
    Verify,
    /// What came of it.
    Verified(Verification),
}

/// Whether the device holds what the server holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verification {
    /// They are being compared.
    Running,
    /// Each entity's rows, here and there.
    Compared(Vec<Compared>),
    /// Others wrote at every try.
    Restless,
    /// Why it cannot be known now.
    Failed(SyncError),
}

/// How sync stands: only the leading tab knows by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The server was reached last time.
    pub online: bool,
    /// The session has ended.
    pub signed_out: bool,
    /// Nobody is known on this device, and somebody has to sign in.
    pub asks: bool,
    /// What keeps sync from working.
    pub trouble: Option<SyncError>,
    /// When sync last succeeded, in milliseconds since 1970.
    pub last_sync: Option<u64>,
}

/// The channel between tabs.
#[derive(Clone)]
pub struct Tabs {
    channel: Rc<BroadcastChannel>,
}

impl Tabs {
    /// Joins the tabs; `hear` gets what the others say. Nothing where the browser has no channel.
    pub fn join(hear: impl Fn(Message) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new("sextant").ok()?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            if let Ok(message) = serde_json::from_str(&text) {
                hear(message);
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // The channel lives as long as the page, and so does what it calls.
        on_message.forget();
        Some(Self { channel: Rc::new(channel) })
    }

    /// Tells the other tabs.
    pub fn tell(&self, message: &Message) {
        let text = serde_json::to_string(message).unwrap_or_default();
        let _ = self.channel.post_message(&JsValue::from_str(&text));
    }
}

/// The right to talk to the server, held by one tab at a time through a Web Lock.
pub struct Leadership;

impl Leadership {
    /// Whether this browser has Web Locks: all that the app supports do, but none at an insecure address.
    /// Without them two tabs would store what they pulled over one another, and rows would be lost.
    pub fn is_possible() -> bool {
        locks().is_some()
    }

    /// Runs `lead` once this tab is the leader; the lock is kept until the tab goes away.
    /// Never where [`Leadership::is_possible`] is false.
    pub fn seek(lead: impl FnOnce() + 'static) {
        let Some(locks) = locks() else { return };
        let lead = Closure::once_into_js(move || -> js_sys::Promise {
            lead();
            js_sys::Promise::new(&mut |_, _| {})
        });
        let request = js_sys::Reflect::get(&locks, &"request".into())
            .ok()
            .and_then(|value| value.dyn_into::<js_sys::Function>().ok());
        if let Some(request) = request {
            let _ = request.call2(&locks, &"sextant-sync".into(), &lead);
        }
    }
}

fn locks() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let locks = js_sys::Reflect::get(&navigator, &"locks".into()).ok()?;
    locks.is_object().then_some(locks)
}
