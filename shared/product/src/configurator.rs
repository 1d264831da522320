//! A configurator speaks in ids and sentences; the engine behind it in positions.

use crate::{
    conflicts::{self, Bounds, Choice},
    dense::{at, put, small},
    engine::{BackEnd, Completion, Engine, Outlook, Repair, State},
    fault::Fault,
    graph::{Graph, GraphLimits, GraphSize},
    model::{Flat, Model, Number, Sizes},
    network::Network,
    sat::{Explainer, SatEngine},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Choices: attribute id to option id.
pub type Choices = BTreeMap<String, String>;

/// How large models and graphs may grow.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// Of the model.
    pub sizes: Sizes,
    /// Of its graph.
    pub graph: GraphLimits,
}

/// What is wanted of a click beyond what is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Ask {
    /// The cheapest price with each option. The graph always tells.
    pub prices: bool,
    /// How many products are left.
    pub count: bool,
    /// The reasons of automatic consequences.
    pub reasons: bool,
}

/// The answer to a click.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Whether any product has all choices.
    pub valid: bool,
    /// Every attribute with its options.
    pub attributes: Vec<AttributeView>,
    /// What follows from the choices without having been chosen.
    pub consequences: Vec<Consequence>,
    /// The cheapest product with these choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cheapest: Option<Built>,
    /// How many products are left, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
}

/// An attribute in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeView {
    /// Its id.
    pub id: String,
    /// The chosen option.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<String>,
    /// In the model's order.
    pub options: Vec<OptionView>,
}

/// An option in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionView {
    /// Its id.
    pub id: String,
    /// Whether some product has all choices and this.
    pub possible: bool,
    /// Whether it could take the place of what is chosen for this attribute, all other choices kept.
    pub alternative: bool,
    /// Price of the cheapest product with it, in minor units, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
}

/// A value that follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// The attribute.
    pub attribute: String,
    /// Its only possible option.
    pub option: String,
    /// Why, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

/// Choices and rules that together have a consequence: a minimal set of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Reason {
    /// One's own choices, without any of which it would not be so.
    pub choices: Vec<Chosen>,
    /// The rules; none where the model is too large to tell.
    pub rules: Vec<RuleName>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Chosen {
    /// The attribute.
    pub attribute: String,
    /// The option.
    pub option: String,
}

/// A rule, for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RuleName {
    /// Its id.
    pub id: String,
    /// Its sentence.
    pub sentence: String,
}

/// A whole product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Built {
    /// Attribute to option.
    pub options: BTreeMap<String, String>,
    /// Price in minor units.
    pub price: i64,
    /// Whether nothing cheaper exists for certain.
    pub proven: bool,
    /// Bill of materials: part number to quantity.
    pub parts: BTreeMap<String, Number>,
}

/// A way out of a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mended {
    /// The choices that change, with what becomes of them.
    pub changes: Vec<Change>,
    /// The product.
    pub product: Built,
}

/// One changed choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The attribute.
    pub attribute: String,
    /// What was chosen.
    pub from: String,
    /// What it becomes.
    pub to: String,
}

/// A model that is ready to be configured.
pub struct Configurator {
    flat: Flat,
    network: Arc<Network>,
    engine: Box<dyn Engine>,
    explainer: Option<Explainer>,
    graph_size: Option<GraphSize>,
    fallback: Option<Fault>,
    /// The option that each attribute has in every product, if it has one.
    fixed: Vec<Option<u32>>,
}

const CONFLICTS: Bounds = Bounds { conflicts: 8, sets: 60 };

impl Configurator {
    /// Compiles a model; where its graph would be too large, the satisfiability back end is used.
    pub fn build(model: &Model, limits: &Limits) -> Result<Self, Vec<Fault>> {
        let (flat, network) = prepared(model, limits)?;
        match Graph::compile(&flat, Arc::clone(&network), &limits.graph) {
            Ok(graph) => Ok(Self::with_graph(flat, network, graph)),
            Err(fault) => {
                let mut sat = Self::with_sat(flat, network)?;
                sat.fallback = Some(fault);
                Ok(sat)
            }
        }
    }

