//! What one person sees of the truth, for queries.

use std::sync::Arc;

use shared::{Id, Record, query::Source, rules::Access, sync::Authority};

/// The live rows that a person may hold.
pub struct View<'a> {
    /// All rows.
    pub truth: &'a Authority,
    /// The person.
    pub access: &'a Access,
    /// Rows of the entity asked about begin after this id.
    pub after: Option<Id>,
}

impl Source for View<'_> {
    fn records<'a>(&'a self, entity: &str) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'a> {
        let after = self.after;
        let rows = self.truth.visible(self.access, entity).map(|held| &held.record);
        Box::new(rows.filter(move |record| after.is_none_or(|after| record.id > after)))
    }

    fn record(&self, entity: &str, id: Id) -> Option<&Arc<Record>> {
        let held = self.truth.held(entity, id).filter(|held| held.is_live())?;
        self.access.sees(self.truth.schema(), &held.record).then_some(&held.record)
    }
}
