//! Two edits of one text, woven together: a three-way merge by words (Khanna, Kunal and Pierce, A Formal Investigation
//! of Diff3, 2007).

mod diff;

use diff::{Hunk, Pieces, hunks};
use std::ops::Range;

/// What two edits of a text come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Woven {
    /// The text.
    pub text: String,
    /// Both edits changed the same words, in different ways: of these only one version is in the text.
    pub clash: bool,
}

/// Weaves two edits of `base` together: what only one of them changed is as that one left it. Where both changed the same
/// words, `second` stands. What both put in at one place stays, `first`'s before `second`'s, unless that glued two words
/// together; where one put in what the other did and more, it is there once.
pub fn weave(base: &str, first: &str, second: &str) -> Woven {
    let base = Pieces::of(base);
    let sides = [Side::new(&base, first), Side::new(&base, second)];
    let mut woven = Woven { text: String::new(), clash: false };
    let mut done = 0;
    for region in regions(&sides) {
        woven.text.push_str(base.slice(done..region.base.start));
        woven.take(&sides, &region);
        done = region.base.end;
    }
    woven.text.push_str(base.slice(done..base.len()));
    woven
}

/// One edit: the text that it left, and where that differs from the base.
struct Side<'a> {
    pieces: Pieces<'a>,
    hunks: Vec<Hunk>,
}

impl<'a> Side<'a> {
    fn new(base: &Pieces<'_>, text: &'a str) -> Self {
        let pieces = Pieces::of(text);
        let hunks = hunks(base, &pieces);
        Self { pieces, hunks }
    }

    /// What it has in the place of a region; nothing where it changed nothing of it.
    fn version(&self, region: &Range<usize>, hunks: Range<usize>) -> Option<&'a str> {
        let hunks = self.hunks.get(hunks)?;
        let (first, last) = (hunks.first()?, hunks.last()?);
        let start = first.own.start - (first.base.start - region.start);
        let end = last.own.end + (region.end - last.base.end);
        Some(self.pieces.slice(start..end))
    }
}

/// Pieces of the base that belong together since changes of them overlap, with the hunks of each side.
struct Region {
    base: Range<usize>,
    hunks: [Range<usize>; 2],
}

