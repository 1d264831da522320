//! Whether the device holds what the server holds: every byte, in the storage and in memory.
//!
//! Both sides work out digests at one place of the log and the device compares them. The storage is read afresh for
//! it, since a byte that flips on the disk changes nothing in memory until the app is opened the next time.

use super::{
    Codec, OverlayRow, Progress, Replica, Storage, StorageError, Stored, SyncError, Transport,
    sync::{Round, sync},
};
use crate::{
    Name, Record,
    record::{CHUNK_ROWS, Millis},
    sync::{DigestRequest, Digests, PROTOCOL, RowKey, add_rows},
};
use rustc_hash::FxHashSet;
use std::{cell::RefCell, collections::BTreeSet, sync::Arc};

/// So often is asked again because somebody wrote between the pull and the question.
const TRIES: usize = 8;

/// How the rows of one entity compare.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Compared {
    /// The entity.
    pub entity: Name,
    /// Rows that can be read from the device's storage.
    pub here: u64,
    /// Rows that the person may hold, by the server.
    pub there: u64,
    /// The storage, the memory and the server hold the same.
    pub equal: bool,
}

/// What lies in the storage.
#[derive(Default)]
struct Found {
    digests: Digests,
    /// Entities of chunks that cannot be read.
    damaged: BTreeSet<Name>,
    /// The storage stands elsewhere in the log than the memory: opened anew, it would go on from the wrong place.
    elsewhere: bool,
}

/// Syncs, then compares what is here with what the server holds, by entity. Where they differ, the next round takes a
/// snapshot. Nothing where others wrote so often that both were never at one place of the log.
///
/// Like [`sync()`] for who leads only, and not while a round runs.
///
/// # Errors
/// Those of a round: what cannot be asked of the server now is not known.
pub async fn verify<S: Storage, T: Transport, C: Codec, P: Progress>(
    replica: &RefCell<Replica>,
    platform: (&S, &T, &C),
    progress: &P,
    clock: impl Fn() -> Millis,
) -> Result<Option<Vec<Compared>>, SyncError> {
    let round = Round { replica, storage: platform.0, transport: platform.1, codec: platform.2, progress };
    for _ in 0..TRIES {
        sync(replica, platform, progress, &clock).await?;
        let Some(there) = round.ask().await? else { continue };
        let compared = round.compare(&there).await?;
        if compared.iter().any(|entity| !entity.equal) {
            replica.borrow_mut().distrust();
        }
        return Ok(Some(compared));
    }
    Ok(None)
}

impl<S: Storage, T: Transport, C: Codec, P: Progress> Round<'_, S, T, C, P> {
    /// The server's digests, if it stands where this replica does.
    async fn ask(&self) -> Result<Option<Digests>, SyncError> {
        let meta = self.replica.borrow().meta.clone();
        let (Some(identity), Some(cursor)) = (meta.identity, meta.cursor) else { return Ok(None) };
        let request = DigestRequest { protocol: PROTOCOL, user: identity.user, cursor };
        Ok(self.transport.digest(&request).await?.digests)
    }

    async fn compare(&self, there: &Digests) -> Result<Vec<Compared>, SyncError> {
        let found = self.read_stored().await?;
        let said: Vec<Arc<Record>> = self.replica.borrow().said().cloned().collect();
        let mut shown = Digests::new();
        self.add(&mut shown, &said).await;
        let names: BTreeSet<&Name> =
            there.keys().chain(found.digests.keys()).chain(shown.keys()).chain(&found.damaged).collect();
        let compared = names.into_iter().map(|name| {
            let [here, shown, there] = [&found.digests, &shown, there].map(|side| side.get(name).copied());
            let whole = !found.elsewhere && !found.damaged.contains(name);
            let rows = |side: Option<crate::sync::Digest>| side.map_or(0, |digest| digest.rows);
            let (entity, equal) = (name.clone(), whole && here == there && shown == there);
            Compared { entity, here: rows(here), there: rows(there), equal }
        });
        Ok(compared.collect())
    }

    /// Sums up what is stored, as opening it would read it.
    async fn read_stored(&self) -> Result<Found, SyncError> {
        let Some(Stored { meta, overlay, .. }) = self.storage.stored().await? else {
            return Err(StorageError::Lost.into());
        };
        let elsewhere = meta.cursor != self.replica.borrow().meta.cursor;
        let mut found = Found { elsewhere, ..Found::default() };
        let newer: FxHashSet<RowKey> = overlay.iter().map(OverlayRow::key).collect();
        let rows = overlay.into_iter().filter_map(|row| if let OverlayRow::Row(row) = row { Some(row) } else { None });
        self.add(&mut found.digests, &rows.map(Arc::new).collect::<Vec<_>>()).await;
        for listed in &meta.chunks {
            let bytes = self.storage.chunks(&[&listed.hash]).await?.pop().flatten();
            let Some(chunk) = self.unpack(&listed.hash, bytes).await else {
                found.damaged.insert(listed.entity.as_str().into());
                continue;
            };
            let rows = chunk.unpack().filter(|row| !newer.contains(&(row.entity.clone(), row.id)));
            self.add(&mut found.digests, &rows.map(Arc::new).collect::<Vec<_>>()).await;
        }
        Ok(found)
    }

    /// Hashing all rows takes seconds; others need the thread in between.
    async fn add(&self, digests: &mut Digests, rows: &[Arc<Record>]) {
        for rows in rows.chunks(CHUNK_ROWS) {
            add_rows(digests, rows.iter().map(AsRef::as_ref));
            self.progress.breathe().await;
        }
    }
}
