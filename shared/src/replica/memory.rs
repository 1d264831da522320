//! Storage in memory: for tests, and for a browser that keeps nothing.

use super::{Codec, Commit, FirstPage, Meta, OverlayRow, Sent, Storage, StorageError};
use crate::{
    Name,
    planted::{Bug, planted},
    sync::{Mutation, RowKey},
};
use std::{
    cell::{Cell, Ref, RefCell},
    collections::{BTreeMap, BTreeSet},
};

/// Storage in memory. A test can make the next writes fail.
#[derive(Default)]
pub struct MemoryStorage {
    state: RefCell<State>,
    fault: Cell<Option<Fault>>,
}

#[derive(Default, Clone)]
struct State {
    meta: Option<Meta>,
    chunks: BTreeMap<String, Vec<u8>>,
    overlay: BTreeMap<RowKey, OverlayRow>,
    outbox: BTreeMap<u64, Mutation>,
    sent: BTreeMap<u64, Sent>,
    last_number: u64,
    first_pages: BTreeMap<Name, FirstPage>,
}

/// A failure to play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Full,
    /// Most chunks that there is room for.
    Chunks(usize),
    NoSent,
}

impl MemoryStorage {
    /// From now on writes fail for lack of room, or work again.
    pub fn set_full(&self, full: bool) {
        self.fault.set(full.then_some(Fault::Full));
    }

    /// From now on there is room for so many chunks only, though for everything else; or again for all.
    pub fn set_most_chunks(&self, most: Option<usize>) {
        self.fault.set(most.map(Fault::Chunks));
    }

    /// From now on what is kept as sent cannot be read, or can again.
    pub fn set_no_sent(&self, refused: bool) {
        self.fault.set(refused.then_some(Fault::NoSent));
    }

    /// Bytes of all chunks, listed or not, by their hash.
    pub fn all_chunks(&self) -> Ref<'_, BTreeMap<String, Vec<u8>>> {
        Ref::map(self.state.borrow(), |state| &state.chunks)
    }

    /// Another storage of the same content.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { state: RefCell::new(self.state.borrow().clone()), fault: Cell::new(None) }
    }

    fn write(&self) -> Result<std::cell::RefMut<'_, State>, StorageError> {
        match self.fault.get() {
            Some(Fault::Full) => Err(StorageError::Full),
            Some(Fault::Chunks(_) | Fault::NoSent) | None => Ok(self.state.borrow_mut()),
        }
    }
}

impl Storage for MemoryStorage {
    async fn meta(&self) -> Result<Option<Meta>, StorageError> {
        Ok(self.state.borrow().meta.clone())
    }

    async fn chunks(&self, hashes: &[&str]) -> Result<Vec<Option<Vec<u8>>>, StorageError> {
        let state = self.state.borrow();
        Ok(hashes.iter().map(|hash| state.chunks.get(*hash).cloned()).collect())
    }

    async fn put_chunks(&self, chunks: &[(&str, &[u8])]) -> Result<(), StorageError> {
        let mut state = self.write()?;
        if matches!(self.fault.get(), Some(Fault::Chunks(most)) if state.chunks.len() + chunks.len() > most) {
            return Err(StorageError::Full);
        }
        state.chunks.extend(chunks.iter().map(|(hash, bytes)| ((*hash).to_owned(), bytes.to_vec())));
        Ok(())
    }

    async fn overlay(&self) -> Result<Vec<OverlayRow>, StorageError> {
        Ok(self.state.borrow().overlay.values().cloned().collect())
    }

    async fn outbox(&self) -> Result<Vec<Mutation>, StorageError> {
        Ok(self.state.borrow().outbox.values().cloned().collect())
    }

    async fn waiting(&self) -> Result<Vec<u64>, StorageError> {
        Ok(self.state.borrow().outbox.keys().copied().collect())
    }

    async fn sent(&self) -> Result<Vec<Sent>, StorageError> {
        if self.fault.get() == Some(Fault::NoSent) {
            return Err(StorageError::Lost);
        }
        Ok(self.state.borrow().sent.values().cloned().collect())
    }

    async fn begin(&self, meta: &Meta) -> Result<(), StorageError> {
        self.write()?.meta.get_or_insert_with(|| meta.clone());
        Ok(())
    }

    async fn append(&self, mutation: &Mutation) -> Result<u64, StorageError> {
        let mut state = self.write()?;
        state.last_number += 1;
        let number = state.last_number;
        state.outbox.insert(number, Mutation { number, ..mutation.clone() });
        Ok(number)
    }

    async fn commit(&self, commit: &Commit) -> Result<(), StorageError> {
        let mut state = self.write()?;
        if let Some(meta) = &commit.meta {
            state.meta = Some(meta.clone());
        }
        if commit.new_snapshot || commit.no_stray_chunks {
            let kept: BTreeSet<String> =
                state.meta.iter().flat_map(|meta| &meta.chunks).map(|chunk| chunk.hash.clone()).collect();
            state.chunks.retain(|hash, _| kept.contains(hash));
        }
        if commit.new_snapshot {
            state.overlay.clear();
        }
        if commit.moves_rows() {
            state.first_pages.clear();
        }
        for hash in &commit.dropped_chunks {
            state.chunks.remove(hash);
        }
        for key in &commit.untombed {
            state.overlay.remove(key);
        }
        for key in commit.forget.iter().filter(|_| !planted(Bug::KeepsForgotten)) {
            state.overlay.insert(key.clone(), OverlayRow::Gone(key.clone()));
        }
        for row in &commit.rows {
            state.overlay.insert((row.entity.clone(), row.id), OverlayRow::Row((**row).clone()));
        }
        for mutation in &commit.rewritten {
            state.outbox.insert(mutation.number, mutation.clone());
        }
        for sent in &commit.sent {
            state.outbox.remove(&sent.mutation.number);
            state.sent.insert(sent.mutation.number, sent.clone());
        }
        for number in &commit.backed_up {
            state.sent.remove(number);
        }
        Ok(())
    }

    async fn first_page(&self, entity: &str) -> Result<Option<FirstPage>, StorageError> {
        Ok(self.state.borrow().first_pages.get(entity).cloned())
    }

    async fn keep_first_page(&self, page: &FirstPage) -> Result<(), StorageError> {
        let mut state = self.write()?;
        if state.meta.as_ref().and_then(|meta| meta.cursor.as_ref()) == Some(&page.cursor) {
            state.first_pages.insert(page.entity.clone(), page.clone());
        }
        Ok(())
    }

    async fn clear(&self) -> Result<(), StorageError> {
        let last_number = self.state.borrow().last_number;
        *self.write()? = State { last_number, ..State::default() };
        Ok(())
    }
}

/// Chunks as they are, for where nothing is won by compressing them.
pub struct PlainCodec;

impl Codec for PlainCodec {
    async fn inflate(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        Some(bytes.to_vec())
    }

    async fn deflate(&self, text: &[u8]) -> Option<Vec<u8>> {
        Some(text.to_vec())
    }
}
