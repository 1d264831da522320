//! What is wrong with a model, said so that its author can mend it.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One fault of a model or of a question about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Stable name of the kind of fault, for translation.
    pub key: Cow<'static, str>,
    /// The rule to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The attribute to blame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// The sentence in English.
    pub text: String,
}

impl Fault {
    /// A fault of the whole model.
    pub fn new(key: &'static str, text: impl Into<String>) -> Self {
        Self { key: Cow::Borrowed(key), rule: None, attribute: None, text: text.into() }
    }

    /// Names the rule to blame.
    #[must_use]
    pub fn in_rule(mut self, rule: &str) -> Self {
        self.rule = Some(rule.to_owned());
        self
    }

    /// Names the attribute to blame.
    #[must_use]
    pub fn at(mut self, attribute: &str) -> Self {
        self.attribute = Some(attribute.to_owned());
        self
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(rule) = &self.rule {
            write!(to, "rule {rule}: ")?;
        }
        if let Some(attribute) = &self.attribute {
            write!(to, "attribute {attribute}: ")?;
        }
        to.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}
