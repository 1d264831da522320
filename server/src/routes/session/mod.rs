//! The caller's own session.

mod create;
mod delete;
mod show;

pub(super) use create::{begin, create};
pub(super) use delete::delete;
pub(super) use show::{me, show};
