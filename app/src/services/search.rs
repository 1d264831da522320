//! Questions over the replica: who asks, and the full-text search.
//!
//! The index is built in slices when all records are here, and follows every commit after that. While it is
//! being built it finds what it has; [`SearchHandle::progress`] says how far it is.

use super::{
    platform::{Timer, today},
    replica::{ReplicaHandle, use_replica},
};
use crate::chunks::chunk;
use futures::{FutureExt, future::LocalBoxFuture};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::{Account, Activity, Article, Contact, Lead, Note, Opportunity, Order, Product, Quote, Task, User},
    query::{Found, Search, SearchIndex, Viewer},
    replica::{Replica, Touched},
    sync::RowKey,
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

/// What can be found, in the order in which it is indexed: what people look for most comes first.
pub const SEARCHED: [&str; 12] = [
    Account::ENTITY_NAME,
    Contact::ENTITY_NAME,
    Lead::ENTITY_NAME,
    Opportunity::ENTITY_NAME,
    Article::ENTITY_NAME,
    Product::ENTITY_NAME,
    Quote::ENTITY_NAME,
    Order::ENTITY_NAME,
    User::ENTITY_NAME,
    Task::ENTITY_NAME,
    Activity::ENTITY_NAME,
    Note::ENTITY_NAME,
];

/// Milliseconds that indexing may take from a frame.
const SLICE: f64 = 6.0;
/// Records indexed between two looks at the clock.
const BATCH: usize = 16;

/// Who asks, when and where.
pub fn viewer(replica: &Replica) -> Viewer {
    let me = replica.meta().identity.as_ref().map(|identity| identity.user);
    Viewer { me, utc_offset: utc_offset(), ..Viewer::on(today()) }
}

/// Seconds by which the device's clock is ahead of UTC.
#[allow(clippy::cast_possible_truncation, reason = "at most half a day in minutes")]
fn utc_offset() -> i32 {
    (-js_sys::Date::new_0().get_timezone_offset()) as i32 * 60
}

/// The index and what still has to go into it.
#[derive(Default)]
struct Inner {
    index: RefCell<SearchIndex>,
    /// Rows that are new, different or gone since they were indexed.
    waiting: RefCell<VecDeque<RowKey>>,
    /// Rows of the build that is running, 0 otherwise.
    build: Cell<usize>,
    working: Cell<bool>,
}

/// The full-text search. Get it with [`use_search`].
#[derive(Clone, Copy)]
pub struct SearchHandle {
    inner: StoredValue<Rc<Inner>, LocalStorage>,
    replica: ReplicaHandle,
    version: RwSignal<u64>,
    progress: RwSignal<Option<(usize, usize)>>,
}

/// The full-text search. Where nobody has provided it, it finds nothing.
pub fn use_search() -> SearchHandle {
    use_context().unwrap_or_else(|| SearchHandle::new(use_replica()))
}

/// Provides the full-text search to what is below, and starts indexing when all records are here.
pub fn provide_search() -> SearchHandle {
    let search = SearchHandle::new(use_replica());
    provide_context(search);
    search.replica.watch(move |touched| search.touched(touched));
    Effect::new(move || {
        if search.replica.loaded().get() {
            search.rebuild();
        }
    });
    search
}

impl SearchHandle {
    fn new(replica: ReplicaHandle) -> Self {
        Self {
            inner: StoredValue::new_local(Rc::default()),
            replica,
            version: RwSignal::new(0),
            progress: RwSignal::new(None),
        }
    }

    /// The best hits for the words as typed so far, over everything.
    pub fn find(self, text: &str, limit: usize) -> Found {
        self.find_in(text, &SEARCHED, limit)
    }

    /// The best hits among records of these entities.
    pub fn find_in(self, text: &str, entities: &[&str], limit: usize) -> Found {
        if text.trim().is_empty() {
            return Found::default();
        }
        self.resume();
        let timer = Timer::start("search.run");
        let entities = entities.iter().map(|entity| (*entity).into()).collect();
        let search = Search { text: text.to_owned(), entities, limit };
        let inner = self.inner.get_value();
        let found = self.replica.read(|replica| inner.index.borrow().search(&search, Some(replica)));
        timer.stop();
        found
    }

    /// Makes the running effect or memo follow the index.
    pub fn follow(self) {
        self.version.track();
    }

    /// How much of the first build is done: so many of so many records. Nothing once all can be found.
    pub fn progress(self) -> Signal<Option<(usize, usize)>> {
        self.progress.into()
    }

    fn touched(self, touched: &Touched) {
        if !self.replica.loaded().get_untracked() {
            return;
        }
        if touched.all {
            self.rebuild();
            return;
        }
        let searched = touched.keys.iter().filter(|(entity, _)| SEARCHED.contains(&&**entity));
        self.inner.get_value().waiting.borrow_mut().extend(searched.cloned());
        self.work();
    }

    /// Goes through all rows again. What was indexed stays findable meanwhile: rows that are gone are not given out,
    /// since hits are looked up in the replica.
    fn rebuild(self) {
        let inner = self.inner.get_value();
        let rows: VecDeque<RowKey> = self.replica.read(|replica| {
            let of = |entity: &&'static str| replica.rows(entity).iter().map(|row| (row.entity.clone(), row.id));
            SEARCHED.iter().flat_map(of).collect()
        });
        inner.build.set(rows.len());
        self.progress.set((!rows.is_empty()).then_some((0, rows.len())));
        *inner.waiting.borrow_mut() = rows;
        self.work();
    }

    /// Indexes what waits, a few milliseconds at a time.
    fn work(self) {
        let inner = self.inner.get_value();
        if inner.working.replace(true) {
            return;
        }
        spawn_local(async move {
            // Where it is not here yet, whoever searches has just loaded it, and asks again.
            if let Ok(indexing) = index(self).await {
                indexing.await;
            }
            inner.working.set(false);
        });
    }

    /// Goes on indexing what waits, if nobody does.
    fn resume(self) {
        if !self.inner.get_value().waiting.borrow().is_empty() {
            self.work();
        }
    }

    async fn index_all(self) {
        let inner = self.inner.get_value();
        loop {
            // A commit is shown first; typing and edits go before indexing.
            self.replica.give_way().await;
            self.slice(&inner);
            let left = inner.waiting.borrow().len();
            self.report(&inner, left);
            if left == 0 {
                break;
            }
        }
    }

    fn slice(self, inner: &Inner) {
        let end = js_sys::Date::now() + SLICE;
        let mut index = inner.index.borrow_mut();
        let mut waiting = inner.waiting.borrow_mut();
        self.replica.read(|replica| {
            while js_sys::Date::now() < end && !waiting.is_empty() {
                let batch = waiting.len().min(BATCH);
                for (entity, id) in waiting.drain(..batch) {
                    match replica.get(&entity, id) {
                        Some(row) => index.add(replica.schema(), row),
                        None => drop(index.remove(&entity, id)),
                    }
                }
            }
        });
    }

    fn report(self, inner: &Inner, left: usize) {
        if left == 0 {
            inner.build.set(0);
            self.progress.set(None);
            self.version.update(|version| *version += 1);
        } else if inner.build.get() > 0 {
            let all = inner.build.get().max(left);
            self.progress.set(Some((all - left, all)));
        }
    }
}

chunk!(
    records: /// Indexes what waits, until nothing does.
    fn index(search: SearchHandle) -> LocalBoxFuture<'static, ()> { search.index_all().boxed_local() }
);
