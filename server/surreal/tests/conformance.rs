//! The store suite over every back end. A real server takes part when `SEXTANT_TEST_REMOTE` holds its
//! address, such as `ws://root:root@localhost:8000/sextant_test/any`; each case then uses a database of its
//! own there.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod peer;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use server::store::Store;
use server::store::conformance::Subject;
use surreal_store::SurrealStore;
use tempfile::TempDir;

/// A store at an address; `kept` if it outlives its handle.
struct At {
    address: String,
    store: SurrealStore,
    kept: bool,
    _directory: Option<TempDir>,
}

impl At {
    async fn memory() -> Self {
        let address = "mem://".to_owned();
        let store = SurrealStore::open(&address).await.unwrap();
        Self { address, store, kept: false, _directory: None }
    }

    async fn rocksdb() -> Self {
        let directory = TempDir::new().unwrap();
        let address = directory.path().join("not there yet").to_str().unwrap().to_owned();
        let store = SurrealStore::open(&address).await.unwrap();
        Self { address, store, kept: true, _directory: Some(directory) }
    }

    /// On a server in this process, which lives as long as the test.
    async fn peer() -> Self {
        let host = peer::start().await;
        Self::remote(&format!("ws://root:pass%20word@{host}/sextant-test/main")).await
    }

    async fn real() -> Self {
        static CASE: AtomicUsize = AtomicUsize::new(0);
        let base = std::env::var("SEXTANT_TEST_REMOTE").unwrap();
        let case = CASE.fetch_add(1, Ordering::Relaxed);
        Self::remote(&format!("{base}-{}-{case}", std::process::id())).await
    }

    async fn remote(address: &str) -> Self {
        let store = SurrealStore::open(address).await.unwrap();
        Self { address: address.to_owned(), store, kept: true, _directory: None }
    }
}

#[async_trait]
impl Subject for At {
    fn store(&self) -> Arc<dyn Store> {
        Arc::new(self.store.clone())
    }

    async fn reopen(&mut self) -> bool {
        if self.kept {
            self.store = SurrealStore::open(&self.address).await.unwrap();
        }
        self.kept
    }
}

mod memory {
    server::store::conformance::suite!(super::At::memory);
}

mod rocksdb {
    server::store::conformance::suite!(super::At::rocksdb);
}

mod remote {
    server::store::conformance::suite!(super::At::peer);
}

mod real_server {
    server::store::conformance::suite!(@function super::At::real);

    #[tokio::test(flavor = "multi_thread")]
    async fn passes_the_suite() {
        if std::env::var_os("SEXTANT_TEST_REMOTE").is_none() {
            eprintln!("SKIPPED: SEXTANT_TEST_REMOTE holds no address of a SurrealDB server");
            return;
        }
        every_conformance_case().await;
    }
}
