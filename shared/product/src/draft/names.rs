//! The names in the text of a condition or formula, found without reading it: a text that breaks off has names too.

use std::ops::Range;

/// A name and where it stands, quotes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub range: Range<usize>,
    pub name: String,
    /// The attribute whose option it is; nothing for an attribute's own name.
    pub option_of: Option<String>,
}

/// Which characters make up a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// `-` is part of names.
    Condition,
    /// `-` is a sign, and there are no options.
    Formula,
}

/// All names of a text.
pub(super) fn names(text: &str, language: Language) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut last = String::new();
    let mut role = Role::Attribute;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (piece, length) = piece(rest, language);
        let range = at..at + length;
        at = range.end;
        match piece {
            Piece::Space => {}
            Piece::Sign(sign) => role = role.after(sign),
            Piece::Name(name, quoted) => {
                let is_word = !quoted && is_word(&name) && role == Role::Attribute;
                match role {
                    _ if is_word => {}
                    Role::Attribute => {
                        last.clone_from(&name);
                        found.push(Found { range, name, option_of: None });
                    }
                    Role::Option | Role::Options => {
                        found.push(Found { range, name, option_of: Some(last.clone()) });
                    }
                    Role::Number => {}
                }
                if role != Role::Options {
                    role = Role::Attribute;
                }
            }
        }
    }
    found
}

/// A text in which names are written otherwise.
pub(super) fn replaced(text: &str, language: Language, other: impl Fn(&Found) -> Option<String>) -> String {
    let mut result = text.to_owned();
    for found in names(text, language).into_iter().rev() {
        if let Some(name) = other(&found) {
            result.replace_range(found.range, &written(&name));
        }
    }
    result
}

/// A name as it is written.
pub(super) fn written(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|letter| in_name(letter, Language::Formula)) && !is_word(name);
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")) }
}

fn is_word(name: &str) -> bool {
    super::KEYWORDS.contains(&name)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Attribute,
    Option,
    Options,
    Number,
}

impl Role {
    fn after(self, sign: &str) -> Self {
        match sign {
            "=" | "!=" => Self::Option,
            "{" => Self::Options,
            "<" | "<=" | ">" | ">=" => Self::Number,
            "," if self == Self::Options => Self::Options,
            _ => Self::Attribute,
        }
    }
}

enum Piece<'a> {
    Space,
    Sign(&'a str),
    Name(String, bool),
}

/// Longest first.
const SIGNS: [&str; 8] = ["<=>", "=>", "<=", ">=", "!=", "<", ">", "="];

/// The first piece of a text that is not empty, and how many bytes it has.
fn piece(rest: &str, language: Language) -> (Piece<'_>, usize) {
    if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        return (Piece::Sign(sign), sign.len());
    }
    let first = rest.chars().next().unwrap_or_default();
    if first == '"' {
        let (name, length) = quoted(rest);
        return (Piece::Name(name, true), length);
    }
    let length = rest.find(|letter| !in_name(letter, language)).unwrap_or(rest.len());
    let name = rest.get(..length).unwrap_or_default();
    match (length, first) {
        (0, space) if space.is_whitespace() => (Piece::Space, space.len_utf8()),
        (0, sign) => (Piece::Sign(rest.get(..sign.len_utf8()).unwrap_or_default()), sign.len_utf8()),
        _ => (Piece::Name(name.to_owned(), false), length),
    }
}

fn in_name(letter: char, language: Language) -> bool {
    letter.is_alphanumeric()
        || matches!(letter, '_' | '.' | '[' | ']' | '*') && (letter != '*' || language == Language::Condition)
        || letter == '-' && language == Language::Condition
}

fn quoted(rest: &str) -> (String, usize) {
    let mut name = String::new();
    let mut letters = rest.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (name, at + 1),
            '\\' => name.extend(letters.next().map(|(_, escaped)| escaped)),
            other => name.push(other),
        }
    }
    (name, rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, Option<String>)> {
        names(text, Language::Condition).into_iter().map(|found| (found.name, found.option_of)).collect()
    }

    #[test]
    fn attributes_and_their_options_are_told_apart() {
        let attribute = |name: &str| (name.to_owned(), None);
        let option = |of: &str, name: &str| (name.to_owned(), Some(of.to_owned()));
        assert_eq!(
            found("frame = steel and (width >= 140 or not lights) => top in {oak, \"a, b\"}"),
            [
                attribute("frame"),
                option("frame", "steel"),
                attribute("width"),
                attribute("lights"),
                attribute("top"),
                option("top", "oak"),
                option("top", "a, b"),
            ]
        );
        assert_eq!(
            found("drawer[2].width != x <=> \"not\""),
            [attribute("drawer[2].width"), option("drawer[2].width", "x"), attribute("not")]
        );
        assert_eq!(found("frame ="), [attribute("frame")], "a text that breaks off");
    }

    #[test]
    fn formulas_know_minus() {
        let names: Vec<_> = names("width-2*depth", Language::Formula).into_iter().map(|found| found.name).collect();
        assert_eq!(names, ["width", "2", "depth"]);
    }
}
