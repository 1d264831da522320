//! Random histories: many people write, change teams and roles and pull now and then, and in the end each
//! device holds exactly what its person may hold. A failing run prints its seed; `AUTHORITY_SEED` repeats it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    reason = "a test may stop at the first surprise"
)]

use shared::{
    Id, Problem, Record, Schema, Value,
    rules::{Access, Hidden, Role, Scope},
    sync::{
        Authority, Change, Cursor, Edit, Head, Held, Inspection, Mutation, Operation, PROTOCOL, PullRequest, Pulled,
        RowKey, Rows, Stage, Standing, Status, Terms,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

const PEOPLE: usize = 7;
const TEAMS: usize = 4;
const STEPS: usize = 120;

struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// A device as the protocol sees one: rows, a cursor, and the rights under which they came.
struct Device {
    user: Id,
    rows: BTreeMap<RowKey, Arc<Record>>,
    cursor: Option<Cursor>,
    scopes: BTreeSet<Scope>,
    sees_all: bool,
    hidden: Option<Hidden>,
}

struct World {
    random: Random,
    truth: Authority,
    log: Vec<String>,
    devices: Vec<Device>,
    records: Vec<RowKey>,
    time: u64,
    number: u64,
}

fn person(n: usize) -> Id {
    Id::named(&format!("person {n}"))
}

fn team(n: usize) -> Id {
    Id::named(&format!("team {n}"))
}

fn set(entity: &str, id: Id, field: &str, value: Value, base: u64) -> Operation {
    let change = Change { field: field.into(), edit: Edit::Set(value), base };
    Operation::Patch { entity: entity.into(), id, changes: vec![change] }
}

impl World {
    fn new(seed: u64) -> Self {
        let schema = Arc::new(Schema::built_in());
        let mut world = Self {
            random: Random(seed),
            truth: Authority::new(schema, Head::new("epoch"), []),
            log: Vec::new(),
            devices: Vec::new(),
            records: Vec::new(),
            time: 1000,
            number: 0,
        };
        let mut ops: Vec<Operation> = Role::ALL
            .into_iter()
            .map(|role| {
                Operation::create("role", role.id(), [("name", Value::from(role.key())), ("key", role.key().into())])
            })
            .collect();
        ops.extend((0..TEAMS).map(|n| {
            let parent = (n > 1).then(|| team(n / 2));
            Operation::create("team", team(n), [("name", Value::from(format!("team {n}"))), ("parent", parent.into())])
        }));
        ops.extend((0..PEOPLE).map(|n| {
            let role = Role::ALL[n % Role::ALL.len()];
            let values =
                [("name", Value::from(format!("p{n}"))), ("role", role.id().into()), ("team", team(n % TEAMS).into())];
            Operation::create("user", person(n), values)
        }));
        world.write(None, ops);
        // Some people have two devices.
        let devices = (0..PEOPLE + 3).map(|n| Device {
            user: person(n % PEOPLE),
            rows: BTreeMap::new(),
            cursor: None,
            scopes: BTreeSet::new(),
            sees_all: false,
            hidden: None,
        });
        world.devices = devices.collect();
        world
    }

    /// Stages a mutation; mostly it is published, sometimes the commit fails and it is dropped.
    fn write(&mut self, user: Option<Id>, ops: Vec<Operation>) {
        self.time += 1 + self.random.below(50) as u64;
        self.number += 1;
        // Clocks differ, and some run ahead.
        let at = self.time + self.random.below(100) as u64 - 50;
        let client = user.unwrap_or(Id::NIL);
        let mutation = Mutation { client, number: self.number, at, ops, group: None, epoch: String::new(), seen: None };
        let mut stage = Stage::new(&self.truth);
        let access = user.map_or_else(|| Some(Access::system()), |user| stage.access(user));
        let Some(access) = access else { return };
        let outcome = stage.offer(&access, &mutation, Terms { received: self.time, epoch: "epoch" });
        assert_eq!(outcome.seq, self.truth.head().seq + 1);
        assert!(user.is_some() || outcome.status == Status::Applied, "{outcome:?}");
        let staged = stage.finish();
        if self.random.below(10) == 0 && user.is_some() {
            return;
        }
        self.log.extend(staged.entries.iter().map(|(_, text)| text.clone()));
        self.truth.publish(staged);
    }

    fn step(&mut self) {
        match self.random.below(20) {
            0..=3 => self.create(),
            4..=9 => self.change(),
            10 => self.delete(),
            11 => self.move_person(),
            12 => self.change_team(),
            13 if self.random.below(8) == 0 => self.create_many(),
            _ => {
                let device = self.random.below(self.devices.len());
                self.pull(device);
            }
        }
    }

    fn anybody(&mut self) -> Id {
        person(self.random.below(PEOPLE))
    }

    fn create(&mut self) {
        let (user, owner, n) = (self.anybody(), self.anybody(), self.records.len());
        let entity = self.random.pick(&["contact", "note", "article", "saved_view", "product"]);
        let id = Id::named(&format!("record {n}"));
        let mut values = match entity {
            "contact" => vec![("last_name", Value::from("x"))],
            "note" => vec![("body", Value::from("x"))],
            "article" => {
                vec![("title", Value::from("x")), ("status", self.random.pick(&["draft", "published"]).into())]
            }
            "saved_view" => {
                vec![("name", Value::from("x")), ("entity", "contact".into()), ("shared", (n % 2 == 0).into())]
            }
            _ => vec![("name", Value::from("x")), ("code", self.random.pick(&["a", "b", "c", "d"]).into())],
        };
        if entity != "product" && self.random.below(4) > 0 {
            values.push(("owner", owner.into()));
        }
        if entity == "article" && self.random.below(2) == 0 {
            values.push(("teams", Value::list([team(self.random.below(TEAMS)).to_string()])));
        }
        self.records.push((entity.into(), id));
        self.write(Some(user), vec![Operation::create(entity, id, values)]);
    }

    /// Enough for a pull to need pages.
    fn create_many(&mut self) {
        let (from, owner) = (self.records.len(), self.anybody());
        let ids: Vec<Id> = (from..from + 1100).map(|n| Id::named(&format!("record {n}"))).collect();
        self.records.extend(ids.iter().map(|id| ("contact".into(), *id)));
        let values = [("last_name", Value::from("x")), ("owner", owner.into())];
        self.write(None, ids.into_iter().map(|id| Operation::create("contact", id, values.clone())).collect());
    }

    fn record(&mut self) -> Option<RowKey> {
        if self.records.is_empty() { None } else { Some(self.records[self.random.below(self.records.len())].clone()) }
    }

    fn change(&mut self) {
        let (user, owner) = (self.anybody(), self.anybody());
        let Some((entity, id)) = self.record() else { return };
        let field = match &*entity {
            "contact" => self.random.pick(&["title", "owner", "team", "channels"]),
            "note" => self.random.pick(&["title", "owner"]),
            "article" => self.random.pick(&["status", "owner", "teams", "roles"]),
            "saved_view" => self.random.pick(&["shared", "owner"]),
            _ => self.random.pick(&["code", "description", "cost"]),
        };
        let value = match field {
            "owner" => {
                if self.random.below(5) == 0 {
                    Value::Null
                } else {
                    owner.into()
                }
            }
            "team" => {
                if self.random.below(3) == 0 {
                    Value::Null
                } else {
                    team(self.random.below(TEAMS)).into()
                }
            }
            "teams" => Value::list([team(self.random.below(TEAMS)).to_string()]),
            "roles" => Value::list([self.random.pick(&["rep", "manager", "read_only"])]),
            "status" => self.random.pick(&["draft", "published"]).into(),
            "cost" => Value::from_json(serde_json::json!({"amount": "1.00", "currency": "EUR"})),
            "shared" => (self.random.below(2) == 0).into(),
            "channels" => Value::list([self.random.pick(&["email", "phone", "post"])]),
            _ => Value::from(format!("v{}", self.random.below(4))),
        };
        let base = self.random.below(self.truth.head().seq as usize + 1) as u64;
        self.write(Some(user), vec![set(&entity, id, field, value, base)]);
    }

    fn delete(&mut self) {
        let user = self.anybody();
        let Some((entity, id)) = self.record() else { return };
        let op =
            if self.random.below(3) > 0 { Operation::Delete { entity, id } } else { Operation::Restore { entity, id } };
        self.write(Some(user), vec![op]);
    }

    fn move_person(&mut self) {
        let (user, n) = (self.anybody(), self.random.below(3));
        let value = match n {
            0 => ("role", Role::ALL[self.random.below(Role::ALL.len())].id().into()),
            1 => ("team", team(self.random.below(TEAMS)).into()),
            _ => ("active", (self.random.below(4) > 0).into()),
        };
        self.write(None, vec![set("user", user, value.0, value.1, u64::MAX)]);
    }

    fn change_team(&mut self) {
        let (manager, n) = (self.anybody(), self.random.below(TEAMS));
        self.write(None, vec![set("team", team(n), "manager", manager.into(), u64::MAX)]);
    }

    /// One pull, of one page; whether there is more.
    fn pull(&mut self, n: usize) -> bool {
        let device = &mut self.devices[n];
        let access = self.truth.access(device.user).cloned();
        assert_eq!(access, access_by_the_rows(&self.truth, device.user));
        let Some(access) = access else { return false };
        let request = PullRequest {
            protocol: PROTOCOL,
            client: Id::NIL,
            cursor: device.cursor.clone(),
            scopes: device.scopes.clone(),
            sees_all: device.sees_all,
            hidden: device.hidden.clone(),
            proof: String::new(),
        };
        let pulled = match &device.cursor {
            None => Pulled::Snapshot,
            Some(cursor) => {
                assert_eq!(self.truth.standing(cursor), Standing::Good);
                self.truth.pull(&access, &request)
            }
        };
        let more = device.hear(&self.truth, &access, pulled);
        if !more {
            device.check(&self.truth, &access);
        }
        more
    }
}

impl Device {
    fn hear(&mut self, truth: &Authority, access: &Access, pulled: Pulled) -> bool {
        (self.scopes, self.sees_all) = (access.scopes.clone(), access.sees_all());
        self.hidden = Some(truth.schema().hidden_from(access.role).clone());
        let Pulled::Changes { seq, forget, rows, more } = pulled else {
            self.rows = visible(truth, access);
            self.cursor = Some(truth.head().cursor());
            return false;
        };
        for key in &forget {
            self.rows.remove(key);
        }
        self.rows.extend(rows.into_iter().map(|row| ((row.entity.clone(), row.id), row)));
        self.cursor = Some(Cursor { seq, hash: truth.hash_at(seq).unwrap().to_owned(), ..truth.head().cursor() });
        more
    }

    fn check(&self, truth: &Authority, access: &Access) {
        let expected = visible(truth, access);
        let keys = |rows: &BTreeMap<RowKey, Arc<Record>>| rows.keys().cloned().collect::<BTreeSet<_>>();
        let (ours, theirs) = (keys(&self.rows), keys(&expected));
        assert_eq!(ours.difference(&theirs).next(), None, "holds what {:?} may not", access.role);
        assert_eq!(theirs.difference(&ours).next(), None, "lacks what {:?} may hold", access.role);
        assert!(self.rows == expected, "holds an old row");
        let cost = self.rows.values().any(|row| row.cell("cost").is_some());
        assert!(!cost || access.role <= Role::Manager, "{:?} holds a cost", access.role);
    }
}

fn access_by_the_rows(truth: &Authority, user: Id) -> Option<Access> {
    let all = Access::system();
    let teams: Vec<_> = truth.visible(&all, "team").map(|held| held.record.clone()).collect();
    Access::of(&truth.held("user", user)?.record, teams.iter().map(AsRef::as_ref))
}

fn visible(truth: &Authority, access: &Access) -> BTreeMap<RowKey, Arc<Record>> {
    truth.holdings(access).map(|row| ((row.entity.clone(), row.id), row)).collect()
}

/// The truth as a server that starts anew loads it: through the JSON of its rows.
fn reloaded(truth: &Authority) -> Authority {
    let rows = truth.all().map(|held| serde_json::to_string(held).unwrap());
    let rows: Vec<Held> = rows.map(|text| serde_json::from_str(&text).unwrap()).collect();
    Authority::new(truth.schema().clone(), truth.head().clone(), rows)
}

fn equal(one: &Authority, other: &Authority) -> bool {
    one.len() == other.len() && one.all().all(|held| other.held(&held.record.entity, held.record.id) == Some(held))
}

fn history(seed: u64) {
    let mut world = World::new(seed);
    for step in 0..STEPS {
        world.step();
        if step == STEPS / 2 {
            // A restart in the middle: what is only in memory must not matter.
            let fresh = reloaded(&world.truth);
            assert!(equal(&fresh, &world.truth));
            let heads = world.devices.iter().filter_map(|device| device.cursor.as_ref());
            assert!(heads.clone().all(|cursor| fresh.standing(cursor) != Standing::Forked));
        }
    }
    let mut replayed = Authority::new(world.truth.schema().clone(), Head::new("epoch"), []);
    for text in &world.log {
        replayed.follow(text).unwrap();
    }
    assert!(replayed.head() == world.truth.head() && equal(&replayed, &world.truth), "the log gives the same rows");
    for device in 0..world.devices.len() {
        while world.pull(device) {}
    }
}

#[test]
fn every_device_ends_up_with_exactly_what_it_may_hold() {
    let seeds: Vec<u64> = match std::env::var("AUTHORITY_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (1..=25).map(|n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect(),
    };
    for seed in seeds {
        let ended = std::panic::catch_unwind(|| history(seed));
        assert!(ended.is_ok(), "AUTHORITY_SEED={seed}");
    }
}

fn authority() -> Authority {
    let world = World::new(1);
    world.truth
}

fn contact(id: Id) -> Operation {
    Operation::create("contact", id, [("last_name", Value::from("x"))])
}

fn offer(stage: &mut Stage<'_>, number: u64, ops: Vec<Operation>) -> Status {
    offer_as(stage, &Access::system(), number, ops)
}

fn offer_as(stage: &mut Stage<'_>, access: &Access, number: u64, ops: Vec<Operation>) -> Status {
    let mutation = Mutation { client: Id::NIL, number, at: 1, ops, group: None, epoch: String::new(), seen: None };
    stage.offer(access, &mutation, Terms { received: 1, epoch: "" }).status
}

#[test]
fn what_is_staged_counts_for_what_is_staged_after_it() {
    let truth = authority();
    let mut stage = Stage::new(&truth);
    let product =
        |id: &str| Operation::create("product", Id::named(id), [("name", Value::from("x")), ("code", "same".into())]);
    assert_eq!(offer(&mut stage, 1, vec![product("a")]), Status::Applied);
    assert!(matches!(offer(&mut stage, 2, vec![product("b")]), Status::Rejected { .. }), "unique");
    assert_eq!(
        offer(&mut stage, 3, vec![set("product", Id::named("a"), "code", "other".into(), u64::MAX)]),
        Status::Applied
    );
    assert_eq!(offer(&mut stage, 4, vec![product("b")]), Status::Applied);
    assert!(stage.access(person(3)).is_some());
    assert_eq!(offer(&mut stage, 5, vec![set("user", person(3), "active", false.into(), u64::MAX)]), Status::Applied);
    assert!(stage.access(person(3)).is_none() && truth.access(person(3)).is_some());
    assert_eq!(offer(&mut stage, 6, vec![set("user", person(3), "active", true.into(), u64::MAX)]), Status::Applied);
    assert!(stage.access(person(3)).is_some(), "each change counts");
}

/// Refuses a third contact called x, and sees to it that rows are those that would be.
fn at_most_two(change: &Inspection<'_>) -> Vec<Problem> {
    let before = change.before.holding("contact", "last_name", "x").len();
    let after = change.holding("contact", "last_name", "x").len();
    let fresh = change.changed.iter().filter(|row| change.before.row(&row.entity, row.id).is_none()).count();
    assert!(change.changed.iter().all(|row| change.row(&row.entity, row.id).as_deref() == Some(row)));
    assert_eq!(after, before + fresh, "only new ones in this test");
    if after > 2 { vec![Problem::new("problem-not-allowed")] } else { Vec::new() }
}

#[test]
fn what_people_do_is_inspected_and_kept_where_it_is_refused() {
    let truth = authority();
    let mut stage = Stage::new(&truth).inspected(at_most_two);
    let owner = stage.access(person(0)).unwrap();
    let contacts = |names: &[&str]| names.iter().map(|name| contact(Id::named(name))).collect::<Vec<_>>();
    let made = |stage: &Stage<'_>, name: &str| stage.row("contact", Id::named(name)).is_some();
    assert_eq!(offer_as(&mut stage, &owner, 1, contacts(&["a"])), Status::Applied);
    let Status::Rejected { problems, attention } = offer_as(&mut stage, &owner, 2, contacts(&["b", "c"])) else {
        panic!("three are too many")
    };
    assert_eq!(problems, [Problem::new("problem-not-allowed")]);
    assert!(stage.row("attention", attention.unwrap()).is_some() && !made(&stage, "b"), "nothing of it stands");
    assert_eq!(offer_as(&mut stage, &owner, 3, contacts(&["b"])), Status::Applied);
    assert_eq!(offer(&mut stage, 4, contacts(&["c"])), Status::Applied, "the system is not inspected");
}

#[test]
fn a_dropped_stage_leaves_nothing() {
    let truth = authority();
    let before = truth.head().clone();
    let mut stage = Stage::new(&truth);
    offer(&mut stage, 1, vec![contact(Id::named("c"))]);
    drop(stage);
    assert!(*truth.head() == before && truth.held("contact", Id::named("c")).is_none());
}

#[test]
fn an_entry_that_does_not_continue_the_log_changes_nothing() {
    let mut world = World::new(1);
    world.write(None, vec![contact(Id::named("c"))]);
    world.write(None, vec![contact(Id::named("d"))]);
    let schema = world.truth.schema().clone();
    for order in [[1, 0], [0, 0], [0, 2]] {
        let mut other = Authority::new(schema.clone(), Head::new("epoch"), []);
        other.follow(&world.log[order[0]]).map_or_else(|_| assert_eq!(order[0], 1), |_| ());
        let (head, rows) = (other.head().clone(), other.len());
        assert!(other.follow(&world.log[order[1]]).is_err() || order == [1, 0]);
        assert!(order == [1, 0] || (*other.head() == head && other.len() == rows));
    }
    let mut other = Authority::new(schema, Head::new("epoch"), []);
    other.follow(&world.log[0]).unwrap();
    let forged = world.log[1].replace("\"before\":\"", "\"before\":\"0");
    assert!(other.follow(&forged).unwrap_err().to_string().contains("chain"));
    assert!(other.follow("{").unwrap_err().to_string().contains("cannot be read"));
}

fn problem(status: &Status) -> &str {
    match status {
        Status::Rejected { problems, .. } => &problems[0].message_key,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_comes_back_from_the_dead_takes_nothing_from_the_living() {
    let truth = authority();
    let mut stage = Stage::new(&truth);
    let product =
        |id: &str| Operation::create("product", Id::named(id), [("name", Value::from("x")), ("code", "same".into())]);
    let (entity, id) = ("product".into(), Id::named("a"));
    let restore = vec![Operation::Restore { entity, id }];
    assert_eq!(offer(&mut stage, 1, vec![product("a")]), Status::Applied);
    assert_eq!(offer(&mut stage, 2, vec![Operation::Delete { entity: "product".into(), id }]), Status::Applied);
    assert_eq!(offer(&mut stage, 3, vec![product("b")]), Status::Applied);
    assert_eq!(problem(&offer(&mut stage, 4, restore.clone())), "problem-taken");
    assert_eq!(
        offer(&mut stage, 5, vec![set("product", Id::named("b"), "code", "other".into(), u64::MAX)]),
        Status::Applied
    );
    assert_eq!(offer(&mut stage, 6, restore), Status::Applied);
}

#[test]
fn what_is_sealed_stays_and_is_never_deleted() {
    let truth = authority();
    let (product, model) = (Id::named("a"), Id::named("m"));
    let make = [
        Operation::create("product", product, [("name", Value::from("x"))]),
        Operation::create(
            "product_model",
            model,
            [
                ("product", Value::from(product)),
                ("version", 1.0.into()),
                ("status", "draft".into()),
                ("source", "{}".into()),
            ],
        ),
    ];
    let one = |field: &str, value: &str| vec![set("product_model", model, field, value.into(), u64::MAX)];
    let delete = || vec![Operation::Delete { entity: "product_model".into(), id: model }];
    // What is asked, and what comes of it: nothing means that it stands.
    let cases: [(Vec<Operation>, Option<&str>); 14] = [
        (make.to_vec(), None),
        (one("source", "{ }"), None),
        (delete(), None),
        (vec![Operation::Restore { entity: "product_model".into(), id: model }], None),
        ([one("source", "[]"), one("status", "published")].concat(), None),
        (one("source", "{}"), Some("problem-sealed-product-model")),
        (one("source", "[]"), None),
        (one("note", "better"), Some("problem-sealed-product-model")),
        (one("status", "draft"), Some("problem-sealed-product-model")),
        (delete(), Some("problem-sealed-product-model")),
        (one("status", "withdrawn"), None),
        ([one("status", "draft"), one("source", "{}")].concat(), Some("problem-sealed-product-model")),
        (delete(), Some("problem-sealed-product-model")),
        (one("status", "published"), None),
    ];
    let owner = Access { user: Id::named("olga"), ..Access::system() };
    let mut stage = Stage::new(&truth);
    for (number, (ops, expected)) in (1..).zip(cases) {
        let status = offer_as(&mut stage, &owner, number, ops);
        let got = matches!(status, Status::Rejected { .. }).then(|| problem(&status).to_owned());
        assert_eq!(got.as_deref(), expected, "{number}: {status:?}");
    }
    let row = shared::sync::Rows::row(&stage, "product_model", model).unwrap();
    assert_eq!((row.value("source").as_text(), row.deleted.is_some()), (Some("[]"), false));
}

#[test]
fn an_address_is_one_persons_in_whatever_case() {
    let truth = authority();
    let mut stage = Stage::new(&truth);
    let email = |n: usize, text: &str| vec![set("user", person(n), "email", text.into(), u64::MAX)];
    assert_eq!(offer(&mut stage, 1, email(0, "Ada@Example.com")), Status::Applied);
    assert_eq!(problem(&offer(&mut stage, 2, email(1, "ada@example.COM"))), "problem-taken");
    assert_eq!(offer(&mut stage, 3, email(0, "ADA@example.com")), Status::Applied, "her own");
    assert_eq!(offer(&mut stage, 4, email(0, "lovelace@example.com")), Status::Applied);
    assert_eq!(offer(&mut stage, 5, email(1, "ada@example.com")), Status::Applied, "free again");
    let both = [email(2, "Grace@example.com"), email(3, "grace@example.com")].concat();
    assert_eq!(problem(&offer(&mut stage, 6, both)), "problem-taken", "within one mutation too");
}

#[test]
fn the_last_owner_who_can_sign_in_stays_one() {
    let truth = authority();
    let mut stage = Stage::new(&truth);
    let role = |n: usize, role: Role| set("user", person(n), "role", role.id().into(), u64::MAX);
    let email = |n: usize, value: Value| set("user", person(n), "email", value, u64::MAX);
    let active = |value: bool| set("user", person(0), "active", value.into(), u64::MAX);
    let delete = || Operation::Delete { entity: "user".into(), id: person(0) };
    let (address, last) = (|name: &str| Value::from(format!("{name}@example.com")), Some("problem-last-owner"));
    // Person 5 is an owner as well, but has no address to sign in with.
    let cases: [(Vec<Operation>, Option<&str>); 12] = [
        (vec![email(0, address("ada"))], None),
        (vec![role(0, Role::ReadOnly)], last),
        (vec![active(false)], last),
        (vec![delete()], last),
        (vec![email(0, Value::Null)], last),
        (vec![email(0, address("lovelace")), active(true)], None),
        (vec![role(0, Role::Rep), role(1, Role::Owner)], last),
        (vec![role(0, Role::Rep), role(0, Role::Owner)], None),
        (vec![role(0, Role::Rep), role(1, Role::Owner), email(1, address("bob"))], None),
        (vec![role(1, Role::Admin)], last),
        (vec![email(5, address("eve")), role(1, Role::Admin)], None),
        (vec![Operation::Delete { entity: "user".into(), id: person(5) }], last),
    ];
    let system = Access::system();
    let owner = Access { user: Id::named("olga"), ..system.clone() };
    for (number, (ops, expected)) in (1..).zip(cases) {
        // An import by the command is the system's, and is held to it like a person.
        let access = if number % 2 == 0 { &owner } else { &system };
        let status = offer_as(&mut stage, access, number, ops);
        let got = matches!(status, Status::Rejected { .. }).then(|| problem(&status).to_owned());
        assert_eq!(got.as_deref(), expected, "{number}: {status:?}");
    }
}

#[test]
fn what_was_cut_is_not_taken_for_the_operations() {
    let truth = authority();
    let mut stage = Stage::new(&truth);
    let note =
        |id: &str, size: usize| Operation::create("note", Id::named(id), [("body", Value::from("x".repeat(size)))]);
    let refused = |ops: Vec<Operation>| ops.into_iter().chain([set("note", Id::named("no"), "title", "x".into(), 0)]);
    let mut kept = |number: u64, ops: Vec<Operation>| {
        let status = offer(&mut stage, number, refused(ops).collect());
        let Status::Rejected { attention: Some(id), .. } = status else { panic!("{status:?}") };
        let row = shared::sync::Rows::row(&stage, "attention", id).unwrap();
        row.value("operations").as_text().unwrap().to_owned()
    };
    let whole = kept(1, vec![note("a", 2000)]);
    assert_eq!(serde_json::from_str::<Vec<Operation>>(&whole).unwrap().len(), 2);
    let cut = kept(2, vec![note("a", 600_000), note("b", 600_000)]);
    assert!(cut.len() < 10_000 && serde_json::from_str::<Vec<Operation>>(&cut).is_err(), "{cut}");
    let cut: serde_json::Value = serde_json::from_str(&cut).unwrap();
    assert_eq!(serde_json::from_value::<Vec<Operation>>(cut["cut"].clone()).unwrap().len(), 3, "to be read");
}

#[test]
fn a_stage_stays_while_deals_stand_in_it_and_a_pipeline_while_it_has_stages() {
    let truth = authority();
    let (pipeline, stage, deal) = (Id::named("pipeline"), Id::named("stage"), Id::named("deal"));
    let make = [
        Operation::create("pipeline", pipeline, [("name", Value::from("Sales"))]),
        Operation::create(
            "stage",
            stage,
            [("name", Value::from("New")), ("pipeline", pipeline.into()), ("kind", "open".into())],
        ),
        Operation::create("opportunity", deal, [("name", Value::from("Deal")), ("stage", stage.into())]),
    ];
    let delete = |entity: &str, id: Id| Operation::Delete { entity: entity.into(), id };
    let (all, held) = (delete("pipeline", pipeline), Some("problem-still-used"));
    let cases: [(Vec<Operation>, Option<&str>); 7] = [
        (make.to_vec(), None),
        (vec![delete("stage", stage)], held),
        (vec![all.clone()], held),
        (vec![delete("stage", stage), delete("opportunity", deal)], held),
        (vec![delete("opportunity", deal), delete("stage", stage)], None),
        (vec![Operation::Restore { entity: "stage".into(), id: stage }], None),
        (vec![delete("stage", stage), all], None),
    ];
    let owner = Access { user: Id::named("olga"), ..Access::system() };
    let mut staged = Stage::new(&truth);
    for (number, (ops, expected)) in (1..).zip(cases) {
        let status = offer_as(&mut staged, &owner, number, ops);
        let got = matches!(status, Status::Rejected { .. }).then(|| problem(&status).to_owned());
        assert_eq!(got.as_deref(), expected, "{number}: {status:?}");
    }
}
