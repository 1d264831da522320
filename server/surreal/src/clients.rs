//! Handles on one connection.

use std::sync::{Mutex, PoisonError};

use server::store::StoreError;
use surrealdb::method::Transaction;
use surrealdb::{Connection, Surreal};

use crate::failure::meaning;

/// How many handles are kept for the next transactions.
const KEPT: usize = 16;

/// A connection, and handles on it that transactions have used before.
///
/// A transaction takes a handle for itself. Making one tells the server, and so does giving it up, which
/// over a network is as slow as the transaction; so they are used again.
pub(crate) struct Clients<C: Connection> {
    shared: Surreal<C>,
    idle: Mutex<Vec<Surreal<C>>>,
}

impl<C: Connection> Clients<C> {
    pub(crate) fn new(shared: Surreal<C>) -> Self {
        Self { shared, idle: Mutex::default() }
    }

    /// The handle for everything that is not a transaction.
    pub(crate) fn shared(&self) -> &Surreal<C> {
        &self.shared
    }

    /// Begins a transaction: a snapshot, and whatever is done on it.
    pub(crate) async fn begin(&self) -> Result<Transaction<C>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let client = idle.unwrap_or_else(|| self.shared.clone());
        client.begin().await.map_err(|error| meaning(&error))
    }

    /// Commits a transaction.
    pub(crate) async fn commit(&self, transaction: Transaction<C>) -> Result<(), StoreError> {
        let client = transaction.commit().await.map_err(|error| meaning(&error))?;
        self.keep(client);
        Ok(())
    }

    /// Ends a transaction that is not to change anything, so that it does not matter if that fails.
    pub(crate) async fn discard(&self, transaction: Transaction<C>) {
        match transaction.cancel().await {
            Ok(client) => self.keep(client),
            Err(error) => tracing::debug!(%error, "a transaction could not be given back"),
        }
    }

    fn keep(&self, client: Surreal<C>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(client);
        }
    }
}
