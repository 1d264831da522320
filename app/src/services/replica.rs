//! The replica as screens see it: live reads, durable writes, the state of sync.

use super::{
    first_page::Top,
    pictures::{Files, make_room},
    platform::{Timer, breathe, give_way, new_id, now},
};
use crate::{
    chunks::Missing,
    i18n::{t, t_with},
    replica::{IndexedDb, Message, Tabs, Verification},
    ui::{Toast, Toasts},
};
use futures::{StreamExt, channel::mpsc, lock::Mutex};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Id, Name, Problem, Schema,
    entities::Attention,
    replica::{Replica, Storage, StorageError, SyncError, Touched, Undo},
    sync::{Mutation, Operation, batches},
};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::Arc,
};

/// With more parts than this, what is written takes long enough to say so.
const SLOW_PARTS: usize = 4;

/// Where the app is on its way to being usable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// The device's storage is being read.
    Opening,
    /// Tabs cannot agree on which of them syncs: the browser is too old, or the address not secure.
    NoLocks,
    /// The browser keeps nothing, or not enough to begin with.
    NoStorage(StorageError),
    /// Nobody has signed in on this device yet.
    SignIn,
    /// The first sync runs: so many of so many parts are here.
    FirstSync(usize, usize),
    /// The first screen's records are here.
    Ready,
}

/// What the sync element says. Whatever else is so, edits that wait are counted.
///
/// Without a connection only those are that are on the disk: people turn the device off at that word. With one, those on
/// their way to the disk too: until they are there and sent, not everything is on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncState {
    /// All edits are on the server.
    Synced,
    /// So many edits are on their way.
    Pending(usize),
    /// No connection; so many edits wait.
    Offline(usize),
    /// So many edits wait for a sign-in; what came to the server since the session ended is not known.
    SignedOut(usize),
    /// So many decisions are open, and so many edits are on their way.
    Attention(usize, usize),
}

impl SyncState {
    const fn of(online: bool, signed_out: bool, kept: usize, writing: usize, open: usize) -> Self {
        match (online, signed_out, kept + writing, open) {
            (false, ..) => Self::Offline(kept),
            (true, true, ..) => Self::SignedOut(kept),
            (true, false, 0, 0) => Self::Synced,
            (true, false, unsent, 0) => Self::Pending(unsent),
            (true, false, unsent, _) => Self::Attention(open, unsent),
        }
    }
}

/// Why a write did not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The person can put these right.
    Problems(Vec<Problem>),
    /// The device's storage failed.
    Storage(StorageError),
}

/// Hears of every change.
type Watcher = Rc<dyn Fn(&Touched)>;

pub(super) struct Inner {
    pub(super) replica: RefCell<Replica>,
    pub(super) storage: RefCell<Option<Rc<IndexedDb>>>,
    pub(super) tabs: RefCell<Option<Tabs>>,
    pub(super) wake: mpsc::UnboundedSender<()>,
    pub(super) woken: RefCell<Option<mpsc::UnboundedReceiver<()>>>,
    versions: RefCell<HashMap<Name, ArcRwSignal<u64>>>,
    watchers: RefCell<Vec<Watcher>>,
    pub(super) leads: Cell<bool>,
    /// It leads, and has read what the one before stored: from now on nobody else changes what is stored,
    /// but for edits that join.
    pub(super) prepared: Cell<bool>,
    /// Held while the replica is read from the device.
    pub(super) reading: Mutex<()>,
    /// What other tabs said meanwhile.
    pub(super) heard: RefCell<Vec<Message>>,
    /// The next round compares what is here with what the server holds; kept in every tab until somebody has answered.
    pub(super) verify_waits: Cell<bool>,
    /// A reading is asked for and has not begun.
    pub(super) reload_waits: Cell<bool>,
    /// Whether files may wait for the server.
    pub(super) files: RefCell<Files>,
    /// Files are on their way to the server.
    pub(super) sends_files: Cell<bool>,
    /// Files that the server refused, by hash, and when.
    pub(super) refused_files: RefCell<HashMap<String, u64>>,
}

