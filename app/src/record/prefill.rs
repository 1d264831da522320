//! What a new record takes over from the one that it is made for.

use shared::{
    Name, Record, Value,
    replica::Replica,
    schema::{FieldDef, FieldType},
};

/// The links of a new record of `entity` that belongs to `record`: to the record itself, and to what it belongs to.
pub fn prefill(replica: &Replica, record: &Record, entity: &str) -> Vec<(Name, Value)> {
    let Some(def) = replica.schema().entity(entity) else { return Vec::new() };
    let fields = def.fields.iter().filter(|field| !field.flags.careful);
    fields.filter_map(|field| Some((field.id.clone(), linked(replica, record, field)?))).collect()
}

fn linked(replica: &Replica, record: &Record, field: &FieldDef) -> Option<Value> {
    let to = field.kind.link_target()?;
    let id = if *to == *record.entity { record.id.to_string() } else { inherited(replica, record, to)? };
    Some(match field.kind {
        FieldType::Links { .. } => Value::list([id]),
        _ => Value::text(id),
    })
}

/// What the record itself links to of this entity, where that is one and no matter of ownership.
fn inherited(replica: &Replica, record: &Record, to: &str) -> Option<String> {
    let def = replica.schema().entity(&record.entity)?;
    let fits = |field: &&FieldDef| {
        matches!(&field.kind, FieldType::Link { to: target } if **target == *to) && !field.flags.careful
    };
    let field = def.fields.iter().find(fits)?;
    record.value(&field.id).as_text().map(str::to_owned)
}
