//! The body of a product as its author writes it: parts whose sizes and presence follow from attributes.

use super::formula::Formula;
use crate::model::Expr;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned, de::Error as _, ser::SerializeSeq,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// The body of a product. Lengths are millimetres and angles degrees; x goes to the right, y up and z to the front.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// From where it is seen first.
    #[serde(default)]
    pub view: View,
    /// Quantities with a name, for formulas.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, Quantity>,
    /// What parts are made of.
    pub materials: BTreeMap<String, Material>,
    /// Groups of parts that stand in several places.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pieces: BTreeMap<String, Vec<Part>>,
    /// Everything that there is to see.
    pub parts: Vec<Part>,
}

/// A direction to look from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Around the product: 0 is its front, 90 its right side.
    pub azimuth: f64,
    /// Above the ground.
    pub elevation: f64,
}

impl Default for View {
    fn default() -> Self {
        Self { azimuth: 30.0, elevation: 18.0 }
    }
}

/// A number that may depend on what was chosen.
pub type Quantity = Cases<Formula>;

/// One value for some choices and another for others: the first whose condition holds, or the last.
///
/// In JSON the value alone, or `[[condition, value], …, value]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Cases<T> {
    /// Conditions and their values.
    pub cases: Vec<(Expr, T)>,
    /// Where none of them holds.
    pub otherwise: T,
}

impl<T: Serialize> Serialize for Cases<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.cases.is_empty() {
            return self.otherwise.serialize(to);
        }
        let mut list = to.serialize_seq(Some(self.cases.len() + 1))?;
        self.cases.iter().try_for_each(|case| list.serialize_element(case))?;
        list.serialize_element(&self.otherwise)?;
        list.end()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Cases<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (cases, otherwise) = match Value::deserialize(from)? {
            Value::Array(mut items) => {
                let last = items.pop().ok_or_else(|| D::Error::custom("a list of cases is empty"))?;
                let cases = items.into_iter().map(serde_json::from_value).collect::<Result<_, _>>();
                (cases.map_err(D::Error::custom)?, last)
            }
            plain => (Vec::new(), plain),
        };
        Ok(Self { cases, otherwise: serde_json::from_value(otherwise).map_err(D::Error::custom)? })
    }
}

/// A colour, `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Colour(pub String);

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        if digits.is_some_and(|digits| digits.chars().all(|digit| digit.is_ascii_hexdigit())) {
            return Ok(Self(text));
        }
        Err(D::Error::custom(format!("{text:?} is not a colour such as \"#2f6f5e\"")))
    }
}

/// What a part is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Its colour.
    pub colour: Cases<Colour>,
    /// 0 is paint, wood, rubber; 1 is bare metal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metal: Option<Quantity>,
    /// 0 is a mirror, 1 is chalk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rough: Option<Quantity>,
    /// 1 hides what is behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opacity: Option<Quantity>,
    /// Whether it has the grain of wood, along x: 0 none, 1 much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grain: Option<Quantity>,
}

/// One part, or several alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What it is called in messages about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Only where this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Expr>,
    /// Its form.
    pub shape: Shape<Quantity>,
    /// The name of its material; a piece has none of its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub material: String,
    /// Where its origin is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[Quantity; 3]>,
    /// How it is turned around x, then y, then z.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<[Quantity; 3]>,
    /// Several alike, before it is turned and put in its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeat: Vec<Repeat>,
    /// A second one, mirrored along this axis of what it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirror: Option<Axis>,
}

/// So many, each a step and a turn further.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// How many.
    pub count: Quantity,
    /// From one to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<[Quantity; 3]>,
    /// From one to the next, around the part's origin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<[Quantity; 3]>,
}

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// To the right.
    X,
    /// Up.
    Y,
    /// To the front.
    Z,
}

/// A form: of quantities in a model, of numbers in what is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields, bound(deserialize = "Q: Deserialize<'de>"))]
pub enum Shape<Q> {
    /// A box around its origin.
    Box {
        /// Along x, y and z.
        size: [Q; 3],
        /// Radius of its edges.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<Q>,
    },
    /// A cylinder or cone between two points.
    Cylinder {
        /// One end.
        from: [Q; 3],
        /// The other end.
        to: [Q; 3],
        /// Its radius, at `from` at least.
        radius: Q,
        /// Its radius at `to`, where that is another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<Q>,
    },
    /// A tube along a smooth curve.
    Tube {
        /// Where the curve leads through.
        points: Vec<[Q; 3]>,
        /// Its radius.
        radius: Q,
        /// Whether it comes back to its beginning.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        closed: bool,
    },
    /// A profile turned around the y axis.
    Lathe {
        /// Radius and height.
        profile: Vec<[Q; 2]>,
    },
    /// An outline in x and y, as thick as `depth` around z = 0.
    Outline {
        /// Its corners, or what a smooth outline leads through.
        points: Vec<[Q; 2]>,
        /// Along z.
        depth: Q,
        /// Radius of its edges.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        round: Option<Q>,
        /// Whether it is a curve.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        smooth: bool,
    },
    /// A ring around the z axis.
    Torus {
        /// From its middle to the middle of the tube.
        radius: Q,
        /// Radius of the tube.
        tube: Q,
        /// How much of the ring there is, from the x axis on; all of it when not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arc: Option<Q>,
    },
    /// A group of parts, by its name.
    Piece(String),
}

impl<Q> Shape<Q> {
    /// The same form of other quantities.
    pub fn map<'a, T>(&'a self, value: &mut dyn FnMut(&'a Q) -> T) -> Shape<T> {
        match self {
            Self::Box { size, round } => {
                Shape::Box { size: size.each_ref().map(&mut *value), round: round.as_ref().map(value) }
            }
            Self::Cylinder { from, to, radius, end } => Shape::Cylinder {
                from: from.each_ref().map(&mut *value),
                to: to.each_ref().map(&mut *value),
                radius: value(radius),
                end: end.as_ref().map(value),
            },
            Self::Tube { points, radius, closed } => Shape::Tube {
                points: points.iter().map(|point| point.each_ref().map(&mut *value)).collect(),
                radius: value(radius),
                closed: *closed,
            },
            Self::Lathe { profile } => {
                Shape::Lathe { profile: profile.iter().map(|point| point.each_ref().map(&mut *value)).collect() }
            }
            Self::Outline { points, depth, round, smooth } => Shape::Outline {
                points: points.iter().map(|point| point.each_ref().map(&mut *value)).collect(),
                depth: value(depth),
                round: round.as_ref().map(value),
                smooth: *smooth,
            },
            Self::Torus { radius, tube, arc } => {
                Shape::Torus { radius: value(radius), tube: value(tube), arc: arc.as_ref().map(value) }
            }
            Self::Piece(name) => Shape::Piece(name.clone()),
        }
    }

    /// How many points it has that its author wrote.
    pub fn points(&self) -> usize {
        match self {
            Self::Tube { points, .. } => points.len(),
            Self::Lathe { profile: points } | Self::Outline { points, .. } => points.len(),
            _ => 0,
        }
    }
}
