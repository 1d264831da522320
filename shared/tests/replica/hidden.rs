//! Fields that not everybody may read: they are on no device of somebody else, whatever happens.

use crate::world::*;
use shared::{
    Id, Problem, Record, Schema, Value,
    entities::{Attention, Contact},
    replica::Storage,
    rules::{Hidden, Role},
    schema::{EntityDef, FieldDef, FieldType},
    sync::{Change, Edit, Mutation, Operation, PullReply, Status},
};
use std::{rc::Rc, sync::Arc};

/// Amounts in a currency that nothing else has, nor can an id have its letters: wherever it is found, the field was told.
const SECRET: &str = "UYU";

fn worth(amount: u32) -> Value {
    Value::from_json(serde_json::json!({ "amount": amount.to_string(), "currency": SECRET }))
}

fn worthy(change: impl Fn(&mut EntityDef)) -> Schema {
    let worth = FieldDef { readers: Role::Manager, ..FieldDef::new("worth", FieldType::Money) };
    Schema::new(shared::entities::all().into_iter().map(|mut def| {
        if &*def.name == Contact::ENTITY_NAME {
            def.fields.push(worth.clone());
            change(&mut def);
        }
        def
    }))
}

/// Contacts are worth something, which managers know. Ada sells, Mia manages, Olga owns the place; all hold one contact
/// of Ada's with its worth, as far as they may.
struct Firm {
    server: Rc<Server>,
    ada: Device,
    mia: Device,
    olga: Device,
    contact: Id,
}

impl Firm {
    fn new() -> Self {
        Self::with(worthy(|_| ()))
    }

    fn with(schema: Schema) -> Self {
        let server = Server::with(schema);
        let device = |name: &str, user: &str| Device::new(&server, name, user);
        let (ada, mia, olga) = (device("tablet", "ada"), device("laptop", "mia"), device("desk", "olga"));
        let (contact, create) = contact("Lovelace", "ada");
        for device in [&ada, &mia, &olga] {
            device.sync_until_done();
        }
        ada.write(vec![create]).expect("writes");
        let firm = Self { server, ada, mia, olga, contact };
        firm.sync();
        firm.set(&firm.mia, "worth", worth(1));
        firm.sync();
        firm
    }

    fn sync(&self) {
        for _ in 0..2 {
            [&self.ada, &self.mia, &self.olga].into_iter().for_each(Device::sync_until_done);
        }
    }

    fn set(&self, device: &Device, field: &str, value: Value) -> Operation {
        let op = device.patch("contact", self.contact, vec![(field, value)]);
        device.write(vec![op.clone()]).expect("writes");
        op
    }

    fn worth(&self, device: &Device) -> Value {
        device.value("contact", self.contact, "worth")
    }

    /// What the server holds.
    fn truth(&self, field: &str) -> Value {
        let authority = self.server.authority.borrow();
        let held = authority.held("contact", self.contact).expect("there");
        held.record.value(field).clone()
    }
}

/// What the device holds has the server's digests, in memory and on the disk.
fn is_whole(device: &Device) {
    let compared = device.verify().expect("the network works").expect("nobody else writes");
    assert!(compared.iter().all(|entity| entity.equal), "{compared:?}");
}

/// The device tells nothing, to whoever reads its storage or its memory.
fn keeps_silent(device: &Device) {
    assert!(!device.stored_text().contains(SECRET), "{}", device.stored_text());
    assert!(!format!("{:?}", device.view()).contains(SECRET), "{:?}", device.view());
    assert!(!format!("{:?}", device.read().rows("contact")).contains(SECRET));
    is_whole(device);
}

fn attention(device: &Device) -> Option<Arc<Record>> {
    let replica = device.replica.borrow();
    replica.open_decisions().first().map(|row| (*row).clone())
}

#[test]
fn a_hidden_field_is_told_to_nobody_else_in_changes_chunks_and_digests() {
    let firm = Firm::new();
    assert_eq!([&firm.ada, &firm.mia, &firm.olga].map(|device| firm.worth(device)), [Value::Null, worth(1), worth(1)]);
    let late = Device::new(&firm.server, "another", "ada");
    late.sync_until_done();
    assert_eq!(late.value("contact", firm.contact, "last_name"), Value::text("Lovelace"), "from the snapshot");
    for device in [&firm.ada, &late] {
        keeps_silent(device);
    }
    is_whole(&firm.mia);
    assert!(firm.mia.stored_text().contains(SECRET));
}

