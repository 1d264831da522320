//! Where something floating stands: beside its anchor, inside the window.

use super::dom::{px, set_css};
use leptos::prelude::*;
use web_sys::{Element, HtmlElement};

/// Space kept to the anchor and to the window's edge, in CSS pixels.
const GAP: f64 = 4.0;
/// Below the anchor is preferred while at least this much fits there.
const ENOUGH: f64 = 280.0;

/// Puts `floating` below the anchor, or above where there is more room, at the side that has room.
/// Needs no size of its own, so that it can be placed before it is shown.
pub fn place(floating: &HtmlElement, anchor: &Element) {
    let at = anchor.get_bounding_client_rect();
    let (width, height) = window_size();
    let (below, above) = (height - at.bottom() - 2.0 * GAP, at.top() - 2.0 * GAP);
    if below >= ENOUGH || below >= above {
        set(floating, "top", "bottom", at.bottom() + GAP);
        set_css(floating, "max-height", &px(below));
    } else {
        set(floating, "bottom", "top", height - at.top() + GAP);
        set_css(floating, "max-height", &px(above));
    }
    if at.left() + at.width() / 2.0 <= width / 2.0 {
        set(floating, "left", "right", at.left().max(GAP));
    } else {
        set(floating, "right", "left", (width - at.right()).max(GAP));
    }
    set_css(floating, "--anchor-width", &px(at.width()));
}

fn set(floating: &HtmlElement, side: &str, other: &str, value: f64) {
    set_css(floating, side, &px(value));
    set_css(floating, other, "auto");
}

/// The window's inner size in CSS pixels.
pub fn window_size() -> (f64, f64) {
    let read = |v: Result<wasm_bindgen::JsValue, _>| v.ok().and_then(|v| v.as_f64()).unwrap_or_default();
    (read(window().inner_width()), read(window().inner_height()))
}
