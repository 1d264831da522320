//! Whether the server lives, and whether it can work.

mod alive;
mod ready;

pub(super) use alive::alive;
pub(super) use ready::ready;
