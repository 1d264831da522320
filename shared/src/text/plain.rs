//! Markdown as plain text, for snippets and previews.

use pulldown_cmark::{Event, Options, Parser, TagEnd};

/// The words of a Markdown text on one line, without marks, addresses of links and HTML tags.
///
/// ```
/// assert_eq!(shared::text::plain("# Hello\n\n*big* [world](https://x.org)"), "Hello big world");
/// ```
pub fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    // What is drawn as a box, a table, a line or a note's number is not read as brackets, bars or tildes.
    let drawn =
        Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(markdown, drawn) {
        match event {
            Event::Text(text) | Event::Code(text) => push_words(&mut out, &text),
            Event::SoftBreak | Event::HardBreak | Event::Rule => push_space(&mut out),
            Event::End(end) if is_block(end) => push_space(&mut out),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

const fn is_block(end: TagEnd) -> bool {
    !matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}

fn push_words(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_whitespace() { push_space(out) } else { out.push(c) }
    }
}

fn push_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_left_out() {
        let cases = [
            ("", ""),
            ("plain  text\nover lines", "plain text over lines"),
            ("- one\n- two\n\n```\ncode here\n```", "one two code here"),
            ("**un**believable `x`", "unbelievable x"),
            ("- [ ] sign in\n- [x] look around", "sign in look around"),
            ("| a | b |\n|---|---|\n| c | ~~d~~ |", "a b c d"),
            ("Pumps are covered.[^1]\n\n[^1]: Keep the bag.", "Pumps are covered. Keep the bag."),
            ("<b onclick=alert(1)>bold</b> done", "bold done"),
        ];
        for (markdown, expected) in cases {
            assert_eq!(plain(markdown), expected);
        }
    }
}
