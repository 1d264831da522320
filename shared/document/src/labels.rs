//! The fixed words of documents. English comes with this crate; a template brings those of its language.

use std::{collections::BTreeMap, sync::OnceLock};

/// The English word for a key.
pub(crate) fn english(key: &str) -> Option<&'static str> {
    static ENGLISH: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    // A file that does not parse has no words at all, which every test of a document finds.
    let words = ENGLISH.get_or_init(|| serde_json::from_str(include_str!("../labels/en.json")).unwrap_or_default());
    words.get(key).map(String::as_str)
}
