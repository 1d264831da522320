//! Reading the replica from the device: at the start, and again when another tab replaced it.
//!
//! One reading at a time holds the lock `reading`. What other tabs say meanwhile waits and is taken in by
//! the replica that was read, so that nothing goes to one that is about to be replaced.

use super::{
    first_page::{FirstScreen, Top},
    platform::{breathe, make_room, measure_from_start, new_id, now},
    replica::{Phase, ReplicaHandle},
    sync_loop,
};
use crate::replica::{BrowserCodec, IndexedDb, Leadership, Message, reader};
use futures::{StreamExt, future::join_all, stream::FuturesOrdered};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use shared::{
    record::Chunk,
    replica::{Codec, Meta, Opening, Replica, Storage, StorageError, Touched, open},
    sync::ManifestChunk,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

/// What the frame around every screen needs.
const FRAME: [&str; 3] = ["user", "role", "team"];
/// Chunks read and unpacked at a time.
const SLICE: usize = 6;
/// Slices on the way at a time: one is taken in, one unpacked, one read.
const AHEAD: usize = 3;
/// So many milliseconds of reading before whoever presses something goes first.
const TURN: u64 = 8;
/// How many bytes of records in memory one byte of a stored chunk becomes, about.
const UNPACKED: usize = 16;
/// A chunk that is not there was most likely cut anew by the leading tab since the list was read: so often
/// the list is read again.
const TRIES: usize = 3;
/// A tab that does not lead hears within this time, in milliseconds, whether somebody has to sign in; a
/// leading tab that the system has put to sleep says nothing.
const SILENCE: u32 = 1_000;

impl ReplicaHandle {
    /// Opens the replica from the device and starts syncing. The first screen shows as soon as it can stand.
    pub fn start(self, first: FirstScreen) {
        self.keep_started();
        if !Leadership::is_possible() {
            self.set_phase(Phase::NoLocks);
            return;
        }
        spawn_local(async move {
            let inner = self.inner();
            let reading = inner.reading.lock().await;
            // First of all: what is said while the storage is read may be missing in what was read.
            self.join_tabs();
            if let Err(error) = self.open(&first).await {
                self.set_phase(Phase::NoStorage(error));
                return;
            }
            self.take_in_heard();
            drop(reading);
            sync_loop::listen_to_network(self);
            Leadership::seek(move || sync_loop::lead(self));
            self.tell(&Message::Wake);
            self.ask_unless_told().await;
        });
    }

    async fn open(self, first: &FirstScreen) -> Result<(), StorageError> {
        let inner = self.inner();
        let storage = Rc::new(IndexedDb::open("sextant").await?);
        *inner.storage.borrow_mut() = Some(storage.clone());
        let schema = inner.replica.borrow().whole_schema().clone();
        let (replica, opening) = loop {
            match open(&*storage, schema.clone(), first.entities).await? {
                Some(opened) => break opened,
                None => storage.begin(&Meta::new(new_id())).await?,
            }
        };
        let known = replica.meta().identity.is_some();
        *inner.replica.borrow_mut() = replica;
        if known {
            let whole = self.load(&storage, opening, first).await?;
            return if whole { Ok(()) } else { self.read_again().await };
        }
        inner.replica.borrow_mut().opened();
        self.loaded.set(true);
        Ok(())
    }

    /// Reads all chunks and shows the first screen as soon as it can stand: with the top of its list alone where
    /// that was kept, or when all of its rows are there. Whether all chunks were there.
    async fn load(self, storage: &IndexedDb, mut opening: Opening, first: &FirstScreen) -> Result<bool, StorageError> {
        let top = RefCell::new(self.feed_top(storage, &opening, first).await?);
        if top.borrow().is_some() {
            // Alone: what is read beside it, the browser would unpack before the top is shown.
            let frame = read_slice(storage, opening.take_of(&FRAME)).await?;
            self.feed(&self.inner().replica, &opening, &frame).await;
            opening.fed(frame.len());
        }
        let shown = Cell::new(false);
        let show = async |opening: &Opening| {
            // Whoever sees a top waits for all rows: sorting those of its list before would make both later.
            let stands = !opening.misses(first.entities) || top.borrow().is_some() && !opening.misses(&FRAME);
            if stands && !shown.replace(true) {
                self.show_first(top.take()).await;
            }
        };
        make_room(opening.bytes().saturating_mul(UNPACKED));
        let whole = self.read_chunks(storage, &mut opening, &self.inner().replica, show).await?;
        let touched = self.inner().replica.borrow_mut().opened();
        self.top.set(None);
        self.loaded.set(true);
        self.notify(&touched);
        measure_from_start("replica.ready");
        Ok(whole)
    }

    async fn show_first(self, top: Option<Top>) {
        let touched = self.inner().replica.borrow_mut().lay_pending();
        self.top.set(top.map(Arc::new));
        self.set_phase(Phase::Ready);
        self.notify(&Touched { all: true, ..touched });
        breathe().await;
    }

    /// A tab that leads from now on has to know what the one before has stored and not told. A reading that
    /// is under way is waited for: its end would take back what the rounds bring.
    pub(super) async fn prepare(self) -> Result<(), StorageError> {
        let inner = self.inner();
        let _reading = inner.reading.lock().await;
        if inner.prepared.get() {
            return Ok(());
        }
        self.be_as_stored().await?;
        inner.prepared.set(true);
        // What the one before heard is stored, and has just been read; edits may have come since.
        inner.heard.borrow_mut().retain(|message| matches!(message, Message::Written { .. }));
        self.take_in_heard();
        // The one before may have died between storing and telling.
        self.tell(&Message::Replaced);
        Ok(())
    }

    async fn be_as_stored(self) -> Result<(), StorageError> {
        let storage = self.inner().storage.borrow().clone();
        let Some(storage) = storage else { return Ok(()) };
        let Some(meta) = storage.meta().await? else { return Ok(()) };
        let outbox = storage.outbox().await?;
        let same = self.read(|replica| replica.is_as_stored(&meta, &outbox));
        if same { Ok(()) } else { self.read_again().await }
    }

    /// Reads the replica again, because another tab replaced it.
    pub(super) async fn reload(self) -> Result<(), StorageError> {
        let inner = self.inner();
        let _reading = inner.reading.lock().await;
        // A replacement that is told from here on may come too late for this reading.
        inner.reload_waits.set(false);
        if inner.prepared.get() {
            return Ok(());
        }
        let read = self.be_as_stored().await;
        self.take_in_heard();
        read
    }

    /// Reads another replica beside the one that is shown, then shows it instead.
    async fn read_again(self) -> Result<(), StorageError> {
        let storage = self.inner().storage.borrow().clone();
        let Some(storage) = storage else { return Ok(()) };
        for left in (0..TRIES).rev() {
            let (schema, since) = self.read(|replica| (replica.whole_schema().clone(), replica.newest()));
            let Some((replica, mut opening)) = open(&*storage, schema, &[]).await? else { return Ok(()) };
            let fresh = RefCell::new(replica);
            let whole = self.read_chunks(&storage, &mut opening, &fresh, async |_| ()).await?;
            if whole || left == 0 {
                if !whole {
                    self.tell(&Message::Damaged);
                }
                self.show_instead(fresh.into_inner(), since);
                break;
            }
        }
        Ok(())
    }

    fn show_instead(self, mut fresh: Replica, since: u64) {
        let inner = self.inner();
        // The person has left meanwhile.
        if inner.storage.borrow().is_none() {
            return;
        }
        fresh.opened();
        fresh.catch_up(&inner.replica.borrow(), since);
        *inner.replica.borrow_mut() = fresh;
        self.loaded.set(true);
        self.notify(&Touched { all: true, ..Touched::default() });
        if self.me().is_some() {
            self.set_phase(Phase::Ready);
        }
    }

    /// Reads what is left of an opening, slice by slice, with a look at it `before` each; whether all was there.
    /// While one slice is taken in, the browser reads and unpacks the next ones.
    async fn read_chunks(
        self,
        storage: &IndexedDb,
        opening: &mut Opening,
        replica: &RefCell<Replica>,
        before: impl AsyncFn(&Opening),
    ) -> Result<bool, StorageError> {
        let mut whole = true;
        let mut ahead = FuturesOrdered::new();
        loop {
            while ahead.len() < AHEAD {
                let wanted = opening.take(SLICE);
                if wanted.is_empty() {
                    break;
                }
                ahead.push_back(read_slice(storage, wanted));
            }
            before(opening).await;
            let Some(slice) = ahead.next().await.transpose()? else {
                reader::end();
                return Ok(whole);
            };
            whole &= self.feed(replica, opening, &slice).await;
            opening.fed(slice.len());
        }
    }

    /// Takes stored chunks in, and gives way in between; whether all could be read. One that could not makes the next
    /// sync fetch them all anew.
    async fn feed(self, replica: &RefCell<Replica>, opening: &Opening, texts: &[Text]) -> bool {
        let (mut whole, mut since) = (true, now());
        for (hash, text) in texts {
            if let Some(chunk) = text.as_deref().and_then(Chunk::read) {
                replica.borrow_mut().feed(opening, hash, chunk);
            } else {
                replica.borrow_mut().distrust();
                whole = false;
            }
            if now().saturating_sub(since) >= TURN {
                self.give_way().await;
                since = now();
            }
        }
        whole
    }

    /// Asks for a sign-in where the leading tab has not said whether one is needed.
    async fn ask_unless_told(self) {
        TimeoutFuture::new(SILENCE).await;
        let waits = self.phase().get_untracked() == Phase::Opening && self.me().is_none();
        if waits && !self.inner().leads.get() {
            self.set_phase(Phase::SignIn);
        }
    }
}

/// A chunk's address and its text, where it could be read.
type Text = (String, Option<Vec<u8>>);

async fn read_slice(storage: &IndexedDb, wanted: Vec<ManifestChunk>) -> Result<Vec<Text>, StorageError> {
    let hashes: Vec<&str> = wanted.iter().map(|chunk| chunk.hash.as_str()).collect();
    let texts = match reader::read(&hashes).await {
        Some(texts) => texts,
        None => join_all(storage.chunks(&hashes).await?.iter().map(|bytes| inflate(bytes.as_deref()))).await,
    };
    Ok(wanted.into_iter().map(|chunk| chunk.hash).zip(texts).collect())
}

async fn inflate(bytes: Option<&[u8]>) -> Option<Vec<u8>> {
    BrowserCodec.inflate(bytes?).await
}
