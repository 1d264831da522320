//! Fonts, and words as glyphs.

use super::clean::BOX;
use crate::template::Rgb;
use krilla::text::{GlyphId, KrillaGlyph};
use rustc_hash::FxHashMap;
use rustybuzz::{
    Direction, Face, Feature, Script, ShapePlan, UnicodeBuffer,
    ttf_parser::{self, Tag},
};
use shared::Problem;
use std::{borrow::Cow, rc::Rc};

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// How a text looks. Sizes are points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub weight: Weight,
    pub size: f32,
    pub color: Rgb,
    /// All digits are equally wide, so that columns of numbers stand under each other.
    pub figures: bool,
}

impl Style {
    /// From one baseline to the next.
    pub(crate) fn leading(&self) -> f32 {
        self.size * 1.4
    }

    /// From the top of a line to its baseline.
    pub(crate) fn ascent(&self) -> f32 {
        self.size * 1.05
    }
}

/// The files of the two fonts of a document.
pub struct Fonts {
    regular: Cow<'static, [u8]>,
    bold: Cow<'static, [u8]>,
    /// Which characters both can show.
    covered: Vec<char>,
}

impl Fonts {
    /// The fonts that come with this crate: Inter in regular and semi-bold, with Latin, Greek and Cyrillic.
    ///
    /// # Errors
    /// Never, unless the build is broken.
    #[cfg(feature = "fonts")]
    pub fn embedded() -> Result<Self, Problem> {
        Self::open(
            Cow::Borrowed(include_bytes!("../../fonts/Inter-Regular.ttf")),
            Cow::Borrowed(include_bytes!("../../fonts/Inter-SemiBold.ttf")),
        )
    }

    /// Fonts that were loaded from elsewhere: TrueType or OpenType files that may be embedded and that have a glyph for
    /// the white square, which stands for what they cannot show.
    ///
    /// # Errors
    /// When one of them is no font, or has no white square.
    pub fn open(regular: Cow<'static, [u8]>, bold: Cow<'static, [u8]>) -> Result<Self, Problem> {
        let unreadable = |_| Problem::new("problem-document-font");
        let first = ttf_parser::Face::parse(&regular, 0).map_err(unreadable)?;
        let second = ttf_parser::Face::parse(&bold, 0).map_err(unreadable)?;
        let mut covered = characters(&first);
        covered.retain(|c| second.glyph_index(*c).is_some());
        covered.sort_unstable();
        let fonts = Self { regular, bold, covered };
        if fonts.cover(BOX) { Ok(fonts) } else { Err(Problem::new("problem-document-font")) }
    }

    /// Whether both fonts can show a character.
    pub(crate) fn cover(&self, c: char) -> bool {
        self.covered.binary_search(&c).is_ok()
    }

    pub(crate) fn file(&self, weight: Weight) -> &Cow<'static, [u8]> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

fn characters(face: &ttf_parser::Face<'_>) -> Vec<char> {
    let mut all = Vec::new();
    let tables = face.tables().cmap.into_iter().flat_map(|table| table.subtables);
    for table in tables.filter(ttf_parser::cmap::Subtable::is_unicode) {
        table
            .codepoints(|code| all.extend(char::from_u32(code).filter(|c| table.glyph_index(u32::from(*c)).is_some())));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// A line of text, ready to be drawn.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    /// Width in points, without the space at which the line was broken.
    pub width: f32,
}

impl Line {
    pub(super) fn push(&mut self, word: &Word, size: f32) {
        let start = self.text.len();
        self.text.push_str(&word.text);
        self.glyphs.extend(word.glyphs.iter().map(|glyph| {
            let mut glyph = glyph.clone();
            glyph.text_range = glyph.text_range.start + start..glyph.text_range.end + start;
            glyph
        }));
        self.width += word.width * size;
    }
}

/// A word as glyphs. Measures are in parts of the font size.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub text: String,
    pub glyphs: Vec<KrillaGlyph>,
    pub width: f32,
}

impl Word {
    /// Cuts the word into pieces that are no wider than that, each of at least one character.
    pub(super) fn pieces(&self, width: f32) -> Vec<Self> {
        let mut pieces = Vec::new();
        let (mut first, mut used) = (0, 0.0);
        for (at, glyph) in self.glyphs.iter().enumerate() {
            if used + glyph.x_advance > width && at > first && self.starts_cluster(at) {
                pieces.push(self.part(first, at));
                (first, used) = (at, 0.0);
            }
            used += glyph.x_advance;
        }
        pieces.push(self.part(first, self.glyphs.len()));
        pieces
    }

