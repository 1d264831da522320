//! Written text at rest.

use leptos::prelude::*;
use shared::markdown::render;

/// Markdown as it is read. The HTML is only what `shared::markdown` has made, so nothing in it can run.
pub fn written(markdown: &str, class: &'static str) -> AnyView {
    view! { <div class=class inner_html=render(markdown).into_string()></div> }.into_any()
}
