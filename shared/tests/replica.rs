//! Replicas over a server that is the real authority, and over a network that fails at random.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test may fail"
)]

use proptest::prelude::*;
use shared::{
    Id, Record, Schema, Value,
    entities::{Attention, Contact, User},
    record::{CHUNK_ROWS, Chunk},
    replica::{
        Codec, Delta, MemoryStorage, Progress, Replica, Storage, StorageError, SyncError, Touched, Transport,
        TransportError, Undo, open, sync,
    },
    rules::{Access, Role},
    sync::{
        Authority, Change, Edit, Head, Held, Identity, LogEntry, Manifest, ManifestChunk, Mutation, Operation, Outcome,
        PullReply, PullRequest, Pulled, PushReply, PushRequest, Stage, Standing, Status, Terms, hex,
    },
};
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap},
    future::Future,
    pin::pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, Waker},
};

/// Nothing here really waits.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

#[test]
fn memory_storage_conforms() {
    let reopen = async |storage: MemoryStorage| storage;
    block_on(shared::replica::conformance::suite(MemoryStorage::default(), reopen)).expect("conforms");
}

struct Server {
    authority: RefCell<Authority>,
    outcomes: RefCell<HashMap<(Id, u64), (String, Outcome)>>,
    chunks: RefCell<HashMap<String, Vec<u8>>>,
    now: Cell<u64>,
    restores: Cell<usize>,
}

/// What a restore brings back.
struct Backup {
    head: Head,
    rows: Vec<Held>,
    outcomes: HashMap<(Id, u64), (String, Outcome)>,
}

impl Server {
    fn new() -> Rc<Self> {
        let authority = Authority::new(Arc::new(Schema::built_in()), Head::new("epoch"), []);
        let server = Self {
            authority: RefCell::new(authority),
            outcomes: RefCell::default(),
            chunks: RefCell::default(),
            now: Cell::new(1_000_000),
            restores: Cell::new(0),
        };
        server.seed();
        Rc::new(server)
    }

    fn seed(&self) {
        let mut ops: Vec<Operation> = Role::ALL
            .iter()
            .map(|role| {
                Operation::create(
                    "role",
                    role.id(),
                    [("name", Value::text(role.key())), ("key", Value::text(role.key()))],
                )
            })
            .collect();
        for team in ["east", "west"] {
            ops.push(Operation::create("team", Id::named(team), [("name", Value::text(team))]));
        }
        for (name, role, team) in PEOPLE {
            let values = [
                (User::NAME.id, Value::text(name)),
                (User::ROLE.id, role.id().into()),
                (User::TEAM.id, Id::named(team).into()),
                (User::ACTIVE.id, Value::Flag(true)),
            ];
            ops.push(Operation::create("user", Id::named(name), values));
        }
        self.system(ops);
    }

    /// Applies operations as the system does; system entities go straight in.
    fn system(&self, ops: Vec<Operation>) {
        let number = self.authority.borrow().head().seq + 1;
        let mutation = Mutation { client: Id::NIL, number, at: self.now.get(), ops, group: None };
        let roles: Vec<Operation> = mutation.ops.iter().filter(|op| &**op.target().0 == "role").cloned().collect();
        let rest = Mutation {
            ops: mutation.ops.iter().filter(|op| &**op.target().0 != "role").cloned().collect(),
            ..mutation.clone()
        };
        if !roles.is_empty() {
            self.follow(&mutation, &roles);
        }
        let outcome = self.offer(&Access::system(), &rest, "");
        assert_eq!(outcome.status, Status::Applied);
    }

    fn follow(&self, mutation: &Mutation, roles: &[Operation]) {
        let mut authority = self.authority.borrow_mut();
        let (seq, before) = (authority.head().seq + 1, authority.head().hash.clone());
        let stamp = Arc::new(shared::record::Stamp { seq, at: 1, by: Id::NIL, client: Id::NIL });
        let rows = roles.iter().filter_map(|op| match op {
            Operation::Create { entity, id, values } => {
                let mut record = Record::new(entity.clone(), *id, stamp.clone());
                for (field, value) in values {
                    record.set(field.clone(), value.clone(), stamp.clone());
                }
                Some(record)
            }
            _ => None,
        });
        let entry =
            LogEntry { seq, before, by: Id::NIL, received: 1, mutation: mutation.clone(), rows: rows.collect() };
        authority.follow(&serde_json::to_string(&entry).expect("json")).expect("continues");
    }

    fn offer(&self, access: &Access, mutation: &Mutation, epoch: &str) -> Outcome {
        let terms = Terms { received: self.now.get(), epoch };
        let (staged, outcome) = {
            let authority = self.authority.borrow();
            let mut stage = Stage::new(&authority);
            let outcome = stage.offer(access, mutation, terms);
            (stage.finish(), outcome)
        };
        self.authority.borrow_mut().publish(staged);
        outcome
    }

    fn push(&self, user: Id, request: &PushRequest) -> PushReply {
        let outcomes = request.mutations.iter().map(|mutation| {
            let key = (mutation.client, mutation.number);
            let known = self.outcomes.borrow().get(&key).cloned();
            if let Some((print, outcome)) = known {
                let same = print == mutation.fingerprint();
                return if same {
                    outcome
                } else {
                    Outcome { number: mutation.number, seq: 0, status: Status::Cloned }
                };
            }
            let access = self.authority.borrow().access(user).cloned().expect("active");
            let outcome = self.offer(&access, mutation, &request.epoch);
            self.outcomes.borrow_mut().insert(key, (mutation.fingerprint(), outcome.clone()));
            outcome
        });
        PushReply { outcomes: outcomes.collect() }
    }

