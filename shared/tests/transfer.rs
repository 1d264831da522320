//! Import and export, end to end: real files into an in-memory workspace, and whatever people try.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::format_collect,
    missing_docs,
    reason = "tests may panic, read files and take the time"
)]

#[path = "transfer/bad_input.rs"]
mod bad_input;
#[path = "transfer/export.rs"]
mod export;
#[path = "transfer/formats.rs"]
mod formats;
#[path = "transfer/links.rs"]
mod links;
#[path = "transfer/real_data.rs"]
mod real_data;
#[path = "transfer/speed.rs"]
mod speed;
#[path = "transfer/vendors.rs"]
mod vendors;
#[path = "transfer/workspace.rs"]
mod workspace;
