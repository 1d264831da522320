//! Long texts that several people write on.

use crate::world::*;
use shared::{
    Id, Value,
    entities::Attention,
    sync::{Edit, Operation},
};
use std::rc::Rc;

const PLAN: &str = "Call Ada on Monday.\nSend the quote.\nAsk about the pump.";

/// Ada's contact, with a description that both have seen.
fn described() -> (Rc<Server>, Device, Device, Id) {
    let (server, ada, ben, id) = two_people();
    ada.set("contact", id, "description", PLAN).expect("writes");
    ada.sync_until_done();
    ben.sync_until_done();
    server.now.set(server.now.get() + 1000);
    (server, ada, ben, id)
}

fn text(device: &Device, id: Id) -> String {
    device.value("contact", id, "description").as_text().unwrap_or_default().to_owned()
}

#[test]
fn what_two_people_write_offline_stands_and_nobody_is_asked() {
    let (server, ada, ben, id) = described();
    ada.set("contact", id, "description", &PLAN.replace("Monday", "Tuesday")).expect("writes");
    server.now.set(server.now.get() + 5000);
    ben.set("contact", id, "description", &format!("{PLAN}\nBring the catalogue.")).expect("writes");
    for device in [&ben, &ada, &ben] {
        device.sync_until_done();
    }
    let both = format!("{}\nBring the catalogue.", PLAN.replace("Monday", "Tuesday"));
    for device in [&ada, &ben] {
        assert_eq!(text(device, id), both);
        assert!(device.replica.borrow().rows("attention").is_empty());
    }
}

#[test]
fn of_words_that_both_changed_the_later_stand_and_the_other_text_is_kept_whole() {
    let (server, ada, ben, id) = described();
    let early = PLAN.replace("Monday", "Tuesday").replace("the pump", "the valve");
    ada.set("contact", id, "description", &early).expect("writes");
    server.now.set(server.now.get() + 5000);
    ben.set("contact", id, "description", &PLAN.replace("Monday", "Friday")).expect("writes");
    for device in [&ben, &ada, &ben] {
        device.sync_until_done();
    }
    for device in [&ada, &ben] {
        assert_eq!(text(device, id), PLAN.replace("Monday", "Friday").replace("the pump", "the valve"));
        let replica = device.replica.borrow();
        let [attention] = replica.rows("attention") else { panic!("one decision") };
        let lost = serde_json::json!({ "value": early }).to_string();
        assert_eq!(attention.get(Attention::LOST_VALUE), Some(&*lost));
        assert_eq!(attention.get(Attention::LOST_BY), Some(Id::named("ada")));
    }
}

#[test]
fn a_second_edit_of_ones_own_keeps_what_was_woven_into_the_first() {
    let (_, ada, ben, id) = described();
    ben.set("contact", id, "description", &format!("{PLAN}\nBring the catalogue.")).expect("writes");
    ben.sync_until_done();
    let first = PLAN.replace("Monday", "Tuesday");
    ada.set("contact", id, "description", &first).expect("writes");
    ada.set("contact", id, "description", &first.replace("the pump", "both pumps")).expect("writes again");
    ada.sync_until_done();
    let all = format!("{}\nBring the catalogue.", first.replace("the pump", "both pumps"));
    assert_eq!(text(&ada, id), all);
}

#[test]
fn an_editor_that_stood_open_keeps_what_came_meanwhile() {
    let (_, ada, ben, id) = described();
    let seen = ada.replica.borrow().get("contact", id).cloned().expect("row");
    ben.set("contact", id, "description", &format!("{PLAN}\nBring the catalogue.")).expect("writes");
    ben.set("contact", id, "title", "Countess").expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    let values = [("description", Value::text(PLAN.replace("Monday", "Tuesday"))), ("title", Value::text("Analyst"))];
    let op = ada.replica.borrow().patch(&seen, values);
    ada.write(vec![op]).expect("writes");
    ada.sync_until_done();
    assert_eq!(text(&ada, id), format!("{}\nBring the catalogue.", PLAN.replace("Monday", "Tuesday")));
    assert_eq!(ada.replica.borrow().open_decisions().len(), 1, "of the title, which both have changed");
}

#[test]
fn sources_that_programs_read_are_never_mixed() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let values =
        [("name", "Mine"), ("entity", "account"), ("query", "a=1")].map(|(field, value)| (field, Value::text(value)));
    let view = Operation::create("saved_view", Id::named("view"), values);
    olga.write(vec![view]).expect("writes");
    let Operation::Patch { changes, .. } = olga.patch("saved_view", Id::named("view"), vec![("query", "b=2".into())])
    else {
        panic!("a patch")
    };
    assert_eq!(changes[0].edit, Edit::Set("b=2".into()));
}

