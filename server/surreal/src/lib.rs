//! The `Store` trait on `SurrealDB`: `RocksDB` in a directory, a map in memory, or a server elsewhere.
//!
//! # A disk that fills up
//!
//! `RocksDB` is told to write its log and then to sync it, in two steps. If the second one fails, the rows
//! of that commit can already be read although they are on no disk, and the engine takes no further write
//! until it is opened again: its error counts as fatal, and nothing in it recovers from that. So
//!
//! - commits are refused while the volume has less than a reserve left, which keeps the engine out of that
//!   state and lets it be opened again on a full disk. Only signing in and out may use some of the reserve, or whoever
//!   has no session could not read;
//! - each commit first takes a snapshot. When the commit fails in a way that leaves its outcome open,
//!   everybody reads from that snapshot: the rows that are known to be on disk, and nothing else;
//! - the next commit, or [`Store::ready`], first *settles* this: it writes a barrier row, and if that fails
//!   opens the engine again. What is there afterwards is on disk.
//!
//! # A disk that fails
//!
//! It is the same with a disk that answers with errors. An engine that cannot be opened again cannot be read either, so
//! the one that is open is kept until the disk has taken and synced a probe.

mod address;
mod clients;
mod embedded;
mod failure;
mod link;
mod remote;
mod room;
mod statements;

use std::io;
use std::sync::Arc;

use async_trait::async_trait;
use server::store::{Batch, Row, Store, StoreError, Table};
use tokio::sync::{Mutex, RwLock};

use address::Address;
use failure::told;
use link::Link;

/// What may be chosen beside the address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    /// Bytes of memory that an embedded store may use for caching and buffering. `None` is 192 MiB.
    pub memory: Option<u64>,
    /// Bytes of the volume that stay free: below it, commits answer [`StoreError::Full`]. `None` is the
    /// smaller one of 128 MiB and a twentieth of the volume.
    pub reserve: Option<u64>,
}

impl Settings {
    fn memory(&self) -> u64 {
        self.memory.unwrap_or(embedded::MEMORY)
    }
}

/// A store on `SurrealDB`. Cheap to clone; all clones are the same open store.
#[derive(Clone)]
pub struct SurrealStore {
    core: Arc<Core>,
}

/// The open store, shared with the tasks that finish its commits.
///
/// Locks are taken in the order of the fields. `writer` is held for the whole of an embedded commit, so
/// that a snapshot taken at its beginning holds what has been committed durably and nothing else; `link`
/// is held for reading by whatever uses the engine, so that who holds it for writing may exchange it.
struct Core {
    address: Address,
    settings: Settings,
    writer: Mutex<()>,
    link: RwLock<Link>,
}

impl SurrealStore {
    /// Opens the store at `address`: a directory (also as `rocksdb:DIRECTORY`), `mem://`, or
    /// `ws://user:password@host:port/namespace/database`. Makes what is missing.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has the directory open, [`StoreError::Address`] when the
    /// address says nothing, and what else keeps it from opening.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        Self::open_with(address, Settings::default()).await
    }

    /// Whether opening the store at `address` would not make one: false for a directory in which none lies.
    ///
    /// # Errors
    /// [`StoreError::Address`] when the address says nothing.
    pub fn may_be_at(address: &str) -> Result<bool, StoreError> {
        Ok(match Address::parse(address)? {
            Address::Directory(directory) => embedded::lies_in(&directory),
            Address::Memory | Address::Remote(_) => true,
        })
    }

    /// As [`SurrealStore::open`], with settings.
    ///
    /// # Errors
    /// Those of [`SurrealStore::open`].
    pub async fn open_with(address: &str, settings: Settings) -> Result<Self, StoreError> {
        let address = Address::parse(address)?;
        let link = RwLock::new(Link::open(&address, settings.memory()).await?);
        Ok(Self { core: Arc::new(Core { address, settings, writer: Mutex::new(()), link }) })
    }
}

