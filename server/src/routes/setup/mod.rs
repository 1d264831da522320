//! The first run.

mod create;
mod demo;
mod show;

pub(super) use create::create;
pub(super) use demo::{create as create_demo, show as show_demo};
pub(super) use show::show;
