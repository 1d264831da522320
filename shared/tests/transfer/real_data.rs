//! The sales opportunities of `shared/data`: figures published beside the files.

use crate::workspace::{Workspace, read, suggested};
use shared::{
    Record, Value,
    entities::{Account, Opportunity, Product, Team, User},
    rules::Role,
    transfer::{About, Answer, Counts, LinkPolicy, Mapping, Outcome, Plan, Receipt, Table},
};
use std::{collections::BTreeMap, path::PathBuf};

const FILES: [(&str, &str); 4] = [
    ("accounts.csv", "account"),
    ("products.csv", "product"),
    ("sales_teams.csv", "user"),
    ("sales_pipeline.csv", "opportunity"),
];

/// The real file, or nothing, visibly.
pub(crate) fn real(path: &str) -> Option<Vec<u8>> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "shared", "data", path].iter().collect();
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        eprintln!("skipped: {} is absent", path.display());
    }
    bytes
}

fn file(name: &str) -> Option<Table> {
    real(&format!("crm-sales-opportunities/{name}")).map(|bytes| read(&bytes))
}

/// Imports the four files as suggested, with the one confirmation that the pipeline asks for.
fn import_all(workspace: &mut Workspace) -> Option<Vec<(Plan, Receipt)>> {
    let mut done = Vec::new();
    for (name, entity) in FILES {
        let table = file(name)?;
        let suggestion = suggested(&workspace.schema, &table, None);
        assert_eq!(&*suggestion.mapping.entity, entity, "{name} is for {entity}");
        assert!(suggestion.doubts.iter().all(|doubt| !doubt.blocking), "{name}: {:?}", suggestion.doubts);
        let mapping = confirmed(workspace, suggestion.mapping, &table);
        let plan = workspace.plan(&mapping, &table);
        assert_eq!(plan.failures().next(), None, "{name}");
        let receipt = workspace.carry_out(&plan);
        done.push((plan, receipt));
    }
    Some(done)
}

/// Answers every question by its first candidate.
fn confirmed(workspace: &mut Workspace, mut mapping: Mapping, table: &Table) -> Mapping {
    for question in workspace.plan(&mapping, table).questions {
        let (_, title) = question.candidates[0].clone();
        mapping.answer(&question.column, &question.value, Answer::Use(title));
    }
    mapping
}

fn by_stage(workspace: &Workspace) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for deal in workspace.live("opportunity") {
        *counts.entry(workspace.title_of(&deal, "stage", "stage")).or_insert(0) += 1;
    }
    counts
}

fn won(workspace: &Workspace, which: impl Fn(&Record) -> bool) -> String {
    let deals = workspace.live("opportunity");
    let won = deals.iter().filter(|deal| workspace.title_of(deal, "stage", "stage") == "Won" && which(deal));
    won.filter_map(|deal| deal.get(Opportunity::AMOUNT))
        .map(|money| money.amount)
        .sum::<rust_decimal::Decimal>()
        .to_string()
}

/// One test, because the import takes longest.
#[test]
fn four_real_files_in_again_and_out() {
    let mut workspace = Workspace::new();
    let Some(done) = import_all(&mut workspace) else { return };
    the_published_figures_come_out(&workspace, &done);
    accounts_stand_below_their_parents_with_revenue_in_dollars(&workspace);
    agents_are_in_teams_under_their_managers_and_regions(&workspace);
    deals_have_names_dates_chances_and_the_first_pipeline(&workspace);
    a_second_import_changes_nothing(&mut workspace);
    undo_leaves_nothing(&mut workspace, &done);
}

fn the_published_figures_come_out(workspace: &Workspace, done: &[(Plan, Receipt)]) {
    let counts: Vec<Counts> = done.iter().map(|(plan, _)| plan.counts).collect();
    let made = |created, linked| Counts { created, linked, ..Counts::default() };
    // With the 7 products 3 families. 35 agents; on the way 6 managers, their 6 teams and 3 regions.
    assert_eq!(counts, [made(85, 0), made(7, 3), made(35, 15), made(8800, 0)]);

    let stages = [("Engaging", 1589), ("Lost", 2473), ("Prospecting", 500), ("Won", 4238)];
    assert_eq!(by_stage(workspace), stages.map(|(name, count)| (name.to_owned(), count)).into());
    assert_eq!(won(workspace, |_| true), "10005534");
    let pro = workspace.find("product", "GTX Pro").id;
    assert_eq!(won(workspace, |deal| deal.get(Opportunity::PRODUCT) == Some(pro)), "3510578");
    let darcel = workspace.find("user", "Darcel Schlecht").id;
    assert_eq!(won(workspace, |deal| deal.get(Opportunity::OWNER) == Some(darcel)), "1153214");
    let without = workspace.live("opportunity").iter().filter(|deal| deal.get(Opportunity::ACCOUNT).is_none()).count();
    assert_eq!(without, 1425);
}

fn accounts_stand_below_their_parents_with_revenue_in_dollars(workspace: &Workspace) {
    let cheers = workspace.find("account", "Cheers");
    assert_eq!(workspace.title_of(&cheers, "parent", "account"), "Massive Dynamic");
    let children = workspace.live("account").iter().filter(|row| row.get(Account::PARENT).is_some()).count();
    assert_eq!(children, 15);
    assert_eq!(cheers.get(Account::REVENUE).map(ToString::to_string).as_deref(), Some("4269900000 USD"));
    assert_eq!((cheers.get(Account::FOUNDED), cheers.get(Account::EMPLOYEES)), (Some(1993.0), Some(6472.0)));
    assert_eq!(
        (cheers.get(Account::SECTOR), cheers.get(Account::LOCATION)),
        (Some("entertainment"), Some("United States"))
    );
    let product = workspace.find("product", "GTK 500");
    assert_eq!(workspace.title_of(&product, "family", "product_family"), "GTK");
    assert_eq!(product.get(Product::PRICE).map(ToString::to_string).as_deref(), Some("26768 USD"));
}

