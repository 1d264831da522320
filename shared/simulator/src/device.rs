//! A device and its tabs: what the app's services do around the engine, without the screens.
//!
//! Each tab writes its own edits and tells the others. One leads, by a lock that the platform gives to
//! the next when it dies: it alone speaks to the server.

use crate::{
    disk::{Connection, Disk},
    hub::{Effect, Hub, TabId},
    link::{Late, Link},
    server::Server,
    trace,
};
use rustc_hash::FxHashMap;
use shared::{
    Id, Record, Schema,
    replica::{Delta, Meta, Opening, PlainCodec, Progress, Replica, Storage, StorageError, Touched, open, sync},
    sync::{Cursor, Mutation, Operation, PushReply},
};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::Rc,
    sync::Arc,
};

/// The entity whose list every tab shows.
pub(crate) const LISTED: &str = "contact";
/// What the frame around every screen needs.
const FRAME: &[&str] = &["user", "role", "team"];
/// What is read first: the frame, and the list.
const FIRST: &[&str] = &["user", "role", "team", LISTED];
/// So often a replica is read again that was not whole.
const TRIES: usize = 3;

/// What one tab tells the others.
#[derive(Clone)]
enum Message {
    Written(Mutation),
    Heard(Option<PushReply>, Option<Box<Delta>>),
    Replaced,
    Damaged,
}

impl Message {
    fn name(&self) -> String {
        match self {
            Self::Written(mutation) => format!("of edit {}", mutation.number),
            Self::Heard(reply, delta) => {
                let outcomes = reply.as_ref().map_or(&[][..], |reply| &reply.outcomes);
                format!("{} outcomes, rows up to {:?}", outcomes.len(), delta.as_ref().map(|delta| delta.cursor.seq))
            }
            Self::Replaced => "that the replica was replaced".to_owned(),
            Self::Damaged => "that chunks are damaged".to_owned(),
        }
    }
}

/// How far an edit came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    /// On its way to the disk: it may be there or not.
    Begun,
    /// The person was told that it is kept.
    Kept,
    /// It may be gone through nobody's fault: the browser threw the storage away while it waited.
    Excused,
}

/// An edit, by the mark that it carries.
#[derive(Debug, Clone)]
pub(crate) struct Edit {
    pub(crate) device: usize,
    pub(crate) stage: Stage,
}

/// All edits of a history, by their mark.
pub(crate) type Edits = Rc<RefCell<BTreeMap<Id, Edit>>>;

/// What a device shares with the rest of its world.
#[derive(Clone)]
pub(crate) struct Surroundings {
    pub(crate) hub: Rc<Hub>,
    pub(crate) server: Rc<Server>,
    pub(crate) late: Late,
    pub(crate) edits: Edits,
    pub(crate) schema: Arc<Schema>,
}

pub(crate) struct Device {
    pub(crate) index: usize,
    pub(crate) user: Id,
    pub(crate) disk: Rc<Disk>,
    /// Milliseconds by which its clock is wrong.
    pub(crate) skew: Cell<i64>,
    pub(crate) tabs: RefCell<Vec<Rc<Tab>>>,
    /// Something on its disk was lost that no tab has noticed yet.
    pub(crate) rotten: Cell<bool>,
    /// A round has succeeded since it was looked at.
    pub(crate) synced: Cell<bool>,
    ids: Cell<u64>,
    around: Surroundings,
}

pub(crate) struct Tab {
    pub(crate) id: TabId,
    pub(crate) replica: RefCell<Replica>,
    /// The list stands, so that people work here; more may still be read.
    pub(crate) shown: Cell<bool>,
    /// Opened and read.
    pub(crate) ready: Cell<bool>,
    /// The system has put it to sleep: it does nothing and hears nothing, but keeps the lock.
    pub(crate) asleep: Cell<bool>,
    pub(crate) leads: Cell<bool>,
    /// A leader first reads what the one before has stored.
    prepared: Cell<bool>,
    syncing: Cell<bool>,
    reading: Cell<bool>,
    reload_waits: Cell<bool>,
    heard: RefCell<Vec<Message>>,
    inbox: RefCell<VecDeque<Message>>,
    /// The furthest place of a log that it was seen at.
    pub(crate) furthest: RefCell<Option<Cursor>>,
    /// Rows that were seen to tell nothing: they are looked at again when there is another in their place.
    pub(crate) silent: RefCell<FxHashMap<Id, Arc<Record>>>,
    /// Edits that were made and acknowledged here, until rows have come up to their places in the log.
    pub(crate) own: RefCell<Vec<Mutation>>,
    /// How the last round ended; nothing before the first.
    pub(crate) last_round: RefCell<Option<Result<(), String>>>,
}

