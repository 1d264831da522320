//! The product encyclopedia: families as a tree, data sheets, facets, comparison.
//!
//! Pure functions over the records of products, families and specifications; the app shows what they give.

mod compare;
mod facets;
mod families;
mod sheet;

pub use compare::{Section, Trait, compare};
pub use facets::{Facet, Offer, Wishes, facets, number_text};
pub use families::{Family, below, families, path};
pub use sheet::{Group, Line, Said, Sheet, Sheets};

use crate::{Id, text::natural_key};

/// Where a record stands among others, as bytes to sort by: by position, those without one last, then by name.
///
/// Bytes, because every other type of key would bring a sort of its own into the app's shell.
pub fn place(position: Option<f64>, name: &str, id: Id) -> Vec<u8> {
    // Positions are not negative, and such numbers stand in the order of their bits.
    let bits = position.map_or(u64::MAX, |position| position.max(0.0).to_bits());
    [&bits.to_be_bytes()[..], &natural_key(name), &id.bits().to_be_bytes()].concat()
}
