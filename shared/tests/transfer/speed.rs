//! Planning must be instant for the real file and bearable for a hundred thousand rows.

use crate::workspace::{Workspace, read, suggested};
use std::time::Instant;

#[test]
fn a_hundred_thousand_rows_are_planned_in_seconds() {
    let mut workspace = Workspace::new();
    let mut text = String::from("first name,last name,email,company,job title,phone\n");
    for row in 0..100_000 {
        text += &format!("Ada{row},Lovelace {},ada{row}@firm{}.example,Firm {},Buyer,+49 30 {row}\n", row % 977, row % 6000, row % 6000);
    }
    let mut begun = Instant::now();
    let mut lap = |what: &str| {
        eprintln!("{what}: {:?}", begun.elapsed());
        begun = Instant::now();
    };
    let table = read(text.as_bytes());
    lap("read");
    let mut mapping = suggested(&workspace.schema, &table, None).mapping;
    lap("suggest");
    mapping.links.insert("account".to_owned(), shared::transfer::LinkPolicy::Create);
    let plan = workspace.plan(&mapping, &table);
    lap("plan");
    assert_eq!((plan.counts.created, plan.counts.linked), (100_000, 6_000));
    let batches = shared::transfer::operations(&workspace.schema, &plan);
    lap("operations");
    assert_eq!(batches.len(), 106_000 / 250);
}
