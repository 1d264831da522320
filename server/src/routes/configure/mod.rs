//! The public configurator: anybody may configure a public product and ask for a quote.
//!
//! The page is written here; what goes together and what it costs is worked out in the visitor's browser by the workshop,
//! from the model and the prices that `parts` gives away, so it works without the network. What comes back is believed in
//! nothing: the server configures and prices it anew.

mod goods;
mod lead;
mod open;
mod page;
mod parts;
mod picture;
mod planned;
mod request;
mod routing;
mod sale;
mod show;
mod ticket;

pub use open::PublicModels;
pub(crate) use parts::parts;
pub(crate) use picture::picture;
pub(crate) use request::request;
pub(crate) use show::show;

/// Most bytes of a request for a quote.
pub(crate) const MOST_BYTES: usize = 64 << 10;
