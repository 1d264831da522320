//! Reading a field of many records quickly: stored, computed and the system's own fields alike.

use super::QueryError;
use crate::{
    Id, Name, Record, Value,
    record::Cell,
    schema::{Computed, EntityDef, FieldType},
    text,
    value::{DateTime, Money},
};
use std::{
    borrow::Cow,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Rows that are fetched and then read: some tens of kilobytes.
pub(super) const BLOCK: usize = 256;

/// What the system itself knows of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Own {
    Id,
    Created,
    Updated,
    CreatedBy,
    UpdatedBy,
}

/// The ways in which values are compared; each field type has one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Text,
    Phone,
    Number,
    Money,
    Date,
    Instant,
    Choice(Vec<Name>),
    Flag,
    Link(Name),
    Address,
    /// An id on its own.
    Key,
    /// Only present or absent.
    Opaque,
}

fn shape(kind: &FieldType) -> Shape {
    match kind {
        FieldType::Text { .. }
        | FieldType::LongText
        | FieldType::Email
        | FieldType::Url
        | FieldType::Computed(Computed::Join { .. }) => Shape::Text,
        FieldType::Phone => Shape::Phone,
        FieldType::Number { .. } => Shape::Number,
        FieldType::Money | FieldType::Computed(Computed::Share { .. }) => Shape::Money,
        FieldType::Date => Shape::Date,
        FieldType::DateTime => Shape::Instant,
        FieldType::Choice { options } | FieldType::MultiChoice { options } => Shape::Choice(options.clone()),
        FieldType::Flag => Shape::Flag,
        FieldType::Link { to } | FieldType::Links { to } => Shape::Link(to.clone()),
        FieldType::Address => Shape::Address,
        FieldType::File | FieldType::Unknown => Shape::Opaque,
    }
}

/// A stored field. `hint` is where the last record had it: records of one chunk are alike, so that
/// nearly every look-up is one comparison.
#[derive(Debug)]
struct Stored {
    field: Name,
    hint: AtomicUsize,
}

impl Stored {
    fn new(field: &Name) -> Self {
        Self { field: field.clone(), hint: AtomicUsize::new(0) }
    }

    fn value<'r>(&self, record: &'r Record) -> &'r Value {
        let cells = record.cells();
        let hint = self.hint.load(Ordering::Relaxed);
        if let Some(cell) = near(cells, hint, |name| *name == self.field) {
            return &cell.value;
        }
        let found = cells.binary_search_by(|cell| (*cell.field).cmp(&*self.field));
        let Ok(at) = found else { return &Value::Null };
        self.hint.store(at, Ordering::Relaxed);
        cells.get(at).map_or(&Value::Null, |cell| &cell.value)
    }
}

impl Stored {
    /// The values of many rows. Rows of one chunk share their names, so that nearly always the address of
    /// the name already tells that it is the right one; a row with another field more or less has it one
    /// place further or nearer.
    fn column<'r>(&self, rows: &[&'r Arc<Record>], column: &mut Vec<&'r Value>) {
        let mut last: Option<(usize, &'r Name)> = None;
        column.clear();
        column.extend(rows.iter().map(|record| {
            let known = last.and_then(|(at, known)| near(record.cells(), at, |name| is_same(name, known)));
            if let Some(cell) = known {
                return &cell.value;
            }
            let value = self.value(record);
            let at = self.hint.load(Ordering::Relaxed);
            let named = record.cells().get(at).filter(|cell| cell.field == self.field);
            last = named.map(|cell| (at, &cell.field)).or(last);
            value
        }));
    }
}

/// The cell at this place or beside it for whose name `is` holds.
fn near(cells: &[Cell], at: usize, is: impl Fn(&Name) -> bool) -> Option<&Cell> {
    let near = [at, at.wrapping_add(1), at.wrapping_sub(1)].into_iter().filter_map(|at| cells.get(at));
    near.into_iter().find(|cell| is(&cell.field))
}

/// Whether two names are one in memory.
fn is_same(a: &Name, b: &Name) -> bool {
    std::ptr::eq::<str>(&raw const **a, &raw const **b)
}

#[derive(Debug)]
enum Place {
    Stored(Stored),
    Join(Vec<Stored>),
    Computed(Computed),
    Own(Own),
}

/// Reads one field.
#[derive(Debug)]
pub(super) struct Reader {
    place: Place,
    pub(super) shape: Shape,
}

impl Reader {
    pub(super) fn new(entity: &EntityDef, field: &Name) -> Result<Self, QueryError> {
        if let Some(own) = own(field) {
            return Ok(own);
        }
        let def = entity.field(field).ok_or_else(|| QueryError::Field(field.clone()))?;
        let place = match &def.kind {
            FieldType::Computed(Computed::Join { fields }) => Place::Join(fields.iter().map(Stored::new).collect()),
            FieldType::Computed(computed) => Place::Computed(computed.clone()),
            _ => Place::Stored(Stored::new(field)),
        };
        Ok(Self { place, shape: shape(&def.kind) })
    }

