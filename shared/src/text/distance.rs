//! Edit distance: how many slips of the finger lie between two words.

/// The optimal-string-alignment distance (insertions, deletions, substitutions and swaps of
/// neighbours count one each; a restricted Damerau–Levenshtein distance), if it is at most `limit`.
///
/// ```
/// use shared::text::distance_within;
/// assert_eq!(distance_within("meyer", "meyre", 1), Some(1));
/// assert_eq!(distance_within("meyer", "miller", 2), None);
/// ```
pub fn distance_within(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut rows = Rows::new(&b);
    for (at, &c) in a.iter().enumerate() {
        rows.push(&b, c, at.checked_sub(1).and_then(|before| a.get(before)).copied());
        if rows.least() > limit {
            return None;
        }
    }
    Some(rows.last()).filter(|distance| *distance <= limit)
}

/// How alike two texts are, from 0 (nothing in common) to 1 (equal): one less the edit distance over
/// the longer one's length, in characters.
pub fn similarity(a: &str, b: &str) -> f32 {
    let longest = a.chars().count().max(b.chars().count());
    let distance = distance_within(a, b, longest).unwrap_or(longest);
    if longest == 0 { 1.0 } else { 1.0 - ratio(distance, longest) }
}

#[allow(clippy::cast_precision_loss, reason = "lengths of names")]
fn ratio(part: usize, whole: usize) -> f32 {
    part as f32 / whole as f32
}

/// The last three rows of the table of distances between prefixes.
struct Rows {
    before: Vec<u16>,
    previous: Vec<u16>,
    current: Vec<u16>,
}

impl Rows {
    fn new(b: &[char]) -> Self {
        Self { before: Vec::new(), previous: Vec::new(), current: first_row(b.len()) }
    }

    /// One more character of `a`: `c`, after `last`.
    fn push(&mut self, b: &[char], c: char, last: Option<char>) {
        std::mem::swap(&mut self.before, &mut self.previous);
        std::mem::swap(&mut self.previous, &mut self.current);
        next_row(&self.before, &self.previous, &mut self.current, b, (last, c));
    }

    fn least(&self) -> usize {
        self.current.iter().min().copied().unwrap_or_default().into()
    }

    fn last(&self) -> usize {
        self.current.last().copied().unwrap_or_default().into()
    }
}

/// Distances of the empty text from the prefixes of a text of this length.
pub(crate) fn first_row(length: usize) -> Vec<u16> {
    (0..=u16::try_from(length).unwrap_or(u16::MAX)).collect()
}

/// The row after `previous`, for one more character, given with the one before it. `before` is the row
/// before `previous`, empty where there is none.
pub(crate) fn next_row(
    before: &[u16],
    previous: &[u16],
    row: &mut Vec<u16>,
    b: &[char],
    (last, c): (Option<char>, char),
) {
    row.clear();
    let mut left = previous.first().map_or(0, |first| first.saturating_add(1));
    row.push(left);
    let mut neighbour = None;
    for (at, (&other, pair)) in b.iter().zip(previous.windows(2)).enumerate() {
        let &[diagonal, above] = pair else { continue };
        let step = above.min(left).saturating_add(1);
        let mut best = step.min(diagonal.saturating_add(u16::from(other != c)));
        if neighbour == Some(c) && last == Some(other) {
            let swapped = at.checked_sub(1).and_then(|at| before.get(at));
            best = swapped.map_or(best, |swapped| best.min(swapped.saturating_add(1)));
        }
        row.push(best);
        (left, neighbour) = (best, Some(other));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slips_are_counted() {
        let cases = [
            ("", "", 0),
            ("", "ab", 2),
            ("smith", "smith", 0),
            ("smith", "smyth", 1),
            ("smith", "smtih", 1),
            ("smith", "mith", 1),
            ("smith", "xsmith", 1),
            ("kitten", "sitting", 3),
            ("müller", "muller", 1),
            ("ca", "abc", 3),
        ];
        for (a, b, expected) in cases {
            assert_eq!(distance_within(a, b, 5), Some(expected), "{a} {b}");
            assert_eq!(distance_within(a, b, expected), Some(expected), "{a} {b}");
            assert_eq!(expected.checked_sub(1).and_then(|less| distance_within(a, b, less)), None, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_bounded(a in "[abc]{0,8}", b in "[abc]{0,8}") {
            let there = distance_within(&a, &b, 8);
            prop_assert_eq!(there, distance_within(&b, &a, 8));
            let distance = there.expect("no longer than the longer word");
            prop_assert!(distance >= a.len().abs_diff(b.len()) && distance <= a.len().max(b.len()));
            prop_assert_eq!(distance == 0, a == b);
            prop_assert!((0.0..=1.0).contains(&similarity(&a, &b)));
        }
    }
}
