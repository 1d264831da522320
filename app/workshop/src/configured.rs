//! From choices to what a line of a quote keeps.

use crate::{Workshop, faults::failure, models::Opened};
use pricing::draft::Choice;
use product::{Ask, Built, Change, Choices, Configurator};
use protocol::{Attribute, Choosable, Configure, Configured, Failure, Reply};
use rust_decimal::Decimal;
use shared::Problem;
use std::collections::BTreeMap;

impl Workshop {
    /// A whole product with these choices, or with the nearest that go together.
    pub(crate) fn configure(&mut self, question: Configure) -> Reply<Configured> {
        let Configure { model, choices } = question;
        let Opened { configurator, about, .. } = self.model(&model)?;
        let known =
            |(attribute, option): &(&String, &String)| option_of(&about.attributes, attribute, option).is_some();
        let lost = choices.iter().filter(|pair| !known(pair)).map(owned).collect();
        let kept: Choices = choices.iter().filter(known).map(owned).collect();
        let least = cheapest(configurator, &Choices::new())?;
        let (built, changed) = nearest(configurator, &kept)?;
        let chosen = |attribute: &Attribute| kept.contains_key(&attribute.id);
        let made = about.attributes.iter().map(|attribute| {
            let own = picked(attribute, &built)?;
            Some(choice(attribute, own, picked(attribute, &least)?, chosen(attribute), about.minor_digits))
        });
        Ok(Configured {
            choices: made.flatten().collect(),
            from: Decimal::new(least.price, about.minor_digits),
            parts: built.parts.iter().map(|(part, quantity)| (part.clone(), quantity.0)).collect::<BTreeMap<_, _>>(),
            lost,
            changed,
        })
    }
}

fn owned((attribute, option): (&String, &String)) -> (String, String) {
    (attribute.clone(), option.clone())
}

fn option_of<'a>(attributes: &'a [Attribute], attribute: &str, option: &str) -> Option<&'a Choosable> {
    let attribute = attributes.iter().find(|known| known.id == attribute)?;
    attribute.options.iter().find(|known| known.id == option)
}

fn picked<'a>(attribute: &'a Attribute, built: &Built) -> Option<&'a Choosable> {
    let option = built.options.get(&attribute.id)?;
    attribute.options.iter().find(|known| known.id == *option)
}

fn cheapest(configurator: &mut Configurator, choices: &Choices) -> Result<Built, Failure> {
    let answer = configurator.answer(choices, Ask::default()).map_err(|fault| failure(&fault))?;
    answer.cheapest.ok_or_else(|| Problem::new("problem-model-empty").into())
}

/// The cheapest product with the choices; where they exclude each other, that of the least change.
fn nearest(configurator: &mut Configurator, choices: &Choices) -> Result<(Built, Vec<Change>), Failure> {
    let answer = configurator.answer(choices, Ask::default()).map_err(|fault| failure(&fault))?;
    if let Some(built) = answer.cheapest {
        return Ok((built, Vec::new()));
    }
    let mut repairs = configurator.repairs(choices, &[], 1).map_err(|fault| failure(&fault))?;
    let mended = repairs.pop().ok_or_else(|| Problem::new("problem-model-empty"))?;
    Ok((mended.product, mended.changes))
}

/// An option with its words, where it is worth telling: it was chosen, costs something or stands for something.
fn choice(attribute: &Attribute, own: &Choosable, least: &Choosable, chosen: bool, digits: u32) -> Choice {
    let more = own.price - least.price;
    let told = chosen || more != 0 || own.price != 0 || own.present;
    let words = |words: String| if told { words } else { String::new() };
    Choice {
        name: words(attribute.name.clone()),
        words: words(said(attribute, own)),
        price: (more != 0).then(|| Decimal::new(more, digits)),
        follows: !chosen,
        ..Choice::new(&attribute.id, &own.id)
    }
}

/// What an option is called, numbers with their unit.
fn said(attribute: &Attribute, option: &Choosable) -> String {
    match option.number {
        Some(_) if attribute.unit.is_empty() => option.id.clone(),
        Some(_) => format!("{}\u{a0}{}", option.id, attribute.unit),
        None => option.name.clone(),
    }
}
