//! Rules on styles and pages. The Content-Security-Policy refuses inline styles and scripts at run
//! time; here they are found before.

use regex_lite::Regex;

use super::sources::{File, Sources};
use crate::app::imported_styles;

/// Styles that may name colours.
const TOKENS: &str = "style/tokens.css";

/// `style="…"` in a view, and inline styles, scripts and handlers in a page. `style=("--name", …)` goes
/// through the object model, which the policy allows.
pub(super) fn inline(sources: &Sources) -> Vec<String> {
    let views = sources.rust().filter(|file| file.under("app/src"));
    let pages = sources.files.iter().filter(|file| file.is("html") && !file.under("end2end"));
    let in_views = found(views, r#"(?:^|\s)style=[^(]|\.attr\("style"|set_attribute\("style""#);
    in_views.into_iter().chain(found(pages, r"(?i)<style|\sstyle=|\son\w+=|<script(?:\s*>|[^>]*>[^<])")).collect()
}

/// The sheets that import all others.
const SHEETS: [&str; 3] = ["style/main.css", "style/later.css", "style/public.css"];

pub(super) fn imports(sources: &Sources) -> Vec<String> {
    let mut imported = Vec::new();
    for sheet in SHEETS {
        let Some(file) = sources.files.iter().find(|file| file.path == sheet) else {
            return vec![format!("{sheet} is missing")];
        };
        match imported_styles(&file.text) {
            Ok(files) => imported.extend(files),
            Err(error) => return vec![format!("{sheet}: {error:#}")],
        }
    }
    let styles = sources.files.iter().filter(|file| file.is("css") && !SHEETS.contains(&file.path.as_str()));
    styles
        .filter_map(|file| file.path.strip_prefix("style/"))
        .filter(|name| !imported.iter().any(|file| file == name))
        .map(|name| format!("no sheet of style/ imports {name}"))
        .collect()
}

/// A colour outside of the tokens would be the same in both themes.
pub(super) fn colours(sources: &Sources) -> Vec<String> {
    let styles = sources.files.iter().filter(|file| file.is("css") && file.under("style/") && file.path != TOKENS);
    found(styles, r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(")
        .into_iter()
        .filter(|violation| !violation.contains("from var("))
        .collect()
}

fn found<'a>(files: impl Iterator<Item = &'a File>, pattern: &str) -> Vec<String> {
    let Ok(pattern) = Regex::new(pattern) else {
        return vec![format!("the pattern {pattern} is wrong")];
    };
    let mut violations = Vec::new();
    for file in files {
        let lines = file.lines().filter(|(_, line)| !comment(line) && pattern.is_match(line));
        violations.extend(lines.map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim())));
    }
    violations
}

fn comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with("/*") || line.starts_with("* ")
}

#[cfg(test)]
mod tests {
    use super::super::sources::with_files;
    use super::*;

    #[test]
    fn inline_styles_and_scripts_are_found() {
        let sources = with_files(&[
            ("app/src/a.rs", "<p style=\"color: red\">"),
            ("app/src/b.rs", "<p style:width=w style=(\"--x\", y)>"),
            ("app/index.html", "<script>go()</script>"),
            ("app/other.html", "<script type=\"module\" src=\"/a.js\"></script>"),
        ]);
        assert_eq!(inline(&sources).len(), 2);
    }

    #[test]
    fn every_style_is_imported() {
        let sources = with_files(&[
            ("style/main.css", "@layer ui;\n@import \"a.css\" layer(ui);"),
            ("style/later.css", "@import \"d.css\" layer(ui);"),
            ("style/public.css", "@import \"c.css\";"),
            ("style/a.css", ""),
            ("style/b.css", ""),
            ("style/c.css", ""),
            ("style/d.css", ""),
        ]);
        assert_eq!(imports(&sources), ["no sheet of style/ imports b.css"]);
    }

    #[test]
    fn colours_are_tokens() {
        let sources = with_files(&[
            ("style/tokens.css", "--ink: oklch(20% 0 0);"),
            ("style/a.css", "color: var(--ink);\nborder-color: #fff;\n#id-name {}"),
        ]);
        assert_eq!(colours(&sources), ["style/a.css:2: border-color: #fff;"]);
    }
}
