//! Records to files, and failed rows back to a file.

use super::{
    ADDRESS_PARTS, formula,
    plan::{CellProblem, Outcome, Plan},
    table::Table,
};
use crate::{
    Id, Record, Value,
    schema::{EntityDef, FieldDef, FieldType, Schema},
    value::Address,
};
use serde_json::{Map, json};
use std::borrow::Cow;

/// Column of our own exports that holds record ids; imports match by it.
pub(super) const ID_COLUMN: &str = "sextant_id";
/// Column of error files that says why.
const REASON_COLUMN: &str = "import_problem";

/// Records as CSV that a spreadsheet can open safely and that importing reads back unchanged.
///
/// The first column is `sextant_id`; the others are named by field id, address parts as
/// `address.city`. Links stand as the titles that `title` gives (as ids where it gives none), several
/// separated by line ends; amounts as `12.30 USD`; choices as ids. Cells that a spreadsheet would run
/// are neutralised ([`super::neutralise`]). Computed fields are left out but for the title.
pub fn export_csv<'a>(
    schema: &Schema,
    def: &EntityDef,
    records: impl IntoIterator<Item = &'a Record>,
    title: impl Fn(&str, Id) -> Option<String>,
) -> String {
    let fields: Vec<&FieldDef> = def.fields.iter().filter(|field| is_exported(field)).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut line: Vec<String> = vec![ID_COLUMN.to_owned()];
    line.extend(fields.iter().flat_map(|field| columns(field)));
    // Writing to memory cannot fail.
    let _ = out.write_record(&line);
    for record in records {
        line.clear();
        line.push(record.id.to_string());
        for field in &fields {
            let value = schema.value(record, field);
            line.extend(cells(field, &value, &title));
        }
        let _ = out.write_record(&line);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn is_exported(field: &FieldDef) -> bool {
    !matches!(field.kind, FieldType::Computed(_)) || field.flags.title
}

fn columns(field: &FieldDef) -> Vec<String> {
    match field.kind {
        FieldType::Address => ADDRESS_PARTS.iter().map(|part| format!("{}.{part}", field.id)).collect(),
        _ => vec![field.id.to_string()],
    }
}

fn cells(field: &FieldDef, value: &Value, title: &impl Fn(&str, Id) -> Option<String>) -> Vec<String> {
    let plain = |text: String| vec![text];
    let safe = |text: &str| vec![formula::neutralise(text).into_owned()];
    match (&field.kind, value) {
        (FieldType::Address, value) => address(value),
        (_, Value::Null) => plain(String::new()),
        (FieldType::Link { to } | FieldType::Links { to }, value) => {
            let named = |id: &str| id.parse().ok().and_then(|id| title(to, id)).filter(|title| !title.is_empty());
            let titles = value.items().iter().map(|id| named(id).unwrap_or_else(|| id.to_string()));
            safe(&titles.collect::<Vec<_>>().join("\n"))
        }
        (_, Value::Money(money)) => plain(money.to_string()),
        (_, Value::Number(number)) => plain(number.to_string()),
        (_, Value::Flag(flag)) => plain(if *flag { "yes" } else { "no" }.to_owned()),
        (_, Value::List(items)) => safe(&items.join(";")),
        (FieldType::Date | FieldType::DateTime, Value::Text(text)) => plain(text.to_string()),
        (_, Value::Text(text)) => safe(text),
        (_, other) => safe(&other.to_json().to_string()),
    }
}

fn address(value: &Value) -> Vec<String> {
    let empty = Address::default();
    let address = if let Value::Address(address) = value { address } else { &empty };
    let parts = [&address.street, &address.city, &address.region, &address.postal_code, &address.country];
    parts.iter().map(|part| formula::neutralise(part).into_owned()).collect()
}

/// Records as JSON Lines: `{"id":…,"entity":…,"values":{field: value…}}`, links as ids, nothing lost.
pub fn export_jsonl<'a>(records: impl IntoIterator<Item = &'a Record>) -> String {
    let mut out = String::new();
    for record in records {
        let filled = record.cells().iter().filter(|cell| !cell.value.is_null());
        let values: Map<String, serde_json::Value> =
            filled.map(|cell| (cell.field.to_string(), cell.value.to_json())).collect();
        let line = json!({ "id": record.id, "entity": &*record.entity, "values": values });
        out.push_str(&line.to_string());
        out.push('\n');
    }
    out
}

/// The rows that failed, as they were, with the reason in a last column. `say` puts a problem into
/// words, with the name of what it is about. Mended, the file can be imported like the first one.
pub fn errors_csv(table: &Table, plan: &Plan, say: impl Fn(&CellProblem) -> String) -> String {
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let safe = |text: &str| formula::neutralise(text).into_owned();
    let headers = table.headers.iter().map(|header| Cow::Owned(safe(header))).chain([Cow::Borrowed(REASON_COLUMN)]);
    let _ = out.write_record(headers.map(Cow::into_owned));
    for (row, planned) in table.rows.iter().zip(&plan.rows) {
        let Outcome::Fail(problems) = &planned.outcome else { continue };
        let reasons: Vec<String> = problems.iter().map(&say).collect();
        let mut line: Vec<String> = row.cells().map(safe).collect();
        line.resize(line.len().max(table.headers.len()), String::new());
        line.push(safe(&reasons.join(" ")));
        let _ = out.write_record(&line);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}
