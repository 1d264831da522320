//! One round of sync: push what waits, pull what changed. Safe to stop at any await and to repeat.

use super::{Commit, Delta, Kept, Meta, Pending, Replica, Sent, Storage, StorageError, Touched};
use crate::{
    planted::{Bug, planted},
    record::{Chunk, Millis},
    sync::{
        DigestReply, DigestRequest, Identity, MAX_PUSH, Manifest, ManifestChunk, Mutation, Outcome, PROTOCOL,
        PullReply, PullRequest, PushReply, PushRequest, TooLarge, hex,
    },
};
use sha2::{Digest, Sha256};
use std::{cell::RefCell, sync::Arc};

/// Most bytes of mutations in one push.
const PUSH_BYTES: usize = 1 << 20;
/// Most mutations that are kept although the server has them, where it is not backed up.
const KEPT: usize = 5_000;
/// Most bytes of them.
const KEPT_BYTES: usize = 8 << 20;

/// Chunks that are read, fetched and stored together: a step of each costs a turn of the browser, however much is in it.
/// What is kept of a snapshot that broke off is whole batches, and what had arrived of the last one.
const TOGETHER: usize = 12;

/// Why the server did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum TransportError {
    /// No connection; work goes on and is sent later.
    #[error("no connection: your work is kept here and sent later")]
    Offline,
    /// The session has ended.
    #[error("your session has ended: sign in again, your work is kept")]
    SignedOut,
    /// The app is too old for the server.
    #[error("this app is too old for the server: reload to update, your work is kept")]
    Outdated,
    /// The server has no room.
    #[error("the server has no room left: your work is kept here and sent later")]
    ServerFull,
    /// The session belongs to somebody else than the edits.
    #[error("another person is signed in: the work of the one before is kept here and not sent")]
    OtherPerson,
    /// More at once than the server, or what stands before it, takes.
    #[error("the server does not take so much at once: your work is kept here")]
    TooLarge,
    /// The server refused, in its words.
    #[error("the server refused: {0}")]
    Refused(String),
}

/// Why a round of sync ended early.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum SyncError {
    /// The server's side.
    #[error(transparent)]
    Transport(TransportError),
    /// The device's side.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// A chunk did not unpack.
    #[error("a part of the snapshot is damaged: it is fetched again")]
    Damaged,
    /// The session belongs to somebody else than the replica.
    #[error("another person is signed in: this device still holds the work of the one before")]
    OtherPerson,
}

impl From<TransportError> for SyncError {
    /// Whoever notices first that another person is signed in, the device or the server: it is one thing.
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::OtherPerson => Self::OtherPerson,
            error => Self::Transport(error),
        }
    }
}

/// The way to the server.
#[allow(async_fn_in_trait, reason = "the browser is single-threaded; nobody needs Send here")]
pub trait Transport {
    /// Offers mutations.
    async fn push(&self, request: &PushRequest) -> Result<PushReply, TransportError>;

    /// Asks for what changed.
    async fn pull(&self, request: &PullRequest) -> Result<PullReply, TransportError>;

    /// Fetches the compressed bytes of chunks, side by side where that is quicker; an answer for each, in the order asked for.
    async fn chunks(&self, hashes: &[&str]) -> Vec<Result<Vec<u8>, TransportError>>;

    /// Asks what the replica should amount to.
    async fn digest(&self, request: &DigestRequest) -> Result<DigestReply, TransportError>;
}

/// What the platform does better than we: compression.
#[allow(async_fn_in_trait, reason = "the browser is single-threaded; nobody needs Send here")]
pub trait Codec {
    /// Gzip bytes to the text inside; nothing where they are damaged.
    async fn inflate(&self, bytes: &[u8]) -> Option<Vec<u8>>;

    /// Text to gzip bytes.
    async fn deflate(&self, text: &[u8]) -> Option<Vec<u8>>;
}

/// What happens during a round, told as it happens: to the screen and to other tabs.
pub trait Progress {
    /// Rows changed.
    fn touched(&self, touched: Touched);

    /// The server answered these, and said this: for other tabs.
    fn shared(&self, reply: Option<&PushReply>, delta: Option<&Delta>);

    /// So many of so many chunks are here.
    fn chunks(&self, done: usize, all: usize);

