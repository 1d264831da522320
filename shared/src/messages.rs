//! Fluent messages of what both sides say: entities, fields, choices and problems.

use crate::Problem;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use std::sync::OnceLock;

/// English.
pub const EN: &[&str] = &[
    include_str!("../messages/en/entities.ftl"),
    include_str!("../messages/en/pricing.ftl"),
    include_str!("../messages/en/problems.ftl"),
    include_str!("../messages/en/server.ftl"),
    include_str!("../messages/en/transfer.ftl"),
];

/// A problem as an English sentence: for the API and for commands. Screens have a language of their own.
/// A key without a message stands for itself.
pub fn say(problem: &Problem) -> String {
    let mut args = FluentArgs::new();
    for (name, value) in &problem.args {
        args.set(name.as_str(), value.as_str());
    }
    let bundle = english();
    let Some(pattern) = bundle.get_message(&problem.message_key).and_then(|message| message.value()) else {
        return problem.message_key.clone();
    };
    bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
}

fn english() -> &'static FluentBundle<FluentResource> {
    static BUNDLE: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    BUNDLE.get_or_init(|| {
        let mut bundle = FluentBundle::new_concurrent(vec![unic_langid::LanguageIdentifier::default()]);
        bundle.set_use_isolating(false);
        for text in EN {
            // What does not parse is left out; a test finds it.
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(partial, _)| partial);
            bundle.add_resource_overriding(resource);
        }
        bundle
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_said_in_english() {
        let problem = Problem::of("name", "problem-too-long").with("max", 3).with("length", 4);
        assert_eq!(say(&problem), "This is too long: 4 characters, at most 3.");
        assert_eq!(say(&Problem::new("problem-unheard-of")), "problem-unheard-of");
    }

    #[test]
    fn every_message_parses() {
        for text in EN {
            assert!(FluentResource::try_new((*text).to_owned()).is_ok());
        }
    }
}
