//! What is exported is safe in a spreadsheet and comes back unchanged.

use crate::workspace::{Workspace, read, suggested};
use shared::{
    Id, Record, Value,
    sync::Operation,
    transfer::{Outcome, export_csv, export_jsonl},
    value::{Address, Money},
};
use std::sync::Arc;

const NASTY: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "'=quoted",
    "''",
    "+49 30 1234",
    "-5",
    "@x",
    "a,b;\"c\"\r\nd",
    "\ttab",
    "＝wide",
    "ünï",
    "' ",
    "<script>",
];

fn workspace() -> Workspace {
    let mut workspace = Workspace::new();
    let mut before = None;
    for (at, name) in NASTY.iter().enumerate() {
        let id = workspace.id();
        let address = Address { street: format!("{name}\nsecond line"), city: "=Ulm".into(), ..Address::default() };
        let amount: Money = "-12.30 EUR".parse().unwrap();
        let values: Vec<(&str, Value)> = vec![
            ("name", Value::text(name)),
            ("description", Value::text(format!("{name} {name}"))),
            ("phone", Value::text(name.replace(['\r', '\n'], " "))),
            ("address", Value::Address(Box::new(address))),
            ("revenue", amount.into()),
            ("employees", Value::Number(f64::from(u32::try_from(at).unwrap()))),
            ("lifecycle", "customer".into()),
            ("parent", before.map_or(Value::Null, Value::from)),
        ];
        workspace.push(vec![Operation::create("account", id, values)]);
        before = Some(id);
    }
    workspace
}

fn export(workspace: &Workspace, records: &[Arc<Record>]) -> String {
    let def = workspace.schema.entity("account").unwrap();
    let title = |entity: &str, id: Id| workspace.get(entity, id).map(|row| workspace.schema.title(&row));
    export_csv(&workspace.schema, def, records.iter().map(|record| &**record), title)
}

#[test]
fn no_cell_is_a_formula() {
    let workspace = workspace();
    let text = export(&workspace, &workspace.live("account"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let money = reader.headers().unwrap().iter().position(|header| header == "revenue").unwrap();
    for row in reader.records() {
        for (at, cell) in row.unwrap().iter().enumerate().filter(|(at, _)| *at != money) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']), "column {at}: {cell}");
        }
    }
}

#[test]
fn an_export_imports_as_no_change() {
    let mut workspace = workspace();
    let text = export(&workspace, &workspace.live("account"));
    let table = read(text.as_bytes());
    let suggestion = suggested(&workspace.schema, &table, None);
    assert_eq!(&*suggestion.mapping.entity, "account");
    let plan = workspace.plan(&suggestion.mapping, &table);
    let changes: Vec<_> = plan.drafts.iter().flat_map(shared::transfer::Draft::changes).collect();
    assert!(
        plan.rows.iter().all(|row| matches!(row.outcome, Outcome::Skip(_))),
        "{changes:?} {:?}",
        plan.failures().next()
    );
}

#[test]
fn json_lines_lose_nothing() {
    let workspace = workspace();
    let records = workspace.live("account");
    let text = export_jsonl(records.iter().map(|record| &**record));
    for (line, record) in text.lines().zip(&records) {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(json["id"], record.id.to_string());
        for cell in record.cells() {
            assert_eq!(Value::from_json(json["values"][&*cell.field].clone()), cell.value);
        }
    }
    assert_eq!(text.lines().count(), records.len());
}
