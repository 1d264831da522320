//! The server: the real authority, over a store that loses what was not synced when the power goes.
//!
//! It works like the real one's writer, by the same intake: one batch at a time is staged, written, synced, then
//! published and answered. The history decides when each of these happens, and when the process dies in between.

use rustc_hash::FxHashMap;
use sha2::Digest as _;
use shared::{
    Id, Record, Schema,
    planted::{Bug, planted},
    record::{CHUNK_ROWS, Chunk, Millis},
    rules::Access,
    sync::{
        Actor, Authority, Cursor, Delivery, DigestReply, DigestRequest, Head, Held, Identity, Intake, LogEntry,
        Manifest, ManifestChunk, Mutation, Offer, Outcome, Outcomes, PullReply, PullRequest, Pulled, PushReply,
        PushRequest, Stage, Staged, Standing, Status, Taken, Terms, hex,
    },
};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeSet, VecDeque},
    rc::Rc,
    sync::Arc,
};

/// Most pushes in one commit.
const BATCH: usize = 3;

/// A log that went on from a place of another one.
struct Fork {
    epoch: String,
    of: String,
    at: u64,
}

/// One mutation as the log has it.
#[derive(Clone)]
pub(crate) struct Logged {
    /// What the text says, read once: the oracles go through the whole log again and again.
    pub(crate) entry: Rc<LogEntry>,
    pub(crate) status: Status,
    pub(crate) text: Rc<str>,
}

impl Logged {
    /// An entry by its text; nothing where it cannot be read, which leaves a gap in the log.
    fn read(text: &str, status: impl FnOnce(&LogEntry) -> Option<Status>) -> Option<Self> {
        let entry: LogEntry = serde_json::from_str(text).ok()?;
        Some(Self { status: status(&entry)?, entry: Rc::new(entry), text: text.into() })
    }

    pub(crate) fn seq(&self) -> u64 {
        self.entry.seq
    }

    pub(crate) fn mutation(&self) -> &Mutation {
        &self.entry.mutation
    }
}

/// What a backup holds, or the disk after a crash.
#[derive(Clone)]
pub(crate) struct Image {
    head: Head,
    rows: Vec<Held>,
    outcomes: Outcomes,
    log: Vec<Logged>,
}

/// Where the answer to a push goes; nobody waits for that of a late copy.
pub(crate) type Slot = Rc<RefCell<Option<PushReply>>>;

struct Job {
    user: Id,
    request: PushRequest,
    slot: Option<Slot>,
}

impl Job {
    fn offers(&self) -> Vec<Offer> {
        self.request.clone().offers()
    }
}

/// A batch that is written and not yet synced.
struct Unsynced {
    /// Nothing once it is published.
    staged: Option<Staged>,
    outcomes: Outcomes,
    log: Vec<Logged>,
    answers: Vec<(Option<Slot>, PushReply)>,
    /// The disk before, where a planted bug publishes too early.
    before: Option<Image>,
}

pub(crate) struct Server {
    authority: RefCell<Authority>,
    outcomes: RefCell<Outcomes>,
    log: RefCell<Vec<Logged>>,
    chunks: RefCell<FxHashMap<String, Vec<u8>>>,
    queue: RefCell<VecDeque<Job>>,
    unsynced: RefCell<Option<Unsynced>>,
    up: Cell<bool>,
    /// Most rows that a pull tells at once.
    page: Cell<usize>,
    forks: RefCell<Vec<Fork>>,
    now: Cell<Millis>,
}

impl Image {
    /// Marks of the edits in its log.
    pub(crate) fn marks(&self) -> impl Iterator<Item = Id> {
        self.log.iter().filter_map(|logged| logged.mutation().group)
    }

    /// A log with nothing in it.
    pub(crate) fn empty() -> Self {
        Self { head: Head::new("epoch"), rows: Vec::new(), outcomes: Outcomes::default(), log: Vec::new() }
    }
}

