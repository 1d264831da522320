//! A device that was away is told in several pages what it missed. Between two of them it may be looked at, written on
//! and closed.

use crate::world::*;
use shared::{
    Id, Name, Value,
    entities::Contact,
    replica::{Replica, Storage},
    sync::{Change, Edit, Operation},
};
use std::rc::Rc;

/// More rows than a page tells.
const MANY: usize = 2_000;

/// Somebody else sets a field, having seen all.
fn set(server: &Server, id: Id, field: &str, value: &str) {
    let change = Change { field: field.into(), edit: Edit::Set(Value::text(value)), base: u64::MAX };
    server.system(vec![Operation::Patch { entity: "contact".into(), id, changes: vec![change] }]);
}

/// Enough to fill a page.
fn fill_a_page(server: &Server) {
    let values = [(Contact::LAST_NAME.id, Value::text("Legion")), (Contact::OWNER.id, Id::named("ada").into())];
    let create = |n| Operation::create("contact", Id::named(&format!("legion/{n}")), values.clone());
    server.system((0..MANY).map(create).collect());
}

/// The server has the edits and says so; what they led to does not arrive.
fn push_only(device: &Device) {
    *device.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    device.sync().expect_err("answered, not pulled");
}

/// One page arrives, the next one does not.
fn pull_one_page(device: &Device) {
    push_only(device);
    assert!(device.replica.borrow().rows("contact").len() >= MANY, "the page was told");
}

fn title(replica: &Replica, id: Id) -> Value {
    replica.get("contact", id).map_or(Value::Null, |row| row.value("title").clone())
}

/// Ada has set a title, which the server has taken in, and nothing has told her so far.
fn titled() -> (Rc<Server>, Device, Id) {
    let (server, ada, _, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    push_only(&ada);
    (server, ada, id)
}

/// Her row was written once more after a page was full, which is all that has come.
fn between_two_pages() -> (Rc<Server>, Device, Id) {
    let (server, ada, id) = titled();
    fill_a_page(&server);
    set(&server, id, "email", "ada@example.com");
    pull_one_page(&ada);
    (server, ada, id)
}

#[test]
fn an_edit_stays_in_sight_between_two_pages_when_its_row_comes_with_the_second() {
    let (_server, ada, id) = between_two_pages();
    let now = |field| ada.value("contact", id, field);
    assert_eq!((now("title"), now("email")), (Value::text("Countess"), Value::Null), "the row has not come");
    assert_eq!(title(&ada.read(), id), Value::text("Countess"), "nor is it gone for another tab");
    assert_eq!(block_on(ada.storage.waiting()).expect("reads").len(), 1);
    ada.sync_until_done();
    assert_eq!((now("title"), now("email")), (Value::text("Countess"), Value::text("ada@example.com")));
    assert_eq!(block_on(ada.storage.waiting()).expect("reads"), [0; 0], "with the last page it has left");
    assert!(ada.replica.borrow().pending().is_empty());
}

#[test]
fn an_app_that_was_closed_between_two_pages_goes_on() {
    let (_server, ada, id) = between_two_pages();
    ada.reopen();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
    assert_eq!(block_on(ada.storage.sent()).expect("reads").len(), 2, "both edits are kept as sent, each once");
    assert!(block_on(ada.storage.waiting()).expect("reads").is_empty());
    assert!(ada.replica.borrow().rows("attention").is_empty());
}

/// Another wrote over the title with an earlier time, and something else comes with the second page.
fn overwritten() -> (Device, Id) {
    let (server, ada, id) = titled();
    set(&server, id, "title", "Analyst");
    fill_a_page(&server);
    set(&server, Id::named("legion/0"), "title", "Legate");
    pull_one_page(&ada);
    (ada, id)
}

#[test]
fn a_row_that_has_come_shows_what_became_of_the_edit() {
    let (ada, id) = overwritten();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Analyst"));
    assert_eq!(block_on(ada.storage.waiting()).expect("reads").len(), 1, "though the edit has not left");
    ada.set("contact", id, "title", "Duchess").expect("writes");
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Duchess"));
    assert!(ada.replica.borrow().rows("attention").is_empty(), "she saw what she replaced");
}

#[test]
fn over_an_edit_that_hides_what_came_after_it_nothing_unseen_is_overwritten() {
    let (ada, id) = overwritten();
    // What the server said of the edit is forgotten with the app.
    ada.reopen();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
    let op = ada.patch("contact", id, vec![("title", Value::text("Duchess"))]);
    ada.write(vec![op]).expect("writes");
    ada.sync_until_done();
    assert_eq!(ada.replica.borrow().rows("attention").len(), 1, "somebody is asked");
}

#[test]
fn a_word_that_was_struck_out_does_not_come_back_by_an_edit_between_two_pages() {
    let (server, ada, _, id) = two_people();
    ada.set("contact", id, "description", "one two").expect("writes");
    push_only(&ada);
    set(&server, id, "description", "one");
    fill_a_page(&server);
    set(&server, Id::named("legion/0"), "title", "Legate");
    pull_one_page(&ada);
    ada.reopen();
    let seen = ada.value("contact", id, "description").as_text().unwrap_or_default().to_owned();
    let more: Name = format!("{seen} three").as_str().into();
    ada.set("contact", id, "description", &more).expect("writes");
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "description"), Value::text("one three"));
}
