//! Product models: the source form, as an author writes it and as it is stored.
//!
//! The source is JSON. Every object but a rule keeps fields that this build does not know (`extra`), so that pictures
//! and texts travel with the model; a rule or a body with an unknown field is refused, because a rule that is
//! half understood would build wrong products. `docs` of each type give the fields.

mod check;
mod csv;
mod expr;
mod flat;
mod groups;
mod hash;
mod judge;
mod number;
mod public;
mod read;
mod unroll;

pub use check::Sizes;
pub(crate) use check::check_expr;
pub use csv::table_from_csv;
pub use expr::{DEPTH, Expr, Order};
pub use flat::{Flat, FlatAttribute, FlatOption};
pub(crate) use judge::Judge;
pub use judge::Verdict;
pub use number::Number;

use crate::{body::Body, fault::Fault};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The id of the option that an optional part has when it is left out.
pub const NONE: &str = "none";
/// The id of a flag's option when it is off.
pub const NO: &str = "no";
/// The id of a flag's option when it is on.
pub const YES: &str = "yes";

/// A product model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Model {
    /// Stable id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// ISO 4217 code of the prices.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub currency: String,
    /// Digits after the point of the currency's minor unit.
    #[serde(default = "two")]
    pub minor_digits: u32,
    /// What every product contains and costs.
    #[serde(default)]
    pub base: Goods,
    /// What can be chosen.
    pub attributes: Vec<Attribute>,
    /// Sub-assemblies with several instances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assemblies: Vec<Assembly>,
    /// What goes together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// Choices with what must come of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Case>,
    /// Choices to begin with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<Preset>,
    /// What it looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Everything else, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

fn two() -> u32 {
    2
}

/// What something costs and which parts it needs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// Price in the model's currency, whole in its minor unit; may be negative.
    #[serde(default, skip_serializing_if = "Number::is_zero")]
    pub price: Number,
    /// Lines of the bill of materials.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Line>,
}

/// A line of the bill of materials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Part number.
    pub part: String,
    /// How many; one when not said.
    #[serde(default = "Number::one", skip_serializing_if = "Number::is_one")]
    pub quantity: Number,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Stable id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Which values it has.
    pub kind: Kind,
    /// Whether it can be left out: it then has the option `none`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Everything else, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Which values an attribute has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kind {
    /// One of several.
    Choice {
        /// In the order shown.
        options: Vec<Choice>,
    },
    /// Yes or no.
    Flag(Switch),
    /// From `min` to `max` by `step`.
    Number(Stepped),
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Choice {
    /// Stable id, unique in the attribute.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Price, part of the product's.
    #[serde(default, skip_serializing_if = "Number::is_zero")]
    pub price: Number,
    /// Lines of the bill of materials.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Line>,
    /// Numbers for limits: weight, power.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Number>,
    /// Everything else, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// What a flag brings when it is on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Price when on.
    #[serde(default, skip_serializing_if = "Number::is_zero")]
    pub price: Number,
    /// Parts when on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Line>,
    /// Numbers for limits when on.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Number>,
}

/// A number in steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stepped {
    /// The least.
    pub min: Number,
    /// The most; `min` plus a whole number of steps.
    pub max: Number,
    /// The distance of neighbours, above zero.
    pub step: Number,
    /// Unit, as shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Price of one unit.
    #[serde(default, skip_serializing_if = "Number::is_zero")]
    pub price_per_unit: Number,
    /// Parts of one unit: their quantity is multiplied by the value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts_per_unit: Vec<Line>,
}

/// A sub-assembly: a group of attributes of which a product has several instances.
///
/// It is unrolled: instance 2 of `drawer` has attributes such as `drawer[2].width`, and `drawer.count` says how many
/// there are. Attributes of instances beyond the count are `none` (flags `no`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assembly {
    /// Stable id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The least instances.
    pub min: u32,
    /// The most instances.
    pub max: u32,
    /// Of each instance.
    pub attributes: Vec<Attribute>,
    /// Within each instance, in the attributes' own names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable id.
    pub id: String,
    /// Why, for people.
    pub sentence: String,
    /// What it demands.
    pub says: Says,
}

/// What a rule demands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Says {
    /// Where the first holds, the second must.
    Requires {
        /// The condition.
        #[serde(rename = "if")]
        when: Expr,
        /// What it demands.
        then: Expr,
    },
    /// Not all of these together.
    Excludes {
        /// The conditions.
        all: Vec<Expr>,
    },
    /// This holds in every product.
    Condition {
        /// The condition.
        holds: Expr,
    },
    /// Of several conditions, at least and at most so many hold.
    Group {
        /// The conditions.
        members: Vec<Expr>,
        /// The least; 0 when not said.
        #[serde(default)]
        at_least: u32,
        /// The most; no limit when not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u32>,
        /// Only where this holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
    /// Only these combinations.
    Table {
        /// Ids of attributes.
        columns: Vec<String>,
        /// A cell for each column.
        rows: Vec<Vec<Cell>>,
    },
    /// A sum within bounds.
    Limit {
        /// What is summed.
        sum: Vec<Term>,
        /// The least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_least: Option<Number>,
        /// The most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<Number>,
        /// Only where this holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<Expr>,
    },
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// One option, or `*` for any.
    One(String),
    /// Several options.
    Any(Vec<String>),
}

/// A summand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The attribute; every attribute when not said. `drawer[*].width` means that attribute of every instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// The property of the chosen option; the number itself (or 1 for a flag that is on) when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// What it is multiplied by; one when not said.
    #[serde(default = "Number::one", skip_serializing_if = "Number::is_one")]
    pub factor: Number,
}

/// A test case: choices and what must come of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Attribute to option.
    pub choose: BTreeMap<String, String>,
    /// Whether the choices can be built.
    pub valid: bool,
    /// Price of the cheapest product with these choices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Number>,
    /// Values that must follow.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub forces: BTreeMap<String, String>,
}

/// Choices that many people begin with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Preset {
    /// Stable id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Whom it suits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Attribute to option. What the model does not know is a finding of its examination, and no reason not to open it.
    #[serde(default)]
    pub choose: BTreeMap<String, String>,
    /// Everything else, kept.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Model {
    /// Reads the JSON source form and checks it.
    pub fn from_json(text: &str) -> Result<Self, Vec<Fault>> {
        let model: Self = serde_json::from_str(text).map_err(|why| read::faults(text, &why))?;
        model.check(&Sizes::default())?;
        Ok(model)
    }

    /// The JSON source form, indented.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
