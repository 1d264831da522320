//! Templates: what a document looks like, as JSON that people edit without code.
//!
//! A template says which blocks stand in which order, which columns the table of lines has, the page, the colours, the
//! texts, the words and how numbers and dates are written. The one in `templates/standard.json` shows all of it.
//!
//! Texts may have placeholders in braces, which [`Template::check`] knows: `{quote.number}`, `{seller.name}`,
//! `{label.page}`. Two braces stand for one. Lengths are millimetres, sizes of letters points, colours `#rrggbb`.

#[cfg(feature = "pdf")]
use crate::QuoteDocument;
use crate::{fill, labels, locale::Locale};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use shared::Problem;
use std::collections::BTreeMap;

/// A template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What people call it.
    pub name: String,
    /// Size and margins.
    pub page: PageSetup,
    /// Language, numbers and dates.
    pub locale: Locale,
    /// Colours.
    #[serde(default)]
    pub colors: Colors,
    /// Size of plain text in points, from 6 to 14.
    #[serde(default = "text_size")]
    pub text_size: f32,
    /// Stands at the top of every page but the first.
    #[serde(default)]
    pub running: String,
    /// Stands at the bottom of every page.
    #[serde(default)]
    pub footer: Footer,
    /// Words that differ from the English ones, by their keys.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// What stands on the document, in order.
    pub blocks: Vec<Block>,
}

const fn text_size() -> f32 {
    9.0
}

/// Size and margins of a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSetup {
    /// Paper.
    pub size: PageSize,
    /// Above the text.
    pub top: f32,
    /// Right of the text.
    pub right: f32,
    /// Below the text; the footer stands inside.
    pub bottom: f32,
    /// Left of the text.
    pub left: f32,
}

/// Paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageSize {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

impl PageSize {
    /// The paper of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "a4" => Some(Self::A4),
            "letter" => Some(Self::Letter),
            _ => None,
        }
    }

    /// Width and height in points.
    pub const fn points(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.276, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// A colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Serialize for Rgb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { red, green, blue } = self;
        serializer.collect_str(&format_args!("#{red:02x}{green:02x}{blue:02x}"))
    }
}

impl<'de> Deserialize<'de> for Rgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii());
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.ok_or_else(|| D::Error::custom("a colour is written like #0b5cad"))?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

/// The colours of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Colors {
    /// Text.
    pub ink: Rgb,
    /// Text of less weight.
    pub muted: Rgb,
    /// What shall be seen first.
    pub accent: Rgb,
    /// Thin lines.
    pub rule: Rgb,
    /// Behind the total.
    pub band: Rgb,
}

impl Default for Colors {
    fn default() -> Self {
        let color = |red, green, blue| Rgb { red, green, blue };
        Self {
            ink: color(0x1b, 0x1f, 0x24),
            muted: color(0x5b, 0x64, 0x70),
            accent: color(0x0b, 0x5c, 0xad),
            rule: color(0xd5, 0xda, 0xe0),
            band: color(0xf4, 0xf6, 0xf8),
        }
    }
}

/// The bottom of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Footer {
    /// At the left.
    pub left: String,
    /// At the right, such as `{label.page} {page} {label.of} {pages}`.
    pub right: String,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// Logo at the left, text at the right.
    Letterhead {
        /// Name of the picture of the logo.
        #[serde(default)]
        logo: String,
        /// The most that the logo may be high.
        height: f32,
        /// The text, in lines.
        text: String,
    },
    /// The buyer's address at the left, facts at the right.
    Address {
        /// A small line above the address.
        #[serde(default)]
        above: String,
        /// The address, in lines; empty ones are left out.
        text: String,
        /// Facts; those without a value are left out.
        #[serde(default)]
        facts: Vec<Fact>,
    },
    /// The title of the document.
    Title {
        /// The text.
        text: String,
    },
    /// A text, with a heading if there is one. Nothing is printed where the text is empty.
    Text {
        /// Heading.
        #[serde(default)]
        heading: String,
        /// The text, in paragraphs.
        text: String,
        /// Whether it is small and of less weight.
        #[serde(default)]
        small: bool,
    },
    /// The table of lines. Nothing is printed where there are none.
    Lines {
        /// Heading.
        #[serde(default)]
        heading: String,
        /// Which lines.
        which: Which,
        /// The columns, from left to right.
        columns: Vec<Column>,
    },
    /// The totals.
    Totals,
    /// The taxes by category. Nothing is printed where there is one row only and `always` is not set.
    Taxes {
        /// Heading.
        #[serde(default)]
        heading: String,
        /// Also a single row.
        #[serde(default)]
        always: bool,
    },
    /// Pictures beside each other. Those that the document does not have are left out.
    Pictures {
        /// Heading.
        #[serde(default)]
        heading: String,
        /// Their names.
        names: Vec<String>,
        /// The most that they may be high.
        height: f32,
    },
    /// Where the buyer signs, or his signature.
    Signature {
        /// What he declares.
        text: String,
    },
    /// Empty space.
    Space {
        /// How high.
        height: f32,
    },
    /// The next block begins a page.
    PageBreak,
}

/// A fact beside the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// Which lines a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Those that count.
    Counted,
    /// Those that are optional and not taken.
    Optional,
}

/// A column of the table of lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it shows.
    pub show: Show,
    /// Its heading; the label of what it shows where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// Its least width. The column of the item takes what the others leave.
    #[serde(default)]
    pub width: f32,
}

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// Number of the line.
    Position,
    /// The line's picture.
    Picture,
    /// Name, description and what was chosen.
    Item,
    /// Article number.
    Code,
    /// Quantity with its unit.
    Quantity,
    /// Price of a unit before discounts.
    ListPrice,
    /// Price of a unit after discounts.
    NetPrice,
    /// Discount in hundredths; empty where there is none.
    Discount,
    /// Tax rate.
    Tax,
    /// Net amount.
    Amount,
}