#[test]
fn screens_know_of_no_field_that_the_person_may_not_read() {
    let firm = Firm::new();
    let knows = |device: &Device| {
        let replica = device.replica.borrow();
        replica.schema().entity("contact").expect("there").field("worth").is_some()
    };
    assert_eq!([&firm.ada, &firm.mia].map(knows), [false, true]);
    firm.server.make("mia", Role::Rep);
    firm.server.make("ada", Role::Manager);
    firm.sync();
    assert_eq!([&firm.ada, &firm.mia].map(knows), [true, false]);
    firm.mia.reopen();
    assert!(!knows(&firm.mia), "nor after reopening");
}

#[test]
fn who_does_not_see_it_does_not_erase_it() {
    let firm = Firm::new();
    firm.set(&firm.ada, "title", "Countess".into());
    firm.sync();
    assert_eq!((firm.truth("title"), firm.truth("worth")), ("Countess".into(), worth(1)));
    let delete = Operation::Delete { entity: "contact".into(), id: firm.contact };
    let undo = firm.ada.write_with_undo(vec![delete]);
    firm.sync();
    firm.ada.take_back(&undo);
    firm.sync();
    assert_eq!((firm.worth(&firm.mia), firm.worth(&firm.ada)), (worth(1), Value::Null));
    keeps_silent(&firm.ada);
}

#[test]
fn a_promotion_brings_it_and_a_demotion_takes_it_off_the_device() {
    let firm = Firm::new();
    let waits = contact("Byron", "mia");
    firm.mia.write(vec![waits.1]).expect("writes");
    let late = Device::new(&firm.server, "another", "mia");
    late.sync_until_done();
    assert!(late.replica.borrow().meta().chunks.iter().any(|chunk| chunk.entity == "contact"));
    for (name, role) in [("ada", Role::Manager), ("mia", Role::Rep)] {
        firm.server.make(name, role);
    }
    firm.sync();
    assert_eq!((firm.worth(&firm.ada), firm.worth(&firm.mia)), (worth(1), Value::Null));
    assert_eq!(firm.mia.value("contact", waits.0, "last_name"), Value::text("Byron"), "what waited is kept");
    keeps_silent(&firm.mia);
    is_whole(&firm.ada);
    late.sync_until_done();
    keeps_silent(&late);
    // And back, from where it lies in the overlay.
    firm.server.make("ada", Role::ReadOnly);
    firm.sync();
    keeps_silent(&firm.ada);
    assert_eq!(firm.truth("worth"), worth(1));
}

#[test]
fn chunks_of_a_snapshot_that_was_given_up_do_not_stay() {
    let firm = Firm::new();
    // Promoted, she began to fetch what managers get, and the app was closed meanwhile; then it was all different.
    block_on(firm.ada.storage.put_chunks(&[("begun", SECRET.as_bytes())])).expect("writes");
    assert!(firm.ada.stored_text().contains(SECRET));
    firm.ada.reopen();
    firm.ada.sync_until_done();
    keeps_silent(&firm.ada);
}

#[test]
fn what_a_demoted_person_entered_before_is_refused_field_by_field_and_kept_for_those_who_may_read_it() {
    let firm = Firm::new();
    let both = vec![("worth", worth(2)), ("title", Value::from("Countess"))];
    firm.mia.write(vec![firm.mia.patch("contact", firm.contact, both)]).expect("writes");
    firm.server.make("mia", Role::Rep);
    firm.sync();
    assert_eq!((firm.truth("worth"), firm.truth("title")), (worth(1), Value::Null), "a mutation stands whole or not");
    let told = |device: &Device| {
        let row = attention(device).expect("it needs attention");
        let problems: Vec<Problem> = serde_json::from_str(row.get(Attention::PROBLEMS).expect("said")).expect("json");
        assert_eq!((problems[0].field.as_deref(), &*problems[0].message_key), (Some("worth"), "problem-field-hidden"));
        serde_json::from_str::<Vec<Operation>>(row.get(Attention::OPERATIONS).expect("kept")).expect("json")
    };
    let [Operation::Patch { changes, .. }] = &told(&firm.mia)[..] else { panic!("one patch") };
    assert_eq!(changes.iter().map(|change| &*change.field).collect::<Vec<_>>(), ["title"], "to be tried again");
    let [Operation::Patch { changes, .. }] = &told(&firm.olga)[..] else { panic!("one patch") };
    assert_eq!(changes.len(), 2, "whole");
    keeps_silent(&firm.mia);
    is_whole(&firm.olga);
}

