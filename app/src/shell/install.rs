//! Installing: the browser says when it can, the person says when it should.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

/// The browser's offer, kept until the person asks for it.
#[derive(Clone, Copy)]
pub(super) struct Install {
    event: StoredValue<Option<JsValue>, LocalStorage>,
    offered: RwSignal<bool>,
}

/// Listens for the browser's offer.
pub(super) fn use_install() -> Install {
    let install = Install { event: StoredValue::new_local(None), offered: RwSignal::new(false) };
    let offer = window_event_listener_untyped("beforeinstallprompt", move |ev| {
        ev.prevent_default();
        install.event.set_value(Some(ev.into()));
        install.offered.set(true);
    });
    let done = window_event_listener_untyped("appinstalled", move |_| install.offered.set(false));
    on_cleanup(move || {
        offer.remove();
        done.remove();
    });
    install
}

impl Install {
    /// Whether the browser can install now.
    pub(super) fn offered(self) -> bool {
        self.offered.get()
    }

    /// Shows the browser's own question. An offer counts once.
    pub(super) fn ask(self) {
        self.offered.set(false);
        let Some(event) = self.event.try_update_value(Option::take).flatten() else { return };
        let prompt =
            js_sys::Reflect::get(&event, &"prompt".into()).ok().and_then(|p| p.dyn_into::<js_sys::Function>().ok());
        if let Some(prompt) = prompt {
            let _ = prompt.call0(&event);
        }
    }
}
