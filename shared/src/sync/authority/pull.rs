//! What a replica has to be told: rows that changed or came into its scopes, rows that it must drop.

use super::{Authority, Held};
use crate::{
    Record, Value,
    planted::{Bug, planted},
    rules::{Access, Hidden, Role, Scope},
    sync::{Cursor, Forget, PullRequest, RowKey},
};
use std::{collections::BTreeSet, sync::Arc};

/// Most rows told at once; a reply ends at the first entry that reaches it.
const PAGE_ROWS: usize = 2000;
/// Most bytes of rows told at once, about.
const PAGE_BYTES: usize = 4 << 20;
/// With more changed rows than this, a snapshot is quicker.
const BEHIND: usize = 20_000;
/// With more rows coming into reach at once than this, too.
const REACHED: usize = 5_000;

/// What a cursor is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It lies on this log.
    Good,
    /// It lies on another one, or ahead of this one.
    Forked,
    /// It lies on this log if the hash up to its place is the cursor's; ask the store for it.
    Unsure,
}

/// The answer to a pull.
#[derive(Debug, Clone, PartialEq)]
pub enum Pulled {
    /// What changed.
    Changes {
        /// Place in the log up to which this is all.
        seq: u64,
        /// Rows to drop.
        forget: Vec<Forget>,
        /// Rows as they are now.
        rows: Vec<Arc<Record>>,
        /// There is more after `seq`.
        more: bool,
    },
    /// Too much has changed: take a snapshot.
    Snapshot,
}

/// The rights under which a replica got its rows.
struct Old<'a> {
    scopes: &'a BTreeSet<Scope>,
    all: bool,
    hidden: &'a Hidden,
}

impl Old<'_> {
    fn held(&self, scopes: &[Scope]) -> bool {
        self.all || scopes.iter().any(|scope| self.scopes.contains(scope))
    }
}

#[derive(Default)]
struct Page {
    forget: Vec<Forget>,
    rows: Vec<Arc<Record>>,
    bytes: usize,
}

impl Page {
    fn len(&self) -> usize {
        self.forget.len() + self.rows.len()
    }

    fn is_full(&self) -> bool {
        self.len() >= PAGE_ROWS || self.bytes >= PAGE_BYTES
    }

    fn drop_row(&mut self, held: &Held) {
        self.forget.push((held.record.entity.clone(), held.record.id));
    }

    fn send(&mut self, row: Arc<Record>) {
        self.bytes += weight(&row);
        self.rows.push(row);
    }
}

impl Authority {
    /// Whether a cursor lies on this log.
    pub fn standing(&self, cursor: &Cursor) -> Standing {
        if cursor.epoch != self.head.epoch && !planted(Bug::IgnoresEpoch) || cursor.seq > self.head.seq {
            return Standing::Forked;
        }
        match self.hash_at(cursor.seq) {
            Some(hash) if hash == cursor.hash || planted(Bug::IgnoresEpoch) => Standing::Good,
            Some(_) => Standing::Forked,
            None => Standing::Unsure,
        }
    }

    /// The chain hash up to a place, if it is still in memory.
    pub fn hash_at(&self, seq: u64) -> Option<&str> {
        if seq == 0 {
            return Some("");
        }
        let at = self.recent.binary_search_by_key(&seq, |(place, _)| *place).ok()?;
        self.recent.get(at).map(|(_, hash)| hash.as_str())
    }

    /// What a replica whose cursor is good has to be told.
    ///
    /// While the scopes under which it got its rows are still the caller's, that is a range of the
    /// folded log, in pages. When they changed, all rows are compared under both, and the answer is
    /// whole: a second page would come under the new scopes only and could not say what to drop.
    /// Where a value is hidden now that was not, it is a snapshot: that takes it off the device, the chunks included.
    pub fn pull(&self, access: &Access, request: &PullRequest) -> Pulled {
        let since = request.cursor.as_ref().map_or(0, |cursor| cursor.seq);
        let hidden = request.hidden.as_ref().unwrap_or_else(|| self.hidden_by(&request.scopes));
        let old = Old { scopes: &request.scopes, all: request.sees_all, hidden };
        let now = self.schema.hidden_from(access.role);
        let same = old.all == access.sees_all() && (old.all || *old.scopes == access.scopes) && old.hidden == now;
        if self.changed_since(since).take(BEHIND + 1).count() > BEHIND {
            return Pulled::Snapshot;
        }
        if same { self.page(access, &old, since) } else { self.compare(access, &old, since) }
    }

