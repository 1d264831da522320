//! A device's storage, with the ways in which real ones fail.
//!
//! Like IndexedDB: a strict write is on the disk when it returns, and so is all that was written before
//! it. A relaxed one is atomic and ordered, but a power cut may take the last ones back. Like Safari: a
//! process that dies inside a transaction may leave the requests made so far.

use crate::hub::{Effect, Hub, Verdict};
use shared::{
    Id,
    replica::{Commit, FirstPage, MemoryStorage, Meta, OverlayRow, Sent, Storage, StorageError, Stored},
    sync::Mutation,
};
use std::{
    cell::{Cell, Ref, RefCell},
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// Runs a future that waits for nothing.
pub(crate) fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

/// A write that a power cut may take back.
#[derive(Clone)]
enum Relaxed {
    Chunks(Vec<(String, Vec<u8>)>),
    Commit(Box<Commit>),
    Begin(Box<Meta>),
    Page(Box<FirstPage>),
}

/// The disk of one device.
pub(crate) struct Disk {
    /// What tabs see.
    current: RefCell<MemoryStorage>,
    /// What a power cut leaves for certain.
    flushed: RefCell<MemoryStorage>,
    since: RefCell<Vec<Relaxed>>,
    full: Cell<bool>,
}

impl Disk {
    pub(crate) fn new() -> Rc<Self> {
        Rc::new(Self {
            current: RefCell::default(),
            flushed: RefCell::default(),
            since: RefCell::default(),
            full: Cell::new(false),
        })
    }

    /// A copy of everything, as of a copied browser profile.
    pub(crate) fn copy(&self) -> Rc<Self> {
        let disk = Self {
            current: RefCell::new(self.current.borrow().copy()),
            flushed: RefCell::new(self.current.borrow().copy()),
            since: RefCell::default(),
            full: Cell::new(false),
        };
        Rc::new(disk)
    }

    pub(crate) fn set_full(&self, full: bool) {
        self.full.set(full);
    }

    /// The power goes: only so many of the relaxed writes since the last strict one are there afterwards.
    pub(crate) fn power_cut(&self, kept: usize) {
        for write in self.since.borrow_mut().drain(..).take(kept) {
            apply(&self.flushed.borrow(), &write);
        }
        *self.current.borrow_mut() = self.flushed.borrow().copy();
    }

    /// Number of writes that a power cut could take back.
    pub(crate) fn at_risk(&self) -> usize {
        self.since.borrow().len()
    }

    /// The browser throws the origin's storage away.
    pub(crate) fn evict(&self) {
        *self.current.borrow_mut() = MemoryStorage::default();
        *self.flushed.borrow_mut() = MemoryStorage::default();
        self.since.borrow_mut().clear();
    }

    /// One chunk rots.
    pub(crate) fn lose_chunk(&self, nth: usize) {
        let meta = at_once(self.current.borrow().meta()).ok().flatten();
        let Some(chunks) = meta.map(|meta| meta.chunks).filter(|chunks| !chunks.is_empty()) else { return };
        let Some(chunk) = chunks.get(nth % chunks.len()) else { return };
        let drop_it = Commit { dropped_chunks: vec![chunk.hash.clone()], ..Commit::default() };
        self.write(Relaxed::Commit(Box::new(drop_it)));
    }

    /// What lies on the device, for those who examine it.
    pub(crate) fn examine(&self) -> Ref<'_, MemoryStorage> {
        self.current.borrow()
    }

    /// Marks of all edits that lie here, whether the server has them or not.
    pub(crate) fn marks(&self) -> Vec<Id> {
        let storage = self.current.borrow();
        let waiting = at_once(storage.outbox()).unwrap_or_default();
        let sent = at_once(storage.sent()).unwrap_or_default();
        waiting
            .into_iter()
            .chain(sent.into_iter().map(|sent| sent.mutation))
            .filter_map(|mutation| mutation.group)
            .collect()
    }

    fn write(&self, write: Relaxed) {
        apply(&self.current.borrow(), &write);
        self.since.borrow_mut().push(write);
    }

    fn append(&self, mutation: &Mutation) -> Result<u64, StorageError> {
        for write in self.since.borrow_mut().drain(..) {
            apply(&self.flushed.borrow(), &write);
        }
        let _ = at_once(self.flushed.borrow().append(mutation));
        at_once(self.current.borrow().append(mutation))
    }

    fn commit(&self, commit: &Commit) {
        self.write(Relaxed::Commit(Box::new(commit.clone())));
    }
}

