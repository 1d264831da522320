//! The top of the first list, shown while the rest of it is read from the device.

use super::replica::ReplicaHandle;
use crate::replica::IndexedDb;
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Id, Name, Record,
    replica::{Opening, Storage, StorageError},
};
use std::{collections::HashSet, sync::Arc};

/// What the screen asked for shows.
pub struct FirstScreen {
    /// Entities without which it cannot stand.
    pub entities: &'static [&'static str],
    /// How its list is sorted, as in the address, where it is the list of all records of the last of these.
    pub order: Option<String>,
}

/// The top of a list whose rows are not all in memory yet.
#[derive(Debug, PartialEq, Eq)]
pub struct Top {
    entity: Name,
    order: String,
    total: usize,
    ids: HashSet<Id>,
}

impl Top {
    /// Number of rows of the whole list.
    pub fn total(&self) -> usize {
        self.total
    }

    /// What of these rows, in order, is surely the top of the whole list: nothing in another order than the kept one.
    pub fn of(&self, mut rows: Vec<Arc<Record>>, order: &str) -> Vec<Arc<Record>> {
        let last = rows.iter().rposition(|row| self.ids.contains(&row.id)).map_or(0, |last| last + 1);
        rows.truncate(if order == self.order { last } else { 0 });
        rows
    }
}

impl ReplicaHandle {
    /// The top of the list of an entity, while its rows are still being read.
    pub fn top(self, entity: &Name) -> Option<Arc<Top>> {
        self.top.get().filter(|top| top.entity == *entity)
    }

    /// Lays the kept top of the first screen's list into the replica.
    pub(super) async fn feed_top(
        self,
        storage: &IndexedDb,
        opening: &Opening,
        first: &FirstScreen,
    ) -> Result<Option<Top>, StorageError> {
        let (Some(order), Some(entity)) = (&first.order, first.entities.last()) else { return Ok(None) };
        let page = storage.first_page(entity).await?.filter(|page| page.order == *order);
        Ok(page.and_then(|page| {
            let (entity, total) = (page.entity.clone(), page.total);
            let ids = self.inner().replica.borrow_mut().feed_first(opening, page)?;
            Some(Top { entity, order: order.clone(), total, ids: ids.into_iter().collect() })
        }))
    }

    /// Keeps the top of a list of all records of an entity for the next start, which can do without.
    pub fn keep_top(self, entity: &Name, order: &str, rows: &[Arc<Record>]) {
        let page = self.read(|replica| replica.first_page(entity, order, rows));
        let storage = self.inner().storage.borrow().clone();
        if let (Some(page), Some(storage)) = (page, storage) {
            spawn_local(async move { drop(storage.keep_first_page(&page).await) });
        }
    }
}
