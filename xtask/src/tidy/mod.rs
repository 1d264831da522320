//! The project's own rules, those that no other tool checks.
//!
//! Each rule is a function from the sources to a list of sentences, one for each violation.

mod dependencies;
mod messages;
mod sources;
mod styles;
mod words;

use anyhow::{Result, bail};

use crate::workspace::Workspace;
use sources::Sources;

/// A rule's name, as it is shown with a violation, and its check.
type Rule = (&'static str, fn(&Sources) -> Vec<String>);

const RULES: [Rule; 10] = [
    ("who may depend on whom", dependencies::directions),
    ("no unused dependency", dependencies::unused),
    ("files have fewer than 700 lines", words::length),
    ("an allowed lint has a reason", words::reasons),
    ("nothing names a machine", words::machines),
    ("lock files name no registry but the public ones", words::registries),
    ("no inline style or script", styles::inline),
    ("style/main.css imports every style", styles::imports),
    ("colours stand in style/tokens.css", styles::colours),
    ("every message exists, once, and is used", messages::complete),
];

/// Checks every rule and returns how many there are.
///
/// # Errors
/// With all violations of all rules.
pub(crate) fn check(workspace: &Workspace) -> Result<usize> {
    let sources = Sources::read(workspace)?;
    let violations: Vec<String> = RULES
        .iter()
        .flat_map(|(name, rule)| rule(&sources).into_iter().map(move |violation| format!("  {violation}  [{name}]")))
        .collect();
    if violations.is_empty() {
        return Ok(RULES.len());
    }
    bail!("{} violations of the project's own rules\n{}", violations.len(), violations.join("\n"))
}
