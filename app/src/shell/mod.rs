//! The frame around every page.

use leptos::prelude::*;

/// Says that the first screen can be used. A screen calls it when its first records stand there.
pub fn mark_ready() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-ready", "true");
    }
}
