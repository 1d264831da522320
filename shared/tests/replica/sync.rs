//! What two people and a server come to: conflicts, scopes, purges, restores, snapshots.

use crate::world::*;
use shared::{
    Id, Record, Value,
    entities::{Attention, Contact},
    replica::{Commit, MemoryStorage, Storage, StorageError, SyncError},
    sync::{MAX_MUTATION_BYTES, Operation, PushRequest, Status, batches},
};
use std::collections::BTreeMap;

#[test]
fn memory_storage_conforms() {
    let reopen = async |storage: MemoryStorage| storage;
    block_on(shared::replica::conformance::suite(MemoryStorage::default(), reopen)).expect("conforms");
}

#[test]
fn different_fields_both_survive() {
    let (_, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ben.set("contact", id, "email", "ada@example.com").expect("writes");
    for device in [&ada, &ben, &ada] {
        device.sync_until_done();
    }
    for device in [&ada, &ben] {
        assert_eq!(device.value("contact", id, "title"), Value::text("Countess"));
        assert_eq!(device.value("contact", id, "email"), Value::text("ada@example.com"));
        assert!(device.replica.borrow().rows("attention").is_empty());
    }
    assert_eq!(ada.view(), ben.view());
}

#[test]
fn of_the_same_field_the_later_stands_and_both_people_see_the_other() {
    let (server, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    server.now.set(server.now.get() + 5000);
    ben.set("contact", id, "title", "Analyst").expect("writes");
    for device in [&ben, &ada, &ben] {
        device.sync_until_done();
    }
    for device in [&ada, &ben] {
        assert_eq!(device.value("contact", id, "title"), Value::text("Analyst"));
        let replica = device.replica.borrow();
        let [attention] = replica.rows("attention") else { panic!("one decision") };
        assert_eq!(attention.get(Attention::LOST_VALUE), Some(r#"{"value":"Countess"}"#));
        assert_eq!(attention.get(Attention::LOST_BY), Some(Id::named("ada")));
        assert_eq!(attention.get(Attention::KEPT_BY), Some(Id::named("ben")));
    }
    let attention = ada.replica.borrow().rows("attention")[0].id;
    ada.set("contact", id, "title", "Countess").expect("keeps hers");
    ada.set("attention", attention, "status", "replaced").expect("decides");
    for device in [&ada, &ben] {
        device.sync_until_done();
    }
    assert_eq!(ben.value("contact", id, "title"), Value::text("Countess"));
    assert_eq!(ben.value("attention", attention, "status"), Value::text("replaced"));
}

#[test]
fn a_rep_holds_nothing_of_another_team_and_a_move_takes_it_away() {
    let (server, ada, ben, id) = two_people();
    let late = Device::new(&server, "late", "ben");
    late.sync_until_done();
    assert!(late.stored_text().contains(&id.to_string()), "the contact lies in a chunk of the late device");
    let cyd = Device::new(&server, "phone", "cyd");
    cyd.sync_until_done();
    assert!(cyd.replica.borrow().rows("contact").is_empty());
    server.system(vec![ben.replica.borrow().patch(
        &ben.replica.borrow().get("user", Id::named("ben")).cloned().expect("ben"),
        [("team", Id::named("west").into())],
    )]);
    for device in [&ben, &late] {
        device.sync_until_done();
        assert!(device.replica.borrow().get("contact", id).is_none());
        assert!(!device.stored_text().contains("Lovelace"), "nor anywhere in the device's storage");
        device.reopen();
        assert!(device.replica.borrow().get("contact", id).is_none(), "nor after reopening");
    }
    assert_eq!(ada.replica.borrow().rows("contact").len(), 1);
}

#[test]
fn a_row_that_comes_back_before_it_was_cut_out_stays() {
    let (server, ada, ..) = two_people();
    // Another record of the same id lies in another chunk.
    let named_as_cyd = [(Contact::LAST_NAME.id, Value::text("Namesake")), (Contact::OWNER.id, Id::named("ada").into())];
    ada.write(vec![Operation::create("contact", Id::named("cyd"), named_as_cyd)]).expect("writes");
    ada.sync_until_done();
    let late = Device::new(&server, "late", "ben");
    late.sync_until_done();
    let before = late.view();
    server.move_to("ben", "west");
    late.storage.set_most_chunks(Some(0));
    assert_eq!(late.sync(), Err(SyncError::Storage(StorageError::Full)), "the row is not cut out yet");
    late.storage.set_most_chunks(None);
    late.reopen();
    assert!(late.replica.borrow().rows("contact").is_empty());
    server.move_to("ben", "east");
    late.sync_until_done();
    let keys = |view: &BTreeMap<(String, Id), _>| view.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&late.view()), keys(&before));
    late.reopen();
    assert_eq!(keys(&late.view()), keys(&before), "after reopening too");
}

#[test]
fn chunks_that_fit_stay_where_there_is_no_room_for_all() {
    let (server, ..) = two_people();
    let late = Device::new(&server, "late", "ben");
    late.storage.set_most_chunks(Some(2));
    assert_eq!(late.sync(), Err(SyncError::Storage(StorageError::Full)));
    assert_eq!(late.storage.all_chunks().len(), 2);
    late.storage.set_most_chunks(None);
    late.sync_until_done();
    assert!(late.storage.all_chunks().len() > 2, "there were more to come");
}

#[test]
fn a_row_is_cut_out_of_its_own_chunk_whatever_has_the_same_id() {
    let (server, ada, ..) = two_people();
    let values = [(Contact::LAST_NAME.id, Value::text("Namesake")), (Contact::OWNER.id, Id::named("ada").into())];
    ada.write(vec![Operation::create("contact", Id::named("cyd"), values)]).expect("writes");
    let body = [("body", Value::text("Secret")), ("owner", Id::named("ada").into())];
    ada.write(vec![Operation::create("note", Id::named("mia"), body)]).expect("writes");
    ada.sync_until_done();
    let late = Device::new(&server, "late", "ben");
    late.sync_until_done();
    assert!(late.stored_text().contains("Namesake") && late.stored_text().contains("Secret"));
    server.move_to("ben", "west");
    late.sync_until_done();
    assert!(!late.stored_text().contains("Namesake") && !late.stored_text().contains("Secret"));
    late.reopen();
    assert_eq!(late.value("user", Id::named("cyd"), "name"), Value::text("cyd"));
    assert_eq!(late.value("user", Id::named("mia"), "name"), Value::text("mia"));
}

#[test]
fn the_work_of_one_person_is_not_sent_under_anothers_name() {
    let (server, mut ada, _, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    let outbox = block_on(ada.storage.outbox()).expect("reads");
    let (client, known) = (ada.replica.borrow().meta().client, server.outcomes.borrow().len());
    ada.link.user = Id::named("ben");
    for _ in 0..2 {
        assert_eq!(ada.sync(), Err(SyncError::OtherPerson));
    }
    assert_eq!(block_on(ada.storage.outbox()).expect("reads"), outbox);
    assert_eq!((ada.replica.borrow().meta().client, server.outcomes.borrow().len()), (client, known));
    ada.link.user = Id::named("ada");
    ada.sync_until_done();
    assert_eq!(server.outcomes.borrow().len(), known + 1, "and it is sent once she is back");
}

#[test]
fn after_a_restore_what_was_answered_but_not_pulled_is_offered_again() {
    let (server, ada, ben, id) = two_people();
    let backup = server.backup();
    ada.set("contact", id, "title", "Countess").expect("writes");
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("answered, not pulled");
    server.restore(&backup);
    for name in ["Byron", "Babbage", "Somerville"] {
        ben.write(vec![contact(name, "ben").1]).expect("writes");
        ben.sync_until_done();
    }
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
    assert!(ada.replica.borrow().pending().is_empty());
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "title"), Value::text("Countess"));
}

#[test]
fn an_edit_of_the_log_before_a_restore_overwrites_nothing_of_the_one_after_unseen() {
    let (server, ada, ben, id) = two_people();
    let backup = server.backup();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ada.sync_until_done();
    for title in ["a", "b", "c"] {
        ada.set("contact", id, "title", title).expect("writes");
        ada.sync_until_done();
    }
    ada.set("contact", id, "title", "from the log that is no more").expect("writes");
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("answered, not pulled");
    server.restore(&backup);
    ben.sync_until_done();
    ben.set("contact", id, "title", "Analyst").expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    assert_eq!(ada.replica.borrow().rows("attention").len(), 5, "somebody is asked, of each edit that the log lost");
}

#[test]
fn an_edit_of_a_log_two_restores_ago_overwrites_nothing_unseen() {
    let (server, ada, ben, id) = two_people();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let backup = server.backup();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ada.sync_until_done();
    ben.sync_until_done();
    ben.set("contact", id, "title", "Enchantress").expect("writes");
    server.restore(&backup);
    // Ada's edit is not there any more, and not back yet. In its place stands what Ben has never seen.
    olga.set("contact", id, "title", "Analyst").expect("writes");
    olga.sync_until_done();
    let later = server.backup();
    server.restore(&later);
    ben.sync_until_done();
    assert_eq!(ben.replica.borrow().open_decisions().len(), 1, "somebody is asked");
}

#[test]
fn a_form_that_was_open_over_a_restore_overwrites_nothing_unseen() {
    let (server, ada, ben, id) = two_people();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let backup = server.backup();
    ben.write(vec![contact("Byron", "ben").1]).expect("writes");
    ben.set("contact", id, "title", "Countess").expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    let opened = ada.replica.borrow().get("contact", id).cloned().expect("row");
    server.restore(&backup);
    olga.sync_until_done();
    olga.set("contact", id, "title", "Analyst").expect("writes");
    olga.sync_until_done();
    ada.sync_until_done();
    let save = ada.replica.borrow().patch(&opened, [("title", Value::text("Enchantress"))]);
    ada.write(vec![save]).expect("writes");
    ada.sync_until_done();
    assert_eq!(ada.replica.borrow().open_decisions().len(), 1, "somebody is asked about the analyst");
}

#[test]
fn what_is_kept_as_sent_is_read_when_a_backup_was_made_and_not_at_every_start() {
    let (server, ada, _, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ada.sync_until_done();
    ada.reopen();
    ada.storage.set_no_sent(true);
    assert_eq!(ada.sync(), Ok(()), "nothing asks for it");
    server.note_backup();
    assert_eq!(ada.sync(), Err(SyncError::Storage(StorageError::Lost)), "now it is looked through");
    ada.storage.set_no_sent(false);
    ada.reopen();
    ada.sync_until_done();
    assert!(block_on(ada.storage.sent()).expect("reads").is_empty(), "what a backup holds is not kept");
}

#[test]
fn after_a_restore_the_device_gives_back_what_the_server_had_and_lost() {
    let (server, ada, ben, id) = two_people();
    let backup = server.backup();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ada.sync_until_done();
    assert!(block_on(ada.storage.outbox()).expect("reads").is_empty(), "the server has it");
    server.restore(&backup);
    ada.reopen();
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "title"), Value::text("Countess"));
}

