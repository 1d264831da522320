//! The sales opportunities of `shared/data` by the commands: figures published beside the files.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    unreachable_pub,
    missing_docs,
    reason = "a test may stop at the first surprise, and is read by nobody's documentation"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use shared::transfer::table;
use support::{PASSWORD, sextant, succeed};

/// The product file writes `GTX Pro`.
const MAPPING: &str = r#"{ "columns": [{ "column": "product", "values": { "GTXPro": "GTX Pro" } }] }"#;

/// Cells by column.
type Row = BTreeMap<String, String>;

/// Where the files are, or nothing, visibly.
fn folder() -> Option<PathBuf> {
    let folder: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "..", "..", "shared", "data", "crm-sales-opportunities"].iter().collect();
    let there = folder.is_dir();
    if !there {
        eprintln!("skipped: {} is absent", folder.display());
    }
    there.then_some(folder)
}

fn rows(text: &str) -> Vec<Row> {
    let table = table(text, b',', true).unwrap();
    let row = |cells: Vec<&str>| table.headers.iter().cloned().zip(cells.into_iter().map(str::to_owned)).collect();
    table.rows.iter().map(|line| row(line.cells().collect())).collect()
}

/// All records of an entity, with the names of what they link to.
fn exported(data: &Path, entity: &str) -> Vec<Row> {
    rows(&succeed(sextant(data, &["export", "--entity", entity]), ""))
}

fn cells<const N: usize>(row: &Row, columns: [&str; N]) -> [String; N] {
    columns.map(|column| row[column].clone())
}

/// Dollars won, of these rows.
fn won<'a>(deals: impl IntoIterator<Item = &'a Row>) -> u64 {
    let won = deals.into_iter().filter(|deal| deal["stage"] == "Won");
    won.map(|deal| deal["amount"].strip_suffix(" USD").unwrap().parse::<u64>().unwrap()).sum()
}

/// One test, because the import takes longest.
#[test]
fn four_files_go_in_by_the_command_and_the_published_figures_come_out() {
    let Some(folder) = folder() else { return };
    let directory = tempfile::tempdir().unwrap();
    let (data, mapping) = (directory.path().join("data"), directory.path().join("mapping.json"));
    fs::write(&mapping, MAPPING).unwrap();
    succeed(sextant(&data, &["init", "--workspace", "Acme", "--owner", "ada@example.com"]), &format!("{PASSWORD}\n"));
    let import = |entity: &str, name: &str, more: &[&str]| -> Json {
        let mut command = sextant(&data, &["import", "--json", "--entity", entity]);
        command.arg(folder.join(name)).args(more);
        serde_json::from_str(&succeed(command, "")).unwrap()
    };
    let counts = |done: &Json| {
        ["created", "updated", "skipped", "failed", "linked"].map(|name| done["counts"][name].as_u64().unwrap())
    };

    assert_eq!(counts(&import("account", "accounts.csv", &[])), [85, 0, 0, 0, 0]);
    assert_eq!(counts(&import("product", "products.csv", &[])), [7, 0, 0, 0, 3]);
    assert_eq!(counts(&import("user", "sales_teams.csv", &[])), [35, 0, 0, 0, 15]);
    let dry = import("opportunity", "sales_pipeline.csv", &["--dry-run"]);
    assert_eq!(counts(&dry), [8800 - 1480, 0, 0, 1480, 0]);
    assert_eq!((&dry["questions"][0]["value"], dry["questions"].as_array().unwrap().len()), (&"GTXPro".into(), 1));
    let mapped = ["--mapping", mapping.to_str().unwrap()];
    assert_eq!(counts(&import("opportunity", "sales_pipeline.csv", &mapped)), [8800, 0, 0, 0, 0]);
    the_figures_come_out(&data);
    agents_are_in_teams_under_their_managers_and_regions(&data, &folder);
    subsidiaries_are_linked_to_their_parents(&data, &folder);

    let before = exported(&data, "opportunity");
    assert_eq!(counts(&import("opportunity", "sales_pipeline.csv", &mapped)), [0, 0, 8800, 0, 0], "once more");
    assert_eq!(
        counts(&import("opportunity", "sales_pipeline.csv", &[])),
        [0, 0, 8800, 0, 0],
        "GTXPro is GTX Pro by now"
    );
    assert_eq!(counts(&import("user", "sales_teams.csv", &[])), [0, 0, 35, 0, 0], "once more");
    assert_eq!(exported(&data, "opportunity"), before);
    assert!(succeed(sextant(&data, &["verify"]), "").contains("clean"));
}

fn the_figures_come_out(data: &Path) {
    let deals = exported(data, "opportunity");
    let at = |stage: &str| deals.iter().filter(|deal| deal["stage"] == stage).count();
    assert_eq!(["Won", "Lost", "Engaging", "Prospecting"].map(at), [4238, 2473, 1589, 500]);
    assert_eq!(won(&deals), 10_005_534);
    assert_eq!(won(deals.iter().filter(|deal| deal["product"] == "GTX Pro")), 3_510_578);
    assert_eq!(won(deals.iter().filter(|deal| deal["owner"] == "Darcel Schlecht")), 1_153_214);
    assert_eq!(deals.iter().filter(|deal| deal["account"].is_empty()).count(), 1425);
}

fn agents_are_in_teams_under_their_managers_and_regions(data: &Path, folder: &Path) {
    let teams: BTreeMap<String, Row> =
        exported(data, "team").into_iter().map(|team| (team["name"].clone(), team)).collect();
    let agents = exported(data, "user").into_iter().filter(|user| user["role"] == "Rep");
    let found: BTreeSet<_> = agents
        .map(|agent| {
            let [manager, region] = cells(&teams[&agent["team"]], ["manager", "parent"]);
            [agent["name"].clone(), manager, region]
        })
        .collect();
    let file = rows(&fs::read_to_string(folder.join("sales_teams.csv")).unwrap());
    let expected: BTreeSet<_> =
        file.iter().map(|row| cells(row, ["sales_agent", "manager", "regional_office"])).collect();
    assert_eq!((found.len(), found), (35, expected));
}

fn subsidiaries_are_linked_to_their_parents(data: &Path, folder: &Path) {
    let below = |rows: Vec<Row>, [name, parent]: [&str; 2]| -> BTreeSet<[String; 2]> {
        rows.iter().filter(|row| !row[parent].is_empty()).map(|row| cells(row, [name, parent])).collect()
    };
    let found = below(exported(data, "account"), ["name", "parent"]);
    let file = rows(&fs::read_to_string(folder.join("accounts.csv")).unwrap());
    assert_eq!((found.len(), found), (15, below(file, ["account", "subsidiary_of"])));
}
