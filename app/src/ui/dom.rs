//! The few browser calls that primitives share.

use leptos::{ev, prelude::*};
use std::sync::atomic::{AtomicU32, Ordering};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// An element id that no other element of this page has.
pub fn unique_id(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Reads a remembered setting of this device.
pub fn remembered(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(&format!("sextant.{key}")).ok()?
}

/// Remembers a setting on this device; a browser that refuses only forgets it.
pub fn remember(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(&format!("sextant.{key}"), value);
    }
}

/// Forgets what a person has left in this browser beside the replica: drafts, and what they looked at. How the screen is
/// set up stays with the device.
pub fn forget_person() {
    if let Ok(Some(drafts)) = window().session_storage() {
        let _ = drafts.clear();
    }
    if let Ok(Some(settings)) = window().local_storage() {
        let _ = settings.remove_item("sextant.recent");
    }
}

/// Whether a key press at this target is typing, so that single-letter shortcuts must keep away.
pub fn is_typing(target: Option<EventTarget>) -> bool {
    target.and_then(|t| t.dyn_into::<Element>().ok()).is_some_and(|el| {
        el.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]")
            .is_ok_and(|found| found.is_some())
    })
}

/// Whether a press at this target belongs to a control inside a pressable row or card.
pub fn is_control(target: Option<EventTarget>) -> bool {
    target.and_then(|t| t.dyn_into::<Element>().ok()).is_some_and(|el| {
        el.closest("a, button, input, textarea, select, label, [role=option], [data-control]")
            .is_ok_and(|found| found.is_some())
    })
}

/// Runs for a key that moves in lists while the focus is nowhere in particular: on the page itself, or on the heading to
/// which a change of page has brought it. For as long as the calling component is shown. Where there is nothing to go to,
/// or a dialog stands before it, the key does what the browser does with it: it scrolls.
pub fn use_keys_from_nowhere(count: Signal<usize>, begin: impl Fn() + 'static) {
    let handle = window_event_listener(ev::keydown, move |ev| {
        let held = ev.ctrl_key() || ev.meta_key() || ev.alt_key();
        let moves = matches!(ev.key().as_str(), "j" | "J" | "k" | "K" | "ArrowDown" | "ArrowUp");
        if moves && !held && !ev.default_prevented() && is_nowhere(ev.target()) && count.get_untracked() > 0 {
            ev.prevent_default();
            begin();
        }
    });
    on_cleanup(move || handle.remove());
}

fn is_nowhere(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|t| t.dyn_into::<Element>().ok());
    // Behind an open dialog no place counts: the keys are the dialog's.
    element.is_none_or(|el| el.matches(":root:not(:has(:modal)) :is(body, main, h1)").is_ok_and(|is| is))
}

/// The element as an [`HtmlElement`].
pub fn html(element: Element) -> Option<HtmlElement> {
    element.dyn_into().ok()
}

/// Moves the focus without scrolling.
pub fn focus_quietly(element: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Makes the control that has the focus tell its last change, as leaving it does.
pub fn tell_change() {
    if let Some(active) = document().active_element().and_then(html) {
        let _ = active.blur();
        focus_quietly(&active);
    }
}

/// Focuses the element with this id once it is in the page.
pub fn focus_id_soon(id: String) {
    request_animation_frame(move || {
        if let Some(el) = document().get_element_by_id(&id).and_then(html) {
            let _ = el.focus();
        }
    });
}

/// Brings the element with this id to the top of what scrolls, and the focus with it.
pub fn go_to_id(id: &str) {
    if let Some(el) = document().get_element_by_id(id).and_then(html) {
        el.scroll_into_view();
        focus_quietly(&el);
    }
}

/// Sets a CSS property from script, which the Content-Security-Policy allows where a style attribute is refused.
pub fn set_css(element: &HtmlElement, name: &str, value: &str) {
    let _ = element.style().set_property(name, value);
}

/// The text `12.5px`.
pub fn px(value: f64) -> String {
    format!("{value}px")
}

/// Whether the platform writes shortcuts with ⌘.
pub fn is_apple() -> bool {
    window().navigator().platform().is_ok_and(|p| p.starts_with("Mac") || p.starts_with("iP"))
}

/// Calls `changed` with the element's content box whenever its size changes, until the owner is cleaned up.
pub fn observe_size(element: &Element, changed: impl Fn(f64, f64) + 'static) {
    use wasm_bindgen::prelude::Closure;
    let callback = Closure::<dyn Fn(js_sys::Array)>::new(move |entries: js_sys::Array| {
        if let Some(entry) = entries.iter().last() {
            let rect = entry.unchecked_into::<web_sys::ResizeObserverEntry>().content_rect();
            changed(rect.width(), rect.height());
        }
    });
    let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, callback));
    on_cleanup(move || {
        kept.try_with_value(|(observer, _)| observer.disconnect());
    });
}
