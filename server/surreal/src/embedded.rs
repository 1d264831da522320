//! The engine inside this process: opened with every setting pinned, closed to the last handle.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use server::store::StoreError;
use surrealdb::Surreal;
use surrealdb::engine::local::Db;
use surrealdb_cnf::ConfigMap;
use surrealdb_engine_local::Datastore;

use crate::clients::Clients;
use crate::failure::told;

/// How long closing may take: flushing what is in memory, and the compactions that were under way.
const CLOSING: Duration = Duration::from_mins(2);

/// Bytes of memory that the engine uses for what it has read and for what it has not written out yet,
/// unless the settings say otherwise.
pub(crate) const MEMORY: u64 = 192 << 20;

/// An open engine.
///
/// The clients keep the engine's own tasks going; `datastore` is held only to know when it is the last
/// handle. So whoever closes gives up every client first.
pub(crate) struct Embedded {
    pub(crate) clients: Clients<Db>,
    datastore: Arc<Datastore>,
}

/// Whether there is a store in the directory. `RocksDB` keeps in this file which of its others count.
pub(crate) fn lies_in(directory: &Path) -> bool {
    directory.join("CURRENT").is_file()
}

impl Embedded {
    /// Opens `RocksDB` in `directory`, which is made if it is missing.
    pub(crate) async fn open(directory: &Path, memory: u64) -> Result<Self, StoreError> {
        std::fs::create_dir_all(directory).map_err(|error| told(&error.to_string()))?;
        let path = directory.to_str().ok_or_else(|| StoreError::Address("the directory is not UTF-8".to_owned()))?;
        // Every commit is synced before it returns. Said here although it is the default: durability must
        // not hang on a default.
        Self::start(&format!("rocksdb://{path}?sync=every"), settings(memory)).await
    }

    /// A store in this process's memory.
    pub(crate) async fn memory() -> Result<Self, StoreError> {
        Self::start("mem://", ConfigMap::empty()).await
    }

    // The steps of the SDK's own `connect`, in its order, but for two things: settings reach RocksDB, and
    // no maintenance tasks run. Those serve indexes, change feeds, live queries and clusters, of which
    // there are none here; they would write (and sync) every few seconds on an idle server.
    async fn start(path: &str, config: ConfigMap) -> Result<Self, StoreError> {
        // The engine is not told how many workers this runtime has: with two of them it would send every
        // single read and write to another thread, which makes a commit of 500 rows five times slower.
        let datastore = Datastore::builder()
            .with_config(config)
            .without_maintenance_tasks()
            .build_with_path(path)
            .await
            .map_err(|error| told(&format!("{error:#}")))?;
        datastore.check_version().await.map_err(|error| told(&format!("{error:#}")))?;
        datastore.bootstrap().await.map_err(|error| told(&format!("{error:#}")))?;
        let client = Surreal::unstable_from_datastore(Arc::clone(&datastore), None)
            .await
            .map_err(|error| told(&error.to_string()))?;
        Ok(Self { clients: Clients::new(client), datastore })
    }

    /// Lets go of everything, and returns when the files are closed.
    ///
    /// The engine shuts down in a task of its own as soon as no client is left; the datastore is then ours
    /// alone, and dropping it closes the files before `drop` returns.
    pub(crate) async fn close(self) -> Result<(), StoreError> {
        let Self { clients, mut datastore } = self;
        drop(clients);
        let deadline = Instant::now() + CLOSING;
        loop {
            match Arc::try_unwrap(datastore) {
                Ok(last) => {
                    // Closing files blocks.
                    let dropped = tokio::task::spawn_blocking(move || drop(last)).await;
                    return dropped.map_err(|error| StoreError::Unavailable(error.to_string()));
                }
                Err(shared) => datastore = shared,
            }
            if Instant::now() > deadline {
                return Err(StoreError::Unavailable("it does not finish closing".to_owned()));
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

/// The defaults take half of the machine's memory for the cache and up to four gigabytes for buffers.
///
/// Buffers are charged to the cache, and four of them are always kept, since lost races are found by
/// looking into them. So they get a third of it together; with more there would be no room for blocks, and
/// every read would go to a file.
fn settings(memory: u64) -> ConfigMap {
    const BUFFERS: u64 = 4;
    ConfigMap::empty()
        .with_key_value("datastore_sync", "every")
        .with_key_value("rocksdb_block_cache_size", memory.to_string())
        .with_key_value("rocksdb_max_write_buffer_number", BUFFERS.to_string())
        .with_key_value("rocksdb_write_buffer_size", (memory / (3 * BUFFERS)).to_string())
        // Logs that are not needed for recovery only take space.
        .with_key_value("rocksdb_wal_size_limit", "0")
        .with_key_value("rocksdb_keep_log_file_num", "3")
        // What is left of a compaction can as well be done after the next start.
        .with_key_value("rocksdb_shutdown_wait_for_compact_seconds", "5")
}
