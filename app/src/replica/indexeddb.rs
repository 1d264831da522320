//! The replica's storage in IndexedDB.
//!
//! Six stores: `meta` (texts by key: the replica's own as JSON, the storage's name and age and the ages that ended,
//! first pages of lists, receipts of imports, the marks of files that wait for the server and the epoch to which all were
//! offered, the mark of a sign-out), `chunks` (gzip bytes by hash), `overlay` (JSON text by `entity/id`), `outbox` (JSON
//! text by a number that the browser gives, rising for ever and shared by all tabs), `sent` (likewise, what the server has
//! and no backup of it holds yet), `files` (bytes by hash, see `files.rs`). Edits are written `strict`: the browser reports them done when they are on the disk. What came from the
//! server is written `relaxed`: it can be fetched again.
//!
//! After a press each answer waits for the browser's next frame, so a transaction asks for as much as it can at once.
//! That includes whether it may write at all: see [`unless_ended`].
//!
//! Nothing but IndexedDB is awaited inside a transaction, which would commit under our feet.

use indexed_db_futures::{
    Build, BuildPrimitive, KeyRange,
    database::Database,
    error::{DomException, Error, OpenDbError},
    internals::SystemRepr,
    object_store::ObjectStore,
    prelude::*,
    transaction::{Transaction, TransactionDurability, TransactionMode, TransactionOptions},
};
use js_sys::Uint8Array;
use shared::{
    Id, Record,
    replica::{Commit, FirstPage, Meta, OverlayRow, Rescue, Sent, Storage, StorageError, Stored},
    sync::{Mutation, RowKey, hex},
};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

const STORES: [&str; 6] = ["meta", "chunks", "overlay", "outbox", "sent", FILES];
/// Those that a sync writes.
const REPLICA: [&str; 5] = ["meta", "chunks", "overlay", "outbox", "sent"];
pub(super) const FILES: &str = "files";
const META_KEY: &str = "meta";
/// How often the storage was emptied. A tab that began before the last time may not write any more: it would
/// put the work of the person who left beside that of the next one.
const AGE_KEY: &str = "age";
/// A name that the database got when it was made: the browser may throw it away while tabs are open, and what they open
/// again then is another one.
const NAME_KEY: &str = "name";
/// Stands for each age that has ended, and is never taken away: adding it again fails, and with it the whole of a
/// transaction. A tab that began in that age needs not ask before it writes. And the key after all of them.
const ENDED: [&str; 2] = ["ended/", "ended0"];
/// The person has left, and the server may not know yet.
const LEAVING_KEY: &str = "leaving";
/// First pages of lists, by entity; and the key after all of them.
const PAGES: [&str; 2] = ["page/", "page0"];
/// What imports of this device did, by their ids; and the key after all of them.
const RECEIPTS: [&str; 2] = ["import/", "import0"];

/// A replica's IndexedDB database. The connection is opened again when the browser closed it.
pub struct IndexedDb {
    name: String,
    connection: RefCell<Option<Rc<Database>>>,
    own: RefCell<Life>,
    /// Whether this connection's database was once seen to be the own one. It can only be emptied then, not another.
    known: Cell<bool>,
}

/// Which database it is, and how often it was emptied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Life {
    name: Option<String>,
    age: u32,
}

impl Life {
    /// Why somebody who began with this one may not write into `there`.
    fn differs(&self, there: &Self) -> Option<StorageError> {
        match (self == there, self.name == there.name) {
            (true, _) => None,
            (false, true) => Some(StorageError::Lost),
            (false, false) => Some(StorageError::Emptied),
        }
    }
}

impl IndexedDb {
    /// Opens the database, creating it on a new device.
    pub async fn open(name: &str) -> Result<Self, StorageError> {
        let database = Self {
            name: name.to_owned(),
            connection: RefCell::new(None),
            own: RefCell::default(),
            known: Cell::new(false),
        };
        let life = database.with(&["meta"], None, async |transaction| life_of(&transaction).await).await?;
        let life = if life.name.is_some() { life } else { database.christen().await? };
        database.own.replace(life);
        Ok(database)
    }

    /// Gives a database that is new its name, unless another tab has.
    async fn christen(&self) -> Result<Life, StorageError> {
        self.with(&["meta"], Some(TransactionDurability::Relaxed), async |transaction| {
            let mut life = life_of(&transaction).await?;
            if life.name.is_none() {
                life.name = Some(new_name());
                put_life(&transaction.object_store("meta")?, &life)?;
            }
            transaction.commit().await?;
            Ok(life)
        })
        .await
    }

