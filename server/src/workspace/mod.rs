//! A workspace being served: the truth in memory, the store below it, and one writer between them.
//!
//! Invariants:
//! - Only the writer changes the truth, and only after the store's commit has returned.
//! - So whatever is read here is durable, and so is whatever a replica or a stream is told.

mod found;
mod load;
mod names;
mod offer;
mod snapshot;
pub mod stored;
mod view;
mod writer;

pub(crate) use found::found_with;
pub use found::{Founding, Joining, found};
pub use offer::{Push, PushError};
pub use shared::sync::{Actor, Expect, Offer};
pub use snapshot::Snapshots;
pub use view::View;

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use shared::{
    Id, Schema,
    entities::User,
    rules::{Access, Scope},
    sync::{Authority, Cursor, DigestReply, Head, LogEntry, Outcome, PullRequest, Pulled, Standing, chain},
};
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    clock::Clock,
    metrics::Metrics,
    store::{Store, StoreError, Table, sequence_key},
};
use offer::Job;

/// Pushes that may wait for the writer before new ones have to wait for room.
const QUEUE: usize = 1024;

/// A workspace, shared by everything that serves it.
pub struct Workspace {
    store: Arc<dyn Store>,
    truth: Arc<RwLock<Authority>>,
    jobs: mpsc::Sender<Job>,
    heads: watch::Receiver<Head>,
    snapshots: Snapshots,
    metrics: Arc<Metrics>,
    names: names::Names,
}

impl Workspace {
    /// Loads a workspace (or nothing, from an empty store) and starts its writer.
    ///
    /// # Errors
    /// Those of the store, and [`StoreError::Corrupt`] when what it holds does not fit together.
    pub async fn open(
        store: Arc<dyn Store>,
        schema: Arc<Schema>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
    ) -> Result<Self, StoreError> {
        let (truth, guard) = load::load(&*store, schema).await?;
        metrics.head.set(i64::try_from(truth.head().seq).unwrap_or_default());
        let (announce, heads) = watch::channel(truth.head().clone());
        let (jobs, queue) = mpsc::channel(QUEUE);
        let truth = Arc::new(RwLock::new(truth));
        let writer = writer::Writer::new(store.clone(), truth.clone(), clock, metrics.clone(), announce, guard);
        tokio::spawn(writer.run(queue));
        Ok(Self { store, truth, jobs, heads, snapshots: Snapshots::default(), metrics, names: names::Names::default() })
    }

    /// The truth, to read from. Do not hold it across an await.
    pub fn truth(&self) -> RwLockReadGuard<'_, Authority> {
        // The writer's changes leave it whole between any two of its statements.
        self.truth.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The store below.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Snapshot chunks.
    pub const fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// The head, and news of it.
    pub fn heads(&self) -> watch::Receiver<Head> {
        self.heads.clone()
    }

    /// There is a workspace in the store.
    pub fn is_founded(&self) -> bool {
        self.truth().head().seq > 0
    }

    /// What a person may do now; nothing for the unknown and the inactive.
    pub fn access(&self, user: Id) -> Option<Access> {
        self.truth().access(user).cloned()
    }

    /// The person who signs in with this address, in whatever case it is written.
    pub fn person(&self, email: &str) -> Option<Id> {
        let (truth, wanted, all) = (self.truth(), email.trim().to_lowercase(), Access::system());
        let is_it =
            |record: &&shared::Record| record.get(User::EMAIL).is_some_and(|email| email.to_lowercase() == wanted);
        truth.visible(&all, User::ENTITY_NAME).map(|held| &*held.record).find(is_it).map(|record| record.id)
    }

