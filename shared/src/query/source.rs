//! Where a query finds its records.

use crate::{Id, Record, replica::Replica};
use std::sync::Arc;

/// Records by entity, as one person may see them.
pub trait Source {
    /// All records of an entity, in any order. Deleted ones may be among them; queries leave them out.
    fn records<'a>(&'a self, entity: &str) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'a>;

    /// One record; nothing when it does not exist or may not be seen.
    fn record(&self, entity: &str, id: Id) -> Option<&Arc<Record>>;
}

impl Source for Replica {
    fn records<'a>(&'a self, entity: &str) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'a> {
        Box::new(self.rows(entity).iter())
    }

    fn record(&self, entity: &str, id: Id) -> Option<&Arc<Record>> {
        self.get(entity, id)
    }
}

/// Records of one list as a source: for the server's pages and for tests. Finding one record by id
/// walks the list.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'r>(pub &'r [Arc<Record>]);

impl Source for Rows<'_> {
    fn records<'a>(&'a self, entity: &str) -> Box<dyn Iterator<Item = &'a Arc<Record>> + 'a> {
        let entity = crate::Name::from(entity);
        Box::new(self.0.iter().filter(move |record| record.entity == entity))
    }

    fn record(&self, entity: &str, id: Id) -> Option<&Arc<Record>> {
        self.0.iter().find(|record| record.id == id && record.entity == *entity)
    }
}
