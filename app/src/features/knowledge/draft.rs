//! What is being written, kept in the tab until it is saved: a reload or a wrong turn loses nothing.

use leptos::prelude::*;
use shared::Value;
use std::collections::BTreeMap;

/// The fields of an article that is being written.
pub(super) type Draft = BTreeMap<String, Value>;

fn key(article: &str) -> String {
    format!("sextant.article.{article}")
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

/// What was being written when the tab was left.
pub(super) fn kept(article: &str) -> Option<Draft> {
    let text = storage()?.get_item(&key(article)).ok()??;
    serde_json::from_str(&text).ok()
}

/// Keeps what is being written. A browser that refuses only forgets it.
pub(super) fn keep(article: &str, draft: &Draft) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(draft)) {
        let _ = storage.set_item(&key(article), &text);
    }
}

/// Forgets it: it has been saved, or thrown away.
pub(super) fn forget(article: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(article));
    }
}
