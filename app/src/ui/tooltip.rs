//! Tooltips: one floating element for the whole app, shown for any element with `data-tip`.
//!
//! An element says `data-tip="words"` and, for a shortcut, `data-tip-keys="Mod K"`. A tooltip only repeats or
//! adds: what matters also stands in the element's own name.

use super::{
    Kbd,
    anchor::window_size,
    dom::{html, px, set_css},
};
use leptos::{ev, html::Div, leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};

/// How long the pointer rests before the words come.
const DELAY: Duration = Duration::from_millis(450);

#[derive(Clone, Default, PartialEq)]
struct Tip {
    words: String,
    keys: Option<String>,
}

/// Shows the tooltips; stands once, in the shell.
#[component]
pub fn TooltipHost() -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let tip = RwSignal::new(Tip::default());
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    let hide = move || {
        timer.update_value(|t| {
            if let Some(t) = t.take() {
                t.clear();
            }
        });
        if let Some(node) = node.get_untracked() {
            let _ = node.hide_popover();
        }
    };
    let show = move |target: Option<EventTarget>, delay: Duration| {
        hide();
        let Some(anchor) = anchor_of(target) else { return };
        let shown = move || reveal(&anchor, node, tip);
        timer.set_value(set_timeout_with_handle(shown, delay).ok());
    };
    let handles = [
        window_event_listener(ev::pointerover, move |ev| {
            if ev.pointer_type() == "mouse" && !within(node, ev.target()) {
                show(ev.target(), DELAY);
            }
        }),
        window_event_listener(ev::focusin, move |ev| {
            let seen = ev.target().and_then(|t| t.dyn_into::<Element>().ok());
            if seen.is_some_and(|el| el.matches(":focus-visible").unwrap_or(false)) {
                show(ev.target(), DELAY);
            }
        }),
        window_event_listener(ev::focusout, move |_| hide()),
        window_event_listener(ev::pointerdown, move |_| hide()),
        window_event_listener(ev::keydown, move |_| hide()),
    ];
    on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    view! {
        <div class="tooltip" popover="manual" role="tooltip" node_ref=node>
            {move || tip.get().words}
            {move || tip.get().keys.map(|keys| view! { <Kbd keys /> })}
        </div>
    }
}

fn anchor_of(target: Option<EventTarget>) -> Option<HtmlElement> {
    target?.dyn_into::<Element>().ok()?.closest("[data-tip]").ok()?.and_then(html)
}

fn within(node: NodeRef<Div>, target: Option<EventTarget>) -> bool {
    let target = target.and_then(|t| t.dyn_into::<web_sys::Node>().ok());
    node.get_untracked().is_some_and(|n| n.contains(target.as_ref()))
}

fn reveal(anchor: &HtmlElement, node: NodeRef<Div>, tip: RwSignal<Tip>) {
    let words = anchor.get_attribute("data-tip").unwrap_or_default();
    let Some(node) = node.get_untracked().filter(|_| !words.is_empty() && anchor.is_connected()) else { return };
    tip.set(Tip { words, keys: anchor.get_attribute("data-tip-keys") });
    if node.show_popover().is_ok() {
        request_animation_frame({
            let anchor = anchor.clone();
            move || stand(&node, &anchor)
        });
    }
}

/// Below the anchor and centred on it, above where there is no room, never over the window's edge.
fn stand(node: &HtmlElement, anchor: &HtmlElement) {
    let (at, own) = (anchor.get_bounding_client_rect(), node.get_bounding_client_rect());
    let (width, height) = window_size();
    let left = at.left() + (at.width() - own.width()) / 2.0;
    let below = at.bottom() + 6.0;
    let top = if below + own.height() > height { at.top() - own.height() - 6.0 } else { below };
    set_css(node, "left", &px(left.clamp(4.0, (width - own.width() - 4.0).max(4.0))));
    set_css(node, "top", &px(top));
}
