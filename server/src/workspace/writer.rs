//! The one task that appends to the log.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use pricing::records;
use rustc_hash::FxHashMap;
use shared::{
    Id,
    sync::{Authority, Head, Intake, Offer, Outcome, Outcomes, Remembered, Staged, Status, Taken},
};
use tokio::sync::{mpsc, oneshot, watch};

use super::load;
use super::offer::{Answer, Job, Push, PushError};
use super::stored::{self, HEAD, outcome_key};
use crate::{
    clock::{self, Clock},
    metrics::Metrics,
    store::{Batch, Store, StoreError, Table, scan_prefix, sequence_key},
};

/// Most mutations in one commit; a single push may bring more.
const MUTATIONS: usize = 200;
/// Most bytes of mutations in one commit, likewise.
const BYTES: usize = 4 << 20;
/// How often a commit is tried while other processes come before it.
const ATTEMPTS: u32 = 30;
/// Rows read at once.
const PAGE: usize = 500;

type Waiting = (Push, oneshot::Sender<Answer>);

pub(super) struct Writer {
    store: Arc<dyn Store>,
    truth: Arc<RwLock<Authority>>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
    announce: watch::Sender<Head>,
    /// The head's text as this process knows it: the guard of the next commit.
    guard: Option<String>,
    /// A commit failed in a way that left its outcome open.
    unsure: bool,
    /// Whose each device is, as far as asked.
    owners: FxHashMap<Id, Id>,
}

/// What the store knows of the mutations of a round.
struct Known {
    outcomes: Outcomes,
    /// Push by push: why it can be told no outcomes. The others go on.
    unreadable: Vec<Option<StoreError>>,
}

/// What a round of work leads to, before it is stored.
struct Prepared {
    taken: Taken,
    also: Vec<(Table, String, String)>,
    answers: Vec<Answer>,
}

impl Writer {
    pub(super) fn new(
        store: Arc<dyn Store>,
        truth: Arc<RwLock<Authority>>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
        announce: watch::Sender<Head>,
        guard: Option<String>,
    ) -> Self {
        Self { store, truth, clock, metrics, announce, guard, unsure: false, owners: FxHashMap::default() }
    }

    /// Works until it is told to stop, or nobody is left who could give it work.
    pub(super) async fn run(mut self, mut queue: mpsc::Receiver<Job>) {
        let mut next = queue.recv().await;
        while let Some(job) = next.take() {
            match job {
                Job::Stop(done) => {
                    let _ = done.send(());
                    return;
                }
                Job::Follow(done) => {
                    let caught_up = self.catch_up().await;
                    let _ = done.send(caught_up);
                }
                Job::Hold(begun, ended) => {
                    let _ = begun.send(());
                    // Whoever goes away without a word has let go too.
                    let _ = ended.await;
                }
                Job::Push(push, done) => {
                    let (batch, left_over) = gather((push, done), &mut queue);
                    self.round(batch).await;
                    next = left_over;
                }
            }
            if next.is_none() {
                next = queue.recv().await;
            }
        }
    }

    fn truth(&self) -> RwLockReadGuard<'_, Authority> {
        self.truth.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn truth_mut(&self) -> RwLockWriteGuard<'_, Authority> {
        self.truth.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// One commit with everything that waits. Whoever stopped waiting is served all the same.
    async fn round(&mut self, batch: Vec<Waiting>) {
        let (pushes, waiting): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
        let answers = match self.attempts(&pushes).await {
            Ok(answers) => answers,
            Err(error) => pushes.iter().map(|_| Err(PushError::Store(error.clone()))).collect(),
        };
        for (answer, done) in answers.into_iter().zip(waiting) {
            self.metrics.pushes.inc();
            answer.iter().flatten().for_each(|outcome| self.metrics.mutation(&outcome.status));
            let _ = done.send(answer);
        }
    }

    async fn attempts(&mut self, pushes: &[Push]) -> Result<Vec<Answer>, StoreError> {
        for attempt in 0..ATTEMPTS {
            if self.unsure {
                self.catch_up().await?;
            }
            match self.attempt(pushes).await {
                Err(StoreError::Conflict) => self.step_aside(attempt).await,
                answered => return answered,
            }
        }
        Err(StoreError::Unavailable("other servers commit too often".to_owned()))
    }

    async fn attempt(&mut self, pushes: &[Push]) -> Result<Vec<Answer>, StoreError> {
        let known = self.known(pushes).await?;
        let prepared = self.prepare(pushes, known);
        if prepared.taken.outcomes.is_empty() && prepared.also.is_empty() {
            return Ok(prepared.answers);
        }
        let head = stored::to_text(&prepared.taken.staged.head)?;
        let batch = self.batch(&prepared, &head)?;
        let begun = Instant::now();
        if let Err(error) = self.store.commit(batch).await {
            self.unsure = true;
            let counter = if error == StoreError::Conflict { &self.metrics.conflicts } else { &self.metrics.failures };
            counter.inc();
            return Err(error);
        }
        self.metrics.committed(begun.elapsed());
        self.publish(prepared.taken.staged, head);
        Ok(prepared.answers)
    }