    fn backup(&self) -> Backup {
        let authority = self.authority.borrow();
        Backup {
            head: authority.head().clone(),
            rows: authority.all().cloned().collect(),
            outcomes: self.outcomes.borrow().clone(),
        }
    }

    fn restore(&self, backup: &Backup) {
        self.restores.set(self.restores.get() + 1);
        let epoch = format!("epoch {}", self.restores.get());
        let head = Head { began: backup.head.seq, epoch, ..backup.head.clone() };
        let schema = self.authority.borrow().schema().clone();
        *self.authority.borrow_mut() = Authority::new(schema, head, backup.rows.clone());
        self.outcomes.borrow_mut().clone_from(&backup.outcomes);
    }

    /// Puts a person into a team, as an admin would.
    fn move_to(&self, name: &str, team: &str) {
        let change = Change { field: User::TEAM.id.into(), edit: Edit::Set(Id::named(team).into()), base: u64::MAX };
        self.system(vec![Operation::Patch { entity: "user".into(), id: Id::named(name), changes: vec![change] }]);
    }

    fn pull(&self, user: Id, request: &PullRequest) -> PullReply {
        let authority = self.authority.borrow();
        let access = authority.access(user).cloned().expect("active");
        let identity = Identity { user, role: access.role, scopes: access.scopes.clone() };
        let good = request.cursor.as_ref().is_some_and(|cursor| authority.standing(cursor) == Standing::Good);
        let pulled = if good { authority.pull(&access, request) } else { Pulled::Snapshot };
        let now = self.now.get();
        match pulled {
            Pulled::Changes { seq, forget, rows, more } => {
                let cursor = shared::sync::Cursor {
                    seq,
                    hash: authority.hash_at(seq).expect("recent").to_owned(),
                    ..authority.head().cursor()
                };
                PullReply::Changes {
                    identity,
                    cursor,
                    forget,
                    rows: rows.iter().map(|row| (**row).clone()).collect(),
                    more,
                    now,
                }
            }
            Pulled::Snapshot => {
                let chunks = self.snapshot(&authority, &access);
                PullReply::Snapshot { identity, manifest: Manifest { cursor: authority.head().cursor(), chunks }, now }
            }
        }
    }

    fn snapshot(&self, authority: &Authority, access: &Access) -> Vec<ManifestChunk> {
        let mut chunks = Vec::new();
        for entity in authority.schema().entities() {
            let rows: Vec<Arc<Record>> =
                authority.visible(access, &entity.name).map(|held| held.record.clone()).collect();
            for slice in rows.chunks(CHUNK_ROWS) {
                let bytes =
                    serde_json::to_vec(&Chunk::pack(&entity.name, slice.iter().map(AsRef::as_ref))).expect("json");
                let hash = hex(&sha256(&bytes));
                chunks.push(ManifestChunk {
                    hash: hash.clone(),
                    entity: entity.name.to_string(),
                    rows: slice.len(),
                    bytes: bytes.len(),
                });
                self.chunks.borrow_mut().insert(hash, bytes);
            }
        }
        chunks
    }
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

/// A fault of the network, by the number of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    RequestLost,
    AnswerLost,
}

struct Link {
    server: Rc<Server>,
    user: Id,
    faults: RefCell<Vec<Fault>>,
    /// Snapshots get through, changes do not.
    only_snapshots: Cell<bool>,
}

impl Link {
    fn through<T>(&self, ask: impl FnOnce() -> T) -> Result<T, TransportError> {
        match self.faults.borrow_mut().pop().unwrap_or(Fault::None) {
            Fault::RequestLost => Err(TransportError::Offline),
            Fault::AnswerLost => {
                ask();
                Err(TransportError::Offline)
            }
            Fault::None => Ok(ask()),
        }
    }
}

impl Transport for Link {
    async fn push(&self, request: &PushRequest) -> Result<PushReply, TransportError> {
        if request.user.is_some_and(|user| user != self.user) {
            return Err(TransportError::OtherPerson);
        }
        self.through(|| self.server.push(self.user, request))
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, TransportError> {
        if self.only_snapshots.get() && request.cursor.is_some() {
            return Err(TransportError::Offline);
        }
        self.through(|| self.server.pull(self.user, request))
    }

    async fn chunk(&self, hash: &str) -> Result<Vec<u8>, TransportError> {
        let found = self.through(|| self.server.chunks.borrow().get(hash).cloned())?;
        found.ok_or_else(|| TransportError::Refused("no such chunk".into()))
    }
}

struct Plain;

impl Codec for Plain {
    async fn inflate(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        Some(bytes.to_vec())
    }

    async fn deflate(&self, text: &[u8]) -> Option<Vec<u8>> {
        Some(text.to_vec())
    }
}

struct Silent;

impl Progress for Silent {
    fn touched(&self, _: Touched) {}
    fn shared(&self, _: &[Outcome], _: Option<&Delta>) {}
    fn chunks(&self, _: usize, _: usize) {}
    async fn breathe(&self) {}
}

struct Device {
    replica: RefCell<Replica>,
    storage: Rc<MemoryStorage>,
    link: Link,
    ids: Cell<u64>,
}

impl Device {
    fn new(server: &Rc<Server>, name: &str, user: &str) -> Self {
        let client = Id::named(name);
        let link = Link {
            server: server.clone(),
            user: Id::named(user),
            faults: RefCell::default(),
            only_snapshots: Cell::default(),
        };
        let replica = RefCell::new(Replica::fresh(Arc::new(Schema::built_in()), client));
        Self { replica, storage: Rc::default(), link, ids: Cell::new(0) }
    }

