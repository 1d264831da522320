//! Breaking paragraphs into lines.

use super::{
    clean,
    shape::{Line, Shaper, Style, Word},
};

/// The lines of a text that is no wider than `width` points. A word that is wider is cut.
///
/// Each line keeps the space at which it was broken, so that whoever reads the document aloud or copies from it finds
/// the words apart.
pub(crate) fn wrap(text: &str, style: &Style, width: f32, shaper: &mut Shaper<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in clean(text, shaper.fonts) {
        let mut breaker = Breaker { style, width: width.max(style.size), lines: Vec::new(), line: Line::default() };
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let space = shaper.word(" ", style);
            breaker.add(&shaper.word(word, style), &space);
        }
        lines.extend(breaker.finish());
    }
    lines
}

struct Breaker<'a> {
    style: &'a Style,
    width: f32,
    lines: Vec<Line>,
    line: Line,
}

impl Breaker<'_> {
    fn add(&mut self, word: &Word, space: &Word) {
        let size = self.style.size;
        if !self.line.text.is_empty() {
            if self.line.width + (space.width + word.width) * size <= self.width {
                self.line.push(space, size);
                self.line.push(word, size);
                return;
            }
            self.end(space);
        }
        self.add_to_empty(word);
    }

    /// Puts a word on an empty line, and on more lines if it is wider than one.
    fn add_to_empty(&mut self, word: &Word) {
        let size = self.style.size;
        if word.width * size <= self.width {
            self.line.push(word, size);
            return;
        }
        for piece in word.pieces(self.width / size) {
            if !self.line.text.is_empty() {
                self.lines.push(std::mem::take(&mut self.line));
            }
            self.line.push(&piece, size);
        }
    }

    fn end(&mut self, space: &Word) {
        let mut line = std::mem::take(&mut self.line);
        let width = line.width;
        line.push(space, self.style.size);
        line.width = width;
        self.lines.push(line);
    }

    fn finish(mut self) -> Vec<Line> {
        if !self.line.text.is_empty() || self.lines.is_empty() {
            self.lines.push(self.line);
        }
        self.lines
    }
}
