//! The engine a store uses at present, and how statements reach it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use server::store::{Batch, StoreError};
use surrealdb::engine::local::Db;
use surrealdb::engine::remote::ws::Client;
use surrealdb::method::{Query, Transaction};
use surrealdb::types::Value;
use surrealdb::{Connection, IndexedResults, Surreal};

use crate::address::Address;
use crate::clients::Clients;
use crate::embedded::Embedded;
use crate::failure::{checked, meaning};
use crate::remote::{self, patiently};
use crate::statements::{self, Statement, Work};

/// The namespace and database of an embedded store. Part of the stored format.
const SPACE: &str = "sextant";

/// What a store is connected to.
pub(crate) enum Link {
    /// An engine in this process that writes files.
    Durable(Durable),
    /// An engine in this process that does not.
    Memory(Embedded),
    /// A server.
    Remote(Clients<Client>),
    /// Nothing: the engine could not be opened again after a failure. The next call tries anew.
    Lost,
    /// Nothing, for good.
    Closed,
}

/// An engine, and the snapshot that is read while the outcome of its last commit is unknown.
pub(crate) struct Durable {
    engine: Embedded,
    last_known: RwLock<Option<Arc<Transaction<Db>>>>,
}

/// Why a commit failed, and whether it may have been applied all the same.
struct Failure {
    error: StoreError,
    perhaps_applied: bool,
}

impl Link {
    /// Connects, and makes the tables.
    pub(crate) async fn open(address: &Address, memory: u64) -> Result<Self, StoreError> {
        match address {
            Address::Directory(directory) => {
                let engine = prepared(Embedded::open(directory, memory).await?).await?;
                Ok(Self::Durable(Durable { engine, last_known: RwLock::new(None) }))
            }
            Address::Memory => Ok(Self::Memory(prepared(Embedded::memory().await?).await?)),
            Address::Remote(remote) => {
                let client = remote::connect(remote).await?;
                patiently(run(&client, statements::define())).await?;
                Ok(Self::Remote(Clients::new(client)))
            }
        }
    }

    /// Commits a batch. For a durable engine only one at a time.
    pub(crate) async fn write(&self, batch: Batch) -> Result<(), StoreError> {
        if batch.is_empty() {
            return self.usable();
        }
        match self {
            Self::Durable(durable) => durable.write(batch).await,
            Self::Memory(engine) => commit(&engine.clients, batch).await.map_err(|failure| failure.error),
            Self::Remote(clients) => {
                patiently(async { commit(clients, batch).await.map_err(|failure| failure.error) }).await
            }
            Self::Lost | Self::Closed => self.usable(),
        }
    }

    /// The answer of a statement that only reads.
    pub(crate) async fn read(&self, statement: Statement) -> Result<Value, StoreError> {
        let mut results = match self {
            Self::Durable(durable) => durable.read(statement).await?,
            Self::Memory(engine) => run(engine.clients.shared(), statement).await?,
            Self::Remote(clients) => patiently(run(clients.shared(), statement)).await?,
            Self::Lost | Self::Closed => return self.usable().map(|()| Value::None),
        };
        answer(&mut results, 0)
    }

    fn usable(&self) -> Result<(), StoreError> {
        match self {
            Self::Durable(_) | Self::Memory(_) | Self::Remote(_) => Ok(()),
            Self::Lost => Err(StoreError::Unavailable("it could not be opened again".to_owned())),
            Self::Closed => Err(StoreError::Closed),
        }
    }

    /// Whether not even reading is possible until it has been opened again.
    pub(crate) fn is_lost(&self) -> bool {
        matches!(self, Self::Lost)
    }

    /// Whether something failed that must be settled before the next commit.
    pub(crate) fn needs_settling(&self) -> bool {
        match self {
            Self::Durable(durable) => durable.last_known().is_some(),
            Self::Lost => true,
            Self::Memory(_) | Self::Remote(_) | Self::Closed => false,
        }
    }

    /// Settles it if the engine still writes; `false` if it has to be opened again.
    pub(crate) async fn settle(&self) -> bool {
        match self {
            Self::Durable(durable) => durable.settle().await,
            Self::Lost => false,
            Self::Memory(_) | Self::Remote(_) | Self::Closed => true,
        }
    }

