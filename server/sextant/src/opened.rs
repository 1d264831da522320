//! A store opened for one command.

use std::sync::Arc;

use server::{
    clock::{Clock, SystemClock},
    metrics::Metrics,
    store::Store,
    workspace::{Actor, Offer, Push, Workspace},
};
use shared::{
    Id, Problem, Schema,
    sync::{Mutation, Operation, Outcome, Status},
};
use surreal_store::{Settings, SurrealStore};

use crate::{cli::Place, trouble::Trouble};

/// Said where a workspace must be.
pub(crate) const NOTHING_HERE: &str = "there is no workspace here yet; make one with `sextant init`";

/// The address of the store that the command line names.
pub(crate) fn address(place: &Place) -> Result<String, Trouble> {
    let data = place.data.as_ref().map(|data| format!("rocksdb:{}", data.display()));
    let missing = || Trouble::usage("say where the data lies: --data DIR or --database URL");
    place.database.clone().or(data).ok_or_else(missing)
}

/// Opens the store.
pub(crate) async fn store(place: &Place) -> Result<Arc<dyn Store>, Trouble> {
    store_with(place, Settings::default()).await
}

/// As [`store`], where there must be one: in a mistyped directory none is made.
pub(crate) async fn existing_store(place: &Place) -> Result<Arc<dyn Store>, Trouble> {
    if !SurrealStore::may_be_at(&address(place)?)? {
        return Err(Trouble::failed(NOTHING_HERE));
    }
    store(place).await
}

/// Opens the store with settings.
pub(crate) async fn store_with(place: &Place, settings: Settings) -> Result<Arc<dyn Store>, Trouble> {
    Ok(Arc::new(SurrealStore::open_with(&address(place)?, settings).await?))
}

/// Whether other servers may be using the store too.
pub(crate) fn is_shared(place: &Place) -> bool {
    place.database.as_ref().is_some_and(|address| address.starts_with("ws"))
}

/// A workspace opened for one command, which is all that uses it.
pub(crate) struct Opened {
    pub(crate) workspace: Workspace,
    store: Arc<dyn Store>,
    /// The device as which the command writes.
    client: Id,
    number: u64,
}

impl Opened {
    /// Opens the store and what is in it.
    pub(crate) async fn new(place: &Place) -> Result<Self, Trouble> {
        Self::over(store(place).await?).await
    }

    async fn over(store: Arc<dyn Store>) -> Result<Self, Trouble> {
        let parts = (Arc::new(Schema::built_in()), Arc::new(SystemClock), Arc::new(Metrics::default()));
        let workspace = Workspace::open(store.clone(), parts.0, parts.1, parts.2).await?;
        let client = server::clock::new_id(SystemClock.now()).map_err(Trouble::failed)?;
        Ok(Self { workspace, store, client, number: 0 })
    }

    /// As [`Opened::new`], of a workspace that must be there.
    pub(crate) async fn existing(place: &Place) -> Result<Self, Trouble> {
        let opened = Self::over(existing_store(place).await?).await?;
        if opened.workspace.is_founded() {
            return Ok(opened);
        }
        opened.close().await?;
        Err(Trouble::failed(NOTHING_HERE))
    }

    /// The store below.
    pub(crate) fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The next mutation of this command.
    pub(crate) fn mutation(&mut self, ops: Vec<Operation>, group: Option<Id>) -> Offer {
        self.number += 1;
        let (client, number, at) = (self.client, self.number, SystemClock.now());
        Offer::new(Mutation { client, number, at, ops, group, epoch: String::new(), seen: None })
    }

    /// Writes as the server itself; what is refused is an error.
    pub(crate) async fn write(&mut self, push: Push) -> Result<Vec<Outcome>, Trouble> {
        let outcomes = self.workspace.push(push).await?;
        check(&outcomes)?;
        Ok(outcomes)
    }

    /// Operations as one mutation of the server itself.
    pub(crate) fn push(&mut self, ops: Vec<Operation>) -> Push {
        let offer = self.mutation(ops, None);
        Push { present: true, ..Push::new(Actor::System, vec![offer]) }
    }

    /// Lets go of the store.
    pub(crate) async fn close(self) -> Result<(), Trouble> {
        self.workspace.stop().await;
        Ok(self.store.close().await?)
    }
}

/// What was refused is an error.
pub(crate) fn check(outcomes: &[Outcome]) -> Result<(), Trouble> {
    outcomes.iter().find_map(refused).map_or(Ok(()), |problems| Err(Trouble::problems(problems)))
}

fn refused(outcome: &Outcome) -> Option<&Vec<Problem>> {
    match &outcome.status {
        Status::Rejected { problems, .. } => Some(problems),
        Status::Applied | Status::Merged { .. } | Status::Cloned => None,
    }
}
