//! What an author should know of a model before it is published.

use crate::{
    body,
    configurator::{Choices, Chosen, Configurator, Limits, RuleName},
    dense::at,
    engine::BackEnd,
    fault::Fault,
    model::{Case, Model},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The findings on a model that is well formed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Examination {
    /// Which back end found them.
    pub back_end: BackEnd,
    /// Why it is not the graph.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fault>,
    /// How many products there are, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
    /// When no product exists: a minimal set of rules that exclude each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contradiction: Option<Vec<RuleName>>,
    /// Options that no product has.
    pub dead: Vec<Finding>,
    /// Options that every product has although their attribute has others.
    pub always: Vec<Finding>,
    /// The model's own test cases.
    pub tests: Vec<CaseResult>,
    /// The model's presets: those that cannot be built are of no use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presets: Vec<CaseResult>,
    /// Parts of the body that cannot be drawn with some option.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<Fault>,
}

/// An option and the rules that make it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The option.
    pub option: Chosen,
    /// A minimal set; left out after the first [`MOST_EXPLAINED`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<RuleName>>,
}

/// What came of a test case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseResult {
    /// Its name.
    pub name: String,
    /// What is not as it should be; passed when empty.
    pub failures: Vec<Miss>,
}

/// Something that is not as a test case says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Miss {
    /// The choices cannot be built: what excludes them.
    Impossible(Vec<RuleName>),
    /// The choices can be built and should not.
    Possible,
    /// The cheapest product costs this, in minor units.
    Price(i64),
    /// This does not follow.
    Open(Chosen),
    /// The question cannot be asked.
    Fault(Fault),
}

/// How many findings of a kind are explained.
pub const MOST_EXPLAINED: usize = 20;

impl Configurator {
    /// Builds a model and examines it.
    pub fn examine(model: &Model, limits: &Limits) -> Result<Examination, Vec<Fault>> {
        let mut configurator = Self::build(model, limits)?;
        let count = configurator.engine().count(&[]).map(|count| count.to_string());
        let possible = configurator.engine().outlook(&[], false).possible;
        let mut examination = Examination {
            back_end: configurator.back_end(),
            fallback: configurator.fallback().cloned(),
            count,
            contradiction: None,
            dead: Vec::new(),
            always: Vec::new(),
            tests: Vec::new(),
            presets: Vec::new(),
            body: model
                .body
                .as_ref()
                .map(|body| body::examine(body, configurator.flat()))
                .unwrap_or_default()
                .into_iter()
                .map(Fault::in_body)
                .collect(),
        };
        if possible.contains(&true) {
            configurator.find_options(&possible, &mut examination);
        } else {
            examination.contradiction = Some(configurator.rules(&[], None));
        }
        examination.tests = model.tests.iter().map(|case| configurator.test(case)).collect();
        let presets = model.presets.iter().map(|preset| Case {
            name: preset.name.clone(),
            choose: preset.choose.clone(),
            valid: true,
            price: None,
            forces: BTreeMap::new(),
        });
        examination.presets = presets.map(|case| configurator.test(&case)).collect();
        Ok(examination)
    }

    fn find_options(&mut self, possible: &[bool], examination: &mut Examination) {
        let mut first = 0;
        let sizes: Vec<usize> = self.flat().attributes.iter().map(|attribute| attribute.options.len()).collect();
        for (var, size) in (0..).zip(sizes) {
            let numbers = first..first + crate::dense::small(size);
            first = numbers.end;
            let (alive, dead): (Vec<_>, Vec<_>) =
                (0..).zip(numbers).partition(|&(_, number): &(u32, u32)| at(possible, number));
            for &(value, _) in &dead {
                let explained = examination.dead.len() < MOST_EXPLAINED;
                let rules = explained.then(|| self.rules(&[(var, value)], None));
                examination.dead.push(Finding { option: self.chosen((var, value)), rules });
            }
            if let ([(value, _)], false) = (alive.as_slice(), dead.is_empty()) {
                let explained = examination.always.len() < MOST_EXPLAINED;
                let rules = explained.then(|| self.rules(&[], Some((var, *value))));
                examination.always.push(Finding { option: self.chosen((var, *value)), rules });
            }
        }
    }

    /// Runs a test case.
    pub fn test(&mut self, case: &Case) -> CaseResult {
        let failures = self.failures(case).unwrap_or_else(|fault| vec![Miss::Fault(fault)]);
        CaseResult { name: case.name.clone(), failures }
    }

    fn failures(&mut self, case: &Case) -> Result<Vec<Miss>, Fault> {
        let choices: &Choices = &case.choose;
        let state = self.state(choices)?;
        let cheapest = self.engine().cheapest(&state);
        let mut failures = Vec::new();
        if cheapest.is_some() != case.valid {
            failures.push(if case.valid { self.impossible(choices)? } else { Miss::Possible });
        }
        let price = cheapest.map(|found| found.price);
        let expected = case.price.map(|price| price.scaled(self.flat().minor_digits));
        if let (Some(expected), Some(price)) = (expected, price)
            && expected != Some(price)
        {
            failures.push(Miss::Price(price));
        }
        for (attribute, option) in &case.forces {
            if self.why(choices, attribute, option)?.is_none() {
                failures.push(Miss::Open(Chosen { attribute: attribute.clone(), option: option.clone() }));
            }
        }
        Ok(failures)
    }

    fn impossible(&mut self, choices: &Choices) -> Result<Miss, Fault> {
        let first = self.conflicts(choices)?.into_iter().next();
        Ok(Miss::Impossible(first.map(|reason| reason.rules).unwrap_or_default()))
    }
}