    /// Goes on in a database that the browser has emptied: puts down what is in memory, unless another tab of this person
    /// has. Where another person has begun there, this tab stays out.
    ///
    /// # Errors
    /// [`StorageError::Lost`] in that case, and those of the storage.
    pub async fn begin_again(&self, rescue: &Rescue) -> Result<(), StorageError> {
        let put_down = self.with(&["meta", "outbox"], Some(TransactionDurability::Strict), async |transaction| {
            let there: Option<Meta> = parse_meta(read(&transaction, META_KEY).await?).ok().flatten();
            let person = |meta: &Meta| meta.identity.as_ref().map(|identity| identity.user);
            let ours = there.as_ref().is_none_or(|there| person(there) == person(&rescue.meta));
            let mut life = life_of(&transaction).await?;
            if there.is_none() {
                life.name.get_or_insert_with(new_name);
                put_rescued(&transaction, rescue, &life)?;
            }
            transaction.commit().await?;
            Ok(ours.then_some(life))
        });
        self.own.replace(put_down.await?.ok_or(StorageError::Lost)?);
        Ok(())
    }

    async fn connection(&self) -> Result<Rc<Database>, StorageError> {
        if let Some(open) = self.connection.borrow().clone() {
            return Ok(open);
        }
        let opened = Rc::new(connect(&self.name).await.map_err(|error| refused(&error))?);
        give_way(&opened);
        self.known.set(false);
        *self.connection.borrow_mut() = Some(opened.clone());
        Ok(opened)
    }

