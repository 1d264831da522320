#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

use super::{Asked, Wanted, convert, matches, owner};
use crate::{
    Id, Record, Value,
    record::Stamp,
    rules::Role,
    sync::{Edit, Operation},
};
use std::sync::Arc;

fn row(entity: &str, name: &str, values: &[(&str, Value)]) -> Arc<Record> {
    made(entity, Id::named(name), values)
}

fn made(entity: &str, id: Id, values: &[(&str, Value)]) -> Arc<Record> {
    let stamp = Arc::new(Stamp { seq: 0, at: 0, by: Id::NIL, client: Id::NIL });
    let mut record = Record::new(entity, id, stamp.clone());
    for (field, value) in values {
        record.set(*field, value.clone(), stamp.clone());
    }
    Arc::new(record)
}

fn link(name: &str) -> Value {
    Id::named(name).into()
}

fn person(name: &str, role: Role, team: &str, active: bool) -> Arc<Record> {
    let values = [("role", role.id().into()), ("team", link(team)), ("active", active.into())];
    row("user", name, &values)
}

fn route(name: &str, priority: f64, values: &[(&'static str, Value)]) -> Arc<Record> {
    let own = [("name", name.into()), ("active", true.into()), ("priority", priority.into())];
    row("lead_route", name, &own.iter().chain(values).cloned().collect::<Vec<_>>())
}

/// Pumps below machines; north below sales; rita and rolf sell there, mia reads, gone has left.
struct Firm {
    people: Vec<Arc<Record>>,
    teams: Vec<Arc<Record>>,
    families: Vec<Arc<Record>>,
    leads: Vec<Arc<Record>>,
}

fn firm() -> Firm {
    Firm {
        people: vec![
            person("boss", Role::Owner, "top", true),
            person("rita", Role::Rep, "north", true),
            person("rolf", Role::Rep, "north", true),
            person("mia", Role::ReadOnly, "north", true),
            person("gone", Role::Rep, "north", false),
        ],
        teams: vec![row("team", "sales", &[]), row("team", "north", &[("parent", link("sales"))])],
        families: vec![
            row("product_family", "machines", &[]),
            row("product_family", "pumps", &[("parent", link("machines"))]),
        ],
        leads: Vec::new(),
    }
}

fn routed(firm: &Firm, routes: &[Arc<Record>], country: Option<&str>) -> Option<Id> {
    let Firm { people, teams, families, leads } = firm;
    owner(&Asked { routes, people, teams, families, leads, family: Some(Id::named("pumps")), country })
}

#[test]
fn the_first_route_that_fits_names_the_owner() {
    let firm = firm();
    let to = |name: &str| ("person", link(name));
    assert_eq!(routed(&firm, &[], None), Some(Id::named("boss")), "nobody else is named");
    let family = |name: &str| ("family", link(name));
    let low = route("all", 0.0, &[to("boss")]);
    let above = route("machines", 5.0, &[to("rita"), family("machines")]);
    let other = route("desks", 9.0, &[to("rolf"), family("desks")]);
    let all = [low, above, other];
    assert_eq!(routed(&firm, &all, None), Some(Id::named("rita")), "a family takes in those below it");
    let abroad = [&all[..], &[route("france", 7.0, &[to("rolf"), ("countries", "BE FR".into())])]].concat();
    assert_eq!(routed(&firm, &abroad, Some("FR")), Some(Id::named("rolf")));
    assert_eq!(routed(&firm, &abroad, Some("DE")), Some(Id::named("rita")));
    assert_eq!(routed(&firm, &abroad, None), Some(Id::named("rita")), "nobody knows the country");
}

#[test]
fn who_cannot_work_on_it_is_passed_over() {
    let firm = firm();
    for name in ["gone", "mia", "nobody"] {
        let routes = [route("first", 9.0, &[("person", link(name))]), route("then", 1.0, &[("person", link("rolf"))])];
        assert_eq!(routed(&firm, &routes, None), Some(Id::named("rolf")), "{name}");
    }
    let off = route("off", 9.0, &[("person", link("rita")), ("active", false.into())]);
    assert_eq!(routed(&firm, &[off], None), Some(Id::named("boss")));
}

#[test]
fn members_of_a_team_take_turns() {
    let mut firm = firm();
    let routes = [route("north", 0.0, &[("members_of", link("sales"))])];
    let mut counts = [0, 0];
    for at in 0..10_u128 {
        let next = routed(&firm, &routes, None).unwrap();
        counts[usize::from(next == Id::named("rita"))] += 1;
        firm.leads.push(made("lead", Id::new(u64::try_from(at).unwrap(), at), &[("owner", next.into())]));
    }
    assert_eq!(counts, [5, 5]);
}

fn lead(values: &[(&'static str, Value)]) -> Arc<Record> {
    let own = [
        ("title", "A pump".into()),
        ("status", "new".into()),
        ("person", "Ada Mary Byron".into()),
        ("company", "Harbour Cranes GmbH".into()),
        ("email", "ada@cranes.example".into()),
        ("owner", link("rita")),
    ];
    row("lead", "lead", &own.iter().chain(values).cloned().collect::<Vec<_>>())
}

#[test]
fn a_person_is_found_by_address_and_a_firm_by_its_person_or_name() {
    let accounts = [
        row("account", "cranes", &[("name", "Harbor Cranes".into())]),
        row("account", "other", &[("name", "Quite Another".into())]),
    ];
    let contact = |email: &str, account: &str| {
        let values = [("last_name", "Byron".into()), ("email", email.into()), ("account", link(account))];
        row("contact", "byron", &values)
    };
    let found = matches(&lead(&[]), &accounts, &[contact("x@y.example", "other")]);
    assert_eq!(
        found.accounts.iter().map(|one| (one.id, one.certain)).collect::<Vec<_>>(),
        [(Id::named("cranes"), false)]
    );
    let found = matches(&lead(&[]), &accounts, &[contact("ADA@cranes.example", "other")]);
    assert!(found.contacts[0].certain);
    assert_eq!(found.accounts[0].id, Id::named("other"), "the person's own firm comes first");
    assert_eq!(matches(&lead(&[]), &[], &[]), super::Matches::default());
}

fn ids() -> impl FnMut() -> Id {
    let mut at = 0;
    move || {
        at += 1;
        Id::named(&format!("new {at}"))
    }
}

fn created(ops: &[Operation], entity: &str, field: &str) -> Option<Value> {
    ops.iter().find_map(|op| match op {
        Operation::Create { entity: own, values, .. } if **own == *entity => Some(values.get(field)?.clone()),
        _ => None,
    })
}

#[test]
fn converting_makes_what_is_missing_and_links_it() {
    let stage = Some((Id::named("stage"), Some(Id::named("pipeline"))));
    let wanted = Wanted { stage, source: "Event".to_owned(), ..Wanted::default() };
    let made = convert(&lead(&[]), &wanted, &[], ids());
    assert_eq!(created(&made.ops, "account", "name"), Some("Harbour Cranes GmbH".into()));
    assert_eq!(created(&made.ops, "contact", "first_name"), Some("Ada Mary".into()));
    assert_eq!(created(&made.ops, "contact", "last_name"), Some("Byron".into()));
    assert_eq!(created(&made.ops, "contact", "account"), Some(link("new 1")));
    assert_eq!(created(&made.ops, "opportunity", "account"), Some(link("new 1")));
    assert_eq!(created(&made.ops, "opportunity", "owner"), Some(link("rita")));
    assert_eq!(created(&made.ops, "opportunity", "source"), Some("Event".into()));
    assert_eq!(made.next, Some(("opportunity".into(), Id::named("new 3"))));
}

#[test]
fn converting_takes_what_there_is_and_overwrites_nothing() {
    let lead = lead(&[("opportunity", link("deal")), ("quote", link("quote"))]);
    let deal = row("opportunity", "deal", &[("name", "A pump".into())]);
    let quote = row("quote", "quote", &[("title", "A pump".into()), ("contact", link("somebody else"))]);
    let wanted = Wanted { account: Some(Id::named("cranes")), contact: Some(Id::named("ada")), ..Wanted::default() };
    let made = convert(&lead, &wanted, &[deal, quote], ids());
    assert!(!made.ops.iter().any(|op| matches!(op, Operation::Create { .. })));
    let set = |entity: &str, field: &str| {
        made.ops.iter().find_map(|op| match op {
            Operation::Patch { entity: own, changes, .. } if **own == *entity => {
                let change = changes.iter().find(|change| *change.field == *field)?;
                match &change.edit {
                    Edit::Set(value) => Some(value.clone()),
                    _ => None,
                }
            }
            _ => None,
        })
    };
    assert_eq!(set("opportunity", "account"), Some(link("cranes")));
    assert_eq!(set("quote", "account"), Some(link("cranes")));
    assert_eq!(set("quote", "contact"), None, "what somebody has entered stays");
    assert_eq!(set("lead", "status"), Some("qualified".into()));
}
