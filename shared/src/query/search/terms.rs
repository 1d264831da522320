//! What somebody typed, as words to look for.

use super::{phones::Digits, plan::clip};
use crate::text::{each_folded, slips_allowed};

/// Most words that count; a long question is answered by its first ones.
const MOST_TERMS: usize = 32;

/// Words that alone say nothing. They count for the ranking but need not be there.
const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "has", "have", "how", "i",
    "in", "is", "it", "my", "of", "on", "or", "that", "the", "their", "this", "to", "was", "we", "were", "what",
    "when", "where", "which", "who", "why", "with", "you", "your",
];

/// A word to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) word: String,
    /// The last word while it is being typed: it may go on.
    pub(super) open: bool,
    /// Must be there, where all words must.
    pub(super) required: bool,
    /// The word is a number long enough to be part of a telephone number.
    pub(super) digits: Option<Digits>,
    /// The word together with a neighbour: `gtx pro` also means `gtxpro`.
    pub(super) joined: Vec<String>,
}

impl Term {
    fn new(word: &str) -> Self {
        let digits = Some(word).filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).and_then(Digits::of);
        let required = !STOP_WORDS.contains(&word);
        Self { word: clip(word).to_owned(), open: false, required, digits, joined: Vec::new() }
    }

    /// Slips that are forgiven. In numbers none: another number is another thing.
    pub(super) fn slips(&self) -> u16 {
        let letters = if self.word.bytes().any(|byte| byte.is_ascii_digit()) { 0 } else { self.word.chars().count() };
        u16::try_from(slips_allowed(letters)).unwrap_or_default()
    }
}

/// A search as words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Terms {
    /// Each word once.
    pub(super) words: Vec<Term>,
    /// Folded words in double quotes, with a space around each.
    pub(super) phrases: Vec<String>,
    /// The whole text is a telephone number or a part of one.
    pub(super) phone: Option<Digits>,
}

impl Terms {
    pub(super) fn parse(text: &str) -> Self {
        let mut words = Vec::new();
        let mut phrases = Vec::new();
        let mut scratch = String::new();
        for (at, part) in text.split('"').enumerate() {
            let start = words.len();
            each_folded(part, &mut scratch, |word| words.push(word.to_owned()));
            let quoted = words.get(start..).filter(|quoted| at % 2 == 1 && quoted.len() > 1);
            phrases.extend(quoted.map(|quoted| format!(" {} ", quoted.join(" "))));
        }
        words.truncate(MOST_TERMS);
        let open = text.chars().next_back().is_some_and(char::is_alphanumeric);
        Self { words: terms(&words, open), phrases, phone: phone(text) }
    }

    /// Bits of the words that must be there: all but stop words, unless there are no others.
    pub(super) fn required(&self) -> u32 {
        let bits = |pick: fn(&Term) -> bool| {
            let picked = self.words.iter().zip(0..).filter(|(term, _)| pick(term));
            picked.fold(0u32, |bits, (_, at)| bits | 1 << at)
        };
        match bits(|term| term.required) {
            0 => bits(|_| true),
            required => required,
        }
    }
}

fn terms(words: &[String], open: bool) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let joined = before.map(|before| format!("{before}{word}"));
        let joined = joined.into_iter().chain(words.get(at + 1).map(|after| format!("{word}{after}")));
        let is_open = open && at + 1 == words.len();
        let known = terms.iter().position(|term| term.word == clip(word));
        let place = known.unwrap_or_else(|| {
            terms.push(Term::new(word));
            terms.len() - 1
        });
        if let Some(term) = terms.get_mut(place) {
            term.open |= is_open;
            term.required |= is_open;
            term.joined.extend(joined);
        }
    }
    terms
}

/// The digits of a text that has nothing but digits and what stands between those of telephone numbers.
fn phone(text: &str) -> Option<Digits> {
    let fits = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+-()./".contains(c));
    Digits::of(text).filter(|_| fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, bool, bool)> {
        Terms::parse(text).words.into_iter().map(|term| (term.word, term.open, term.required)).collect()
    }

    #[test]
    fn the_last_word_is_open_until_it_is_ended() {
        let word = |word: &str, open, required| (word.to_owned(), open, required);
        assert_eq!(words("Müller the"), [word("muller", false, true), word("the", true, true)]);
        assert_eq!(words("the Müller "), [word("the", false, false), word("muller", false, true)]);
        assert_eq!(words("tick tick"), [word("tick", true, true)]);
        assert_eq!(words(" -- "), []);
    }

    #[test]
    fn quotes_numbers_and_neighbours_are_noticed() {
        let terms = Terms::parse("\"New  York\" GTX pro 500");
        assert_eq!(terms.phrases, [" new york "]);
        assert_eq!(terms.words.get(2).map(|term| term.joined.clone()), Some(vec!["yorkgtx".into(), "gtxpro".into()]));
        assert!(terms.words.last().is_some_and(|term| term.digits.is_some() && term.slips() == 0));
        assert!(terms.phone.is_none() && Terms::parse("+1 (555) 010").phone.is_some());
        assert_eq!(Terms::parse("the who").required(), 0b10);
        assert_eq!(Terms::parse("how to ").required(), 0b11);
    }
}