#[test]
fn a_restore_that_undoes_a_mistake_is_not_undone_by_the_devices() {
    let (server, ada, _, id) = two_people();
    let backup = server.backup();
    ada.write(vec![Operation::Delete { entity: "contact".into(), id }]).expect("writes");
    ada.sync_until_done();
    server.restore_for_good(&backup);
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "last_name"), Value::text("Lovelace"));
    assert!(block_on(ada.storage.sent()).expect("reads").is_empty());
}

#[test]
fn what_a_backup_holds_is_kept_no_longer() {
    let (server, ada, ..) = two_people();
    assert_eq!(block_on(ada.storage.sent()).expect("reads").len(), 1);
    server.note_backup();
    ada.sync_until_done();
    assert!(block_on(ada.storage.sent()).expect("reads").is_empty());
}

#[test]
fn a_record_that_the_snapshot_and_the_outbox_both_have_does_not_vanish() {
    let (_, ada, ben, _) = two_people();
    let (id, create) = contact("Byron", "ada");
    ada.write(vec![create]).expect("writes");
    let waiting = block_on(ada.storage.outbox()).expect("reads");
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("pushed, not pulled");
    ada.replica.borrow_mut().distrust();
    ada.link.only_snapshots.set(true);
    ada.sync().expect_err("the pull after the snapshot does not get through");
    assert!(ada.replica.borrow().pending().is_empty(), "the edit has left with the snapshot");
    // Apps before this let it wait for that pull.
    block_on(ada.storage.commit(&Commit { rewritten: waiting, ..Commit::default() })).expect("stores");
    ada.reopen();
    assert_eq!(ada.replica.borrow().pending().len(), 1, "the edit still waits");
    ada.link.only_snapshots.set(false);
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ada.value("contact", id, "last_name"), Value::text("Byron"));
    assert_eq!(ada.view(), ben.view());
}

