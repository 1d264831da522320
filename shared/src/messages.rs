//! Fluent messages of what both sides say: entities, fields, choices and problems.

/// English.
pub const EN: &[&str] = &[include_str!("../messages/en/entities.ftl"), include_str!("../messages/en/problems.ftl")];
