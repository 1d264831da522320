//! Files that records refer to.

mod create;
mod show;

pub(super) use create::create;
pub(super) use show::show;