    fn sync(&self) -> Result<(), SyncError> {
        let new_id = || {
            self.ids.set(self.ids.get() + 1);
            Id::named(&format!("renewed/{}/{}", self.link.user, self.ids.get()))
        };
        block_on(sync(
            &self.replica,
            (&*self.storage, &self.link, &Plain),
            &Silent,
            || self.link.server.now.get(),
            new_id,
        ))
    }

    fn sync_until_done(&self) {
        self.link.faults.borrow_mut().clear();
        self.sync().expect("the network works");
    }

    fn write(&self, ops: Vec<Operation>) -> Result<u64, String> {
        let now = self.link.server.now.get();
        let mutation = self.replica.borrow_mut().draft(ops, None, now).map_err(|problems| format!("{problems:?}"))?;
        let number = block_on(self.storage.append(&mutation)).map_err(|error| error.to_string())?;
        self.replica.borrow_mut().adopt(Mutation { number, ..mutation });
        Ok(number)
    }

    fn write_with_undo(&self, ops: Vec<Operation>) -> Undo {
        let now = self.link.server.now.get();
        let (mutation, undo) = self.replica.borrow_mut().draft_with_undo(ops, None, now).expect("drafts");
        let number = block_on(self.storage.append(&mutation)).expect("stores");
        self.replica.borrow_mut().adopt(Mutation { number, ..mutation });
        undo
    }

    /// A patch of a row as it is seen now.
    fn patch(&self, entity: &str, id: Id, values: Vec<(&str, Value)>) -> Operation {
        let replica = self.replica.borrow();
        let row = replica.get(entity, id).cloned().expect("row");
        replica.patch(&row, values.into_iter().map(|(field, value)| (shared::Name::from(field), value)))
    }

    fn take_back(&self, undo: &Undo) {
        let ops = self.replica.borrow().take_back(undo);
        self.write(ops).expect("writes");
    }

    /// A replica read from the storage as it is now, as another tab would.
    fn read(&self) -> Replica {
        let schema = self.replica.borrow().schema().clone();
        let (mut replica, mut opening) = block_on(open(&*self.storage, schema, &[])).expect("opens").expect("stored");
        for chunk in opening.take(usize::MAX) {
            let bytes = block_on(self.storage.chunks(&[&chunk.hash])).expect("reads").pop().flatten().expect("there");
            replica.feed(&opening, &chunk.hash, serde_json::from_slice(&bytes).expect("chunk"));
        }
        replica.opened();
        replica
    }

    /// The app is closed and opened again: only what is stored is left. A first screen may show before
    /// any of the chunks, so the edits are laid over what is there before each of them.
    fn reopen(&self) {
        let schema = self.replica.borrow().schema().clone();
        let opened = block_on(open(&*self.storage, schema, &["contact"])).expect("opens");
        let Some((mut replica, mut opening)) = opened else { return };
        for chunk in opening.take(usize::MAX) {
            let bytes = block_on(self.storage.chunks(&[&chunk.hash])).expect("reads").pop().flatten().expect("there");
            replica.lay_pending();
            replica.feed(&opening, &chunk.hash, serde_json::from_slice(&bytes).expect("chunk"));
        }
        replica.opened();
        *self.replica.borrow_mut() = replica;
    }

    fn set(&self, entity: &str, id: Id, field: &str, value: &str) -> Result<u64, String> {
        let op = {
            let replica = self.replica.borrow();
            let row = replica.get(entity, id).cloned().ok_or("not here")?;
            replica.patch(&row, [(field, Value::text(value))])
        };
        self.write(vec![op])
    }

    /// Everything that somebody who reads the device's storage would see.
    fn stored_text(&self) -> String {
        let chunks = self.replica.borrow().meta().chunks.clone();
        let hashes: Vec<&str> = chunks.iter().map(|chunk| chunk.hash.as_str()).collect();
        let bytes = block_on(self.storage.chunks(&hashes)).expect("reads");
        let overlay = block_on(self.storage.overlay()).expect("reads");
        let chunks: String = bytes.iter().flatten().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        format!("{chunks}{overlay:?}")
    }

    fn value(&self, entity: &str, id: Id, field: &str) -> Value {
        self.replica.borrow().get(entity, id).map_or(Value::Null, |row| row.value(field).clone())
    }

    /// All rows by entity and id, with the values seen.
    fn view(&self) -> BTreeMap<(String, Id), Vec<(String, Value)>> {
        let replica = self.replica.borrow();
        let schema = replica.schema().clone();
        let rows = schema.entities().flat_map(|entity| replica.rows(&entity.name).to_vec());
        rows.map(|row| {
            (
                (row.entity.to_string(), row.id),
                row.cells().iter().map(|cell| (cell.field.to_string(), cell.value.clone())).collect(),
            )
        })
        .collect()
    }
}

fn pull_request(replica: &Replica) -> PullRequest {
    let scopes = replica.meta().identity.as_ref().map(|identity| identity.scopes.clone()).unwrap_or_default();
    let (client, cursor) = (replica.meta().client, replica.meta().cursor.clone());
    PullRequest { protocol: shared::sync::PROTOCOL, client, cursor, scopes, sees_all: false }
}

const PEOPLE: [(&str, Role, &str); 5] = [
    ("olga", Role::Owner, "east"),
    ("ada", Role::Rep, "east"),
    ("ben", Role::Rep, "east"),
    ("cyd", Role::Rep, "west"),
    ("mia", Role::Manager, "east"),
];

fn contact(name: &str, owner: &str) -> (Id, Operation) {
    let id = Id::named(&format!("contact/{name}"));
    (
        id,
        Operation::create(
            "contact",
            id,
            [(Contact::LAST_NAME.id, Value::text(name)), (Contact::OWNER.id, Id::named(owner).into())],
        ),
    )
}

/// Ada and Ben in the same team, with one contact on both devices.
fn two_people() -> (Rc<Server>, Device, Device, Id) {
    let server = Server::new();
    let (ada, ben) = (Device::new(&server, "tablet", "ada"), Device::new(&server, "laptop", "ben"));
    ada.sync_until_done();
    ben.sync_until_done();
    let (id, create) = contact("Lovelace", "ada");
    ada.write(vec![create]).expect("writes");
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "last_name"), Value::text("Lovelace"));
    (server, ada, ben, id)
}

