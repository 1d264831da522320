//! From choices to a whole product: what a line of a quote keeps, in words and amounts.

use crate::{
    Ask, Built, Change, Choices, Configurator, Fault,
    model::{FlatAttribute, FlatOption},
};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// A whole product with the choices, or with the nearest that go together.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// What every attribute has, in the model's order.
    pub picks: Vec<Pick>,
    /// What the cheapest product of all costs.
    pub from: Decimal,
    /// Bill of materials.
    pub parts: BTreeMap<String, Decimal>,
    /// Choices that the model does not know.
    pub lost: Choices,
    /// Choices that were changed so that all go together.
    pub changed: Vec<Change>,
}

/// What an attribute has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// The attribute.
    pub attribute: String,
    /// Its option.
    pub option: String,
    /// What people call the attribute; empty where it is not worth telling.
    pub name: String,
    /// What people call the option; empty where it is not worth telling.
    pub words: String,
    /// What it costs more than the cheapest product's; nothing where that is the same.
    pub more: Option<Decimal>,
    /// Nobody chose it: it follows, or is what costs least.
    pub follows: bool,
}

impl Configurator {
    /// Turns choices into a whole product. What is not decided becomes what costs least; what the model does not know is
    /// left out, and where the choices exclude each other the least of them change. `digits` are those of its currency.
    ///
    /// # Errors
    /// When the model has no product at all.
    pub fn whole(&mut self, choices: &Choices, digits: u32) -> Result<Whole, Fault> {
        let known = |(attribute, option): &(&String, &String)| self.has(attribute, option);
        let owned = |(attribute, option): (&String, &String)| (attribute.clone(), option.clone());
        let lost = choices.iter().filter(|pair| !known(pair)).map(owned).collect();
        let kept: Choices = choices.iter().filter(known).map(owned).collect();
        let least = self.cheapest(&Choices::new())?.ok_or_else(empty)?;
        let (built, changed) = self.nearest(&kept)?;
        let made = self.flat().attributes.iter().map(|attribute| {
            let own = picked(attribute, &built)?;
            Some(pick(attribute, own, picked(attribute, &least)?, kept.contains_key(&attribute.id), digits))
        });
        Ok(Whole {
            picks: made.flatten().collect(),
            from: Decimal::new(least.price, digits),
            parts: built.parts.iter().map(|(part, quantity)| (part.clone(), quantity.0)).collect(),
            lost,
            changed,
        })
    }

    fn has(&self, attribute: &str, option: &str) -> bool {
        let found = self.flat().attributes.iter().find(|known| known.id == *attribute);
        found.is_some_and(|found| found.options.iter().any(|known| known.id == *option))
    }

    fn cheapest(&mut self, choices: &Choices) -> Result<Option<Built>, Fault> {
        Ok(self.answer(choices, Ask::default())?.cheapest)
    }

    /// The cheapest product with the choices; where they exclude each other, that of the least change.
    fn nearest(&mut self, choices: &Choices) -> Result<(Built, Vec<Change>), Fault> {
        if let Some(built) = self.cheapest(choices)? {
            return Ok((built, Vec::new()));
        }
        let mended = self.repairs(choices, &[], 1)?.pop().ok_or_else(empty)?;
        Ok((mended.product, mended.changes))
    }
}

fn empty() -> Fault {
    Fault::new("model-empty", "no product can be built by this model")
}

fn picked<'a>(attribute: &'a FlatAttribute, built: &Built) -> Option<&'a FlatOption> {
    let option = built.options.get(&attribute.id)?;
    attribute.options.iter().find(|known| known.id == *option)
}

/// An option with its words, where it is worth telling: it was chosen, costs something or stands for something.
fn pick(attribute: &FlatAttribute, own: &FlatOption, least: &FlatOption, chosen: bool, digits: u32) -> Pick {
    let more = own.price - least.price;
    let told = chosen || more != 0 || own.price != 0 || own.present;
    let words = |words: String| if told { words } else { String::new() };
    Pick {
        attribute: attribute.id.clone(),
        option: own.id.clone(),
        name: words(attribute.name.clone()),
        words: words(said(attribute, own)),
        more: (more != 0).then(|| Decimal::new(more, digits)),
        follows: !chosen,
    }
}

/// What an option is called, numbers with their unit.
fn said(attribute: &FlatAttribute, option: &FlatOption) -> String {
    match option.number {
        Some(_) if attribute.unit.is_empty() => option.id.clone(),
        Some(_) => format!("{}\u{a0}{}", option.id, attribute.unit),
        None => option.name.clone(),
    }
}
