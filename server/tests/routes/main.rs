//! The routes, asked without a network over a store in memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "a test may stop at the first surprise, and is read by nobody's documentation"
)]

mod blob;
mod configure;
mod device;
mod hidden;
mod key;
mod mail;
mod matrix;
mod offer;
mod openapi;
mod operations;
mod page;
mod record;
mod session;
mod setup;
mod smtp;
mod support;
mod sync;
mod user;
