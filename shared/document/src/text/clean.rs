//! Text that can be printed, whatever was typed.
//!
//! What shows nothing is dropped: control characters, direction overrides, zero-width characters, byte order marks.
//! What has no glyph becomes a visible box. So every character that is left is printed, read back as it was printed,
//! and stands where it was typed: a document never hides or turns around what was signed.

use super::shape::Fonts;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Stands for what the fonts cannot show.
pub(crate) const BOX: char = '\u{25a1}';

/// More marks on one letter are a picture and no writing.
const MOST_MARKS: usize = 8;

/// Paragraphs of printable text; one for each line that was typed.
pub(crate) fn clean(text: &str, fonts: &Fonts) -> Vec<String> {
    let lines = text.split(['\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']);
    lines.map(|line| clean_line(line, fonts)).collect()
}

fn clean_line(line: &str, fonts: &Fonts) -> String {
    let mut marks = 0;
    let bearable = line.nfc().filter(|c| {
        marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
        marks <= MOST_MARKS
    });
    bearable.filter_map(|c| printable(c, fonts)).collect()
}

fn printable(c: char, fonts: &Fonts) -> Option<char> {
    match c {
        ' '..='~' => Some(c),
        '\t' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200a}' | '\u{205f}' | '\u{3000}' | '\u{1680}' => Some(' '),
        '\u{a0}' | '\u{2007}' | '\u{202f}' => Some('\u{a0}'),
        _ if c.is_control() || is_invisible(c) => None,
        _ if is_private(c) || !fonts.cover(c) => Some(BOX),
        _ => Some(c),
    }
}

/// Characters that only tell how to show others.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Private use and noncharacters: a PDF for archives must not hold them.
fn is_private(c: char) -> bool {
    let code = u32::from(c);
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' | '\u{fdd0}'..='\u{fdef}')
        || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shows_nothing_goes_and_what_cannot_be_shown_is_a_box() {
        let fonts = Fonts::embedded().expect("fonts");
        let said = |text: &str| clean(text, &fonts).join("|");
        assert_eq!(said("a\u{202e}b\u{0}c\u{200b}d\u{feff}\u{7f}"), "abcd", "overrides, controls, zero width");
        assert_eq!(said("1\u{202f}000 €\tΩ Ж ạ"), "1\u{a0}000 € Ω Ж ạ");
        assert_eq!(said("שלום 👩‍🚀 \u{e000}\u{10ffff}"), "□□□□ □□ □□");
        assert_eq!(said("one\r\ntwo\u{2028}three"), "one|two|three");
        assert_eq!(said("e\u{301}"), "é", "composed");
        assert_eq!(said(&format!("x{}y", "\u{300}".repeat(999))).chars().count(), 10, "marks without end");
    }
}
