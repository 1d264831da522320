//! Prints a model like a range of vehicles, for whoever measures: 300 attributes, 200,000 rows.
//!
//! `cargo run --package sextant-product --example vehicle > vehicle.json`

#![allow(clippy::print_stdout, reason = "an example prints")]

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string(&product::generate::vehicle(1))?);
    Ok(())
}
