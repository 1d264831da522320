//! What an entity's own screen puts into the generic page of its records.

use super::Shown;
use leptos::prelude::*;

/// The places of the page that a screen may fill. Everything else stays as it is for all records.
#[derive(Clone, Copy)]
pub struct Own {
    /// Stands before the title, in the place of initials.
    pub mark: Callback<Shown, AnyView>,
    /// What stands between the list and the record: addresses and words.
    pub trail: Callback<Shown, Vec<(String, String)>>,
    /// Actions before all others.
    pub actions: Callback<Shown, AnyView>,
    /// Parts before all others, the first of them shown first.
    pub parts: StoredValue<Vec<OwnPart>>,
    /// Fields of other entities that link here and have their place in those parts: entity and field.
    pub told: &'static [(&'static str, &'static str)],
}

/// A part behind a tab.
#[derive(Clone)]
pub struct OwnPart {
    /// Tells it from others.
    pub id: &'static str,
    /// Its words.
    pub label: String,
    /// How many are in it, where that is counted.
    pub count: Option<Callback<Shown, usize>>,
    /// The part.
    pub view: Callback<Shown, AnyView>,
}