    /// Gives way to whoever else needs the thread.
    fn breathe(&self) -> impl Future<Output = ()>;
}

/// One round: push until nothing waits, pull until nothing is new.
pub async fn sync<S: Storage, T: Transport, C: Codec, P: Progress>(
    replica: &RefCell<Replica>,
    platform: (&S, &T, &C),
    progress: &P,
    clock: impl Fn() -> Millis,
) -> Result<(), SyncError> {
    let round = Round { replica, storage: platform.0, transport: platform.1, codec: platform.2, progress };
    round.look_into_outbox().await?;
    if replica.borrow().meta.identity.is_none() {
        round.pull(&clock).await?;
    }
    loop {
        while round.push().await? {}
        let epoch = round.epoch();
        while round.pull(&clock).await? {}
        // A snapshot of another log, or after a damaged one: what waits has not been offered to this one.
        let offered = epoch == round.epoch() || replica.borrow().unsent() == 0;
        if offered && !replica.borrow().distrusted {
            round.purge().await?;
        }
        if offered && !replica.borrow().distrusted {
            round.sweep().await?;
            return round.look_through_sent().await;
        }
    }
}

pub(super) struct Round<'a, S, T, C, P> {
    pub(super) replica: &'a RefCell<Replica>,
    pub(super) storage: &'a S,
    pub(super) transport: &'a T,
    pub(super) codec: &'a C,
    pub(super) progress: &'a P,
}