#[test]
fn different_fields_both_survive() {
    let (_, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ben.set("contact", id, "email", "ada@example.com").expect("writes");
    for device in [&ada, &ben, &ada] {
        device.sync_until_done();
    }
    for device in [&ada, &ben] {
        assert_eq!(device.value("contact", id, "title"), Value::text("Countess"));
        assert_eq!(device.value("contact", id, "email"), Value::text("ada@example.com"));
        assert!(device.replica.borrow().rows("attention").is_empty());
    }
    assert_eq!(ada.view(), ben.view());
}

#[test]
fn of_the_same_field_the_later_stands_and_both_people_see_the_other() {
    let (server, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    server.now.set(server.now.get() + 5000);
    ben.set("contact", id, "title", "Analyst").expect("writes");
    for device in [&ben, &ada, &ben] {
        device.sync_until_done();
    }
    for device in [&ada, &ben] {
        assert_eq!(device.value("contact", id, "title"), Value::text("Analyst"));
        let replica = device.replica.borrow();
        let [attention] = replica.rows("attention") else { panic!("one decision") };
        assert_eq!(attention.get(Attention::LOST_VALUE), Some(r#"{"value":"Countess"}"#));
        assert_eq!(attention.get(Attention::LOST_BY), Some(Id::named("ada")));
        assert_eq!(attention.get(Attention::KEPT_BY), Some(Id::named("ben")));
    }
    let attention = ada.replica.borrow().rows("attention")[0].id;
    ada.set("contact", id, "title", "Countess").expect("keeps hers");
    ada.set("attention", attention, "status", "replaced").expect("decides");
    for device in [&ada, &ben] {
        device.sync_until_done();
    }
    assert_eq!(ben.value("contact", id, "title"), Value::text("Countess"));
    assert_eq!(ben.value("attention", attention, "status"), Value::text("replaced"));
}

#[test]
fn a_rep_holds_nothing_of_another_team_and_a_move_takes_it_away() {
    let (server, ada, ben, id) = two_people();
    let late = Device::new(&server, "late", "ben");
    late.sync_until_done();
    assert!(late.stored_text().contains(&id.to_string()), "the contact lies in a chunk of the late device");
    let cyd = Device::new(&server, "phone", "cyd");
    cyd.sync_until_done();
    assert!(cyd.replica.borrow().rows("contact").is_empty());
    server.system(vec![ben.replica.borrow().patch(
        &ben.replica.borrow().get("user", Id::named("ben")).cloned().expect("ben"),
        [("team", Id::named("west").into())],
    )]);
    for device in [&ben, &late] {
        device.sync_until_done();
        assert!(device.replica.borrow().get("contact", id).is_none());
        assert!(!device.stored_text().contains("Lovelace"), "nor anywhere in the device's storage");
        device.reopen();
        assert!(device.replica.borrow().get("contact", id).is_none(), "nor after reopening");
    }
    assert_eq!(ada.replica.borrow().rows("contact").len(), 1);
}

#[test]
fn a_row_that_comes_back_before_it_was_cut_out_stays() {
    let (server, ada, ..) = two_people();
    // Another record of the same id lies in another chunk.
    let named_as_cyd = [(Contact::LAST_NAME.id, Value::text("Namesake")), (Contact::OWNER.id, Id::named("ada").into())];
    ada.write(vec![Operation::create("contact", Id::named("cyd"), named_as_cyd)]).expect("writes");
    ada.sync_until_done();
    let late = Device::new(&server, "late", "ben");
    late.sync_until_done();
    let before = late.view();
    server.move_to("ben", "west");
    late.storage.set_no_chunks(true);
    assert_eq!(late.sync(), Err(SyncError::Storage(StorageError::Full)), "the row is not cut out yet");
    late.storage.set_no_chunks(false);
    late.reopen();
    assert!(late.replica.borrow().rows("contact").is_empty());
    server.move_to("ben", "east");
    late.sync_until_done();
    let keys = |view: &BTreeMap<(String, Id), _>| view.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&late.view()), keys(&before));
    late.reopen();
    assert_eq!(keys(&late.view()), keys(&before), "after reopening too");
}

#[test]
fn a_row_is_cut_out_of_its_own_chunk_whatever_has_the_same_id() {
    let (server, ada, ..) = two_people();
    let values = [(Contact::LAST_NAME.id, Value::text("Namesake")), (Contact::OWNER.id, Id::named("ada").into())];
    ada.write(vec![Operation::create("contact", Id::named("cyd"), values)]).expect("writes");
    let body = [("body", Value::text("Secret")), ("owner", Id::named("ada").into())];
    ada.write(vec![Operation::create("note", Id::named("mia"), body)]).expect("writes");
    ada.sync_until_done();
    let late = Device::new(&server, "late", "ben");
    late.sync_until_done();
    assert!(late.stored_text().contains("Namesake") && late.stored_text().contains("Secret"));
    server.move_to("ben", "west");
    late.sync_until_done();
    assert!(!late.stored_text().contains("Namesake") && !late.stored_text().contains("Secret"));
    late.reopen();
    assert_eq!(late.value("user", Id::named("cyd"), "name"), Value::text("cyd"));
    assert_eq!(late.value("user", Id::named("mia"), "name"), Value::text("mia"));
}

#[test]
fn the_work_of_one_person_is_not_sent_under_anothers_name() {
    let (server, mut ada, _, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    let outbox = block_on(ada.storage.outbox()).expect("reads");
    let (client, known) = (ada.replica.borrow().meta().client, server.outcomes.borrow().len());
    ada.link.user = Id::named("ben");
    for _ in 0..2 {
        assert_eq!(ada.sync(), Err(SyncError::OtherPerson));
    }
    assert_eq!(block_on(ada.storage.outbox()).expect("reads"), outbox);
    assert_eq!((ada.replica.borrow().meta().client, server.outcomes.borrow().len()), (client, known));
    ada.link.user = Id::named("ada");
    ada.sync_until_done();
    assert_eq!(server.outcomes.borrow().len(), known + 1, "and it is sent once she is back");
}

#[test]
fn after_a_restore_what_was_answered_but_not_pulled_is_offered_again() {
    let (server, ada, ben, id) = two_people();
    let backup = server.backup();
    ada.set("contact", id, "title", "Countess").expect("writes");
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("answered, not pulled");
    server.restore(&backup);
    for name in ["Byron", "Babbage", "Somerville"] {
        ben.write(vec![contact(name, "ben").1]).expect("writes");
        ben.sync_until_done();
    }
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
    assert!(ada.replica.borrow().pending().is_empty());
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "title"), Value::text("Countess"));
}

#[test]
fn an_edit_of_the_log_before_a_restore_overwrites_nothing_of_the_one_after_unseen() {
    let (server, ada, ben, id) = two_people();
    let backup = server.backup();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ada.sync_until_done();
    for title in ["a", "b", "c"] {
        ada.set("contact", id, "title", title).expect("writes");
        ada.sync_until_done();
    }
    ada.set("contact", id, "title", "from the log that is no more").expect("writes");
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("answered, not pulled");
    server.restore(&backup);
    ben.sync_until_done();
    ben.set("contact", id, "title", "Analyst").expect("writes");
    ben.sync_until_done();
    ada.sync_until_done();
    assert_eq!(ada.replica.borrow().rows("attention").len(), 1, "somebody is asked");
}

#[test]
fn a_record_that_the_snapshot_and_the_outbox_both_have_does_not_vanish() {
    let (_, ada, ben, _) = two_people();
    let (id, create) = contact("Byron", "ada");
    ada.write(vec![create]).expect("writes");
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("pushed, not pulled");
    ada.replica.borrow_mut().distrust();
    // The pull that would settle the edit does not get through.
    ada.link.only_snapshots.set(true);
    ada.sync().expect_err("breaks off");
    ada.reopen();
    assert_eq!(ada.replica.borrow().pending().len(), 1, "the edit still waits");
    ada.link.only_snapshots.set(false);
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ada.value("contact", id, "last_name"), Value::text("Byron"));
    assert_eq!(ada.view(), ben.view());
}

