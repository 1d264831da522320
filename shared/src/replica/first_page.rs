//! The top of a list as it was last shown: the next start shows it before all rows are read.

use super::{Opening, Replica};
use crate::{
    Id, Name, Record,
    record::Chunk,
    schema::FieldType,
    sync::{Cursor, RowKey},
};
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// So many rows are kept: more than the tallest screen shows.
const ROWS: usize = 80;

/// The top of a list of all rows of an entity.
///
/// Invariant: its rows were the device's at `cursor`, without the edits that waited, and what changed since then
/// stands in the overlay. A commit that changes rows in another way drops it ([`super::Commit::moves_rows`]).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FirstPage {
    /// How far the device had followed the log.
    pub cursor: Cursor,
    /// How the list is sorted, as in its address.
    pub order: String,
    /// Rows of the whole list.
    pub total: usize,
    /// The list's entity.
    pub entity: Name,
    /// Its first rows, and those that they link to.
    pub chunks: Vec<Chunk>,
}

impl Replica {
    /// The page to keep of a list that shows `rows` in this order; nothing before the first sync.
    pub fn first_page(&self, entity: &Name, order: &str, rows: &[Arc<Record>]) -> Option<FirstPage> {
        let cursor = self.meta.cursor.clone()?;
        let top = rows.iter().take(ROWS).map(|row| (entity.clone(), row.id));
        let mut kept: BTreeMap<Name, BTreeMap<Id, &Record>> = BTreeMap::new();
        for key in top.flat_map(|key| self.links_of(&key).into_iter().chain([key])) {
            if let Some(row) = self.said_of(&key) {
                kept.entry(key.0).or_default().insert(key.1, row);
            }
        }
        let chunks = kept.iter().map(|(entity, rows)| Chunk::pack(entity, rows.values().copied()));
        Some(FirstPage {
            cursor,
            order: order.to_owned(),
            total: rows.len(),
            entity: entity.clone(),
            chunks: chunks.collect(),
        })
    }

    /// What the server said of a row.
    pub(super) fn said_of(&self, key: &RowKey) -> Option<&Arc<Record>> {
        match self.base.get(key) {
            Some(below) => below.as_ref(),
            None => self.get(&key.0, key.1),
        }
    }

    fn links_of(&self, key: &RowKey) -> Vec<RowKey> {
        let (Some(row), Some(def)) = (self.said_of(key), self.schema.entity(&key.0)) else { return Vec::new() };
        let fields = def.fields.iter();
        let linked = fields.filter_map(|field| match &field.kind {
            FieldType::Link { to } => Some((to.clone(), row.value(&field.id).as_text()?.parse().ok()?)),
            _ => None,
        });
        linked.collect()
    }

    /// Shows a kept page before the chunks are read, as far as nothing newer is known of its rows. Says which rows of
    /// its list stand there; nothing where the page is of another log, or newer than what was opened.
    pub fn feed_first(&mut self, opening: &Opening, page: FirstPage) -> Option<FxHashSet<Id>> {
        let here = self.meta.cursor.as_ref()?;
        if page.cursor.epoch != here.epoch || page.cursor.seq > here.seq {
            return None;
        }
        for row in page.chunks.into_iter().flat_map(Chunk::unpack).map(Arc::new) {
            let key = (row.entity.clone(), row.id);
            if !opening.knows_newer(&key) {
                self.early.insert(key);
                self.show(row);
            }
        }
        Some(self.early.iter().filter(|(entity, _)| *entity == page.entity).map(|(_, id)| *id).collect())
    }

    /// Rows of a kept page that no chunk held: the page was wrong, and they go.
    pub(super) fn drop_unconfirmed(&mut self) {
        for key in std::mem::take(&mut self.early) {
            match self.base.get_mut(&key) {
                Some(below) => *below = None,
                None => self.hide(&key),
            }
        }
    }
}