    /// Compiles a model for one back end.
    pub fn build_with(model: &Model, limits: &Limits, back_end: BackEnd) -> Result<Self, Vec<Fault>> {
        let (flat, network) = prepared(model, limits)?;
        match back_end {
            BackEnd::Graph => {
                let graph = Graph::compile(&flat, Arc::clone(&network), &limits.graph).map_err(|fault| vec![fault])?;
                Ok(Self::with_graph(flat, network, graph))
            }
            BackEnd::Sat => Self::with_sat(flat, network),
        }
    }

    /// Loads a graph that was stored by [`Self::graph_bytes`] for the same rules.
    pub fn load(model: &Model, limits: &Limits, bytes: &[u8]) -> Result<Self, Vec<Fault>> {
        let (flat, network) = prepared(model, limits)?;
        let graph = Graph::from_bytes(&flat, Arc::clone(&network), bytes).map_err(|fault| vec![fault])?;
        Ok(Self::with_graph(flat, network, graph))
    }

    fn with_graph(flat: Flat, network: Arc<Network>, graph: Graph) -> Self {
        let size = graph.size();
        let mut made = Self::with_engine(flat, network, Box::new(graph));
        made.graph_size = Some(size);
        made
    }

    fn with_sat(flat: Flat, network: Arc<Network>) -> Result<Self, Vec<Fault>> {
        let sat = SatEngine::new(&flat, Arc::clone(&network)).map_err(|fault| vec![fault])?;
        Ok(Self::with_engine(flat, network, Box::new(sat)))
    }

    fn with_engine(flat: Flat, network: Arc<Network>, mut engine: Box<dyn Engine>) -> Self {
        let outlook = engine.outlook(&[], false);
        let fixed = (0..network.attributes).map(|var| only(&network, &outlook, var)).collect();
        Self { flat, network, engine, explainer: None, graph_size: None, fallback: None, fixed }
    }

    /// Makes ready to name rules, which otherwise happens when they are first asked for.
    pub fn warm_up(&mut self) {
        if self.explainer.is_none() {
            self.explainer = Explainer::new(Arc::clone(&self.network));
        }
    }

    /// Which back end answers.
    pub fn back_end(&self) -> BackEnd {
        self.engine.back_end()
    }

    /// Why it is not the graph.
    pub fn fallback(&self) -> Option<&Fault> {
        self.fallback.as_ref()
    }

    /// How large the graph is, if there is one.
    pub fn graph_size(&self) -> Option<GraphSize> {
        self.graph_size
    }

    /// The graph for storing, if there is one; compress it.
    pub fn graph_bytes(&self) -> Option<Vec<u8>> {
        self.engine.graph_bytes()
    }

    /// The unrolled model.
    pub fn flat(&self) -> &Flat {
        &self.flat
    }

    /// The engine, for those who count in positions.
    pub fn engine(&mut self) -> &mut dyn Engine {
        &mut *self.engine
    }

    /// Choices by position.
    pub fn state(&self, choices: &Choices) -> Result<Vec<Option<u32>>, Fault> {
        let mut state = vec![None; self.flat.attributes.len()];
        for (attribute, option) in choices {
            let unknown = || {
                Fault::new("choice-attribute", format!("there is no attribute {attribute:?}")).with("name", attribute)
            };
            let position = self.flat.attribute(attribute).ok_or_else(unknown)?;
            let found = self.flat.attribute_at(position).and_then(|known| known.option(option));
            let missing = || {
                let text = format!("it has no option {option:?}");
                Fault::new("choice-option", text).with("option", option).at(attribute)
            };
            put(&mut state, position, Some(found.ok_or_else(missing)?));
        }
        Ok(state)
    }

    /// Answers a click: the choices as they are now.
    pub fn answer(&mut self, choices: &Choices, ask: Ask) -> Result<Answer, Fault> {
        let state = self.state(choices)?;
        let outlook = self.engine.outlook(&state, ask.prices);
        let valid = outlook.feasible();
        let cheapest = if valid { self.engine.cheapest(&state).map(|found| self.built(&found)) } else { None };
        let count = if ask.count { self.engine.count(&state).map(|count| count.to_string()) } else { None };
        Ok(Answer {
            valid,
            attributes: self.attributes(&state, &outlook),
            consequences: self.consequences(&state, &outlook, ask.reasons),
            cheapest,
            count,
        })
    }

