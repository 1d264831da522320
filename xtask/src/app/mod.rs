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
mod public;
mod script;
mod split;
mod stage;
mod stamp;
mod worker;
mod workshop;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::cli::Finish;
use crate::process;
use crate::workspace::{WASM, Workspace};
pub(crate) use css::imported as imported_styles;
use output::{Asset, Kept, Output};
pub(crate) use stage::check as check_stage;

/// The font file that the first screen needs; the others load when a page shows their letters.
const FIRST_FONT: &str = "inter-latin.woff2";

/// What the first screen needs of `public/`.
const FIRST: [&str; 2] = ["fonts/inter-latin.woff2", "favicon.svg"];

/// What of `public/` does not go out as it is: it is filled in with the names of other files, or into other files, or made smaller.
const FILLED: [&str; 8] = [
    page::BOOT,
    page::READER,
    worker::WORKER,
    worker::HASHED,
    workshop::START,
    split::LOADER,
    public::SCRIPT,
    public::WORKER,
];

/// A program in wasm: its package, and the profile that it is built by.
struct Program {
    package: &'static str,
    profile: &'static str,
    /// Whether it is cut into chunks: then it is linked with its relocations, and its cuts are made.
    cut: bool,
}

const APP_PROGRAM: Program = Program { package: "sextant-app", profile: "app", cut: true };

impl Program {
    /// Where it is compiled to.
    fn wasm(&self, workspace: &Workspace) -> PathBuf {
        let Self { package, profile, .. } = self;
        workspace.target.join("wasm32-unknown-unknown").join(profile).join(format!("{package}.wasm"))
    }

    /// The cargo command that compiles it. Stripping takes away the list of wasm features by which wasm-bindgen
    /// decides what it may use; names and producers are removed by wasm-bindgen instead.
    fn compile(&self, workspace: &Workspace, finish: Finish) -> Command {
        let mut command =
            workspace.cargo(["rustc", "--target", WASM, "--package", self.package, "--bin", self.package]);
        command.args(["--profile", self.profile]);
        let quick: &[&str] = match finish {
            Finish::Shipped => &[],
            Finish::Quick => &["lto = false", "codegen-units = 16", "opt-level = 1", "incremental = true"],
        };
        for setting in quick.iter().chain(&["strip = false"]) {
            command.args(["--config", &format!("profile.{}.{setting}", self.profile)]);
        }
        if self.cut {
            command.args(["--features", "split", "--", "-Clink-arg=--emit-relocs"]);
        }
        command
    }
}

/// Compiles the app and its workshop, each by a command that `run` runs. Together they would be built with each other's
/// features, and the app with all that must stay out of it.
pub(crate) fn compile(
    workspace: &Workspace,
    finish: Finish,
    mut run: impl FnMut(&mut Command) -> Result<()>,
) -> Result<()> {
    [APP_PROGRAM, workshop::PROGRAM].iter().try_for_each(|program| run(&mut program.compile(workspace, finish)))
}

/// Compiles app and workshop where everybody can watch, and makes `dist/` of them.
pub(crate) fn build(workspace: &Workspace) -> Result<()> {
    compile(workspace, Finish::Shipped, process::run)?;
    assemble(workspace, Finish::Shipped)
}

/// Makes `dist/` from the compiled app, unless it is already made from the same inputs.
pub(crate) fn assemble(workspace: &Workspace, finish: Finish) -> Result<()> {
    bindgen::check_version(workspace)?;
    let stamp = stamp::of(workspace, &[APP_PROGRAM, workshop::PROGRAM].map(|program| program.wasm(workspace)))?;
    if stamp.is_current(workspace) {
        return Ok(());
    }
    let mut output = collect(workspace)?;
    compress::all(workspace, finish, &mut output)?;
    output.write(&workspace.dist())?;
    stamp.write(workspace)
}

/// Every file of the app, in the order in which their names depend on each other.
fn collect(workspace: &Workspace) -> Result<Output> {
    let mut output = Output::default();
    public_files(workspace, &mut output)?;
    let fonts = output.named_under("fonts/");
    let styles = workspace.root.join("style");
    let style = output.add(Asset::hashed("style.css", css::bundle(&styles, css::APP, &fonts)?).kept(Kept::Shell));
    let later = output.add(Asset::hashed("later.css", css::bundle(&styles, css::LATER, &fonts)?).kept(Kept::Chunk));
    // The server writes the pages that use it, and knows it by this name.
    output.add(Asset::plain("p/public.css", css::bundle(&styles, css::PUBLIC, &fonts)?));
    let workshop = workshop::add(workspace, &mut output)?;
    let stage = stage::add(workspace, &mut output)?;
    let wasm = APP_PROGRAM.wasm(workspace);
    let compiled = bindgen::Compiled { wasm: &wasm, name: "app", kept: Kept::Shell };
    let (code, chunks) = bindgen::generate_cut(workspace, &compiled, &later, &mut output)?;
    public::add(workspace, &mut output, &workshop, &stage)?;
    let reader = output.add(page::reader(workspace)?);
    let boot = output.add(page::boot(workspace, &code, &page::Later { chunks, workshop, stage, reader })?);
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
        if !FILLED.contains(&name.as_str()) {
            output.add(public_file(&name, bytes));
        }
    }
    Ok(())
}

fn public_file(name: &str, bytes: Vec<u8>) -> Asset {
    let font = Path::new(name).extension().is_some_and(|extension| extension == "woff2");
    let asset = if font { Asset::hashed(name, bytes) } else { Asset::plain(name, bytes) };
    if FIRST.contains(&name) { asset.kept(Kept::Shell) } else { asset }
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