#[test]
fn a_full_device_refuses_and_stays_whole() {
    let (_, ada, _, id) = two_people();
    ada.storage.set_full(true);
    let refused = ada.set("contact", id, "title", "x").expect_err("refused");
    assert_eq!(refused, StorageError::Full.to_string());
    ada.storage.set_full(false);
    ada.reopen();
    assert_eq!(ada.value("contact", id, "title"), Value::Null);
    ada.set("contact", id, "title", "y").expect("works again");
    assert_eq!(ada.value("contact", id, "title"), Value::text("y"));
}

#[test]
fn a_cloned_device_gets_another_identity_and_loses_nothing() {
    let (server, ada, _, id) = two_people();
    let clone = Device::new(&server, "tablet", "ada");
    clone.sync_until_done();
    clone.set("contact", id, "title", "from the clone").expect("writes");
    clone.sync_until_done();
    assert_ne!(clone.replica.borrow().meta().client, Id::named("tablet"));
    ada.sync_until_done();
    assert_eq!(ada.value("contact", id, "title"), Value::text("from the clone"));
}

#[test]
fn deleting_is_undone_after_sync() {
    let (_, ada, ben, id) = two_people();
    let delete = Operation::Delete { entity: "contact".into(), id };
    let undo = ada.write_with_undo(vec![delete]);
    ada.sync_until_done();
    ben.sync_until_done();
    assert!(ben.replica.borrow().get("contact", id).is_none());
    let back = ada.replica.borrow().take_back(&undo);
    ada.write(back).expect("writes");
    assert_eq!(ada.value("contact", id, "last_name"), Value::text("Lovelace"));
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "last_name"), Value::text("Lovelace"));
}

