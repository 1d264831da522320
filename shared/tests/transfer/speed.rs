//! Planning must be instant for real files and bearable for a hundred thousand rows.

use crate::workspace::{Workspace, read, suggested};
use shared::transfer::{LinkPolicy, operations};
use std::{fmt::Write as _, time::Instant};

/// Contacts at a sixteenth as many firms, with the times that each step took.
fn contacts(rows: usize) {
    let firms = rows / 16;
    let mut workspace = Workspace::new();
    let mut text = String::from("first name,last name,email,company,job title,phone\n");
    for row in 0..rows {
        let firm = row % firms;
        let _ = writeln!(
            text,
            "Ada{row},Lovelace {},ada{row}@firm{firm}.example,Firm {firm},Buyer,+49 30 {row}",
            row % 977
        );
    }
    let mut begun = Instant::now();
    let mut lap = |what: &str| {
        eprintln!("{rows} rows, {what}: {:?}", begun.elapsed());
        begun = Instant::now();
    };
    let table = read(text.as_bytes());
    lap("read");
    let mut mapping = suggested(&workspace.schema, &table, None).mapping;
    lap("suggest");
    mapping.links.insert("account".to_owned(), LinkPolicy::Create);
    let plan = workspace.plan(&mapping, &table);
    lap("plan");
    assert_eq!((plan.counts.created, plan.counts.linked), (rows, firms));
    let batches = operations(&workspace.schema, &plan);
    lap("operations");
    assert_eq!(batches.len(), (rows + firms).div_ceil(250));
}

#[test]
fn eight_thousand_rows() {
    contacts(8_000);
}

#[test]
#[ignore = "takes half a minute without optimisation: run with --release --run-ignored all"]
fn a_hundred_thousand_rows() {
    contacts(100_000);
}