/// An edit on its way to the disk: counted for as long as this lives, however its way ends.
struct Writing(RwSignal<usize>);

impl Writing {
    fn begin(count: RwSignal<usize>) -> Self {
        count.update(|count| *count += 1);
        Self(count)
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.update(|count| *count -= 1);
    }
}

/// The replica service. Get it with [`use_replica`].
#[derive(Clone, Copy)]
pub struct ReplicaHandle {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    pub(super) toasts: Toasts,
    phase: RwSignal<Phase>,
    all: RwSignal<u64>,
    pub(super) loaded: RwSignal<bool>,
    /// The first list while only its top is in memory.
    pub(super) top: RwSignal<Option<Arc<Top>>>,
    unsent: RwSignal<usize>,
    /// Edits on their way to the disk.
    writing: RwSignal<usize>,
    pub(super) online: RwSignal<bool>,
    pub(super) signed_out: RwSignal<bool>,
    pub(super) trouble: RwSignal<Option<SyncError>>,
    pub(super) last_sync: RwSignal<Option<u64>>,
    pub(super) verification: RwSignal<Option<Verification>>,
}

thread_local! {
    /// The service that was started: event handlers run outside of every owner and find no context.
    static STARTED: Cell<Option<ReplicaHandle>> = const { Cell::new(None) };
}

/// The replica service, in views and in event handlers alike. Where there is none, that is a mistake in the program:
/// an empty one would look like an empty workspace.
pub fn use_replica() -> ReplicaHandle {
    let started = || STARTED.with(Cell::get);
    use_context().or_else(started).unwrap_or_else(expect_context)
}

impl ReplicaHandle {
    /// A service over an empty replica; [`ReplicaHandle::start`] fills it.
    pub fn new(toasts: Toasts) -> Self {
        let (wake, woken) = mpsc::unbounded();
        let inner = Inner {
            replica: RefCell::new(Replica::new(Arc::new(Schema::built_in()), Id::NIL)),
            storage: RefCell::new(None),
            tabs: RefCell::new(None),
            wake,
            woken: RefCell::new(Some(woken)),
            versions: RefCell::default(),
            watchers: RefCell::default(),
            leads: Cell::new(false),
            prepared: Cell::new(false),
            reading: Mutex::new(()),
            heard: RefCell::default(),
            verify_waits: Cell::new(false),
            reload_waits: Cell::new(false),
            files: RefCell::default(),
            sends_files: Cell::new(false),
            refused_files: RefCell::default(),
        };
        Self {
            inner: StoredValue::new_local(Rc::new(inner)),
            toasts,
            phase: RwSignal::new(Phase::Opening),
            all: RwSignal::new(0),
            loaded: RwSignal::new(false),
            top: RwSignal::new(None),
            unsent: RwSignal::new(0),
            writing: RwSignal::new(0),
            online: RwSignal::new(true),
            signed_out: RwSignal::new(false),
            trouble: RwSignal::new(None),
            last_sync: RwSignal::new(None),
            verification: RwSignal::new(None),
        }
    }

    pub(super) fn inner(self) -> Rc<Inner> {
        self.inner.get_value()
    }

    // Reading

    /// Reads the replica once, without following it.
    pub fn read<T>(self, read: impl FnOnce(&Replica) -> T) -> T {
        read(&self.inner().replica.borrow())
    }

