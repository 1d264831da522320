//! Workspaces over a store in memory, as one or several servers would open it.

use std::sync::Arc;

use server::{
    clock::SystemClock,
    metrics::Metrics,
    store::{MemoryStore, Store, StoreError},
    workspace::{Actor, Founding, Offer, Push, Workspace, found},
};
use shared::{
    Id, Schema, Value,
    sync::{Mutation, Operation, Outcome},
};

pub async fn open(store: &Arc<MemoryStore>) -> Arc<Workspace> {
    Arc::new(opened(store).await.unwrap())
}

/// As [`open`], of a store in which something may be wrong.
pub async fn opened(store: &Arc<MemoryStore>) -> Result<Workspace, StoreError> {
    let store: Arc<dyn Store> = store.clone();
    let parts = (Arc::new(Schema::built_in()), Arc::new(SystemClock), Arc::new(Metrics::default()));
    Workspace::open(store, parts.0, parts.1, parts.2).await
}

/// A store with a workspace in it, and its owner.
pub async fn founded() -> (Arc<MemoryStore>, Arc<Workspace>, Id) {
    let store = Arc::new(MemoryStore::new());
    let workspace = open(&store).await;
    let owner = found(&workspace, &founding(), 1).await.unwrap().0;
    (store, workspace, owner)
}

pub fn founding() -> Founding {
    Founding {
        workspace: "Acme".to_owned(),
        name: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        credential: None,
    }
}

pub fn mutation(client: Id, number: u64, ops: Vec<Operation>) -> Mutation {
    Mutation { client, number, at: number, ops, group: None, epoch: String::new(), seen: None }
}

pub fn contact(name: &str) -> Operation {
    Operation::create("contact", Id::named(name), [("last_name", Value::from(name))])
}

pub async fn push(
    workspace: &Workspace,
    user: Id,
    mutation: Mutation,
) -> Result<Outcome, server::workspace::PushError> {
    let outcomes = workspace.push(Push::new(Actor::Person(user), vec![Offer::new(mutation)])).await?;
    Ok(outcomes.into_iter().next().unwrap())
}
