//! Leads: who follows them up, and what becomes of them.
//!
//! Pure functions over records. The server routes what comes in by [`owner`]; a device converts by [`convert()`], offline,
//! after a person has looked at [`matches()`].

mod convert;
mod route;

pub use convert::{Made, Match, Matches, Wanted, convert, matches};
pub use route::{Asked, owner};

#[cfg(test)]
mod tests;
