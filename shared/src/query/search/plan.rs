//! What of an entity's records is indexed, and how much each field weighs.

use super::{super::reader::Reader, postings::MOST_FIELDS};
use crate::{
    Name, Record, Value,
    schema::{Computed, EntityDef, FieldDef, FieldType},
    text::each_folded,
};

/// How a field counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Names the record.
    Title,
    /// A short text.
    Short,
    /// Long text, counting less the longer it is.
    Long,
    /// A telephone number, found by its digits only.
    Phone,
}

impl Class {
    /// How much an occurrence counts. The ratio of title to long text is the one that ranked the
    /// evaluation corpus best.
    pub(super) const fn weight(self) -> f32 {
        match self {
            Self::Title => 2.5,
            Self::Short | Self::Phone => 1.2,
            Self::Long => 1.0,
        }
    }
}

/// An indexed field.
#[derive(Debug)]
pub(super) struct PlanField {
    pub(super) name: Name,
    pub(super) class: Class,
    /// Its words are found by their stems as well.
    pub(super) stems: bool,
    pub(super) reader: Reader,
}

/// The indexed fields of an entity.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) entity: Name,
    pub(super) fields: Vec<PlanField>,
}

impl Plan {
    pub(super) fn new(entity: &EntityDef) -> Self {
        let title = entity.title().map(|title| title.id.clone());
        let chosen = entity.fields.iter().filter(|field| field.flags.search || Some(&field.id) == title.as_ref());
        let chosen: Vec<&FieldDef> = chosen.collect();
        let fields = chosen.iter().filter(|field| !is_joined(&field.id, &chosen)).take(MOST_FIELDS);
        let fields = fields.filter_map(|field| {
            let reader = Reader::new(entity, &field.id).ok()?;
            let class = if Some(&field.id) == title.as_ref() { Class::Title } else { class(&field.kind)? };
            Some(PlanField { name: field.id.clone(), class, stems: has_sentences(&field.kind), reader })
        });
        Self { entity: entity.name.clone(), fields: fields.collect() }
    }
}

/// Whether the field is part of a join that is indexed itself: its words are there already.
fn is_joined(field: &Name, chosen: &[&FieldDef]) -> bool {
    chosen.iter().any(|other| match &other.kind {
        FieldType::Computed(Computed::Join { fields }) => fields.contains(field),
        _ => false,
    })
}

/// Addresses, codes and numbers have no stems worth knowing.
const fn has_sentences(kind: &FieldType) -> bool {
    matches!(kind, FieldType::Text { .. } | FieldType::LongText | FieldType::Computed(_))
}

/// Nothing for types without words.
const fn class(kind: &FieldType) -> Option<Class> {
    match kind {
        FieldType::LongText => Some(Class::Long),
        FieldType::Phone => Some(Class::Phone),
        FieldType::Text { .. }
        | FieldType::Number { .. }
        | FieldType::Choice { .. }
        | FieldType::MultiChoice { .. }
        | FieldType::Email
        | FieldType::Url
        | FieldType::Address
        | FieldType::Computed(Computed::Join { .. }) => Some(Class::Short),
        FieldType::Money
        | FieldType::Date
        | FieldType::DateTime
        | FieldType::Flag
        | FieldType::Link { .. }
        | FieldType::Links { .. }
        | FieldType::File
        | FieldType::Computed(Computed::Share { .. })
        | FieldType::Unknown => None,
    }
}

/// Most bytes of a word that count: beyond that it is not a word but an address or a key.
const LONGEST: usize = 48;

/// The part of a word that counts.
pub(super) fn clip(word: &str) -> &str {
    word.get(..word.floor_char_boundary(LONGEST)).unwrap_or(word)
}

/// Calls back with each folded word of a field. `word` is scratch space.
pub(super) fn each_word(reader: &Reader, record: &Record, word: &mut String, mut each: impl FnMut(&str)) {
    if let Value::Number(number) = reader.stored(record) {
        each(&number.to_string());
    }
    reader.each_part(record, |part| each_folded(without_scheme(part), word, |word| each(clip(word))));
}

/// A web address without what all of them begin with.
fn without_scheme(text: &str) -> &str {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.map_or(text, |rest| rest.strip_prefix("www.").unwrap_or(rest))
}
