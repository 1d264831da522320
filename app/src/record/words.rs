//! What entities, fields and choices are called. Custom ones without a message say their id in plain words.

use crate::i18n::{t_with, try_t};
use shared::schema::EntityDef;

/// *Account*.
pub fn entity_word(entity: &str) -> String {
    try_t(&format!("entity-{}", dashed(entity))).unwrap_or_else(|| readable(entity))
}

/// *Accounts*.
pub fn entities_word(entity: &str) -> String {
    try_t(&format!("entity-{}-plural", dashed(entity))).unwrap_or_else(|| readable(entity))
}

/// *Accounts*, for the middle of a sentence: *accounts*.
pub fn entities_in_words(entity: &str) -> String {
    entities_word(entity).to_lowercase()
}

/// *Account*, for the middle of a sentence: *account*.
pub fn entity_in_words(entity: &str) -> String {
    entity_word(entity).to_lowercase()
}

/// *3 accounts*, *1 account*.
pub fn counted(entity: &str, count: usize) -> String {
    let word = if count == 1 { entity_in_words(entity) } else { entities_in_words(entity) };
    t_with("record-counted", &[("count", super::as_number(count).into()), ("what", word.into())])
}

/// *Web site*.
pub fn field_word(entity: &str, field: &str) -> String {
    try_t(&dashed(&format!("{entity}-{field}"))).unwrap_or_else(|| readable(field))
}

/// *Customer*, one of the choices of a field.
pub fn option_word(entity: &str, field: &str, option: &str) -> String {
    try_t(&dashed(&format!("{entity}-{field}-{option}"))).unwrap_or_else(|| readable(option))
}

/// Where lists of an entity stand: `/accounts`.
pub fn list_path(def: &EntityDef) -> String {
    format!("/{}", def.plural)
}

fn dashed(key: &str) -> String {
    key.replace('_', "-")
}

fn readable(id: &str) -> String {
    let words = id.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
