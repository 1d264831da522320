//! A server that is the real authority, devices, and a network that fails when told to.

use shared::{
    Id, Record, Schema, Value,
    entities::{Contact, User},
    record::{CHUNK_ROWS, Chunk},
    replica::{
        Compared, Delta, MemoryStorage, PlainCodec, Progress, Replica, Storage, SyncError, Touched, Transport,
        TransportError, Undo, open, sync, verify,
    },
    rules::{Access, Role},
    sync::{
        Actor, Authority, Change, Delivery, DigestReply, DigestRequest, Edit, Head, Held, Identity, Intake, LogEntry,
        Manifest, ManifestChunk, Mutation, Offer, Operation, Outcome, Outcomes, PullReply, PullRequest, Pulled,
        PushReply, PushRequest, Stage, Standing, Status, Terms, hex,
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
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

pub(crate) struct Server {
    pub(crate) authority: RefCell<Authority>,
    pub(crate) outcomes: RefCell<Outcomes>,
    pub(crate) chunks: RefCell<HashMap<String, Vec<u8>>>,
    pub(crate) now: Cell<u64>,
    pub(crate) restores: Cell<usize>,
    /// Somebody else writes whenever digests are asked for.
    pub(crate) restless: Cell<bool>,
}

/// What a restore brings back.
pub(crate) struct Backup {
    pub(crate) head: Head,
    pub(crate) rows: Vec<Held>,
    pub(crate) outcomes: Outcomes,
}

impl Server {
    pub(crate) fn new() -> Rc<Self> {
        Self::with(Schema::built_in())
    }

    pub(crate) fn with(schema: Schema) -> Rc<Self> {
        let authority = Authority::new(Arc::new(schema), Head::new("epoch"), []);
        let server = Self {
            authority: RefCell::new(authority),
            outcomes: RefCell::default(),
            chunks: RefCell::default(),
            now: Cell::new(1_000_000),
            restores: Cell::new(0),
            restless: Cell::new(false),
        };
        server.seed();
        Rc::new(server)
    }

    pub(crate) fn seed(&self) {
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
    pub(crate) fn system(&self, ops: Vec<Operation>) {
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

    pub(crate) fn follow(&self, mutation: &Mutation, roles: &[Operation]) {
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

    pub(crate) fn offer(&self, access: &Access, mutation: &Mutation, epoch: &str) -> Outcome {
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

    /// What the server's writer does, without the waiting.
    pub(crate) fn push(&self, user: Id, request: &PushRequest) -> PushReply {
        let offers: Vec<Offer> = request.clone().offers();
        let known = self.outcomes.borrow().clone();
        let owners = known.iter().map(|((client, _), known)| (*client, known.user)).collect();
        let (taken, outcomes) = {
            let authority = self.authority.borrow();
            let mut intake = Intake::new(&authority, known, &owners, self.now.get());
            let actor = Actor::Person(user);
            let delivery = Delivery { actor, epoch: &request.epoch, offers: &offers, expect: None, present: false };
            let outcomes = intake.take(&delivery).expect("active");
            (intake.finish(), outcomes)
        };
        self.outcomes.borrow_mut().extend(taken.outcomes);
        self.authority.borrow_mut().publish(taken.staged);
        PushReply { epoch: self.authority.borrow().head().epoch.clone(), outcomes }
    }

    pub(crate) fn backup(&self) -> Backup {
        let authority = self.authority.borrow();
        Backup {
            head: authority.head().clone(),
            rows: authority.all().cloned().collect(),
            outcomes: self.outcomes.borrow().clone(),
        }
    }

    /// A backup of everything is safe.
    pub(crate) fn note_backup(&self) {
        let backup = self.backup();
        let head = Head { backed_up: backup.head.seq, ..backup.head };
        let schema = self.authority.borrow().schema().clone();
        *self.authority.borrow_mut() = Authority::new(schema, head, backup.rows);
    }

    /// The server goes on from a backup, and what came after it is not wanted back.
    pub(crate) fn restore_for_good(&self, backup: &Backup) {
        self.restore(backup);
        let restored = self.backup();
        let head = Head { discards: true, ..restored.head };
        let schema = self.authority.borrow().schema().clone();
        *self.authority.borrow_mut() = Authority::new(schema, head, restored.rows);
    }

    pub(crate) fn restore(&self, backup: &Backup) {
        self.restores.set(self.restores.get() + 1);
        let epoch = format!("epoch {}", self.restores.get());
        let head = backup.head.restored(&epoch, false);
        let schema = self.authority.borrow().schema().clone();
        *self.authority.borrow_mut() = Authority::new(schema, head, backup.rows.clone());
        self.outcomes.borrow_mut().clone_from(&backup.outcomes);
    }

    /// Puts a person into a team, as an admin would.
    pub(crate) fn move_to(&self, name: &str, team: &str) {
        self.set_person(name, User::TEAM.id, Id::named(team));
    }

    /// Gives a person another role, as an admin would.
    pub(crate) fn make(&self, name: &str, role: Role) {
        self.set_person(name, User::ROLE.id, role.id());
    }

    fn set_person(&self, name: &str, field: &str, value: Id) {
        let change = Change { field: field.into(), edit: Edit::Set(value.into()), base: u64::MAX };
        self.system(vec![Operation::Patch { entity: "user".into(), id: Id::named(name), changes: vec![change] }]);
    }

    pub(crate) fn pull(&self, user: Id, request: &PullRequest) -> PullReply {
        let authority = self.authority.borrow();
        let access = authority.access(user).cloned().expect("active");
        let hidden = authority.schema().hidden_from(access.role).clone();
        let identity =
            Identity { user, role: access.role, scopes: access.scopes.clone(), hidden, proof: String::new() };
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
                    backed_up: authority.head().backed_up,
                }
            }
            Pulled::Snapshot => {
                let chunks = self.snapshot(&authority, &access);
                PullReply::Snapshot {
                    identity,
                    manifest: Manifest { cursor: authority.head().cursor(), chunks },
                    now,
                    discards: authority.head().discards,
                    backed_up: authority.head().backed_up,
                }
            }
        }
    }

    pub(crate) fn digest(&self, user: Id, request: &DigestRequest) -> DigestReply {
        if self.restless.get() {
            let seq = self.authority.borrow().head().seq;
            self.system(vec![contact(&seq.to_string(), "cyd").1]);
        }
        let authority = self.authority.borrow();
        let cursor = authority.head().cursor();
        let there = request.cursor == cursor;
        let digests = there.then(|| authority.digests(authority.access(user).expect("active")));
        DigestReply { cursor, digests }
    }

    pub(crate) fn snapshot(&self, authority: &Authority, access: &Access) -> Vec<ManifestChunk> {
        let mut chunks = Vec::new();
        for entity in authority.schema().entities() {
            let rows: Vec<Arc<Record>> = authority.given(access, &entity.name).collect();
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

pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).to_vec()
}

/// A fault of the network, by the number of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    RequestLost,
    AnswerLost,
}

pub(crate) struct Link {
    pub(crate) server: Rc<Server>,
    pub(crate) user: Id,
    pub(crate) faults: RefCell<Vec<Fault>>,
    /// Snapshots get through, changes do not.
    pub(crate) only_snapshots: Cell<bool>,
    /// Most bytes of a push that get through.
    pub(crate) most: Cell<usize>,
}

impl Link {
    pub(crate) fn through<T>(&self, ask: impl FnOnce() -> T) -> Result<T, TransportError> {
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
        if serde_json::to_vec(request).expect("json").len() > self.most.get() {
            return Err(TransportError::TooLarge);
        }
        self.through(|| self.server.push(self.user, request))
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullReply, TransportError> {
        if self.only_snapshots.get() && request.cursor.is_some() {
            return Err(TransportError::Offline);
        }
        self.through(|| self.server.pull(self.user, request))
    }

    async fn chunks(&self, hashes: &[&str]) -> Vec<Result<Vec<u8>, TransportError>> {
        let one = |hash: &&str| {
            let found = self.through(|| self.server.chunks.borrow().get(*hash).cloned())?;
            found.ok_or_else(|| TransportError::Refused("no such chunk".into()))
        };
        hashes.iter().map(one).collect()
    }

    async fn digest(&self, request: &DigestRequest) -> Result<DigestReply, TransportError> {
        if request.user != self.user {
            return Err(TransportError::OtherPerson);
        }
        self.through(|| self.server.digest(self.user, request))
    }
}

pub(crate) struct Silent;

impl Progress for Silent {
    fn touched(&self, _: Touched) {}
    fn shared(&self, _: Option<&PushReply>, _: Option<&Delta>) {}
    fn chunks(&self, _: usize, _: usize) {}
    async fn breathe(&self) {}
}

pub(crate) struct Device {
    pub(crate) replica: RefCell<Replica>,
    pub(crate) storage: Rc<MemoryStorage>,
    pub(crate) link: Link,
}

impl Device {
    pub(crate) fn new(server: &Rc<Server>, name: &str, user: &str) -> Self {
        let client = Id::named(name);
        let link = Link {
            server: server.clone(),
            user: Id::named(user),
            faults: RefCell::default(),
            only_snapshots: Cell::default(),
            most: Cell::new(usize::MAX),
        };
        let replica = RefCell::new(Replica::new(server.authority.borrow().schema().clone(), client));
        Self { replica, storage: Rc::default(), link }
    }

    pub(crate) fn sync(&self) -> Result<(), SyncError> {
        block_on(sync(&self.replica, (&*self.storage, &self.link, &PlainCodec), &Silent, || self.link.server.now.get()))
    }

    pub(crate) fn verify(&self) -> Result<Option<Vec<Compared>>, SyncError> {
        let platform = (&*self.storage, &self.link, &PlainCodec);
        block_on(verify(&self.replica, platform, &Silent, || self.link.server.now.get()))
    }

    pub(crate) fn sync_until_done(&self) {
        self.link.faults.borrow_mut().clear();
        self.sync().expect("the network works");
    }

    pub(crate) fn write(&self, ops: Vec<Operation>) -> Result<u64, String> {
        let now = self.link.server.now.get();
        let (mutation, _) =
            self.replica.borrow_mut().draft(ops, None, now).map_err(|problems| format!("{problems:?}"))?;
        let number = block_on(self.storage.append(&mutation)).map_err(|error| error.to_string())?;
        self.replica.borrow_mut().adopt(Mutation { number, ..mutation });
        Ok(number)
    }

    pub(crate) fn write_with_undo(&self, ops: Vec<Operation>) -> Undo {
        let now = self.link.server.now.get();
        let (mutation, undo) = self.replica.borrow_mut().draft(ops, None, now).expect("drafts");
        let number = block_on(self.storage.append(&mutation)).expect("stores");
        self.replica.borrow_mut().adopt(Mutation { number, ..mutation });
        undo
    }

    /// A patch of a row as it is seen now.
    pub(crate) fn patch(&self, entity: &str, id: Id, values: Vec<(&str, Value)>) -> Operation {
        let replica = self.replica.borrow();
        let row = replica.get(entity, id).cloned().expect("row");
        replica.patch(&row, values.into_iter().map(|(field, value)| (shared::Name::from(field), value)))
    }

    pub(crate) fn take_back(&self, undo: &Undo) {
        let ops = self.replica.borrow().take_back(undo);
        self.write(ops).expect("writes");
    }

    /// A replica read from the storage as it is now, as another tab would.
    pub(crate) fn read(&self) -> Replica {
        let schema = self.replica.borrow().whole_schema().clone();
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
    pub(crate) fn reopen(&self) {
        let schema = self.replica.borrow().whole_schema().clone();
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

    pub(crate) fn set(&self, entity: &str, id: Id, field: &str, value: &str) -> Result<u64, String> {
        let op = {
            let replica = self.replica.borrow();
            let row = replica.get(entity, id).cloned().ok_or("not here")?;
            replica.patch(&row, [(field, Value::text(value))])
        };
        self.write(vec![op])
    }

    /// Everything that somebody who reads the device's storage would see.
    pub(crate) fn stored_text(&self) -> String {
        let bytes = self.storage.all_chunks();
        let overlay = block_on(self.storage.overlay()).expect("reads");
        let chunks: String = bytes.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        format!("{chunks}{overlay:?}")
    }

    pub(crate) fn value(&self, entity: &str, id: Id, field: &str) -> Value {
        self.replica.borrow().get(entity, id).map_or(Value::Null, |row| row.value(field).clone())
    }

    /// All rows by entity and id, with the values seen.
    pub(crate) fn view(&self) -> BTreeMap<(String, Id), Vec<(String, Value)>> {
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

pub(crate) fn pull_request(replica: &Replica) -> PullRequest {
    let scopes = replica.meta().identity.as_ref().map(|identity| identity.scopes.clone()).unwrap_or_default();
    let (client, cursor) = (replica.meta().client, replica.meta().cursor.clone());
    PullRequest {
        protocol: shared::sync::PROTOCOL,
        client,
        cursor,
        scopes,
        sees_all: false,
        hidden: None,
        proof: String::new(),
    }
}

pub(crate) const PEOPLE: [(&str, Role, &str); 5] = [
    ("olga", Role::Owner, "east"),
    ("ada", Role::Rep, "east"),
    ("ben", Role::Rep, "east"),
    ("cyd", Role::Rep, "west"),
    ("mia", Role::Manager, "east"),
];

pub(crate) fn contact(name: &str, owner: &str) -> (Id, Operation) {
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
pub(crate) fn two_people() -> (Rc<Server>, Device, Device, Id) {
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
