//! Words of a text, with where they stand.

use super::fold_char;

/// A word as it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// Byte offset in the text.
    pub start: usize,
    /// The word as written.
    pub text: &'a str,
}

impl Token<'_> {
    /// Byte offset behind the word.
    pub const fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of a text: runs of letters and digits, with marks on them and with apostrophes inside
/// (`O'Brien` is one word). Hyphens, dots and `@` separate, so that parts of an e-mail address are words.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let (start, end) = next_word(text, from)?;
        from = end;
        Some(Token { start, text: text.get(start..end)? })
    })
}

/// The next word at or after `from`.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let start = from + rest.find(char::is_alphanumeric)?;
    let mut chars = text.get(start..)?.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside =
            is_in_word(c) || (is_apostrophe(c) && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric()));
        if !inside {
            return Some((start, start + at));
        }
    }
    Some((start, text.len()))
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && (super::unicode::is_combining_mark(c) || is_joiner(c)))
}

/// Soft hyphens and zero-width characters stand inside words and are folded away.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}')
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ')
}

/// Calls back with each word folded and without apostrophes. `word` is scratch space that is reused.
pub(crate) fn each_folded(text: &str, word: &mut String, mut each: impl FnMut(&str)) {
    if text.is_ascii() {
        return each_ascii(text, word, &mut each);
    }
    for token in tokens(text) {
        word.clear();
        for c in token.text.chars() {
            fold_char(c, &mut |folded| {
                if folded != '\'' {
                    word.push(folded);
                }
            });
        }
        if !word.is_empty() {
            each(word);
        }
    }
}

/// The same for ASCII, byte by byte: nearly all text of a replica goes through here.
fn each_ascii(text: &str, word: &mut String, each: &mut impl FnMut(&str)) {
    word.clear();
    let mut after_apostrophe = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_lowercase()));
            after_apostrophe = false;
        } else if byte == b'\'' && !after_apostrophe {
            after_apostrophe = true;
        } else if !word.is_empty() {
            each(word);
            word.clear();
        }
    }
    if !word.is_empty() {
        each(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_folded(text, &mut String::new(), |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let cases: [(&str, &[&str]); 6] = [
            ("Anna-Lena Müller", &["anna", "lena", "muller"]),
            ("a.meyer+x@acme.co.uk", &["a", "meyer", "x", "acme", "co", "uk"]),
            ("O'Brien’s 'quoted'", &["obriens", "quoted"]),
            ("+1 (555) 010-2233", &["1", "555", "010", "2233"]),
            (" — ", &[]),
            ("東京 2026年", &["東京", "2026年"]),
        ];
        for (text, expected) in cases {
            assert_eq!(folded(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_and_stand_where_they_say(text in "\\PC{0,60}") {
            let mut last = 0;
            for token in tokens(&text) {
                prop_assert!(token.start >= last && !token.text.is_empty());
                prop_assert_eq!(&text[token.start..token.end()], token.text);
                last = token.end();
            }
        }

        #[test]
        fn ascii_takes_the_same_words_on_both_paths(text in "[a-zA-Z0-9 '@.-]{0,40}") {
            let apart: Vec<String> = tokens(&text).map(|t| super::super::fold(t.text).replace('\'', "")).collect();
            prop_assert_eq!(folded(&text), apart);
        }
    }
}