    fn publish(&mut self, staged: Staged, head: String) {
        self.guard = Some(head);
        self.truth_mut().publish(staged);
        self.tell();
    }

    /// Tells everybody who listens where the log stands.
    fn tell(&self) {
        let head = self.truth().head().clone();
        self.metrics.head.set(i64::try_from(head.seq).unwrap_or_default());
        self.announce.send_if_modified(|known| {
            let news = *known != head;
            *known = head;
            news
        });
    }

    fn batch(&self, prepared: &Prepared, head: &str) -> Result<Batch, StoreError> {
        let mut batch = Batch::new().guarded(Table::Head, HEAD, self.guard.clone());
        batch.put(Table::Head, HEAD, head);
        for (seq, text) in &prepared.taken.staged.entries {
            batch.put(Table::Log, sequence_key(*seq), text);
        }
        for held in &prepared.taken.staged.rows {
            stored::put(&mut batch, Table::Record, stored::record_key(&held.record), held)?;
        }
        for ((client, number), outcome) in &prepared.taken.outcomes {
            stored::put(&mut batch, Table::Outcome, outcome_key(*client, *number), outcome)?;
        }
        for (table, key, value) in &prepared.also {
            batch.put(*table, key, value);
        }
        Ok(batch)
    }

    /// Applies everything on top of the truth, without changing it.
    fn prepare(&self, pushes: &[Push], known: Known) -> Prepared {
        let truth = self.truth();
        let mut intake =
            Intake::new(&truth, known.outcomes, &self.owners, self.clock.now()).inspected(records::inspect);
        let mut also = Vec::new();
        let mut answers = Vec::new();
        for (push, unreadable) in pushes.iter().zip(known.unreadable) {
            let answer: Answer = match unreadable {
                Some(error) => Err(error.into()),
                None => intake.take(&push.delivery()).map_err(Into::into),
            };
            if answer.as_ref().is_ok_and(|outcomes| outcomes.iter().all(stands)) {
                also.extend(push.also.iter().cloned());
            }
            answers.push(answer);
        }
        Prepared { taken: intake.finish(), also, answers }
    }

    /// Outcomes that the store has of these mutations, and whose their devices are. What became of a mutation whose
    /// outcome cannot be read is not known, and it must not be taken twice: its push is refused, alone.
    async fn known(&mut self, pushes: &[Push]) -> Result<Known, StoreError> {
        let mut known = Known { outcomes: Outcomes::default(), unreadable: Vec::with_capacity(pushes.len()) };
        for push in pushes {
            known.unreadable.push(match self.known_of(push, &mut known.outcomes).await {
                Ok(()) => None,
                Err(StoreError::Corrupt(what)) => {
                    tracing::error!(what, "a push is refused: what became of it before cannot be read");
                    Some(StoreError::Corrupt(what))
                }
                Err(error) => return Err(error),
            });
        }
        Ok(known)
    }

    async fn known_of(&mut self, push: &Push, known: &mut Outcomes) -> Result<(), StoreError> {
        let mut wanted: FxHashMap<Id, Vec<u64>> = FxHashMap::default();
        for offer in &push.offers {
            wanted.entry(offer.mutation.client).or_default().push(offer.mutation.number);
        }
        for (client, numbers) in wanted {
            self.learn_owner(client).await?;
            self.outcomes(client, numbers, known).await?;
        }
        for offer in &push.offers {
            self.outcome_of_clone(push.actor.id(), offer, known).await?;
        }
        Ok(())
    }

    /// What became of a mutation that met a clone's when it was offered before.
    async fn outcome_of_clone(&self, user: Id, offer: &Offer, known: &mut Outcomes) -> Result<(), StoreError> {
        let (client, number) = (offer.mutation.client, offer.mutation.number);
        let met = known.get(&(client, number)).is_some_and(|met| !met.is_of(offer, user));
        let foreign = self.owners.get(&client).is_some_and(|owner| *owner != user);
        if met || foreign {
            let name = offer.key_of_clone();
            let key = outcome_key(name.0, name.1);
            if let Some(text) = self.store.get(Table::Outcome, &key).await? {
                known.insert(name, stored::parse(Table::Outcome, &key, &text)?);
            }
        }
        Ok(())
    }