    /// What was hidden from a replica that does not say so: an app from before this was told. Its scopes tell the
    /// role.
    fn hidden_by(&self, scopes: &BTreeSet<Scope>) -> &Hidden {
        let role = |scope: &Scope| if let Scope::Role(id) = scope { Role::from_id(*id) } else { None };
        self.schema.hidden_from(scopes.iter().find_map(role).unwrap_or(Role::Owner))
    }

    /// A row as it is sent.
    fn telling(&self, access: &Access, held: &Held) -> Arc<Record> {
        if planted(Bug::TellsHidden) { held.record.clone() } else { self.told(access, &held.record) }
    }

    fn page(&self, access: &Access, old: &Old<'_>, since: u64) -> Pulled {
        let mut page = Page::default();
        let mut seq = since;
        for (place, key) in self.changed_since(since) {
            if *place > seq && page.is_full() {
                return Pulled::Changes { seq, forget: page.forget, rows: page.rows, more: true };
            }
            seq = *place;
            if let Some(held) = self.at(key) {
                self.tell(access, old, held, &mut page);
            }
        }
        Pulled::Changes { seq: self.head.seq, forget: page.forget, rows: page.rows, more: false }
    }

    fn at(&self, (entity, id): &RowKey) -> Option<&Held> {
        self.held(entity, *id)
    }

    /// A row that changed.
    fn tell(&self, access: &Access, old: &Old<'_>, held: &Held, page: &mut Page) {
        let now = self.schema.scopes_of(&held.record);
        if held.is_live() && access.holds(&now) {
            page.send(self.telling(access, held));
        } else if old.held(&held.left) && !planted(Bug::ForgetsLeft) || old.held(&now) {
            page.drop_row(held);
        }
    }

    /// A row that did not change, for somebody whose scopes did. Of deleted rows and of scopes that
    /// it left, the replica was told under its old scopes.
    fn regrant(&self, access: &Access, old: &Old<'_>, held: &Held, page: &mut Page) {
        let scopes = self.schema.scopes_of(&held.record);
        match (old.held(&scopes), access.holds(&scopes)) {
            (false, true) if !planted(Bug::ForgetsRegrant) => page.send(self.telling(access, held)),
            (true, true) if self.reads_more(access, old, held) => page.send(self.telling(access, held)),
            (true, false) => page.drop_row(held),
            _ => {}
        }
    }

    /// Whether something of a row that was hidden is not any more.
    fn reads_more(&self, access: &Access, old: &Old<'_>, held: &Held) -> bool {
        let now = self.schema.hidden_from(access.role);
        old.hidden != now && old.hidden.conceal(&held.record) != now.conceal(&held.record)
    }

    /// Whether something of a row, which stays, is hidden that was not.
    fn reads_less(&self, access: &Access, old: &Old<'_>, held: &Held) -> bool {
        let now = self.schema.hidden_from(access.role);
        let less = now.exceeds(old.hidden) && now.conceal(&held.record) != old.hidden.conceal(&held.record);
        less && access.sees(&self.schema, &held.record) && !planted(Bug::KeepsHidden)
    }

    fn compare(&self, access: &Access, old: &Old<'_>, since: u64) -> Pulled {
        let mut page = Page::default();
        for held in self.all() {
            if held.is_live() && self.reads_less(access, old, held) {
                return Pulled::Snapshot;
            }
            if held.seq > since {
                self.tell(access, old, held, &mut page);
            } else if held.is_live() {
                self.regrant(access, old, held, &mut page);
            }
            if page.len() > REACHED || page.bytes > 2 * PAGE_BYTES {
                return Pulled::Snapshot;
            }
        }
        Pulled::Changes { seq: self.head.seq, forget: page.forget, rows: page.rows, more: false }
    }
}

/// About how many bytes a row takes in a message.
fn weight(record: &Record) -> usize {
    let value = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::List(items) => items.iter().map(|item| item.len() + 3).sum(),
        Value::Null | Value::Flag(_) | Value::Number(_) => 8,
        Value::Money(_) => 40,
        Value::Address(_) | Value::File(_) | Value::Other(_) => 200,
    };
    record.cells().iter().map(|cell| value(&cell.value) + cell.field.len() + 80).sum::<usize>() + 200
}
