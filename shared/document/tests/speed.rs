//! How long documents take. Prints milliseconds; run with `--release -- --nocapture`.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a measurement reads the clock and prints"
)]

mod common;

use common::{document, draft, fonts, template};
use document::render;
use std::time::Instant;

#[test]
fn fifty_and_a_thousand_lines() {
    let template = template();
    let start = Instant::now();
    let fonts = fonts();
    println!("fonts opened in {:?}", start.elapsed());
    for lines in [50, 1000] {
        let document = document(&draft(lines, "EUR"));
        let mut times: Vec<_> = (0..5)
            .map(|_| {
                let start = Instant::now();
                assert!(!render(&document, &template, &fonts).unwrap().is_empty());
                start.elapsed()
            })
            .collect();
        times.sort_unstable();
        println!("{lines} lines: median {:?}, worst {:?}", times[2], times[4]);
    }
}
