//! From choices to what is to be drawn.

use super::{
    source::{Axis, Body, Cases, Material, Part, Quantity, Repeat, Shape, View},
    space::Place,
};
use crate::{
    fault::Fault,
    model::{Flat, Judge, NO, NONE},
};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest that anything may be, in millimetres: a hundred metres.
pub(super) const LARGEST: f64 = 100_000.0;
/// Solids that one product may have, and places of them all together.
const MOST_SOLIDS: usize = 1_000;
const MOST_PLACES: usize = 4_000;
/// Places that are worked out, those of pieces included: pieces in pieces may be many without a single form.
const MOST_WORK: usize = 20_000;
/// How deep pieces may stand in pieces.
pub(super) const DEPTH: usize = 8;
/// No more faults than a person will read.
const MOST_FAULTS: usize = 20;

/// What one product looks like.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Figure {
    /// From where it is seen first.
    pub view: View,
    /// What solids are made of.
    pub materials: Vec<Finish>,
    /// In the order of the body's parts.
    pub solids: Vec<Solid>,
    /// Parts that were left out, and why.
    #[serde(skip)]
    pub faults: Vec<Fault>,
}

/// A material with everything decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finish {
    /// `#rrggbb`
    pub colour: String,
    /// 0 to 1, see [`Material`].
    pub metal: f64,
    /// 0 to 1.
    pub rough: f64,
    /// 0 to 1.
    pub opacity: f64,
    /// 0 to 1.
    pub grain: f64,
}

/// A form in one or several places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Solid {
    /// Position of its material.
    pub material: usize,
    /// Never a piece.
    pub shape: Shape<f64>,
    /// Three rows of a matrix each, row by row.
    pub places: Vec<[f64; 12]>,
}

impl Figure {
    /// The figure of a whole product: an option for each attribute. What has none is as it would be with its first.
    pub fn of(body: &Body, flat: &Flat, options: &BTreeMap<String, String>) -> Self {
        let chosen = flat.attributes.iter().map(|attribute| {
            let option = options.get(&attribute.id).and_then(|option| attribute.option(option));
            option.unwrap_or_default()
        });
        Self::of_product(body, flat, &chosen.collect::<Vec<_>>())
    }

    /// The same by the positions of the options.
    pub(super) fn of_product(body: &Body, flat: &Flat, product: &[u32]) -> Self {
        let judge = Judge { flat, product };
        let figure = Self { view: body.view, ..Self::default() };
        let mut maker =
            Maker { body, judge, named: FxHashMap::default(), figure, finishes: BTreeMap::new(), placed: 0, work: 0 };
        maker.parts(&body.parts, &[Place::ORIGIN], 0);
        maker.figure
    }
}

struct Maker<'a> {
    body: &'a Body,
    judge: Judge<'a>,
    named: FxHashMap<&'a str, f64>,
    figure: Figure,
    /// Where the material of a name stands.
    finishes: BTreeMap<&'a str, usize>,
    /// Places so far.
    placed: usize,
    /// Places worked out so far.
    work: usize,
}

impl<'a> Maker<'a> {
    fn parts(&mut self, parts: &'a [Part], outer: &[Place], depth: usize) {
        for (number, part) in (1_usize..).zip(parts) {
            if self.work > MOST_WORK {
                let text = format!("in the body, pieces stand in pieces in more than {MOST_WORK} places");
                return self.complain(Fault::new("model-body-size", text));
            }
            if part.when.as_ref().is_some_and(|when| !self.judge.holds(when)) {
                continue;
            }
            if let Err(fault) = self.part(part, outer, depth) {
                let name = if part.id.is_empty() { format!("part {number}") } else { format!("part {:?}", part.id) };
                self.complain(Fault { text: format!("in the body, {name}: {}", fault.text), ..fault });
            }
        }
    }

    fn complain(&mut self, fault: Fault) {
        let known = self.figure.faults.iter().any(|known| known.text == fault.text);
        if !known && self.figure.faults.len() < MOST_FAULTS {
            self.figure.faults.push(fault);
        }
    }

