//! What one person sees of the truth, for queries.

use std::sync::Arc;

use shared::{Id, Record, query::Source, rules::Access, sync::Authority};

/// The live rows that a person may hold. Ask by the schema that the person sees, which keeps hidden fields out of
/// filters, orders and searches.
pub struct View<'a> {
    truth: &'a Authority,
    access: &'a Access,
    entity: &'a str,
    after: Option<Id>,
    /// Rows of the entity as the person may read them, where that is less than what is there: so that not even the
    /// time of a change tells that there is something.
    concealed: Option<Vec<Arc<Record>>>,
}

impl<'a> View<'a> {
    /// What a person sees, to ask about an entity: its rows begin after the id `after`.
    pub fn new(truth: &'a Authority, access: &'a Access, entity: &'a str, after: Option<Id>) -> Self {
        let hides = truth.schema().hidden_from(access.role).touches(entity);
        let concealed = hides.then(|| truth.given(access, entity).collect());
        Self { truth, access, entity, after, concealed }
    }
}

impl Source for View<'_> {
    fn records<'a>(&'a self, entity: &str) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'a> {
        let after = self.after;
        let goes_on = move |record: &&Arc<Record>| after.is_none_or(|after| record.id > after);
        match &self.concealed {
            Some(rows) if *entity == *self.entity => Box::new(rows.iter().filter(goes_on)),
            _ => Box::new(self.truth.visible(self.access, entity).map(|held| &held.record).filter(goes_on)),
        }
    }

    fn record(&self, entity: &str, id: Id) -> Option<&Arc<Record>> {
        let held = self.truth.held(entity, id).filter(|held| held.is_live())?;
        self.access.sees(self.truth.schema(), &held.record).then_some(&held.record)
    }
}