    fn attributes(&self, state: &State, outlook: &Outlook) -> Vec<AttributeView> {
        let view = |(var, attribute): (u32, &crate::model::FlatAttribute)| {
            let options = (0..).zip(&attribute.options).map(|(value, option)| {
                let number = self.network.option(var, value);
                OptionView {
                    id: option.id.clone(),
                    possible: at(&outlook.possible, number),
                    alternative: at(&outlook.alternative, number),
                    price: at(&outlook.prices, number),
                }
            });
            let chosen = at(state, var).and_then(|value| attribute.options.get(value as usize));
            AttributeView {
                id: attribute.id.clone(),
                chosen: chosen.map(|option| option.id.clone()),
                options: options.collect(),
            }
        };
        (0..).zip(&self.flat.attributes).map(view).collect()
    }

    fn consequences(&mut self, state: &State, outlook: &Outlook, reasons: bool) -> Vec<Consequence> {
        let open = |&var: &u32| at(state, var).is_none() && at(&self.fixed, var).is_none();
        let forced = (0..self.network.attributes).filter(open);
        let forced: Vec<Choice> = forced.filter_map(|var| Some((var, only(&self.network, outlook, var)?))).collect();
        let made = forced.into_iter().map(|(var, value)| {
            let Chosen { attribute, option } = self.chosen((var, value));
            let reason = reasons.then(|| self.why_forced(&listed(state), (var, value)));
            Consequence { attribute, option, reason }
        });
        made.collect()
    }

    /// The minimal conflicts among the choices with the rules that make them so; none when the choices can be built.
    pub fn conflicts(&mut self, choices: &Choices) -> Result<Vec<Reason>, Fault> {
        let state = self.state(choices)?;
        let count = state.len();
        let engine = &mut self.engine;
        let found = conflicts::minimal(&listed(&state), CONFLICTS, |some| engine.feasible(&spread(some, count)));
        Ok(found.into_iter().map(|conflict| self.reason(&conflict, None)).collect())
    }

    /// Why an option is not possible; nothing when it is.
    pub fn why_not(&mut self, choices: &Choices, attribute: &str, option: &str) -> Result<Option<Reason>, Fault> {
        let mut others = choices.clone();
        others.remove(attribute);
        let wanted = self.state(&BTreeMap::from([(attribute.to_owned(), option.to_owned())]))?;
        let (wanted, others) = (listed(&wanted), listed(&self.state(&others)?));
        let count = self.flat.attributes.len();
        let engine = &mut self.engine;
        let conflict = conflicts::one(&wanted, &others, &mut |some| engine.feasible(&spread(some, count)));
        let Some(conflict) = conflict else { return Ok(None) };
        let all: Vec<Choice> = conflict.iter().chain(&wanted).copied().collect();
        let rules = self.rules(&all, None);
        Ok(Some(Reason { choices: conflict.iter().map(|&choice| self.chosen(choice)).collect(), rules }))
    }

    /// Why the choices leave only this option; nothing when they leave others.
    pub fn why(&mut self, choices: &Choices, attribute: &str, option: &str) -> Result<Option<Reason>, Fault> {
        let mut others = choices.clone();
        others.remove(attribute);
        let state = self.state(&others)?;
        let forced = self.state(&BTreeMap::from([(attribute.to_owned(), option.to_owned())]))?;
        let Some(&forced) = listed(&forced).first() else { return Ok(None) };
        let left = self.engine.outlook(&state, false);
        if only(&self.network, &left, forced.0) != Some(forced.1) {
            return Ok(None);
        }
        Ok(Some(self.why_forced(&listed(&state), forced)))
    }

    fn why_forced(&mut self, choices: &[Choice], forced: Choice) -> Reason {
        let count = self.flat.attributes.len();
        let (var, value) = forced;
        let others: Vec<u32> = (0..at(&self.network.sizes, var)).filter(|&other| other != value).collect();
        let engine = &mut self.engine;
        let mut open = |some: &[Choice]| {
            let mut state = spread(some, count);
            others.iter().any(|&other| {
                put(&mut state, var, Some(other));
                engine.feasible(&state)
            })
        };
        let needed = conflicts::one(&[], choices, &mut open).unwrap_or_default();
        self.reason(&needed, Some(forced))
    }

