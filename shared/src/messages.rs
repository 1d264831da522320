//! Fluent messages of what both sides say: entities, fields, choices and problems.

use crate::Problem;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use std::sync::LazyLock;

/// English names of entities, fields and choices.
pub const ENTITIES: &str = include_str!("../messages/en/entities.ftl");
/// What pricing says in English.
pub const PRICING: &str = include_str!("../messages/en/pricing.ftl");
/// English sentences for problems.
pub const PROBLEMS: &str = include_str!("../messages/en/problems.ftl");
/// What a server refuses, in English.
pub const SERVER: &str = include_str!("../messages/en/server.ftl");
/// What import and export say in English.
pub const TRANSFER: &str = include_str!("../messages/en/transfer.ftl");

/// All of it, in English.
pub const EN: &[&str] = &[ENTITIES, PRICING, PROBLEMS, SERVER, TRANSFER];

/// Messages in one language.
pub struct Messages(FluentBundle<FluentResource>);

impl Messages {
    /// English messages of these texts in Fluent's form. What does not parse is left out; tests find it.
    pub fn english(texts: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![unic_langid::LanguageIdentifier::default()]);
        bundle.set_use_isolating(false);
        for text in texts {
            let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(partial, _)| partial);
            bundle.add_resource_overriding(resource);
        }
        Self(bundle)
    }

    /// A message with its placeholders filled. A key without a message stands for itself.
    pub fn say<'a>(&self, key: &str, args: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
        let args: FluentArgs<'_> = args.into_iter().collect();
        let pattern = self.0.get_message(key).and_then(|message| message.value());
        let said = pattern.map(|pattern| self.0.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned());
        said.unwrap_or_else(|| key.to_owned())
    }
}

/// A problem as an English sentence: for the API and for commands. Screens have a language of their own.
/// A key without a message stands for itself.
pub fn say(problem: &Problem) -> String {
    static ENGLISH: LazyLock<Messages> = LazyLock::new(|| Messages::english(EN));
    ENGLISH.say(&problem.message_key, problem.args.iter().map(|(name, value)| (name.as_str(), value.as_str())))
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