impl Core {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        let Address::Directory(_) = self.address else {
            // Nothing to settle, so commits need not wait for each other; the engine says which conflict.
            return self.link.read().await.write(batch).await;
        };
        let _writer = self.writer.lock().await;
        self.settle().await?;
        self.room_for(&batch)?;
        self.link.read().await.write(batch).await
    }

    /// The answer of a query that only reads.
    async fn read(&self, statement: statements::Statement) -> Result<surrealdb::types::Value, StoreError> {
        if self.link.read().await.is_lost() {
            self.mend().await?;
        }
        self.link.read().await.read(statement).await
    }

    /// Settles what an earlier failure has left open, unless nothing has.
    async fn mend(&self) -> Result<(), StoreError> {
        if !self.link.read().await.needs_settling() {
            return Ok(());
        }
        let _writer = self.writer.lock().await;
        self.settle().await
    }

    /// See the crate's description. Only for whoever holds `writer`.
    async fn settle(&self) -> Result<(), StoreError> {
        {
            let link = self.link.read().await;
            if !link.needs_settling() {
                return Ok(());
            }
            self.room()?;
            if link.settle().await {
                return Ok(());
            }
        }
        self.reopen().await
    }

    /// Opens the engine again, but only when that can succeed: until then, the old one can at least be read.
    async fn reopen(&self) -> Result<(), StoreError> {
        let Address::Directory(directory) = &self.address else {
            return Err(StoreError::Unavailable("it takes no more commits".to_owned()));
        };
        if !room::is_left_to_open(directory, self.settings.reserve) {
            return Err(StoreError::Full);
        }
        let probed = directory.clone();
        // Blocks, and on a failing disk for long.
        let kept = tokio::task::spawn_blocking(move || room::probe(&probed)).await;
        kept.map_err(io::Error::other).flatten().map_err(|error| told(&error.to_string()))?;
        let mut link = self.link.write().await;
        tracing::warn!("a commit failed and the engine takes no more; opening it again");
        std::mem::replace(&mut *link, Link::Lost).close().await?;
        *link = Link::open(&self.address, self.settings.memory()).await?;
        Ok(())
    }

    fn room_for(&self, batch: &Batch) -> Result<(), StoreError> {
        match &self.address {
            Address::Directory(directory) if batch.is_within(Table::Session) => {
                let left = room::is_left_for_sessions(directory, self.settings.reserve);
                if left { Ok(()) } else { Err(StoreError::Full) }
            }
            _ => self.room(),
        }
    }

    fn room(&self) -> Result<(), StoreError> {
        match &self.address {
            Address::Directory(directory) if !room::is_left(directory, self.settings.reserve) => Err(StoreError::Full),
            _ => Ok(()),
        }
    }
}

#[async_trait]
impl Store for SurrealStore {
    // In a task of its own, so that a request which is given up does not leave a commit half-way: applied,
    // but neither synced nor known to anybody.
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        let core = Arc::clone(&self.core);
        let committing = tokio::spawn(async move { core.commit(batch).await });
        committing.await.unwrap_or_else(|error| Err(StoreError::Unavailable(error.to_string())))
    }

    async fn get(&self, table: Table, key: &str) -> Result<Option<String>, StoreError> {
        statements::value(self.core.read(statements::get(table, key)).await?)
    }

    async fn has(&self, table: Table, key: &str) -> Result<bool, StoreError> {
        statements::found(self.core.read(statements::has(table, key)).await?)
    }

    async fn scan(&self, table: Table, after: Option<&str>, limit: usize) -> Result<Vec<Row>, StoreError> {
        statements::rows(self.core.read(statements::scan(table, after, limit)).await?)
    }

    async fn ready(&self) -> Result<(), StoreError> {
        self.core.mend().await?;
        self.core.room()?;
        self.get(Table::Meta, "ready").await.map(drop)
    }

    async fn close(&self) -> Result<(), StoreError> {
        let _writer = self.core.writer.lock().await;
        let mut link = self.core.link.write().await;
        std::mem::replace(&mut *link, Link::Closed).close().await
    }
}
