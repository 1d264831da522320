//! What the parts of the configurator share: the open model, the choices in the address, what the engine says of them.

use super::link;
use crate::{
    features::{address::Address, quotes::Made},
    services::{WorkshopHandle, say_problem},
    ui::format,
};
use leptos::{prelude::*, task::spawn_local};
use protocol::{
    Attribute, Choosable, Click, Clicked, Configure, Configured, Explain, Explained, ModelOpened,
    product::{Ask, Choices, Mended, OptionView},
};
use shared::{Id, Problem};
use std::sync::Arc;

/// The word of the address under which choices stand.
const CHOOSE: &str = "choose";
/// The word under which the line of a quote stands that is configured again.
pub(super) const LINE: &str = "line";

/// An option, by the positions of attribute and option in the model.
pub(super) type Place = (usize, usize);

/// How an option stands to the choices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stand {
    /// It can be chosen.
    #[default]
    Open,
    /// It is chosen.
    Chosen,
    /// The choices leave nothing else.
    Follows,
    /// Every product has it.
    Always,
    /// The choices exclude it.
    Refused,
}

impl Stand {
    /// Whether the product that is being made has it for certain.
    pub(super) fn is_decided(self) -> bool {
        matches!(self, Self::Chosen | Self::Follows | Self::Always)
    }
}

/// An option that somebody asked about, and the answer once it is here.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    pub place: Place,
    pub answer: Option<Explained>,
}

/// Handles only, so that it can be copied into closures.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    address: Address,
    pub workshop: WorkshopHandle,
    /// What is configured by which record.
    pub made: Made,
    pub model: StoredValue<Arc<ModelOpened>>,
    /// The choices of the address that the model knows.
    pub choices: Memo<Choices>,
    /// Those that it does not know, as the address names them.
    pub strange: Memo<Vec<String>>,
    /// How every option of every attribute stands.
    stands: Memo<Vec<Vec<Stand>>>,
    /// The last answer.
    pub clicked: RwSignal<Option<Arc<Clicked>>>,
    /// Why there is no answer to the last click.
    pub trouble: RwSignal<Option<String>>,
    pub asked: RwSignal<Option<Asked>>,
}

impl Desk {
    pub(super) fn new(address: Address, workshop: WorkshopHandle, made: Made, model: Arc<ModelOpened>) -> Self {
        let model = StoredValue::new(model);
        let named = Memo::new(move |_| link::read(&address.get(CHOOSE).unwrap_or_default()));
        let known = move |(key, option): &(&String, &String)| {
            model.with_value(|model| model.attributes.iter().any(|a| a.id == **key && option_at(a, option).is_some()))
        };
        let choices = Memo::new(move |_| {
            named.with(|all| all.iter().filter(known).map(|(key, option)| (key.clone(), option.clone())).collect())
        });
        let strange = Memo::new(move |_| {
            let words = |(key, option): (&String, &String)| format!("{key}: {option}");
            named.with(|all| all.iter().filter(|pair| !known(pair)).map(words).collect())
        });
        let (clicked, trouble, asked) = (RwSignal::new(None::<Arc<Clicked>>), RwSignal::new(None), RwSignal::new(None));
        let stands = Memo::new(move |_| {
            let (choices, clicked) = (choices.read(), clicked.get());
            model.with_value(|model| {
                let all = model.attributes.iter().enumerate();
                all.map(|(at, attribute)| stands(attribute, &choices, at, clicked.as_deref())).collect::<Vec<_>>()
            })
        });
        let desk = Self { address, workshop, made, model, choices, strange, stands, clicked, trouble, asked };
        Effect::new(move || desk.click(desk.choices.get()));
        desk
    }

    /// Asks what is possible with these choices. Of answers that come late only the last one counts.
    fn click(self, choices: Choices) {
        self.asked.set(None);
        let model = self.model.with_value(|model| model.hash.clone());
        let ask = Ask { count: true, ..Ask::default() };
        spawn_local(async move {
            let click = Click { model, choices: choices.clone(), keep: Vec::new(), ask };
            let answer = self.workshop.ask(click).await;
            if self.choices.try_get_untracked() != Some(choices) {
                return;
            }
            self.trouble.set(answer.as_ref().err().map(|problems| words(problems)));
            if let Ok(clicked) = answer {
                self.clicked.set(Some(Arc::new(clicked)));
            }
        });
    }

    /// The whole product that these choices are, or that the cheapest with them is.
    pub(super) async fn configured(self) -> Result<Configured, Vec<Problem>> {
        let model = self.model.with_value(|model| model.hash.clone());
        self.workshop.ask(Configure { model, choices: self.choices.get_untracked() }).await
    }

