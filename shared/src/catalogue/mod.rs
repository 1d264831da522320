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

/// Where a record stands among others: by position, those without one last, then by name.
fn place(position: Option<f64>, name: Option<&str>, id: Id) -> impl Ord + use<> {
    // Positions are not negative, and such numbers stand in the order of their bits.
    let bits = position.unwrap_or_default().max(0.0).to_bits();
    (position.is_none(), bits, natural_key(name.unwrap_or_default()), id)
}
