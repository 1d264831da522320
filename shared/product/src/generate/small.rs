//! Small models with rules of every form.

use super::Dice;
use crate::model::{
    Assembly, Attribute, Cell, Choice, Expr, Kind, Model, Number, Order, Rule, Says, Stepped, Switch, Term,
};
use serde_json::Map;
use std::collections::BTreeMap;

/// A small model with at most some thousand combinations.
pub fn small(seed: u64) -> Model {
    let mut maker = Maker { dice: Dice::new(seed), attributes: Vec::new() };
    let count = 3 + maker.dice.below(3);
    for number in 0..count {
        let attribute = maker.attribute(&format!("a{number}"));
        maker.attributes.push(attribute);
    }
    let own = maker.attributes.clone();
    let assemblies: Vec<Assembly> = if maker.dice.chance(20) { vec![maker.assembly()] } else { Vec::new() };
    let rules = 1 + maker.dice.below(6);
    let rules = (0..rules).map(|number| maker.rule(&format!("r{number}"))).collect();
    Model {
        id: format!("small-{seed}"),
        name: "Small".to_owned(),
        currency: "EUR".to_owned(),
        minor_digits: 2,
        attributes: own,
        assemblies,
        rules,
        ..Model::default()
    }
}

struct Maker {
    dice: Dice,
    attributes: Vec<Attribute>,
}

impl Maker {
    fn price(&mut self) -> Number {
        Number::from(i64::from(self.dice.below(40)) - 8)
    }

    fn properties(&mut self) -> BTreeMap<String, Number> {
        let weight = Number::from(i64::from(self.dice.below(6)));
        if self.dice.chance(70) { BTreeMap::from([("weight".to_owned(), weight)]) } else { BTreeMap::new() }
    }

    fn attribute(&mut self, id: &str) -> Attribute {
        let kind = match self.dice.below(5) {
            0 => Kind::Flag(Switch { price: self.price(), parts: Vec::new(), properties: self.properties() }),
            1 => Kind::Number(self.stepped()),
            _ => {
                let options = 2 + self.dice.below(3);
                Kind::Choice { options: (0..options).map(|number| self.option(number)).collect() }
            }
        };
        Attribute {
            id: id.to_owned(),
            name: id.to_uppercase(),
            kind,
            optional: self.dice.chance(25),
            extra: Map::new(),
        }
    }

    fn option(&mut self, number: u32) -> Choice {
        let (price, properties) = (self.price(), self.properties());
        Choice { id: format!("o{number}"), name: format!("O{number}"), price, properties, ..Choice::default() }
    }

    fn stepped(&mut self) -> Stepped {
        let min = i64::from(self.dice.below(3));
        let steps = 1 + i64::from(self.dice.below(3));
        Stepped {
            min: Number::from(min),
            max: Number::from(min + 2 * steps),
            step: Number::from(2),
            unit: "mm".to_owned(),
            price_per_unit: self.price(),
            parts_per_unit: Vec::new(),
        }
    }

    fn assembly(&mut self) -> Assembly {
        let outside = std::mem::take(&mut self.attributes);
        let attribute = self.attribute("x");
        self.attributes.push(attribute);
        let rules = if self.dice.chance(50) { vec![self.rule("inner")] } else { Vec::new() };
        let attributes = std::mem::replace(&mut self.attributes, outside);
        let min = self.dice.below(2);
        Assembly { id: "unit".to_owned(), name: "Unit".to_owned(), min, max: min + 1, attributes, rules }
    }

    fn any(&mut self) -> Option<Attribute> {
        self.dice.pick(&self.attributes).cloned()
    }

    /// The ids of an attribute's options.
    fn options(attribute: &Attribute) -> Vec<String> {
        let mut ids: Vec<String> = match &attribute.kind {
            Kind::Flag(_) => return vec!["no".to_owned(), "yes".to_owned()],
            Kind::Choice { options } => options.iter().map(|option| option.id.clone()).collect(),
            Kind::Number(stepped) => {
                let first = stepped.min.0;
                let values = (0..4_i64).map(|index| first + stepped.step.0 * rust_decimal::Decimal::from(index));
                values.filter(|value| *value <= stepped.max.0).map(|value| Number(value).to_string()).collect()
            }
        };
        if attribute.optional {
            ids.push("none".to_owned());
        }
        ids
    }