    /// The line of a quote that is configured again.
    pub(super) fn line(self) -> Option<Id> {
        self.address.get(LINE)?.parse().ok()
    }

    /// Leaves for another page.
    pub(super) fn go(self, to: String) {
        self.address.go(to);
    }

    /// Asks once more what could not be answered.
    pub(super) fn again(self) {
        self.click(self.choices.get_untracked());
    }

    /// Asks why an option stands as it does; a second time takes the answer away.
    pub(super) fn ask_why(self, place: Place) {
        if self.asked.with_untracked(|asked| asked.as_ref().is_some_and(|asked| asked.place == place)) {
            return self.asked.set(None);
        }
        let Some((attribute, option)) = self.ids(place) else { return };
        self.asked.set(Some(Asked { place, answer: None }));
        let model = self.model.with_value(|model| model.hash.clone());
        let choices = self.choices.get_untracked();
        spawn_local(async move {
            match self.workshop.ask(Explain { model, choices, attribute, option }).await {
                Ok(answer) => self.asked.update(|asked| {
                    if let Some(asked) = asked.as_mut().filter(|asked| asked.place == place) {
                        asked.answer = Some(answer);
                    }
                }),
                Err(problems) => self.trouble.set(Some(words(&problems))),
            }
        });
    }

    /// Chooses an option; where the choices exclude it, says why and what would help.
    pub(super) fn press(self, place: Place) {
        if untrack(|| self.stand(place)) == Stand::Refused {
            return self.ask_why(place);
        }
        self.change(|choices| choices.extend(self.ids(place)));
    }

    /// Takes choices back.
    pub(super) fn clear(self, attribute: &str) {
        self.change(|choices| drop(choices.remove(attribute)));
    }

    /// Begins anew with these choices.
    pub(super) fn begin(self, choices: Choices) {
        self.change(|own| *own = choices);
    }

    /// What the address says under a word.
    pub(super) fn get(self, word: &str) -> Option<String> {
        self.address.get(word)
    }

    /// Changes what the address says under a word.
    pub(super) fn set(self, word: &'static str, value: Option<String>) {
        self.address.set(&[(word, value)]);
    }

    /// Takes all choices back.
    pub(super) fn start_over(self) {
        self.change(Choices::clear);
    }

    /// Chooses an option and changes for it what a repair changes.
    pub(super) fn mend(self, wanted: Option<Place>, repair: &Mended) {
        self.change(|choices| {
            choices.extend(wanted.and_then(|place| self.ids(place)));
            choices.extend(repair.changes.iter().map(|change| (change.attribute.clone(), change.to.clone())));
        });
    }

    /// Chooses for everything that is open what the cheapest product has.
    pub(super) fn complete(self) {
        let Some(clicked) = self.clicked.get_untracked() else { return };
        let Some(cheapest) = &clicked.answer.cheapest else { return };
        self.change(|choices| *choices = cheapest.options.clone());
    }

    fn change(self, change: impl FnOnce(&mut Choices)) {
        let mut choices = self.choices.get_untracked();
        change(&mut choices);
        self.address.set(&[(CHOOSE, link::write(&choices))]);
    }

    // What things are

    /// Reads an attribute of the model.
    pub(super) fn attribute<T>(self, at: usize, read: impl FnOnce(&Attribute) -> T) -> Option<T> {
        self.model.with_value(|model| model.attributes.get(at).map(read))
    }

    /// Reads an option of the model.
    pub(super) fn option<T>(self, (at, option): Place, read: impl FnOnce(&Choosable) -> T) -> Option<T> {
        self.attribute(at, |attribute| attribute.options.get(option).map(read)).flatten()
    }

    fn ids(self, place: Place) -> Option<(String, String)> {
        Some((self.attribute(place.0, |a| a.id.clone())?, self.option(place, |option| option.id.clone())?))
    }

    /// How an option stands to the choices as they are; to the answer before while the next is on its way.
    pub(super) fn stand(self, (at, option): Place) -> Stand {
        self.stands.with(|all| all.get(at).and_then(|own| own.get(option)).copied().unwrap_or_default())
    }

    /// The option that an attribute has for certain, and why.
    pub(super) fn decided(self, at: usize) -> Option<(usize, Stand)> {
        self.stands.with(|all| all.get(at)?.iter().copied().enumerate().find(|(_, stand)| stand.is_decided()))
    }

    /// The option of the cheapest product.
    pub(super) fn cheapest(self, at: usize) -> Option<usize> {
        let clicked = self.clicked.get()?;
        let built = clicked.answer.cheapest.as_ref()?;
        self.attribute(at, |attribute| option_at(attribute, built.options.get(&attribute.id)?)).flatten()
    }

