//! Names to records: what an import or a link picker does with `GTXPro` where there is a `GTX Pro`.

use crate::{
    Id,
    text::{fold, similarity, squeeze},
};
use rustc_hash::FxHashMap;

/// Least similarity of a name that is offered as near.
const NEAR: f32 = 0.72;
/// Most names that are offered for one.
const MOST_NEAR: usize = 5;
/// Most names that are compared letter by letter.
const MOST_COMPARED: usize = 64;

/// Words that say what sort of firm it is; two names that differ in these only are near.
const LEGAL_FORMS: &[&str] = &[
    "ab",
    "ag",
    "as",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "oy",
    "plc",
    "pte",
    "pty",
    "sa",
    "sarl",
    "sas",
    "spa",
    "srl",
    "the",
];

/// What a name was found to mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// This record. `literal` says that only case, accents or outer white space differ, if anything;
    /// otherwise spaces or punctuation differ too, and an import asks once.
    Certain {
        /// The record.
        id: Id,
        /// Whether the spelling is the same.
        literal: bool,
    },
    /// One of these, or none: a person must say. Best first, never empty. Several records of the very same
    /// name are here too, with similarity 1.
    Near(Vec<Candidate>),
    /// Nothing like it.
    None,
}

/// A record whose name is like the one asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The record.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// From 0 to 1, where 1 is the same.
    pub similarity: f32,
}

/// A name in the forms in which it is compared.
#[derive(Debug)]
struct Form {
    /// Folded, with single spaces.
    folded: Box<str>,
    /// Letters and digits only.
    key: Box<str>,
    /// The key without legal forms.
    core: Box<str>,
    /// The words in alphabetical order, without legal forms: `Meyer, Anna` is `Anna Meyer`.
    sorted: Box<str>,
}

impl Form {
    fn new(name: &str) -> Self {
        let folded = fold(name);
        let folded = folded.split_whitespace().collect::<Vec<_>>().join(" ");
        let words: Vec<String> = folded.split(|c: char| !c.is_alphanumeric() && c != '\'').map(squeeze).collect();
        let mut core: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
        if core.iter().any(|word| !LEGAL_FORMS.contains(word)) {
            core.retain(|word| !LEGAL_FORMS.contains(word));
        }
        let joined = core.concat();
        core.sort_unstable();
        Self { key: key(&folded).into(), core: joined.into(), sorted: core.concat().into(), folded: folded.into() }
    }

    /// From 0 to 1. What needs more good will counts a little less.
    fn similarity(&self, other: &Self) -> f32 {
        if self.key == other.key {
            return if self.folded == other.folded { 1.0 } else { 0.99 };
        }
        let letters = similarity(&self.key, &other.key);
        if self.core.is_empty() || other.core.is_empty() {
            return letters.min(0.98);
        }
        let cores = 0.97 * similarity(&self.core, &other.core);
        let sorted = 0.95 * similarity(&self.sorted, &other.sorted);
        letters.max(cores).max(sorted).min(0.98)
    }
}

/// Letters and digits; of a name that has neither, all of it.
fn key(folded: &str) -> String {
    let key = squeeze(folded);
    if key.is_empty() { folded.to_owned() } else { key }
}

/// The names of one entity's records, made ready for many look-ups.
///
/// Names that share many groups of three letters are compared letter by letter, the others never.
#[derive(Debug, Default)]
pub struct Names {
    entries: Vec<(Id, Box<str>, Form)>,
    by_key: FxHashMap<Box<str>, Vec<u32>>,
    by_trigram: FxHashMap<u64, Vec<u32>>,
}

impl Names {
    /// Of these records.
    pub fn new<N: AsRef<str>>(names: impl IntoIterator<Item = (Id, N)>) -> Self {
        let mut all = Self::default();
        names.into_iter().for_each(|(id, name)| all.insert(id, name.as_ref()));
        all
    }

    /// One more record. A record without a name is never found.
    pub fn insert(&mut self, id: Id, name: &str) {
        let form = Form::new(name);
        if form.folded.is_empty() {
            return;
        }
        let place = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.by_key.entry(form.key.clone()).or_default().push(place);
        for trigram in trigrams(&form.core) {
            self.by_trigram.entry(trigram).or_default().push(place);
        }
        self.entries.push((id, name.trim().into(), form));
    }

