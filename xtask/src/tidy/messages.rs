//! Fluent messages: every key that the code names exists, no key stands twice, none is left over.

use std::collections::{BTreeMap, BTreeSet};

use regex_lite::Regex;

use super::sources::{File, Sources};

/// Labels of entities and fields: their keys are made from the schema's names.
const LABELS: &str = "shared/messages/en/entities.ftl";

pub(super) fn complete(sources: &Sources) -> Vec<String> {
    let defined = defined(sources);
    let code = code(sources);
    let mut violations: Vec<String> = twice(&defined).chain(missing(&code, &defined)).collect();
    let used = Used::read(sources, &code);
    for (key, files) in &defined {
        if !files.contains(&LABELS) && !used.covers(key) {
            violations.push(format!("{}: nothing uses the message `{key}`", files.concat()));
        } else if files.contains(&LABELS) && !used.labels(key) {
            violations.push(format!("{LABELS}: no entity or field is called `{key}`"));
        }
    }
    violations
}

/// Keys and the files that define them.
fn defined(sources: &Sources) -> BTreeMap<&str, Vec<&str>> {
    let mut keys = BTreeMap::<&str, Vec<&str>>::new();
    for file in sources.files.iter().filter(|file| file.is("ftl") && file.path.contains("/messages/en/")) {
        for key in file.text.lines().filter_map(key) {
            keys.entry(key).or_default().push(&file.path);
        }
    }
    keys
}

/// The key of a line `key = text`; terms (`-name`) are private to the files.
fn key(line: &str) -> Option<&str> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    (plain && key.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(key)
}

fn twice<'a>(defined: &'a BTreeMap<&str, Vec<&str>>) -> impl Iterator<Item = String> + 'a {
    let doubled = defined.iter().filter(|(_, files)| files.len() > 1);
    doubled.map(|(key, files)| format!("the message `{key}` stands twice: {}", files.join(", ")))
}

/// Keys that the code names where only a key can stand.
fn missing<'a>(code: &'a [Code<'a>], defined: &'a BTreeMap<&str, Vec<&str>>) -> impl Iterator<Item = String> + 'a {
    let call = Regex::new(r#"\b(?:t|t_with|try_t)\(\s*"([a-z][a-z0-9_.-]*)"|"(problem-[a-z0-9-]+)""#).into_iter();
    call.flat_map(move |pattern| {
        let named = code.iter().flat_map(move |Code { path, text }| {
            let found: Vec<_> = pattern.captures_iter(text).filter_map(|found| found.get(1).or(found.get(2))).collect();
            found.into_iter().map(move |found| (path, found.as_str()))
        });
        named.filter(|(_, key)| !defined.contains_key(key.split('.').next().unwrap_or(key)))
    })
    .map(|(path, key)| format!("{path}: there is no message `{key}`"))
}

/// What runs, without comments and tests, which may name keys that do not exist.
struct Code<'a> {
    path: &'a str,
    text: String,
}

fn code(sources: &Sources) -> Vec<Code<'_>> {
    let ours = |file: &&File| ["app/src/", "app/workshop/", "shared/", "server/"].iter().any(|place| file.under(place));
    let files = sources.rust().filter(ours).filter(|file| file.path.contains("/src/"));
    files.map(|file| Code { path: &file.path, text: running(&file.text) }).collect()
}

