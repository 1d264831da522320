//! A disk that remembers every write and every flush, and can be told to fail.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the disk was asked, in the order in which it answered. Only what a flush came after is sure to be on it.
pub(crate) enum Event {
    /// These bytes were taken, at this offset.
    Write(u64, Box<[u8]>),
    /// Everything taken before is safe.
    Flush,
}

/// A request that failed, as one of a broken disk does.
#[derive(Debug, PartialEq)]
pub(crate) struct Broken;

/// A disk of a fixed size. What it reads is what was written, flushed or not.
pub(crate) struct Disk {
    size: u64,
    state: Mutex<State>,
    refuses_writes: AtomicBool,
    refuses_flushes: AtomicBool,
}

struct State {
    content: Vec<u8>,
    history: Vec<Event>,
}

impl Disk {
    /// An empty disk of so many bytes.
    pub(crate) fn new(size: usize) -> Self {
        let state = State { content: vec![0; size], history: Vec::new() };
        let [refuses_writes, refuses_flushes] = [(); 2].map(|()| AtomicBool::new(false));
        Self { size: size as u64, state: Mutex::new(state), refuses_writes, refuses_flushes }
    }

    /// Bytes that it holds.
    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    /// How many events there were: a place in the history.
    pub(crate) fn position(&self) -> usize {
        self.state().history.len()
    }

    /// Whether it fails from now on: at writes, and at flushes.
    pub(crate) fn refuse(&self, writes: bool, flushes: bool) {
        self.refuses_writes.store(writes, SeqCst);
        self.refuses_flushes.store(flushes, SeqCst);
    }

    /// Everything that happened; the disk forgets it.
    pub(crate) fn take_history(&self) -> Vec<Event> {
        std::mem::take(&mut self.state().history)
    }

    /// Bytes from this offset, fewer at the end.
    pub(crate) fn read(&self, at: u64, length: usize) -> Vec<u8> {
        let from = usize::try_from(at.min(self.size)).unwrap_or(usize::MAX);
        let state = self.state();
        let rest = state.content.get(from..).unwrap_or_default();
        rest.get(..length).unwrap_or(rest).to_vec()
    }

    /// Takes bytes. What goes beyond the end fails.
    pub(crate) fn write(&self, at: u64, data: &[u8]) -> Result<(), Broken> {
        if self.refuses_writes.load(SeqCst) {
            return Err(Broken);
        }
        let mut state = self.state();
        let from = usize::try_from(at).map_err(|_| Broken)?;
        let place = from.checked_add(data.len()).and_then(|end| state.content.get_mut(from..end)).ok_or(Broken)?;
        place.copy_from_slice(data);
        state.history.push(Event::Write(at, data.into()));
        Ok(())
    }

    /// Makes everything taken so far safe.
    pub(crate) fn flush(&self) -> Result<(), Broken> {
        if self.refuses_flushes.load(SeqCst) {
            return Err(Broken);
        }
        self.state().history.push(Event::Flush);
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_was_written_and_remembers_the_order() {
        let disk = Disk::new(4096);
        disk.write(512, &[7; 1024]).unwrap();
        disk.flush().unwrap();
        assert_eq!(disk.read(1024, 1024), [vec![7; 512], vec![0; 512]].concat());
        assert_eq!(disk.read(4000, 4096).len(), 96);
        let history = disk.take_history();
        assert!(matches!(&history[..], [Event::Write(512, data), Event::Flush] if data.len() == 1024));
    }

    #[test]
    fn what_it_refuses_leaves_no_trace() {
        let disk = Disk::new(4096);
        disk.refuse(true, true);
        assert_eq!((disk.write(0, &[1]), disk.flush()), (Err(Broken), Err(Broken)));
        disk.refuse(false, false);
        assert_eq!(disk.write(4096, &[1]), Err(Broken), "beyond the end");
        assert_eq!((disk.position(), disk.read(0, 1)), (0, vec![0]));
    }
}
