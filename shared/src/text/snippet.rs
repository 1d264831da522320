//! What a search found, shown: highlights in a text and a short part of a long one.

use super::{Stems, Token, distance_within, squeeze, tokens};
use std::ops::Range;

/// A part of a text with the words that were found.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Snippet {
    /// The part, with `…` where the text goes on.
    pub text: String,
    /// Byte ranges of `text` to mark, in order, apart from each other.
    pub ranges: Vec<Range<usize>>,
}

/// Finds a query's words in texts, by the rules of the search: whole words and stems, the last word
/// as a beginning, slips of the finger where nothing else is found, and telephone numbers by digits.
#[derive(Debug, Default)]
pub struct Highlighter {
    words: Vec<Word>,
    digits: String,
    stems: Stems,
}

#[derive(Debug)]
struct Word {
    folded: String,
    stem: String,
    /// Still being typed.
    open: bool,
    slips: usize,
}

/// A token of a text that is a word of the query.
struct Found {
    word: usize,
    at: Range<usize>,
}

/// Slips of the finger that are forgiven in a word of this many letters.
pub(crate) const fn slips_allowed(letters: usize) -> usize {
    match letters {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

impl Highlighter {
    /// For this query as typed so far.
    pub fn new(query: &str) -> Self {
        let stems = Stems::default();
        let mut words: Vec<Word> = tokens(query).map(|token| Word::new(&token, &stems)).collect();
        let typing = query.chars().next_back().is_some_and(char::is_alphanumeric);
        if let Some(last) = words.last_mut() {
            last.open = typing;
        }
        let digits: String = query.chars().filter(char::is_ascii_digit).collect();
        let is_number = digits.len() >= 3 && !query.chars().any(char::is_alphabetic);
        Self { words, digits: if is_number { digits } else { String::new() }, stems }
    }

    /// Byte ranges of the text to mark, in order.
    pub fn ranges(&self, text: &str) -> Vec<Range<usize>> {
        let found = self.find(text);
        if found.is_empty() {
            return self.digits_in(text).into_iter().collect();
        }
        found.into_iter().map(|found| found.at).collect()
    }

    /// The part of the text, of at most about `most` characters, in which the most words are found.
    pub fn snippet(&self, text: &str, most: usize) -> Snippet {
        let found = self.find(text);
        let anchor = best_anchor(&found, most);
        let part = part_around(text, anchor, most);
        cut(text, part, found.into_iter().map(|found| found.at))
    }

    fn find(&self, text: &str) -> Vec<Found> {
        let mut folded = String::new();
        let exact = self.matches(text, |token| {
            fold_word(token, &mut folded);
            self.words.iter().position(|word| word.is(&folded, &self.stems))
        });
        if !exact.is_empty() {
            return exact;
        }
        self.matches(text, |token| {
            fold_word(token, &mut folded);
            self.words.iter().position(|word| word.is_nearly(&folded))
        })
    }

    fn matches(&self, text: &str, mut word_of: impl FnMut(&Token<'_>) -> Option<usize>) -> Vec<Found> {
        if self.words.is_empty() {
            return Vec::new();
        }
        let found = tokens(text).filter_map(|token| {
            let word = word_of(&token)?;
            Some(Found { word, at: token.start..token.end() })
        });
        found.collect()
    }

    /// Where the query's digits stand in a telephone number, however it is formatted.
    fn digits_in(&self, text: &str) -> Option<Range<usize>> {
        if self.digits.is_empty() {
            return None;
        }
        let digits: Vec<(usize, u8)> = text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()).collect();
        let hit = digits
            .windows(self.digits.len())
            .find(|part| part.iter().map(|(_, digit)| *digit).eq(self.digits.bytes()))?;
        Some(hit.first()?.0..hit.last()?.0 + 1)
    }
}

impl Word {
    fn new(token: &Token<'_>, stems: &Stems) -> Self {
        let mut folded = String::new();
        fold_word(token, &mut folded);
        let stem = stems.stem(&folded).into_owned();
        let slips = slips_allowed(folded.chars().count());
        Self { folded, stem, open: false, slips }
    }

    /// The first letters are compared first: most words of a long text end there, unstemmed.
    fn is(&self, word: &str, stems: &Stems) -> bool {
        if word == self.folded || (self.open && word.starts_with(&self.folded)) {
            return true;
        }
        let root = self.stem.get(..self.stem.len().min(3)).unwrap_or(&self.stem);
        word.starts_with(root) && stems.stem(word) == self.stem
    }

    fn is_nearly(&self, word: &str) -> bool {
        let nearly = |word: &str| distance_within(&self.folded, word, self.slips).is_some();
        let beginning = || word.char_indices().nth(self.folded.chars().count()).and_then(|(end, _)| word.get(..end));
        self.slips > 0 && (nearly(word) || (self.open && beginning().is_some_and(nearly)))
    }
}

fn fold_word(token: &Token<'_>, folded: &mut String) {
    folded.clear();
    super::fold_into(folded, token.text);
    if folded.contains('\'') {
        *folded = squeeze(folded);
    }
}

/// Start of the first match of the stretch that has the most different words.
fn best_anchor(found: &[Found], most: usize) -> usize {
    let mut best = (0, 0);
    for (at, first) in found.iter().enumerate() {
        let near = found.iter().skip(at).take_while(|next| next.at.end <= first.at.start + most);
        let words = near.fold(0u64, |words, next| words | 1 << next.word.min(63)).count_ones();
        if words > best.0 {
            best = (words, first.at.start);
        }
    }
    best.1
}

/// A range of about `most` characters that begins a little before the anchor, cut between words.
fn part_around(text: &str, anchor: usize, most: usize) -> Range<usize> {
    let lead = text.get(..anchor).unwrap_or_default().char_indices().rev().nth(most / 4).map_or(0, |(at, _)| at);
    let start = if lead == 0 { 0 } else { word_start(text, lead).min(anchor) };
    let rest = text.get(start..).unwrap_or_default();
    let Some((cut, _)) = rest.char_indices().nth(most) else { return start..text.len() };
    let part = rest.get(..cut).unwrap_or(rest);
    let end = part.rfind(char::is_whitespace).filter(|space| start + space > anchor).unwrap_or(cut);
    start..start + end
}

fn word_start(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find(char::is_whitespace).map_or(from, |space| from + space + 1)
}

/// Takes a part out; white space at its ends goes, `…` says that the text goes on.
fn cut(text: &str, part: Range<usize>, found: impl Iterator<Item = Range<usize>>) -> Snippet {
    let body = text.get(part.clone()).unwrap_or_default();
    let start = part.start + (body.len() - body.trim_start().len());
    let mut snippet = Snippet::default();
    if start > 0 && !text.get(..start).unwrap_or_default().trim().is_empty() {
        snippet.text.push('…');
    }
    let shift = snippet.text.len();
    snippet.text.push_str(body.trim());
    let end = start + body.trim().len();
    let inside = found.filter(|range| range.start >= start && range.end <= end);
    snippet.ranges = inside.map(|range| range.start - start + shift..range.end - start + shift).collect();
    if !text.get(end..).unwrap_or_default().trim().is_empty() {
        snippet.text.push('…');
    }
    snippet
}

#[cfg(test)]
mod tests {
    use super::{super::fold, *};
    use proptest::prelude::*;

    fn marked<'a>(query: &str, text: &'a str) -> Vec<&'a str> {
        Highlighter::new(query).ranges(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn words_stems_beginnings_slips_and_numbers_are_marked() {
        let cases: [(&str, &str, &[&str]); 9] = [
            ("müller", "Anna Mueller, MULLER", &["MULLER"]),
            ("quote ", "Quotes and quoted prices, quoth he", &["Quotes", "quoted"]),
            ("pri", "A prior price", &["prior", "price"]),
            ("pri ", "A prior price", &[]),
            ("meyre", "Anna Meyer", &["Meyer"]),
            ("5550102", "+1 (555) 010-2233", &["555) 010-2"]),
            ("o'brien", "Pat O’Brien", &["O’Brien"]),
            ("", "anything", &[]),
            ("x", "", &[]),
        ];
        for (query, text, expected) in cases {
            assert_eq!(marked(query, text), expected, "{query} in {text}");
        }
    }

    #[test]
    fn the_snippet_shows_where_most_words_meet() {
        let text = format!("printer {} reset the printer by {}", "filler ".repeat(60), "more ".repeat(60));
        let snippet = Highlighter::new("printer reset").snippet(&text, 80);
        assert!(snippet.text.starts_with('…') && snippet.text.ends_with('…'), "{snippet:?}");
        let marked: Vec<&str> = snippet.ranges.iter().map(|range| &snippet.text[range.clone()]).collect();
        assert_eq!(marked, ["reset", "printer"]);
    }

    proptest! {
        #[test]
        fn snippets_are_short_and_their_marks_lie_inside(text in "[a-c ü…\n]{0,200}", query in "[a-c ]{0,6}", most in 1usize..60) {
            let snippet = Highlighter::new(&query).snippet(&text, most);
            prop_assert!(snippet.text.chars().count() <= most + 2);
            for range in &snippet.ranges {
                prop_assert!(snippet.text.get(range.clone()).is_some_and(|word| !word.is_empty()));
            }
            let body = snippet.text.trim_matches('…');
            prop_assert!(text.contains(body) || fold(&text) == fold(body));
        }
    }
}
