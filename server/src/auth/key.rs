//! API keys: what programs sign in with.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use shared::{Id, record::Millis, sync::hex};

use super::at_rest;
use crate::{
    clock::{self, Clock},
    failure::Failure,
    store::{Batch, Store, StoreError, Table},
    workspace::stored,
};

/// Begins every key, so that one that leaked is recognised by whoever finds it.
const PREFIX: &str = "sextant_";
/// Most keys of a workspace.
const MOST: usize = 1000;

/// A key. Whoever has it acts as its person, with the rights of that person at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Names the key without giving it away.
    pub id: Id,
    /// What it is for.
    pub name: String,
    /// As whom it acts.
    pub user: Id,
    /// When it was made.
    pub created: Millis,
    /// By whom.
    pub by: Id,
}

/// All keys of a workspace.
pub struct ApiKeys {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
}

impl ApiKeys {
    /// The keys of a store.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Makes a key; it can be read only now.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn make(&self, name: &str, user: Id, by: Id) -> Result<(ApiKey, String), Failure> {
        let now = self.clock.now();
        let secret = format!("{PREFIX}{}", hex(&clock::secret()?));
        let key = ApiKey { id: clock::new_id(now)?, name: name.chars().take(100).collect(), user, created: now, by };
        let mut batch = Batch::new();
        stored::put(&mut batch, Table::ApiKey, at_rest(&secret), &key)?;
        self.store.commit(batch).await?;
        Ok((key, secret))
    }

    /// The key with this secret.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn find(&self, secret: &str) -> Result<Option<ApiKey>, StoreError> {
        stored::read(&*self.store, Table::ApiKey, &at_rest(secret)).await
    }

    /// All keys.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn all(&self) -> Result<Vec<ApiKey>, StoreError> {
        let rows = self.store.scan(Table::ApiKey, None, MOST).await?;
        rows.iter().map(|row| stored::parse(Table::ApiKey, &row.key, &row.value)).collect()
    }

    /// Takes a key back; whether there was one.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn revoke(&self, id: Id) -> Result<bool, StoreError> {
        for row in self.store.scan(Table::ApiKey, None, MOST).await? {
            let key: ApiKey = stored::parse(Table::ApiKey, &row.key, &row.value)?;
            if key.id == id {
                self.store.commit(Batch::new().without(Table::ApiKey, row.key)).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }
}
