//! The caller's signed-in devices.

mod delete;
mod delete_others;
mod list;

pub(super) use delete::delete;
pub(super) use delete_others::delete_others;
pub(super) use list::list;
