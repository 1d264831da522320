//! What is wrong with a model, said so that its author can mend it.

use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap};

/// Every kind of fault: each has a message in the app, by its name behind `problem-`.
pub const KINDS: &[&str] = &[
    "choice-attribute",
    "choice-form",
    "choice-option",
    "graph-bytes",
    "graph-limit",
    "model-body",
    "model-condition",
    "model-csv",
    "model-empty",
    "model-form",
    "model-group",
    "model-id",
    "model-id-option",
    "model-json",
    "model-large",
    "model-limit",
    "model-no-attributes",
    "model-no-options",
    "model-not-number",
    "model-not-optional",
    "model-not-summable",
    "model-price",
    "model-prices",
    "model-property",
    "model-property-large",
    "model-size",
    "model-steps",
    "model-table",
    "model-table-row",
    "model-table-size",
    "model-term",
    "model-twice",
    "model-twice-option",
    "model-twice-rule",
    "model-unknown-attribute",
    "model-unknown-option",
    "model-unnamed",
    "sat-limit",
    "uvl",
];

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
    /// What the sentence names, for translations; under `case` the test case to blame.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<Cow<'static, str>, String>,
    /// The sentence in English.
    pub text: String,
}

impl Fault {
    /// A fault of the whole model.
    pub fn new(key: &'static str, text: impl Into<String>) -> Self {
        debug_assert!(KINDS.contains(&key) || key.starts_with("model-body"), "{key} has no message");
        let key = Cow::Borrowed(key);
        Self { key, rule: None, attribute: None, details: BTreeMap::new(), text: text.into() }
    }

    /// Says what the sentence names.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.details.insert(Cow::Borrowed(name), value.to_string());
        self
    }

    /// Blames a test case or preset, by its name.
    #[must_use]
    pub fn in_case(self, case: &str) -> Self {
        self.with("case", case)
    }

    /// Blames what the product looks like: whatever is wrong there is told by one message.
    #[must_use]
    pub fn in_body(self) -> Self {
        Self { key: Cow::Borrowed("model-body"), ..self }
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
        if let Some(case) = self.details.get("case") {
            write!(to, "test {case}: ")?;
        }
        if let Some(attribute) = &self.attribute {
            write!(to, "attribute {attribute}: ")?;
        }
        to.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}
