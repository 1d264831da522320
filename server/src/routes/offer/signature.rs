//! Drawn signatures, as the page's script sends them: SVG paths of straight strokes.

use std::fmt::Write;

/// Most characters: minutes of drawing.
const LONGEST: usize = 40_000;
/// The field that is drawn on.
const WIDTH: u16 = 600;
const HEIGHT: u16 = 200;

/// The path, if it is one: `M x y` begins a stroke, `L x y` continues it, all in whole numbers on the field. Whatever else
/// comes is no signature.
pub(super) fn path(text: &str) -> Option<String> {
    let mut parts = text.split_ascii_whitespace();
    let mut written = String::with_capacity(text.len());
    let mut strokes = 0usize;
    if text.len() > LONGEST {
        return None;
    }
    while let Some(command) = parts.next() {
        let point = (coordinate(parts.next()?, WIDTH)?, coordinate(parts.next()?, HEIGHT)?);
        match command {
            "M" => {}
            "L" if !written.is_empty() => strokes += 1,
            _ => return None,
        }
        // Writing to a text cannot fail.
        let _ = write!(written, "{command}{} {}", point.0, point.1);
    }
    (strokes > 0).then_some(written)
}

fn coordinate(text: &str, most: u16) -> Option<u16> {
    text.parse().ok().filter(|number| *number <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_are_taken_and_nothing_else() {
        assert_eq!(path("M 1 2 L 30 40 M 5 5 L 600 200").as_deref(), Some("M1 2L30 40M5 5L600 200"));
        let long = "M 1 1 L 2 2 ".repeat(10_000);
        let hostile = [
            "",
            "M 1 2",
            "L 1 2 L 3 4",
            "M 1 2 L 601 3",
            "M 1 2 L -3 4",
            "M 1 2 C 3 4",
            "M 1 2 L 3",
            "\"><script>",
            &long,
        ];
        for text in hostile {
            assert_eq!(path(text), None, "{text:.40}");
        }
    }
}
