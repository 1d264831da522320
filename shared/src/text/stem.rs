//! Stems: `quotes`, `quoted` and `quoting` are one in long text.

use rust_stemmers::{Algorithm, Stemmer};

/// Takes words to their stems by the English Snowball algorithm (Porter 2).
///
/// Names are never stemmed: only long text is, where the gain outweighs `Banks` meeting `Bank`.
pub struct Stems(Stemmer);

impl Default for Stems {
    fn default() -> Self {
        Self(Stemmer::create(Algorithm::English))
    }
}

impl Stems {
    /// The stem of a folded word. Words with digits or letters beyond ASCII stay as they are.
    pub fn stem<'a>(&self, word: &'a str) -> std::borrow::Cow<'a, str> {
        if word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return self.0.stem(word);
        }
        word.into()
    }
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stems(English)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        let stems = Stems::default();
        for forms in [["connect", "connected", "connections"], ["price", "prices", "pricing"]] {
            assert!(forms.iter().all(|form| stems.stem(form) == stems.stem(forms[0])), "{forms:?}");
        }
        for word in ["gtx500", "müller", "is"] {
            assert_eq!(stems.stem(word), word);
        }
    }
}
