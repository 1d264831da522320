//! Text: from what people typed to glyphs in lines.

mod clean;
mod lines;
mod shape;

pub(crate) use clean::clean;
pub(crate) use lines::wrap;
pub use shape::Fonts;
pub(crate) use shape::{Line, Shaper, Style, Weight};
