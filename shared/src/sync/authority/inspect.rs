//! Rules that take more than this crate knows, such as what a quote has to cost.

use crate::{Id, Problem, Record, Schema, schema::FieldType, sync::Rows};
use std::{borrow::Cow, sync::Arc};

/// Says what is wrong with a change that everything in this crate has found sound. The server asks it before it takes a
/// person's mutation; what it refuses is kept and told like every other refusal. A device need not ask: it shows what
/// was entered until the server has answered.
pub type Inspector = fn(&Inspection<'_>) -> Vec<Problem>;

/// A change that is being inspected. As [`Rows`] it is the rows as they would be.
pub struct Inspection<'a> {
    /// Entities.
    pub schema: &'a Schema,
    /// The rows as they are.
    pub before: &'a dyn Rows,
    /// The rows that change, as they would be.
    pub changed: &'a [Record],
}

impl Inspection<'_> {
    fn touches(&self, entity: &str, id: Id) -> bool {
        self.changed.iter().any(|row| row.id == id && *row.entity == *entity)
    }

    fn holds(&self, row: &Record, field: &str, text: &str) -> bool {
        let kind = self.schema.entity(&row.entity).and_then(|def| def.field(field)).map(|field| &field.kind);
        let wanted = folded(kind, text);
        row.deleted.is_none() && row.value(field).items().iter().any(|item| folded(kind, item) == wanted)
    }
}

fn folded<'t>(kind: Option<&FieldType>, text: &'t str) -> Cow<'t, str> {
    kind.map_or(Cow::Borrowed(text), |kind| kind.folded(text))
}

impl Rows for Inspection<'_> {
    fn row(&self, entity: &str, id: Id) -> Option<Arc<Record>> {
        let changed = self.changed.iter().find(|row| row.id == id && *row.entity == *entity);
        changed.map(|row| Arc::new(row.clone())).or_else(|| self.before.row(entity, id))
    }

    fn holding(&self, entity: &str, field: &str, text: &str) -> Vec<Arc<Record>> {
        let mut rows = self.before.holding(entity, field, text);
        rows.retain(|row| !self.touches(entity, row.id));
        let fresh = self.changed.iter().filter(|row| *row.entity == *entity && self.holds(row, field, text));
        rows.extend(fresh.map(|row| Arc::new(row.clone())));
        rows
    }
}
