//! One field: shown, entered, edited where it stands. Everything follows from its [`FieldType`].

mod address;
mod inline;
mod input;
mod link;
mod money;
mod multi;
mod picture;
mod show;
mod text;

pub use inline::InlineField;
pub use input::FieldInput;
pub use link::{LinkChip, quick_create};
pub use money::{currencies, usual_currency};
pub use picture::picture;
pub use show::{Place, plain, show};
pub use text::{entered, local_time, typed};

use super::words::{field_word, option_word};
use crate::ui::Choice;
use shared::{
    Name, Problem, Record, Schema, Value,
    rules::{canonical, validate, validate_field},
    schema::{EntityDef, FieldDef, FieldType},
};
use std::sync::Arc;

/// A field of an entity, cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordField {
    /// The entity's name.
    pub entity: Name,
    /// The definition.
    pub def: Arc<FieldDef>,
}

impl RecordField {
    /// The field with this id.
    pub fn of(entity: &EntityDef, field: &str) -> Option<Self> {
        entity.field(field).map(|def| Self { entity: entity.name.clone(), def: Arc::new(def.clone()) })
    }

    /// All fields of an entity that people see, in the order of forms.
    pub fn all(entity: &EntityDef) -> Vec<Self> {
        let seen = entity.fields.iter().filter(|def| !def.flags.hidden);
        seen.map(|def| Self { entity: entity.name.clone(), def: Arc::new(def.clone()) }).collect()
    }

    /// The field's id.
    pub fn id(&self) -> &str {
        &self.def.id
    }

    /// What it is called.
    pub fn label(&self) -> String {
        field_word(&self.entity, &self.def.id)
    }

    /// What a choice of it is called.
    pub fn option(&self, option: &str) -> String {
        option_word(&self.entity, &self.def.id, option)
    }

    /// Its choices, with their words; none for fields that are not of choices.
    pub fn options(&self) -> Vec<Choice> {
        match &self.def.kind {
            FieldType::Choice { options } | FieldType::MultiChoice { options } => {
                options.iter().map(|option| Choice::new(&**option, self.option(option))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The value of a record, computed where the field is.
    pub fn value(&self, schema: &Schema, record: &Record) -> Value {
        schema.value(record, &self.def)
    }

    /// Whether people enter it at all.
    pub fn is_entered(&self) -> bool {
        let worked_out = matches!(self.def.kind, FieldType::Computed(_) | FieldType::File | FieldType::Unknown);
        !worked_out && !self.def.flags.system
    }

    /// The value as it would be stored.
    pub fn canonical(&self, value: Value) -> Value {
        canonical(&self.def.kind, value)
    }

    /// What is wrong with a value by itself.
    pub fn problem(&self, value: &Value) -> Option<Problem> {
        validate_field(&self.def, value).err()
    }

    /// What is wrong with a record's field once it has this value, looking at its neighbours too.
    pub fn problem_in(&self, schema: &Schema, record: &Record, value: &Value) -> Option<Problem> {
        if let Some(problem) = self.problem(value) {
            return Some(problem);
        }
        let mut after = record.clone();
        after.set(self.def.id.clone(), value.clone(), record.created.clone());
        let problems = schema.entity(&self.entity).map(|entity| validate(entity, &after)).unwrap_or_default();
        problems.into_iter().find(|problem| problem.field.as_deref() == Some(self.id()))
    }
}
