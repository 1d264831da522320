//! What an author should know of a model before it is published.

use crate::{
    body,
    configurator::{Choices, Chosen, Configurator, Limits, RuleName},
    dense::at,
    engine::BackEnd,
    fault::Fault,
    model::{Case, Model, Number},
};
use serde::{Deserialize, Serialize};

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
    pub failures: Vec<String>,
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
            body: model.body.as_ref().map(|body| body::examine(body, configurator.flat())).unwrap_or_default(),
        };
        if possible.contains(&true) {
            configurator.find_options(&possible, &mut examination);
        } else {
            examination.contradiction = Some(configurator.rules(&[], None));
        }
        examination.tests = model.tests.iter().map(|case| configurator.test(case)).collect();
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
        let failures = self.failures(case).unwrap_or_else(|fault| vec![fault.to_string()]);
        CaseResult { name: case.name.clone(), failures }
    }

    fn failures(&mut self, case: &Case) -> Result<Vec<String>, Fault> {
        let choices: &Choices = &case.choose;
        let state = self.state(choices)?;
        let cheapest = self.engine().cheapest(&state);
        let mut failures = Vec::new();
        if cheapest.is_some() != case.valid {
            let found = if case.valid { "the choices cannot be built" } else { "the choices can be built" };
            failures.push(found.to_owned());
        }
        let price = cheapest.map(|found| found.price);
        let expected = case.price.map(|price| price.scaled(self.flat().minor_digits));
        if let (Some(expected), Some(price)) = (expected, price)
            && expected != Some(price)
        {
            let wanted = case.price.unwrap_or(Number::ZERO);
            let minor = self.flat().minor_digits;
            failures.push(format!("the cheapest product costs {price} of 10^-{minor}, not {wanted}"));
        }
        for (attribute, option) in &case.forces {
            if self.why(choices, attribute, option)?.is_none() {
                failures.push(format!("{attribute} = {option} does not follow"));
            }
        }
        Ok(failures)
    }
}