impl Tab {
    /// People work here from now on, if of an opening all is there that they need.
    fn show_when_there(&self, opening: &Opening, needed: &[&str]) {
        if !self.shown.get() && !opening.misses(needed) {
            self.replica.borrow_mut().lay_pending();
            self.shown.set(true);
        }
    }
}

impl Device {
    pub(crate) fn new(index: usize, user: Id, disk: Rc<Disk>, around: &Surroundings) -> Rc<Self> {
        Rc::new(Self {
            index,
            user,
            disk,
            skew: Cell::new(0),
            tabs: RefCell::default(),
            rotten: Cell::new(false),
            synced: Cell::new(false),
            ids: Cell::new(0),
            around: around.clone(),
        })
    }

    /// The time by this device's clock.
    pub(crate) fn now(&self) -> u64 {
        self.around.server.now().saturating_add_signed(self.skew.get())
    }

    fn new_id(&self) -> Id {
        self.ids.set(self.ids.get() + 1);
        Id::named(&format!("device/{}/{}", self.index, self.ids.get()))
    }

    pub(crate) fn live_tabs(&self) -> Vec<Rc<Tab>> {
        self.tabs.borrow().clone()
    }

    pub(crate) fn leader(&self) -> Option<Rc<Tab>> {
        self.tabs.borrow().iter().find(|tab| tab.leads.get()).cloned()
    }

    /// Opens another tab.
    pub(crate) fn open_tab(self: &Rc<Self>) -> Rc<Tab> {
        self.ids.set(self.ids.get() + 1);
        let tab = usize::try_from(self.ids.get()).unwrap_or_default();
        let id = TabId { device: self.index, tab };
        let tab = Rc::new(Tab {
            id,
            replica: RefCell::new(Replica::new(self.around.schema.clone(), self.new_id())),
            shown: Cell::new(false),
            ready: Cell::new(false),
            asleep: Cell::new(false),
            leads: Cell::new(false),
            prepared: Cell::new(false),
            syncing: Cell::new(false),
            reading: Cell::new(true),
            reload_waits: Cell::new(false),
            heard: RefCell::default(),
            inbox: RefCell::default(),
            furthest: RefCell::default(),
            silent: RefCell::default(),
            own: RefCell::default(),
            last_round: RefCell::default(),
        });
        trace::say(|| format!("{id:?} opens"));
        self.tabs.borrow_mut().push(tab.clone());
        self.seek_leader();
        let (device, opening) = (self.clone(), tab.clone());
        self.around.hub.spawn(id, async move { device.start(&opening).await });
        tab
    }

    /// A tab is closed or its process dies: whatever it was doing ends there.
    pub(crate) fn kill(&self, tab: &Tab) {
        trace::say(|| format!("{:?} dies", tab.id));
        self.around.hub.kill(tab.id);
        self.tabs.borrow_mut().retain(|other| other.id != tab.id);
        self.seek_leader();
    }

    pub(crate) fn kill_all(&self) {
        for tab in self.live_tabs() {
            self.kill(&tab);
        }
    }

    fn seek_leader(&self) {
        let tabs = self.tabs.borrow();
        if let Some(first) = tabs.first().filter(|_| tabs.iter().all(|tab| !tab.leads.get())) {
            first.leads.set(true);
        }
    }

    fn connection(&self) -> Connection {
        Connection { disk: self.disk.clone(), hub: self.around.hub.clone() }
    }

    async fn start(&self, tab: &Rc<Tab>) {
        // A storage that is full or fails is tried again; the person sees why nothing opens.
        while self.begin(tab).await.is_err() {}
        tab.ready.set(true);
        Self::done_reading(tab);
    }

    /// Opens the replica from the disk. As soon as its list stands, people work with it while the rest is read.
    async fn begin(&self, tab: &Tab) -> Result<(), StorageError> {
        tab.shown.set(false);
        let storage = self.connection();
        let (replica, mut opening) = loop {
            match open(&storage, self.around.schema.clone(), FIRST).await? {
                Some(opened) => break opened,
                None => storage.begin(&Meta::new(self.new_id())).await?,
            }
        };
        *tab.replica.borrow_mut() = replica;
        let page = storage.first_page(LISTED).await?;
        let top = page.and_then(|page| tab.replica.borrow_mut().feed_first(&opening, page));
        let waits_for = if top.is_some() { FRAME } else { FIRST };
        let whole = self.feed(&tab.replica, &mut opening, |opening| tab.show_when_there(opening, waits_for)).await?;
        tab.replica.borrow_mut().opened();
        if whole { Ok(()) } else { self.read_again(tab).await }
    }

