//! Import and export, end to end: real files into an in-memory workspace, and whatever people try.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may panic"
)]

#[path = "transfer/workspace.rs"]
mod workspace;

#[path = "transfer/speed.rs"]
mod speed;

#[path = "transfer/real_data.rs"]
mod real_data;
