//! Where a column can go: fields of the entity, and fields of what it links to.

use crate::{i18n::t_with, record::words::field_word, ui::Choice};
use shared::{
    Schema,
    schema::{EntityDef, FieldType},
};

/// All targets of an entity, by their words.
pub(super) fn targets(schema: &Schema, entity: &str) -> Vec<Choice> {
    let Some(def) = schema.entity(entity) else { return Vec::new() };
    let plain = writable(def).map(|field| Choice::new(field, field_word(entity, field)));
    let parts = def.fields.iter().filter(|field| matches!(field.kind, FieldType::Address)).flat_map(|field| {
        ["street", "city", "region", "postal_code", "country"].map(|part| {
            let words = t_with(
                "import-part",
                &[("field", field_word(entity, &field.id).into()), ("part", part.replace('_', " ").into())],
            );
            Choice::new(format!("{}.{part}", field.id), words)
        })
    });
    plain.chain(parts).collect()
}

/// The words for a target path, such as *Team › Manager*.
pub(super) fn path_words(schema: &Schema, entity: &str, path: &str) -> String {
    let mut def = schema.entity(entity);
    let mut words = Vec::new();
    for segment in path.split('.') {
        let Some(here) = def else {
            words.push(segment.replace('_', " "));
            continue;
        };
        words.push(field_word(&here.name, segment));
        def = here.field(segment).and_then(|field| field.kind.link_target()).and_then(|target| schema.entity(target));
    }
    words.join(" › ")
}

fn writable(def: &EntityDef) -> impl Iterator<Item = &str> {
    let fields = def.fields.iter().filter(|field| !field.flags.system);
    fields
        .filter(|field| !matches!(field.kind, FieldType::Computed(_) | FieldType::File | FieldType::Unknown))
        .map(|field| &*field.id)
}
