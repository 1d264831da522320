//! A model with its sub-assemblies unrolled and its attributes as lists of options: what the engines are built from.

use super::{Attribute, Kind, Line, Model, NO, NONE, Number, Rule, Sizes, Stepped, Switch, Term, YES, check, unroll};
use crate::{
    body,
    dense::{at, small},
    fault::Fault,
};
use rust_decimal::{Decimal, RoundingStrategy};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A checked model, unrolled. Attributes and options are known by their position.
#[derive(Debug, Clone)]
pub struct Flat {
    /// ISO 4217 code of the prices.
    pub currency: String,
    /// Digits of the minor unit.
    pub minor_digits: u32,
    /// Price of every product, in minor units.
    pub base_price: i64,
    /// Parts of every product.
    pub base_parts: Vec<Line>,
    /// What can be chosen.
    pub attributes: Vec<FlatAttribute>,
    /// All rules, those of instances included.
    pub rules: Vec<Rule>,
    positions: FxHashMap<String, u32>,
}

/// An attribute as a list of options, never empty.
#[derive(Debug, Clone)]
pub struct FlatAttribute {
    /// Id; `drawer[2].width` for an instance's.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Unit of a number.
    pub unit: String,
    /// In the order shown; `none` and `no` come first.
    pub options: Vec<FlatOption>,
    /// Whether its options are numbers.
    pub numeric: bool,
    positions: FxHashMap<String, u32>,
}

/// An option.
#[derive(Debug, Clone)]
pub struct FlatOption {
    /// Id, unique in the attribute; a number is its own id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Price in minor units.
    pub price: i64,
    /// Lines of the bill of materials.
    pub parts: Vec<Line>,
    /// Numbers for limits.
    pub properties: BTreeMap<String, Number>,
    /// The number that it is.
    pub number: Option<Number>,
    /// Whether it stands for something: not `none`, not `no`.
    pub present: bool,
}

impl FlatOption {
    fn absent(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            price: 0,
            parts: Vec::new(),
            properties: BTreeMap::new(),
            number: None,
            present: false,
        }
    }
}

impl FlatAttribute {
    /// Position of an option.
    pub fn option(&self, id: &str) -> Option<u32> {
        self.positions.get(id).copied().or_else(|| self.number(id))
    }

    /// `1200.0` and `1200` are the same number.
    fn number(&self, id: &str) -> Option<u32> {
        let number = if self.numeric { Number::parse(id)? } else { return None };
        self.positions.get(&number.to_string()).copied()
    }
}

impl Flat {
    /// Position of an attribute.
    pub fn attribute(&self, id: &str) -> Option<u32> {
        self.positions.get(id).copied()
    }

    /// An attribute by position.
    pub fn attribute_at(&self, position: u32) -> Option<&FlatAttribute> {
        self.attributes.get(position as usize)
    }

    /// An option by positions.
    pub fn option_at(&self, attribute: u32, option: u32) -> Option<&FlatOption> {
        self.attribute_at(attribute)?.options.get(option as usize)
    }

    /// The attributes that a term sums, by position.
    pub(crate) fn summed(&self, term: &Term) -> Vec<u32> {
        let Some(id) = &term.attribute else { return (0..small(self.attributes.len())).collect() };
        match id.split_once("[*].") {
            Some((assembly, local)) => self.instances(assembly, local),
            None => self.attribute(id).into_iter().collect(),
        }
    }

    fn instances(&self, assembly: &str, local: &str) -> Vec<u32> {
        let all = 1..=small(self.attributes.len());
        all.map_while(|instance| self.attribute(&format!("{assembly}[{instance}].{local}"))).collect()
    }

    /// What an option adds to a term, without its factor.
    pub(crate) fn summand(&self, term: &Term, attribute: u32, option: u32) -> Number {
        let Some(option) = self.option_at(attribute, option) else { return Number::ZERO };
        match &term.property {
            Some(property) => option.properties.get(property).copied().unwrap_or_default(),
            None if option.present => option.number.unwrap_or(Number::ONE),
            None => Number::ZERO,
        }
    }
}

impl Model {
    /// Checks the model and unrolls it.
    pub fn flatten(&self, sizes: &Sizes) -> Result<Flat, Vec<Fault>> {
        check::sizes(self, sizes).map_err(|fault| vec![fault])?;
        let (attributes, rules) = unroll::unroll(self);
        let mut flattener = Flattener { digits: self.minor_digits, faults: Vec::new() };
        let base_price = flattener.price(self.base.price, "");
        let attributes: Vec<_> = attributes.iter().map(|attribute| flattener.attribute(attribute)).collect();
        let positions = numbered(attributes.iter().map(|attribute| &attribute.id));
        let flat = Flat {
            currency: self.currency.clone(),
            minor_digits: self.minor_digits,
            base_price,
            base_parts: self.base.parts.clone(),
            attributes,
            rules,
            positions,
        };
        let mut faults = flattener.faults;
        check::flat(&flat, sizes, &mut faults);
        check::cases(self, &flat, &mut faults);
        if let Some(body) = self.body.as_ref().filter(|_| faults.is_empty()) {
            body::sound(body, &flat, &mut faults);
            faults = faults.into_iter().map(Fault::in_body).collect();
        }
        if faults.is_empty() { Ok(flat) } else { Err(faults) }
    }

