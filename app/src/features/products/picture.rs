//! What a product looks like: its picture, or the symbol of its family.

use crate::{
    record::field,
    services::ReplicaHandle,
    ui::{Glyph, Icon},
};
use leptos::prelude::*;
use shared::{
    Id,
    catalogue::{Family, path},
    value::FileRef,
};

/// The drawing of a family's symbol.
pub(super) fn glyph(symbol: Option<&str>) -> Glyph {
    match symbol {
        Some("bicycle") => Glyph::Bicycle,
        Some("desk") => Glyph::Desk,
        Some("pump") => Glyph::Pump,
        Some("part") => Glyph::Part,
        Some("service") => Glyph::Service,
        _ => Glyph::Product,
    }
}

/// The drawing of a product in this family.
pub(super) fn glyph_of(families: &[Family], family: Option<Id>) -> Glyph {
    let found = family.and_then(|id| families.iter().find(|family| family.id == id));
    glyph(found.and_then(|family| family.symbol.as_deref()))
}

/// *Pumps / Sets*; empty for none.
pub(super) fn family_words(families: &[Family], family: Option<Id>) -> String {
    let chain = family.map(|id| path(families, id)).unwrap_or_default();
    chain.iter().map(|family| &*family.name).collect::<Vec<_>>().join(" / ")
}

/// The place of the picture, beside the product's name.
pub(super) fn picture(replica: ReplicaHandle, file: Option<FileRef>, glyph: Glyph, class: &'static str) -> AnyView {
    let symbol = move || view! { <Icon glyph /> }.into_any();
    let inside = match file {
        Some(file) => field::picture(replica, file, String::new(), symbol),
        None => symbol(),
    };
    view! { <span class=format!("product-picture {class}") aria-hidden="true">{inside}</span> }.into_any()
}
