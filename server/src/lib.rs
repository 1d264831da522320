//! Sextant's server: sync, sign-in, REST and the app's files, over any [`store::Store`].
//!
//! [`workspace::Workspace`] is the heart: the truth in memory and the one writer of the log. Everything
//! in [`routes`] is a thin layer over it.

pub mod app;
pub mod assets;
pub mod auth;
pub mod blobs;
pub mod clock;
pub mod config;
pub mod demo;
pub mod documents;
pub mod failure;
mod html;
mod layers;
pub mod mail;
pub mod metrics;
mod public;
pub mod routes;
mod serve;
pub mod store;
mod system;
pub mod upkeep;
pub mod workspace;

pub use serve::serve;
