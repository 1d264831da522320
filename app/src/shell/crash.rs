//! When the app itself has a bug: one sentence and a way on, never a frozen page.

use crate::i18n::t;
use leptos::prelude::document;
use std::panic;

/// Logs a panic and covers the page with what to do. Data is safe: it was durable before it was shown.
pub fn watch_for_panics() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        let _ = cover();
    }));
}

/// Made without the reactive system, which may be what has failed. The link is the browser's own.
fn cover() -> Option<()> {
    let document = document();
    if document.query_selector(".crash").ok()?.is_some() {
        return None;
    }
    let cover = document.create_element("div").ok()?;
    cover.set_class_name("crash");
    let _ = cover.set_attribute("role", "alert");
    let words = document.create_element("p").ok()?;
    words.set_text_content(Some(&format!("{}. {}", t("error-title"), t("error-sentence"))));
    let link = document.create_element("a").ok()?;
    link.set_class_name("button button--primary");
    let _ = link.set_attribute("href", &document.location()?.href().ok()?);
    let _ = link.set_attribute("rel", "external");
    link.set_text_content(Some(&t("error-reload")));
    cover.append_child(&words).ok()?;
    cover.append_child(&link).ok()?;
    document.body()?.append_child(&cover).ok()?;
    Some(())
}