impl<S: Storage, T: Transport, C: Codec, P: Progress> Round<'_, S, T, C, P> {
    /// Finds edits of tabs that died between storing and telling.
    async fn look_into_outbox(&self) -> Result<(), SyncError> {
        let numbers = self.storage.waiting().await?;
        let known = |number: &u64| self.replica.borrow().knows(*number);
        if numbers.iter().all(known) {
            return Ok(());
        }
        let mut touched = Touched::default();
        for mutation in self.storage.outbox().await? {
            touched.extend(self.replica.borrow_mut().adopt(mutation));
        }
        if touched != Touched::default() {
            self.progress.touched(touched);
        }
        Ok(())
    }

    /// Pushes one batch; true when more waits.
    async fn push(&self) -> Result<bool, SyncError> {
        let Some(request) = self.next_push() else { return Ok(false) };
        let reply = self.offer(request).await?;
        let sent = self.refused(&reply);
        if !sent.is_empty() {
            let meta = Some(self.replica.borrow().meta_without(&sent));
            self.storage.commit(&Commit { meta, sent, ..Commit::default() }).await?;
        }
        self.renew(&reply, |number| Some(self.replica.borrow().pending.get(&number)?.mutation.clone())).await?;
        let touched = self.replica.borrow_mut().answered(&reply);
        self.progress.shared(Some(&reply), None);
        self.progress.touched(touched);
        let answered = !reply.outcomes.is_empty();
        Ok(answered && self.replica.borrow().unsent() > 0)
    }

    /// Offers mutations; less and less of them where the server does not take so much. One that is too large by itself
    /// would wait for ever, and all that come after it: it is kept as refused instead.
    pub(super) async fn offer(&self, mut request: PushRequest) -> Result<PushReply, TransportError> {
        loop {
            match self.transport.push(&request).await {
                Err(TransportError::TooLarge) => request = smaller(request).ok_or(TransportError::TooLarge)?,
                answered => return answered,
            }
        }
    }

    /// The log that is followed.
    fn epoch(&self) -> Option<String> {
        self.replica.borrow().meta.cursor.as_ref().map(|cursor| cursor.epoch.clone())
    }

    /// Mutations that the server refused and keeps as attention records: nothing more will come of them.
    fn refused(&self, reply: &PushReply) -> Vec<Sent> {
        let replica = self.replica.borrow();
        let sent = |outcome: &Outcome| Some(replica.pending.get(&outcome.number)?.sent(&reply.epoch, outcome.seq));
        super::rejected_for_good(&reply.outcomes).filter_map(sent).collect()
    }

    /// The next edits that wait, where a log is followed.
    fn next_push(&self) -> Option<PushRequest> {
        self.epoch()?;
        self.push_of(self.replica.borrow().pending.values())
    }

    /// The first of these edits that have no answer, under the name of the person who made them.
    pub(super) fn push_of<'b>(&self, edits: impl Iterator<Item = &'b Pending>) -> Option<PushRequest> {
        let epoch = self.epoch().unwrap_or_default();
        let user = self.replica.borrow().meta.identity.as_ref().map(|identity| identity.user);
        let waiting = edits.filter(|pending| pending.outcome.is_none());
        let mut room = PUSH_BYTES;
        let mut mutations: Vec<Mutation> = Vec::new();
        for pending in waiting.take(MAX_PUSH) {
            let size = serde_json::to_string(&pending.mutation).map_or(0, |json| json.len());
            if !mutations.is_empty() && size > room {
                break;
            }
            room = room.saturating_sub(size);
            mutations.push(pending.mutation.clone());
        }
        (!mutations.is_empty()).then_some(PushRequest {
            protocol: PROTOCOL,
            epoch,
            user,
            mutations,
            too_large: Vec::new(),
        })
    }

    /// A clone of this device has used our numbers: go on under another name.
    pub(super) async fn renew(
        &self,
        reply: &PushReply,
        mutation: impl Fn(u64) -> Option<Mutation>,
    ) -> Result<(), SyncError> {
        let cloned = reply.outcomes.iter().find(|outcome| outcome.cloned);
        let Some(cloned) = cloned.and_then(|outcome| mutation(outcome.number)) else { return Ok(()) };
        self.replica.borrow_mut().renew(&cloned);
        let meta = Some(self.replica.borrow().meta.clone());
        Ok(self.storage.commit(&Commit { meta, ..Commit::default() }).await?)
    }

    /// Pulls one page; true when there is more.
    async fn pull(&self, clock: &impl Fn() -> Millis) -> Result<bool, SyncError> {
        let reply = self.transport.pull(&self.next_pull()).await?;
        match reply {
            PullReply::Changes { identity, cursor, forget, rows, more, now, backed_up } => {
                self.accept(&identity, now, clock())?;
                self.replica.borrow_mut().backed_up = backed_up;
                let rows = rows.into_iter().map(Arc::new).collect();
                self.changes(Delta { identity, cursor, forget, rows, now, more, settled: Vec::new() }).await?;
                Ok(more)
            }
            PullReply::Snapshot { identity, manifest, now, discards, .. } => {
                self.accept(&identity, now, clock())?;
                self.snapshot(identity, manifest, discards).await?;
                Ok(true)
            }
        }
    }

    fn next_pull(&self) -> PullRequest {
        let replica = self.replica.borrow();
        let identity = replica.meta.identity.as_ref();
        PullRequest {
            protocol: PROTOCOL,
            client: replica.meta.client,
            cursor: replica.meta.cursor.clone().filter(|_| !replica.distrusted),
            scopes: identity.map(|identity| identity.scopes.clone()).unwrap_or_default(),
            sees_all: replica.access().is_some_and(|access| access.sees_all()),
            hidden: identity.map(|identity| identity.hidden.clone()),
            proof: identity.map(|identity| identity.proof.clone()).unwrap_or_default(),
        }
    }

    /// Rows of one person are never mixed with those of another.
    fn accept(&self, identity: &Identity, server: Millis, local: Millis) -> Result<(), SyncError> {
        let mut replica = self.replica.borrow_mut();
        if replica.meta.identity.as_ref().is_some_and(|known| known.user != identity.user) {
            return Err(SyncError::OtherPerson);
        }
        replica.hear_clock(server, local);
        Ok(())
    }

    async fn changes(&self, mut delta: Delta) -> Result<(), SyncError> {
        let commit = self.replica.borrow().plan(&delta);
        delta.settled = commit.sent.iter().map(|sent| sent.mutation.number).collect();
        if commit == Commit::default() {
            return Ok(());
        }
        self.storage.commit(&commit).await?;
        let touched = self.replica.borrow_mut().pulled(&delta);
        self.progress.shared(None, Some(&delta));
        self.progress.touched(touched);
        Ok(())
    }

    /// Takes a snapshot, and with it what its log has made of the edits of this device.
    async fn snapshot(&self, identity: Identity, manifest: Manifest, discards: bool) -> Result<(), SyncError> {
        let chunks = self.fetch_all(&manifest).await?;
        let lost = self.lost(&manifest.cursor.epoch).await?;
        let given_back = if discards { &[][..] } else { &lost };
        let Some(resumed) = self.resume(&manifest.cursor, given_back).await? else { return Ok(()) };
        let mut meta = self.replica.borrow().meta.clone();
        if meta.epoch() != manifest.cursor.epoch {
            meta.kept = Kept::default();
        }
        let settled = resumed.settled();
        meta.kept.added += settled.len();
        meta.newest_left = settled.iter().copied().fold(meta.newest_left, u64::max);
        meta.identity = Some(identity.clone());
        meta.cursor = Some(manifest.cursor);
        meta.chunks = manifest.chunks;
        self.storage.commit(&resumed.plan(meta.clone(), &lost)).await?;
        let touched = self.replica.borrow_mut().replace(meta, chunks, resumed);
        self.progress.touched(touched);
        if !settled.is_empty() {
            self.progress.shared(None, Some(&Delta::of_snapshot(identity, settled)));
        }
        Ok(())
    }

    /// The chunks of a snapshot: those that are here already are not fetched again, so one that broke off goes on.
    async fn fetch_all(&self, manifest: &Manifest) -> Result<Vec<Chunk>, SyncError> {
        let mut chunks = Vec::with_capacity(manifest.chunks.len());
        for batch in manifest.chunks.chunks(TOGETHER) {
            self.progress.chunks(chunks.len(), manifest.chunks.len());
            let hashes: Vec<&str> = batch.iter().map(|chunk| chunk.hash.as_str()).collect();
            chunks.extend(self.fetch(&hashes).await?);
            self.progress.breathe().await;
        }
        Ok(chunks)
    }

    /// Mutations that another log than this had: what goes on from an older backup may lack them.
    async fn lost(&self, epoch: &str) -> Result<Vec<Mutation>, SyncError> {
        let sent = self.storage.sent().await?;
        let lost = sent.into_iter().filter(|sent| sent.epoch != epoch && !planted(Bug::NeverOffersAgain));
        Ok(lost.map(|sent| sent.mutation).collect())
    }

    /// Drops mutations that a backup of the server holds, and the oldest where there are too many.
    async fn look_through_sent(&self) -> Result<(), SyncError> {
        let (backed_up, kept) = (self.replica.borrow().backed_up, self.replica.borrow().meta.kept);
        if kept.looked_through.is_some_and(|done| backed_up <= done) && kept.added < KEPT / 10 {
            return Ok(());
        }
        let mut sent = self.storage.sent().await?;
        sent.reverse();
        let (mut many, mut bytes) = (0, 0);
        sent.retain(|sent| {
            many += 1;
            bytes += serde_json::to_string(&sent.mutation).map_or(0, |json| json.len());
            sent.seq <= backed_up || many > KEPT || bytes > KEPT_BYTES
        });
        let kept = Kept { looked_through: Some(backed_up), added: 0 };
        let meta = Some(Meta { kept, ..self.replica.borrow().meta.clone() });
        let backed_up = sent.iter().map(|sent| sent.mutation.number).collect();
        self.storage.commit(&Commit { meta, backed_up, ..Commit::default() }).await?;
        self.replica.borrow_mut().meta.kept = kept;
        Ok(())
    }

    /// Drops chunks that belong to nothing. A snapshot that was begun and given up may have brought what the person
    /// may not hold any more.
    async fn sweep(&self) -> Result<(), SyncError> {
        if !self.replica.borrow().strays {
            return Ok(());
        }
        let meta = Some(self.replica.borrow().meta.clone());
        self.storage.commit(&Commit { meta, no_stray_chunks: true, ..Commit::default() }).await?;
        self.replica.borrow_mut().strays = false;
        Ok(())
    }

    /// Cuts rows that were forgotten out of the chunks that still hold them. A chunk that cannot be read takes
    /// a new snapshot.
    async fn purge(&self) -> Result<(), SyncError> {
        let purges = self.replica.borrow().purges();
        for purge in purges {
            let stored = self.storage.chunks(&[&purge.hash]).await?.pop().flatten();
            let Some(chunk) = self.unpack(&purge.hash, stored).await else {
                self.replica.borrow_mut().distrust();
                return Ok(());
            };
            let rest = purge.cut(chunk);
            let text = serde_json::to_vec(&rest).map_err(|_| SyncError::Damaged)?;
            let bytes = self.codec.deflate(&text).await.ok_or(SyncError::Damaged)?;
            let hash = hex(&Sha256::digest(&bytes));
            self.storage.put_chunks(&[(&hash, &bytes)]).await?;
            let listed = ManifestChunk {
                hash: hash.clone(),
                entity: rest.entity.to_string(),
                rows: rest.len(),
                bytes: bytes.len(),
            };
            let commit = self.replica.borrow().plan_purge(&purge, &listed);
            self.storage.commit(&commit).await?;
            self.replica.borrow_mut().purged(&purge, &commit, &hash);
            self.progress.breathe().await;
        }
        Ok(())
    }

    /// Chunks of a snapshot: those that are here already, and the others from the server.
    async fn fetch(&self, hashes: &[&str]) -> Result<Vec<Chunk>, SyncError> {
        let mut found = Vec::with_capacity(hashes.len());
        for (hash, stored) in hashes.iter().zip(self.storage.chunks(hashes).await?) {
            found.push(self.unpack(hash, stored).await);
        }
        let missing: Vec<&str> =
            hashes.iter().zip(&found).filter(|(_, chunk)| chunk.is_none()).map(|(hash, _)| *hash).collect();
        let mut fetched = self.download(&missing).await?.into_iter();
        let chunks: Option<Vec<Chunk>> = found.into_iter().map(|chunk| chunk.or_else(|| fetched.next())).collect();
        chunks.ok_or(SyncError::Damaged)
    }

    /// Fetches chunks and keeps what arrives, although something may not: the next round goes on from there.
    async fn download(&self, hashes: &[&str]) -> Result<Vec<Chunk>, SyncError> {
        if hashes.is_empty() {
            return Ok(Vec::new());
        }
        let answers = self.transport.chunks(hashes).await;
        let arrived: Vec<(&str, &[u8])> = hashes
            .iter()
            .zip(&answers)
            .filter_map(|(hash, answer)| answer.as_ref().ok().map(|bytes| (*hash, bytes.as_slice())))
            .collect();
        if !arrived.is_empty() {
            self.keep(&arrived).await?;
        }
        let mut chunks = Vec::with_capacity(hashes.len());
        for (hash, answer) in hashes.iter().zip(answers) {
            chunks.push(self.unpack(hash, Some(answer?)).await.ok_or(SyncError::Damaged)?);
        }
        Ok(chunks)
    }

    /// Keeps chunks. Where there is no room for all of them, those that fit: the next round fetches only the others.
    async fn keep(&self, arrived: &[(&str, &[u8])]) -> Result<(), SyncError> {
        self.replica.borrow_mut().strays = true;
        let mut kept = self.storage.put_chunks(arrived).await;
        if kept == Err(StorageError::Full) && arrived.len() > 1 {
            kept = Ok(());
            for one in arrived.chunks(1) {
                match self.storage.put_chunks(one).await {
                    Err(StorageError::Full) => kept = Err(StorageError::Full),
                    other => other?,
                }
            }
        }
        Ok(kept?)
    }

    /// A chunk's rows; nothing where it is not there, or a byte of it is not what it was.
    pub(super) async fn unpack(&self, hash: &str, bytes: Option<Vec<u8>>) -> Option<Chunk> {
        let bytes = bytes.filter(|bytes| hex(&Sha256::digest(bytes)) == hash)?;
        let text = self.codec.inflate(&bytes).await?;
        Chunk::read(&text)
    }
}

/// Half of a push; of one mutation, what stands for it; of that, nothing.
fn smaller(request: PushRequest) -> Option<PushRequest> {
    let PushRequest { mut mutations, .. } = request;
    let too_large = match mutations.as_slice() {
        [] => return None,
        [alone] => vec![TooLarge::of(alone)],
        _ => Vec::new(),
    };
    mutations.truncate(mutations.len() / 2);
    (!mutations.is_empty() || !too_large.is_empty()).then_some(PushRequest { mutations, too_large, ..request })
}