#[test]
fn undo_knows_its_own_edit_again_in_the_form_that_is_stored() {
    let (_, ada, _, _) = two_people();
    let task = Id::named("task");
    ada.write(vec![Operation::create("task", task, [("subject", Value::text("Call")), ("done", false.into())])])
        .expect("writes");
    let done = vec![("done", Value::Flag(true)), ("done_at", Value::text("2026-11-21T10:00:00.123Z"))];
    let undo = ada.write_with_undo(vec![ada.patch("task", task, done)]);
    assert_ne!(ada.value("task", task, "done_at"), Value::text("2026-11-21T10:00:00.123Z"), "stored in whole seconds");
    ada.sync_until_done();
    ada.take_back(&undo);
    assert_eq!(ada.value("task", task, "done"), Value::Flag(false));
    assert_eq!(ada.value("task", task, "done_at"), Value::Null);
}

#[test]
fn undo_takes_back_what_followed_the_owner_too() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let (id, create) = contact("Nobody", "olga");
    let Operation::Create { entity, mut values, .. } = create else { panic!("creates") };
    values.remove("owner");
    olga.write(vec![Operation::Create { entity, id, values }]).expect("writes");
    let undo = olga.write_with_undo(vec![olga.patch("contact", id, vec![("owner", Id::named("cyd").into())])]);
    assert_eq!(olga.value("contact", id, "team"), Id::named("west").into());
    olga.take_back(&undo);
    assert_eq!(olga.value("contact", id, "owner"), Value::Null);
    assert_eq!(olga.value("contact", id, "team"), Value::Null);
}

#[test]
fn undo_of_several_operations_goes_backwards() {
    let (_, ada, _, id) = two_people();
    let (second, create) = contact("Babbage", "ada");
    let patch = ada.patch("contact", id, vec![("title", Value::text("Countess"))]);
    let undo = ada.write_with_undo(vec![patch, create, Operation::Delete { entity: "contact".into(), id }]);
    assert!(ada.replica.borrow().get("contact", id).is_none());
    ada.take_back(&undo);
    assert!(ada.replica.borrow().get("contact", second).is_none());
    assert_eq!(ada.value("contact", id, "last_name"), Value::text("Lovelace"));
}

#[test]
fn nothing_is_left_to_undo_where_somebody_changed_it_since() {
    let (_, ada, _, id) = two_people();
    let undo = ada.write_with_undo(vec![ada.patch("contact", id, vec![("title", Value::text("Countess"))])]);
    ada.set("contact", id, "title", "Enchantress").expect("writes");
    assert!(ada.replica.borrow().take_back(&undo).is_empty());
    let undo = ada.write_with_undo(vec![Operation::Delete { entity: "contact".into(), id }]);
    ada.take_back(&undo);
    assert!(ada.replica.borrow().take_back(&undo).is_empty(), "a record is restored once");
}

#[test]
fn a_replica_read_anew_takes_over_answers_and_edits_of_the_one_before() {
    let (_, ada, _, id) = two_people();
    let answered = ada.set("contact", id, "title", "Countess").expect("writes");
    // The push gets through, the pull does not: the edit is answered and waits for its rows.
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None];
    ada.sync().expect_err("breaks off");
    let since = ada.replica.borrow().newest();
    let mut fresh = ada.read();
    assert_eq!((fresh.unsent(), ada.replica.borrow().unsent()), (1, 0));
    let late = ada.set("contact", id, "department", "Mathematics").expect("writes");
    fresh.catch_up(&ada.replica.borrow(), since);
    assert_eq!(fresh.pending().keys().copied().collect::<Vec<_>>(), [answered, late]);
    assert_eq!(fresh.unsent(), 1, "the answer is known");
    *ada.replica.borrow_mut() = fresh;
    ada.sync_until_done();
    assert!(ada.replica.borrow().pending().is_empty());
    assert!(block_on(ada.storage.outbox()).expect("reads").is_empty());
}

