//! Taking back, and what another tab takes over.

use crate::world::*;
use shared::{
    Id, Value,
    replica::{Delta, PlainCodec, Progress, Replica, Storage, Touched, sync},
    sync::{Mutation, Operation, Outcome, PullReply, PushReply, Status},
};
use std::{cell::RefCell, sync::Arc};

#[test]
fn deleting_is_undone_after_sync() {
    let (_, ada, ben, id) = two_people();
    let delete = Operation::Delete { entity: "contact".into(), id };
    let undo = ada.write_with_undo(vec![delete]);
    ada.sync_until_done();
    ben.sync_until_done();
    assert!(ben.replica.borrow().get("contact", id).is_none());
    let back = ada.replica.borrow().take_back(&undo);
    ada.write(back).expect("writes");
    assert_eq!(ada.value("contact", id, "last_name"), Value::text("Lovelace"));
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "last_name"), Value::text("Lovelace"));
}

#[test]
fn undo_knows_its_own_edit_again_in_the_form_that_is_stored() {
    let (_, ada, _, _) = two_people();
    let task = Id::named("task");
    ada.write(vec![Operation::create("task", task, [("subject", Value::text("Call")), ("done", false.into())])])
        .expect("writes");
    let done = vec![("done", Value::Flag(true)), ("done_at", Value::text("2026-11-21T10:00:00.123Z"))];
    let undo = ada.write_with_undo(vec![ada.patch("task", task, done)]);
    assert_ne!(ada.value("task", task, "done_at"), Value::text("2026-11-21T10:00:00.123Z"), "stored in whole seconds");
    ada.sync_until_done();
    ada.take_back(&undo);
    assert_eq!(ada.value("task", task, "done"), Value::Flag(false));
    assert_eq!(ada.value("task", task, "done_at"), Value::Null);
}

#[test]
fn undo_takes_back_what_followed_the_owner_too() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let (id, create) = contact("Nobody", "olga");
    let Operation::Create { entity, mut values, .. } = create else { panic!("creates") };
    values.remove("owner");
    olga.write(vec![Operation::Create { entity, id, values }]).expect("writes");
    let undo = olga.write_with_undo(vec![olga.patch("contact", id, vec![("owner", Id::named("cyd").into())])]);
    assert_eq!(olga.value("contact", id, "team"), Id::named("west").into());
    olga.take_back(&undo);
    assert_eq!(olga.value("contact", id, "owner"), Value::Null);
    assert_eq!(olga.value("contact", id, "team"), Value::Null);
}

#[test]
fn undo_of_several_operations_goes_backwards() {
    let (_, ada, _, id) = two_people();
    let (second, create) = contact("Babbage", "ada");
    let patch = ada.patch("contact", id, vec![("title", Value::text("Countess"))]);
    let undo = ada.write_with_undo(vec![patch, create, Operation::Delete { entity: "contact".into(), id }]);
    assert!(ada.replica.borrow().get("contact", id).is_none());
    ada.take_back(&undo);
    assert!(ada.replica.borrow().get("contact", second).is_none());
    assert_eq!(ada.value("contact", id, "last_name"), Value::text("Lovelace"));
}

#[test]
fn nothing_is_left_to_undo_where_somebody_changed_it_since() {
    let (_, ada, _, id) = two_people();
    let undo = ada.write_with_undo(vec![ada.patch("contact", id, vec![("title", Value::text("Countess"))])]);
    ada.set("contact", id, "title", "Enchantress").expect("writes");
    assert!(ada.replica.borrow().take_back(&undo).is_empty());
    let undo = ada.write_with_undo(vec![Operation::Delete { entity: "contact".into(), id }]);
    ada.take_back(&undo);
    assert!(ada.replica.borrow().take_back(&undo).is_empty(), "a record is restored once");
}

