//! The API's description.

mod entities;
mod show;

pub(super) use show::show;
