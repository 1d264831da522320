//! Cuts the app's program into the part that starts and the chunks that load when a screen needs them.
//!
//! The cuts are the functions that `chunk!` of `app/src/chunks.rs` makes. What only they reach goes into the chunk that
//! they name, what several chunks reach into files that these share, and everything else stays.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use serde_json::json;
use wasm_encoder::reencode::{self, Reencode};

use super::output::{Asset, Kept, Link, Output};
use super::page::{filled, read};
use super::script;
use crate::workspace::Workspace;

/// The script that loads chunks, in `public/`. The program imports it by this name.
pub(crate) const LOADER: &str = "chunks.js";

/// The module that the compiler's output imports the loader as.
pub(crate) fn imported() -> String {
    format!("./{LOADER}")
}

/// A program in pieces.
pub(crate) struct Pieces {
    /// What starts; wasm-bindgen has not seen it yet.
    pub(crate) main: PathBuf,
    /// The files of the chunks.
    files: Vec<PathBuf>,
    /// For each chunk the files that it needs, by their names without extension.
    needs: BTreeMap<String, Vec<String>>,
}

/// Cuts a program that was linked with its relocations.
pub(crate) fn cut(wasm: &Path, directory: &Path) -> Result<Pieces> {
    let bytes = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let main = directory.join("main.wasm");
    let link = imported();
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    (options.output_dir, options.main_out_path, options.link_name) = (directory, &main, &link);
    let cut = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cannot cut the app: {error:?}"))?;
    let mut needs: BTreeMap<String, Vec<String>> = cut.prefetch_map.into_iter().collect();
    for files in needs.values_mut() {
        files.sort();
    }
    let mut files: Vec<PathBuf> = cut.split_modules;
    files.sort();
    Ok(Pieces { main, files, needs })
}

impl Pieces {
    /// Adds the chunks, and the script that loads them, to which it returns the link.
    pub(crate) fn add(&self, workspace: &Workspace, styles: &Link, output: &mut Output) -> Result<Link> {
        let mut links = BTreeMap::new();
        for name in self.needs.values().flatten() {
            if !links.contains_key(name) {
                links.insert(name.clone(), self.add_file(name, output)?);
            }
        }
        let text = loader(&read(workspace, LOADER)?, &links, &self.needs)?;
        let text = filled(&text, "\"__STYLES__\"", &as_json(styles).to_string())?;
        Ok(output.add(Asset::hashed(LOADER, script::minified(workspace, &text)?).kept(Kept::Shell)))
    }

    fn add_file(&self, name: &str, output: &mut Output) -> Result<Link> {
        let path = self.files.iter().find(|path| path.file_stem().is_some_and(|stem| stem == name));
        let path = path.with_context(|| format!("the chunk {name} was not written"))?;
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let asset = Asset::hashed(&format!("chunks/{name}.wasm"), compact(&bytes)?);
        Ok(output.add(asset.kept(Kept::Chunk)))
    }
}

/// The loader with the names of the files, and one function for each chunk, by the name that the program imports.
fn loader(text: &str, files: &BTreeMap<String, Link>, needs: &BTreeMap<String, Vec<String>>) -> Result<String> {
    let files: BTreeMap<_, _> = files.iter().map(|(name, link)| (name, as_json(link))).collect();
    let exports = needs.keys().fold(String::new(), |mut text, chunk| {
        let _ = writeln!(text, "export const __wasm_split_load_{chunk} = loader(\"{chunk}\");");
        text
    });
    let text = filled(text, "\"__FILES__\"", &serde_json::to_string_pretty(&files)?)?;
    let text = filled(&text, "\"__NEEDS__\"", &serde_json::to_string_pretty(&needs)?)?;
    filled(&text, "/* __LOADERS__ */", exports.trim_end())
}

fn as_json(Link { url, integrity }: &Link) -> serde_json::Value {
    json!({ "url": url, "integrity": integrity })
}

/// Numbers stand in the linker's relocatable output at their full width, so that they can be changed in place. Written
/// anew they are as short as they can be; names of functions and the like go.
fn compact(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = wasm_encoder::Module::new();
    Compact.parse_core_module(&mut module, wasmparser::Parser::new(0), wasm).map_err(|error| anyhow!("{error}"))?;
    Ok(module.finish())
}

struct Compact;

impl Reencode for Compact {
    type Error = Infallible;

    fn parse_custom_section(
        &mut self,
        _module: &mut wasm_encoder::Module,
        _section: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), reencode::Error<Infallible>> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_knows_files_and_chunks() -> Result<()> {
        let link = Link { url: "/chunks/a-1.wasm".to_owned(), integrity: "sha384-x".to_owned() };
        let text = loader(
            "\"__FILES__\" \"__NEEDS__\" /* __LOADERS__ */",
            &BTreeMap::from([("a".to_owned(), link)]),
            &BTreeMap::from([("records".to_owned(), vec!["a".to_owned()])]),
        )?;
        assert!(text.contains("/chunks/a-1.wasm"), "{text}");
        assert!(text.contains("export const __wasm_split_load_records = loader(\"records\");"), "{text}");
        Ok(())
    }

    #[test]
    fn a_compact_module_has_short_numbers_and_no_names() -> Result<()> {
        // One function `nop`, whose type count is written with five bytes, and a custom section.
        let long =
            b"\0asm\x01\0\0\0\x01\x08\x81\x80\x80\x80\x00\x60\0\0\x03\x02\x01\0\x0a\x04\x01\x02\0\x0b\0\x03\x01na";
        let short = compact(long)?;
        assert_eq!(short, b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x0a\x04\x01\x02\0\x0b");
        Ok(())
    }
}
