//! The app's files.

mod show;

pub(super) use show::show;