fn agents_are_in_teams_under_their_managers_and_regions(workspace: &Workspace) {
    let role =
        |role: Role| workspace.live("user").iter().filter(|user| user.get(User::ROLE) == Some(role.id())).count();
    assert_eq!((role(Role::Rep), role(Role::Manager)), (35, 6));
    let teams = workspace.live("team");
    let regions = teams.iter().filter(|team| team.get(Team::PARENT).is_none()).count();
    assert_eq!((teams.len(), regions), (9, 3));
    let agent = workspace.find("user", "Darcel Schlecht");
    assert_eq!(workspace.title_of(&agent, "team", "team"), "Melvin Marxen");
    let team = workspace.find("team", "Melvin Marxen");
    assert_eq!(workspace.title_of(&team, "manager", "user"), "Melvin Marxen");
    assert_eq!(workspace.title_of(&team, "parent", "team"), "Central");
    // Deals follow their owner into the team.
    let deal =
        workspace.live("opportunity").into_iter().find(|deal| deal.get(Opportunity::OWNER) == Some(agent.id)).unwrap();
    assert_eq!(deal.get(Opportunity::TEAM), Some(team.id));
}

fn deals_have_names_dates_chances_and_the_first_pipeline(workspace: &Workspace) {
    let deal = workspace
        .live("opportunity")
        .into_iter()
        .find(|deal| deal.get(Opportunity::NUMBER) == Some("1C1I7A6R"))
        .unwrap();
    assert_eq!(deal.get(Opportunity::NAME), Some("Cancity – GTX Plus Basic"));
    assert_eq!(deal.value("opened_on"), &Value::text("2016-10-20"));
    assert_eq!(deal.value("close_date"), &Value::text("2017-03-01"));
    assert_eq!(deal.get(Opportunity::PROBABILITY), Some(100.0));
    assert_eq!(workspace.title_of(&deal, "pipeline", "pipeline"), "Sales");
    assert_eq!(workspace.title_of(&deal, "owner", "user"), "Moses Frase");
}

fn a_second_import_changes_nothing(workspace: &mut Workspace) {
    for (plan, receipt) in &import_all(workspace).unwrap() {
        assert!(plan.rows.iter().all(|row| matches!(row.outcome, Outcome::Skip(_))));
        assert_eq!((plan.touched().count(), receipt), (0, &Receipt::default()));
    }
}

fn undo_leaves_nothing(workspace: &mut Workspace, done: &[(Plan, Receipt)]) {
    for (_, receipt) in done.iter().rev() {
        let json = serde_json::to_string(receipt).unwrap();
        let undone = workspace.undo(&serde_json::from_str(&json).unwrap());
        assert!(undone.kept.is_empty() && undone.edited.is_empty());
    }
    for entity in ["account", "product", "user", "team", "opportunity"] {
        assert_eq!(workspace.live(entity).len(), 0, "{entity}");
    }
}

#[test]
fn the_misspelt_product_is_asked_about_once() {
    let mut workspace = Workspace::new();
    let (Some(products), Some(teams), Some(deals)) =
        (file("products.csv"), file("sales_teams.csv"), file("sales_pipeline.csv"))
    else {
        return;
    };
    for table in [&products, &teams] {
        let mapping = suggested(&workspace.schema, table, None).mapping;
        let plan = workspace.plan(&mapping, table);
        workspace.carry_out(&plan);
    }
    let mut mapping = suggested(&workspace.schema, &deals, Some("opportunity")).mapping;
    mapping.links.insert("account".to_owned(), LinkPolicy::Create);
    let plan = workspace.plan(&mapping, &deals);
    let [question] = plan.questions.as_slice() else { panic!("{:?}", plan.questions) };
    assert_eq!((&*question.column, &*question.value, question.rows), ("product", "GTXPro", 1480));
    assert_eq!(question.candidates[0].1, "GTX Pro");
    assert_eq!((plan.counts.created, plan.counts.failed, plan.counts.linked), (8800 - 1480, 1480, 85));
    let (_, problems) = plan.failures().next().unwrap();
    assert_eq!(
        (problems[0].column.as_deref(), &*problems[0].problem.message_key),
        (Some("product"), "import-link-near")
    );
    // A mapping file may say the same beforehand.
    let file: Mapping =
        serde_json::from_str(r#"{"columns":[{"column":"product","values":{"GTXPro":"GTX Pro"}}]}"#).unwrap();
    let plan = workspace.plan(&mapping.overlaid(file), &deals);
    assert_eq!((plan.counts.created, plan.questions.len()), (8800, 0));
}

#[test]
fn the_unit_of_revenue_is_shown_as_a_doubt() {
    let workspace = Workspace::new();
    let Some(table) = file("accounts.csv") else { return };
    let doubts = suggested(&workspace.schema, &table, None).doubts;
    let unit = doubts.iter().find(|doubt| matches!(doubt.about, About::Unit { .. })).expect("a doubt");
    assert_eq!((&*unit.column, unit.blocking), ("revenue", false));
    assert!(doubts.iter().any(|doubt| matches!(doubt.about, About::Currency { .. })));
}
