//! Sextant's app.

pub mod i18n;
pub mod record;
pub mod replica;
pub mod services;
pub mod ui;