fn apply(storage: &MemoryStorage, write: &Relaxed) {
    let _ = match write {
        Relaxed::Chunks(chunks) => {
            let chunks: Vec<(&str, &[u8])> = chunks.iter().map(|(hash, bytes)| (hash.as_str(), &**bytes)).collect();
            at_once(storage.put_chunks(&chunks))
        }
        Relaxed::Commit(commit) => at_once(storage.commit(commit)),
        Relaxed::Begin(meta) => at_once(storage.begin(meta)),
        Relaxed::Page(page) => at_once(storage.keep_first_page(page)),
    };
}

/// A tab's connection to the disk.
pub(crate) struct Connection {
    pub(crate) disk: Rc<Disk>,
    pub(crate) hub: Rc<Hub>,
}

impl Connection {
    async fn writes<T>(&self, write: impl FnOnce(&Disk) -> Result<T, StorageError>) -> Result<T, StorageError> {
        let verdict = self.hub.gate(Effect::Write).await;
        if self.disk.full.get() {
            return Err(StorageError::Full);
        }
        if verdict != Verdict::Go {
            return Err(StorageError::Lost);
        }
        let written = write(&self.disk)?;
        self.hub.gate(Effect::Stored).await;
        Ok(written)
    }

    async fn reads<T>(&self, read: impl FnOnce(&MemoryStorage) -> Result<T, StorageError>) -> Result<T, StorageError> {
        let found = read(&self.disk.current.borrow());
        self.hub.gate(Effect::Stored).await;
        found
    }
}

impl Storage for Connection {
    async fn meta(&self) -> Result<Option<Meta>, StorageError> {
        self.reads(|storage| at_once(storage.meta())).await
    }

    async fn chunks(&self, hashes: &[&str]) -> Result<Vec<Option<Vec<u8>>>, StorageError> {
        self.reads(|storage| at_once(storage.chunks(hashes))).await
    }

    async fn put_chunks(&self, chunks: &[(&str, &[u8])]) -> Result<(), StorageError> {
        self.writes(|disk| {
            let chunks = chunks.iter().map(|(hash, bytes)| ((*hash).to_owned(), bytes.to_vec()));
            disk.write(Relaxed::Chunks(chunks.collect()));
            Ok(())
        })
        .await
    }

    async fn overlay(&self) -> Result<Vec<OverlayRow>, StorageError> {
        self.reads(|storage| at_once(storage.overlay())).await
    }

    async fn outbox(&self) -> Result<Vec<Mutation>, StorageError> {
        self.reads(|storage| at_once(storage.outbox())).await
    }

    async fn waiting(&self) -> Result<Vec<u64>, StorageError> {
        self.reads(|storage| at_once(storage.waiting())).await
    }

    async fn sent(&self) -> Result<Vec<Sent>, StorageError> {
        self.reads(|storage| at_once(storage.sent())).await
    }

    async fn first_page(&self, entity: &str) -> Result<Option<FirstPage>, StorageError> {
        self.reads(|storage| at_once(storage.first_page(entity))).await
    }

    async fn keep_first_page(&self, page: &FirstPage) -> Result<(), StorageError> {
        self.writes(|disk| {
            disk.write(Relaxed::Page(Box::new(page.clone())));
            Ok(())
        })
        .await
    }

    async fn stored(&self) -> Result<Option<Stored>, StorageError> {
        self.reads(|storage| at_once(storage.stored())).await
    }

    async fn begin(&self, meta: &Meta) -> Result<(), StorageError> {
        self.writes(|disk| {
            disk.write(Relaxed::Begin(Box::new(meta.clone())));
            Ok(())
        })
        .await
    }

    async fn append(&self, mutation: &Mutation) -> Result<u64, StorageError> {
        self.writes(|disk| disk.append(mutation)).await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), StorageError> {
        self.writes(|disk| {
            disk.commit(commit);
            Ok(())
        })
        .await
    }

    async fn clear(&self) -> Result<(), StorageError> {
        self.writes(|disk| {
            disk.evict();
            Ok(())
        })
        .await
    }
}
