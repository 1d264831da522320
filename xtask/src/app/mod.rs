//! Builds the app into `dist/`: wasm, glue, styles, fonts, service worker, all under names made from
//! their content, each with its compressed siblings and an integrity hash.
//!
//! It does what trunk does, in this process, so that a fresh checkout needs no tool but cargo.

mod bindgen;
pub(crate) mod budget;
mod compress;
mod css;
mod output;
mod page;
mod stamp;
mod worker;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::workspace::{APP, Workspace};
pub(crate) use css::imported as imported_styles;
use output::{Asset, Output};

/// The font file that the first screen needs; the others load when a page shows their letters.
const FIRST_FONT: &str = "inter-latin.woff2";

/// What the first screen needs of `public/`.
const FIRST: [&str; 2] = ["fonts/inter-latin.woff2", "favicon.svg"];

/// Stripping takes away the list of wasm features by which wasm-bindgen decides what it may use; names
/// and producers are removed by wasm-bindgen instead.
const KEEP_FEATURES: &str = "profile.app.strip = false";

/// Where the wasm is compiled to.
fn wasm(workspace: &Workspace) -> PathBuf {
    workspace.target.join("wasm32-unknown-unknown/app/sextant-app.wasm")
}

/// The cargo command that compiles the app.
pub(crate) fn compile(workspace: &Workspace) -> Command {
    let mut command = workspace.cargo(["build", "--profile", "app", "--config", KEEP_FEATURES]);
    command.args(APP);
    command
}

/// Makes `dist/` from the compiled app, unless it is already made from the same inputs.
pub(crate) fn assemble(workspace: &Workspace) -> Result<()> {
    bindgen::check_version(workspace)?;
    let stamp = stamp::of(workspace, &wasm(workspace))?;
    if stamp.is_current(workspace) {
        return Ok(());
    }
    let mut output = collect(workspace)?;
    compress::all(workspace, &mut output)?;
    output.write(&workspace.dist())?;
    stamp.write(workspace)
}

/// Every file of the app, in the order in which their names depend on each other.
fn collect(workspace: &Workspace) -> Result<Output> {
    let mut output = Output::default();
    public_files(workspace, &mut output)?;
    let fonts = output.named_under("fonts/");
    let style = output.add(Asset::hashed("style.css", css::bundle(&workspace.root.join("style"), &fonts)?).precached());
    let code = bindgen::generate(workspace, &wasm(workspace), &mut output)?;
    let boot = output.add(page::boot(workspace, &code)?);
    page::index(workspace, &mut output, &page::Links { style, code, boot, font: fonts.get(FIRST_FONT).cloned() })?;
    worker::add(workspace, &mut output)?;
    Ok(output)
}

/// The files of `public/` that are used as they are; fonts get a name made from their content.
fn public_files(workspace: &Workspace, output: &mut Output) -> Result<()> {
    let root = workspace.root.join("public");
    for path in files_under(&root)? {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let bytes = fs::read(&path).with_context(|| format!("cannot read public/{name}"))?;
        if name != page::BOOT && name != worker::WORKER {
            output.add(public_file(&name, bytes));
        }
    }
    Ok(())
}

fn public_file(name: &str, bytes: Vec<u8>) -> Asset {
    let font = Path::new(name).extension().is_some_and(|extension| extension == "woff2");
    let asset = if font { Asset::hashed(name, bytes) } else { Asset::plain(name, bytes) };
    if FIRST.contains(&name) { asset.precached() } else { asset }
}

/// All files below a directory, sorted, so that the result is the same on every machine.
pub(crate) fn files_under(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = directory.read_dir().with_context(|| format!("cannot read {}", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
