//! What of a model may leave for somebody outside.

use super::{Attribute, Kind, Model, Number, Rule, Says};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What is kept of that which this build does not know: the step that an attribute belongs to.
const GROUP: &str = "group";

impl Model {
    /// The same model without what is the maker's own: parts lists, test cases, numbers that no rule needs, and everything
    /// that this build does not know. It has the same presets and the same products at the same prices, and another hash.
    #[must_use]
    pub fn for_customers(&self) -> Self {
        let used: BTreeSet<&str> = summed(&self.rules).collect();
        let mut model = Self { tests: Vec::new(), extra: Map::new(), ..self.clone() };
        model.base.parts.clear();
        model.presets.iter_mut().for_each(|preset| preset.extra.clear());
        model.attributes.iter_mut().for_each(|attribute| attribute.strip(&used));
        for (own, assembly) in self.assemblies.iter().zip(&mut model.assemblies) {
            let used: BTreeSet<&str> = used.iter().copied().chain(summed(&own.rules)).collect();
            assembly.attributes.iter_mut().for_each(|attribute| attribute.strip(&used));
        }
        model
    }
}

/// The properties that rules sum.
fn summed(rules: &[Rule]) -> impl Iterator<Item = &str> {
    let sums = rules.iter().filter_map(|rule| match &rule.says {
        Says::Limit { sum, .. } => Some(sum),
        _ => None,
    });
    sums.flatten().filter_map(|term| term.property.as_deref())
}

impl Attribute {
    fn strip(&mut self, used: &BTreeSet<&str>) {
        let needed =
            |properties: &mut BTreeMap<String, Number>| properties.retain(|name, _| used.contains(name.as_str()));
        let group = self.extra.remove(GROUP).filter(Value::is_string);
        self.extra = group.map(|group| (GROUP.to_owned(), group)).into_iter().collect();
        match &mut self.kind {
            Kind::Choice { options } => {
                for option in options {
                    option.parts.clear();
                    option.extra.clear();
                    needed(&mut option.properties);
                }
            }
            Kind::Flag(switch) => {
                switch.parts.clear();
                needed(&mut switch.properties);
            }
            Kind::Number(stepped) => stepped.parts_per_unit.clear(),
        }
    }
}
