//! Snapshots: all rows that a person may hold at one place of the log, as compressed chunks.
//!
//! A chunk is made anew only when one of its rows has changed: rows are cut into chunks in the order of
//! their ids, which is that of their making, so that new rows go to the last chunk. Chunks of the same
//! rows are shared by everybody who may hold them.

use std::io::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use shared::{
    Record, Schema,
    record::{CHUNK_ROWS, Chunk},
    rules::Access,
    sync::{Authority, Cursor, DigestReply, Manifest, ManifestChunk, digests, hex},
};
use tokio::sync::Semaphore;

use super::Workspace;
use crate::store::StoreError;

/// What is needed to show anything comes first, then what is looked at most.
const ORDER: [&str; 36] = [
    "role",
    "user",
    "team",
    "pipeline",
    "stage",
    "product_family",
    "product",
    "specification",
    "product_relation",
    "product_model",
    "price_book",
    "price",
    "seller",
    "quote_template",
    "article_category",
    "saved_view",
    "attention",
    "account",
    "contact",
    "lead",
    "lead_route",
    "opportunity",
    "quote",
    "quote_line",
    "order",
    "order_line",
    "approval",
    "approval_rule",
    "discount_rule",
    "surcharge",
    "bundle",
    "bundle_part",
    "task",
    "activity",
    "note",
    "article",
];
/// Where half a second more of compressing no longer pays for what it saves.
const LEVEL: u32 = 4;
/// Most bytes of chunks kept. Whoever still fetches one that went begins anew.
const KEPT: usize = 256 << 20;

/// Chunks that have been promised in manifests.
pub struct Snapshots {
    cache: Mutex<Cache>,
    /// Building takes a core for a while; one at a time leaves the other ones to everybody else.
    building: Semaphore,
}

impl Default for Snapshots {
    fn default() -> Self {
        Self { cache: Mutex::default(), building: Semaphore::new(1) }
    }
}

#[derive(Default)]
struct Cache {
    chunks: FxHashMap<String, Kept>,
    /// Chunk by what is in it: entity, ids and places in the log.
    parts: FxHashMap<String, ManifestChunk>,
    manifests: FxHashMap<String, Manifest>,
    bytes: usize,
    clock: u64,
}

struct Kept {
    bytes: Bytes,
    /// All that it serves as: rows look alike to those who may not read a field and those who may, while it is empty.
    parts: Vec<String>,
    audiences: FxHashSet<String>,
    used: u64,
}

/// Rows of one chunk, and what names its content.
struct Part {
    entity: String,
    key: String,
    rows: Vec<Arc<Record>>,
}

impl Snapshots {
    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The manifest of what a person may hold now.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server is stopping.
    pub async fn manifest(&self, workspace: &Workspace, access: &Access) -> Result<Manifest, StoreError> {
        let stopping = |why: String| StoreError::Unavailable(why);
        let _turn = self.building.acquire().await.map_err(|error| stopping(error.to_string()))?;
        let (audience, cursor, parts) = {
            let truth = workspace.truth();
            let audience = audience(truth.schema(), access);
            if let Some(manifest) = self.cache().manifest(&audience, &truth.head().cursor()) {
                return Ok(manifest);
            }
            (audience, truth.head().cursor(), parts(&truth, access))
        };
        workspace.metrics.snapshots.inc();
        let missing: Vec<Part> = self.cache().missing(parts.iter()).collect();
        let made = tokio::task::spawn_blocking(move || missing.into_iter().map(pack).collect::<Vec<_>>());
        let made = made.await.map_err(|error| stopping(error.to_string()))?;
        Ok(self.cache().complete(audience, cursor, &parts, made))
    }

    /// The digests of what a person may hold now, for a replica that stands at the head. Hashing takes about as long
    /// as packing, so they take turns, and the truth is not held meanwhile.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server is stopping.
    pub async fn digest(
        &self,
        workspace: &Workspace,
        access: &Access,
        cursor: &Cursor,
    ) -> Result<DigestReply, StoreError> {
        let stopping = |why: String| StoreError::Unavailable(why);
        let _turn = self.building.acquire().await.map_err(|error| stopping(error.to_string()))?;
        let (head, rows) = {
            let truth = workspace.truth();
            let head = truth.head().cursor();
            if head != *cursor {
                return Ok(DigestReply { cursor: head, digests: None });
            }
            (head, truth.holdings(access).collect::<Vec<_>>())
        };
        let digests = tokio::task::spawn_blocking(move || digests(rows.iter().map(AsRef::as_ref)));
        let digests = digests.await.map_err(|error| stopping(error.to_string()))?;
        Ok(DigestReply { cursor: head, digests: Some(digests) })
    }