    fn part(&mut self, part: &'a Part, outer: &[Place], depth: usize) -> Result<(), Fault> {
        let own = self.places(part)?;
        let count = outer.len() * own.len();
        self.work += count;
        if count == 0 {
            return Ok(());
        }
        if count > MOST_PLACES {
            return Err(Fault::new("model-body-size", format!("it stands in more than {MOST_PLACES} places")));
        }
        let places: Vec<Place> = outer.iter().flat_map(|place| own.iter().map(|inner| place.then(inner))).collect();
        if let Shape::Piece(name) = &part.shape {
            let piece = self.body.pieces.get(name).filter(|_| depth < DEPTH);
            if let Some(piece) = piece {
                self.parts(piece, &places, depth + 1);
            }
            return Ok(());
        }
        self.placed += places.len();
        if self.figure.solids.len() >= MOST_SOLIDS || self.placed > MOST_PLACES {
            let text = format!("the body has more than {MOST_SOLIDS} forms in {MOST_PLACES} places");
            return Err(Fault::new("model-body-size", text));
        }
        let shape = part.shape.map(&mut |quantity| self.rounded(quantity));
        sound(&shape)?;
        let material = self.finish(&part.material);
        let places = places.iter().map(Place::numbers).map(|numbers| numbers.map(|number| round(number, 1e5)));
        self.figure.solids.push(Solid { material, shape, places: places.collect() });
        Ok(())
    }

    /// Where a part stands, in what it is part of.
    fn places(&mut self, part: &'a Part) -> Result<Vec<Place>, Fault> {
        let (at, turn) = (self.point(part.at.as_ref())?, self.point(part.turn.as_ref())?);
        let mut places = vec![Place::at(at).then(&Place::turned(turn))];
        for repeat in &part.repeat {
            let steps = self.steps(repeat)?;
            if places.len() * steps.len() > MOST_PLACES {
                return Err(Fault::new("model-body-size", format!("it is repeated more than {MOST_PLACES} times")));
            }
            places = places.iter().flat_map(|place| steps.iter().map(|step| place.then(step))).collect();
        }
        let Some(axis) = part.mirror else { return Ok(places) };
        let mirror = Place::scaled(match axis {
            Axis::X => [-1.0, 1.0, 1.0],
            Axis::Y => [1.0, -1.0, 1.0],
            Axis::Z => [1.0, 1.0, -1.0],
        });
        let mirrored: Vec<Place> = places.iter().map(|place| mirror.then(place)).collect();
        places.extend(mirrored);
        Ok(places)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 4,000 there")]
    fn steps(&mut self, repeat: &'a Repeat) -> Result<Vec<Place>, Fault> {
        let count = self.quantity(&repeat.count).round();
        if !(0.0..=4_000.0).contains(&count) {
            return Err(Fault::new("model-body-size", format!("it is repeated {count} times")));
        }
        let (step, turn) = (self.point(repeat.step.as_ref())?, self.point(repeat.turn.as_ref())?);
        let nth = |index: u32| {
            let times = |point: [f64; 3]| point.map(|number| number * f64::from(index));
            Place::turned(times(turn)).then(&Place::at(times(step)))
        };
        Ok((0..count as u32).map(nth).collect())
    }

    fn point(&mut self, point: Option<&'a [Quantity; 3]>) -> Result<[f64; 3], Fault> {
        let Some(point) = point else { return Ok([0.0; 3]) };
        let numbers = point.each_ref().map(|quantity| self.quantity(quantity));
        if numbers.iter().all(|number| number.abs() <= LARGEST) { Ok(numbers) } else { Err(absurd(&numbers)) }
    }

    fn rounded(&mut self, quantity: &'a Quantity) -> f64 {
        round(self.quantity(quantity), 1e3)
    }

    fn quantity(&mut self, quantity: &'a Quantity) -> f64 {
        let judge = self.judge;
        pick(&judge, quantity).value(&mut |name| self.named(name))
    }

    /// The value of a named quantity or of an attribute; none of a name that is being worked out already.
    fn named(&mut self, name: &str) -> f64 {
        let Some((name, quantity)) = self.body.names.get_key_value(name) else { return self.attribute(name) };
        if let Some(known) = self.named.get(name.as_str()) {
            return *known;
        }
        self.named.insert(name, f64::NAN);
        let value = self.quantity(quantity);
        self.named.insert(name, value);
        value
    }

    /// The number that was chosen; 1 of a flag that is on or a part that is there, 0 of what is not.
    fn attribute(&self, id: &str) -> f64 {
        let Some(option) = self.judge.chosen(id) else { return f64::NAN };
        let number = option.number.and_then(|number| number.to_string().parse().ok());
        let absent = option.id == NO || option.id == NONE;
        number.unwrap_or(if absent { 0.0 } else { 1.0 })
    }

    fn finish(&mut self, name: &'a str) -> usize {
        if let Some(known) = self.finishes.get(name) {
            return *known;
        }
        let position = self.figure.materials.len();
        let finish = self.body.materials.get(name).map(|material| self.finish_of(material));
        self.figure.materials.extend(finish);
        self.finishes.insert(name, position);
        position
    }

    fn finish_of(&mut self, material: &'a Material) -> Finish {
        let mut share = |quantity: &'a Option<Quantity>, usual: f64| {
            let value = quantity.as_ref().map_or(usual, |quantity| self.rounded(quantity));
            if value.is_finite() { value.clamp(0.0, 1.0) } else { usual }
        };
        let (metal, rough) = (share(&material.metal, 0.0), share(&material.rough, 0.6));
        let (opacity, grain) = (share(&material.opacity, 1.0), share(&material.grain, 0.0));
        Finish { colour: pick(&self.judge, &material.colour).0.clone(), metal, rough, opacity, grain }
    }
}

