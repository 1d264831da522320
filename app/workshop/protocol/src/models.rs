//! Questions about product models.

use product::{Answer, Ask, BackEnd, Change, Choices, Examination, GraphSize, Mended, Reason, model::Number};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::Problem;
use std::collections::BTreeMap;

/// How the source of a model is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// Sextant's own.
    #[default]
    Json,
    /// The Universal Variability Language.
    Uvl,
}

/// Makes a model ready for clicks. What is open already is not made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenModel {
    /// What its author wrote.
    pub source: String,
    /// How it is written.
    #[serde(default)]
    pub form: Form,
}

/// A model that is ready.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelOpened {
    /// The hash of its content, by which quotes pin it: the key for [`Click`] and [`Explain`].
    pub hash: String,
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// ISO 4217 code of its prices.
    pub currency: String,
    /// Prices are whole numbers of so many decimals.
    pub minor_digits: u32,
    /// What every product costs before anything is chosen, in minor units.
    pub base_price: i64,
    /// What can be chosen, sub-assemblies unrolled, in the order of every answer.
    pub attributes: Vec<Attribute>,
    /// Choices to begin with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<Preset>,
    /// The attributes that its body shows; absent where it has no body to [`Draw`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Vec<String>>,
    /// Which engine answers.
    pub back_end: BackEnd,
    /// Why it is not the graph.
    pub fallback: Option<Problem>,
    /// How large the graph is.
    pub graph: Option<GraphSize>,
    /// How long it took.
    pub milliseconds: OpenTimes,
}

/// Choices that many people begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// What links and comparisons call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whom it suits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Those that the model knows.
    pub choices: Choices,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The step that it belongs to: what its author says, or the instance of a sub-assembly.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// Unit of a number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What it can be.
    pub options: Vec<Choosable>,
}

/// One of the things that an attribute can be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choosable {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The number that it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Number>,
    /// Whether it stands for something: not `none`, not `no`.
    pub present: bool,
    /// Its part of the product's price, in minor units.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub price: i64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_nothing(price: &i64) -> bool {
    *price == 0
}

/// Milliseconds of the steps of opening; none for what was open.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct OpenTimes {
    /// Reading, checking and hashing the source.
    pub read: f64,
    /// Compiling it for an engine.
    pub compile: f64,
    /// Making ready to name rules.
    pub explainer: f64,
}

/// What is still possible with these choices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Click {
    /// The model's key.
    pub model: String,
    /// The choices as they are now.
    pub choices: Choices,
    /// Attributes whose choices stay where repairs are needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
    /// What is wanted beyond what is possible.
    #[serde(default)]
    pub ask: Ask,
}

/// What follows from the choices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clicked {
    /// Domains, consequences, prices, count.
    pub answer: Answer,
    /// Minimal sets of choices that exclude each other, and why; none where the choices can be built.
    pub conflicts: Vec<Reason>,
    /// Ways out, the least change first; none where the choices can be built.
    pub repairs: Vec<Mended>,
    /// How long it took.
    pub milliseconds: ClickTimes,
}

/// Milliseconds of the steps of a click.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct ClickTimes {
    /// Domains and prices.
    pub answer: f64,
    /// Conflicts.
    pub conflicts: f64,
    /// Repairs.
    pub repairs: f64,
}

/// Why an option cannot be chosen, or why it is the only one left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explain {
    /// The model's key.
    pub model: String,
    /// The choices as they are now.
    pub choices: Choices,
    /// The attribute.
    pub attribute: String,
    /// Its option.
    pub option: String,
}

/// The explanation of an option. Both are absent where it can be chosen and so can others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explained {
    /// Why it is not possible.
    pub refused: Option<Reason>,
    /// Why it is the only one.
    pub forced: Option<Reason>,
    /// What would have to change for it, the least first.
    pub repairs: Vec<Mended>,
}

/// What a product looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// The model's key.
    pub model: String,
    /// The product: an option for each attribute.
    pub options: Choices,
}

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// A [`product::body::Figure`] as JSON: whoever asks hands it on to the stage as it is.
    pub figure: String,
    /// Parts that were left out, and why.
    pub faults: Vec<Problem>,
}

/// Turns choices into what a line of a quote keeps: a whole product, with words and prices.
///
/// What is not decided becomes what costs least. What the model does not know any more is left out, and where the
/// choices exclude each other the least of them are changed; the answer names both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configure {
    /// The model's key.
    pub model: String,
    /// The choices; more than the model knows, perhaps.
    pub choices: Choices,
}

/// A whole product for a line of a quote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Configured {
    /// What every attribute has, in the model's order. Prices are what an option costs more than the cheapest product's.
    pub choices: Vec<pricing::draft::Choice>,
    /// What the cheapest product of all costs.
    pub from: Decimal,
    /// Bill of materials.
    pub parts: BTreeMap<String, Decimal>,
    /// Choices that the model does not know, by attribute.
    pub lost: Choices,
    /// Choices that were changed so that all go together.
    pub changed: Vec<Change>,
}

/// What an author should know of a model before it is published. It need not be open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examine {
    /// What its author wrote.
    pub source: String,
    /// How it is written.
    #[serde(default)]
    pub form: Form,
}

/// A model that is written in another way, in the source form. It need not be open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translate {
    /// What its author wrote.
    pub text: String,
    /// How it is written.
    pub form: Form,
}

/// Fills a table of a draft from CSV; the draft need not be a model yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillTable {
    /// The draft.
    pub source: String,
    /// The place of the rule that becomes the table, such as `/rules/3`.
    pub rule: String,
    /// Attributes in the first line, by name or id; options in the cells.
    pub csv: String,
}

/// The source form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translated {
    /// JSON.
    pub source: String,
}

texts!(
    OpenModel,
    ModelOpened,
    Click,
    Clicked,
    Explain,
    Explained,
    Draw,
    Drawn,
    Configure,
    Configured,
    Examine,
    Examination,
    Translate,
    FillTable,
    Translated
);

questions! {
    OpenModel => ModelOpened, "open_model" {
        fn opened(answer: &ModelOpened) -> Option<&str> {
            Some(&answer.hash)
        }
    };
    Click => Clicked, "click" {
        const MARK: Option<&'static str> = Some("configure.click");
    };
    Explain => Explained, "explain";
    Draw => Drawn, "draw";
    Configure => Configured, "configure";
    Examine => Examination, "examine";
    Translate => Translated, "translate";
    FillTable => Translated, "fill_table";
}