#[test]
fn the_other_value_is_told_to_those_who_may_read_the_field() {
    let firm = Firm::new();
    firm.set(&firm.mia, "worth", worth(2));
    firm.set(&firm.olga, "worth", worth(3));
    firm.sync();
    let lost = |device: &Device| attention(device).map(|row| row.get(Attention::LOST_VALUE).map(ToOwned::to_owned));
    assert!(lost(&firm.mia).flatten().is_some_and(|value| value.contains(SECRET)));
    assert_eq!(lost(&firm.ada), None, "it does not concern her");
    firm.server.make("mia", Role::Rep);
    firm.sync();
    assert_eq!(lost(&firm.mia), Some(None), "that there was something she may know");
    keeps_silent(&firm.mia);
}

#[test]
fn a_disagreement_does_not_concern_who_may_not_read_the_field_any_more() {
    let firm = Firm::new();
    firm.set(&firm.mia, "worth", worth(2));
    firm.mia.sync_until_done();
    firm.server.make("mia", Role::Rep);
    firm.set(&firm.olga, "worth", worth(3));
    firm.sync();
    let row = attention(&firm.olga).expect("it needs attention");
    assert_eq!(row.get(Attention::PEOPLE).expect("people"), [Id::named("olga")]);
    assert_eq!(attention(&firm.mia), None);
}

#[test]
fn nobody_writes_what_they_may_not_read() {
    let firm = Firm::new();
    let access = firm.server.authority.borrow().access(Id::named("ada")).cloned().expect("active");
    let offer = |ops: Vec<Operation>| {
        let number = firm.server.authority.borrow().head().seq;
        let client = Id::named("forged");
        let mutation = Mutation { client, number, at: 1, ops, group: None, epoch: String::new(), seen: None };
        firm.server.offer(&access, &mutation, "epoch").status
    };
    let change = Change { field: "worth".into(), edit: Edit::Set(worth(9)), base: u64::MAX };
    let erase = Change { edit: Edit::Set(Value::Null), ..change.clone() };
    let patch = |change: Change| Operation::Patch { entity: "contact".into(), id: firm.contact, changes: vec![change] };
    let named = |id: &str| (Id::named(id), ("last_name", Value::from("x")));
    let whole = Operation::create("contact", named("a").0, [named("a").1, ("worth", worth(9))]);
    for op in [patch(change), patch(erase), whole] {
        let status = offer(vec![op]);
        let Status::Rejected { problems, .. } = status else { panic!("{status:?}") };
        assert_eq!(problems, [Problem::of("worth", "problem-field-hidden")]);
    }
    assert_eq!(offer(vec![Operation::create("contact", named("b").0, [named("b").1])]), Status::Applied);
    assert_eq!(firm.truth("worth"), worth(1));
    let refused = firm.ada.write(vec![Operation::create("contact", named("c").0, [named("c").1, ("worth", worth(9))])]);
    assert!(refused.expect_err("the device says so at once").contains("problem-field-hidden"));
}

#[test]
fn what_is_hidden_has_no_say_in_whether_an_edit_is_valid() {
    let firm = Firm::with(worthy(|def| {
        def.fields.iter_mut().filter(|field| &*field.id == "worth").for_each(|field| field.flags.required = true);
        def.checks.push(|record, problems| {
            let poor = record.value("worth").as_money().is_some_and(|money| money.amount < 5.into());
            if poor && record.value("title").as_text() == Some("Countess") {
                problems.push(Problem::of("title", "problem-text"));
            }
        });
    }));
    let (id, create) = contact("Byron", "ada");
    firm.ada.write(vec![create]).expect("nothing is missing for her");
    firm.set(&firm.ada, "title", "Countess".into());
    firm.sync();
    assert_eq!(firm.truth("title"), "Countess".into(), "a refusal would tell that the worth is small");
    assert_eq!(firm.ada.value("contact", id, "last_name"), "Byron".into());
    let refused = firm.mia.write(vec![firm.mia.patch("contact", firm.contact, vec![("department", "x".into())])]);
    assert!(refused.expect_err("she sees what is wrong").contains("problem-text"));
}

#[test]
fn undo_brings_nothing_back_that_may_not_be_read_any_more() {
    let firm = Firm::new();
    let change = firm.mia.patch("contact", firm.contact, vec![("worth", worth(2))]);
    let undo = firm.mia.write_with_undo(vec![change]);
    firm.sync();
    firm.server.make("mia", Role::Rep);
    firm.sync();
    assert_eq!(firm.mia.replica.borrow().take_back(&undo), []);
    assert_eq!(firm.truth("worth"), worth(2));
}

