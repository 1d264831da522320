//! Figures about the server.

mod show;

pub(super) use show::show;