    /// A value worked out from the replica, kept up to date with these entities.
    /// It is worked out again at most once per commit, and tells only when it differs.
    pub fn live<T>(
        self,
        entities: &'static [&'static str],
        work_out: impl Fn(&Replica) -> T + Send + Sync + 'static,
    ) -> Memo<T>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            self.follow(entities);
            self.read(&work_out)
        })
    }

    /// Makes the running effect or memo follow these entities.
    pub fn follow(self, entities: &[&str]) {
        self.all.track();
        for entity in entities {
            self.version(entity).track();
        }
    }

    fn version(self, entity: &str) -> ArcRwSignal<u64> {
        let inner = self.inner();
        let mut versions = inner.versions.borrow_mut();
        versions.entry(entity.into()).or_insert_with(|| ArcRwSignal::new(0)).clone()
    }

    /// Calls back after every change, once per commit, for as long as the app runs.
    pub fn watch(self, watcher: impl Fn(&Touched) + 'static) {
        self.inner().watchers.borrow_mut().push(Rc::new(watcher));
    }

    /// Tells everybody who follows what was touched.
    pub(super) fn notify(self, touched: &Touched) {
        self.unsent.set(self.read(Replica::unsent));
        let watchers: Vec<_> = self.inner().watchers.borrow().clone();
        for watcher in watchers {
            watcher(touched);
        }
        if touched.all {
            self.all.update(|version| *version += 1);
            return;
        }
        let mut names: Vec<&Name> = touched.keys.iter().map(|(entity, _)| entity).collect();
        names.dedup();
        for name in names {
            self.version(name).update(|version| *version += 1);
        }
    }

    // State

    /// Where the app is on its way to being usable.
    pub fn phase(self) -> Signal<Phase> {
        self.phase.into()
    }

    pub(super) fn set_phase(self, phase: Phase) {
        if self.phase.with_untracked(|old| *old != phase) {
            self.phase.set(phase);
        }
    }

    /// Whether all local records are in memory, not only the first screen's.
    pub fn loaded(self) -> Signal<bool> {
        self.loaded.into()
    }

    /// Whether the session has ended: work goes on, sync waits for a sign-in.
    pub fn signed_out(self) -> Signal<bool> {
        self.signed_out.into()
    }

    /// What keeps sync from working.
    pub fn trouble(self) -> Signal<Option<SyncError>> {
        self.trouble.into()
    }

    /// When sync last succeeded, in milliseconds since 1970.
    pub fn last_sync(self) -> Signal<Option<u64>> {
        self.last_sync.into()
    }

    /// What came of comparing with the server; nothing before anybody asked.
    pub fn verification(self) -> Signal<Option<Verification>> {
        self.verification.into()
    }

    /// Whether the server was heard the last time.
    pub fn is_online(self) -> Signal<bool> {
        self.online.into()
    }

    /// The signed-in person's id.
    pub fn me(self) -> Option<Id> {
        self.read(|replica| replica.meta().identity.as_ref().map(|identity| identity.user))
    }

    /// How many decisions wait for somebody here, with and without a network.
    pub fn open_decisions(self) -> Memo<usize> {
        self.live(&[Attention::ENTITY_NAME], |replica| replica.open_decisions().len())
    }

    /// What the sync element says.
    pub fn sync_state(self) -> Memo<SyncState> {
        let open = self.open_decisions();
        let Self { online, signed_out, unsent, writing, .. } = self;
        Memo::new(move |_| SyncState::of(online.get(), signed_out.get(), unsent.get(), writing.get(), open.get()))
    }

    // Writing

    /// Checks, stores and shows operations. Returns when they are on the disk, with the way back.
    pub async fn commit(self, ops: Vec<Operation>, group: Option<Id>) -> Result<Undo, Refusal> {
        let _writing = Writing::begin(self.writing);
        self.commit_now(ops, group).await
    }

    /// Waits until every edit that was made here before is shown: for acts that depend on all of them.
    pub async fn written(self) {
        loop {
            breathe().await;
            if self.writing.get_untracked() == 0 {
                return;
            }
        }
    }

    /// How many edits the server does not have, those on their way to the disk included: for acts that would lose them.
    pub async fn unsent_of_all(self) -> usize {
        self.written().await;
        self.read(Replica::unsent)
    }

    /// Lets the person go before what is done in the background: first their presses, then their edits onto the disk.
    pub(super) async fn give_way(self) {
        give_way().await;
        if self.writing.get_untracked() > 0 {
            self.written().await;
        }
    }

    async fn commit_now(self, ops: Vec<Operation>, group: Option<Id>) -> Result<Undo, Refusal> {
        let timer = Timer::start("write.durable");
        let inner = self.inner();
        let draft = inner.replica.borrow_mut().draft(ops, group, now());
        let (mutation, undo) = draft.map_err(Refusal::Problems)?;
        let storage = inner.storage.borrow().clone().ok_or(Refusal::Storage(StorageError::Refused))?;
        let number = self.append(&storage, &mutation).await.map_err(Refusal::Storage)?;
        timer.stop();
        let mutation = Mutation { number, ..mutation };
        self.tell(&Message::Written { mutation: mutation.clone() });
        let touched = inner.replica.borrow_mut().adopt(mutation);
        self.notify(&touched);
        self.wake_here();
        Ok(undo)
    }

    async fn append(self, storage: &Rc<IndexedDb>, mutation: &Mutation) -> Result<u64, StorageError> {
        match storage.append(mutation).await {
            Err(StorageError::Emptied) => self.keep_again(storage).await?,
            // Pictures can be fetched again, an edit cannot.
            Err(StorageError::Full) => match make_room(storage.clone()).await {
                Ok(made) => made.await?,
                Err(Missing) => return Err(StorageError::Full),
            },
            appended => return appended,
        }
        storage.append(mutation).await
    }

    /// The browser has emptied the storage under the open app, as when somebody clears site data: what only this device
    /// knows is put down again, the rest is fetched.
    pub(super) async fn keep_again(self, storage: &IndexedDb) -> Result<(), StorageError> {
        let inner = self.inner();
        let rescue = inner.replica.borrow_mut().rescue();
        // To which server the files were offered is gone, too.
        inner.files.borrow_mut().may_wait();
        storage.begin_again(&rescue).await
    }

    /// Writes and says so, with an undo; says why where it cannot.
    pub fn write(self, said: impl Into<String>, ops: Vec<Operation>) {
        let said = said.into();
        if is_empty(&ops) {
            return;
        }
        spawn_local(async move {
            match self.commit(ops, None).await {
                Ok(undo) => self.offer_undo(said, undo),
                Err(refusal) => self.say_refused(&refusal),
            }
        });
    }

    /// Writes what is too much for one mutation, part by part, with one way back; says how far it got where it cannot
    /// go on. The parts do not stand or fall together.
    pub fn write_many(self, said: impl Into<String>, ops: Vec<Operation>) {
        let (said, parts) = (said.into(), batches(ops));
        let slow = parts.len() > SLOW_PARTS;
        spawn_local(async move {
            if slow {
                self.say(t("write-many-began"));
            }
            let (undo, refusal) = self.commit_parts(parts).await;
            match (undo, refusal) {
                (Some(undo), None) => self.offer_undo(said, undo),
                (Some(undo), Some(refusal)) => self.say_stopped(&refusal, undo),
                (None, Some(refusal)) => self.say_refused(&refusal),
                (None, None) => {}
            }
        });
    }

    /// The way back from the parts that are written, and why the next one was not.
    async fn commit_parts(self, parts: Vec<Vec<Operation>>) -> (Option<Undo>, Option<Refusal>) {
        let group = (parts.len() > 1).then(new_id);
        let mut undo: Option<Undo> = None;
        for ops in parts {
            match self.commit(ops, group).await {
                Ok(later) => undo = Some(undo.unwrap_or_default().and_then(later)),
                Err(refusal) => return (undo, Some(refusal)),
            }
            breathe().await;
        }
        (undo, None)
    }

    fn say_stopped(self, refusal: &Refusal, undo: Undo) {
        let said = t_with("write-many-stopped", &[("why", refusal.sentence().into())]);
        self.toasts.show(Toast::new(said).bad().undo(move || self.take_back(&undo)));
    }

    /// Shows what was done with a way back.
    pub fn offer_undo(self, said: String, undo: Undo) {
        self.toasts.show(Toast::new(said).undo(move || self.take_back(&undo)));
    }

    /// Takes an edit back, as far as nobody changed it since.
    pub fn take_back(self, undo: &Undo) {
        let parts = self.read(|replica| replica.take_back_in_parts(undo));
        if parts.is_empty() {
            self.say_wrong(t("undo-changed-since"));
            return;
        }
        spawn_local(async move {
            match self.commit_parts(parts).await.1 {
                None => self.toasts.show(Toast::new(t("undone"))),
                Some(refusal) => self.say_refused(&refusal),
            }
        });
    }

    /// Says why something was not written.
    pub fn say_refused(self, refusal: &Refusal) {
        self.say_wrong(refusal.sentence());
    }

    /// Short news.
    pub fn say(self, words: impl Into<String>) {
        self.toasts.show(Toast::new(words));
    }

    /// Says that something was not done, and why: it stays until it is closed.
    pub fn say_wrong(self, words: impl Into<String>) {
        self.toasts.show(Toast::new(words).bad());
    }

    /// Says why something was not done, by the first of its problems.
    pub fn say_problems(self, problems: &[Problem]) {
        self.say_wrong(problems.first().map(say_problem).unwrap_or_default());
    }

    /// Says what was done, or that it was not.
    pub fn say_whether(self, done: bool, yes: &str, no: &str) {
        if done { self.say(yes) } else { self.say_wrong(no) }
    }

    /// Event handlers run outside of every owner and find the service here.
    pub(super) fn keep_started(self) {
        STARTED.with(|started| started.set(Some(self)));
    }
}

