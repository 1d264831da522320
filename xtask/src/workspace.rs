//! Where things are, and how cargo is called in here.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// The packages of every native build, test and check.
///
/// One selection everywhere, because cargo unifies features over what is selected: another selection
/// would give `SurrealDB` other features, and compile it a second time, for half an hour.
pub(crate) const NATIVE: [&str; 17] = [
    "--workspace",
    "--exclude",
    "sextant-app",
    "--exclude",
    "xtask",
    "--exclude",
    SIMULATOR,
    "--exclude",
    "sextant-product",
    "--exclude",
    "sextant-pricing",
    "--exclude",
    "sextant-document",
    "--exclude",
    "sextant-workshop",
    "--exclude",
    "sextant-workshop-protocol",
];

/// Pure packages and the workshop made of them: apart, because what they and their tests depend on would give
/// `SurrealDB` other features.
pub(crate) const PURE: [&str; 10] = [
    "--package",
    "sextant-product",
    "--package",
    "sextant-pricing",
    "--package",
    "sextant-document",
    "--package",
    "sextant-workshop",
    "--package",
    "sextant-workshop-protocol",
];

/// The simulator's package. It asks for planted bugs in `shared`, which nothing else may be built with.
pub(crate) const SIMULATOR: &str = "sextant-simulator";

/// The target of what runs in a browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The app's package and target.
pub(crate) const APP: [&str; 4] = ["--package", "sextant-app", "--target", WASM];

/// The workshop's package and target.
pub(crate) const WORKSHOP: [&str; 4] = ["--package", "sextant-workshop", "--target", WASM];

/// A checkout and its target directory.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
    pub(crate) target: PathBuf,
}

impl Workspace {
    /// The checkout that this xtask was started from.
    pub(crate) fn find() -> Result<Self> {
        let xtask = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = xtask.parent().context("xtask has no parent directory")?.to_owned();
        let target = target_directory(&root)?;
        Ok(Self { root, target })
    }

    /// The built app.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// What xtask remembers between runs: stamps, logs, compressed files.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The browser tests, benchmarks and screenshots.
    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The `sextant` binary of a profile (`debug` or `release`).
    pub(crate) fn sextant(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join(format!("sextant{}", env::consts::EXE_SUFFIX))
    }

    /// `cargo` with these arguments, in the root.
    pub(crate) fn cargo<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = self.command(&cargo());
        command.args(arguments).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// A program in the root, with the surroundings that xtask itself was started in.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        for name in added_by_cargo() {
            command.env_remove(name);
        }
        if let Some(paths) = env::var_os("LD_LIBRARY_PATH") {
            command.env("LD_LIBRARY_PATH", self.without_ours(&paths));
        }
        command
    }

    /// `cargo run` puts the target directory and the toolchain before the library path; build scripts
    /// that watch this variable would run again, and with them half of `SurrealDB`.
    fn without_ours(&self, paths: &std::ffi::OsStr) -> std::ffi::OsString {
        let kept = env::split_paths(paths)
            .filter(|path| !path.starts_with(&self.target) && !path.iter().any(|part| part == "toolchains"));
        env::join_paths(kept).unwrap_or_default()
    }
}

fn cargo() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

/// Variables that `cargo run` sets for xtask and that nested builds must not see.
fn added_by_cargo() -> impl Iterator<Item = String> {
    env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(|name| {
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_PRIMARY_PACKAGE"
    })
}

fn target_directory(root: &Path) -> Result<PathBuf> {
    let mut command = Command::new(cargo());
    command.args(["metadata", "--format-version=1", "--no-deps", "--offline"]).current_dir(root);
    let text = process::capture(&mut command)?;
    let metadata: serde_json::Value = serde_json::from_str(&text).context("cargo metadata printed no JSON")?;
    let directory = metadata.get("target_directory").and_then(|value| value.as_str());
    directory.map(PathBuf::from).context("cargo metadata names no target directory")
}