#[test]
fn a_replica_read_anew_does_not_take_settled_edits_over() {
    let (_, ada, _, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    // This tab has missed that the leading one sent it and stored its rows.
    let behind = ada.read();
    ada.sync_until_done();
    let mut fresh = ada.read();
    fresh.catch_up(&behind, behind.newest());
    assert!(fresh.pending().is_empty());
}

#[test]
fn what_another_tab_says_late_or_twice_changes_nothing() {
    let (server, ada, ben, id) = two_people();
    let mut deltas = Vec::new();
    for title in ["first", "second"] {
        ben.set("contact", id, "title", title).expect("writes");
        ben.sync_until_done();
        let request = pull_request(&ada.replica.borrow());
        let PullReply::Changes { identity, cursor, forget, rows, now, .. } = server.pull(ada.link.user, &request)
        else {
            panic!("changes")
        };
        deltas.push(Delta { identity, cursor, forget, rows: rows.into_iter().map(Arc::new).collect(), now });
    }
    let mut follower = ada.read();
    for delta in [&deltas[0], &deltas[1], &deltas[1], &deltas[0]] {
        follower.overhear(&[], Some(delta));
    }
    let title = |replica: &Replica| replica.get("contact", id).map(|row| row.value("title").clone());
    assert_eq!(title(&follower), Some(Value::text("second")), "an older delta does not bring old rows back");
    let mut other_log = deltas[0].clone();
    other_log.cursor.epoch = "another".into();
    follower.overhear(&[], Some(&other_log));
    assert_eq!(title(&follower), Some(Value::text("second")));
    let edit = Mutation {
        client: Id::named("tablet"),
        number: 99,
        at: 1,
        ops: vec![ada.patch("contact", id, vec![("title", Value::text("mine"))])],
        group: None,
    };
    follower.adopt(edit.clone());
    let answer = Outcome { number: 99, seq: u64::MAX, status: Status::Applied };
    follower.overhear(&[answer], None);
    follower.adopt(edit);
    assert_eq!(follower.unsent(), 0, "an edit that is told twice keeps its answer");
}

#[test]
fn a_replica_knows_whether_it_is_what_the_storage_holds() {
    let (_, ada, _, id) = two_people();
    let is_as_stored = |replica: &Replica| {
        let stored = block_on(ada.storage.stored()).expect("reads").expect("stored");
        replica.is_as_stored(&stored.meta, &stored.outbox)
    };
    let follower = ada.read();
    assert!(is_as_stored(&follower));
    ada.set("contact", id, "title", "Countess").expect("writes");
    assert!(!is_as_stored(&follower), "an edit that was not told");
    let follower = ada.read();
    ada.sync_until_done();
    assert!(!is_as_stored(&follower), "a round that was not told");
}

#[test]
fn decisions_are_open_for_all_who_may_take_them() {
    let (_, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ben.set("contact", id, "title", "Enchantress").expect("writes");
    for device in [&ada, &ben, &ada] {
        device.sync_until_done();
    }
    let mia = Device::new(&ada.link.server, "phone", "mia");
    mia.sync_until_done();
    for device in [&ada, &ben, &mia] {
        let seen = device.replica.borrow().rows("attention").len();
        assert_eq!(device.replica.borrow().open_decisions().len(), seen);
    }
    let decision = ada.replica.borrow().open_decisions().first().map(|row| row.id).expect("one is open");
    ada.write(vec![ada.patch("attention", decision, vec![("status", Value::text("kept"))])]).expect("closes");
    assert!(ada.replica.borrow().open_decisions().is_empty());
}

#[test]
fn a_clock_ten_years_off_neither_loses_nor_wins_for_ever() {
    let (server, ada, ben, id) = two_people();
    let ten_years = 10 * 365 * 24 * 3_600_000;
    let op = ben.replica.borrow().patch(
        &ben.replica.borrow().get("contact", id).cloned().expect("row"),
        [("title", Value::text("from the future"))],
    );
    let draft = ben.replica.borrow_mut().draft(vec![op], None, server.now.get() + ten_years).expect("drafts");
    let number = block_on(ben.storage.append(&draft)).expect("stores");
    ben.replica.borrow_mut().adopt(Mutation { number, ..draft });
    ben.sync_until_done();
    server.now.set(server.now.get() + 60_000);
    ada.set("contact", id, "title", "now").expect("writes");
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "title"), Value::text("now"));
}

#[test]
fn thousands_of_unique_numbers_are_checked_and_none_stands_twice() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let account = |number: usize| {
        let values = [("name", Value::text("Firm")), ("number", Value::text(number.to_string()))];
        Operation::create("account", Id::named(&format!("account/{number}")), values)
    };
    for batch in 0..40 {
        olga.write((0..250).map(|row| account(batch * 250 + row)).collect()).expect("writes");
    }
    let taken = Operation::create(
        "account",
        Id::named("again"),
        [("name", Value::text("Firm")), ("number", Value::text("77"))],
    );
    assert!(olga.write(vec![taken.clone()]).expect_err("refused").contains("problem-taken"));
    olga.write(vec![Operation::Delete { entity: "account".into(), id: Id::named("account/77") }]).expect("deletes");
    olga.write(vec![taken]).expect("the number is free again");
    olga.reopen();
    assert_eq!(olga.replica.borrow().rows("account").len(), 10_000);
}

#[test]
fn uniqueness_on_a_device_is_as_on_the_server() {
    let server = Server::new();
    let olga = Device::new(&server, "desk", "olga");
    olga.sync_until_done();
    let account = |id: &str| {
        let values = [("name", Value::text("Firm")), ("number", Value::text("7"))];
        Operation::create("account", Id::named(id), values)
    };
    let id = Id::named("one");
    olga.write(vec![account("one")]).expect("writes");
    olga.write(vec![Operation::Delete { entity: "account".into(), id }]).expect("deletes");
    olga.write(vec![account("other")]).expect("the number is free");
    let back = olga.write(vec![Operation::Restore { entity: "account".into(), id }]);
    assert!(back.expect_err("refused").contains("problem-taken"));
    olga.set("user", Id::named("ada"), "email", "Ada@Example.com").expect("writes");
    let other = olga.set("user", Id::named("ben"), "email", "ada@example.COM");
    assert!(other.expect_err("refused").contains("problem-taken"));
    olga.set("user", Id::named("ada"), "email", "ADA@example.com").expect("her own");
}

#[test]
fn editing_a_field_twice_offline_is_no_disagreement_with_oneself() {
    let (_, ada, ben, id) = two_people();
    ada.set("contact", id, "title", "Countess").expect("writes");
    ada.set("contact", id, "title", "Countess of Lovelace").expect("writes");
    ada.sync_until_done();
    ben.sync_until_done();
    assert_eq!(ben.value("contact", id, "title"), Value::text("Countess of Lovelace"));
    assert!(ada.replica.borrow().rows("attention").is_empty());
}

#[test]
fn an_edit_shows_until_its_row_is_here_even_when_a_long_pull_breaks_off() {
    let (_, ada, ben, id) = two_people();
    for batch in 0..2 {
        let many = (0..2000).map(|row| contact(&format!("{batch}/{row}"), "ben").1).collect();
        ben.write(many).expect("writes");
        ben.sync_until_done();
    }
    ada.set("contact", id, "title", "Countess").expect("writes");
    // Push and the first page of the pull get through, the second page does not.
    *ada.link.faults.borrow_mut() = vec![Fault::RequestLost, Fault::None, Fault::None];
    ada.sync().expect_err("breaks off");
    assert_eq!(ada.replica.borrow().rows("contact").len(), 2001, "the first page is here");
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"));
    ada.reopen();
    assert_eq!(ada.value("contact", id, "title"), Value::text("Countess"), "after reopening too");
    ada.sync_until_done();
    assert!(ada.replica.borrow().pending().is_empty());
}