impl Server {
    /// A server that goes on from an image.
    pub(crate) fn new(schema: Arc<Schema>, image: Image) -> Rc<Self> {
        let authority = Authority::new(schema, image.head, image.rows);
        Rc::new(Self {
            authority: RefCell::new(authority),
            outcomes: RefCell::new(image.outcomes),
            log: RefCell::new(image.log),
            chunks: RefCell::default(),
            queue: RefCell::default(),
            unsynced: RefCell::default(),
            up: Cell::new(true),
            page: Cell::new(usize::MAX),
            forks: RefCell::default(),
            now: Cell::new(1_000_000_000_000),
        })
    }

    pub(crate) fn authority(&self) -> std::cell::Ref<'_, Authority> {
        self.authority.borrow()
    }

    pub(crate) fn log(&self) -> std::cell::Ref<'_, Vec<Logged>> {
        self.log.borrow()
    }

    pub(crate) fn now(&self) -> Millis {
        self.now.get()
    }

    pub(crate) fn pass(&self, millis: Millis) {
        self.now.set(self.now.get() + millis);
    }

    pub(crate) fn is_up(&self) -> bool {
        self.up.get()
    }

    /// From now on a pull tells so many rows at once.
    pub(crate) fn answer_in_pages_of(&self, rows: usize) {
        self.page.set(rows);
    }

    pub(crate) fn start(&self) {
        self.up.set(true);
    }

    /// A push arrives.
    pub(crate) fn take(&self, user: Id, request: PushRequest, slot: Option<Slot>) {
        if self.up.get() {
            self.queue.borrow_mut().push_back(Job { user, request, slot });
        }
    }

    /// Whether there is something to do.
    pub(crate) fn is_busy(&self) -> bool {
        self.up.get() && (self.unsynced.borrow().is_some() || !self.queue.borrow().is_empty())
    }

    /// The next half of a commit: writes what waits, or syncs what is written.
    pub(crate) fn work(&self) {
        if !self.up.get() {
            return;
        }
        let unsynced = self.unsynced.borrow_mut().take();
        match unsynced {
            Some(batch) => self.synced(batch, true),
            None => self.write(),
        }
    }

    /// Writes what waits, as far as nothing is written yet; whether something is written and not synced.
    pub(crate) fn begin_commit(&self) -> bool {
        if self.up.get() && self.unsynced.borrow().is_none() {
            self.write();
        }
        self.unsynced.borrow().is_some()
    }

    fn write(&self) {
        let jobs: Vec<Job> = {
            let mut queue = self.queue.borrow_mut();
            let many = queue.len().min(BATCH);
            queue.drain(..many).collect()
        };
        if jobs.is_empty() {
            return;
        }
        let before = planted(Bug::PublishBeforeSync).then(|| self.image());
        let mut batch = self.stage(jobs);
        batch.before = before;
        if planted(Bug::PublishBeforeSync) {
            self.publish(&mut batch);
        }
        *self.unsynced.borrow_mut() = Some(batch);
    }

    fn stage(&self, jobs: Vec<Job>) -> Unsynced {
        let authority = self.authority.borrow();
        let jobs: Vec<(Vec<Offer>, Job)> = jobs.into_iter().map(|job| (job.offers(), job)).collect();
        let (known, owners) = self.remembered(jobs.iter().flat_map(|(offers, _)| offers));
        let mut intake = Intake::new(&authority, known, &owners, self.now.get());
        let mut answers = Vec::new();
        for (offers, Job { user, request, slot }) in jobs {
            let actor = Actor::Person(user);
            let delivery = Delivery { actor, epoch: &request.epoch, offers: &offers, expect: None, present: false };
            // Nobody answers somebody who may not sign in any more.
            if let Ok(outcomes) = intake.take(&delivery) {
                answers.push((slot, PushReply { epoch: authority.head().epoch.clone(), outcomes }));
            }
        }
        let Taken { staged, outcomes } = intake.finish();
        let log = staged.entries.iter().filter_map(|(_, text)| logged(text, &outcomes)).collect();
        Unsynced { staged: Some(staged), outcomes, log, answers, before: None }
    }

    /// What is known of these offers, and whose their devices are.
    fn remembered<'a>(&self, offers: impl Iterator<Item = &'a Offer> + Clone) -> (Outcomes, FxHashMap<Id, Id>) {
        let outcomes = self.outcomes.borrow();
        let keys = offers.clone().flat_map(|offer| [offer.key(), offer.key_of_clone()]);
        let known = keys.filter_map(|key| Some((key, outcomes.get(&key)?.clone()))).collect();
        let clients: BTreeSet<Id> = offers.map(|offer| offer.mutation.client).collect();
        let theirs = outcomes.iter().filter(|((client, _), _)| clients.contains(client));
        (known, theirs.map(|((client, _), known)| (*client, known.user)).collect())
    }

    fn publish(&self, batch: &mut Unsynced) {
        let Some(staged) = batch.staged.take() else { return };
        self.authority.borrow_mut().publish(staged);
        self.outcomes.borrow_mut().extend(std::mem::take(&mut batch.outcomes));
        self.log.borrow_mut().append(&mut batch.log);
    }

    fn synced(&self, mut batch: Unsynced, answered: bool) {
        self.publish(&mut batch);
        for (slot, reply) in batch.answers.into_iter().filter(|_| answered) {
            if let Some(slot) = slot {
                *slot.borrow_mut() = Some(reply);
            }
        }
    }

    /// Syncs and answers what is written.
    fn finish(&self) {
        let written = self.unsynced.borrow_mut().take();
        if let Some(batch) = written {
            self.synced(batch, true);
        }
    }

    /// The process dies, and the machine's power with it: what was written and not synced is on the disk
    /// or not.
    pub(crate) fn crash(&self, kept: bool) {
        self.up.set(false);
        self.queue.borrow_mut().clear();
        let Some(batch) = self.unsynced.borrow_mut().take() else { return };
        match (kept, batch.before.clone()) {
            (true, _) => self.synced(batch, false),
            (false, Some(before)) => self.load(before),
            (false, None) => {}
        }
    }

    /// Everything that is durable.
    pub(crate) fn image(&self) -> Image {
        let authority = self.authority.borrow();
        Image {
            head: authority.head().clone(),
            rows: authority.all().cloned().collect(),
            outcomes: self.outcomes.borrow().clone(),
            log: self.log.borrow().clone(),
        }
    }

    /// Makes a backup, and remembers how far it goes.
    pub(crate) fn back_up(&self) -> Image {
        self.finish();
        let image = self.image();
        let head = Head { backed_up: image.head.seq, ..image.head.clone() };
        self.load(Image { head: head.clone(), ..image.clone() });
        Image { head, ..image }
    }

    fn load(&self, image: Image) {
        let schema = self.authority.borrow().schema().clone();
        *self.authority.borrow_mut() = Authority::new(schema, image.head, image.rows);
        *self.outcomes.borrow_mut() = image.outcomes;
        *self.log.borrow_mut() = image.log;
    }

    /// Goes on from an older backup, as another log.
    pub(crate) fn restore(&self, backup: &Image) {
        self.crash(true);
        let epoch = format!("epoch {}", self.forks.borrow().len() + 1);
        let fork = Fork { epoch: epoch.clone(), of: backup.head.epoch.clone(), at: backup.head.seq };
        self.forks.borrow_mut().push(fork);
        let head = backup.head.restored(&epoch, false);
        self.load(Image { head, ..backup.clone() });
        self.start();
    }

    /// Place up to which the log of another epoch is this one's: worked out from what happened, not from the head.
    pub(crate) fn shared_with(&self, epoch: &str) -> u64 {
        let here = self.ancestry(&self.authority.borrow().head().epoch);
        let there = self.ancestry(epoch);
        let common = there.iter().find_map(|(epoch, at)| Some((*at).min(here.iter().find(|(of, _)| of == epoch)?.1)));
        common.unwrap_or_default()
    }

    /// The logs that a log goes on from, itself first, each with the place up to which it is that one.
    fn ancestry(&self, epoch: &str) -> Vec<(String, u64)> {
        let (mut epoch, mut at) = (epoch.to_owned(), u64::MAX);
        let mut path = vec![(epoch.clone(), at)];
        while let Some(fork) = self.forks.borrow().iter().find(|fork| fork.epoch == epoch) {
            at = at.min(fork.at);
            epoch.clone_from(&fork.of);
            path.push((epoch.clone(), at));
        }
        path
    }

    /// Puts rows that only a founder may write into an empty workspace, as its first entry.
    pub(crate) fn found(&self, rows: Vec<Record>) {
        let mutation = Mutation {
            client: Id::NIL,
            number: 1,
            at: 1,
            ops: Vec::new(),
            group: None,
            epoch: String::new(),
            seen: None,
        };
        let entry = LogEntry { seq: 1, before: String::new(), by: Id::NIL, received: 1, mutation, rows };
        let text = serde_json::to_string(&entry).unwrap_or_default();
        if self.authority.borrow_mut().follow(&text).is_ok() {
            self.log.borrow_mut().extend(Logged::read(&text, |_| Some(Status::Applied)));
        }
    }

    /// Applies what the system or an admin does, at once and durably.
    pub(crate) fn system(&self, user: Id, ops: Vec<shared::sync::Operation>) -> Outcome {
        self.finish();
        let number = self.authority.borrow().head().seq + 1;
        let mutation = Mutation {
            client: Id::NIL,
            number,
            at: self.now.get(),
            ops,
            group: None,
            epoch: String::new(),
            seen: None,
        };
        let (staged, outcome) = {
            let authority = self.authority.borrow();
            let mut stage = Stage::new(&authority);
            let access = if user == Id::NIL { Access::system() } else { stage.access(user).unwrap_or_else(nobody) };
            let outcome = stage.offer(&access, &mutation, Terms { received: self.now.get(), epoch: "" });
            (stage.finish(), outcome)
        };
        let entries = staged.entries.iter();
        let logged = entries.filter_map(|(_, text)| Logged::read(text, |_| Some(outcome.status.clone())));
        self.log.borrow_mut().extend(logged);
        self.authority.borrow_mut().publish(staged);
        outcome
    }

    /// Answers a pull from what is published; nothing to somebody who may not sign in.
    pub(crate) fn pull(&self, user: Id, request: &PullRequest) -> Option<PullReply> {
        let authority = self.authority.borrow();
        let access = authority.access(user).cloned()?;
        let hidden = authority.schema().hidden_from(access.role).clone();
        // Under other rights than before an answer is whole: a second page could not say what to drop.
        let rights = (request.sees_all, &request.scopes, request.hidden.as_ref());
        let same = rights == (access.sees_all(), &access.scopes, Some(&hidden));
        let identity =
            Identity { user, role: access.role, scopes: access.scopes.clone(), hidden, proof: String::new() };
        let good = request.cursor.as_ref().is_some_and(|cursor| self.stands(&authority, cursor));
        let pulled = if good { authority.pull(&access, request) } else { Pulled::Snapshot };
        let pulled = if same { self.cut_to_page(&authority, pulled) } else { pulled };
        let (now, backed_up) = (self.now.get(), authority.head().backed_up);
        Some(match pulled {
            Pulled::Changes { seq, forget, rows, more } => {
                let hash = self.hash_at(&authority, seq);
                let cursor = Cursor { seq, hash, ..authority.head().cursor() };
                let rows = rows.iter().map(|row| (**row).clone()).collect();
                PullReply::Changes { identity, cursor, forget, rows, more, now, backed_up }
            }
            Pulled::Snapshot => {
                let manifest =
                    Manifest { cursor: authority.head().cursor(), chunks: self.snapshot(&authority, &access) };
                PullReply::Snapshot { identity, manifest, now, backed_up, discards: false }
            }
        })
    }

    /// What of an answer is told at once: the authority's own pages are so long that no history fills one.
    fn cut_to_page(&self, authority: &Authority, pulled: Pulled) -> Pulled {
        let Pulled::Changes { seq, mut forget, mut rows, more } = pulled else { return pulled };
        let place = |entity: &str, id: Id| authority.held(entity, id).map_or(seq, |held| held.seq);
        let gone = forget.iter().map(|(entity, id)| place(entity, *id));
        let mut places: Vec<u64> = gone.chain(rows.iter().map(|row| place(&row.entity, row.id))).collect();
        places.sort_unstable();
        let last = places.last().copied();
        let Some(end) = places.get(self.page.get().saturating_sub(1)).copied().filter(|end| Some(*end) < last) else {
            return Pulled::Changes { seq, forget, rows, more };
        };
        forget.retain(|(entity, id)| place(entity, *id) <= end);
        rows.retain(|row| place(&row.entity, row.id) <= end);
        Pulled::Changes { seq: end, forget, rows, more: true }
    }

    /// Digests of what is published; nothing to somebody who may not sign in.
    pub(crate) fn digest(&self, user: Id, request: &DigestRequest) -> Option<DigestReply> {
        let authority = self.authority.borrow();
        let (access, cursor) = (authority.access(user)?, authority.head().cursor());
        let digests = (request.cursor == cursor).then(|| authority.digests(access));
        Some(DigestReply { cursor, digests })
    }

    fn stands(&self, authority: &Authority, cursor: &Cursor) -> bool {
        match authority.standing(cursor) {
            Standing::Good => true,
            Standing::Forked => false,
            Standing::Unsure => self.hash_at(authority, cursor.seq) == cursor.hash,
        }
    }

    /// The chain hash at a place, from memory or worked out from the log, as the real one reads it.
    fn hash_at(&self, authority: &Authority, seq: u64) -> String {
        if let Some(hash) = authority.hash_at(seq) {
            return hash.to_owned();
        }
        let log = self.log.borrow();
        let entry = log.iter().find(|logged| logged.seq() == seq);
        entry.map(|logged| shared::sync::chain(&logged.entry.before, &logged.text)).unwrap_or_default()
    }

    fn snapshot(&self, authority: &Authority, access: &Access) -> Vec<ManifestChunk> {
        let mut chunks = Vec::new();
        for entity in authority.schema().entities() {
            let rows: Vec<Arc<Record>> = authority.given(access, &entity.name).collect();
            for slice in rows.chunks(CHUNK_ROWS) {
                let chunk = Chunk::pack(&entity.name, slice.iter().map(AsRef::as_ref));
                let bytes = serde_json::to_vec(&chunk).unwrap_or_default();
                let hash = hex(&sha2::Sha256::digest(&bytes));
                let (name, rows, size) = (entity.name.to_string(), slice.len(), bytes.len());
                chunks.push(ManifestChunk { hash: hash.clone(), entity: name, rows, bytes: size });
                self.chunks.borrow_mut().insert(hash, bytes);
            }
        }
        chunks
    }

    pub(crate) fn chunk(&self, hash: &str) -> Option<Vec<u8>> {
        self.chunks.borrow().get(hash).cloned()
    }
}

fn logged(text: &str, outcomes: &Outcomes) -> Option<Logged> {
    let status = |entry: &LogEntry| {
        let key = (entry.mutation.client, entry.mutation.number);
        Some(outcomes.get(&key)?.outcome.status.clone())
    };
    Logged::read(text, status)
}

/// Somebody who may not do anything.
fn nobody() -> Access {
    Access { user: Id::NIL, role: shared::rules::Role::ReadOnly, scopes: std::collections::BTreeSet::new() }
}
