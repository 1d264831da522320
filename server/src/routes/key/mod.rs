//! API keys, for admins.

mod create;
mod delete;
mod list;

pub(super) use create::create;
pub(super) use delete::delete;
pub(super) use list::list;
