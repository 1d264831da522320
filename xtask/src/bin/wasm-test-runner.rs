//! Runs a wasm test in the browser: what `cargo test` calls for the wasm target.
//!
//! wasm-bindgen's own test runner, used as a library so that nothing needs to be installed and its
//! version is the lock file's.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