#[test]
fn what_was_deleted_here_comes_back_without_it() {
    let firm = Firm::new();
    let delete = Operation::Delete { entity: "contact".into(), id: firm.contact };
    let undo = firm.mia.write_with_undo(vec![delete]);
    firm.sync();
    firm.server.make("mia", Role::Rep);
    firm.sync();
    let kept = shared::sync::Rows::row(&*firm.mia.replica.borrow(), "contact", firm.contact).expect("to be undone");
    assert_eq!((kept.value("worth"), kept.value("last_name")), (&Value::Null, &"Lovelace".into()));
    let back = firm.mia.replica.borrow().take_back(&undo);
    // Reps delete and restore what is theirs; the owner gave it to her.
    let owner = Change { field: "owner".into(), edit: Edit::Set(Id::named("mia").into()), base: u64::MAX };
    let restore = Operation::Restore { entity: "contact".into(), id: firm.contact };
    let give = Operation::Patch { entity: "contact".into(), id: firm.contact, changes: vec![owner] };
    firm.server.system(vec![restore, give, Operation::Delete { entity: "contact".into(), id: firm.contact }]);
    firm.sync();
    let _ = firm.mia.write(back);
    assert_eq!(firm.worth(&firm.mia), Value::Null);
    firm.sync();
    keeps_silent(&firm.mia);
}

#[test]
fn a_field_that_is_hidden_from_today_leaves_the_devices() {
    let plain = worthy(|def| def.fields.iter_mut().for_each(|field| field.readers = Role::ReadOnly));
    let firm = Firm::with(plain);
    assert_eq!(firm.worth(&firm.ada), worth(1));
    let backup = firm.server.backup();
    let hiding = Arc::new(worthy(|_| ()));
    *firm.server.authority.borrow_mut() = shared::sync::Authority::new(hiding, backup.head, backup.rows);
    firm.sync();
    assert_eq!(firm.worth(&firm.ada), Value::Null);
    keeps_silent(&firm.ada);
    assert_eq!(firm.worth(&firm.mia), worth(1));
}

#[test]
fn an_app_that_does_not_say_what_was_hidden_from_it_is_not_sent_in_circles() {
    let firm = Firm::new();
    let request = pull_request(&firm.ada.replica.borrow());
    assert_eq!(request.hidden, None);
    let pull = || firm.server.pull(Id::named("ada"), &request);
    assert!(matches!(pull(), PullReply::Changes { rows, .. } if rows.is_empty()), "her scopes tell her role");
    let request = pull_request(&firm.mia.replica.borrow());
    firm.server.make("mia", Role::Rep);
    assert!(matches!(firm.server.pull(Id::named("mia"), &request), PullReply::Snapshot { .. }));
    let hidden = Some(firm.server.authority.borrow().schema().hidden_from(Role::Rep).clone());
    let request = shared::sync::PullRequest { hidden, ..request };
    assert!(
        matches!(firm.server.pull(Id::named("mia"), &request), PullReply::Changes { .. }),
        "there is no value here"
    );
}

#[test]
fn another_tab_takes_over_what_may_be_read() {
    let firm = Firm::new();
    let mut tab = firm.mia.read();
    let delete = Operation::Delete { entity: "contact".into(), id: firm.contact };
    firm.mia.write(vec![delete]).expect("writes");
    tab.adopt(block_on(firm.mia.storage.outbox()).expect("reads").remove(0));
    assert!(format!("{:?}", shared::sync::Rows::row(&tab, "contact", firm.contact)).contains(SECRET));
    firm.sync();
    firm.server.make("mia", Role::Rep);
    firm.sync();
    let mut fresh = firm.mia.read();
    fresh.catch_up(&tab, u64::MAX);
    assert!(shared::sync::Rows::row(&fresh, "contact", firm.contact).is_some(), "to be undone");
    assert!(fresh.schema().entity("contact").is_some_and(|def| def.field("worth").is_none()));
    assert!(!format!("{:?}", shared::sync::Rows::row(&fresh, "contact", firm.contact)).contains(SECRET));
}

#[test]
fn what_is_hidden_is_told_in_the_identity() {
    let firm = Firm::new();
    let meta = block_on(firm.ada.storage.meta()).expect("reads").expect("there");
    let hidden: &Hidden = &meta.identity.as_ref().expect("known").hidden;
    assert!(hidden.has("contact", "worth") && hidden.has("product", "cost"));
    let text = serde_json::to_string(&meta).expect("json");
    assert_eq!(serde_json::from_str::<shared::replica::Meta>(&text).expect("meta"), meta);
}
