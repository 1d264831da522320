//! Which package may depend on which, and that it uses what it depends on.

use super::sources::{Package, Sources};

/// Our packages and which of ours each may depend on.
const OURS: [(&str, &[&str]); 12] = [
    ("sextant-shared", &[]),
    ("sextant-simulator", &["sextant-shared"]),
    ("sextant-product", &[]),
    ("sextant-pricing", &["sextant-shared"]),
    ("sextant-document", &["sextant-pricing", "sextant-shared"]),
    ("sextant-server", &["sextant-document", "sextant-pricing", "sextant-product", "sextant-shared"]),
    ("sextant-surreal", &["sextant-server", "sextant-shared"]),
    ("sextant", &["sextant-pricing", "sextant-product", "sextant-server", "sextant-shared", "sextant-surreal"]),
    ("sextant-workshop-protocol", &["sextant-document", "sextant-pricing", "sextant-product", "sextant-shared"]),
    (
        "sextant-workshop",
        &["sextant-document", "sextant-pricing", "sextant-product", "sextant-shared", "sextant-workshop-protocol"],
    ),
    ("sextant-app", &["sextant-pricing", "sextant-product", "sextant-shared", "sextant-workshop-protocol"]),
    ("xtask", &[]),
];

/// Crates that only some packages may use, by the start of their name.
const KEPT: [(&str, &[&str]); 5] = [
    ("surrealdb", &["sextant-surreal", "sextant"]),
    ("leptos", &["sextant-app"]),
    ("web-sys", &["sextant-app", "sextant-workshop"]),
    ("js-sys", &["sextant-app", "sextant-workshop"]),
    ("axum", &["sextant-server", "sextant"]),
];

/// The packages that are pure.
const PURE: [&str; 6] = [
    "sextant-shared",
    "sextant-simulator",
    "sextant-product",
    "sextant-pricing",
    "sextant-document",
    "sextant-workshop-protocol",
];

/// What would give them a clock, randomness, threads or the outside world.
const NOT_IN_SHARED: [&str; 8] = ["tokio", "getrandom", "rand", "chrono", "time", "reqwest", "wasm-bindgen", "rayon"];

pub(super) fn directions(sources: &Sources) -> Vec<String> {
    sources.packages.iter().flat_map(forbidden).collect()
}

fn forbidden(package: &Package) -> Vec<String> {
    let Some((_, allowed)) = OURS.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!("{} is not in the table of packages in xtask/src/tidy/dependencies.rs", package.name)];
    };
    let wrong = package.dependencies.iter().map(|dependency| dependency.package.as_str()).filter(|name| {
        let ours = OURS.iter().any(|(known, _)| known == name) && !allowed.contains(name);
        let kept = KEPT.iter().any(|(start, users)| name.starts_with(start) && !users.contains(&package.name.as_str()));
        let impure = PURE.contains(&package.name.as_str()) && NOT_IN_SHARED.contains(name);
        ours || kept || impure
    });
    wrong.map(|name| format!("{} must not depend on {name}", package.name)).collect()
}

/// A dependency is used when the code has its name as a word.
pub(super) fn unused(sources: &Sources) -> Vec<String> {
    let mut violations = Vec::new();
    for package in &sources.packages {
        let inner: Vec<&str> = inner_directories(sources, package);
        let code: Vec<&str> = sources
            .rust()
            .filter(|file| file.under(&package.directory) && !inner.iter().any(|inner| file.under(inner)))
            .map(|file| file.text.as_str())
            .collect();
        for dependency in &package.dependencies {
            let name = dependency.called.replace('-', "_");
            if !code.iter().any(|text| has_word(text, &name)) {
                violations.push(format!("{} does not use its dependency {}", package.name, dependency.called));
            }
        }
    }
    violations
}

/// Packages that lie inside the directory of this one.
fn inner_directories<'a>(sources: &'a Sources, package: &Package) -> Vec<&'a str> {
    let directories = sources.packages.iter().map(|other| other.directory.as_str());
    directories.filter(|other| *other != package.directory && other.starts_with(&package.directory)).collect()
}

fn has_word(text: &str, word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(letter) && !after.is_some_and(letter)
    })
}

#[cfg(test)]
mod tests {
    use super::super::sources::{Dependency, with_files};
    use super::*;

    fn package(name: &str, directory: &str, dependency: &str) -> Package {
        let dependency = Dependency { package: dependency.to_owned(), called: dependency.to_owned() };
        Package { name: name.to_owned(), directory: directory.to_owned(), dependencies: vec![dependency] }
    }

    #[test]
    fn directions_are_kept() {
        for (package_name, dependency, fine) in [
            ("sextant-shared", "serde", true),
            ("sextant-shared", "getrandom", false),
            ("sextant-app", "sextant-server", false),
            ("sextant-server", "surrealdb", false),
            ("sextant-surreal", "surrealdb", true),
            ("sextant-server", "leptos_router", false),
            ("unheard-of", "serde", false),
        ] {
            let found = forbidden(&package(package_name, "", dependency));
            assert_eq!(found.is_empty(), fine, "{package_name} on {dependency}: {found:?}");
        }
    }

    #[test]
    fn a_dependency_counts_as_used_by_its_own_package_only() {
        let mut sources =
            with_files(&[("server/src/lib.rs", "fn main() {}"), ("server/surreal/src/lib.rs", "use a_b::c;")]);
        sources.packages = vec![package("server", "server/", "a-b"), package("surreal", "server/surreal/", "a-b")];
        assert_eq!(unused(&sources), ["server does not use its dependency a-b"]);
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("use toml::Value", "toml"));
        assert!(!has_word("use toml_edit::Value", "toml"));
    }
}
