//! The demo workspace: valid, the same for a seed, and lifelike enough to show.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    dead_code,
    missing_docs,
    reason = "tests may panic and take the time; the workspace is shared with the tests of imports"
)]

#[path = "transfer/workspace.rs"]
mod workspace;

use shared::{
    Record, Schema,
    catalogue::{Sheets, families},
    demo::{Demo, OWNER, PEOPLE, Size},
    entities::{Account, Activity, Article, Contact, Opportunity, Product, ProductModel, Stage, Task, Team, User},
    rules::Role,
    sync::Operation,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};
use workspace::{Workspace, today};

fn made(size: Size) -> Workspace {
    let mut workspace = Workspace::new();
    for batch in Demo::new(7, size, today()) {
        assert!(!batch.is_empty() && batch.len() <= 500);
        workspace.push(batch);
    }
    workspace
}

fn count<T>(rows: &[T], which: impl Fn(&T) -> bool) -> usize {
    rows.iter().filter(|row| which(row)).count()
}

#[test]
fn a_small_workspace_is_valid_and_lifelike() {
    let workspace = made(Size::Small);
    people(&workspace);
    customers(&workspace);
    deals(&workspace);
    work(&workspace);
    knowledge(&workspace);
    catalogue(&workspace);
}

fn people(workspace: &Workspace) {
    for person in PEOPLE {
        let row = workspace.get("user", person.id()).unwrap_or_else(|| panic!("{}", person.email));
        assert_eq!((row.get(User::EMAIL), row.get(User::ROLE)), (Some(person.email), Some(person.role.id())));
    }
    assert!(
        workspace.live("user").iter().all(|user| user.get(User::EMAIL) != Some(OWNER.email)),
        "the owner is founded, not made"
    );
    let manager = PEOPLE.iter().find(|person| person.role == Role::Manager).unwrap().id();
    let rep = workspace.get("user", PEOPLE.iter().find(|person| person.role == Role::Rep).unwrap().id()).unwrap();
    let team = workspace.get("team", rep.get(User::TEAM).unwrap()).unwrap();
    assert_eq!(team.get(Team::MANAGER), Some(manager), "the manager who signs in leads the rep who signs in");
    assert!(team.get(Team::PARENT).is_some());
    let own = count(&workspace.live("opportunity"), |deal| deal.get(Opportunity::OWNER) == Some(rep.id));
    assert!(own >= 5, "{own}");
}

fn customers(workspace: &Workspace) {
    let accounts = workspace.live("account");
    let names: BTreeSet<&str> = accounts.iter().filter_map(|row| row.get(Account::NAME)).collect();
    assert_eq!(names.len(), accounts.len(), "no two firms share a name");
    let below = count(&accounts, |row| row.get(Account::PARENT).is_some());
    assert!(below > accounts.len() / 15 && below < accounts.len() / 4, "{below}");
    assert!(accounts.iter().all(|row| row.get(Account::OWNER).is_some() && row.get(Account::TEAM).is_some()));
    let contacts = workspace.live("contact");
    let addresses: BTreeSet<&str> = contacts.iter().filter_map(|row| row.get(Contact::EMAIL)).collect();
    assert_eq!(addresses.len(), contacts.len());
    assert!(addresses.iter().all(|address| address.ends_with(".example") && address.is_ascii()));
}

fn deals(workspace: &Workspace) {
    let deals = workspace.live("opportunity");
    let kind = |deal: &Arc<Record>| Stage::of(workspace, deal).unwrap().get(Stage::KIND).unwrap().to_owned();
    assert!(workspace.live("account").iter().all(|account| Stage::of(workspace, account).is_none()));
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for deal in &deals {
        let kind = kind(deal);
        let (opened, close) = (deal.get(Opportunity::OPENED_ON).unwrap(), deal.get(Opportunity::CLOSE_DATE).unwrap());
        assert!(opened <= today() && opened <= close);
        assert!(
            kind == "open" || close <= today() + jiff::Span::new().days(3),
            "closed deals are closed in the past: {close}"
        );
        *kinds.entry(kind).or_default() += 1;
    }
    let share = |kind: &str| kinds[kind] * 100 / deals.len();
    assert!((15..=40).contains(&share("open")), "{kinds:?}");
    assert!((20..=50).contains(&share("won")) && (20..=50).contains(&share("lost")), "{kinds:?}");
    let pipelines: BTreeSet<_> = deals.iter().filter_map(|deal| deal.get(Opportunity::PIPELINE)).collect();
    assert_eq!(pipelines.len(), 2);
    let stages: BTreeSet<_> = deals.iter().filter_map(|deal| deal.get(Opportunity::STAGE)).collect();
    assert_eq!(stages.len(), 11, "every stage has deals");
    let late = count(&deals, |deal| kind(deal) == "open" && deal.get(Opportunity::CLOSE_DATE).unwrap() < today());
    assert!(late > 0, "some deals are late");
}