    fn start(&self, at: usize) -> usize {
        self.glyphs.get(at).map_or(self.text.len(), |glyph| glyph.text_range.start)
    }

    fn starts_cluster(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| self.start(before) != self.start(at))
    }

    /// The glyphs from one place to another, which both begin a cluster.
    fn part(&self, first: usize, end: usize) -> Self {
        let (from, to) = (self.start(first), self.start(end));
        let glyphs: Vec<KrillaGlyph> = self
            .glyphs
            .get(first..end)
            .unwrap_or_default()
            .iter()
            .map(|glyph| {
                let mut glyph = glyph.clone();
                glyph.text_range = glyph.text_range.start - from..glyph.text_range.end - from;
                glyph
            })
            .collect();
        let text = self.text.get(from..to).unwrap_or_default().to_owned();
        Self { text, width: glyphs.iter().map(|glyph| glyph.x_advance).sum(), glyphs }
    }
}

type Words = FxHashMap<Box<str>, Rc<Word>>;
type Plans = FxHashMap<Option<Script>, ShapePlan>;

/// Turns words into glyphs, each different one once.
pub(crate) struct Shaper<'a> {
    pub fonts: &'a Fonts,
    regular: Face<'a>,
    bold: Face<'a>,
    plans: FxHashMap<(Weight, bool), Plans>,
    words: FxHashMap<(Weight, bool), Words>,
}

impl<'a> Shaper<'a> {
    pub(crate) fn new(fonts: &'a Fonts) -> Result<Self, Problem> {
        let open =
            |weight| Face::from_slice(fonts.file(weight), 0).ok_or_else(|| Problem::new("problem-document-font"));
        let (regular, bold) = (open(Weight::Regular)?, open(Weight::Bold)?);
        Ok(Self { fonts, regular, bold, plans: FxHashMap::default(), words: FxHashMap::default() })
    }

    /// A word without line breaks, as glyphs.
    pub(crate) fn word(&mut self, text: &str, style: &Style) -> Rc<Word> {
        let key = (style.weight, style.figures);
        let known = self.words.get(&key).and_then(|words| words.get(text));
        if let Some(word) = known {
            return Rc::clone(word);
        }
        let word = Rc::new(self.shape(text, style));
        self.words.entry(key).or_default().insert(text.into(), Rc::clone(&word));
        word
    }

    fn shape(&mut self, text: &str, style: &Style) -> Word {
        let face = match style.weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        // Letters of scripts that run from right to left are boxes by now.
        buffer.set_direction(Direction::LeftToRight);
        buffer.guess_segment_properties();
        let script = Some(buffer.script());
        let plans = self.plans.entry((style.weight, style.figures)).or_default();
        let plan = plans
            .entry(script)
            .or_insert_with(|| ShapePlan::new(face, Direction::LeftToRight, script, None, &features(style.figures)));
        let shaped = rustybuzz::shape_with_plan(face, plan, buffer);
        let em = measure(face.units_per_em());
        let starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| index(info.cluster)).collect();
        let glyphs = shaped.glyph_infos().iter().zip(shaped.glyph_positions()).map(|(info, position)| {
            let start = index(info.cluster);
            let end = starts.get(starts.partition_point(|other| *other <= start)).copied().unwrap_or(text.len());
            let [advance, x, y] =
                [position.x_advance, position.x_offset, position.y_offset].map(|units| measure(units) / em);
            KrillaGlyph::new(GlyphId::new(info.glyph_id), advance, x, y, 0.0, start..end, None)
        });
        let glyphs: Vec<KrillaGlyph> = glyphs.collect();
        Word { text: text.to_owned(), width: glyphs.iter().map(|glyph| glyph.x_advance).sum(), glyphs }
    }
}

/// No contextual alternates: an arrow that was typed with two characters stays two characters.
fn features(figures: bool) -> Vec<Feature> {
    let set = |tag: &[u8; 4], value| Feature::new(Tag::from_bytes(tag), value, ..);
    vec![set(b"calt", 0), set(b"liga", 0), set(b"tnum", u32::from(figures))]
}

/// Font units as they are reckoned with: they have at most 16 bits, or a few more in sums.
#[allow(clippy::cast_precision_loss, reason = "font units are small whole numbers")]
const fn measure(units: i32) -> f32 {
    units as f32
}

/// A place in a text. Texts are far below four gigabytes.
fn index(cluster: u32) -> usize {
    usize::try_from(cluster).unwrap_or(usize::MAX)
}