/// All that was changed, in order.
fn regions(sides: &[Side<'_>; 2]) -> Vec<Region> {
    let mut next = [0, 0];
    let mut regions = Vec::new();
    while let Some(begun) = begin(sides, next) {
        let mut region = Region { base: begun, hunks: next.map(|at| at..at) };
        while grow(&mut region, sides) {}
        next = [region.hunks[0].end, region.hunks[1].end];
        regions.push(region);
    }
    regions
}

/// Where the next change begins; what is put in comes before what stands behind it.
fn begin(sides: &[Side<'_>; 2], next: [usize; 2]) -> Option<Range<usize>> {
    let hunks = sides.iter().zip(next).filter_map(|(side, at)| side.hunks.get(at));
    hunks.map(|hunk| hunk.base.clone()).min_by_key(|base| (base.start, base.end))
}

/// Takes one more hunk into a region; whether there was one.
fn grow(region: &mut Region, sides: &[Side<'_>; 2]) -> bool {
    for (side, taken) in sides.iter().zip(&mut region.hunks) {
        if let Some(hunk) = side.hunks.get(taken.end).filter(|hunk| meets(&region.base, &hunk.base)) {
            region.base.end = region.base.end.max(hunk.base.end);
            taken.end += 1;
            return true;
        }
    }
    false
}

/// Whether two changes share a piece, one is put into the midst of the other, or both are put in at one place.
fn meets(region: &Range<usize>, hunk: &Range<usize>) -> bool {
    region == hunk || hunk.start < region.end && region.start < hunk.end
}

impl Woven {
    fn take(&mut self, sides: &[Side<'_>; 2], region: &Region) {
        let [first, second] = sides;
        let [of_first, of_second] = region.hunks.clone();
        match (first.version(&region.base, of_first), second.version(&region.base, of_second)) {
            (Some(first), Some(second)) if first == second => self.text.push_str(first),
            (Some(first), Some(second)) => {
                if let Some(both) = region.base.is_empty().then(|| both(first, second)).flatten() {
                    self.text.extend(both);
                } else {
                    self.text.push_str(second);
                    self.clash = true;
                }
            }
            (Some(only), None) | (None, Some(only)) => self.text.push_str(only),
            (None, None) => {}
        }
    }
}

/// What stands of two texts that were put in at one place, in order; nothing where two words would be glued together.
fn both<'a>(first: &'a str, second: &'a str) -> Option<[&'a str; 2]> {
    if has_words(first, second) {
        return Some([first, ""]);
    }
    if has_words(second, first) {
        return Some(["", second]);
    }
    are_apart(first, second).then_some([first, second])
}

fn are_apart(first: &str, second: &str) -> bool {
    first.ends_with(char::is_whitespace) || second.starts_with(char::is_whitespace)
}

/// Whether all words of the other text stand together in this one. After a restore somebody gives back what was written on
/// words that their writer gives back later.
fn has_words(text: &str, other: &str) -> bool {
    let apart = |before: &str, after: &str| before.is_empty() || after.is_empty() || are_apart(before, after);
    let whole = |at: usize| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + other.len()..).unwrap_or_default());
        apart(before, other) && apart(other, after)
    };
    !other.trim().is_empty() && text.match_indices(other).any(|(at, _)| whole(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_both_changed_comes_together() {
        let base = "Met Ada. She wants a quote by Friday.\nCall her back.";
        let cases = [
            (
                "far apart",
                "Met Ada L. She wants a quote by Friday.\nCall her back.",
                "Met Ada. She wants a quote by Friday.\nCall her back on Monday.",
                "Met Ada L. She wants a quote by Friday.\nCall her back on Monday.",
                false,
            ),
            (
                "both at the end",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- done",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- not yet",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- done\n- not yet",
                false,
            ),
            (
                "the same word",
                "Met Ada. She wants a quote by Monday.\nCall her back.",
                "Met Ada. She wants a quote by Sunday.\nCall her back.",
                "Met Ada. She wants a quote by Sunday.\nCall her back.",
                true,
            ),
            (
                "the same edit",
                "Met Ada. She wants an offer by Friday.\nCall her back.",
                "Met Ada. She wants an offer by Friday.\nCall her back.",
                "Met Ada. She wants an offer by Friday.\nCall her back.",
                false,
            ),
            (
                "one wrote on after what both did",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- done\n- paid",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- done",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- done\n- paid",
                false,
            ),
            (
                "the other wrote on around what both did",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- done",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- sent\n- done\n- paid",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- sent\n- done\n- paid",
                false,
            ),
            (
                "one begins with a part of the other's word",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- done",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- donec",
                "Met Ada. She wants a quote by Friday.\nCall her back.\n- done\n- donec",
                false,
            ),
            (
                "a line goes, another is edited",
                "Met Ada. She wants a quote by Friday.\n",
                "Met Ada. She wants two quotes by Friday.\nCall her back.",
                "Met Ada. She wants two quotes by Friday.\n",
                false,
            ),
            (
                "a line goes that is edited",
                "Met Ada. She wants a quote by Friday.\n",
                "Met Ada. She wants a quote by Friday.\nCall her husband back.",
                "Met Ada. She wants a quote by Friday.\nCall her husband back.",
                true,
            ),
        ];
        for (name, first, second, text, clash) in cases {
            assert_eq!(weave(base, first, second), Woven { text: text.to_owned(), clash }, "{name}");
        }
    }

    #[test]
    fn two_texts_for_an_empty_field_are_not_glued_together() {
        assert_eq!(weave("", "Large", "Small"), Woven { text: "Small".to_owned(), clash: true });
        assert_eq!(weave("", "Large\n", "Small").text, "Large\nSmall");
    }

    #[test]
    fn characters_that_belong_together_stay_together() {
        let family = "👨\u{200d}👩\u{200d}👧";
        let woven = weave("東京の天気", "東京の空気", &format!("東京の天気{family}"));
        assert_eq!(woven, Woven { text: format!("東京の空気{family}"), clash: false });
        assert_eq!(weave("a\r\nb", "a\nb", "a\r\nc").text, "a\nc");
    }

    #[test]
    fn texts_that_have_nothing_in_common_take_no_time() {
        let long = |word: &str| (0..60_000).map(|at| format!("{word}{at} ")).collect::<Vec<_>>().concat();
        let (base, first, second) = (long("a"), long("b"), long("c"));
        assert_eq!(weave(&base, &first, &second), Woven { text: second, clash: true });
    }

    /// An edit of one word of a text.
    #[derive(Debug, Clone)]
    enum Touch {
        Replace,
        PutBefore,
        Remove,
    }

    fn touches() -> impl Strategy<Value = Vec<Option<(bool, Touch)>>> {
        let touch = prop_oneof![Just(Touch::Replace), Just(Touch::PutBefore), Just(Touch::Remove)];
        prop::collection::vec(prop::option::weighted(0.5, (any::<bool>(), touch)), 1..30)
    }

    /// The text in which every third word is touched, by those whose edits `takes` names.
    fn touched(touches: &[Option<(bool, Touch)>], takes: impl Fn(bool) -> bool) -> String {
        let word = |(at, touch): (usize, &Option<(bool, Touch)>)| {
            let word = match touch.as_ref().filter(|(who, _)| takes(*who)) {
                None => format!("w{at} "),
                Some((who, Touch::Replace)) => format!("{who}{at} "),
                Some((who, Touch::PutBefore)) => format!("{who}{at} w{at} "),
                Some((_, Touch::Remove)) => String::new(),
            };
            format!("{word}x{at} y{at} ")
        };
        touches.iter().enumerate().map(word).collect()
    }

    fn words(text: &str) -> BTreeSet<&str> {
        text.split_whitespace().collect()
    }

    proptest! {
        #[test]
        fn edits_of_different_words_commute_and_both_stand(touches in touches()) {
            let base = touched(&touches, |_| false);
            let (one, other) = (touched(&touches, |who| who), touched(&touches, |who| !who));
            let both = Woven { text: touched(&touches, |_| true), clash: false };
            prop_assert_eq!(weave(&base, &one, &other), both.clone());
            prop_assert_eq!(weave(&base, &other, &one), both);
        }

        #[test]
        fn an_edit_alone_stands_as_it_is(base in "[ab \n]{0,12}", text in "[abc \n]{0,12}") {
            let alone = Woven { text: text.clone(), clash: false };
            prop_assert_eq!(weave(&base, &text, &base), alone.clone());
            prop_assert_eq!(weave(&base, &base, &text), alone.clone());
            prop_assert_eq!(weave(&base, &text, &text), alone);
        }

        #[test]
        fn no_word_is_lost_without_a_clash(base in "([abc] ){0,9}", first in "([abcde] ){0,9}", second in "([abcfg] ){0,9}") {
            let woven = weave(&base, &first, &second);
            let found = words(&woven.text);
            let new = |text| words(text).difference(&words(&base)).copied().collect::<BTreeSet<&str>>();
            prop_assert!(new(&second).is_subset(&found), "{:?}", &woven);
            prop_assert!(woven.clash || new(&first).is_subset(&found), "{:?}", &woven);
        }

        #[test]
        fn any_text_can_be_woven(base in "\\PC{0,40}", first in "\\PC{0,40}", second in "\\PC{0,40}") {
            weave(&base, &first, &second);
        }
    }
}
