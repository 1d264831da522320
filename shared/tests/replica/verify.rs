//! Whether a device holds what the server holds: digests, and what is flipped on the disk.

use crate::world::*;
use shared::{
    Id, Value,
    record::Stamp,
    replica::{Commit, Compared, OverlayRow, Storage, SyncError, TransportError},
};
use std::{collections::BTreeMap, sync::Arc};

/// Entities that differ, with the numbers of rows here and there.
fn differing(device: &Device) -> BTreeMap<String, (u64, u64)> {
    let compared = device.verify().expect("the network works").expect("nobody else writes");
    let differing = compared.into_iter().filter(|entity| !entity.equal);
    differing.map(|Compared { entity, here, there, .. }| (entity.to_string(), (here, there))).collect()
}

/// Another device of Ada's: all that it holds lies in chunks.
fn late() -> (std::rc::Rc<Server>, Device, Device, Id) {
    let (server, ada, _, id) = two_people();
    let late = Device::new(&server, "late", "ada");
    late.sync_until_done();
    (server, ada, late, id)
}

fn only(entity: &str, here: u64, there: u64) -> BTreeMap<String, (u64, u64)> {
    [(entity.to_owned(), (here, there))].into()
}

/// Changes the bytes of the chunk that holds a text.
fn damage(device: &Device, holding: &str, mut change: impl FnMut(&mut Vec<u8>, usize)) {
    let hashes: Vec<String> = device.replica.borrow().meta().chunks.iter().map(|chunk| chunk.hash.clone()).collect();
    for hash in hashes {
        let mut bytes = block_on(device.storage.chunks(&[&hash])).expect("reads").pop().flatten().expect("there");
        let Some(at) = String::from_utf8_lossy(&bytes).find(holding) else { continue };
        change(&mut bytes, at);
        block_on(device.storage.put_chunks(&[(&hash, &bytes)])).expect("writes");
        return;
    }
    panic!("no chunk holds {holding}");
}

#[test]
fn a_replica_at_the_head_amounts_to_what_the_server_holds_for_it() {
    let (server, ada, ben, id) = two_people();
    for (device, name) in [(&ada, "ada"), (&ben, "ben")] {
        let authority = server.authority.borrow();
        let access = authority.access(Id::named(name)).expect("active");
        assert_eq!(device.replica.borrow().digests(), authority.digests(access), "{name}");
        assert_eq!(device.read().digests(), authority.digests(access), "{name}, reopened");
    }
    let before = ada.replica.borrow().digests();
    ada.set("contact", id, "title", "Countess").expect("writes");
    let op = shared::sync::Operation::Delete { entity: "contact".into(), id };
    ada.write(vec![op, contact("Byron", "ada").1]).expect("writes");
    assert_eq!(ada.replica.borrow().digests(), before, "what waits here is not what the server said");
    assert_eq!(ada.read().digests(), before, "nor after reopening");
    ada.sync_until_done();
    assert_ne!(ada.replica.borrow().digests(), before);
    assert_eq!(differing(&ada), BTreeMap::new());
}

#[test]
fn verifying_brings_what_others_wrote_first() {
    let (_, ada, ben, id) = two_people();
    ben.set("contact", id, "title", "Countess").expect("writes");
    ben.sync_until_done();
    ada.set("contact", id, "email", "ada@example.com").expect("writes");
    let compared = ada.verify().expect("the network works").expect("nobody else writes");
    assert!(compared.iter().all(|entity| entity.equal && entity.here == entity.there), "{compared:?}");
    assert!(compared.iter().any(|entity| &*entity.entity == "contact" && entity.here == 1));
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
}

#[test]
fn every_flipped_byte_of_a_chunk_is_found_and_mended() {
    let (_, _, late, id) = late();
    let mut length = 0;
    damage(&late, "Lovelace", |bytes, _| length = bytes.len());
    for place in (0..length).step_by(7) {
        damage(&late, "Lovelace", |bytes, _| bytes[place] ^= 1);
        assert_eq!(differing(&late), only("contact", 0, 1), "byte {place}");
        assert!(late.replica.borrow().is_distrusted());
        assert_eq!(differing(&late), BTreeMap::new(), "byte {place}");
        late.reopen();
        assert_eq!(late.value("contact", id, "last_name"), Value::text("Lovelace"), "byte {place}");
    }
}

