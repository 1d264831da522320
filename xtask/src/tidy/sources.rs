//! The text of every source file, and what cargo knows of the packages.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process;
use crate::workspace::Workspace;

/// A text file.
pub(super) struct File {
    /// Relative to the root, with forward slashes.
    pub(super) path: String,
    pub(super) text: String,
}

/// Everything that the rules look at.
pub(super) struct Sources {
    pub(super) files: Vec<File>,
    pub(super) packages: Vec<Package>,
}

/// A package of the workspace.
pub(super) struct Package {
    pub(super) name: String,
    /// Directory relative to the root, with a slash at its end.
    pub(super) directory: String,
    pub(super) dependencies: Vec<Dependency>,
}

/// What a package depends on.
pub(super) struct Dependency {
    /// The package's name.
    pub(super) package: String,
    /// What the code calls it.
    pub(super) called: String,
}

impl File {
    pub(super) fn is(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, own)| own == extension)
    }

    pub(super) fn under(&self, directory: &str) -> bool {
        self.path.starts_with(directory)
    }

    /// Lines with their numbers, from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

impl Sources {
    /// All files that git tracks or would track.
    pub(super) fn read(workspace: &Workspace) -> Result<Self> {
        let mut git = workspace.command("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        let listed = process::capture(&mut git)?;
        let files = listed.split('\0').filter(|path| !path.is_empty()).filter_map(|path| {
            let text = std::fs::read_to_string(workspace.root.join(path)).ok()?;
            Some(File { path: path.to_owned(), text })
        });
        Ok(Self { files: files.collect(), packages: packages(workspace)? })
    }

    pub(super) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is("rs"))
    }
}

fn packages(workspace: &Workspace) -> Result<Vec<Package>> {
    let text = process::capture(&mut workspace.cargo(["metadata", "--format-version=1", "--no-deps", "--offline"]))?;
    let metadata: Value = serde_json::from_str(&text).context("cargo metadata printed no JSON")?;
    let root = format!("{}/", workspace.root.display());
    list(&metadata, "packages").iter().map(|value| package(value, &root)).collect()
}

fn package(value: &Value, root: &str) -> Result<Package> {
    let manifest = text(value, "manifest_path").context("a package has no manifest")?;
    let directory = manifest.strip_prefix(root).unwrap_or(&manifest).trim_end_matches("Cargo.toml").to_owned();
    let dependencies = list(value, "dependencies").iter().filter_map(|dependency| {
        let package = text(dependency, "name")?;
        let called = text(dependency, "rename").unwrap_or_else(|| package.clone());
        Some(Dependency { package, called })
    });
    let dependencies = dependencies.collect();
    Ok(Package { name: text(value, "name").context("a package has no name")?, directory, dependencies })
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

#[cfg(test)]
pub(super) fn with_files(files: &[(&str, &str)]) -> Sources {
    let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
    Sources { files: files.iter().map(file).collect(), packages: Vec::new() }
}
