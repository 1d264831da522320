//! The steps in which a model is gone through.

use super::{Attribute, Model};
use serde_json::Value;
use std::iter;

impl Model {
    /// The step of each attribute, in the order in which sub-assemblies are unrolled: what its author says, or the instance
    /// of a sub-assembly.
    pub fn groups(&self) -> impl Iterator<Item = String> {
        let said =
            |attribute: &Attribute| attribute.extra.get("group").and_then(Value::as_str).unwrap_or_default().to_owned();
        let instances = self.assemblies.iter().flat_map(|assembly| {
            let own = move |number: u32| {
                let name = format!("{} {number}", assembly.name);
                iter::repeat_n(name, assembly.attributes.len())
            };
            iter::once(assembly.name.clone()).chain((1..=assembly.max).flat_map(own))
        });
        self.attributes.iter().map(said).chain(instances)
    }
}
