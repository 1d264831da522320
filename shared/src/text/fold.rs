//! Folding: one form for texts that differ only in case, accents, width or ligatures.

use super::unicode::decompose;

/// The folded text: compatibility forms taken apart, accents dropped, lower case, and the letters
/// that Unicode does not take apart spelled out (`ß` as `ss`, `ø` as `o`). Folding twice changes nothing.
///
/// ```
/// assert_eq!(shared::text::fold("Ærøskøbing – ﬁne Straße"), "aeroskobing – fine strasse");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(&mut out, text);
    out
}

/// Appends the folded text.
pub fn fold_into(out: &mut String, text: &str) {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        if let Some(added) = out.get_mut(start..) {
            added.make_ascii_lowercase();
        }
        return;
    }
    for c in text.chars() {
        fold_char(c, &mut |folded| out.push(folded));
    }
}

/// Folds one character into any number of them.
pub(crate) fn fold_char(c: char, emit: &mut impl FnMut(char)) {
    if c.is_ascii() {
        return emit(c.to_ascii_lowercase());
    }
    decompose(c, |part| {
        if part.is_ascii() {
            emit(part.to_ascii_lowercase());
        } else if !is_dropped(part) {
            lower(part, emit);
        }
    });
}

/// Lower case, and once more apart: a few capitals have a lower case that is itself composed.
fn lower(c: char, emit: &mut impl FnMut(char)) {
    for low in c.to_lowercase() {
        decompose(low, |part| {
            if let Some(spelled) = spelled_out(part) {
                spelled.chars().for_each(&mut *emit);
            } else if !is_dropped(part) {
                emit(part);
            }
        });
    }
}

/// Letters that have no decomposition but that people type, sort and search as plain ones.
const fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ĸ' => "k",
        'ł' => "l",
        'ŋ' => "n",
        'þ' => "th",
        'ŧ' => "t",
        '’' | '‘' | 'ʼ' | 'ʹ' => "'",
        '‐' | '‑' | '‒' => "-",
        _ => return None,
    })
}

/// Accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs and invisible
/// characters. Marks of other scripts stay: there they tell words apart (か and が).
const fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}')
        || is_invisible(c)
}

/// Characters that take no room: soft hyphens, joiners, marks of direction and of byte order.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Nobody sees anything of the text.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

/// Only the folded letters and digits: `GTX Pro`, `GTX-Pro` and `gtxpro` are one.
///
/// ```
/// assert_eq!(shared::text::squeeze("O’Brien & Söhne"), "obriensohne");
/// ```
pub fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut |folded| {
            if folded.is_alphanumeric() {
                out.push(folded);
            }
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_accents_ligatures_and_width_do_not_matter() {
        let cases = [
            ("Müller", "muller"),
            ("MÜLLER", "muller"),
            ("Mu\u{308}ller", "muller"),
            ("Ångström", "angstrom"),
            ("İstanbul", "istanbul"),
            ("Łódź", "lodz"),
            ("ﬁnance", "finance"),
            ("ＡＢＣ１２", "abc12"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("Ωμέγα", "ωμεγα"),
            ("Ёлка", "елка"),
            ("naïve\u{200b}té", "naivete"),
            ("東京", "東京"),
        ];
        for (text, expected) in cases {
            assert_eq!(fold(text), expected, "{text}");
        }
        assert_ne!(fold("か"), fold("が"), "marks that tell words apart stay");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn squeezing_follows_folding(text in "\\PC{0,40}") {
            prop_assert_eq!(squeeze(&fold(&text)), squeeze(&text));
        }
    }
}
