//! What must be on the machine, and how it comes there.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::workspace::Workspace;

/// Something that only the machine's package manager can install.
struct System {
    name: &'static str,
    needed_for: &'static str,
    debian: &'static str,
    elsewhere: &'static str,
    present: fn() -> bool,
}

const NATIVE: [System; 3] = [
    System {
        name: "a C++ compiler",
        needed_for: "RocksDB, the store's engine",
        debian: "g++",
        elsewhere: "Fedora: dnf install gcc-c++; macOS: xcode-select --install",
        present: || process::exists("c++"),
    },
    System {
        name: "libclang",
        needed_for: "the bindings to RocksDB",
        debian: "libclang-dev clang",
        elsewhere: "Fedora: dnf install clang-devel; macOS: xcode-select --install",
        present: || libclang().is_some(),
    },
    System {
        name: "cmake",
        needed_for: "the C libraries under the store",
        debian: "cmake",
        elsewhere: "Fedora: dnf install cmake; macOS: brew install cmake",
        present: || process::exists("cmake"),
    },
];

const NODE: [System; 1] = [System {
    name: "Node.js and npm",
    needed_for: "the script that shows products in three dimensions, and Playwright, which drives the browser",
    debian: "nodejs npm",
    elsewhere: "https://nodejs.org, version 20 or newer",
    present: || process::exists("node") && process::exists("npm"),
}];

const BROWSER: [System; 2] = [
    System {
        name: "Chromium",
        needed_for: "the tests in a real browser",
        debian: "chromium",
        elsewhere: "install Chromium or Chrome and set CHROMIUM to its path",
        present: || chromium().is_some(),
    },
    System {
        name: "chromedriver",
        needed_for: "the wasm tests in a real browser",
        debian: "chromium-driver",
        elsewhere: "install it in the version of your Chromium and set CHROMEDRIVER to its path",
        present: || chromedriver().is_some(),
    },
];

/// What building the app needs: Node for what is in TypeScript, and the wasm target, which rustup installs.
pub(crate) fn app(workspace: &Workspace) -> Result<()> {
    system(workspace, &NODE)?;
    let sysroot = process::capture(workspace.command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown/lib").exists() {
        return Ok(());
    }
    eprintln!("      installing the wasm target through rustup");
    process::run(workspace.command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
        .context("the app needs Rust's wasm32-unknown-unknown target: rustup target add wasm32-unknown-unknown")
}

/// What building the server needs.
pub(crate) fn native(workspace: &Workspace) -> Result<()> {
    system(workspace, &NATIVE)
}

/// What the tests in a browser need.
pub(crate) fn browser(workspace: &Workspace) -> Result<()> {
    system(workspace, &NODE)?;
    system(workspace, &BROWSER)
}

/// rustfmt and clippy, which rustup installs.
pub(crate) fn components(workspace: &Workspace) -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if process::capture(&mut workspace.cargo([subcommand, "--version"])).is_err() {
            eprintln!("      installing {component} through rustup");
            process::run(workspace.command("rustup").args(["component", "add", component]))
                .with_context(|| format!("`cargo {subcommand}` is missing: rustup component add {component}"))?;
        }
    }
    Ok(())
}

/// Chromium's path: `CHROMIUM`, or the usual places.
pub(crate) fn chromium() -> Option<PathBuf> {
    from_environment("CHROMIUM").or_else(|| {
        first_of(&[
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ])
    })
}

/// Chromedriver's path: `CHROMEDRIVER`, or the usual places.
pub(crate) fn chromedriver() -> Option<PathBuf> {
    from_environment("CHROMEDRIVER").or_else(|| {
        first_of(&["/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver", "/opt/homebrew/bin/chromedriver"])
    })
}

fn from_environment(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from).filter(|path| path.exists())
}

fn first_of(paths: &[&str]) -> Option<PathBuf> {
    paths.iter().map(PathBuf::from).find(|path| path.exists())
}

fn system(workspace: &Workspace, wanted: &[System]) -> Result<()> {
    if missing(wanted).next().is_some() && may_install() {
        install(workspace, &missing(wanted).map(|system| system.debian).collect::<Vec<_>>().join(" "))?;
    }
    let problems: Vec<String> = missing(wanted).map(explain).collect();
    if problems.is_empty() {
        return Ok(());
    }
    bail!("something is missing on this machine\n{}", problems.join("\n"))
}

fn missing(wanted: &[System]) -> impl Iterator<Item = &System> {
    wanted.iter().filter(|system| !(system.present)())
}

fn explain(system: &System) -> String {
    let System { name, needed_for, debian, elsewhere, .. } = system;
    format!("  {name} (for {needed_for})\n    Debian, Ubuntu: sudo apt-get install {debian}\n    {elsewhere}")
}

/// Root on a Debian is a container or a CI machine: there the packages are installed without asking.
fn may_install() -> bool {
    let root = process::capture(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0");
    root && env::var_os("SEXTANT_NO_INSTALL").is_none() && Path::new("/usr/bin/apt-get").exists()
}

fn install(workspace: &Workspace, packages: &str) -> Result<()> {
    eprintln!("      installing {packages} with apt-get (SEXTANT_NO_INSTALL=1 forbids it)");
    if apt(workspace, packages).is_ok() {
        return Ok(());
    }
    process::run(workspace.command("apt-get").args(["update", "--quiet"]))?;
    apt(workspace, packages)
}

fn apt(workspace: &Workspace, packages: &str) -> Result<()> {
    let mut command: Command = workspace.command("apt-get");
    command.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(packages.split(' '));
    process::run(command.env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The directory of libclang, looked for where its users look.
fn libclang() -> Option<PathBuf> {
    let given = env::var_os("LIBCLANG_PATH").map(PathBuf::from);
    let usual = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"];
    let mac = ["/Library/Developer/CommandLineTools/usr/lib", "/opt/homebrew/opt/llvm/lib"];
    let versioned = children(Path::new("/usr/lib")).filter(|path| named(path, "llvm-")).map(|path| path.join("lib"));
    let places = given.into_iter().chain(usual.iter().chain(&mac).map(PathBuf::from)).chain(versioned);
    let names = ["libclang.so", "libclang.dylib", "libclang-1", "libclang-2"];
    places.into_iter().find(|place| children(place).any(|file| names.iter().any(|name| named(&file, name))))
}

fn children(directory: &Path) -> impl Iterator<Item = PathBuf> {
    directory.read_dir().into_iter().flatten().flatten().map(|entry| entry.path())
}

fn named(path: &Path, prefix: &str) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(prefix))
}
