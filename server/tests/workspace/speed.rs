//! How long the server takes over a hundred thousand records. Run with
//! `cargo nextest run --release -p sextant-server --run-ignored all speed --no-capture`.

use std::sync::Arc;
use std::time::Instant;

use server::workspace::{Actor, Offer, Push, Workspace};
use shared::{
    Id,
    demo::{Demo, Size},
    rules::Access,
    sync::{Mutation, PullRequest},
};

use crate::support::{founded, open};

fn took<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = work();
    eprintln!("{what}: {} ms", begun.elapsed().as_millis());
    done
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes long, and proves nothing on a busy machine"]
async fn speed() {
    let (store, workspace, _) = founded().await;
    let client = Id::named("demo");
    let begun = Instant::now();
    for (number, ops) in (1..).zip(Demo::new(7, Size::HundredThousand, "2026-11-21".parse().unwrap())) {
        let mutation = Mutation { client, number, at: 1, ops, group: None, epoch: String::new(), seen: None };
        workspace.push(Push::new(Actor::System, vec![Offer::new(mutation)])).await.unwrap();
    }
    eprintln!("written: {} ms, {} records", begun.elapsed().as_millis(), workspace.truth().len());
    let begun = Instant::now();
    let again = open(&store).await;
    eprintln!("loaded: {} ms", begun.elapsed().as_millis());
    let access = Access::system();
    for round in ["built", "cached"] {
        let begun = Instant::now();
        let manifest = again.snapshots().manifest(&again, &access).await.unwrap();
        eprintln!("snapshot {round}: {} ms, {} chunks", begun.elapsed().as_millis(), manifest.chunks.len());
    }
    pulls(&again, &access, client);
    let begun = Instant::now();
    server::upkeep::verify(&*store, Arc::new(shared::Schema::built_in())).await.unwrap();
    eprintln!("verified: {} ms", begun.elapsed().as_millis());
}

fn pulls(workspace: &Workspace, access: &Access, client: Id) {
    let truth = workspace.truth();
    let cursor = Some(shared::sync::Cursor { seq: truth.head().seq - 30, ..truth.head().cursor() });
    let same = PullRequest {
        protocol: 1,
        client,
        cursor,
        scopes: [].into(),
        sees_all: true,
        hidden: None,
        proof: String::new(),
    };
    took("pull of a page", || truth.pull(access, &same));
    let other = PullRequest {
        sees_all: false,
        scopes: [shared::rules::Scope::Workspace].into(),
        cursor: Some(truth.head().cursor()),
        ..same
    };
    took("pull after a change of scopes", || truth.pull(access, &other));
}
