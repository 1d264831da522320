//! Sextant's app.

pub mod i18n;
pub mod replica;
pub mod services;
pub mod ui;