    /// A chunk's bytes, for those to whom it was promised and who may still hold it.
    pub fn chunk(&self, hash: &str, schema: &Schema, access: &Access) -> Option<Bytes> {
        let mut cache = self.cache();
        cache.clock += 1;
        let (clock, audience) = (cache.clock, audience(schema, access));
        let kept = cache.chunks.get_mut(hash).filter(|kept| kept.audiences.contains(&audience))?;
        kept.used = clock;
        Some(kept.bytes.clone())
    }
}

impl Cache {
    fn manifest(&mut self, audience: &str, cursor: &Cursor) -> Option<Manifest> {
        self.clock += 1;
        let manifest = self.manifests.get(audience).filter(|manifest| manifest.cursor == *cursor)?;
        for chunk in &manifest.chunks {
            self.chunks.get_mut(&chunk.hash)?.used = self.clock;
        }
        Some(manifest.clone())
    }

    fn missing<'a>(&'a self, parts: impl Iterator<Item = &'a Part>) -> impl Iterator<Item = Part> {
        let missing = parts.filter(|part| !self.parts.contains_key(&part.key));
        missing.map(|part| Part { entity: part.entity.clone(), key: part.key.clone(), rows: part.rows.clone() })
    }

    fn complete(
        &mut self,
        audience: String,
        cursor: Cursor,
        parts: &[Part],
        made: Vec<(String, ManifestChunk, Bytes)>,
    ) -> Manifest {
        self.clock += 1;
        for (part, chunk, bytes) in made {
            let kept = self.chunks.entry(chunk.hash.clone()).or_insert_with(|| {
                self.bytes += bytes.len();
                Kept { bytes, parts: Vec::new(), audiences: FxHashSet::default(), used: self.clock }
            });
            kept.parts.push(part.clone());
            self.parts.insert(part, chunk);
        }
        let chunks: Vec<ManifestChunk> = parts.iter().filter_map(|part| self.parts.get(&part.key)).cloned().collect();
        for chunk in &chunks {
            if let Some(kept) = self.chunks.get_mut(&chunk.hash) {
                kept.used = self.clock;
                kept.audiences.insert(audience.clone());
            }
        }
        let manifest = Manifest { cursor, chunks };
        self.manifests.insert(audience, manifest.clone());
        self.evict();
        manifest
    }

    fn evict(&mut self) {
        while self.bytes > KEPT {
            let oldest =
                self.chunks.iter().filter(|(_, kept)| kept.used < self.clock).min_by_key(|(_, kept)| kept.used);
            let Some(hash) = oldest.map(|(hash, _)| hash.clone()) else { return };
            if let Some(kept) = self.chunks.remove(&hash) {
                self.bytes -= kept.bytes.len();
                kept.parts.iter().for_each(|part| drop(self.parts.remove(part)));
            }
            let chunks = &self.chunks;
            self.manifests.retain(|_, manifest| manifest.chunks.iter().all(|chunk| chunks.contains_key(&chunk.hash)));
        }
    }
}

/// Those who hold the same scopes and may read the same fields get the same chunks.
fn audience(schema: &Schema, access: &Access) -> String {
    let scopes: Vec<String> = access.scopes.iter().map(ToString::to_string).collect();
    let scopes = if access.sees_all() { "all".to_owned() } else { scopes.join(" ") };
    let hidden = serde_json::to_string(schema.hidden_from(access.role)).unwrap_or_default();
    format!("{scopes} without {hidden}")
}

fn parts(truth: &Authority, access: &Access) -> Vec<Part> {
    let others = truth.entities().filter(|entity| !ORDER.contains(&&***entity));
    let mut others: Vec<&str> = others.map(|entity| &**entity).collect();
    others.sort_unstable();
    let hidden = truth.schema().hidden_from(access.role);
    let mut parts = Vec::new();
    for entity in ORDER.into_iter().chain(others) {
        let rows: Vec<_> = truth.visible(access, entity).map(|held| (held.seq, held.record.clone())).collect();
        for rows in rows.chunks(CHUNK_ROWS) {
            let mut name = Sha256::new();
            name.update(&truth.head().epoch);
            name.update(entity);
            name.update(hidden.class_of(entity));
            for (seq, record) in rows {
                name.update(record.id.bits().to_be_bytes());
                name.update(seq.to_be_bytes());
            }
            let rows = rows.iter().map(|(_, record)| hidden.conceal(record)).collect();
            parts.push(Part { entity: entity.to_owned(), key: hex(&name.finalize()), rows });
        }
    }
    parts
}

fn pack(part: Part) -> (String, ManifestChunk, Bytes) {
    let chunk = Chunk::pack(&part.entity, part.rows.iter().map(AsRef::as_ref));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    // Writing into memory does not fail.
    let _ = gzip.write_all(&serde_json::to_vec(&chunk).unwrap_or_default());
    let bytes = Bytes::from(gzip.finish().unwrap_or_default());
    let hash = hex(&Sha256::digest(&bytes));
    let entry = ManifestChunk { hash, entity: part.entity, rows: chunk.len(), bytes: bytes.len() };
    (part.key, entry, bytes)
}