    /// Reads the replica from the disk; nothing on a new device. A chunk that is missing was most likely cut
    /// anew by the leader meanwhile; if it stays away, the leader has to fetch it again.
    async fn read_whole(&self, tab: &Tab) -> Result<Option<Replica>, StorageError> {
        for left in (0..TRIES).rev() {
            let Some((replica, whole)) = self.read().await? else { return Ok(None) };
            if whole {
                return Ok(Some(replica));
            }
            if left == 0 {
                self.tell(tab.id, &Message::Damaged);
                return Ok(Some(replica));
            }
        }
        Ok(None)
    }

    /// Reads the replica from the disk, and whether all of it was there.
    async fn read(&self) -> Result<Option<(Replica, bool)>, StorageError> {
        let storage = self.connection();
        let Some((replica, mut opening)) = open(&storage, self.around.schema.clone(), &[]).await? else {
            return Ok(None);
        };
        let replica = RefCell::new(replica);
        let whole = self.feed(&replica, &mut opening, |_| ()).await?;
        let mut replica = replica.into_inner();
        replica.opened();
        Ok(Some((replica, whole)))
    }

    /// Reads what is left of an opening, with a look at it before each chunk; whether all of it was there.
    async fn feed(
        &self,
        replica: &RefCell<Replica>,
        opening: &mut Opening,
        before: impl Fn(&Opening),
    ) -> Result<bool, StorageError> {
        let storage = self.connection();
        let mut whole = true;
        loop {
            before(opening);
            let wanted = opening.take(1);
            let Some(chunk) = wanted.first() else { return Ok(whole) };
            let bytes = storage.chunks(&[&chunk.hash]).await?.pop().flatten();
            if let Some(rows) = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
                replica.borrow_mut().feed(opening, &chunk.hash, rows);
            } else {
                whole = false;
                replica.borrow_mut().distrust();
            }
            opening.fed(wanted.len());
        }
    }

    fn done_reading(tab: &Tab) {
        tab.reading.set(false);
        for message in tab.heard.take() {
            Self::take_in(tab, message);
        }
    }

    fn tell(&self, from: TabId, message: &Message) {
        for tab in self.tabs.borrow().iter().filter(|tab| tab.id != from) {
            tab.inbox.borrow_mut().push_back(message.clone());
        }
    }

    /// A tab hears the next thing that was said to it; whether there was anything.
    pub(crate) fn hear(self: &Rc<Self>, tab: &Rc<Tab>) -> bool {
        let Some(message) = tab.inbox.borrow_mut().pop_front() else { return false };
        trace::say(|| format!("{:?} hears {}", tab.id, message.name()));
        match message {
            // Only who leads hears the server; late news of the one before would take it back.
            Message::Replaced | Message::Heard(..) if tab.prepared.get() => {}
            Message::Replaced => self.reload_soon(tab),
            Message::Damaged if tab.leads.get() => tab.replica.borrow_mut().distrust(),
            change if tab.reading.get() => tab.heard.borrow_mut().push(change),
            change => Self::take_in(tab, change),
        }
        true
    }

    fn take_in(tab: &Tab, message: Message) {
        match message {
            Message::Written(mutation) => drop(tab.replica.borrow_mut().adopt(mutation)),
            Message::Heard(reply, delta) => {
                drop(tab.replica.borrow_mut().overhear(reply.as_ref(), delta.as_deref()));
            }
            Message::Replaced | Message::Damaged => {}
        }
    }

    fn reload_soon(self: &Rc<Self>, tab: &Rc<Tab>) {
        if tab.reload_waits.replace(true) {
            return;
        }
        let (device, tab) = (self.clone(), tab.clone());
        let id = tab.id;
        self.around.hub.spawn(id, async move { device.reload(&tab).await });
    }

    async fn reload(&self, tab: &Rc<Tab>) {
        while tab.reading.get() {
            self.around.hub.gate(Effect::Breath).await;
        }
        tab.reload_waits.set(false);
        if tab.prepared.get() {
            return;
        }
        tab.reading.set(true);
        // What cannot be read now is read at the next replacement.
        let _ = self.be_as_stored(tab, &self.connection()).await;
        Self::done_reading(tab);
    }

    async fn read_again(&self, tab: &Tab) -> Result<(), StorageError> {
        let since = tab.replica.borrow().newest();
        if let Some(mut fresh) = self.read_whole(tab).await? {
            fresh.catch_up(&tab.replica.borrow(), since);
            *tab.replica.borrow_mut() = fresh;
        }
        Ok(())
    }

    /// Somebody edits in a tab. The edit carries `mark`, which is never used again.
    pub(crate) fn write(self: &Rc<Self>, tab: &Rc<Tab>, mark: Id, ops: Vec<Operation>) {
        let draft = tab.replica.borrow_mut().draft(ops, Some(mark), self.now());
        let Ok((mutation, _)) = draft else { return };
        trace::say(|| format!("{:?} writes {:?}", tab.id, mutation.ops));
        self.around.edits.borrow_mut().insert(mark, Edit { device: self.index, stage: Stage::Begun });
        let (device, tab) = (self.clone(), tab.clone());
        self.around.hub.spawn(tab.id, async move {
            let Ok(number) = device.connection().append(&mutation).await else { return };
            let mutation = Mutation { number, ..mutation };
            device.tell(tab.id, &Message::Written(mutation.clone()));
            tab.replica.borrow_mut().adopt(mutation.clone());
            tab.own.borrow_mut().push(mutation);
            device.kept(mark);
        });
    }

    /// The person is told that the edit is kept.
    fn kept(&self, mark: Id) {
        if let Some(edit) = self.around.edits.borrow_mut().get_mut(&mark).filter(|edit| edit.stage == Stage::Begun) {
            edit.stage = Stage::Kept;
        }
    }

    /// The leading tab begins a round of sync, unless one is under way.
    pub(crate) fn begin_round(self: &Rc<Self>) -> bool {
        let Some(tab) = self.leader().filter(|tab| tab.ready.get() && !tab.asleep.get()) else { return false };
        if tab.syncing.replace(true) {
            return false;
        }
        // A snapshot that is not taken yet may lie on the disk under other rights than those noted there.
        self.synced.set(false);
        let (device, leader) = (self.clone(), tab.clone());
        self.around.hub.spawn(tab.id, async move {
            trace::say(|| format!("{:?} begins a round", leader.id));
            let result = device.round(&leader).await;
            trace::say(|| format!("{:?} ends it: {result:?}", leader.id));
            device.synced.set(result.is_ok());
            *leader.last_round.borrow_mut() = Some(result);
            leader.syncing.set(false);
        });
        true
    }

    async fn round(self: &Rc<Self>, tab: &Rc<Tab>) -> Result<(), String> {
        let storage = self.connection();
        if !tab.prepared.get() {
            self.prepare(tab, &storage).await.map_err(|error| error.to_string())?;
        }
        let around = &self.around;
        let link =
            Link { hub: around.hub.clone(), server: around.server.clone(), user: self.user, late: around.late.clone() };
        let teller = Teller { device: self, tab };
        let platform = (&storage, &link, &PlainCodec);
        let synced = sync(&tab.replica, platform, &teller, || self.now()).await;
        // The list is on every screen: each tab keeps its top, and not only when it is up to date.
        let tabs = self.tabs.borrow().clone();
        for tab in tabs {
            self.keep_first_page(&tab).await;
        }
        synced.map_err(|error| error.to_string())
    }

    async fn keep_first_page(&self, tab: &Tab) {
        let page = {
            let replica = tab.replica.borrow();
            let mut rows = replica.rows(LISTED).to_vec();
            rows.sort_by_key(|row| row.id);
            replica.first_page(&LISTED.into(), "", &rows)
        };
        if let Some(page) = page.filter(|_| tab.ready.get()) {
            // The next start can do without.
            let _ = self.connection().keep_first_page(&page).await;
        }
    }

    /// A tab that leads from now on has to know what the one before has stored and not told. A reading that
    /// is under way is waited for: its end would take back what the rounds bring.
    async fn prepare(&self, tab: &Rc<Tab>, storage: &Connection) -> Result<(), StorageError> {
        while tab.reading.get() {
            self.around.hub.gate(Effect::Breath).await;
        }
        tab.reading.set(true);
        let prepared = self.be_as_stored(tab, storage).await;
        tab.prepared.set(prepared.is_ok());
        tab.heard.borrow_mut().retain(|message| prepared.is_err() || matches!(message, Message::Written(_)));
        Self::done_reading(tab);
        // The one before may have died between storing and telling.
        self.tell(tab.id, &Message::Replaced);
        prepared
    }

    async fn be_as_stored(&self, tab: &Rc<Tab>, storage: &Connection) -> Result<(), StorageError> {
        let Some(meta) = storage.meta().await? else { return Ok(()) };
        let outbox = storage.outbox().await?;
        let same = tab.replica.borrow().is_as_stored(&meta, &outbox);
        if same { Ok(()) } else { self.read_again(tab).await }
    }
}

struct Teller<'a> {
    device: &'a Rc<Device>,
    tab: &'a Tab,
}

impl Progress for Teller<'_> {
    fn touched(&self, touched: Touched) {
        if touched.all {
            self.device.tell(self.tab.id, &Message::Replaced);
        }
    }

    fn shared(&self, reply: Option<&PushReply>, delta: Option<&Delta>) {
        self.device.tell(self.tab.id, &Message::Heard(reply.cloned(), delta.cloned().map(Box::new)));
    }

    fn chunks(&self, _: usize, _: usize) {}

    async fn breathe(&self) {
        self.device.around.hub.gate(Effect::Breath).await;
    }
}