/// Columns that a quote may have, in the order in which they stand, and the least width of one that the template does not
/// have. Item and amount are always there: the sums of sections stand below the amounts.
const CHOSEN: [(Show, &str, f32); 10] = [
    (Show::Position, "position", 6.0),
    (Show::Picture, "picture", 14.0),
    (Show::Item, "item", 0.0),
    (Show::Code, "code", 14.0),
    (Show::Quantity, "quantity", 12.0),
    (Show::ListPrice, "list_price", 17.0),
    (Show::Discount, "discount", 12.0),
    (Show::NetPrice, "net_price", 17.0),
    (Show::Tax, "tax", 12.0),
    (Show::Amount, "amount", 20.0),
];

impl Show {
    /// The column of this name, of those that a quote may have.
    pub fn named(name: &str) -> Option<Self> {
        CHOSEN.iter().find(|(_, own, _)| *own == name).map(|(show, ..)| *show)
    }
}

#[cfg(feature = "pdf")]
impl Show {
    /// The key of its label.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Picture => "picture",
            Self::Item => "item",
            Self::Code => "code",
            Self::Quantity => "quantity",
            Self::ListPrice => "list_price",
            Self::NetPrice => "net_price",
            Self::Discount => "discount",
            Self::Tax => "tax",
            Self::Amount => "amount",
        }
    }
}

impl Template {
    /// The template that comes with this crate: A4, English.
    ///
    /// # Errors
    /// Never, unless the build is broken.
    pub fn standard() -> Result<Self, Problem> {
        Self::read(include_str!("../templates/standard.json"))
    }

    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it and in which line.
    pub fn read(json: &str) -> Result<Self, Problem> {
        serde_json::from_str(json).map_err(|error| Problem::new("problem-template").with("detail", error))
    }

    /// What cannot be right in it: lengths out of range, and placeholders, labels or columns that do not exist.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let PageSetup { top, right, bottom, left, .. } = self.page;
        let margins = [top, right, bottom, left].into_iter().all(|margin| (0.0..=80.0).contains(&margin));
        let heights = self.blocks.iter().filter_map(Block::height).all(|height| (0.0..=150.0).contains(&height));
        let widths = self.columns().all(|column| (0.0..=150.0).contains(&column.width));
        if !(margins && heights && widths && (6.0..=14.0).contains(&self.text_size)) {
            problems.push(Problem::new("problem-template-measure"));
        }
        // A language may name units that English has no word for here.
        let unknown = self.labels.keys().filter(|key| labels::english(key).is_none() && !key.starts_with("unit_"));
        problems.extend(unknown.map(|key| Problem::new("problem-template-label").with("label", key)));
        let texts = self.texts().into_iter().chain(self.labels.values().map(String::as_str));
        let names = texts.flat_map(fill::names).filter(|name| !fill::exists(name));
        problems.extend(names.map(|name| Problem::new("problem-template-placeholder").with("name", name)));
        problems.extend(self.locale.check());
        problems
    }

    /// The template with the paper and the columns that the document wants.
    #[cfg(feature = "pdf")]
    pub(crate) fn fitted(&self, document: &QuoteDocument) -> Self {
        let mut fitted = self.clone();
        fitted.page.size = document.paper.unwrap_or(self.page.size);
        for block in &mut fitted.blocks {
            if let Block::Lines { columns, .. } = block
                && !document.columns.is_empty()
            {
                let wanted = |show| matches!(show, Show::Item | Show::Amount) || document.columns.contains(&show);
                let chosen = CHOSEN.iter().filter(|(show, ..)| wanted(*show));
                *columns = chosen.map(|(show, _, width)| self.column(*show, *width)).collect();
            }
        }
        fitted
    }

    /// A column as the template has it.
    #[cfg(feature = "pdf")]
    fn column(&self, show: Show, width: f32) -> Column {
        let own = self.columns().find(|column| column.show == show).cloned();
        own.unwrap_or(Column { show, heading: None, width })
    }

    fn columns(&self) -> impl Iterator<Item = &Column> {
        self.blocks.iter().flat_map(|block| match block {
            Block::Lines { columns, .. } => columns.as_slice(),
            _ => &[],
        })
    }

    /// Every text that may have placeholders.
    fn texts(&self) -> Vec<&str> {
        let mut texts = vec![self.running.as_str(), &self.footer.left, &self.footer.right];
        texts.extend(self.columns().filter_map(|column| column.heading.as_deref()));
        texts.extend(self.blocks.iter().flat_map(Block::texts));
        texts
    }
}

impl Block {
    const fn height(&self) -> Option<f32> {
        match self {
            Self::Letterhead { height, .. } | Self::Pictures { height, .. } | Self::Space { height } => Some(*height),
            _ => None,
        }
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Letterhead { text, .. } | Self::Title { text } | Self::Signature { text } => vec![text],
            Self::Address { above, text, facts } => {
                let facts = facts.iter().flat_map(|fact| [fact.label.as_str(), &fact.value]);
                [above.as_str(), text].into_iter().chain(facts).collect()
            }
            Self::Text { heading, text, .. } => vec![heading, text],
            Self::Lines { heading, .. } | Self::Taxes { heading, .. } | Self::Pictures { heading, .. } => vec![heading],
            Self::Totals | Self::Space { .. } | Self::PageBreak => Vec::new(),
        }
    }
}
