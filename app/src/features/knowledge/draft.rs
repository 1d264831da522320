//! What is being written, kept in the tab until it is saved: a reload or a wrong turn loses nothing.

use leptos::prelude::*;
use shared::{Record, Value};
use std::collections::BTreeMap;

/// The fields of an article that is being written.
pub(super) type Draft = BTreeMap<String, Value>;

fn key(article: &str) -> String {
    format!("sextant.article.{article}")
}

fn seen_key(article: &str) -> String {
    format!("{}.seen", key(article))
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// What was being written when the tab was left.
pub(super) fn kept(article: &str) -> Option<Draft> {
    let text = storage()?.get_item(&key(article)).ok()??;
    serde_json::from_str(&text).ok()
}

/// The article as it was when that was begun: what others have changed since is not undone by it.
pub(super) fn seen(article: &str) -> Option<Record> {
    let text = storage()?.get_item(&seen_key(article)).ok()??;
    serde_json::from_str(&text).ok()
}

/// Keeps what is being written of an article. A browser that refuses only forgets it.
pub(super) fn keep(article: &str, draft: &Draft, seen: Option<&Record>) {
    let Some(storage) = storage() else { return };
    let set = |key: &str, text: serde_json::Result<String>| text.ok().map(|text| storage.set_item(key, &text));
    set(&key(article), serde_json::to_string(draft));
    if let Some(seen) = seen {
        set(&seen_key(article), serde_json::to_string(seen));
    }
}

/// Forgets it: it has been saved, or thrown away.
pub(super) fn forget(article: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(article));
        let _ = storage.remove_item(&seen_key(article));
    }
}
