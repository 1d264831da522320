//! Whether a body makes sense: everything that it names is there, nothing stands in itself, and it can be drawn.

use super::{
    figure::{DEPTH, Figure},
    source::{Body, Cases, Part, Quantity, Shape},
};
use crate::{
    dense::{put, small},
    fault::Fault,
    model::{Expr, Flat, YES, check_expr},
};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// Parts that an author may write, in pieces or not.
const MOST_PARTS: usize = 1_000;
/// Names, materials and pieces.
const MOST_NAMES: usize = 500;
/// How many names may follow from each other in a row.
const NAMES_DEPTH: usize = 16;
/// Points of one form.
const MOST_POINTS: usize = 400;
/// Products that are drawn for the check.
const MOST_DRAWN: usize = 2_000;

/// Finds what is wrong with a body of this model.
pub(crate) fn sound(body: &Body, flat: &Flat, faults: &mut Vec<Fault>) {
    let before = faults.len();
    sizes(body, faults);
    if faults.len() > before {
        return;
    }
    names(body, flat, faults);
    for part in all_parts(body) {
        check_part(body, part, faults);
    }
    body.every(&mut |said| match said {
        Said::Condition(condition) => check_expr(flat, condition, faults),
        Said::Quantity(quantity) => check_quantity(body, flat, quantity, faults),
    });
    circles(body, faults);
    if faults.len() == before {
        let first = vec![0; flat.attributes.len()];
        faults.extend(Figure::of_product(body, flat, &first).faults);
    }
}

/// Draws the body with each option once, and says which parts of it cannot be drawn then.
pub(crate) fn examine(body: &Body, flat: &Flat) -> Vec<Fault> {
    let mut found: Vec<Fault> = Vec::new();
    let mut product = vec![0; flat.attributes.len()];
    let attributes = (0_u32..).zip(&flat.attributes);
    let options = attributes.flat_map(|(at, known)| (0..small(known.options.len())).map(move |option| (at, option)));
    for (at, option) in options.take(MOST_DRAWN) {
        put(&mut product, at, option);
        let drawn = Figure::of_product(body, flat, &product);
        put(&mut product, at, 0);
        let is_new = |fault: &Fault| !found.iter().any(|known| known.text.starts_with(&fault.text));
        let new: Vec<Fault> = drawn.faults.into_iter().filter(is_new).collect();
        found.extend(new.into_iter().map(|fault| with_option(flat, fault, at, option)));
    }
    found
}

/// The fault, and the option with which it shows.
fn with_option(flat: &Flat, fault: Fault, at: u32, option: u32) -> Fault {
    let names = flat.attribute_at(at).zip(flat.option_at(at, option));
    let words = names.map(|(attribute, option)| format!(" (with {}: {})", attribute.name, option.name));
    Fault { text: format!("{}{}", fault.text, words.unwrap_or_default()), ..fault }
}

/// What in a body depends on choices.
pub(super) enum Said<'a> {
    Condition(&'a Expr),
    Quantity(&'a Quantity),
}

impl Body {
    /// The attributes that it shows, in the model's order.
    pub fn attributes<'a>(&self, flat: &'a Flat) -> Vec<&'a str> {
        let mut named = FxHashSet::default();
        self.every(&mut |said| match said {
            Said::Condition(condition) => named.extend(condition.attributes()),
            Said::Quantity(quantity) => named.extend(values(quantity).flat_map(super::Formula::names)),
        });
        flat.attributes.iter().map(|attribute| attribute.id.as_str()).filter(|id| named.contains(id)).collect()
    }

    /// Visits every condition and every quantity.
    pub(super) fn every<'a>(&'a self, visit: &mut dyn FnMut(Said<'a>)) {
        self.names.values().for_each(|quantity| visit_quantity(quantity, visit));
        for material in self.materials.values() {
            material.colour.cases.iter().for_each(|(condition, _)| visit(Said::Condition(condition)));
            let shares = [&material.metal, &material.rough, &material.opacity, &material.grain];
            shares.into_iter().flatten().for_each(|quantity| visit_quantity(quantity, visit));
        }
        for part in all_parts(self) {
            part.when.iter().for_each(|condition| visit(Said::Condition(condition)));
            let repeats = part.repeat.iter().flat_map(|repeat| [&repeat.step, &repeat.turn]);
            let points = [&part.at, &part.turn].into_iter().chain(repeats).flatten().flatten();
            let counts = part.repeat.iter().map(|repeat| &repeat.count);
            points.chain(counts).for_each(|quantity| visit_quantity(quantity, visit));
            let _ = part.shape.map(&mut |quantity| visit_quantity(quantity, visit));
        }
    }
}

fn visit_quantity<'a>(quantity: &'a Quantity, visit: &mut dyn FnMut(Said<'a>)) {
    quantity.cases.iter().for_each(|(condition, _)| visit(Said::Condition(condition)));
    visit(Said::Quantity(quantity));
}

/// The values of all cases.
fn values<T>(cases: &Cases<T>) -> impl Iterator<Item = &T> {
    cases.cases.iter().map(|(_, value)| value).chain([&cases.otherwise])
}