/// Who takes part in random histories.
const NAMES: [&str; 3] = ["ada", "ben", "mia"];

#[derive(Debug, Clone)]
enum Step {
    Create(usize),
    Set(usize, usize, u8),
    Delete(usize, usize),
    Sync(usize, Vec<Fault>),
    Reopen(usize),
    Wait(u64),
    /// A person goes to one of two teams.
    Move(usize, bool),
    /// The server is backed up, or goes on from the last backup.
    Backup,
    Restore,
    /// The device has no room, or has again.
    Full(usize, bool),
    /// The device distrusts what it has and takes a snapshot.
    Snapshot(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![4 => Just(Fault::None), 1 => Just(Fault::RequestLost), 1 => Just(Fault::AnswerLost)];
    prop_oneof![
        2 => (0..3usize).prop_map(Step::Create),
        6 => (0..3usize, 0..8usize, any::<u8>()).prop_map(|(device, row, value)| Step::Set(device, row, value)),
        1 => (0..3usize, 0..8usize).prop_map(|(device, row)| Step::Delete(device, row)),
        4 => (0..3usize, prop::collection::vec(fault, 0..4)).prop_map(|(device, faults)| Step::Sync(device, faults)),
        1 => (0..3usize).prop_map(Step::Reopen),
        1 => (0..5000u64).prop_map(Step::Wait),
        1 => (0..3usize, any::<bool>()).prop_map(|(person, east)| Step::Move(person, east)),
        1 => Just(Step::Backup),
        1 => Just(Step::Restore),
        1 => (0..3usize, any::<bool>()).prop_map(|(device, full)| Step::Full(device, full)),
        1 => (0..3usize).prop_map(Step::Snapshot),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// Whatever is edited, lost on the way, moved, restored or reopened: in the end all devices show the
    /// same, and every stored edit has exactly one outcome, but for those that a backup lacks.
    #[test]
    fn random_histories_converge(steps in prop::collection::vec(step(), 1..60)) {
        let server = Server::new();
        let devices: Vec<Device> = NAMES.iter().map(|user| Device::new(&server, user, user)).collect();
        for device in &devices {
            device.sync_until_done();
        }
        let mut rows: Vec<Id> = Vec::new();
        let mut written = 0usize;
        let mut backup = server.backup();
        for (turn, step) in steps.iter().enumerate() {
            server.now.set(server.now.get() + 1);
            match step {
                Step::Create(device) => {
                    let (id, op) = contact(&format!("{turn}"), PEOPLE[device + 1].0.replace("cyd", "mia").as_str());
                    written += usize::from(devices[*device].write(vec![op]).is_ok());
                    rows.push(id);
                }
                Step::Set(device, row, value) if !rows.is_empty() => {
                    let field = ["title", "department", "last_name"][usize::from(*value) % 3];
                    written += usize::from(devices[*device].set("contact", rows[row % rows.len()], field, &format!("{value}")).is_ok());
                }
                Step::Delete(device, row) if !rows.is_empty() => {
                    let op = Operation::Delete { entity: "contact".into(), id: rows[row % rows.len()] };
                    written += usize::from(devices[*device].write(vec![op]).is_ok());
                }
                Step::Sync(device, faults) => {
                    *devices[*device].link.faults.borrow_mut() = faults.clone();
                    let _ = devices[*device].sync();
                }
                Step::Reopen(device) => {
                    let before = devices[*device].view();
                    devices[*device].reopen();
                    prop_assert_eq!(before, devices[*device].view(), "reopening shows the same");
                }
                Step::Move(person, east) => {
                    server.move_to(NAMES[*person], if *east { "east" } else { "west" });
                }
                Step::Backup => backup = server.backup(),
                Step::Restore => server.restore(&backup),
                Step::Full(device, full) => devices[*device].storage.set_full(*full),
                Step::Snapshot(device) => {
                    devices[*device].replica.borrow_mut().distrust();
                    let _ = devices[*device].sync();
                }
                Step::Wait(millis) => server.now.set(server.now.get() + millis),
                Step::Set(..) | Step::Delete(..) => {}
            }
        }
        for name in NAMES {
            server.move_to(name, "east");
        }
        for device in devices.iter().chain(&devices) {
            device.storage.set_full(false);
            device.sync_until_done();
        }
        for device in &devices {
            let before = device.view();
            device.reopen();
            prop_assert_eq!(before, device.view(), "what is stored is what was shown");
        }
        let mut views = devices.iter().map(Device::view).map(|mut view| { view.retain(|(entity, _), _| entity == "contact"); view });
        let first = views.next().expect("a device");
        for view in views {
            prop_assert_eq!(&first, &view);
        }
        for device in &devices {
            prop_assert!(device.replica.borrow().pending().is_empty());
            prop_assert!(block_on(device.storage.outbox()).expect("reads").is_empty());
        }
        let outcomes = server.outcomes.borrow();
        prop_assert!(outcomes.len() <= written, "no edit has two outcomes");
        prop_assert!(server.restores.get() > 0 || outcomes.len() == written, "every stored edit has one outcome");
    }
}
