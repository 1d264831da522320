//! Sextant's app: a replica on the device, and screens over it.

#![allow(unreachable_pub, reason = "a screen's parts are components, whose generated properties are public")]
#![allow(clippy::needless_pass_by_value, reason = "components take their props by value")]

mod chunks;
pub mod features;
pub mod i18n;
pub mod record;
pub mod replica;
pub mod services;
pub mod shell;
pub mod ui;

/// Starts the app in the page.
pub fn start() {
    shell::watch_for_panics();
    leptos::mount::mount_to_body(shell::App);
}

#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