/// The value for these choices.
fn pick<'a, T>(judge: &Judge<'_>, cases: &'a Cases<T>) -> &'a T {
    let found = cases.cases.iter().find(|(condition, _)| judge.holds(condition));
    found.map_or(&cases.otherwise, |(_, value)| value)
}

/// Whether a form can be drawn.
fn sound(shape: &Shape<f64>) -> Result<(), Fault> {
    let mut numbers = Vec::new();
    let _ = shape.map(&mut |number| numbers.push(*number));
    if !numbers.iter().all(|number| number.abs() <= LARGEST) {
        return Err(absurd(&numbers));
    }
    let sizes: Vec<f64> = match shape {
        Shape::Box { size, round } => size.iter().chain(round).copied().collect(),
        Shape::Cylinder { from, to, radius, end } => {
            let length = from.iter().zip(to).map(|(from, to)| (from - to).abs()).fold(0.0, f64::max);
            return positive(&[radius.max(end.unwrap_or_default()), length]);
        }
        Shape::Tube { radius, .. } => vec![*radius],
        Shape::Lathe { profile } => vec![profile.iter().map(|[radius, _]| *radius).fold(0.0, f64::max)],
        Shape::Outline { depth, .. } => vec![*depth],
        Shape::Torus { radius, tube, arc } => [radius, tube].into_iter().chain(arc).copied().collect(),
        Shape::Piece(_) => Vec::new(),
    };
    positive(&sizes)
}

fn positive(sizes: &[f64]) -> Result<(), Fault> {
    match sizes.iter().find(|size| **size <= 0.0) {
        Some(size) => Err(Fault::new("model-body-flat", format!("a size is {size}; it must be above zero"))),
        None => Ok(()),
    }
}

fn absurd(numbers: &[f64]) -> Fault {
    let text = match numbers.iter().find(|number| number.is_finite() && number.abs() > LARGEST) {
        Some(number) => format!("{number} mm is larger than anything that can be shown ({LARGEST} mm)"),
        None => "a formula has no value: it divides by zero or takes the root of a negative number".to_owned(),
    };
    Fault::new("model-body-size", text)
}

fn round(number: f64, digits: f64) -> f64 {
    (number * digits).round() / digits
}
