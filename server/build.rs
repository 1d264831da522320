//! The macro that embeds the app wants its directory to exist, even when the app was not built.

fn main() {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    let made = std::fs::create_dir_all(&dist);
    assert!(made.is_ok(), "cannot create dist/: {made:?}");
    println!("cargo::rerun-if-changed=build.rs");
    // A release binary holds the files themselves.
    println!("cargo::rerun-if-changed=../dist");
}