fn work(workspace: &Workspace) {
    let tasks = workspace.live("task");
    let open = |task: &Arc<Record>| task.get(Task::DONE) == Some(false);
    assert!(count(&tasks, |task| open(task) && task.get(Task::DUE).unwrap() < today()) > 5, "some are overdue");
    assert!(count(&tasks, |task| open(task) && task.get(Task::DUE).unwrap() == today()) > 3, "some are for today");
    assert!(count(&tasks, |task| open(task) && task.get(Task::DUE).unwrap() > today()) > 20);
    let activities = workspace.live("activity");
    let now = today().at(23, 59, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let planned = count(&activities, |row| row.get(Activity::AT).unwrap() > now);
    assert!(planned > 0 && planned < activities.len() / 4, "{planned}");
    for row in &activities {
        let (at, subject) = (row.get(Activity::AT).unwrap(), row.get(Activity::SUBJECT).unwrap());
        let past = at.to_zoned(jiff::tz::TimeZone::UTC).date() < today();
        assert_eq!(row.get(Activity::OUTCOME).is_some(), past, "only what has happened has an outcome: {subject} {at}");
        let first = subject.split(' ').next().unwrap();
        let told = first.ends_with("ed") || ["Sent", "Went", "Brought", "Met", "Came"].contains(&first);
        assert!(subject == "First call" || told == past, "{subject} {at}");
    }
    assert!(!workspace.live("note").is_empty());
}

fn knowledge(workspace: &Workspace) {
    let articles = workspace.live("article");
    assert_eq!(articles.len(), 40);
    assert!(count(&articles, |row| row.get(Article::STATUS) == Some("draft")) >= 2);
    assert!(count(&articles, |row| row.get(Article::ROLES).is_some_and(|roles| !roles.is_empty())) >= 1);
    assert!(count(&articles, |row| row.get(Article::PRODUCTS).is_some_and(|products| !products.is_empty())) > 15);
    assert!(articles.iter().all(|row| row.get(Article::BODY).is_some_and(|body| body.len() > 200)));
    let depth = |row: &Arc<Record>| {
        let up = |row: &Arc<Record>| {
            row.value("parent").as_text().and_then(|id| workspace.get("article_category", id.parse().ok()?))
        };
        std::iter::successors(Some(row.clone()), up).count()
    };
    assert_eq!(workspace.live("article_category").iter().map(depth).max(), Some(3));
}

fn catalogue(workspace: &Workspace) {
    let products = workspace.live("product");
    let tree = families(&workspace.live("product_family"), &products);
    assert_eq!(tree.iter().filter(|family| family.level == 1).map(|family| family.products).sum::<usize>(), 28);
    assert!(tree.iter().all(|family| family.symbol.is_some() && family.products > 0), "{tree:?}");
    let sheets = Sheets::new(&workspace.live("specification"));
    assert!(products.iter().all(|product| sheets.of(product.id).lines().count() >= 2));
    let published: Vec<_> = workspace.live("product_model");
    let published = published.iter().filter(|model| model.get(ProductModel::STATUS) == Some("published"));
    let made: BTreeSet<_> = published
        .filter_map(|model| {
            let source: serde_json::Value = serde_json::from_str(model.get(ProductModel::SOURCE)?).ok()?;
            Some((source["id"].as_str()?.to_owned(), workspace.get("product", model.get(ProductModel::PRODUCT)?)?))
        })
        .map(|(model, product)| format!("{model} {}", product.get(Product::CODE).unwrap_or_default()))
        .collect();
    assert_eq!(made, BTreeSet::from(["bicycle BI-MERIDIAN", "desk DE-ATOLL", "pump PU-NEREUS"].map(str::to_owned)));
    assert!(workspace.live("product_relation").len() > 30);
}

#[test]
fn the_same_seed_makes_the_same_workspace() {
    let ops =
        |seed, today: &str| Demo::new(seed, Size::Small, today.parse().unwrap()).flatten().collect::<Vec<Operation>>();
    assert_eq!(ops(7, "2026-11-21"), ops(7, "2026-11-21"));
    assert_ne!(ops(7, "2026-11-21"), ops(8, "2026-11-21"));
    assert_ne!(ops(7, "2026-11-21"), ops(7, "2026-11-22"));
}

fn created(size: Size) -> BTreeMap<String, usize> {
    let begun = Instant::now();
    let mut counts = BTreeMap::new();
    let demo = Demo::new(7, size, today());
    let promised = demo.records();
    for op in demo.flatten() {
        if let Operation::Create { entity, .. } = op {
            *counts.entry(entity.to_string()).or_default() += 1;
        }
    }
    eprintln!("{size:?}: {:?} {counts:?}", begun.elapsed());
    assert_eq!(counts.values().sum::<usize>(), promised);
    counts
}

#[test]
fn sizes_are_what_they_say() {
    assert!((2_000..2_200).contains(&created(Size::Small).values().sum::<usize>()));
    assert!((20_000..23_000).contains(&created(Size::Large).values().sum::<usize>()));
    let counts = created(Size::HundredThousand);
    assert_eq!(counts.values().sum::<usize>(), 100_000);
    assert_eq!((counts["contact"], counts["opportunity"], counts["account"]), (60_000, 8_800, 6_000));
    assert_eq!(created(Size::Contacts)["contact"], 100_000);
    assert_eq!(Size::from_name("100k"), Some(Size::HundredThousand));
    assert_eq!(Size::from_name("huge"), None);
}

#[test]
fn history_has_its_days() {
    let mut workspace = Workspace::new();
    for (at, batch) in Demo::new(7, Size::Small, today()).dated() {
        workspace.push_at(at, batch);
    }
    let noon = |date: shared::value::Date| {
        let time = jiff::tz::Offset::UTC.to_timestamp(date.at(12, 0, 0, 0)).unwrap().as_millisecond();
        u64::try_from(time).unwrap()
    };
    let deals = workspace.live("opportunity");
    let (mut stalled, mut open) = (0, 0);
    for deal in &deals {
        let opened = deal.get(Opportunity::OPENED_ON).unwrap();
        assert_eq!(deal.created.at, noon(opened), "made on the day on which it was opened");
        let stage = workspace.get("stage", deal.get(Opportunity::STAGE).unwrap()).unwrap();
        let since = deal.cell(Opportunity::STAGE.id).unwrap().stamp.at;
        assert!(since >= deal.created.at && since <= noon(today()));
        if let Some(after) = stage.get(Stage::STALLS_AFTER) {
            open += 1;
            let days = u32::try_from((noon(today()) - since) / 86_400_000).unwrap();
            stalled += usize::from(f64::from(days) > after);
        }
    }
    assert!(stalled * 20 > open && stalled * 2 < open, "some stand still, most move: {stalled} of {open}");
    let days: BTreeSet<u64> = workspace.live("activity").iter().map(|row| row.created.at / 86_400_000).collect();
    assert!(days.len() > 100, "{}", days.len());
}

#[test]
fn ids_are_never_used_twice() {
    let mut ids = BTreeSet::new();
    for op in Demo::new(7, Size::Large, today()).flatten() {
        if let Operation::Create { id, .. } = op {
            assert!(ids.insert(id));
        }
    }
}

#[test]
fn every_value_is_valid() {
    let schema = Schema::built_in();
    for op in Demo::new(99, Size::Large, today()).flatten() {
        let Operation::Create { entity, id, values } = op else { continue };
        let def = schema.entity(&entity).unwrap();
        let stamp = Arc::new(shared::record::Stamp { seq: 1, at: 1, by: id, client: id });
        let mut record = Record::new(entity.clone(), id, stamp.clone());
        for (field, value) in values {
            assert!(def.field(&field).is_some(), "{entity}.{field}");
            record.set(field, value, stamp.clone());
        }
        assert_eq!(shared::rules::validate(def, &record), [], "{record:?}");
    }
}
