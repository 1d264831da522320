//! The page of a quote that a customer opens by a link, and what the customer answers there.
//!
//! Whoever has the link's secret sees that quote alone, as it was sent, and can answer it once. There is no session and no
//! cookie: the secret stands in the address and is all that a request is judged by.

mod accept;
mod ask;
mod decline;
mod found;
mod lines;
mod page;
mod pdf;
mod picture;
mod refused;
mod sheet;
mod show;
mod signature;
mod write;

pub(crate) use accept::accept;
pub(crate) use ask::ask;
pub(crate) use decline::decline;
pub(crate) use pdf::pdf;
pub(crate) use picture::picture;
pub(crate) use show::show;

/// Most bytes of an answer: a signature is some thousand.
pub(crate) const MOST_BYTES: usize = 64 << 10;
