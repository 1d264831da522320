//! Where two texts differ, by words.

use crate::text::unicode::is_combining_mark;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Most pieces that may differ before the difference is taken as one. Bounds time and memory, whatever somebody sends.
const MOST: usize = 1_000;

/// A text in pieces: words, and every other character by itself.
pub(super) struct Pieces<'a> {
    text: &'a str,
    /// Byte offset of each piece's end.
    ends: Vec<usize>,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut ends = Vec::new();
        let mut before = None;
        for (at, c) in text.char_indices() {
            if before.is_some_and(|before| !belong_together(before, c)) {
                ends.push(at);
            }
            before = Some(c);
        }
        ends.extend(before.map(|_| text.len()));
        Self { text, ends }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of some pieces.
    pub(super) fn slice(&self, range: Range<usize>) -> &'a str {
        let offset = |piece: usize| piece.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let range = offset(range.start).unwrap_or_default()..offset(range.end).unwrap_or_default();
        self.text.get(range).unwrap_or_default()
    }

    fn each(&self) -> impl Iterator<Item = &'a str> {
        (0..self.len()).map(|piece| self.slice(piece..piece + 1))
    }
}

fn belong_together(before: char, c: char) -> bool {
    const JOINER: char = '\u{200d}';
    let joins = c == JOINER || before == JOINER || is_combining_mark(c) || matches!(c, '\u{1f3fb}'..='\u{1f3ff}');
    joins || (before, c) == ('\r', '\n') || is_in_word(before) && is_in_word(c)
}

/// Scripts that put no spaces between words are taken character by character.
fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{2e80}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        || is_combining_mark(c)
}

/// Pieces of the base, and the pieces of the edited text that stand in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) base: Range<usize>,
    pub(super) own: Range<usize>,
}

/// Where an edited text differs from its base, in order. Differences between which no word stayed are one: who rewrites a
/// sentence wants no word of another's in the midst of it.
pub(super) fn hunks(base: &Pieces<'_>, own: &Pieces<'_>) -> Vec<Hunk> {
    let mut numbers = FxHashMap::default();
    let mut number = |piece| {
        let next = numbers.len();
        *numbers.entry(piece).or_insert(next)
    };
    let (a, b): (Vec<usize>, Vec<usize>) =
        (base.each().map(&mut number).collect(), own.each().map(&mut number).collect());
    let mut joined: Vec<Hunk> = Vec::new();
    for hunk in differences(&a, &b) {
        match joined.last_mut() {
            Some(last) if !parts(base.slice(last.base.end..hunk.base.start)) => {
                last.base.end = hunk.base.end;
                last.own.end = hunk.own.end;
            }
            _ => joined.push(hunk),
        }
    }
    joined
}

/// Whether what stayed between two changes makes two of them.
fn parts(stayed: &str) -> bool {
    stayed.contains(|c: char| c.is_alphanumeric() || c == '\n')
}

/// A shortest way from one list to the other (Myers 1986).
fn differences(a: &[usize], b: &[usize]) -> Vec<Hunk> {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(..a.len() - end).unwrap_or_default(), b.get(..b.len() - end).unwrap_or_default());
    if a.is_empty() && b.is_empty() {
        return Vec::new();
    }
    let steps = steps(a, b).unwrap_or_else(|| vec![((0, 0), (a.len(), b.len()))]);
    let mut hunks: Vec<Hunk> = Vec::new();
    for ((x, y), (to_x, to_y)) in steps.into_iter().map(|(from, to)| (moved(from, start), moved(to, start))) {
        match hunks.last_mut() {
            Some(last) if (last.base.end, last.own.end) == (x, y) => (last.base.end, last.own.end) = (to_x, to_y),
            _ => hunks.push(Hunk { base: x..to_x, own: y..to_y }),
        }
    }
    hunks
}

/// A place in both lists.
type Place = (usize, usize);

const fn moved((x, y): Place, by: usize) -> Place {
    (x + by, y + by)
}

/// The steps that put in or take out one item each; nothing where there were too many.
fn steps(a: &[usize], b: &[usize]) -> Option<Vec<(Place, Place)>> {
    let most = MOST.min(a.len() + b.len());
    // By diagonal, of which the one that begins at both beginnings has the index `middle`: how far one gets in `a`.
    let middle = most + 1;
    let mut furthest = vec![0; 2 * most + 3];
    let mut trace = Vec::new();
    for step in 0..=most {
        trace.push(furthest.clone());
        for diagonal in (middle - step..=middle + step).step_by(2) {
            let from = came_from(&furthest, diagonal, (middle, step));
            let mut x = at(&furthest, from) + usize::from(from < diagonal);
            let mut y = x + middle - diagonal;
            while x < a.len() && a.get(x) == b.get(y) {
                (x, y) = (x + 1, y + 1);
            }
            if let Some(reached) = furthest.get_mut(diagonal) {
                *reached = x;
            }
            if x >= a.len() && y >= b.len() {
                return Some(way_back(&trace, (a.len(), b.len()), middle));
            }
        }
    }
    None
}

/// The diagonal from which one gets furthest on this one with one more step.
fn came_from(furthest: &[usize], diagonal: usize, (middle, step): (usize, usize)) -> usize {
    let above = diagonal + step == middle
        || diagonal != middle + step && at(furthest, diagonal - 1) < at(furthest, diagonal + 1);
    if above { diagonal + 1 } else { diagonal - 1 }
}

fn at(furthest: &[usize], diagonal: usize) -> usize {
    furthest.get(diagonal).copied().unwrap_or_default()
}

fn way_back(trace: &[Vec<usize>], end: Place, middle: usize) -> Vec<(Place, Place)> {
    let mut steps = Vec::new();
    let (mut x, mut y) = end;
    for (step, furthest) in trace.iter().enumerate().skip(1).rev() {
        let diagonal = x + middle - y;
        let from = came_from(furthest, diagonal, (middle, step));
        let before_x = at(furthest, from);
        let before = (before_x, before_x + middle - from);
        let after = if from < diagonal { (before.0 + 1, before.1) } else { (before.0, before.1 + 1) };
        steps.push((before, after));
        (x, y) = before;
    }
    steps.reverse();
    steps
}
