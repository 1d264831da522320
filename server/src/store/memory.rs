//! The store in this process's memory: for tests that need no database, and for demonstrations.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::{Batch, Guard, Row, Store, StoreError, Table};

/// Rows in ordered maps. Nothing outlives it.
///
/// Tests make its next commits fail with [`MemoryStore::fail_next`], in both of the ways in which a real
/// store can: with and without the changes being there afterwards.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    rows: BTreeMap<Table, BTreeMap<String, String>>,
    faults: VecDeque<Fault>,
    commits: usize,
    closed: bool,
}

/// A failure that a test asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What the commit answers.
    pub error: StoreError,
    /// Whether the changes are made all the same: the case of a connection that breaks, or a disk that
    /// fills up, at the worst moment.
    pub applied: bool,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the next `times` commits fail with `error`, without changing anything.
    pub fn fail_next(&self, error: &StoreError, times: usize) {
        let fault = Fault { error: error.clone(), applied: false };
        self.state().faults.extend(std::iter::repeat_n(fault, times));
    }

    /// Makes the next commit behave as `fault` says.
    pub fn fail_next_with(&self, fault: Fault) {
        self.state().faults.push_back(fault);
    }

    /// Takes back the failures that have not happened yet: space is free again.
    pub fn heal(&self) {
        self.state().faults.clear();
    }

    /// How many commits succeeded.
    pub fn commits(&self) -> usize {
        self.state().commits
    }

    // The state is whole between any two statements below, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        let state = self.state();
        if state.closed { Err(StoreError::Closed) } else { Ok(state) }
    }
}

impl State {
    fn get(&self, table: Table, key: &str) -> Option<&String> {
        self.rows.get(&table)?.get(key)
    }

    fn holds(&self, guard: &Guard) -> bool {
        self.get(guard.table, &guard.key) == guard.expected.as_ref()
    }

    fn apply(&mut self, batch: Batch) -> Result<(), StoreError> {
        let (guard, changes) = batch.into_parts();
        if guard.is_some_and(|guard| !self.holds(&guard)) {
            return Err(StoreError::Conflict);
        }
        for ((table, key), value) in changes {
            let rows = self.rows.entry(table).or_default();
            match value {
                Some(value) => rows.insert(key, value),
                None => rows.remove(&key),
            };
        }
        Ok(())
    }

    fn commit(&mut self, batch: Batch) -> Result<(), StoreError> {
        match self.faults.pop_front() {
            None => self.apply(batch)?,
            Some(fault) if fault.applied => return self.apply(batch).and(Err(fault.error)),
            Some(fault) => return Err(fault.error),
        }
        self.commits += 1;
        Ok(())
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        self.open()?.commit(batch)
    }

    async fn get(&self, table: Table, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.open()?.get(table, key).cloned())
    }

    async fn has(&self, table: Table, key: &str) -> Result<bool, StoreError> {
        Ok(self.open()?.get(table, key).is_some())
    }

    async fn scan(&self, table: Table, after: Option<&str>, limit: usize) -> Result<Vec<Row>, StoreError> {
        let state = self.open()?;
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = state.rows.get(&table).into_iter().flat_map(|rows| rows.range::<str, _>((start, Bound::Unbounded)));
        Ok(rows.take(limit).map(|(key, value)| Row::new(key, value)).collect())
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.open()?.faults.front().map_or(Ok(()), |fault| Err(fault.error.clone()))
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.state().closed = true;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;
    use crate::store::conformance;

    conformance::suite!(async || conformance::Volatile::memory());

    fn put(value: &str) -> Batch {
        Batch::new().with(Table::Record, "r", value)
    }

    #[tokio::test]
    async fn fails_as_often_as_asked_and_then_works() {
        let store = MemoryStore::new();
        store.fail_next(&StoreError::Full, 2);
        assert_eq!(store.ready().await, Err(StoreError::Full));
        assert_eq!(store.commit(put("1")).await, Err(StoreError::Full));
        assert_eq!(store.commit(put("2")).await, Err(StoreError::Full));
        assert_eq!(store.get(Table::Record, "r").await.unwrap(), None);
        store.commit(put("3")).await.unwrap();
        assert_eq!((store.commits(), store.ready().await), (1, Ok(())));
    }

    #[tokio::test]
    async fn can_fail_and_yet_have_applied() {
        let store = MemoryStore::new();
        let error = StoreError::Unavailable("connection lost".to_owned());
        store.fail_next_with(Fault { error: error.clone(), applied: true });
        assert_eq!(store.commit(put("1")).await, Err(error));
        assert_eq!(store.get(Table::Record, "r").await.unwrap().as_deref(), Some("1"));
    }

    #[tokio::test]
    async fn healing_takes_back_what_has_not_failed_yet() {
        let store = MemoryStore::new();
        store.fail_next(&StoreError::Full, 5);
        store.heal();
        store.commit(put("1")).await.unwrap();
    }
}
