//! What links to a record, by index: of a hundred thousand activities nobody looks at each to show those of one customer.

use super::Replica;
use crate::{Id, Record, schema::FieldDef, sync::Rows};
use rustc_hash::FxHashSet;
use std::sync::Arc;

impl Replica {
    /// Live rows of an entity that lead to any of these records by any of these fields, each once.
    pub fn linking<'f>(
        &self,
        entity: &str,
        fields: impl IntoIterator<Item = &'f FieldDef>,
        to: &[Id],
    ) -> Vec<Arc<Record>> {
        let (ids, mut seen) = (to.iter().map(Id::to_string).collect::<Vec<_>>(), FxHashSet::default());
        let mut found = Vec::new();
        for field in fields {
            let by_it = ids.iter().flat_map(|id| self.holding(entity, &field.id, id));
            found.extend(by_it.filter(|row| seen.insert(row.id)));
        }
        found
    }
}
