//! Screens beyond the generic ones, one folder or file each.

pub mod accounts;
pub mod activities;
pub mod address;
pub mod attention;
pub mod configure;
pub mod contacts;
mod gate;
pub mod importer;
pub mod knowledge;
pub mod leads;
pub mod orders;
pub mod pipeline;
pub mod products;
pub mod quotes;
pub mod records;
pub mod search;
pub mod settings;
pub mod sign_in;
mod sync_panel;
pub mod tasks;

pub use gate::Gate;
pub use sync_panel::{SaveWaiting, SyncPanel};