#[test]
fn an_editor_over_an_edit_that_waited_takes_no_words_away() {
    let (_, ada, ben, id) = described();
    ada.set("contact", id, "description", &format!("{PLAN} Today.")).expect("writes");
    let opened = ada.replica.borrow().get("contact", id).cloned().expect("row");
    ada.sync_until_done();
    ben.sync_until_done();
    ben.set("contact", id, "description", &format!("{PLAN} Today. Bring the catalogue.")).expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    let save = ada.replica.borrow().patch(&opened, [("description", Value::text(format!("Now. {PLAN} Today.")))]);
    ada.write(vec![save]).expect("writes");
    ada.sync_until_done();
    assert_eq!(text(&ada, id), format!("Now. {PLAN} Today. Bring the catalogue."));
}

#[test]
fn an_editor_over_an_edit_that_was_woven_meanwhile_takes_no_words_away() {
    let (_, ada, ben, id) = described();
    ben.set("contact", id, "description", &format!("{PLAN} Bring the catalogue.")).expect("writes");
    ben.sync_until_done();
    ada.set("contact", id, "description", &format!("Today. {PLAN}")).expect("writes");
    let opened = ada.replica.borrow().get("contact", id).cloned().expect("row");
    ada.sync_until_done();
    let save = ada.replica.borrow().patch(&opened, [("description", Value::text(format!("Now. Today. {PLAN}")))]);
    ada.write(vec![save]).expect("writes");
    ada.sync_until_done();
    assert_eq!(text(&ada, id), format!("Now. Today. {PLAN} Bring the catalogue."));
}

#[test]
fn an_editor_that_was_open_over_a_restore_loses_no_word_of_the_log_after_it() {
    let (server, ada, ben, id) = described();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let backup = server.backup();
    // Places of the log that Olga's edit will not come up to.
    for name in ["Byron", "Babbage"] {
        ben.write(vec![contact(name, "ben").1]).expect("writes");
    }
    ben.set("contact", id, "description", &format!("{PLAN} Bring the price list.")).expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    let opened = ada.replica.borrow().get("contact", id).cloned().expect("row");
    server.restore(&backup);
    olga.sync_until_done();
    olga.set("contact", id, "description", &format!("Bring the catalogue. {PLAN}")).expect("writes");
    olga.sync_until_done();
    ada.sync_until_done();
    let tuesday = PLAN.replace("Monday", "Tuesday");
    let typed = Value::text(format!("{tuesday} Bring the price list."));
    let save = ada.replica.borrow().patch(&opened, [("description", typed)]);
    ada.write(vec![save]).expect("writes");
    for device in [&ada, &ben, &ada] {
        device.sync_until_done();
    }
    assert_eq!(text(&ada, id), format!("Bring the catalogue. {tuesday} Bring the price list."));
}

/// What Ben and Ada wrote, woven together, with everything of it on the server and in a backup.
fn woven() -> (Rc<Server>, Device, Id, Backup, String) {
    let (server, ada, ben, id) = described();
    ben.set("contact", id, "description", &format!("{PLAN} Bring the catalogue.")).expect("writes");
    ben.sync_until_done();
    ada.set("contact", id, "description", &format!("{PLAN} Bring the price list.")).expect("writes");
    ada.sync_until_done();
    let both = text(&ada, id);
    assert!(both.contains("catalogue") && both.contains("price list"), "woven: {both}");
    let backup = server.backup();
    (server, ada, id, backup, both)
}

#[test]
fn after_a_restore_what_the_backup_holds_stands_once_while_nobody_answers() {
    let (server, ada, id, backup, both) = woven();
    server.restore(&backup);
    ada.link.most.set(0);
    ada.sync().expect_err("no push gets through, so no snapshot is taken either");
    assert_eq!(text(&ada, id), both);
    ada.reopen();
    assert_eq!(text(&ada, id), both, "nor after reopening");
    ada.link.most.set(usize::MAX);
    ada.sync_until_done();
    assert_eq!(text(&ada, id), both);
    assert!(ada.replica.borrow().pending().is_empty());
    assert!(ada.replica.borrow().rows("attention").is_empty());
}

#[test]
fn after_a_second_restore_what_waits_stands_once_while_nobody_answers() {
    let (server, ada, ben, id) = described();
    let backup = server.backup();
    ada.set("contact", id, "description", &format!("{PLAN} Bring the price list.")).expect("writes");
    server.restore(&backup);
    ben.sync_until_done();
    ben.set("contact", id, "description", &format!("{PLAN} Bring the catalogue.")).expect("writes");
    ben.sync_until_done();
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("answered, not pulled");
    ben.sync_until_done();
    let both = text(&ben, id);
    let later = server.backup();
    server.restore(&later);
    ada.link.most.set(0);
    ada.sync().expect_err("no push gets through, so no snapshot is taken either");
    ada.reopen();
    assert!(!text(&ada, id).contains("catalogue") || text(&ada, id) == both, "nothing twice: {}", text(&ada, id));
    ada.link.most.set(usize::MAX);
    ada.sync_until_done();
    assert_eq!(text(&ada, id), both);
}