#[test]
fn a_name_that_lost_a_letter_is_not_taken_for_the_chunk_of_the_snapshot() {
    let (_, _, late, id) = late();
    damage(&late, "Lovelace", |bytes, at| bytes[at] = b'R');
    late.reopen();
    assert_eq!(late.value("contact", id, "last_name"), Value::text("Rovelace"), "nobody looked");
    assert_eq!(differing(&late), only("contact", 0, 1));
    late.sync_until_done();
    assert_eq!(late.value("contact", id, "last_name"), Value::text("Lovelace"), "the snapshot fetched it anew");
    assert_eq!(differing(&late), BTreeMap::new());
}

#[test]
fn a_chunk_that_is_gone_is_found() {
    let (_, _, late, _) = late();
    let users =
        late.replica.borrow().meta().chunks.iter().find(|chunk| chunk.entity == "user").cloned().expect("there");
    let dropped_chunks = vec![users.hash];
    block_on(late.storage.commit(&Commit { dropped_chunks, ..Commit::default() })).expect("writes");
    assert_eq!(differing(&late), only("user", 0, 5));
    assert_eq!(differing(&late), BTreeMap::new());
}

#[test]
fn whatever_changes_in_an_overlay_row_is_found() {
    let (_, ada, ..) = two_people();
    let row = |ada: &Device| {
        let rows = block_on(ada.storage.overlay()).expect("reads");
        let row = rows.into_iter().find_map(|row| if let OverlayRow::Row(row) = row { Some(row) } else { None });
        row.filter(|row| &*row.entity == "contact").expect("the contact is newer than the snapshot")
    };
    let (original, at) = (row(&ada), Stamp { at: 1, ..*row(&ada).created });
    let mut value = original.clone();
    value.set("last_name", "Rovelace", original.cell("last_name").expect("cell").stamp.clone());
    let mut stamp = original.clone();
    stamp.set("last_name", "Lovelace", Arc::new(at));
    let mut created = original;
    created.created = Arc::new(at);
    for flipped in [value, stamp, created] {
        block_on(ada.storage.commit(&Commit { rows: vec![Arc::new(flipped)], ..Commit::default() })).expect("writes");
        assert_eq!(differing(&ada), only("contact", 1, 1));
        ada.sync_until_done();
        assert_eq!(differing(&ada), BTreeMap::new());
        // The snapshot has taken the row out of the overlay: an edit brings it back.
        let id = row_id(&ada);
        ada.set("contact", id, "title", &format!("{:?}", ada.value("contact", id, "title"))).expect("writes");
        ada.sync_until_done();
    }
}

fn row_id(device: &Device) -> Id {
    device.replica.borrow().rows("contact")[0].id
}

#[test]
fn a_stored_cursor_that_is_not_the_one_in_memory_is_found() {
    let (_, ada, ..) = two_people();
    let mut meta = ada.replica.borrow().meta().clone();
    let cursor = meta.cursor.as_mut().expect("synced");
    cursor.seq -= 1;
    block_on(ada.storage.commit(&Commit { meta: Some(meta), ..Commit::default() })).expect("writes");
    assert!(!differing(&ada).is_empty());
    assert_eq!(differing(&ada), BTreeMap::new());
}

#[test]
fn without_the_server_nothing_is_known_and_nothing_changes() {
    let (server, ada, ..) = two_people();
    let before = ada.view();
    for faults in 1..3 {
        *ada.link.faults.borrow_mut() = vec![Fault::RequestLost; faults];
        assert_eq!(ada.verify(), Err(SyncError::Transport(TransportError::Offline)));
    }
    ada.link.faults.borrow_mut().clear();
    server.restless.set(true);
    assert_eq!(ada.verify(), Ok(None), "somebody writes whenever it asks");
    assert!(!ada.replica.borrow().is_distrusted());
    assert_eq!(ada.view(), before);
    server.restless.set(false);
    assert_eq!(differing(&ada), BTreeMap::new());
}

#[test]
fn another_persons_session_does_not_make_rows_wrong() {
    let (_, mut ada, ..) = two_people();
    ada.link.user = Id::named("cyd");
    assert_eq!(ada.verify(), Err(SyncError::OtherPerson));
    assert!(!ada.replica.borrow().is_distrusted());
}
