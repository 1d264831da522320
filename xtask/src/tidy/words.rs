//! Rules on the text of files, whatever they hold.

use regex_lite::Regex;

use super::sources::{File, Sources};

const LONGEST: usize = 700;
const COUNTED: [&str; 6] = ["rs", "css", "js", "mjs", "ts", "html"];

pub(super) fn length(sources: &Sources) -> Vec<String> {
    let counted = sources.files.iter().filter(|file| COUNTED.iter().any(|extension| file.is(extension)));
    let long = counted.map(|file| (file, file.text.lines().count())).filter(|(_, lines)| *lines >= LONGEST);
    long.map(|(file, lines)| format!("{} has {lines} lines", file.path)).collect()
}

/// This file, which writes bare attributes in its tests.
const OWN: &str = "xtask/src/tidy/words.rs";

/// `#[allow(…)]` and `#[expect(…)]` say why. An attribute may run over several lines.
pub(super) fn reasons(sources: &Sources) -> Vec<String> {
    let attribute = Regex::new(r"#!?\[(?:allow|expect)\([^\]]*\)\]").into_iter();
    attribute
        .flat_map(|pattern| {
            sources.rust().filter(|file| file.path != OWN).flat_map(move |file| without_reason(file, &pattern))
        })
        .collect()
}

fn without_reason(file: &File, pattern: &Regex) -> Vec<String> {
    let bare = pattern.find_iter(&file.text).filter(|found| !found.as_str().contains("reason"));
    bare.map(|found| format!("{}: {}", at(file, found.start()), found.as_str())).collect()
}

fn at(file: &File, offset: usize) -> String {
    let line = file.text.get(..offset).map_or(0, |before| before.matches('\n').count());
    format!("{}:{}", file.path, line + 1)
}

/// Home directories and work directories of the machine that a text was made on.
pub(super) fn machines(sources: &Sources) -> Vec<String> {
    let path = Regex::new(r#"(?:^|[\s"'`=(:])/(?:root|home|Users|work)/[\w.]"#).into_iter();
    path.flat_map(|pattern| sources.files.iter().flat_map(move |file| naming(file, &pattern))).collect()
}

fn naming(file: &File, pattern: &Regex) -> Vec<String> {
    let own = file.path == "xtask/src/tidy/words.rs";
    let lines = file.lines().filter(|(_, line)| !own && pattern.is_match(line));
    lines.map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim())).collect()
}

/// A lock file made behind a mirror must not send everybody there.
pub(super) fn registries(sources: &Sources) -> Vec<String> {
    let locks = sources
        .files
        .iter()
        .filter(|file| file.path.ends_with("package-lock.json") || file.path.ends_with("Cargo.lock"));
    locks
        .flat_map(|file| {
            file.lines()
                .filter(|(_, line)| foreign(line))
                .map(|(number, line)| format!("{}:{number}: {}", file.path, line.trim()))
        })
        .collect()
}

fn foreign(line: &str) -> bool {
    let line = line.trim();
    let npm = line.strip_prefix("\"resolved\": \"").is_some_and(|url| !url.starts_with("https://registry.npmjs.org/"));
    let crates = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    npm || (line.starts_with("source = ") && line != crates)
}

#[cfg(test)]
mod tests {
    use super::super::sources::with_files;
    use super::*;

    #[test]
    fn a_long_file_is_named() {
        let long = "x\n".repeat(700);
        let sources = with_files(&[("a.rs", &long), ("b.rs", "x"), ("c.csv", &long)]);
        assert_eq!(length(&sources), ["a.rs has 700 lines"]);
    }

    #[test]
    fn a_bare_allow_is_found_over_several_lines() {
        let good = "#[allow(dead_code, reason = \"kept for the next issue\")]\n";
        let sources = with_files(&[("a.rs", good), ("b.rs", "\n#![allow(\n    dead_code\n)]")]);
        assert_eq!(reasons(&sources).len(), 1);
        assert!(reasons(&sources).concat().starts_with("b.rs:2"));
    }

    #[test]
    fn paths_of_machines_are_found() {
        let sources = with_files(&[("a.md", "see /home/ann/notes"), ("b.md", "GET /contacts/home/x and ~/work/x")]);
        assert_eq!(machines(&sources).len(), 1);
    }

    #[test]
    fn only_public_registries() {
        assert!(foreign("  \"resolved\": \"https://mirror.example/x.tgz\","));
        assert!(!foreign("  \"resolved\": \"https://registry.npmjs.org/x.tgz\","));
        assert!(foreign("source = \"git+https://example.com/x\""));
        assert!(!foreign("source = \"registry+https://github.com/rust-lang/crates.io-index\""));
    }
}
