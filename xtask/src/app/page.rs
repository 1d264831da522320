//! `index.html` and the start script.

use std::fs;

use anyhow::{Context, Result, ensure};

use super::bindgen::Code;
use super::output::{Asset, Kept, Link, Output};
use super::script;
use crate::workspace::Workspace;

/// The start script, in `public/`.
pub(crate) const BOOT: &str = "boot.js";

/// The script of the reader, in `public/`.
pub(crate) const READER: &str = "reader.js";

/// Between these two marks of `app/index.html` stands what `trunk serve` reads.
const MARKS: (&str, &str) = ("<!-- trunk -->", "<!-- /trunk -->");

/// What the page refers to.
pub(crate) struct Links {
    pub(crate) style: Link,
    pub(crate) code: Code,
    pub(crate) boot: Link,
    pub(crate) font: Option<Link>,
}

/// What the app loads by itself: the script for chunks of the app, those that start workshop and stage, and the reader.
pub(crate) struct Later {
    pub(crate) chunks: Link,
    pub(crate) workshop: Link,
    pub(crate) stage: Link,
    pub(crate) reader: Link,
}

/// The start script with the names of what it starts.
pub(crate) fn boot(workspace: &Workspace, code: &Code, later: &Later) -> Result<Asset> {
    let text = read(workspace, BOOT)?;
    let text = filled(&text, "__APP_JS__", &code.glue.url)?;
    let text = filled(&text, "__CHUNKS__", &later.chunks.url)?;
    let text = filled(&text, "__APP_WASM__", &code.wasm.url)?;
    let text = filled(&text, "__APP_WASM_INTEGRITY__", &code.wasm.integrity)?;
    let text = filled(&text, "__WORKSHOP__", &later.workshop.url)?;
    let text = filled(&text, "__STAGE__", &later.stage.url)?;
    let text = filled(&text, "__READER__", &later.reader.url)?;
    Ok(Asset::hashed(BOOT, script::minified(workspace, &text)?).kept(Kept::Shell))
}

/// The worker that reads what is stored.
pub(crate) fn reader(workspace: &Workspace) -> Result<Asset> {
    Ok(Asset::hashed(READER, script::minified(workspace, &read(workspace, READER)?)?).kept(Kept::Shell))
}

/// Adds `index.html`.
pub(crate) fn index(workspace: &Workspace, output: &mut Output, links: &Links) -> Result<()> {
    let source = fs::read_to_string(workspace.root.join("app/index.html")).context("cannot read app/index.html")?;
    let page = with_head(&source, &links.head())?;
    output.add(Asset::plain("index.html", page.into_bytes()).kept(Kept::Shell));
    Ok(())
}

/// A text of `public/`.
pub(super) fn read(workspace: &Workspace, name: &str) -> Result<String> {
    fs::read_to_string(workspace.root.join("public").join(name)).with_context(|| format!("cannot read public/{name}"))
}

/// Replaces a placeholder that must be there.
pub(crate) fn filled(text: &str, placeholder: &str, value: &str) -> Result<String> {
    ensure!(text.contains(placeholder), "the placeholder {placeholder} is gone");
    Ok(text.replace(placeholder, value))
}

fn with_head(source: &str, head: &str) -> Result<String> {
    let parts = source.split_once(MARKS.0).and_then(|(before, rest)| Some((before, rest.split_once(MARKS.1)?.1)));
    let (before, after) = parts.context("app/index.html has lost its trunk marks")?;
    Ok(format!("{before}{head}{after}"))
}

impl Links {
    /// Everything is asked for at once, while the page is still being read.
    fn head(&self) -> String {
        let Code { glue, wasm, snippets } = &self.code;
        let mut tags = vec![stylesheet(&self.style), preload(wasm, "fetch", "application/wasm")];
        tags.extend(self.font.as_ref().map(|font| preload(font, "font", "font/woff2")));
        tags.extend(std::iter::once(glue).chain(snippets).map(module));
        tags.push(script(&self.boot));
        tags.join("\n    ")
    }
}

fn stylesheet(Link { url, integrity }: &Link) -> String {
    format!(r#"<link rel="stylesheet" href="{url}" integrity="{integrity}">"#)
}

/// Without integrity, which browsers ignore here: the request that uses the file has it.
fn preload(link: &Link, kind: &str, mime: &str) -> String {
    format!(r#"<link rel="preload" href="{}" as="{kind}" type="{mime}" crossorigin>"#, link.url)
}

fn module(Link { url, integrity }: &Link) -> String {
    format!(r#"<link rel="modulepreload" href="{url}" integrity="{integrity}">"#)
}

fn script(Link { url, integrity }: &Link) -> String {
    format!(r#"<script type="module" src="{url}" integrity="{integrity}"></script>"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_takes_the_place_of_what_is_trunks() -> Result<()> {
        let source = "<head><!-- trunk --><link data-trunk><!-- /trunk --></head>";
        assert_eq!(with_head(source, "X")?, "<head>X</head>");
        assert!(with_head("<head></head>", "X").is_err());
        Ok(())
    }

    #[test]
    fn a_lost_placeholder_is_an_error() -> Result<()> {
        assert_eq!(filled("a __B__ c", "__B__", "b")?, "a b c");
        assert!(filled("a c", "__B__", "b").is_err());
        Ok(())
    }
}