fn running(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What the code could mean by a key.
struct Used {
    /// String literals, whole.
    literals: BTreeSet<String>,
    /// What stands before the first placeholder of a format: `problem-` of `problem-{kind}`.
    starts: BTreeSet<String>,
    /// `contact-first-name` and `entity-contact`, from the declarations of entities.
    labels: BTreeSet<String>,
}

impl Used {
    fn read(sources: &Sources, code: &[Code<'_>]) -> Self {
        let mut used = Self { literals: BTreeSet::new(), starts: BTreeSet::new(), labels: BTreeSet::new() };
        if let Ok(pattern) = Regex::new(r#""([a-z][a-z0-9_.{}:-]*)""#) {
            let literals = code.iter().flat_map(|code| pattern.captures_iter(&code.text));
            literals.filter_map(|found| found.get(1)).for_each(|found| used.add(found.as_str()));
        }
        sources.files.iter().filter(|file| file.is("ftl")).for_each(|file| used.add_references(file));
        sources.rust().filter(|file| file.under("shared/src/entities/")).for_each(|file| used.add_labels(file));
        used
    }

    fn add(&mut self, literal: &str) {
        match literal.split_once('{') {
            Some((start, _)) if start.len() > 2 && start.ends_with('-') => drop(self.starts.insert(start.to_owned())),
            Some(_) => {}
            None => drop(self.literals.insert(literal.split('.').next().unwrap_or(literal).to_owned())),
        }
    }

    /// Messages that other messages quote: `{ sync-pending }`.
    fn add_references(&mut self, file: &File) {
        for part in file.text.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
            self.literals.insert(part.0.trim().to_owned());
        }
    }

    fn add_labels(&mut self, file: &File) {
        let mut entity = String::new();
        for line in file.text.lines().map(str::trim) {
            let named = line.split_once(" = \"").and_then(|(_, rest)| rest.split_once('"'));
            match named {
                Some((name, rest)) if rest.starts_with(" / ") => {
                    entity = name.replace('_', "-");
                    self.labels.insert(format!("entity-{entity}"));
                }
                Some((name, rest)) if rest.starts_with(':') => {
                    self.labels.insert(format!("{entity}-{}", name.replace('_', "-")));
                }
                _ => {}
            }
        }
    }

    fn covers(&self, key: &str) -> bool {
        self.literals.contains(key) || self.starts.iter().any(|start| key.starts_with(start))
    }

    /// A label, or a word on one of its choices: `account-lifecycle-customer`.
    fn labels(&self, key: &str) -> bool {
        let named = |label: &String| {
            key.strip_prefix(label.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.labels.iter().any(named) || self.covers(key)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sources::with_files;
    use super::*;

    const ENTITY: &str = "Contact = \"contact\" / \"contacts\", scope Owned {\n FIRST = \"first_name\": Text(9);\n}";

    #[test]
    fn all_is_well_when_keys_and_messages_meet() {
        let sources = with_files(&[
            ("app/messages/en/a.ftl", "list-empty = None { list-hint }\nlist-hint = yet\nsort-up = Up\n    .title = x"),
            (
                "shared/messages/en/entities.ftl",
                "entity-contact = Contact\ncontact-first-name = First\ncontact-first-name-x = X",
            ),
            ("app/src/a.rs", "t(\"list-empty\"); format!(\"sort-{way}\")"),
            ("shared/src/entities/contact.rs", ENTITY),
        ]);
        assert_eq!(complete(&sources), Vec::<String>::new());
    }

    #[test]
    fn gaps_are_found() {
        let sources = with_files(&[
            ("app/messages/en/a.ftl", "left-over = x\ntwo = 1"),
            ("app/messages/en/b.ftl", "two = 2"),
            ("shared/messages/en/entities.ftl", "contact-shoe-size = x"),
            ("app/src/b.rs", "// t(\"said\")\n#[cfg(test)]\nmod tests { t(\"tried\") }"),
            ("app/src/a.rs", "t(\"gone\"); Problem::new(\"problem-gone\"); \"two\""),
            ("shared/src/entities/contact.rs", ENTITY),
        ]);
        let all = complete(&sources).join("\n");
        for word in ["left-over", "`two` stands twice", "contact-shoe-size", "no message `gone`", "`problem-gone`"] {
            assert!(all.contains(word), "{word} is not in\n{all}");
        }
        assert!(!all.contains("said") && !all.contains("tried"), "comments and tests count:\n{all}");
    }
}
