//! What the first screen shows before all is read.

use crate::world::*;
use shared::{
    Id, Name, Record,
    replica::{FirstPage, MemoryStorage, Opening, Replica, Storage, open},
};
use std::{rc::Rc, sync::Arc};

const CONTACT: &str = "contact";

/// The top of the list of contacts, as the device shows it.
fn page(device: &Device) -> FirstPage {
    let replica = device.replica.borrow();
    let rows: Vec<Arc<Record>> = replica.rows(CONTACT).to_vec();
    replica.first_page(&Name::from(CONTACT), "", &rows).expect("it has synced")
}

fn keep(device: &Device) {
    block_on(device.storage.keep_first_page(&page(device))).expect("stores");
}

fn opened(storage: &MemoryStorage, device: &Device) -> (Replica, Opening) {
    let schema = device.replica.borrow().schema().clone();
    block_on(open(storage, schema, &[CONTACT])).expect("opens").expect("stored")
}

/// A device whose first sync brought the contact in a chunk.
fn fresh(server: &Rc<Server>) -> Device {
    let device = Device::new(server, "new tablet", "ada");
    device.sync_until_done();
    device
}

fn title(replica: &Replica, id: Id) -> Option<String> {
    replica.get(CONTACT, id).and_then(|row| row.value("title").as_text().map(ToOwned::to_owned))
}

#[test]
fn a_kept_page_shows_what_is_known_by_now() {
    let (server, _, ben, id) = two_people();
    let ada = fresh(&server);
    ada.set(CONTACT, id, "title", "Countess").expect("writes");
    ada.sync_until_done();
    keep(&ada);
    ben.sync_until_done();
    ben.set(CONTACT, id, "title", "Analyst").expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    let (mut replica, opening) = opened(&ada.storage, &ada);
    let kept = block_on(ada.storage.first_page(CONTACT)).expect("reads").expect("kept");
    replica.feed_first(&opening, kept).expect("of this log");
    assert_eq!(title(&replica, id).as_deref(), Some("Analyst"), "the overlay knows better than the page");
}

#[test]
fn a_page_holds_what_the_server_said_and_edits_lie_over_it() {
    let (server, _, _, id) = two_people();
    let ada = fresh(&server);
    ada.set(CONTACT, id, "title", "Countess").expect("writes");
    keep(&ada);
    let (mut replica, opening) = opened(&ada.storage, &ada);
    let kept = block_on(ada.storage.first_page(CONTACT)).expect("reads").expect("kept");
    assert!(!serde_json::to_string(&kept).expect("json").contains("Countess"));
    let known = opening.misses(&[CONTACT]);
    replica.feed_first(&opening, kept).expect("of this log");
    replica.lay_pending();
    assert_eq!((title(&replica, id).as_deref(), known), (Some("Countess"), true));
}

#[test]
fn a_row_that_no_chunk_holds_goes_when_all_is_read() {
    let (server, _, _, id) = two_people();
    let ada = fresh(&server);
    let mut wrong = page(&ada);
    let (stranger, _) = contact("Stranger", "ada");
    let text = serde_json::to_string(&wrong.chunks).expect("json").replace(&id.to_string(), &stranger.to_string());
    wrong.chunks = serde_json::from_str(&text).expect("chunks");
    let (mut replica, mut opening) = opened(&ada.storage, &ada);
    replica.feed_first(&opening, wrong).expect("of this log");
    assert!(replica.get(CONTACT, stranger).is_some());
    for chunk in opening.take(usize::MAX) {
        let bytes = block_on(ada.storage.chunks(&[&chunk.hash])).expect("reads").pop().flatten().expect("there");
        replica.feed(&opening, &chunk.hash, serde_json::from_slice(&bytes).expect("chunk"));
    }
    replica.opened();
    assert!(replica.get(CONTACT, stranger).is_none() && replica.get(CONTACT, id).is_some());
}

#[test]
fn a_page_of_another_log_or_of_later_is_not_shown() {
    let (server, ..) = two_people();
    let ada = fresh(&server);
    for change in [|page: &mut FirstPage| page.cursor.epoch.push('x'), |page: &mut FirstPage| page.cursor.seq += 1] {
        let mut other = page(&ada);
        change(&mut other);
        let (mut replica, opening) = opened(&ada.storage, &ada);
        assert!(replica.feed_first(&opening, other).is_none());
        assert!(replica.rows(CONTACT).is_empty());
    }
}

#[test]
fn what_the_frame_needs_is_read_alone_and_only_where_it_is_next() {
    let (server, _, _, _) = two_people();
    let ada = fresh(&server);
    let (_, mut opening) = opened(&ada.storage, &ada);
    assert_eq!(opening.take_of(&["user"]), [], "contacts come first here");
    let taken = opening.take_of(&[CONTACT]);
    assert!(!taken.is_empty() && taken.iter().all(|chunk| chunk.entity == CONTACT), "{taken:?}");
    assert!(opening.misses(&[CONTACT]), "not fed yet");
    opening.fed(taken.len());
    assert!(!opening.misses(&[CONTACT]) && opening.misses(&["user"]));
}