    /// Lets go of it.
    pub(crate) async fn close(self) -> Result<(), StoreError> {
        match self {
            Self::Durable(durable) => {
                durable.forget_last_known().await;
                durable.engine.close().await
            }
            Self::Memory(engine) => engine.close().await,
            Self::Remote(_) | Self::Lost | Self::Closed => Ok(()),
        }
    }
}

async fn prepared(engine: Embedded) -> Result<Embedded, StoreError> {
    let using = async { engine.clients.shared().use_ns(SPACE).use_db(SPACE).await };
    using.await.map_err(|error| meaning(&error))?;
    run(engine.clients.shared(), statements::define()).await?;
    Ok(engine)
}

impl Durable {
    async fn write(&self, batch: Batch) -> Result<(), StoreError> {
        let clients = &self.engine.clients;
        let before = clients.begin().await?;
        match commit(clients, batch).await {
            Err(failure) if failure.perhaps_applied => {
                *self.last_known.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(before));
                Err(failure.error)
            }
            outcome => {
                clients.discard(before).await;
                outcome.map_err(|failure| failure.error)
            }
        }
    }

    async fn read(&self, statement: Statement) -> Result<IndexedResults, StoreError> {
        match self.last_known() {
            Some(snapshot) => run(&*snapshot, statement).await,
            None => run(self.engine.clients.shared(), statement).await,
        }
    }

    fn last_known(&self) -> Option<Arc<Transaction<Db>>> {
        self.last_known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The engine's log is written in order, so that once the barrier is on disk, so is all before it.
    async fn settle(&self) -> bool {
        let nonce = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
        let settled = run(self.engine.clients.shared(), statements::barrier(nonce)).await.is_ok();
        if settled {
            self.forget_last_known().await;
        }
        settled
    }

    async fn forget_last_known(&self) {
        let snapshot = self.last_known.write().unwrap_or_else(PoisonError::into_inner).take();
        // A reader that still has it drops it when it is done.
        if let Some(snapshot) = snapshot.and_then(Arc::into_inner) {
            self.engine.clients.discard(snapshot).await;
        }
    }
}

/// Whatever takes statements: a client, or a transaction.
trait Ask<C: Connection> {
    fn ask(&self, statement: Statement) -> Query<'_, C>;
}

impl<C: Connection> Ask<C> for Surreal<C> {
    fn ask(&self, statement: Statement) -> Query<'_, C> {
        self.query(statement.text).bind(statement.variables)
    }
}

impl<C: Connection> Ask<C> for Transaction<C> {
    fn ask(&self, statement: Statement) -> Query<'_, C> {
        self.query(statement.text).bind(statement.variables)
    }
}

async fn run<C: Connection>(asked: &impl Ask<C>, statement: Statement) -> Result<IndexedResults, StoreError> {
    checked(asked.ask(statement).await.map_err(|error| meaning(&error))?)
}

fn answer(results: &mut IndexedResults, question: usize) -> Result<Value, StoreError> {
    results.take(question).map_err(|error| meaning(&error))
}

/// Commits a batch in a transaction of its own.
async fn commit<C: Connection>(clients: &Clients<C>, batch: Batch) -> Result<(), Failure> {
    let sure = |error| Failure { error, perhaps_applied: false };
    let transaction = clients.begin().await.map_err(sure)?;
    if let Err(error) = fill(&transaction, Work::new(batch)).await {
        clients.discard(transaction).await;
        return Err(sure(error));
    }
    let outcome = clients.commit(transaction).await;
    outcome.map_err(|error| Failure { perhaps_applied: error != StoreError::Conflict, error })
}

async fn fill<C: Connection>(transaction: &Transaction<C>, work: Work) -> Result<(), StoreError> {
    let questions = work.questions();
    let mut answers = Vec::with_capacity(questions);
    if questions > 0 {
        let mut results = run(transaction, work.look()).await?;
        for question in 0..questions {
            answers.push(answer(&mut results, question)?);
        }
    }
    let change = work.change(answers)?;
    if change.text.is_empty() {
        return Ok(());
    }
    run(transaction, change).await.map(drop)
}
