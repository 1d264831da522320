//! What a user can put right, said the same way by a form, an import row and a sync rejection.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing that the user can mend.
///
/// `message_key` is a Fluent key of `messages/en/problems.ftl`; `args` fill its placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Field id, where one field is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Fluent key of the sentence.
    pub message_key: String,
    /// Placeholders of the sentence.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Problem {
    /// A problem of the whole record or request.
    pub fn new(message_key: &str) -> Self {
        Self { field: None, message_key: message_key.to_owned(), args: BTreeMap::new() }
    }

    /// A problem of one field.
    pub fn of(field: &str, message_key: &str) -> Self {
        Self { field: Some(field.to_owned()), ..Self::new(message_key) }
    }

    /// Fills one placeholder.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.args.insert(name.to_owned(), format!("{value}"));
        self
    }
}