    /// The best repair, and others that keep what it changes; the fewest changes first, then the cheapest.
    pub fn repairs(&mut self, choices: &Choices, kept: &[&str], most: usize) -> Result<Vec<Mended>, Fault> {
        let state = self.state(choices)?;
        let kept: Vec<u32> = kept.iter().filter_map(|id| self.flat.attribute(id)).collect();
        let mut found: Vec<Repair> = self.engine.repair(&state, &kept).into_iter().collect();
        let changed = found.first().map(|best| best.changed.clone()).unwrap_or_default();
        for &var in changed.iter().take(most) {
            let more_kept: Vec<u32> = kept.iter().copied().chain([var]).collect();
            let other = self.engine.repair(&state, &more_kept);
            found.extend(other.filter(|other| found.iter().all(|known| known.changed != other.changed)));
        }
        found.sort_by_key(|repair| (repair.changed.len(), repair.completion.price));
        found.truncate(most);
        Ok(found.iter().map(|repair| self.mended(&state, repair)).collect())
    }

    fn mended(&self, state: &State, repair: &Repair) -> Mended {
        let name = |var: u32, value: u32| self.chosen((var, value));
        let change = |&var: &u32| {
            let from = name(var, at(state, var).unwrap_or_default());
            let to = name(var, at(&repair.completion.product, var));
            Change { attribute: from.attribute, from: from.option, to: to.option }
        };
        Mended { changes: repair.changed.iter().map(change).collect(), product: self.built(&repair.completion) }
    }

    fn built(&self, completion: &Completion) -> Built {
        let options = (0..).zip(&completion.product).map(|(var, &value)| {
            let chosen = self.chosen((var, value));
            (chosen.attribute, chosen.option)
        });
        Built {
            options: options.collect(),
            price: completion.price,
            proven: completion.proven,
            parts: self.flat.parts(&completion.product),
        }
    }

    pub(crate) fn chosen(&self, (var, value): Choice) -> Chosen {
        let attribute = self.flat.attribute_at(var).map(|attribute| attribute.id.clone());
        let option = self.flat.option_at(var, value).map(|option| option.id.clone());
        Chosen { attribute: attribute.unwrap_or_default(), option: option.unwrap_or_default() }
    }

    fn reason(&mut self, choices: &[Choice], refused: Option<Choice>) -> Reason {
        let rules = self.rules(choices, refused);
        Reason { choices: choices.iter().map(|&choice| self.chosen(choice)).collect(), rules }
    }

    /// A minimal set of rules that excludes the choices.
    pub(crate) fn rules(&mut self, choices: &[Choice], refused: Option<Choice>) -> Vec<RuleName> {
        self.warm_up();
        let guilty = self.explainer.as_mut().and_then(|explainer| explainer.guilty(choices, refused));
        let rules = guilty.into_iter().flatten().filter_map(|rule| self.flat.rules.get(rule as usize));
        rules.map(|rule| RuleName { id: rule.id.clone(), sentence: rule.sentence.clone() }).collect()
    }
}

fn prepared(model: &Model, limits: &Limits) -> Result<(Flat, Arc<Network>), Vec<Fault>> {
    let flat = model.flatten(&limits.sizes)?;
    let network = Network::of(&flat).map_err(|fault| vec![fault])?;
    Ok((flat, Arc::new(network)))
}

/// The only possible option of an attribute.
fn only(network: &Network, outlook: &Outlook, var: u32) -> Option<u32> {
    let mut possible = (0..at(&network.sizes, var)).filter(|&value| at(&outlook.possible, network.option(var, value)));
    possible.next().filter(|_| possible.next().is_none())
}

/// A state as a list of choices.
fn listed(state: &State) -> Vec<Choice> {
    (0..).zip(state).filter_map(|(var, choice)| Some((var, (*choice)?))).collect()
}

/// A list of choices as a state.
fn spread(choices: &[Choice], count: usize) -> Vec<Option<u32>> {
    let mut state = vec![None; count];
    for &(var, value) in choices {
        put(&mut state, var, Some(value));
    }
    debug_assert!(choices.iter().all(|&(var, _)| var < small(count)), "choices are of this model");
    state
}
