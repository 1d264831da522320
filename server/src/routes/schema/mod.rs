//! Entities and fields as data.

mod show;

pub(super) use show::{label, show};
