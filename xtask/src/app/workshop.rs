//! The workshop: a second program, and the fonts of documents, which load when they are first needed.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::output::{Asset, Kept, Link, Output};
use super::{Program, bindgen, page};
use crate::workspace::Workspace;

/// Its program.
pub(super) const PROGRAM: Program = Program { package: "sextant-workshop", profile: "workshop", cut: false };

/// The script that starts it, in `public/`.
pub(super) const START: &str = "workshop.js";

/// The fonts of documents, and how the script names them.
const FONTS: [(&str, &str); 2] = [("Inter-Regular.ttf", "REGULAR"), ("Inter-SemiBold.ttf", "BOLD")];

/// The fonts of documents.
pub(super) fn fonts(workspace: &Workspace) -> [PathBuf; 2] {
    FONTS.map(|(file, _)| workspace.root.join("shared/document/fonts").join(file))
}

/// Adds program and fonts, and the script that starts it, to which it returns the link.
pub(super) fn add(workspace: &Workspace, output: &mut Output) -> Result<Link> {
    let wasm = PROGRAM.wasm(workspace);
    let compiled = bindgen::Compiled { wasm: &wasm, name: "workshop_code", kept: Kept::Later };
    let code = bindgen::generate(workspace, &compiled, output)?;
    let text = page::filled(&page::read(workspace, START)?, "__WORKSHOP_JS__", &code.glue.url)?;
    let mut text = with_link(&text, "WORKSHOP_WASM", &code.wasm)?;
    for (path, (file, placeholder)) in fonts(workspace).iter().zip(FONTS) {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let link = output.add(Asset::hashed(&format!("documents/{file}"), bytes).kept(Kept::Later));
        text = with_link(&text, placeholder, &link)?;
    }
    Ok(output.add(Asset::hashed(START, text.into_bytes()).kept(Kept::Later)))
}

fn with_link(text: &str, placeholder: &str, link: &Link) -> Result<String> {
    let text = page::filled(text, &format!("__{placeholder}__"), &link.url)?;
    page::filled(&text, &format!("__{placeholder}_INTEGRITY__"), &link.integrity)
}
