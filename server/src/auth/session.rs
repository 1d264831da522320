//! Sessions: one row per signed-in device.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use shared::{Id, record::Millis, sync::hex};
use tokio::sync::broadcast;

use super::at_rest;
use crate::{
    clock::{self, Clock},
    config,
    failure::Failure,
    store::{Batch, Store, StoreError, Table},
    workspace::stored,
};

/// How old the last sign of life gets before a newer one is noted.
const NOTED_EVERY: Millis = 60 * 60 * 1000;
/// Rows read at once.
const PAGE: usize = 1000;

/// A signed-in device. Its key in the store is the hash of the token that only the device has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Names the session without giving the token away.
    pub id: Id,
    /// Who is signed in.
    pub user: Id,
    /// When that was.
    pub created: Millis,
    /// The last noted sign of life.
    pub seen: Millis,
    /// What the browser says that it is.
    pub agent: String,
    /// From where the device signed in.
    pub address: String,
    /// Its key in the store.
    #[serde(skip)]
    pub key: String,
}

/// All sessions. Every request looks into the store, so that a session that was ended anywhere, by
/// whichever server, is over at once.
pub struct Sessions {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    config: config::Sessions,
    ended: broadcast::Sender<Id>,
}

impl Sessions {
    /// The sessions of a store.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, config: config::Sessions) -> Self {
        Self { store, clock, config, ended: broadcast::Sender::new(256) }
    }

    /// Signs a device in; gives its session and the token that the device keeps.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn begin(&self, user: Id, agent: &str, address: &str) -> Result<(Session, String), Failure> {
        let now = self.clock.now();
        let token = hex(&clock::secret()?);
        let agent = agent.chars().take(200).collect();
        let (id, address, key) = (clock::new_id(now)?, address.to_owned(), at_rest(&token));
        let session = Session { id, user, created: now, seen: now, agent, address, key };
        self.write(&session).await?;
        Ok((session, token))
    }

    async fn write(&self, session: &Session) -> Result<(), StoreError> {
        let mut batch = Batch::new();
        stored::put(&mut batch, Table::Session, &*session.key, session)?;
        self.store.commit(batch).await
    }

    /// The session with this token, if it is still good.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn find(&self, token: &str) -> Result<Option<Session>, StoreError> {
        self.read(at_rest(token)).await
    }

    /// Whether a session that was good is so still.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn still(&self, session: &Session) -> Result<bool, StoreError> {
        Ok(self.read(session.key.clone()).await?.is_some())
    }

    async fn read(&self, key: String) -> Result<Option<Session>, StoreError> {
        let Some(text) = self.store.get(Table::Session, &key).await? else { return Ok(None) };
        let session = Session { key: key.clone(), ..stored::parse(Table::Session, &key, &text)? };
        let now = self.clock.now();
        if now > self.ends(&session) {
            self.remove(&[session]).await?;
            return Ok(None);
        }
        if now.saturating_sub(session.seen) > NOTED_EVERY {
            // A full disk must not sign anybody out, so a failure here does not matter. But a session that
            // somebody ended since it was read must not come back, so only what was read is replaced.
            let mut note = Batch::new().guarded(Table::Session, &*key, Some(text));
            stored::put(&mut note, Table::Session, &*key, &Session { seen: now, ..session.clone() })?;
            let _ = self.store.commit(note).await;
        }
        Ok(Some(session))
    }

    /// When a session ends if nothing more is heard of its device.
    pub fn ends(&self, session: &Session) -> Millis {
        let idle = session.seen.saturating_add(self.config.idle());
        idle.min(session.created.saturating_add(self.config.absolute()))
    }

    /// How long the device's cookie is kept, in seconds.
    pub const fn cookie_seconds(&self) -> u64 {
        self.config.absolute() / 1000
    }

    /// A person's sessions that are still good, oldest first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn of(&self, user: Id) -> Result<Vec<Session>, StoreError> {
        let now = self.clock.now();
        let mut found = self.all(|session| session.user == user && now <= self.ends(session)).await?;
        found.sort_by_key(|session| session.id);
        Ok(found)
    }

    /// How many devices are signed in.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn count(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        Ok(self.all(|session| now <= self.ends(session)).await?.len())
    }

    async fn all(&self, which: impl Fn(&Session) -> bool) -> Result<Vec<Session>, StoreError> {
        let mut found = Vec::new();
        let mut after: Option<String> = None;
        loop {
            let page = self.store.scan(Table::Session, after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(found) };
            after = Some(last.key.clone());
            for row in page {
                let session: Session = stored::parse(Table::Session, &row.key, &row.value)?;
                let session = Session { key: row.key, ..session };
                found.extend(Some(session).filter(|session| which(session)));
            }
        }
    }

    /// Ends those of a person's sessions that `which` picks; gives how many.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn end(&self, user: Id, which: impl Fn(&Session) -> bool) -> Result<usize, StoreError> {
        let sessions = self.all(|session| session.user == user && which(session)).await?;
        self.remove(&sessions).await?;
        Ok(sessions.len())
    }

    /// Ends sessions, and with them their streams.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn remove(&self, sessions: &[Session]) -> Result<(), StoreError> {
        if sessions.is_empty() {
            return Ok(());
        }
        let batch = sessions.iter().fold(Batch::new(), |batch, session| batch.without(Table::Session, &*session.key));
        self.store.commit(batch).await?;
        for session in sessions {
            // Nobody may be listening.
            let _ = self.ended.send(session.id);
        }
        Ok(())
    }

    /// News of sessions that ended, for streams to end with them.
    pub fn endings(&self) -> broadcast::Receiver<Id> {
        self.ended.subscribe()
    }
}