    /// What this name means.
    pub fn resolve(&self, name: &str) -> Verdict {
        let form = Form::new(name);
        if form.folded.is_empty() {
            return Verdict::None;
        }
        let same = self.by_key.get(&form.key).map_or(&[][..], Vec::as_slice);
        let literal: Vec<u32> =
            same.iter().copied().filter(|at| self.form(*at).is_some_and(|other| other.folded == form.folded)).collect();
        match (literal.as_slice(), same) {
            ([one], _) => self.certain(*one, true),
            ([], [one]) => self.certain(*one, false),
            ([], []) => self.near(&form),
            ([], several) | (several, _) => Verdict::Near(self.ranked(&form, several.iter().copied(), MOST_NEAR)),
        }
    }

    fn certain(&self, at: u32, literal: bool) -> Verdict {
        self.entries.get(at as usize).map_or(Verdict::None, |(id, _, _)| Verdict::Certain { id: *id, literal })
    }

    fn near(&self, form: &Form) -> Verdict {
        let near = self.ranked(form, self.alike(form).into_iter(), MOST_NEAR);
        if near.is_empty() { Verdict::None } else { Verdict::Near(near) }
    }

    /// The names most like this one, best first, at most `limit`, for a link picker: those that begin with
    /// it or have a word that does, then those that have it inside, then those that are nearly the same.
    pub fn candidates(&self, name: &str, limit: usize) -> Vec<Candidate> {
        let form = Form::new(name);
        let typed = self.entries.iter().filter_map(|(id, name, other)| {
            let similarity = typed_in(&form, other)?;
            Some(Candidate { id: *id, name: name.to_string(), similarity })
        });
        let mut found: Vec<Candidate> = typed.collect();
        sort(&mut found);
        found.truncate(limit);
        if found.len() < limit && !form.folded.is_empty() {
            let mut near = self.ranked(&form, self.alike(&form).into_iter(), limit);
            near.retain(|one| found.iter().all(|other| other.id != one.id));
            found.extend(near);
            found.truncate(limit);
        }
        found
    }

    fn form(&self, at: u32) -> Option<&Form> {
        self.entries.get(at as usize).map(|(_, _, form)| form)
    }

    /// The candidates among these that are near, best first.
    fn ranked(&self, form: &Form, places: impl Iterator<Item = u32>, limit: usize) -> Vec<Candidate> {
        let candidates = places.filter_map(|at| {
            let (id, name, other) = self.entries.get(at as usize)?;
            let similarity = form.similarity(other);
            (similarity >= NEAR).then(|| Candidate { id: *id, name: name.to_string(), similarity })
        });
        let mut candidates: Vec<Candidate> = candidates.collect();
        sort(&mut candidates);
        candidates.truncate(limit);
        candidates
    }

    /// The names that share the most trigrams with this one, for their length.
    fn alike(&self, form: &Form) -> Vec<u32> {
        let wanted = trigrams(&form.core);
        let mut shared: FxHashMap<u32, usize> = FxHashMap::default();
        for trigram in &wanted {
            for at in self.by_trigram.get(trigram).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        // Dice's coefficient in thousandths. One slip takes up to three of a short name's trigrams.
        let dice = |at: u32, common: usize| {
            let length = self.form(at).map_or(0, |other| other.core.chars().count() + 2);
            2000 * common / (wanted.len() + length).max(1)
        };
        let alike = shared.into_iter().map(|(at, common)| (dice(at, common), at)).filter(|(dice, _)| *dice >= 250);
        let mut alike: Vec<(usize, u32)> = alike.collect();
        alike.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        alike.into_iter().take(MOST_COMPARED).map(|(_, at)| at).collect()
    }
}

fn sort(candidates: &mut [Candidate]) {
    let by_name = |a: &Candidate, b: &Candidate| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id));
    candidates.sort_by(|a, b| b.similarity.total_cmp(&a.similarity).then_with(|| by_name(a, b)));
}