    /// Runs work in a transaction: one that reads, or with a durability one that writes. On a new connection
    /// where the browser had closed the old one, which shows when the transaction begins; work that has
    /// begun is never repeated, since it may have been stored.
    pub(super) async fn with<T>(
        &self,
        stores: &[&str],
        durability: Option<TransactionDurability>,
        work: impl AsyncFn(Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, StorageError> {
        let first = self.connection().await?;
        match begin(&first, stores, durability).map_err(|error| failed(&error)) {
            Err(StorageError::Lost) => {}
            begun => return carry_out(begun?, work).await,
        }
        self.let_go(&first);
        let second = self.connection().await?;
        carry_out(begin(&second, stores, durability).map_err(|error| failed(&error))?, work).await
    }

    /// Forgets a connection that the browser closed, unless somebody else has, and opened the next one.
    fn let_go(&self, closed: &Rc<Database>) {
        self.connection.borrow_mut().take_if(|open| Rc::ptr_eq(open, closed));
    }

    /// Runs work in a transaction of the storage that this tab began with; `stores` name `meta`. Work that writes
    /// need not wait for that to be asked once it was: it fails as a whole where it is so no more.
    pub(super) async fn with_own<T>(
        &self,
        stores: &[&str],
        durability: Option<TransactionDurability>,
        work: impl AsyncFn(Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, StorageError> {
        let own = self.own.borrow().clone();
        let done = self.with(stores, durability, async |transaction| {
            if durability.is_some() && self.known.get() {
                unless_ended(&transaction, own.age)?;
            } else if let Some(error) = own.differs(&life_of(&transaction).await?) {
                return Ok(Err(error));
            }
            self.known.set(true);
            work(transaction).await.map(Ok)
        });
        done.await?
    }

    /// Empties everything and remembers that the person leaves, until [`IndexedDb::left`]. Nothing that is
    /// under way here or in another tab can be stored after this.
    pub async fn leave(&self) -> Result<(), StorageError> {
        self.empty(true).await.map(|_| ())
    }

    /// Whether the server has still to be told that the person has left.
    pub async fn is_leaving(&self) -> Result<bool, StorageError> {
        let mark = self.with(&["meta"], None, async |transaction| read(&transaction, LEAVING_KEY).await);
        Ok(mark.await?.is_some())
    }

    /// The server knows that the person has left.
    pub async fn left(&self) -> Result<(), StorageError> {
        self.with(&["meta"], Some(TransactionDurability::Strict), async |transaction| {
            transaction.object_store("meta")?.delete(LEAVING_KEY).primitive()?;
            transaction.commit().await
        })
        .await
    }

    /// What imports of this device did, oldest first, as it was kept.
    pub async fn receipts(&self) -> Result<Vec<String>, StorageError> {
        self.with_own(&["meta"], None, async |transaction| {
            let ([first, end], meta) = (RECEIPTS, transaction.object_store("meta")?);
            let range = KeyRange::Bound(first, false, end, true);
            let texts = meta.get_all::<String>().with_query::<&str, _>(range).primitive()?.await?;
            let texts = texts.collect::<Result<Vec<String>, _>>()?;
            Ok(texts)
        })
        .await
    }

    /// Keeps what an import did, in the place of what was kept of it; forgets those of the ids in `old`.
    pub async fn keep_receipt(&self, id: Id, text: &str, old: &[Id]) -> Result<(), StorageError> {
        let key = |id: &Id| format!("{}{id}", RECEIPTS[0]);
        self.with_own(&["meta"], Some(TransactionDurability::Strict), async |transaction| {
            let meta = transaction.object_store("meta")?;
            for id in old {
                meta.delete(key(id).as_str()).primitive()?;
            }
            put(&meta, &key(&id), text)?;
            transaction.commit().await
        })
        .await
    }

    /// Empties everything; gives the new life.
    async fn empty(&self, leaving: bool) -> Result<Life, StorageError> {
        self.with(&STORES, Some(TransactionDurability::Strict), async |transaction| {
            let mut life = life_of(&transaction).await?;
            let [meta, others @ ..] = STORES;
            for store in others {
                transaction.object_store(store)?.clear()?;
            }
            let meta = transaction.object_store(meta)?;
            let [first, end] = ENDED;
            meta.delete::<&str, _>(KeyRange::UpperBound(first, true)).primitive()?;
            meta.delete::<&str, _>(KeyRange::LowerBound(end, false)).primitive()?;
            put(&meta, &ended_key(life.age), "true")?;
            life.age = life.age.wrapping_add(1);
            put_life(&meta, &life)?;
            if leaving {
                put(&meta, LEAVING_KEY, "true")?;
            }
            transaction.commit().await?;
            Ok(life)
        })
        .await
    }
}

fn new_name() -> String {
    let mut bytes = [0; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    hex(&bytes)
}

fn put_life(meta: &ObjectStore<'_>, life: &Life) -> Result<(), Error> {
    put(meta, AGE_KEY, &life.age.to_string())?;
    life.name.iter().try_for_each(|name| put(meta, NAME_KEY, name))
}

/// The numbers go on where they were: the key generator follows the highest key.
fn put_rescued(transaction: &Transaction<'_>, rescue: &Rescue, life: &Life) -> Result<(), Error> {
    let (meta, outbox) = (transaction.object_store("meta")?, transaction.object_store("outbox")?);
    put_life(&meta, life)?;
    put(&meta, META_KEY, &json(&rescue.meta))?;
    outbox.put("").with_key(as_key(rescue.newest)).primitive()?;
    outbox.delete(as_key(rescue.newest)).primitive()?;
    for mutation in &rescue.outbox {
        outbox.put(json(mutation)).with_key(as_key(mutation.number)).primitive()?;
    }
    Ok(())
}

pub(super) async fn read(transaction: &Transaction<'_>, key: &str) -> Result<Option<String>, Error> {
    transaction.object_store("meta")?.get(key).primitive()?.await
}

/// Has the transaction fail when this age has ended, and leaves nothing behind otherwise.
fn unless_ended(transaction: &Transaction<'_>, age: u32) -> Result<(), Error> {
    let (meta, key) = (transaction.object_store("meta")?, ended_key(age));
    meta.add("true").with_key(key.clone()).primitive()?;
    meta.delete(key.as_str()).primitive()?;
    Ok(())
}

fn ended_key(age: u32) -> String {
    format!("{}{age}", ENDED[0])
}

/// Both are asked in one step: after a press, each answer waits for the next frame.
async fn life_of(transaction: &Transaction<'_>) -> Result<Life, Error> {
    let meta = transaction.object_store("meta")?;
    let age = meta.get::<String, _, _>(AGE_KEY).primitive()?;
    let name = meta.get::<String, _, _>(NAME_KEY).primitive()?;
    let age = age.await?.and_then(|text| text.parse().ok()).unwrap_or_default();
    Ok(Life { name: name.await?, age })
}

async fn connect(name: &str) -> Result<Database, OpenDbError> {
    Database::open(name)
        .with_version(3u8)
        .with_on_upgrade_needed(|_, database| {
            let there: Vec<String> = database.object_store_names().collect();
            for store in STORES.into_iter().filter(|store| !there.iter().any(|name| name == store)) {
                database.create_object_store(store).with_auto_increment(store == "outbox").build()?;
            }
            Ok(())
        })
        .await
}

/// A newer version of the app in another tab wants to change the stores: an open connection would keep it
/// waiting for ever.
fn give_way(database: &Database) {
    let system = database.as_sys().clone();
    let closing = system.clone();
    let close = Closure::<dyn Fn()>::new(move || closing.close());
    system.set_onversionchange(Some(close.as_ref().unchecked_ref()));
    // As long as the connection, of which a page opens a handful at most.
    close.forget();
}

fn begin<'a>(
    database: &'a Database,
    stores: &[&str],
    durability: Option<TransactionDurability>,
) -> Result<Transaction<'a>, Error> {
    let Some(durability) = durability else { return database.transaction(stores.to_vec()).build() };
    let mut options = TransactionOptions::new();
    options.set_durability(durability);
    database.transaction(stores.to_vec()).with_mode(TransactionMode::Readwrite).with_options(options).build()
}

/// Does the work. Why a transaction was aborted (no room, an age that has ended), the browser says on the transaction
/// only; to what is asked after that it answers that it was.
async fn carry_out<'a, T>(
    transaction: Transaction<'a>,
    work: impl AsyncFn(Transaction<'a>) -> Result<T, Error>,
) -> Result<T, StorageError> {
    let system = transaction.as_sys().clone();
    let done = work(transaction).await;
    done.map_err(|error| failed(&system.error().map_or(error, Into::into)))
}

fn page_key(entity: &str) -> String {
    format!("{}{entity}", PAGES[0])
}

fn key_of((entity, id): &RowKey) -> String {
    format!("{entity}/{id}")
}

fn parse_key(text: &str) -> Option<RowKey> {
    let (entity, id) = text.rsplit_once('/')?;
    Some((entity.into(), id.parse().ok()?))
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl Storage for IndexedDb {
    async fn meta(&self) -> Result<Option<Meta>, StorageError> {
        parse_meta(self.with(&["meta"], None, async |transaction| read(&transaction, META_KEY).await).await?)
    }

    async fn chunks(&self, hashes: &[&str]) -> Result<Vec<Option<Vec<u8>>>, StorageError> {
        self.with(&["chunks"], None, async |transaction| {
            let store = transaction.object_store("chunks")?;
            let requests = hashes.iter().map(|hash| store.get::<JsValue, _, _>(*hash).primitive());
            let requests = requests.collect::<Result<Vec<_>, _>>()?;
            let mut found = Vec::with_capacity(hashes.len());
            for request in requests {
                found.push(
                    request.await?.and_then(|value| value.dyn_into::<Uint8Array>().ok()).map(|bytes| bytes.to_vec()),
                );
            }
            Ok(found)
        })
        .await
    }

    async fn put_chunks(&self, chunks: &[(&str, &[u8])]) -> Result<(), StorageError> {
        self.with_own(&["meta", "chunks"], Some(TransactionDurability::Relaxed), async |transaction| {
            let store = transaction.object_store("chunks")?;
            for (hash, bytes) in chunks {
                let value: JsValue = Uint8Array::from(*bytes).into();
                store.put(value).with_key(*hash).primitive()?;
            }
            transaction.commit().await
        })
        .await
    }

    async fn overlay(&self) -> Result<Vec<OverlayRow>, StorageError> {
        self.with(&["overlay"], None, async |transaction| read_overlay(&transaction).await).await
    }

    async fn outbox(&self) -> Result<Vec<Mutation>, StorageError> {
        self.with(&["outbox"], None, async |transaction| read_outbox(&transaction).await).await
    }

    async fn waiting(&self) -> Result<Vec<u64>, StorageError> {
        self.with(&["outbox"], None, async |transaction| {
            let keys = transaction.object_store("outbox")?.get_all_keys::<f64>().primitive()?.await?;
            Ok(keys.collect::<Result<Vec<f64>, _>>()?.into_iter().map(as_number).collect())
        })
        .await
    }

    async fn sent(&self) -> Result<Vec<Sent>, StorageError> {
        self.with(&["sent"], None, async |transaction| {
            let texts = pairs::<f64>(&transaction, "sent").await?;
            Ok(texts.iter().filter_map(|(_, text)| serde_json::from_str(text).ok()).collect())
        })
        .await
    }

    async fn begin(&self, meta: &Meta) -> Result<(), StorageError> {
        self.with_own(&["meta"], Some(TransactionDurability::Relaxed), async |transaction| {
            if read(&transaction, META_KEY).await?.is_none() {
                put(&transaction.object_store("meta")?, META_KEY, &json(meta))?;
            }
            transaction.commit().await
        })
        .await
    }

    async fn stored(&self) -> Result<Option<Stored>, StorageError> {
        let own = self.own.borrow().clone();
        let read = self.with(&["meta", "overlay", "outbox"], None, async |transaction| {
            // All in one step: the first screen waits for this.
            let rows = (read_overlay(&transaction), read_outbox(&transaction));
            futures::try_join!(life_of(&transaction), read(&transaction, META_KEY), rows.0, rows.1)
        });
        let (life, meta, overlay, outbox) = read.await?;
        if let Some(error) = own.differs(&life) {
            return Err(error);
        }
        self.known.set(true);
        Ok(parse_meta(meta)?.map(|meta| Stored { meta, overlay, outbox }))
    }

    async fn append(&self, mutation: &Mutation) -> Result<u64, StorageError> {
        let text = json(mutation);
        self.with_own(&["meta", "outbox"], Some(TransactionDurability::Strict), async |transaction| {
            // All in one step: after a press, each answer waits for the next frame.
            let outbox = transaction.object_store("outbox")?;
            let added = outbox.add(text.as_str()).with_key_type::<f64>().primitive()?;
            transaction.commit().await?;
            Ok(as_number(added.await?))
        })
        .await
    }

    async fn commit(&self, commit: &Commit) -> Result<(), StorageError> {
        self.with_own(&REPLICA, Some(TransactionDurability::Relaxed), async |transaction| {
            let sweeps = commit.new_snapshot || commit.no_stray_chunks;
            let stale = if sweeps { stale_chunks(&transaction, commit).await? } else { Vec::new() };
            write_commit(&transaction, commit, &stale)?;
            transaction.commit().await
        })
        .await
    }

    async fn first_page(&self, entity: &str) -> Result<Option<FirstPage>, StorageError> {
        let key = page_key(entity);
        let text = self.with(&["meta"], None, async |transaction| read(&transaction, &key).await).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    async fn keep_first_page(&self, page: &FirstPage) -> Result<(), StorageError> {
        let (key, text) = (page_key(&page.entity), json(page));
        self.with_own(&["meta"], Some(TransactionDurability::Relaxed), async |transaction| {
            let meta = parse_meta(read(&transaction, META_KEY).await?).ok().flatten();
            if meta.and_then(|meta| meta.cursor).as_ref() == Some(&page.cursor) {
                put(&transaction.object_store("meta")?, &key, &text)?;
            }
            transaction.commit().await
        })
        .await
    }

    async fn clear(&self) -> Result<(), StorageError> {
        let life = self.empty(false).await?;
        self.own.replace(life);
        Ok(())
    }
}

fn parse_meta(text: Option<String>) -> Result<Option<Meta>, StorageError> {
    text.map(|text| serde_json::from_str(&text).map_err(|error| StorageError::Failed(error.to_string()))).transpose()
}

/// Keys and texts of a store.
async fn pairs<K>(transaction: &Transaction<'_>, store: &str) -> Result<Vec<(K, String)>, Error>
where
    K: indexed_db_futures::primitive::TryFromJs,
{
    let store = transaction.object_store(store)?;
    let keys = store.get_all_keys::<K>().primitive()?;
    let texts = store.get_all::<String>().primitive()?;
    let keys = keys.await?.collect::<Result<Vec<K>, _>>()?;
    let texts = texts.await?.collect::<Result<Vec<String>, _>>()?;
    Ok(keys.into_iter().zip(texts).collect())
}

async fn read_overlay(transaction: &Transaction<'_>) -> Result<Vec<OverlayRow>, Error> {
    let rows = pairs::<String>(transaction, "overlay").await?;
    Ok(rows.iter().filter_map(|(key, text)| overlay_row(key, text)).collect())
}

async fn read_outbox(transaction: &Transaction<'_>) -> Result<Vec<Mutation>, Error> {
    let waiting = pairs::<f64>(transaction, "outbox").await?;
    Ok(waiting.iter().filter_map(|(key, text)| mutation(*key, text)).collect())
}

async fn stale_chunks(transaction: &Transaction<'_>, commit: &Commit) -> Result<Vec<String>, Error> {
    let kept: BTreeSet<&str> =
        commit.meta.iter().flat_map(|meta| &meta.chunks).map(|chunk| chunk.hash.as_str()).collect();
    let keys = transaction.object_store("chunks")?.get_all_keys::<String>().primitive()?.await?;
    let keys = keys.collect::<Result<Vec<String>, _>>()?;
    Ok(keys.into_iter().filter(|hash| !kept.contains(hash.as_str())).collect())
}

/// Queues all writes of a commit; the transaction takes all of them or none.
fn write_commit(transaction: &Transaction<'_>, commit: &Commit, stale: &[String]) -> Result<(), Error> {
    let [meta, chunks, overlay, outbox, sent] = REPLICA;
    let meta = transaction.object_store(meta)?;
    if let Some(value) = &commit.meta {
        put(&meta, META_KEY, &json(value))?;
    }
    if commit.moves_rows() {
        let [first, end] = PAGES;
        meta.delete::<&str, _>(KeyRange::Bound(first, false, end, true)).primitive()?;
    }
    let chunks = transaction.object_store(chunks)?;
    for hash in stale.iter().chain(&commit.dropped_chunks) {
        chunks.delete(hash.as_str()).primitive()?;
    }
    let overlay = transaction.object_store(overlay)?;
    if commit.new_snapshot {
        overlay.clear()?;
    }
    for key in &commit.untombed {
        overlay.delete(key_of(key).as_str()).primitive()?;
    }
    for key in &commit.forget {
        put(&overlay, &key_of(key), "")?;
    }
    for row in &commit.rows {
        put(&overlay, &key_of(&(row.entity.clone(), row.id)), &json(&**row))?;
    }
    let outbox = transaction.object_store(outbox)?;
    for mutation in &commit.rewritten {
        outbox.put(json(mutation)).with_key(as_key(mutation.number)).primitive()?;
    }
    let kept = transaction.object_store(sent)?;
    delete_numbers(&outbox, commit.sent.iter().map(|sent| sent.mutation.number))?;
    for sent in &commit.sent {
        kept.put(json(sent)).with_key(as_key(sent.mutation.number)).primitive()?;
    }
    delete_numbers(&kept, commit.backed_up.iter().copied())
}

/// Takes away what has these numbers, neighbours in one step.
fn delete_numbers(store: &ObjectStore<'_>, numbers: impl Iterator<Item = u64>) -> Result<(), Error> {
    for (first, last) in runs(numbers) {
        store.delete::<f64, _>(KeyRange::Bound(as_key(first), false, as_key(last), false)).primitive()?;
    }
    Ok(())
}

/// The first and last of each run of neighbouring numbers.
fn runs(numbers: impl Iterator<Item = u64>) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

pub(super) fn put(store: &ObjectStore<'_>, key: &str, value: &str) -> Result<(), Error> {
    store.put(value).with_key(key.to_owned()).primitive()?;
    Ok(())
}

/// The empty text stands for a row that must not be shown.
fn overlay_row(key: &str, value: &str) -> Option<OverlayRow> {
    let key = parse_key(key)?;
    if value.is_empty() {
        return Some(OverlayRow::Gone(key));
    }
    let row: Record = serde_json::from_str(value).ok()?;
    Some(if row.deleted.is_some() { OverlayRow::Gone(key) } else { OverlayRow::Row(row) })
}

fn mutation(key: f64, text: &str) -> Option<Mutation> {
    let mutation: Mutation = serde_json::from_str(text).ok()?;
    Some(Mutation { number: as_number(key), ..mutation })
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "IndexedDB's key generator yields whole numbers from 1 to 2^53"
)]
const fn as_number(key: f64) -> u64 {
    key as u64
}

#[allow(clippy::cast_precision_loss, reason = "IndexedDB's key generator ends at 2^53")]
const fn as_key(number: u64) -> f64 {
    number as f64
}

fn refused(error: &OpenDbError) -> StorageError {
    match error {
        OpenDbError::Base(Error::DomException(exception)) if exception_name(exception) == "VersionError" => {
            StorageError::Outdated
        }
        OpenDbError::Base(base) => match failed(base) {
            StorageError::Full => StorageError::Full,
            _ => StorageError::Refused,
        },
        _ => StorageError::Refused,
    }
}

fn failed(error: &Error) -> StorageError {
    match error {
        Error::DomException(DomException::InvalidStateError(_)) => StorageError::Lost,
        Error::DomException(exception) => match exception_name(exception).as_str() {
            "QuotaExceededError" => StorageError::Full,
            // Nothing is added that can be there already but the end of the own age.
            "ConstraintError" => StorageError::Lost,
            _ => StorageError::Failed(exception.message()),
        },
        other => StorageError::Failed(other.to_string()),
    }
}

fn exception_name(exception: &DomException) -> String {
    let value: &JsValue = exception.as_ref();
    value.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::name).unwrap_or_default()
}