    /// What the cheapest product with an option costs more than the cheapest without, in minor units.
    pub(super) fn difference(self, place: Place) -> Option<i64> {
        self.clicked.with(|clicked| {
            let answer = &clicked.as_ref()?.answer;
            Some(view(clicked.as_deref()?, place)?.price?.saturating_sub(answer.cheapest.as_ref()?.price))
        })
    }

    /// Whether the choices can be built, as far as is known.
    pub(super) fn is_valid(self) -> bool {
        self.clicked.with(|clicked| clicked.as_ref().is_none_or(|clicked| clicked.answer.valid))
    }

    // Words

    /// An amount of minor units as people write it.
    pub(super) fn money(self, minor: i64) -> String {
        self.model.with_value(|model| {
            let amount = decimal(minor, model.minor_digits);
            if model.currency.is_empty() { amount } else { format::money(&amount, &model.currency) }
        })
    }

    /// `+€120`, `−€40`.
    pub(super) fn signed(self, minor: i64) -> String {
        let sign = if minor < 0 { '−' } else { '+' };
        format!("{sign}{}", self.money(minor.saturating_abs()))
    }

    /// The names of an attribute and one of its options, by their ids.
    pub(super) fn names(self, attribute: &str, option: &str) -> (String, String) {
        self.model.with_value(|model| {
            let found = model.attributes.iter().find(|known| known.id == attribute);
            let chosen =
                found.and_then(|found| found.options.iter().find(|known| known.id == option).map(|o| (found, o)));
            chosen.map_or_else(
                || (attribute.to_owned(), option.to_owned()),
                |(attribute, option)| (attribute.name.clone(), option_words(attribute, option)),
            )
        })
    }
}

/// What an option is called, numbers with their unit.
pub(super) fn option_words(attribute: &Attribute, option: &Choosable) -> String {
    match option.id.parse().ok().filter(|_| option.number.is_some()) {
        Some(number) if attribute.unit.is_empty() => format::number(number),
        Some(number) => format!("{}\u{a0}{}", format::number(number), attribute.unit),
        None => option.name.clone(),
    }
}

/// Problems as people read them.
pub(super) fn words(problems: &[Problem]) -> String {
    problems.iter().map(say_problem).collect::<Vec<_>>().join(" ")
}

fn option_at(attribute: &Attribute, id: &str) -> Option<usize> {
    attribute.options.iter().position(|option| option.id == id)
}

fn view(clicked: &Clicked, (at, option): Place) -> Option<&OptionView> {
    clicked.answer.attributes.get(at)?.options.get(option)
}

/// How the options of an attribute stand.
fn stands(attribute: &Attribute, choices: &Choices, at: usize, clicked: Option<&Clicked>) -> Vec<Stand> {
    let chosen = choices.get(&attribute.id);
    let told = clicked.and_then(|clicked| clicked.answer.attributes.get(at));
    let is_left = |option: usize| told.is_some_and(|told| told.options.get(option).is_some_and(|o| o.possible));
    let others = (0..attribute.options.len()).filter(|option| is_left(*option)).nth(1).is_some();
    // An answer that still knows a choice that was taken back does not say what follows.
    let is_only = chosen.is_none() && !others && told.is_some_and(|told| told.chosen.is_none());
    let follows = |clicked: &Clicked| clicked.answer.consequences.iter().any(|known| known.attribute == attribute.id);
    let only = if is_only && clicked.is_some_and(follows) { Stand::Follows } else { Stand::Always };
    let stand = |(option, choosable): (usize, &Choosable)| match told.and_then(|told| told.options.get(option)) {
        _ if chosen == Some(&choosable.id) => Stand::Chosen,
        Some(view) if !view.possible && !view.alternative => Stand::Refused,
        Some(view) if view.possible && is_only => only,
        _ => Stand::Open,
    };
    attribute.options.iter().enumerate().map(stand).collect()
}

/// Minor units as decimal text: 12345 with two digits is `123.45`.
fn decimal(minor: i64, digits: u32) -> String {
    let digits = usize::try_from(digits).unwrap_or_default();
    let text = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, rest) = text.split_at(text.len() - digits);
    let sign = if minor < 0 { "-" } else { "" };
    if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::decimal;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn minor_units_become_decimals() {
        let said = [(12_345, 2), (5, 2), (-5, 2), (7, 0), (-1_200, 3), (0, 2)].map(|(minor, n)| decimal(minor, n));
        assert_eq!(said, ["123.45", "0.05", "-0.05", "7", "-1.200", "0.00"]);
    }
}
