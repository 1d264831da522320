//! Replicas over a server that is the real authority, and over a network that fails at random.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may fail"
)]

#[path = "replica/device.rs"]
mod device;
#[path = "replica/hidden.rs"]
mod hidden;
#[path = "replica/histories.rs"]
mod histories;
#[path = "replica/opening.rs"]
mod opening;
#[path = "replica/pages.rs"]
mod pages;
#[path = "replica/sync.rs"]
mod sync;
#[path = "replica/texts.rs"]
mod texts;
#[path = "replica/undo.rs"]
mod undo;
#[path = "replica/verify.rs"]
mod verify;
#[path = "replica/world.rs"]
mod world;
