//! Messages between a device and the server, as JSON. Unknown fields are ignored on both sides.

use super::{Digests, Mutation, Offer, Outcome};
use crate::{
    Id, Name, Record,
    record::Millis,
    rules::{Hidden, Role, Scope},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Version of the messages. A server answers a newer one with what it knows; a client that is told
/// of a newer one asks for the update and keeps its edits.
pub const PROTOCOL: u32 = 1;

/// Most mutations in one push.
pub const MAX_PUSH: usize = 200;

/// Most bytes of one mutation's JSON. A device makes none that is larger, and a server takes any that is not: the
/// largest text that a field may hold fits, whatever its letters are escaped to.
pub const MAX_MUTATION_BYTES: usize = 7 << 20;

/// A person's signed-in devices, as the server lists them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Devices {
    /// In no order.
    pub items: Vec<Device>,
}

/// A signed-in device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Its session, by a name under which it can be signed out.
    pub id: Id,
    /// What its browser calls itself.
    pub agent: String,
    /// The address from which it signed in.
    pub address: String,
    /// When it signed in.
    pub created: Millis,
    /// Its last sign of life, noted once in an hour.
    pub seen: Millis,
    /// When its session ends by itself.
    pub ends: Millis,
    /// It is the device that asks.
    pub current: bool,
}

/// A page of deleted records, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedPage {
    /// Those of the page.
    pub items: Vec<DeletedRecord>,
    /// Records in all.
    pub total: usize,
}

/// A record that was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedRecord {
    /// Entity.
    pub entity: Name,
    /// Record.
    pub id: Id,
    /// What it was called.
    pub title: String,
    /// When, such as `2026-11-21T10:00:00Z`.
    pub deleted_at: Option<String>,
    /// By whom.
    pub deleted_by: Id,
    /// Parts that went with it, and come back with it.
    pub parts: usize,
    /// Whoever asks may bring it back.
    pub may_restore: bool,
}

/// How far a replica has followed which log.
///
/// Invariant: two cursors of one epoch and seq have equal hashes, unless the log was forked by
/// restoring an older backup.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// Life of the log; a restored backup starts a new one.
    pub epoch: String,
    /// Place in the log.
    pub seq: u64,
    /// Chain hash of the log up to there, 64 hex digits.
    pub hash: String,
}

/// Entity and id.
pub type RowKey = (Name, Id);

/// Mutations offered to the server, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushRequest {
    /// Version of the messages.
    pub protocol: u32,
    /// Epoch that the replica knows.
    pub epoch: String,
    /// Whose edits these are. A device that another person signed in on must not send them under that
    /// name, so the server takes them from nobody else. Apps before this was told leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Id>,
    /// The mutations, of one client, by rising number.
    pub mutations: Vec<Mutation>,
    /// Mutations that the server would not take for their size, to be kept as refused. They are answered after the
    /// others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub too_large: Vec<TooLarge>,
}

impl PushRequest {
    /// What is offered, in the order in which it is answered.
    pub fn offers(self) -> Vec<Offer> {
        let too_large = self.too_large.into_iter().map(Offer::too_large);
        self.mutations.into_iter().map(Offer::new).chain(too_large).collect()
    }
}

/// What stands for a mutation that is too large to be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TooLarge {
    /// The mutation with its first operations, their texts cut short: to be read by people, not to be done.
    pub mutation: Mutation,
    /// The fingerprint of the whole one.
    pub fingerprint: String,
    /// Bytes of the whole one.
    pub bytes: usize,
}

impl TooLarge {
    /// What stands for a mutation.
    pub fn of(mutation: &Mutation) -> Self {
        Self { mutation: mutation.cut(), fingerprint: mutation.fingerprint(), bytes: mutation.bytes() }
    }
}

/// Their outcomes, in the same order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PushReply {
    /// Life of the log in which the outcomes have their places.
    #[serde(default)]
    pub epoch: String,
    /// One for each mutation.
    pub outcomes: Vec<Outcome>,
}