fn all_parts(body: &Body) -> impl Iterator<Item = &Part> {
    body.pieces.values().flatten().chain(&body.parts)
}

fn sizes(body: &Body, faults: &mut Vec<Fault>) {
    let counts = [
        (all_parts(body).count(), MOST_PARTS, "parts"),
        (body.names.len(), MOST_NAMES, "names"),
        (body.materials.len(), MOST_NAMES, "materials"),
    ];
    for (count, most, what) in counts {
        if count > most {
            faults.push(Fault::new(
                "model-body-size",
                format!("the body has {count} {what}; at most {most} are possible"),
            ));
        }
    }
}

fn names(body: &Body, flat: &Flat, faults: &mut Vec<Fault>) {
    for name in body.names.keys() {
        if flat.attribute(name).is_some() {
            let text = format!("in the body, the name {name:?} is that of an attribute");
            faults.push(Fault::new("model-twice", text).at(name));
        }
    }
}

fn check_part(body: &Body, part: &Part, faults: &mut Vec<Fault>) {
    let mut wrong = |key: &'static str, text: String| {
        let name = if part.id.is_empty() { String::new() } else { format!(", part {:?}", part.id) };
        faults.push(Fault::new(key, format!("in the body{name}: {text}")));
    };
    let points = part.shape.points();
    let least = match &part.shape {
        Shape::Piece(name) if !body.pieces.contains_key(name) => {
            return wrong("model-body-unknown", format!("there is no piece {name:?}"));
        }
        Shape::Piece(_) => return,
        Shape::Tube { .. } | Shape::Lathe { .. } => 2,
        Shape::Outline { .. } => 3,
        _ => 0,
    };
    if points < least || points > MOST_POINTS {
        wrong("model-body-size", format!("it has {points} points; it takes {least} to {MOST_POINTS}"));
    }
    if !body.materials.contains_key(&part.material) {
        wrong("model-body-unknown", format!("there is no material {:?}", part.material));
    }
}

fn check_quantity(body: &Body, flat: &Flat, quantity: &Quantity, faults: &mut Vec<Fault>) {
    let named = values(quantity).flat_map(super::Formula::names).filter(|name| !body.names.contains_key(*name));
    for name in named {
        let Some(attribute) = flat.attribute(name).and_then(|position| flat.attribute_at(position)) else {
            let text = format!("in the body, a formula names {name:?}: there is no such name or attribute");
            faults.push(Fault::new("model-unknown-attribute", text).at(name));
            continue;
        };
        let optional = attribute.options.iter().any(|option| !option.present);
        if !attribute.numeric && !optional && attribute.option(YES).is_none() {
            let text = "in the body, a formula reckons with it, and it is neither a number nor a flag";
            faults.push(Fault::new("model-not-number", text).at(name));
        }
    }
}

/// Names that follow from themselves, pieces that stand in themselves, and chains of either that are too long.
fn circles(body: &Body, faults: &mut Vec<Fault>) {
    let of_name = |name: &str| -> Vec<&str> {
        body.names.get(name).into_iter().flat_map(values).flat_map(super::Formula::names).collect()
    };
    let of_piece = |name: &str| -> Vec<&str> {
        let parts = body.pieces.get(name).into_iter().flatten();
        parts
            .filter_map(|part| if let Shape::Piece(inner) = &part.shape { Some(inner.as_str()) } else { None })
            .collect()
    };
    for start in body.names.keys() {
        if let Some(why) = chain(start, &of_name, NAMES_DEPTH, ["follows from itself", "follows from names"]) {
            faults.push(why.said(&format!("the name {start:?}")));
        }
    }
    for start in body.pieces.keys() {
        if let Some(why) = chain(start, &of_piece, DEPTH, ["stands in itself", "holds pieces in pieces"]) {
            faults.push(why.said(&format!("the piece {start:?}")));
        }
    }
}

/// What is wrong with a chain of things that lead to each other.
enum Wrong {
    Circle(&'static str),
    Deep(&'static str, usize),
}

impl Wrong {
    fn said(self, what: &str) -> Fault {
        match self {
            Self::Circle(words) => Fault::new("model-body-circle", format!("in the body, {what} {words}")),
            Self::Deep(words, most) => {
                Fault::new("model-body-size", format!("in the body, {what} {words}, more than {most} deep"))
            }
        }
    }
}

/// Walks level by level, each thing once a level: neither circles nor many ways to the same thing make it long.
fn chain<'a>(
    start: &'a str,
    next: &dyn Fn(&str) -> Vec<&'a str>,
    most: usize,
    words: [&'static str; 2],
) -> Option<Wrong> {
    let [circle, deep] = words;
    let mut level: BTreeSet<&str> = next(start).into_iter().collect();
    let mut seen = level.clone();
    let mut depth = 0;
    while !level.is_empty() && depth <= most {
        level = level.into_iter().flat_map(next).collect();
        seen.extend(&level);
        depth += 1;
    }
    if seen.contains(start) {
        return Some(Wrong::Circle(circle));
    }
    (!level.is_empty()).then_some(Wrong::Deep(deep, most))
}