#[test]
fn a_replica_read_anew_takes_over_answers_and_edits_of_the_one_before() {
    let (_, ada, _, id) = two_people();
    let answered = ada.set("contact", id, "title", "Countess").expect("writes");
    // The push gets through, the pull does not: the edit is answered and waits for its rows.
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("breaks off");
    let since = ada.replica.borrow().newest();
    let mut fresh = ada.read();
    assert_eq!((fresh.unsent(), ada.replica.borrow().unsent()), (1, 0));
    let late = ada.set("contact", id, "department", "Mathematics").expect("writes");
    fresh.catch_up(&ada.replica.borrow(), since);
    assert_eq!(fresh.pending().keys().copied().collect::<Vec<_>>(), [answered, late]);
    assert_eq!(fresh.unsent(), 1, "the answer is known");
    *ada.replica.borrow_mut() = fresh;
    ada.sync_until_done();
    assert!(ada.replica.borrow().pending().is_empty());
    assert!(block_on(ada.storage.outbox()).expect("reads").is_empty());
}

#[test]
fn a_replica_read_anew_does_not_take_settled_edits_over() {
    let (_, ada, _, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    // This tab has missed that the leading one sent it and stored its rows.
    let behind = ada.read();
    ada.sync_until_done();
    let mut fresh = ada.read();
    fresh.catch_up(&behind, behind.newest());
    assert!(fresh.pending().is_empty());
}

#[test]
fn what_another_tab_says_late_or_twice_changes_nothing() {
    let (server, ada, ben, id) = two_people();
    let mut deltas = Vec::new();
    for title in ["first", "second"] {
        ben.set("contact", id, "title", title).expect("writes");
        ben.sync_until_done();
        let request = pull_request(&ada.replica.borrow());
        let PullReply::Changes { identity, cursor, forget, rows, now, .. } = server.pull(ada.link.user, &request)
        else {
            panic!("changes")
        };
        deltas.push(Delta {
            identity,
            cursor,
            forget,
            rows: rows.into_iter().map(Arc::new).collect(),
            now,
            more: false,
            settled: Vec::new(),
        });
    }
    let mut follower = ada.read();
    for delta in [&deltas[0], &deltas[1], &deltas[1], &deltas[0]] {
        follower.overhear(None, Some(delta));
    }
    let title = |replica: &Replica| replica.get("contact", id).map(|row| row.value("title").clone());
    assert_eq!(title(&follower), Some(Value::text("second")), "an older delta does not bring old rows back");
    let mut other_log = deltas[0].clone();
    other_log.cursor.epoch = "another".into();
    follower.overhear(None, Some(&other_log));
    assert_eq!(title(&follower), Some(Value::text("second")));
    let edit = Mutation {
        client: Id::named("tablet"),
        number: 99,
        at: 1,
        ops: vec![ada.patch("contact", id, vec![("title", Value::text("mine"))])],
        group: None,
        epoch: String::new(),
        seen: None,
    };
    follower.adopt(edit.clone());
    let answer = Outcome { number: 99, seq: u64::MAX, cloned: false, status: Status::Applied };
    follower.overhear(Some(&PushReply { epoch: String::new(), outcomes: vec![answer] }), None);
    follower.adopt(edit);
    assert_eq!(follower.unsent(), 0, "an edit that is told twice keeps its answer");
}

/// A leading tab's news of rows, for the others.
#[derive(Default)]
struct News(RefCell<Vec<Delta>>);

impl Progress for News {
    fn touched(&self, _: Touched) {}
    fn shared(&self, _: Option<&PushReply>, delta: Option<&Delta>) {
        self.0.borrow_mut().extend(delta.cloned());
    }
    fn chunks(&self, _: usize, _: usize) {}
    async fn breathe(&self) {}
}

#[test]
fn an_edit_that_has_left_with_a_snapshot_is_not_shown_by_a_tab_that_hears_of_it_late() {
    let (server, ada, _, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    let late = block_on(ada.storage.outbox()).expect("reads").remove(0);
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("answered, not pulled");
    ada.replica.borrow_mut().distrust();
    let news = News::default();
    let platform = (&*ada.storage, &ada.link, &PlainCodec);
    block_on(sync(&ada.replica, platform, &news, || server.now.get())).expect("the network works");
    let mut follower = ada.read();
    for delta in news.0.borrow().iter() {
        follower.overhear(None, Some(delta));
    }
    follower.adopt(late);
    assert!(follower.pending().is_empty());
    assert_eq!(follower.meta().cursor, ada.replica.borrow().meta().cursor);
}

#[test]
fn an_edit_that_had_left_before_a_tab_opened_is_not_shown_when_the_tab_hears_of_it() {
    let (_, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    let late = block_on(ada.storage.outbox()).expect("reads").remove(0);
    ada.sync_until_done();
    ben.sync_until_done();
    ben.set("contact", id, "title", "Enchantress").expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    let mut follower = ada.read();
    follower.adopt(late);
    assert!(follower.pending().is_empty());
    let title = follower.get("contact", id).map(|row| row.value("title").clone());
    assert_eq!(title, Some(Value::text("Enchantress")));
}

#[test]
fn a_replica_knows_whether_it_is_what_the_storage_holds() {
    let (_, ada, _, id) = two_people();
    let is_as_stored = |replica: &Replica| {
        let stored = block_on(ada.storage.stored()).expect("reads").expect("stored");
        replica.is_as_stored(&stored.meta, &stored.outbox)
    };
    let follower = ada.read();
    assert!(is_as_stored(&follower));
    ada.set("contact", id, "title", "Countess").expect("writes");
    assert!(!is_as_stored(&follower), "an edit that was not told");
    let follower = ada.read();
    ada.sync_until_done();
    assert!(!is_as_stored(&follower), "a round that was not told");
}

#[test]
fn decisions_are_open_for_all_who_may_take_them() {
    let (_, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ben.set("contact", id, "title", "Enchantress").expect("writes");
    for device in [&ada, &ben, &ada] {
        device.sync_until_done();
    }
    let mia = Device::new(&ada.link.server, "phone", "mia");
    mia.sync_until_done();
    for device in [&ada, &ben, &mia] {
        let seen = device.replica.borrow().rows("attention").len();
        assert_eq!(device.replica.borrow().open_decisions().len(), seen);
    }
    let decision = ada.replica.borrow().open_decisions().first().map(|row| row.id).expect("one is open");
    ada.write(vec![ada.patch("attention", decision, vec![("status", Value::text("kept"))])]).expect("closes");
    assert!(ada.replica.borrow().open_decisions().is_empty());
}

#[test]
fn what_is_sealed_is_refused_on_the_device_too() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let (product, model) = (Id::named("product"), Id::named("model"));
    let values = [
        ("product", Value::from(product)),
        ("version", 1.0.into()),
        ("status", "draft".into()),
        ("source", "{}".into()),
    ];
    olga.write(vec![
        Operation::create("product", product, [("name", Value::text("Pump"))]),
        Operation::create("product_model", model, values),
    ])
    .expect("writes");
    let published =
        olga.write_with_undo(vec![olga.patch("product_model", model, vec![("status", "published".into())])]);
    let refused = |written: Result<u64, String>| written.is_err_and(|why| why.contains("problem-sealed-product-model"));
    let deleted = olga.write(vec![Operation::Delete { entity: "product_model".into(), id: model }]);
    assert!(refused(deleted));
    let changed = olga.set("product_model", model, "source", "[]");
    assert!(refused(changed));
    let back = olga.replica.borrow().take_back(&published);
    assert!(refused(olga.write(back)), "there is no undo of publishing");
    let row = olga.replica.borrow().get("product_model", model).cloned().expect("is there");
    assert!(!olga.replica.borrow().may(shared::rules::Act::Delete, &row));
    assert!(olga.replica.borrow().may(shared::rules::Act::Update, &row), "it can be withdrawn");
}