    /// The id that a text has here and nobody outside can work out; the same whenever it is asked for.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn name(&self, text: &str) -> Result<Id, StoreError> {
        self.names.id(&*self.store, text).await
    }

    /// Whether somebody still writes. A writer that panicked is gone like one that was told to stop.
    pub fn writes(&self) -> bool {
        !self.jobs.is_closed()
    }

    /// Offers mutations; returns when they are on disk.
    ///
    /// # Errors
    /// See [`PushError`]; offering the same again is safe then.
    pub async fn push(&self, push: Push) -> Result<Vec<Outcome>, PushError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.send(Job::Push(push, answer)).await.map_err(|_| PushError::Stopping)?;
        answered.await.unwrap_or(Err(PushError::Stopping))
    }

    /// Takes over what other processes have appended to the log.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn follow(&self) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.jobs.send(Job::Follow(answer)).await.map_err(|_| StoreError::Closed)?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Keeps the writer from writing until what is given is dropped: what is read from the store meanwhile is of one
    /// moment. Edits wait.
    ///
    /// # Errors
    /// When the server is stopping.
    pub async fn hold(&self) -> Result<oneshot::Sender<()>, StoreError> {
        let ((begun, begins), (release, ended)) = (oneshot::channel(), oneshot::channel());
        self.jobs.send(Job::Hold(begun, ended)).await.map_err(|_| StoreError::Closed)?;
        begins.await.map_err(|_| StoreError::Closed)?;
        Ok(release)
    }

    /// Writes what is queued, and takes nothing more.
    pub async fn stop(&self) {
        let (done, stopped) = oneshot::channel();
        if self.jobs.send(Job::Stop(done)).await.is_ok() {
            // A writer that is gone has stopped too.
            let _ = stopped.await;
        }
    }

    /// What a replica has to be told, with the cursor that it has afterwards.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn pull(&self, access: &Access, request: &PullRequest) -> Result<(Pulled, Cursor), StoreError> {
        let Some(cursor) = &request.cursor else { return Ok((Pulled::Snapshot, self.truth().head().cursor())) };
        if cursor.seq > self.truth().head().seq {
            // Another process may have told the replica what has not come here yet.
            self.follow().await?;
        }
        let standing = self.truth().standing(cursor);
        let good = match standing {
            Standing::Unsure => self.hash_at(cursor.seq).await?.as_ref() == Some(&cursor.hash),
            standing => standing == Standing::Good,
        };
        let good = good && self.is_believed(access, cursor, request).await?;
        let pulled = if good { self.truth().pull(access, request) } else { Pulled::Snapshot };
        let Pulled::Changes { seq, rows, .. } = &pulled else { return Ok((pulled, self.truth().head().cursor())) };
        self.metrics.pulled_rows.inc_by(u64::try_from(rows.len()).unwrap_or_default());
        let (seq, epoch) = (*seq, self.truth().head().epoch.clone());
        let hash = self.hash_at(seq).await?.unwrap_or_default();
        Ok((pulled, Cursor { epoch, seq, hash }))
    }

    /// What a person's device shows with its next pull, to prove under which rights it got its rows up to a cursor.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn proof(&self, access: &Access, cursor: &Cursor) -> Result<String, StoreError> {
        self.proof_of(access.user, cursor, &access.scopes, access.sees_all()).await
    }

    async fn proof_of(
        &self,
        user: Id,
        cursor: &Cursor,
        scopes: &BTreeSet<Scope>,
        sees_all: bool,
    ) -> Result<String, StoreError> {
        let claim = serde_json::json!([user, cursor, scopes, sees_all]);
        Ok(self.name(&format!("pull/{claim}")).await?.to_string())
    }

    /// Whether a replica's rows can have been given under the rights that its device names. What the person has now
    /// needs no proof, for what can be learnt by it the person may see anyway.
    async fn is_believed(&self, access: &Access, cursor: &Cursor, request: &PullRequest) -> Result<bool, StoreError> {
        let now = access.sees_all() || !request.sees_all && request.scopes.is_subset(&access.scopes);
        if now {
            return Ok(true);
        }
        let proof = self.proof_of(access.user, cursor, &request.scopes, request.sees_all).await?;
        Ok(proof == request.proof)
    }

    /// Where the head is, and for a replica that stands there the digests of what the person may hold.
    ///
    /// # Errors
    /// Those of the store, and when the server is stopping.
    pub async fn digest(&self, access: &Access, cursor: &Cursor) -> Result<DigestReply, StoreError> {
        if cursor.seq > self.truth().head().seq {
            // Another process may have told the replica what has not come here yet.
            self.follow().await?;
        }
        self.snapshots.digest(self, access, cursor).await
    }

    /// The chain hash up to a place in the log; nothing for one that is not there.
    async fn hash_at(&self, seq: u64) -> Result<Option<String>, StoreError> {
        if let Some(hash) = self.truth().hash_at(seq) {
            return Ok(Some(hash.to_owned()));
        }
        let key = sequence_key(seq);
        let Some(text) = self.store.get(Table::Log, &key).await? else { return Ok(None) };
        let entry: LogEntry = stored::parse(Table::Log, &key, &text)?;
        Ok(Some(chain(&entry.before, &text)))
    }
}