#[test]
fn a_full_device_refuses_and_stays_whole() {
    let (_, ada, _, id) = two_people();
    ada.storage.set_full(true);
    let refused = ada.set("contact", id, "title", "x").expect_err("refused");
    assert_eq!(refused, StorageError::Full.to_string());
    ada.storage.set_full(false);
    ada.reopen();
    assert_eq!(ada.value("contact", id, "title"), Value::Null);
    ada.set("contact", id, "title", "y").expect("works again");
    assert_eq!(ada.value("contact", id, "title"), Value::text("y"));
}

#[test]
fn a_cloned_device_gets_another_identity_and_loses_nothing() {
    let (server, ada, _, id) = two_people();
    let clone = Device::new(&server, "tablet", "ada");
    clone.sync_until_done();
    clone.set("contact", id, "title", "from the clone").expect("writes");
    clone.sync_until_done();
    assert_ne!(clone.replica.borrow().meta().client, Id::named("tablet"));
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "title"), Value::text("from the clone"));
}

fn attentions(device: &Device) -> Vec<Record> {
    let replica = device.replica.borrow();
    replica.rows("attention").iter().map(|row| (**row).clone()).collect()
}

#[test]
fn a_deletion_of_what_its_writer_had_not_seen_is_told_to_both_with_the_way_back() {
    let (_, ada, ben, id) = two_people();
    ben.set("contact", id, "title", "Countess").expect("writes");
    ben.sync_until_done();
    // Ada has not heard of it.
    ada.write(vec![Operation::Delete { entity: "contact".into(), id }]).expect("writes");
    ada.sync_until_done();
    ben.sync_until_done();
    assert!(ben.replica.borrow().get("contact", id).is_none(), "it is deleted all the same");
    assert_eq!(attentions(&ada), attentions(&ben));
    let [told] = attentions(&ben).try_into().expect("one");
    let text = |field: &str| told.value(field).as_text().unwrap_or_default().to_owned();
    let (ada_id, ben_id) = (Id::named("ada").to_string(), Id::named("ben").to_string());
    assert_eq!([text("kind"), text("field"), text("record")], ["deleted".into(), "title".into(), id.to_string()]);
    assert_eq!([text("kept_by"), text("lost_by")], [ada_id, ben_id]);
    assert_eq!((text("subject"), text("lost_value")), ("Lovelace".into(), r#"{"value":"Countess"}"#.into()));
    // After a restart the device knows nothing of the record any more, and can bring it back nevertheless.
    ben.reopen();
    let back: Vec<Operation> = serde_json::from_str(&text("operations")).expect("operations");
    ben.write(back).expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
}

#[test]
fn a_deletion_of_what_its_writer_had_seen_is_told_to_nobody() {
    let (_, ada, ben, id) = two_people();
    ben.set("contact", id, "title", "Countess").expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    ada.set("contact", id, "department", "Mathematics").expect("writes");
    ada.write(vec![Operation::Delete { entity: "contact".into(), id }]).expect("writes");
    ada.sync_until_done();
    assert_eq!(attentions(&ada), []);
}

#[test]
fn what_is_too_large_to_be_sent_is_kept_as_refused_and_holds_nobody_up() {
    let (server, ada, ben, id) = two_people();
    ada.link.most.set(4_000);
    let long = "word ".repeat(2_000);
    let (big, small) = (contact("Babbage", "ada"), contact("Byron", "ada"));
    let Operation::Create { entity, id: babbage, mut values } = big.1 else { panic!("creates") };
    values.insert("description".into(), Value::text(&long));
    ada.write(vec![Operation::Create { entity, id: babbage, values }]).expect("writes");
    ada.write(vec![small.1]).expect("writes");
    for n in 0..40 {
        ada.set("contact", id, "title", &format!("{n}")).expect("writes");
    }
    ada.sync_until_done();
    ben.sync_until_done();
    assert!(block_on(ada.storage.outbox()).expect("reads").is_empty(), "nothing waits");
    assert_eq!(ben.value("contact", id, "title"), Value::text("39"), "what came after it went on");
    assert_eq!(ben.value("contact", small.0, "last_name"), Value::text("Byron"));
    assert!(ada.replica.borrow().get("contact", babbage).is_none());
    let [told] = attentions(&ada).try_into().expect("one");
    assert_eq!(told.value("kind"), &Value::text("rejected"));
    assert!(told.value("problems").as_text().is_some_and(|text| text.contains("problem-change-too-large")));
    assert!(
        told.value("operations").as_text().is_some_and(|text| text.starts_with(r#"{"cut":"#) && text.len() < 2_000)
    );
    // The whole of it comes after all, from a copy of the device: it is the same mutation, and stays refused.
    let sent = block_on(ada.storage.sent()).expect("reads");
    let whole = sent.into_iter().map(|sent| sent.mutation).find(|mutation| mutation.bytes() > 4_000).expect("is kept");
    let (epoch, user) = (String::new(), Some(Id::named("ada")));
    let push = PushRequest { protocol: 1, epoch, user, mutations: vec![whole], too_large: Vec::new() };
    let outcome = server.push(Id::named("ada"), &push).outcomes.remove(0);
    assert!(matches!(outcome.status, Status::Rejected { .. }) && !outcome.cloned, "{outcome:?}");
}

#[test]
fn a_device_makes_nothing_that_no_server_takes() {
    let (_, ada, _, _) = two_people();
    let (_, create) = contact("Babbage", "ada");
    let Operation::Create { entity, id, values } = create else { panic!("creates") };
    let many = (0..60_000).map(|n| Operation::Create {
        entity: entity.clone(),
        id: Id::named(&format!("{id}{n}")),
        values: values.clone(),
    });
    let many: Vec<Operation> = many.collect();
    assert!(ada.write(many.clone()).expect_err("refused").contains("problem-change-too-large"));
    let parts = batches(many);
    assert_eq!((parts.len(), parts.concat().len()), (240, 60_000));
    assert!(parts.iter().all(|part| serde_json::to_string(part).expect("json").len() <= MAX_MUTATION_BYTES));
}

#[test]
fn an_editor_over_an_edit_that_waited_overwrites_nothing_unseen() {
    let (_, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    let opened = ada.replica.borrow().get("contact", id).cloned().expect("row");
    ada.sync_until_done();
    ben.sync_until_done();
    ben.set("contact", id, "title", "Analyst").expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    let save = ada.replica.borrow().patch(&opened, [("title", Value::text("Duchess"))]);
    ada.write(vec![save]).expect("writes");
    ada.sync_until_done();
    assert_eq!(attentions(&ada).len(), 1, "somebody is asked");
}