/// How well a name answers what was typed of it so far.
#[allow(clippy::cast_precision_loss, reason = "lengths of names")]
fn typed_in(typed: &Form, name: &Form) -> Option<f32> {
    let share = 0.1 * (typed.folded.len() as f32 / name.folded.len().max(1) as f32).min(1.0);
    if name.folded.starts_with(&*typed.folded) || name.key.starts_with(&*typed.key) {
        return Some(0.9 + share);
    }
    let mut starts = name.folded.match_indices(&*typed.folded).map(|(at, _)| name.folded.get(..at));
    if starts.any(|before| before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))) {
        return Some(0.8 + share);
    }
    name.key.contains(&*typed.key).then_some(0.7 + share)
}

/// Groups of three characters, with two marks before and one behind, so that beginnings count more; each once.
fn trigrams(text: &str) -> Vec<u64> {
    let mut window = 0x0010_0001 << 21 | 0x0010_0001;
    let chars = text.chars().chain(std::iter::once('\u{1}'));
    let grams = chars.map(|c| {
        window = (window << 21 | u64::from(c)) & ((1 << 63) - 1);
        window
    });
    let mut grams: Vec<u64> = grams.collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(name: &str) -> Id {
        Id::named(name)
    }

    fn names(names: &[&str]) -> Names {
        Names::new(names.iter().zip(0..).map(|(name, at)| (id(&format!("{name}{at}")), *name)))
    }

    fn shown(verdict: &Verdict) -> String {
        match verdict {
            Verdict::Certain { literal: true, .. } => "same".to_owned(),
            Verdict::Certain { literal: false, .. } => "certain".to_owned(),
            Verdict::Near(near) => near.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", "),
            Verdict::None => "none".to_owned(),
        }
    }

    #[test]
    fn names_are_judged_as_a_person_would() {
        let names = names(&[
            "GTX Pro",
            "GTX Basic",
            "GTX Plus Pro",
            "MG Special",
            "Acme, Inc.",
            "Bubba Gump",
            "Müller & Söhne GmbH",
            "Anna Meyer",
            "Twin",
            "twin",
            "!!!",
        ]);
        let cases = [
            ("GTX Pro", "same"),
            ("gtx  pro ", "same"),
            ("GTXPro", "certain"),
            ("GTX-PRO", "certain"),
            ("GTK Pro", "GTX Pro"),
            ("Acme", "Acme, Inc."),
            ("Acme Corporation", "Acme, Inc."),
            ("Muller & Sohne", "Müller & Söhne GmbH"),
            ("Bubba Gumpp", "Bubba Gump"),
            ("Meyer, Anna", "Anna Meyer"),
            ("TWIN", "Twin, twin"),
            ("Umbrella", "none"),
            ("!!!", "same"),
            ("???", "none"),
            ("", "none"),
        ];
        for (name, expected) in cases {
            assert_eq!(shown(&names.resolve(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_picker_offers_beginnings_then_parts_then_the_nearly_same() {
        let names = names(&["Acme Works", "New Acme", "Lacmex", "Akme", "Other"]);
        let shown = |typed: &str| names.candidates(typed, 10).into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(shown("acme"), ["Acme Works", "New Acme", "Lacmex", "Akme"]);
        assert_eq!(names.candidates("", 3).len(), 3);
        assert_eq!(shown("zzz"), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn a_name_of_its_own_is_certain_and_a_slip_is_near(name in "[a-z]{5,12}( [a-z]{3,8})?", at in 1usize..4) {
            let names = Names::new([(id("1"), name.as_str()), (id("2"), "0 0 0 0")]);
            prop_assert_eq!(names.resolve(&name), Verdict::Certain { id: id("1"), literal: true });
            let mut wrong = name.clone();
            wrong.replace_range(at..=at, "0");
            let verdict = names.resolve(&wrong);
            let Verdict::Near(near) = &verdict else { panic!("{wrong}: {verdict:?}") };
            prop_assert_eq!(near[0].id, id("1"));
        }

        #[test]
        fn similarity_lies_between_nothing_and_the_same(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            let (a, b) = (Form::new(&a), Form::new(&b));
            prop_assert!((0.0..=1.0).contains(&a.similarity(&b)));
            prop_assert!((a.similarity(&b) - b.similarity(&a)).abs() < 1e-6);
        }
    }
}