    fn atom(&mut self) -> Expr {
        let Some(attribute) = self.any() else { return Expr::Always(true) };
        let may_lack = attribute.optional || matches!(attribute.kind, Kind::Flag(_));
        let numeric = matches!(attribute.kind, Kind::Number(_));
        match self.dice.below(4) {
            0 if may_lack => Expr::On(attribute.id),
            1 if numeric => self.comparison(attribute.id),
            _ => {
                let mut options = Self::options(&attribute);
                let kept = 1 + self.dice.below(2) as usize;
                let start = self.dice.below(2) as usize;
                options = options.into_iter().skip(start).take(kept).collect();
                Expr::Is(attribute.id, options)
            }
        }
    }

    fn comparison(&mut self, id: String) -> Expr {
        let orders = [Order::Less, Order::AtMost, Order::More, Order::AtLeast];
        let order = self.dice.pick(&orders).copied().unwrap_or(Order::Less);
        Expr::Compare(id, order, Number::from(i64::from(self.dice.below(6))))
    }

    fn expr(&mut self, depth: u32) -> Expr {
        if depth == 0 {
            return self.atom();
        }
        let below = depth - 1;
        match self.dice.below(7) {
            0 => Expr::Not(Box::new(self.expr(below))),
            1 => Expr::And(vec![self.expr(below), self.expr(below)]),
            2 => Expr::Or(vec![self.expr(below), self.expr(below), self.expr(below)]),
            3 => Expr::Implies(Box::new(self.expr(below)), Box::new(self.expr(below))),
            4 => Expr::Same(Box::new(self.expr(below)), Box::new(self.expr(below))),
            _ => self.atom(),
        }
    }

    fn when(&mut self) -> Option<Expr> {
        if self.dice.chance(40) { Some(self.expr(1)) } else { None }
    }

    fn rule(&mut self, id: &str) -> Rule {
        let says = match self.dice.below(7) {
            0 => Says::Requires { when: self.expr(1), then: self.expr(1) },
            1 => Says::Excludes { all: vec![self.expr(1), self.expr(1)] },
            2 => Says::Condition { holds: self.expr(3) },
            3 => self.group(),
            4 | 5 => self.table(),
            _ => self.limit(),
        };
        Rule { id: id.to_owned(), sentence: format!("Rule {id} holds."), says }
    }

    fn group(&mut self) -> Says {
        let members: Vec<Expr> = (0..3).map(|_| self.expr(1)).collect();
        let at_least = self.dice.below(3);
        let at_most = if self.dice.chance(60) { Some(at_least + self.dice.below(2)) } else { None };
        Says::Group { members, at_least, at_most, when: self.when() }
    }

    fn table(&mut self) -> Says {
        let mut columns: Vec<Attribute> = Vec::new();
        for _ in 0..=1 + self.dice.below(2) {
            let more = self.any().filter(|more| columns.iter().all(|known| known.id != more.id));
            columns.extend(more);
        }
        let rows = 2 + self.dice.below(8);
        let rows = (0..rows).map(|_| columns.iter().map(|column| self.cell(column)).collect()).collect();
        Says::Table { columns: columns.into_iter().map(|column| column.id).collect(), rows }
    }

    fn cell(&mut self, attribute: &Attribute) -> Cell {
        let options = Self::options(attribute);
        match self.dice.below(6) {
            0 => Cell::One("*".to_owned()),
            1 => Cell::Any(options.into_iter().take(2).collect()),
            _ => Cell::One(self.dice.pick(&options).cloned().unwrap_or_default()),
        }
    }

    fn limit(&mut self) -> Says {
        let weighed = |attribute: &Attribute| match &attribute.kind {
            Kind::Choice { options } => options.iter().any(|option| !option.properties.is_empty()),
            Kind::Flag(switch) => !switch.properties.is_empty(),
            Kind::Number(_) => false,
        };
        let mut sum = Vec::new();
        for attribute in self.attributes.clone() {
            let property = if weighed(&attribute) { Some("weight".to_owned()) } else { None };
            if property.is_some() || !matches!(attribute.kind, Kind::Choice { .. }) {
                let factor = Number::from(i64::from(self.dice.below(3)) - i64::from(self.dice.chance(20)) * 2);
                sum.push(Term { attribute: Some(attribute.id), property, factor });
            }
        }
        if sum.is_empty() {
            return Says::Condition { holds: self.expr(2) };
        }
        let at_most = Some(Number::from(i64::from(self.dice.below(14))));
        let at_least = if self.dice.chance(40) { Some(Number::from(i64::from(self.dice.below(4)))) } else { None };
        Says::Limit { sum, at_least, at_most, when: self.when() }
    }
}
