//! The caller's signed-in devices.

mod delete;
mod list;

pub(super) use delete::delete;
pub(super) use list::list;
