//! Clocks, uniqueness, and edits of one device.

use crate::world::*;
use shared::{
    Id, Value,
    replica::Storage,
    rules::Role,
    sync::{Mutation, Operation},
};

#[test]
fn a_clock_ten_years_off_neither_loses_nor_wins_for_ever() {
    let (server, ada, ben, id) = two_people();
    let ten_years = 10 * 365 * 24 * 3_600_000;
    let op = ben.replica.borrow().patch(
        &ben.replica.borrow().get("contact", id).cloned().expect("row"),
        [("title", Value::text("from the future"))],
    );
    let (draft, _) = ben.replica.borrow_mut().draft(vec![op], None, server.now.get() + ten_years).expect("drafts");
    let number = block_on(ben.storage.append(&draft)).expect("stores");
    ben.replica.borrow_mut().adopt(Mutation { number, ..draft });
    ben.sync_until_done();
    server.now.set(server.now.get() + 60_000);
    ada.set("contact", id, "title", "now").expect("writes");
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "title"), Value::text("now"));
}

#[test]
fn thousands_of_unique_numbers_are_checked_and_none_stands_twice() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let account = |number: usize| {
        let values = [("name", Value::text("Firm")), ("number", Value::text(number.to_string()))];
        Operation::create("account", Id::named(&format!("account/{number}")), values)
    };
    for batch in 0..40 {
        olga.write((0..250).map(|row| account(batch * 250 + row)).collect()).expect("writes");
    }
    let taken = Operation::create(
        "account",
        Id::named("again"),
        [("name", Value::text("Firm")), ("number", Value::text("77"))],
    );
    assert!(olga.write(vec![taken.clone()]).expect_err("refused").contains("problem-taken"));
    olga.write(vec![Operation::Delete { entity: "account".into(), id: Id::named("account/77") }]).expect("deletes");
    olga.write(vec![taken]).expect("the number is free again");
    olga.reopen();
    assert_eq!(olga.replica.borrow().rows("account").len(), 10_000);
}

#[test]
fn uniqueness_on_a_device_is_as_on_the_server() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let account = |id: &str| {
        let values = [("name", Value::text("Firm")), ("number", Value::text("7"))];
        Operation::create("account", Id::named(id), values)
    };
    let id = Id::named("one");
    olga.write(vec![account("one")]).expect("writes");
    olga.write(vec![Operation::Delete { entity: "account".into(), id }]).expect("deletes");
    olga.write(vec![account("other")]).expect("the number is free");
    let back = olga.write(vec![Operation::Restore { entity: "account".into(), id }]);
    assert!(back.expect_err("refused").contains("problem-taken"));
    olga.set("user", Id::named("ada"), "email", "Ada@Example.com").expect("writes");
    let other = olga.set("user", Id::named("ben"), "email", "ada@example.COM");
    assert!(other.expect_err("refused").contains("problem-taken"));
    olga.set("user", Id::named("ada"), "email", "ADA@example.com").expect("her own");
}

#[test]
fn editing_a_field_twice_offline_is_no_disagreement_with_oneself() {
    let (_, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ada.set("contact", id, "title", "Countess of Lovelace").expect("writes");
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "title"), Value::text("Countess of Lovelace"));
    assert!(ada.replica.borrow().rows("attention").is_empty());
}

#[test]
fn an_edit_shows_until_its_row_is_here_even_when_a_long_pull_breaks_off() {
    let (_, ada, ben, id) = two_people();
    for batch in 0..2 {
        let many = (0..2000).map(|row| contact(&format!("{batch}/{row}"), "ben").1).collect();
        ben.write(many).expect("writes");
        ben.sync_until_done();
    }
    ada.set("contact", id, "title", "Countess").expect("writes");
    // Push and the first page of the pull get through, the second page does not.
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None, Fault::None];
    ada.sync().expect_err("breaks off");
    assert_eq!(ada.replica.borrow().rows("contact").len(), 2001, "the first page is here");
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
    ada.reopen();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"), "after reopening too");
    ada.sync_until_done();
    assert!(ada.replica.borrow().pending().is_empty());
}

#[test]
fn the_last_owner_is_told_on_the_device_already() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let set = |name: &str, field: &str, value: &str| olga.set("user", Id::named(name), field, value);
    set("olga", "email", "olga@example.com").expect("writes");
    let rep = Role::Rep.id().to_string();
    assert!(set("olga", "role", &rep).unwrap_err().contains("problem-last-owner"));
    set("ada", "email", "ada@example.com").expect("writes");
    set("ada", "role", &Role::Owner.id().to_string()).expect("writes");
    set("olga", "role", &rep).expect("there is another owner now, though no server knows it yet");
    olga.sync_until_done();
    assert_eq!(olga.value("user", Id::named("olga"), "role"), Value::text(rep));
}
