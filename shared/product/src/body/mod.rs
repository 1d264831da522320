//! What a configured product looks like: the parts of its body, made from the choices.
//!
//! [`Body`] is what an author writes, in the model and sealed with it. [`Figure`] is what is to be drawn for one product:
//! numbers only, so that whoever draws it needs to know nothing of attributes. Making the one from the other is here, and
//! not where it is drawn, because conditions are the model's own, because a model must not be published with a body that
//! cannot be made, and because a server may have to draw as well.

mod check;
mod figure;
mod formula;
mod source;
mod space;

pub use figure::{Figure, Finish, Solid};
pub use formula::Formula;
pub use source::{Axis, Body, Cases, Colour, Material, Part, Quantity, Repeat, Shape, View};

pub(crate) use check::{examine, sound};
