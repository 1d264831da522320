//! The frame around every page: navigation, search, sync state, person, news, keyboard.

pub mod app;
mod appearance;
pub mod banners;
mod commands;
mod context;
mod crash;
pub mod gallery;
mod install;
pub mod keys_help;
pub mod not_found;
pub mod person;
pub mod rail;
pub mod routes;
mod screens;
pub mod sync_status;
pub mod top_bar;

pub use app::App;
pub use appearance::{Appearance, use_appearance};
pub use context::{Shell, use_shell, use_unsaved};
pub use crash::watch_for_panics;
pub use not_found::NotFound;

use leptos::prelude::*;

/// Says that the first screen can be used. A screen calls it when its first records stand there.
pub fn mark_ready() {
    let Some(root) = document().document_element() else { return };
    if !root.has_attribute("data-ready") {
        let _ = root.set_attribute("data-ready", "true");
        crate::services::measure_from_start("replica.open");
    }
}

/// Names the page in the browser's title. [`crate::ui::PageHeader`] does it for lists.
pub fn set_title(page: &str) {
    document().set_title(&crate::i18n::t_with("shell-title", &[("page", page.into())]));
}

/// A count as a number for formatting.
#[allow(clippy::cast_precision_loss, reason = "no count comes near 2^52")]
fn as_f64(n: usize) -> f64 {
    n as f64
}
