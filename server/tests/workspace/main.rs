//! The workspace and its writer, without HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "a test may stop at the first surprise, and is read by nobody's documentation"
)]

mod speed;
mod support;
mod upkeep;
mod writer;
