//! The document of a quote from its records: which pictures it has room for.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::{draft, png};
use document::{QuoteDocument, room::MOST_BYTES};
use pricing::records::Look;
use shared::{
    Id, Record,
    entities::Quote,
    file::{self, JPEG, PNG},
    record::Stamp,
    sync::Rows,
    value::FileRef,
};
use std::{collections::BTreeMap, sync::Arc};

/// A device on which nothing is but the quote.
struct Nothing;

impl Rows for Nothing {
    fn row(&self, _: &str, _: Id) -> Option<Arc<Record>> {
        None
    }

    fn holding(&self, _: &str, _: &str, _: &str) -> Vec<Arc<Record>> {
        Vec::new()
    }
}

/// A photograph of so many KiB.
fn photo(name: &str, size: u32) -> FileRef {
    let (hash, name) = (file::hash(name.as_bytes()), name.to_owned());
    FileRef { hash, height: 900, name, size: size << 10, kind: JPEG.to_owned(), width: 1200 }
}

/// The document of a quote that was sent with so many lines of eight products.
fn printed(lines: usize, logo: Option<FileRef>, picture: impl Fn(usize) -> FileRef) -> QuoteDocument {
    let stamp = Arc::new(Stamp { seq: 0, at: 0, by: Id::NIL, client: Id::NIL });
    let pictures: BTreeMap<_, _> = (0..8).map(|at| (format!("p{at}"), picture(at))).collect();
    let columns = ["picture", "quantity"].map(str::to_owned).to_vec();
    let look = serde_json::to_string(&Look { logo, columns, pictures, ..Look::default() }).unwrap();
    let mut quote = Record::new(Quote::ENTITY_NAME, Id::named("quote"), stamp.clone());
    for (field, value) in [(Quote::STATUS.id, "sent"), (Quote::LOOK.id, &*look)] {
        quote.set(field, value, stamp.clone());
    }
    document::document(&Nothing, &quote, &common::document(&draft(lines, "EUR")).quote)
}

/// The lines that show a picture.
fn shown(document: &QuoteDocument) -> Vec<&str> {
    document.line_pictures.keys().map(String::as_str).collect()
}

#[test]
fn pictures_are_in_it_in_the_order_of_the_pages_while_there_is_room() {
    let logo = || Some(photo("logo", 1024));
    let document = printed(8, logo(), |at| photo(&format!("p{at}"), if at < 7 { 2048 } else { 512 }));
    assert_eq!(shown(&document), ["l0", "l1", "l2", "l3", "l4", "l7"], "a small one still fits behind a large one");
    assert_eq!(document.stored.keys().collect::<Vec<_>>(), ["logo", "p0", "p1", "p2", "p3", "p4", "p7"]);
    assert!(document.left_out);
    let sum: u64 = document.stored.values().map(|stored| u64::from(stored.size)).sum();
    assert!(sum <= MOST_BYTES);
    let light = printed(8, logo(), |at| photo(&format!("p{at}"), 1408));
    assert_eq!((shown(&light).len(), light.left_out), (8, false), "as much as there may be: {MOST_BYTES}");
}

#[test]
fn small_files_of_many_pixels_have_no_room_either() {
    let vast = |at: usize| FileRef { kind: PNG.to_owned(), width: 2400, height: 2400, ..photo(&format!("p{at}"), 20) };
    let document = printed(8, None, vast);
    assert_eq!((shown(&document).len(), document.left_out), (4, true));
}

#[test]
fn a_product_on_several_lines_takes_its_room_once() {
    let document = printed(16, None, |at| photo(&format!("p{at}"), 1536));
    assert_eq!((shown(&document).len(), document.wanted().len(), document.left_out), (16, 8, false));
}

#[test]
fn a_file_that_is_not_what_was_said_of_it_stays_a_frame() {
    let bytes = png(4, 3);
    let said = file::describe("dot.png", &bytes).unwrap();
    let mut document = printed(8, None, |at| match at {
        0 => said.clone(),
        1 => FileRef { size: said.size - 1, ..said.clone() },
        _ => FileRef { width: 5, ..said.clone() },
    });
    document.give(&said.hash, &bytes);
    let files: Vec<usize> = document.pictures.values().map(|picture| picture.file.len()).collect();
    assert_eq!(files, [bytes.len(), 0, 0, 0, 0, 0, 0, 0]);
}