    /// Checks the model.
    pub fn check(&self, sizes: &Sizes) -> Result<(), Vec<Fault>> {
        self.flatten(sizes).map(|_| ())
    }
}

fn numbered<'a>(ids: impl Iterator<Item = &'a String>) -> FxHashMap<String, u32> {
    ids.zip(0..).map(|(id, position)| (id.clone(), position)).collect()
}

/// The largest price of one option, in minor units: sums of many stay far from overflow.
const LARGEST_PRICE: i64 = 100_000_000_000_000;

struct Flattener {
    digits: u32,
    faults: Vec<Fault>,
}

impl Flattener {
    fn price(&mut self, price: Number, attribute: &str) -> i64 {
        let minor = price.scaled(self.digits).filter(|minor| minor.abs() <= LARGEST_PRICE);
        if minor.is_none() {
            let text =
                format!("the price {price} is too large or has more than {} digits after the point", self.digits);
            let fault = Fault::new("model-price", text).with("price", price).with("digits", self.digits);
            self.faults.push(if attribute.is_empty() { fault } else { fault.at(attribute) });
        }
        minor.unwrap_or_default()
    }

    fn attribute(&mut self, attribute: &Attribute) -> FlatAttribute {
        let mut options = Vec::new();
        if attribute.optional && !matches!(attribute.kind, Kind::Flag(_)) {
            options.push(FlatOption::absent(NONE, "None"));
        }
        let mut unit = String::new();
        match &attribute.kind {
            Kind::Choice { options: choices } => {
                options.extend(choices.iter().map(|choice| FlatOption {
                    id: choice.id.clone(),
                    name: choice.name.clone(),
                    price: self.price(choice.price, &attribute.id),
                    parts: choice.parts.clone(),
                    properties: choice.properties.clone(),
                    number: None,
                    present: true,
                }));
            }
            Kind::Flag(switch) => options.extend(self.switch(switch, &attribute.id)),
            Kind::Number(stepped) => {
                unit.clone_from(&stepped.unit);
                options.extend(self.steps(stepped, &attribute.id));
            }
        }
        let positions = numbered(options.iter().map(|option| &option.id));
        let numeric = matches!(attribute.kind, Kind::Number(_));
        FlatAttribute { id: attribute.id.clone(), name: attribute.name.clone(), unit, options, numeric, positions }
    }

    fn switch(&mut self, switch: &Switch, attribute: &str) -> [FlatOption; 2] {
        let on = FlatOption {
            price: self.price(switch.price, attribute),
            parts: switch.parts.clone(),
            properties: switch.properties.clone(),
            present: true,
            ..FlatOption::absent(YES, "Yes")
        };
        [FlatOption::absent(NO, "No"), on]
    }

    /// The size was checked before, so the steps are few.
    fn steps(&mut self, stepped: &Stepped, attribute: &str) -> Vec<FlatOption> {
        let count = steps(stepped).unwrap_or_default();
        let values = (0..count).map(|index| Number(stepped.min.0 + stepped.step.0 * Decimal::from(index)));
        values.map(|value| self.step(stepped, value, attribute)).collect()
    }

    fn step(&mut self, stepped: &Stepped, value: Number, attribute: &str) -> FlatOption {
        let parts = stepped.parts_per_unit.iter().map(|line| Line {
            part: line.part.clone(),
            quantity: Number(line.quantity.0.checked_mul(value.0).unwrap_or_default()),
        });
        let price = value.0.checked_mul(stepped.price_per_unit.0).unwrap_or(Decimal::MAX);
        let price = price.round_dp_with_strategy(self.digits, RoundingStrategy::MidpointAwayFromZero);
        FlatOption {
            price: self.price(Number(price), attribute),
            parts: parts.collect(),
            number: Some(value),
            present: true,
            ..FlatOption::absent(&value.to_string(), &value.to_string())
        }
    }
}

/// How many values a stepped number has; nothing where its bounds make no sense.
pub(crate) fn steps(stepped: &Stepped) -> Option<u32> {
    let reasonable = stepped.min.is_reasonable() && stepped.max.is_reasonable() && stepped.step.is_reasonable();
    if !reasonable || stepped.step <= Number::ZERO || stepped.max < stepped.min {
        return None;
    }
    let range = stepped.max.0.checked_sub(stepped.min.0)?;
    let whole = range.checked_div(stepped.step.0)?;
    if !whole.fract().is_zero() {
        return None;
    }
    u32::try_from(whole).ok()?.checked_add(1)
}

impl Flat {
    /// Price of a whole product in minor units: base and options.
    pub fn price(&self, product: &[u32]) -> i64 {
        let attributes = 0..small(self.attributes.len());
        let options = attributes.filter_map(|attribute| self.option_at(attribute, at(product, attribute)));
        options.fold(self.base_price, |sum, option| sum.saturating_add(option.price))
    }

    /// The bill of materials of a whole product: part number to quantity.
    pub fn parts(&self, product: &[u32]) -> BTreeMap<String, Number> {
        let attributes = 0..small(self.attributes.len());
        let options = attributes.filter_map(|attribute| self.option_at(attribute, at(product, attribute)));
        let lines = options.flat_map(|option| &option.parts).chain(&self.base_parts);
        let mut parts: BTreeMap<String, Number> = BTreeMap::new();
        for line in lines {
            let quantity = parts.entry(line.part.clone()).or_default();
            quantity.0 = quantity.0.saturating_add(line.quantity.0);
        }
        parts
    }
}
