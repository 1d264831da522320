//! What Unicode says of characters, in tables that are small on their way to a device: the app loads them at every start.
//! The tables are made by the test below from the crate `unicode-normalization`, which they agree with.

use std::sync::LazyLock;

/// What characters are made of, by compatibility. One line for each character: how far it is from the one before where
/// that is not 1, and its parts, each as the difference to the part in its place in the line before; all hexadecimal.
const DECOMPOSED: &str = include_str!("decomposed.txt");

/// Combining marks: first and last of each run, as the distance from the end of the run before and the length, hexadecimal.
const MARKS: &str = include_str!("marks.txt");

static PARTS: LazyLock<Parts> = LazyLock::new(|| Parts::read(DECOMPOSED));
static RUNS: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| runs(MARKS));

/// Syllables of Hangul are made of their letters by arithmetic.
const HANGUL: u32 = 0xac00;
const SYLLABLES: u32 = 11_172;
const VOWELS: u32 = 21;
const FINALS: u32 = 28;

/// Calls back with what a character is made of: itself, where that is all.
pub(super) fn decompose(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        return emit(c);
    }
    match u32::from(c).checked_sub(HANGUL).filter(|at| *at < SYLLABLES) {
        Some(at) => syllable(at).into_iter().flatten().for_each(emit),
        None => match PARTS.of(c) {
            Some(parts) => parts.iter().copied().for_each(emit),
            None => emit(c),
        },
    }
}

/// Initial, vowel, and final where there is one.
fn syllable(at: u32) -> [Option<char>; 3] {
    let last = at % FINALS;
    let letters = [0x1100 + at / (VOWELS * FINALS), 0x1161 + at / FINALS % VOWELS, 0x11a7 + last];
    let [initial, vowel, last_letter] = letters.map(char::from_u32);
    [initial, vowel, last_letter.filter(|_| last > 0)]
}

/// Whether a character belongs to the one before it.
pub(super) fn is_combining_mark(c: char) -> bool {
    let c = u32::from(c);
    let at = RUNS.partition_point(|(_, last)| *last < c);
    RUNS.get(at).is_some_and(|(first, _)| *first <= c)
}

/// Characters in order, and for each where its parts begin; they end where those of the next begin.
#[derive(Default)]
struct Parts {
    chars: Vec<(char, usize)>,
    parts: Vec<char>,
}

impl Parts {
    fn read(table: &str) -> Self {
        let (mut read, mut at, mut before) = (Self::default(), 0, Vec::new());
        for (gap, parts) in table.lines().filter_map(|line| line.split_once(':')) {
            at += u32::from_str_radix(gap, 16).unwrap_or(1);
            before =
                parts.split(',').enumerate().map(|(place, part)| moved(before.get(place), part)).collect::<Vec<u32>>();
            read.chars.extend(char::from_u32(at).map(|c| (c, read.parts.len())));
            read.parts.extend(before.iter().filter_map(|part| char::from_u32(*part)));
        }
        read
    }

    fn of(&self, c: char) -> Option<&[char]> {
        let at = self.chars.binary_search_by_key(&c, |(c, _)| *c).ok()?;
        let (_, from) = self.chars.get(at)?;
        let to = self.chars.get(at + 1).map_or(self.parts.len(), |(_, from)| *from);
        self.parts.get(*from..to)
    }
}

/// A number by its difference to another.
fn moved(from: Option<&u32>, difference: &str) -> u32 {
    let difference = i32::from_str_radix(difference, 16).unwrap_or_default();
    from.copied().unwrap_or_default().saturating_add_signed(difference)
}

fn runs(table: &str) -> Vec<(u32, u32)> {
    let mut end = 0;
    let run = |line: &str| {
        let (gap, length) = line.split_once(' ')?;
        let first = end + u32::from_str_radix(gap, 16).ok()?;
        end = first + u32::from_str_radix(length, 16).ok()?;
        Some((first, end))
    };
    table.lines().filter_map(run).collect()
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail")]
mod tests {
    use super::*;
    use std::fmt::Write;
    use unicode_normalization::char as theirs;

    fn all() -> impl Iterator<Item = char> {
        ('\0'..=char::MAX).filter(|c| !(HANGUL..HANGUL + SYLLABLES).contains(&u32::from(*c)))
    }

    fn made_of(c: char) -> Vec<char> {
        let mut parts = Vec::new();
        theirs::decompose_compatible(c, |part| parts.push(part));
        parts
    }

    fn decomposed() -> String {
        let (mut text, mut at, mut before) = (String::new(), 0, Vec::<u32>::new());
        for (c, parts) in all().map(|c| (c, made_of(c))).filter(|(c, parts)| *parts != [*c]) {
            let parts: Vec<u32> = parts.into_iter().map(u32::from).collect();
            let gap = u32::from(c) - at;
            let differences = parts.iter().enumerate().map(|(place, part)| {
                let part = i64::from(*part) - before.get(place).map_or(0, |part| i64::from(*part));
                let sign = if part < 0 { "-" } else { "" };
                format!("{sign}{:x}", part.abs())
            });
            let differences = differences.collect::<Vec<_>>().join(",");
            let gap = if gap == 1 { String::new() } else { format!("{gap:x}") };
            writeln!(text, "{gap}:{differences}").expect("a string takes it");
            (at, before) = (u32::from(c), parts);
        }
        text
    }

    fn marks() -> String {
        let (mut text, mut end, mut first) = (String::new(), 0, None);
        for c in 0..=u32::from(char::MAX) + 1 {
            let is_mark = char::from_u32(c).is_some_and(theirs::is_combining_mark);
            match (first, is_mark) {
                (None, true) => first = Some(c),
                (Some(start), false) => {
                    writeln!(text, "{:x} {:x}", start - end, c - 1 - start).expect("a string takes it");
                    (end, first) = (c - 1, None);
                }
                _ => {}
            }
        }
        text
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "asked to, it writes the tables anew beside this file")]
    fn the_tables_are_those_of_unicode() {
        let made = [("decomposed.txt", decomposed(), DECOMPOSED), ("marks.txt", marks(), MARKS)];
        for (file, made, known) in made {
            if std::env::var_os("UPDATE").is_some() {
                let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text").join(file);
                std::fs::write(path, made).expect("writes");
            } else {
                assert!(made == known, "{file} is old: UPDATE=1 makes it anew");
            }
        }
    }

    #[test]
    fn every_character_is_taken_apart_as_by_the_crate() {
        for c in '\0'..=char::MAX {
            let mut parts = Vec::new();
            decompose(c, |part| parts.push(part));
            assert_eq!(parts, made_of(c), "{c:?}");
            assert_eq!(is_combining_mark(c), theirs::is_combining_mark(c), "{c:?}");
        }
    }
}
