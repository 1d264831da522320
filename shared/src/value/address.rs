//! A postal address in parts.

use serde::{Deserialize, Serialize};

/// A postal address. Every part may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Address {
    /// Street and number; several lines are separated by a line feed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street: String,
    /// City or town.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// State, province or region.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// Postal code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    /// Country, by name or ISO 3166 code as entered.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
}

impl Address {
    /// The parts that are filled, in the order of an envelope.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        [&self.street, &self.postal_code, &self.city, &self.region, &self.country]
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
    }

    /// Nothing is filled.
    pub fn is_empty(&self) -> bool {
        self.lines().next().is_none()
    }
}