    async fn learn_owner(&mut self, client: Id) -> Result<(), StoreError> {
        if self.owners.contains_key(&client) {
            return Ok(());
        }
        // Each outcome tells, so one that cannot be read is passed over while there is another.
        let (prefix, mut after, mut unread) = (format!("{client}/"), None::<String>, None);
        while let Some(row) =
            scan_prefix(&*self.store, Table::Outcome, &prefix, after.as_deref(), 1).await?.into_iter().next()
        {
            match stored::parse::<Remembered>(Table::Outcome, &row.key, &row.value) {
                Ok(outcome) => {
                    self.owners.insert(client, outcome.user);
                    return Ok(());
                }
                Err(error) => unread = Some(error),
            }
            after = Some(row.key);
        }
        unread.map_or(Ok(()), Err)
    }

    /// One range covers a push, since a device numbers its mutations one after the other.
    async fn outcomes(&self, client: Id, mut numbers: Vec<u64>, known: &mut Outcomes) -> Result<(), StoreError> {
        numbers.sort_unstable();
        let (Some(first), Some(last)) = (numbers.first().copied(), numbers.last().copied()) else { return Ok(()) };
        let prefix = format!("{client}/");
        let end = outcome_key(client, last);
        let mut after = first.checked_sub(1).map(|before| outcome_key(client, before));
        // Mostly there is none, and behind where it would stand come those of other devices, which cost as much
        // to read: one row tells.
        let mut page = 1;
        loop {
            let rows = scan_prefix(&*self.store, Table::Outcome, &prefix, after.as_deref(), page).await?;
            for row in &rows {
                match stored::parse::<Remembered>(Table::Outcome, &row.key, &row.value) {
                    Ok(outcome) => drop(known.insert((client, outcome.outcome.number), outcome)),
                    Err(error) if numbers.iter().any(|number| outcome_key(client, *number) == row.key) => {
                        return Err(error);
                    }
                    Err(error) => tracing::error!(%error, "an outcome that nobody asks about cannot be read"),
                }
            }
            match rows.last() {
                Some(row) if rows.len() == page && row.key < end => after = Some(row.key.clone()),
                _ => return Ok(()),
            }
            page = PAGE;
        }
    }

    async fn step_aside(&self, attempt: u32) {
        let random = clock::new_id(0).map_or(0, |id| u64::try_from(id.bits() & 0xff).unwrap_or_default());
        let most = 4u64 << attempt.min(6);
        tokio::time::sleep(Duration::from_millis(random % most)).await;
    }

    /// Brings memory to where the store is: after a failure of unknown outcome, or when another process
    /// has written. What is read here counts only because the store has said that it is sound.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        if self.unsure {
            self.store.ready().await?;
        }
        let Some((head, text)) = stored::read_head(&*self.store).await? else {
            self.unsure = false;
            return Ok(());
        };
        if self.guard.as_ref() != Some(&text) {
            self.follow(&head).await?;
            self.truth_mut().note_backup(head.backed_up);
            self.guard = Some(text);
            self.owners.clear();
            self.tell();
        }
        self.unsure = false;
        Ok(())
    }

    async fn follow(&mut self, head: &Head) -> Result<(), StoreError> {
        if self.guard.is_none() || self.truth().head().epoch != head.epoch || self.truth().head().seq > head.seq {
            let schema = self.truth().schema().clone();
            *self.truth_mut() = load::load(&*self.store, schema).await?.0;
            return Ok(());
        }
        while self.truth().head().seq < head.seq {
            let seq = self.truth().head().seq;
            let mut rows = self.store.scan(Table::Log, Some(&sequence_key(seq)), PAGE).await?;
            rows.retain(|row| row.key <= sequence_key(head.seq));
            if rows.is_empty() {
                return Err(StoreError::Corrupt(format!("log entry {} is missing", seq + 1)));
            }
            for row in &rows {
                self.truth_mut().follow(&row.value).map_err(|error| StoreError::Corrupt(error.to_string()))?;
            }
        }
        Ok(())
    }
}

/// As many pushes as go into one commit; the job that did not fit comes back.
fn gather(first: Waiting, queue: &mut mpsc::Receiver<Job>) -> (Vec<Waiting>, Option<Job>) {
    let (mut mutations, mut bytes) = (first.0.offers.len(), first.0.bytes);
    let mut batch = vec![first];
    while let Ok(job) = queue.try_recv() {
        let Job::Push(push, done) = job else { return (batch, Some(job)) };
        mutations += push.offers.len();
        bytes += push.bytes;
        if mutations > MUTATIONS || bytes > BYTES {
            return (batch, Some(Job::Push(push, done)));
        }
        batch.push((push, done));
    }
    (batch, None)
}

/// Whether a mutation stands: only then is written what was to be written with it.
const fn stands(outcome: &Outcome) -> bool {
    matches!(outcome.status, Status::Applied | Status::Merged { .. })
}
