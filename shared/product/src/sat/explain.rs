//! Which rules make choices impossible.

use super::encode::Encoding;
use crate::{dense::at, network::Network};
use batsat::Lit;
use std::sync::Arc;

/// Names guilty rules.
pub(crate) struct Explainer {
    network: Arc<Network>,
    rules: Vec<u32>,
    all: Encoding,
}

impl Explainer {
    /// Nothing when some rule cannot be encoded.
    pub(crate) fn new(network: Arc<Network>) -> Option<Self> {
        let all = Encoding::new(&network, true, |_| true).ok()?;
        let mut rules: Vec<u32> = network.constraints.iter().map(|constraint| constraint.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        Some(Self { network, rules, all })
    }

    /// A minimal set of rules that together exclude these options of attributes: without any one of them, the others
    /// allow the options. Nothing when the options are possible. With `refused`, it is not these options that are
    /// excluded but every product that has them and lacks `refused`.
    pub(crate) fn guilty(&mut self, choices: &[(u32, u32)], refused: Option<(u32, u32)>) -> Option<Vec<u32>> {
        let mut assumptions = fixed(&mut self.all, &self.network, choices, refused);
        let choices_end = assumptions.len();
        for &rule in &self.rules {
            assumptions.push(self.all.selector(rule));
        }
        if self.all.solve(&assumptions) {
            return None;
        }
        let core = self.all.core(&assumptions).into_iter();
        let suspects = core.filter_map(|place| (place as usize).checked_sub(choices_end));
        let suspects: Vec<u32> = suspects.filter_map(|place| self.rules.get(place).copied()).collect();
        Some(self.minimal(suspects, choices, refused))
    }

    /// Drops rules while the rest still excludes the choices. Only the suspects are encoded, so this is quick.
    fn minimal(&self, mut rules: Vec<u32>, choices: &[(u32, u32)], refused: Option<(u32, u32)>) -> Vec<u32> {
        let Ok(mut few) = Encoding::new(&self.network, true, |rule| rules.contains(&rule)) else { return rules };
        let assumed = fixed(&mut few, &self.network, choices, refused);
        let mut needed: Vec<u32> = Vec::new();
        while let Some(tried) = rules.pop() {
            let order: Vec<u32> = needed.iter().chain(&rules).copied().collect();
            let selectors: Vec<Lit> = order.iter().map(|&rule| few.selector(rule)).collect();
            let assumptions: Vec<Lit> = selectors.into_iter().chain(assumed.iter().copied()).collect();
            if few.solve(&assumptions) {
                needed.push(tried);
                continue;
            }
            let core = few.core(&assumptions);
            let in_core = |rule: &u32| (0..).zip(&order).any(|(place, other)| other == rule && core.contains(&place));
            rules.retain(in_core);
        }
        needed.sort_unstable();
        needed
    }
}

/// The choices as assumptions.
fn fixed(encoding: &mut Encoding, network: &Network, choices: &[(u32, u32)], refused: Option<(u32, u32)>) -> Vec<Lit> {
    let known = |&&(var, value): &&(u32, u32)| value < at(&network.sizes, var);
    let mut assumed: Vec<Lit> =
        choices.iter().filter(known).map(|&(var, value)| encoding.option(network, var, value)).collect();
    if let Some((var, value)) = refused {
        assumed.push(!encoding.option(network, var, value));
    }
    assumed
}