/// Asks for what changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PullRequest {
    /// Version of the messages.
    pub protocol: u32,
    /// Device that asks.
    pub client: Id,
    /// Where the replica stands; nothing for an empty one.
    pub cursor: Option<Cursor>,
    /// Scopes under which the replica's rows were given.
    pub scopes: BTreeSet<Scope>,
    /// Whether they were given to somebody who sees all.
    #[serde(default)]
    pub sees_all: bool,
    /// Fields without which they were given. Apps before this was told leave it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Hidden>,
    /// The proof that came with the cursor, see [`Identity::proof`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proof: String,
}

/// A row that the device must not hold any more.
pub type Forget = RowKey;

/// Who the server takes the caller for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The person.
    pub user: Id,
    /// What the person may do.
    pub role: Role,
    /// Scopes held.
    pub scopes: BTreeSet<Scope>,
    /// Fields that the person may not read: rows come without them.
    #[serde(default, skip_serializing_if = "Hidden::is_empty")]
    pub hidden: Hidden,
    /// That the rows up to the cursor beside it were given under these rights: nobody but the server can make it. A
    /// device that claims other rights than its person has now, without it, is not told what to forget, for that would
    /// tell what there is; it gets a snapshot.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proof: String,
}

/// What changed, or where to begin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum PullReply {
    /// Apply these to what you have, forgets first, and go on from `cursor`.
    Changes {
        /// Who you are now.
        identity: Identity,
        /// New cursor.
        cursor: Cursor,
        /// Rows to drop.
        forget: Vec<Forget>,
        /// Rows as they are now.
        rows: Vec<Record>,
        /// There is more: ask again at once.
        more: bool,
        /// The server's clock.
        now: Millis,
        /// Place up to which a backup holds the log.
        #[serde(default)]
        backed_up: u64,
    },
    /// Your log is not mine, or you are too far behind: take a snapshot, keep your edits.
    Snapshot {
        /// Who you are now.
        identity: Identity,
        /// What to fetch.
        manifest: Manifest,
        /// The server's clock.
        now: Millis,
        /// Place up to which a backup holds the log.
        #[serde(default)]
        backed_up: u64,
        /// Do not offer what an earlier log had.
        #[serde(default)]
        discards: bool,
    },
}

/// Asks for the digests of what the person may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestRequest {
    /// Version of the messages.
    pub protocol: u32,
    /// Whose replica asks. What another person may hold would say nothing about it.
    pub user: Id,
    /// Where the replica stands.
    pub cursor: Cursor,
}

/// The digests at the head of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestReply {
    /// The head.
    pub cursor: Cursor,
    /// Nothing where the replica stands elsewhere: pull, and ask again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digests: Option<Digests>,
}

/// The rows that a person may hold at one place in the log, as chunks to fetch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Place in the log.
    pub cursor: Cursor,
    /// Chunks, most wanted first.
    pub chunks: Vec<ManifestChunk>,
}

/// One chunk of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestChunk {
    /// SHA-256 of the compressed bytes, 64 hex digits; also its address.
    pub hash: String,
    /// Entity of its rows.
    pub entity: String,
    /// Number of rows.
    pub rows: usize,
    /// Compressed size.
    pub bytes: usize,
}

/// One entry of the server's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Place in the log, without gaps from 1.
    pub seq: u64,
    /// Chain hash of the entry before.
    pub before: String,
    /// Who did it.
    pub by: Id,
    /// When the server took it in.
    pub received: Millis,
    /// What was done.
    pub mutation: Mutation,
    /// The rows as they were left.
    pub rows: Vec<Record>,
}

/// The chain hash after an entry: SHA-256 over the hash before and the entry's JSON text.
pub fn chain(before: &str, entry_json: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(before.as_bytes());
    hasher.update(b"\n");
    hasher.update(entry_json.as_bytes());
    super::hex(&hasher.finalize())
}