impl Refusal {
    /// What happened and what to do, in a sentence.
    pub fn sentence(&self) -> String {
        match self {
            Self::Problems(problems) => problems.first().map_or_else(|| t("refused"), say_problem),
            Self::Storage(error) => super::say_storage(error),
        }
    }
}

/// A problem as a sentence.
pub fn say_problem(problem: &Problem) -> String {
    let args: Vec<(&str, crate::i18n::Arg)> =
        problem.args.iter().map(|(name, value)| (name.as_str(), value.as_str().into())).collect();
    t_with(&problem.message_key, &args)
}

fn is_empty(ops: &[Operation]) -> bool {
    ops.iter().all(|op| matches!(op, Operation::Patch { changes, .. } if changes.is_empty()))
}

pub(super) async fn next_wake(woken: &mut mpsc::UnboundedReceiver<()>) {
    woken.next().await;
    while woken.try_recv().is_ok() {}
}

#[cfg(test)]
mod tests {
    use super::SyncState;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_waits_is_counted_whatever_else_is_so() {
        for (online, signed_out, open, state) in [
            (true, false, 0, SyncState::Pending(2)),
            (true, false, 1, SyncState::Attention(1, 2)),
            (true, true, 0, SyncState::SignedOut(2)),
            (true, true, 1, SyncState::SignedOut(2)),
            (false, false, 1, SyncState::Offline(2)),
            (false, true, 1, SyncState::Offline(2)),
        ] {
            assert_eq!(SyncState::of(online, signed_out, 2, 0, open), state);
        }
        assert_eq!(SyncState::of(true, false, 0, 0, 0), SyncState::Synced);
    }

    #[wasm_bindgen_test]
    fn what_is_on_its_way_to_the_disk_is_not_synced_and_not_kept() {
        assert_eq!(SyncState::of(true, false, 0, 1, 0), SyncState::Pending(1));
        assert_eq!(SyncState::of(true, false, 1, 1, 3), SyncState::Attention(3, 2));
        assert_eq!(SyncState::of(true, true, 1, 1, 0), SyncState::SignedOut(1));
        assert_eq!(SyncState::of(false, false, 0, 1, 0), SyncState::Offline(0));
    }
}
