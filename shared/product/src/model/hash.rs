//! The content hash: what a quote pins.

use super::Model;
use serde_json::Value;
use sha2::{Digest, Sha256};

impl Model {
    /// SHA-256 of the canonical JSON (keys sorted, no spaces), in hexadecimal.
    ///
    /// Two sources of the same content have the same hash, whatever their layout and order of keys.
    pub fn content_hash(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or(Value::Null);
        let mut text = String::new();
        canonical(&value, &mut text);
        format!("{:x}", Sha256::digest(text.as_bytes()))
    }
}

/// Depth is that of JSON that was read, which `serde_json` limits to 128.
fn canonical(value: &Value, to: &mut String) {
    match value {
        Value::Array(items) => list(items.iter(), ['[', ']'], to, canonical),
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            list(entries.into_iter(), ['{', '}'], to, |(key, value), to| {
                to.push_str(&Value::from(key.as_str()).to_string());
                to.push(':');
                canonical(value, to);
            });
        }
        plain => to.push_str(&plain.to_string()),
    }
}

fn list<T>(items: impl Iterator<Item = T>, [open, close]: [char; 2], to: &mut String, each: impl Fn(T, &mut String)) {
    to.push(open);
    for (index, item) in items.enumerate() {
        if index > 0 {
            to.push(',');
        }
        each(item, to);
    }
    to.push(close);
}
