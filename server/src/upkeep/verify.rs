//! Whether what is in a store fits together: the log with itself, and everything else with the log.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use shared::{
    Id, Schema,
    sync::{Authority, Head, Remembered, hex},
};

use super::Pages;
use crate::{
    blobs,
    store::{Row, Store, StoreError, Table, sequence_of},
    workspace::stored::{self, outcome_key, read_head, record_key},
};

/// What was found whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Verified {
    /// Log entries, which form an unbroken chain without gaps.
    pub entries: u64,
    /// Records, each as the log leaves it.
    pub records: u64,
    /// Outcomes, each with its log entry and the reverse.
    pub outcomes: u64,
    /// Files, each with the bytes that its hash says.
    pub blobs: u64,
    /// The log's last hash.
    pub hash: String,
}

/// Why a store is not whole.
#[derive(Debug, thiserror::Error)]
pub enum Damage {
    /// It does not fit together.
    #[error("the store is damaged: {0}; restore a backup, and keep this store for whoever looks into it")]
    Found(String),
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn found(what: impl Into<String>) -> Damage {
    Damage::Found(what.into())
}

/// Replays the whole log from nothing, and compares.
///
/// # Errors
/// The first damage found.
pub async fn verify(store: &dyn Store, schema: Arc<Schema>) -> Result<Verified, Damage> {
    let Some((head, _)) = read_head(store).await? else { return empty(store).await };
    let mut replay = Authority::new(schema, Head::new(&head.epoch), []);
    let named = replay_log(store, &mut replay).await?;
    let reached = replay.head();
    if (reached.seq, &reached.hash) != (head.seq, &head.hash) {
        return Err(found(format!("the head says entry {}, but the log ends with entry {}", head.seq, reached.seq)));
    }
    if head.began > head.seq || head.forks.iter().any(|fork| fork.at > head.began) {
        return Err(found("the head's epoch begins after its end"));
    }
    let records = compare_records(store, &replay).await?;
    let outcomes = compare_outcomes(store, named).await?;
    let blobs = check_blobs(store).await?;
    Ok(Verified { entries: head.seq, records, outcomes, blobs, hash: head.hash })
}

async fn empty(store: &dyn Store) -> Result<Verified, Damage> {
    for table in [Table::Log, Table::Record, Table::Outcome] {
        if let Some(row) = store.scan(table, None, 1).await?.first() {
            return Err(found(format!("there is no head, but {table} {}", row.key)));
        }
    }
    Ok(Verified::default())
}

/// Mutations by the place in the log that holds them.
type Named = FxHashMap<(Id, u64), Entry>;

struct Entry {
    seq: u64,
    by: Id,
    fingerprint: String,
}

async fn replay_log(store: &dyn Store, replay: &mut Authority) -> Result<Named, Damage> {
    let mut named = Named::default();
    let mut pages = Pages::new(store, Table::Log);
    while let Some(page) = pages.next().await? {
        for row in page {
            let expected = replay.head().seq + 1;
            if sequence_of(&row.key) != Some(expected) {
                return Err(found(format!("log entry {expected} is missing; the next one is {}", row.key)));
            }
            let entry = replay.follow(&row.value).map_err(|broken| found(broken.to_string()))?;
            let kept = Entry { seq: entry.seq, by: entry.by, fingerprint: fingerprint(&row)? };
            if let Some(before) = named.insert((entry.mutation.client, entry.mutation.number), kept) {
                return Err(found(format!(
                    "one mutation stands in the log twice, as entries {} and {expected}",
                    before.seq
                )));
            }
        }
    }
    Ok(named)
}

/// The mutation's fingerprint, from its text as it stands in the entry: what was hashed when it came.
fn fingerprint(row: &Row) -> Result<String, StoreError> {
    #[derive(Deserialize)]
    struct Raw<'a> {
        #[serde(borrow)]
        mutation: &'a RawValue,
    }
    let unreadable = |error: serde_json::Error| StoreError::Corrupt(format!("log {}: {error}", row.key));
    let raw: Raw<'_> = serde_json::from_str(&row.value).map_err(unreadable)?;
    Ok(hex(&Sha256::digest(raw.mutation.get())))
}

async fn compare_records(store: &dyn Store, replay: &Authority) -> Result<u64, Damage> {
    let mut seen = FxHashSet::default();
    let mut pages = Pages::new(store, Table::Record);
    while let Some(page) = pages.next().await? {
        for row in page {
            let held = stored::held(&row)?;
            let expected = replay.held(&held.record.entity, held.record.id);
            if record_key(&held.record) != row.key || expected != Some(&held) {
                return Err(found(format!("record {} is not as the log leaves it", row.key)));
            }
            seen.insert((held.record.entity.clone(), held.record.id));
        }
    }
    let lost = replay.all().find(|held| !seen.contains(&(held.record.entity.clone(), held.record.id)));
    match lost {
        Some(held) => Err(found(format!("record {} is missing", record_key(&held.record)))),
        None => Ok(seen.len() as u64),
    }
}

/// Files that no record refers to are no damage, and neither are those that a device has still to send.
async fn check_blobs(store: &dyn Store) -> Result<u64, Damage> {
    let mut count = 0;
    let mut pages = Pages::new(store, Table::Blob);
    while let Some(page) = pages.next().await? {
        if let Some(row) = page.iter().find(|row| !blobs::is_whole(row)) {
            return Err(found(format!("file {} does not have the bytes that its hash says", row.key)));
        }
        count += page.len() as u64;
    }
    Ok(count)
}

async fn compare_outcomes(store: &dyn Store, mut named: Named) -> Result<u64, Damage> {
    let mut count = 0;
    let mut pages = Pages::new(store, Table::Outcome);
    while let Some(page) = pages.next().await? {
        for row in page {
            let client = row.key.split('/').next().and_then(|client| client.parse().ok());
            let stored: Remembered = stored::parse(Table::Outcome, &row.key, &row.value)?;
            let client: Id = client.ok_or_else(|| found(format!("outcome {} has no client", row.key)))?;
            let entry = named.remove(&(client, stored.outcome.number));
            let entry = entry.ok_or_else(|| found(format!("outcome {} has no log entry", row.key)))?;
            check_outcome(&row, client, &stored, &entry)?;
            count += 1;
        }
    }
    match named.into_values().map(|entry| entry.seq).min() {
        Some(seq) => Err(found(format!("log entry {seq} has no outcome"))),
        None => Ok(count),
    }
}

fn check_outcome(row: &Row, client: Id, stored: &Remembered, entry: &Entry) -> Result<(), Damage> {
    // Requests are told apart by what was sent, and unreadable mutations by their text: neither is in the log.
    let own = !stored.fingerprint.contains(':');
    let fits = row.key == outcome_key(client, stored.outcome.number)
        && stored.outcome.seq == entry.seq
        && stored.user == entry.by
        && (!own || stored.fingerprint == entry.fingerprint);
    if fits { Ok(()) } else { Err(found(format!("outcome {} does not fit log entry {}", row.key, entry.seq))) }
}
