//! The wasm and its JavaScript glue, by the wasm-bindgen tool used as a library.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::output::{Asset, Kept, Link, Output};
use super::script;
use super::split;
use crate::workspace::Workspace;

/// The files that start a program.
pub(crate) struct Code {
    /// The module that the start script imports.
    pub(crate) glue: Link,
    /// What the glue loads.
    pub(crate) wasm: Link,
    /// Modules that the glue imports.
    pub(crate) snippets: Vec<Link>,
}

/// A program as the compiler wrote it.
pub(crate) struct Compiled<'a> {
    pub(crate) wasm: &'a Path,
    /// What its files are called.
    pub(crate) name: &'a str,
    pub(crate) kept: Kept,
}

/// Makes glue, final wasm and chunks of a program that is to be cut, and whose chunks need these styles; the link is the one of the script that loads chunks.
pub(crate) fn generate_cut(
    workspace: &Workspace,
    compiled: &Compiled<'_>,
    styles: &Link,
    output: &mut Output,
) -> Result<(Code, Link)> {
    let directory = workspace.scratch().join("split").join(compiled.name);
    let _ = fs::remove_dir_all(&directory);
    let pieces = split::cut(compiled.wasm, &directory)?;
    let loader = pieces.add(workspace, styles, output)?;
    let main = Compiled { wasm: &pieces.main, ..*compiled };
    let mut code = generate_with(workspace, &main, output, Some(&loader))?;
    code.snippets.push(loader.clone());
    Ok((code, loader))
}

/// Makes glue and final wasm of a program.
pub(crate) fn generate(workspace: &Workspace, compiled: &Compiled<'_>, output: &mut Output) -> Result<Code> {
    generate_with(workspace, compiled, output, None)
}

/// The tool and the library speak a protocol of their own that changes with every version.
pub(crate) fn check_version(workspace: &Workspace) -> Result<()> {
    let lock = fs::read_to_string(workspace.root.join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let library = locked(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;
    let tool = locked(&lock, "wasm-bindgen-cli-support").context("Cargo.lock names no wasm-bindgen-cli-support")?;
    ensure!(
        library == tool,
        "Cargo.lock has wasm-bindgen {library} and wasm-bindgen-cli-support {tool}; they must be the same: \
         set both wasm-bindgen-cli versions in Cargo.toml to ={library}"
    );
    Ok(())
}

fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

fn generate_with(
    workspace: &Workspace,
    compiled: &Compiled<'_>,
    output: &mut Output,
    loader: Option<&Link>,
) -> Result<Code> {
    let Compiled { wasm, name, kept } = *compiled;
    let directory = workspace.scratch().join("bindgen").join(name);
    let _ = fs::remove_dir_all(&directory);
    run(wasm, name, loader.is_some(), &directory)?;
    let (mut names, snippets) = add_snippets(&directory, kept, output)?;
    // Only where it is imported: the wasm knows the module by its first name.
    names.extend(loader.map(|loader| (format!("from \"{}\"", split::imported()), format!("from \".{}\"", loader.url))));
    let mut glue = read(&directory.join(format!("{name}.js")))?;
    for (old, new) in names {
        glue = glue.replace(&old, &new);
    }
    let file = format!("{name}_bg.wasm");
    let wasm = fs::read(directory.join(&file)).with_context(|| format!("wasm-bindgen wrote no {file}"))?;
    Ok(Code {
        glue: output.add(Asset::hashed(&format!("{name}.js"), script::minified(workspace, &glue)?).kept(kept)),
        wasm: output.add(Asset::hashed(&file, wasm).kept(kept)),
        snippets,
    })
}

/// Chunks start with memory, table of functions and stack of the program, which exports them for that.
fn run(wasm: &Path, name: &str, cut: bool, directory: &Path) -> Result<()> {
    let mut tool = Bindgen::new();
    tool.input_path(wasm).out_name(name).typescript(false).omit_default_module_path(true).keep_lld_exports(cut);
    tool.remove_name_section(true).remove_producers_section(true).web(true)?;
    tool.generate(directory).context("wasm-bindgen cannot read what the compiler wrote")
}

/// Pairs of how the glue names a snippet and how it is to name it.
type Renames = Vec<(String, String)>;

/// JavaScript that crates bring along. The glue imports it by relative name.
fn add_snippets(directory: &Path, kept: Kept, output: &mut Output) -> Result<(Renames, Vec<Link>)> {
    let (mut names, mut links) = (Vec::new(), Vec::new());
    for path in snippet_files(directory)? {
        let name = path.strip_prefix(directory)?.to_string_lossy().replace('\\', "/");
        let link = output.add(Asset::hashed(&name, read(&path)?.into_bytes()).kept(kept));
        names.push((format!("./{name}"), format!(".{}", link.url)));
        links.push(link);
    }
    Ok((names, links))
}

fn snippet_files(directory: &Path) -> Result<Vec<PathBuf>> {
    let snippets = directory.join("snippets");
    if snippets.exists() { super::files_under(&snippets) } else { Ok(Vec::new()) }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_come_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "web-sys"), None);
    }
}
