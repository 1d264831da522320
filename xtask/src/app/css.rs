//! Style sheets from the files of `style/`: the app's, what of it only chunks need, and the small one of the public pages.
//!
//! `style/main.css`, `style/later.css` and `style/public.css` name the files, one `@import "file.css" layer(name);` a line, so that they work
//! as they stand in a browser; here the imports are replaced by the files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::output::Link;

/// The app's style sheet.
pub(crate) const APP: &str = "main.css";
/// What only pages in chunks need of it: it loads with the first chunk.
pub(crate) const LATER: &str = "later.css";
/// The style sheet of the pages that customers see.
pub(crate) const PUBLIC: &str = "public.css";

/// A whole style sheet; fonts are referred to by their final names.
pub(crate) fn bundle(directory: &Path, sheet: &str, fonts: &BTreeMap<String, Link>) -> Result<Vec<u8>> {
    let imports = read(directory, sheet)?;
    let mut sheet = String::new();
    for line in imports.lines() {
        match import(line)? {
            Some((file, layer)) => sheet.push_str(&inlined(&read(directory, file)?, layer)),
            None => sheet.push_str(line),
        }
        sheet.push('\n');
    }
    Ok(with_fonts(&without_comments(&sheet), fonts)?.into_bytes())
}

/// The files that a sheet imports.
pub(crate) fn imported(sheet: &str) -> Result<Vec<String>> {
    let files = sheet.lines().map(import).collect::<Result<Vec<_>>>()?;
    Ok(files.into_iter().flatten().map(|(file, _)| file.to_owned()).collect())
}

fn read(directory: &Path, file: &str) -> Result<String> {
    let text = fs::read_to_string(directory.join(file)).with_context(|| format!("cannot read style/{file}"))?;
    let nested =
        ![APP, LATER, PUBLIC].contains(&file) && text.lines().any(|line| line.trim_start().starts_with("@import"));
    ensure!(!nested, "style/{file} imports another file; only style/{APP}, style/{LATER} and style/{PUBLIC} may");
    Ok(text)
}

/// File and layer of an import line; none for other lines.
fn import(line: &str) -> Result<Option<(&str, Option<&str>)>> {
    let Some(rest) = line.trim().strip_prefix("@import") else {
        return Ok(None);
    };
    let parts = rest.trim().strip_suffix(';').and_then(|rest| rest.strip_prefix('"')?.split_once('"'));
    let Some((file, rest)) = parts else {
        bail!("style: write `@import \"file.css\" layer(name);`, not `{}`", line.trim());
    };
    let layer = rest.trim().strip_prefix("layer(").and_then(|rest| rest.strip_suffix(')'));
    ensure!(layer.is_some() || rest.trim().is_empty(), "style: unknown words in `{}`", line.trim());
    Ok(Some((file.trim_start_matches("./"), layer)))
}

fn inlined(text: &str, layer: Option<&str>) -> String {
    match layer {
        Some(layer) => format!("@layer {layer} {{\n{text}\n}}"),
        None => text.to_owned(),
    }
}

/// Drops comments and the space around lines; brotli does the rest.
fn without_comments(sheet: &str) -> String {
    let mut kept = String::new();
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// `url("/fonts/NAME")` with the names that the fonts have got.
fn with_fonts(sheet: &str, fonts: &BTreeMap<String, Link>) -> Result<String> {
    let mut sheet = sheet.to_owned();
    for (name, link) in fonts {
        sheet = sheet.replace(&format!("url(\"/fonts/{name}\")"), &format!("url(\"{}\")", link.url));
    }
    let lost =
        sheet.lines().find(|line| line.contains("/fonts/") && !fonts.values().any(|link| line.contains(&link.url)));
    ensure!(lost.is_none(), "a style names a font that public/fonts does not have: {}", lost.unwrap_or_default());
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_read_strictly() -> Result<()> {
        assert_eq!(import("@import \"a.css\" layer(ui);")?, Some(("a.css", Some("ui"))));
        assert_eq!(import("  @import \"./fonts.css\";")?, Some(("fonts.css", None)));
        assert_eq!(import("@layer reset, ui;")?, None);
        assert!(import("@import url(a.css);").is_err());
        assert!(import("@import \"a.css\" screen;").is_err());
        Ok(())
    }

    #[test]
    fn comments_go_and_rules_stay() {
        assert_eq!(without_comments("a { /* x */ b: c }\n\n  /* y\n z */\n d {}"), "a {  b: c }\nd {}");
        assert_eq!(without_comments("a {} /* never closed"), "a {}");
    }

    #[test]
    fn fonts_get_their_final_names() -> Result<()> {
        let link = Link { url: "/fonts/a-1.woff2".to_owned(), integrity: String::new() };
        let fonts = BTreeMap::from([("a.woff2".to_owned(), link)]);
        assert_eq!(with_fonts("src: url(\"/fonts/a.woff2\")", &fonts)?, "src: url(\"/fonts/a-1.woff2\")");
        assert!(with_fonts("src: url(\"/fonts/b.woff2\")", &fonts).is_err());
        Ok(())
    }
}
