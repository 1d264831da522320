//! Writes documents to look at and to hand to other tools.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "writes files when it is asked to"
)]

mod common;

use common::{document, draft, fonts, rich, template};
use document::render;

#[test]
#[ignore = "writes PDF files into the target directory, to be looked at"]
fn write_samples() {
    let place = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, document) in
        [("rich", rich()), ("fifty", document(&draft(50, "EUR"))), ("thousand", document(&draft(1000, "JPY")))]
    {
        let path = place.join(format!("{name}.pdf"));
        std::fs::write(&path, render(&document, &template(), &fonts()).unwrap()).unwrap();
        println!("{}", path.display());
    }
}