    /// The stored value; empty for what is computed.
    pub(super) fn stored<'r>(&self, record: &'r Record) -> &'r Value {
        if let Place::Stored(stored) = &self.place { stored.value(record) } else { &Value::Null }
    }

    /// The value, whatever the field.
    pub(super) fn value<'r>(&self, record: &'r Record) -> Cow<'r, Value> {
        match &self.place {
            Place::Stored(stored) => Cow::Borrowed(stored.value(record)),
            Place::Join(_) => {
                let mut joined = String::new();
                self.each_part(record, |part| {
                    joined.push_str(if joined.is_empty() { "" } else { " " });
                    joined.push_str(part);
                });
                Cow::Owned(Value::text(joined))
            }
            Place::Computed(computed) => Cow::Owned(computed.evaluate(record)),
            Place::Own(own) => Cow::Owned(own_value(*own, record)),
        }
    }

    pub(super) fn is_empty(&self, record: &Record) -> bool {
        match &self.place {
            Place::Stored(stored) => stored.value(record).is_null(),
            Place::Join(parts) => parts.iter().all(|part| part.value(record).is_null()),
            Place::Computed(computed) => computed.evaluate(record).is_null(),
            Place::Own(_) => false,
        }
    }

    /// Calls back with each text of the value: the parts of a join, the items of a list, the lines of
    /// an address.
    pub(super) fn each_part<'r>(&self, record: &'r Record, mut each: impl FnMut(&'r str)) {
        match &self.place {
            Place::Stored(stored) => match stored.value(record) {
                Value::Address(address) => address.lines().for_each(each),
                value => value.items().iter().for_each(|item| each(item)),
            },
            Place::Join(parts) => parts.iter().filter_map(|part| part.value(record).as_text()).for_each(each),
            Place::Computed(_) | Place::Own(_) => {}
        }
    }

    /// The stored values of these rows, one list for each part of a join; none for what is not stored.
    ///
    /// Reading is mostly waiting for memory, and in short loops that do nothing else the processor waits for
    /// many rows at once. The rows must be few enough that what was fetched is still near when it is used:
    /// see [`BLOCK`].
    pub(super) fn block<'r>(&self, rows: &[&'r Arc<Record>], columns: &mut Vec<Vec<&'r Value>>) {
        let parts = self.parts();
        std::hint::black_box(rows.iter().fold(0, |sum, record| sum ^ record.cells().len()));
        columns.resize_with(parts.len(), Vec::new);
        for (part, column) in parts.iter().zip(columns) {
            part.column(rows, column);
            let first = |value: &Value| value.as_text().and_then(|text| text.bytes().next()).unwrap_or(0);
            std::hint::black_box(column.iter().fold(0, |sum, value| sum ^ first(value)));
        }
    }

    /// The stored values of which this one is made.
    pub(super) fn values<'r>(&self, record: &'r Record) -> impl Iterator<Item = &'r Value> {
        self.parts().iter().map(|part| part.value(record))
    }

    fn parts(&self) -> &[Stored] {
        match &self.place {
            Place::Stored(stored) => std::slice::from_ref(stored),
            Place::Join(parts) => parts,
            Place::Computed(_) | Place::Own(_) => &[],
        }
    }

    /// Whether the text is made of several.
    pub(super) fn is_joined(&self) -> bool {
        !matches!(&self.place, Place::Stored(_)) || self.shape == Shape::Address
    }

    /// Appends the text, folded, with one space between parts.
    pub(super) fn fold_into(&self, record: &Record, out: &mut String) {
        let start = out.len();
        self.each_part(record, |part| {
            if out.len() > start {
                out.push(' ');
            }
            text::fold_into(out, part);
        });
    }

    pub(super) fn money(&self, record: &Record) -> Option<Money> {
        match &self.place {
            Place::Stored(stored) => stored.value(record).as_money().copied(),
            Place::Computed(computed) => computed.evaluate(record).as_money().copied(),
            Place::Join(_) | Place::Own(_) => None,
        }
    }

    pub(super) fn number(&self, record: &Record) -> Option<f64> {
        self.stored(record).as_number()
    }

    /// Milliseconds since 1970 of the system's own times.
    pub(super) fn millis(&self, record: &Record) -> Option<u64> {
        match self.place {
            Place::Own(Own::Created) => Some(record.created.at),
            Place::Own(Own::Updated) => Some(record.updated().at),
            _ => None,
        }
    }

    /// The system's own links and the record's id.
    pub(super) fn own_id(&self, record: &Record) -> Option<Id> {
        match self.place {
            Place::Own(Own::Id) => Some(record.id),
            Place::Own(Own::CreatedBy) => Some(record.created.by),
            Place::Own(Own::UpdatedBy) => Some(record.updated().by),
            _ => None,
        }
    }

    /// Whether the value is the system's own and not a cell.
    pub(super) const fn is_own(&self) -> bool {
        matches!(self.place, Place::Own(_))
    }
}

fn own(field: &str) -> Option<Reader> {
    let (own, shape) = match field {
        "@id" => (Own::Id, Shape::Key),
        "@created" => (Own::Created, Shape::Instant),
        "@updated" => (Own::Updated, Shape::Instant),
        "@created_by" => (Own::CreatedBy, Shape::Link("user".into())),
        "@updated_by" => (Own::UpdatedBy, Shape::Link("user".into())),
        _ => return None,
    };
    Some(Reader { place: Place::Own(own), shape })
}

fn own_value(own: Own, record: &Record) -> Value {
    let time = |millis: u64| DateTime::from_millisecond(i64::try_from(millis).unwrap_or(i64::MAX)).ok().into();
    match own {
        Own::Id => record.id.into(),
        Own::Created => time(record.created.at),
        Own::Updated => time(record.updated().at),
        Own::CreatedBy => record.created.by.into(),
        Own::UpdatedBy => record.updated().by.into(),
    }
}
