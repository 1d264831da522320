use std::collections::BTreeSet;
use std::sync::Arc;

use server::{
    store::{Batch, MemoryStore, Store, StoreError, Table, memory::Fault, sequence_key, sequence_of},
    workspace::{Actor, Offer, Push, PushError, Workspace, found},
};
use shared::{
    Id,
    rules::Access,
    sync::{LogEntry, Rows, Status, chain},
};
use tokio::task::JoinSet;

use crate::support::{contact, founded, founding, mutation, open, opened, push};

/// The log has no gaps, its chain holds, and each mutation stands in it once.
async fn check_log(store: &dyn Store) -> u64 {
    let rows = store.scan(Table::Log, None, 1_000_000).await.unwrap();
    let (mut before, mut seen) = (String::new(), BTreeSet::new());
    for (row, expected) in rows.iter().zip(1..) {
        let entry: LogEntry = serde_json::from_str(&row.value).unwrap();
        assert_eq!((sequence_of(&row.key), entry.seq, &entry.before), (Some(expected), expected, &before));
        assert!(seen.insert((entry.mutation.client, entry.mutation.number)), "twice in the log");
        before = chain(&before, &row.value);
    }
    rows.len() as u64
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_devices_at_once_are_each_done_once_in_few_commits() {
    let (store, workspace, owner) = founded().await;
    let mut devices = JoinSet::new();
    for device in 0..20 {
        let workspace = workspace.clone();
        devices.spawn(async move {
            let client = Id::named(&format!("device {device}"));
            for number in 1..=25 {
                let mutation = mutation(client, number, vec![contact(&format!("{device}/{number}"))]);
                // As after a lost answer: every third is sent again, at the same time.
                let again = (number % 3 == 0).then(|| push(&workspace, owner, mutation.clone()));
                let first = push(&workspace, owner, mutation.clone());
                let (first, again) = tokio::join!(first, async {
                    match again {
                        Some(again) => Some(again.await),
                        None => None,
                    }
                });
                let first = first.unwrap();
                assert_eq!(first.status, Status::Applied);
                assert!(again.is_none_or(|again| again.unwrap() == first));
            }
        });
    }
    devices.join_all().await;
    assert_eq!(check_log(&*store).await, 501);
    assert!(store.commits() < 501, "{} commits", store.commits());
    assert_eq!(workspace.truth().len(), 501 - 1 + 14);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_servers_on_one_store_take_turns_and_agree() {
    let (store, first, owner) = founded().await;
    let mut servers = vec![first];
    for _ in 0..2 {
        servers.push(open(&store).await);
    }
    let mut devices = JoinSet::new();
    for device in 0..9 {
        let workspace = servers[device % 3].clone();
        let other = servers[(device + 1) % 3].clone();
        devices.spawn(async move {
            let client = Id::named(&format!("device {device}"));
            for number in 1..=15 {
                let mutation = mutation(client, number, vec![contact(&format!("{device}/{number}"))]);
                let outcome = push(&workspace, owner, mutation.clone()).await.unwrap();
                assert_eq!(outcome.status, Status::Applied);
                assert_eq!(push(&other, owner, mutation).await.unwrap(), outcome, "another server knows it too");
            }
        });
    }
    devices.join_all().await;
    assert_eq!(check_log(&*store).await, 9 * 15 + 1);
    for server in &servers {
        server.follow().await.unwrap();
        assert_eq!(server.truth().head(), servers[0].truth().head());
        assert!(
            server.truth().all().all(|held| servers[0].truth().held(&held.record.entity, held.record.id) == Some(held))
        );
    }
}

#[tokio::test]
async fn a_reopened_workspace_is_the_same() {
    let (store, workspace, owner) = founded().await;
    let client = Id::named("device");
    for number in 1..=30 {
        push(&workspace, owner, mutation(client, number, vec![contact(&format!("c{number}"))])).await.unwrap();
    }
    let delete = shared::sync::Operation::Delete { entity: "contact".into(), id: Id::named("c7") };
    push(&workspace, owner, mutation(client, 31, vec![delete])).await.unwrap();
    let again = open(&store).await;
    check_same(&workspace, &again);
    let repeated = push(&again, owner, mutation(client, 30, vec![contact("c30")])).await.unwrap();
    assert_eq!(repeated.seq, 31);
}

#[tokio::test]
async fn a_workspace_is_founded_once_even_by_two_servers() {
    let store = Arc::new(server::store::MemoryStore::new());
    let (one, other) = (open(&store).await, open(&store).await);
    let founding = founding();
    let (first, second) = tokio::join!(found(&one, &founding, 1), found(&other, &founding, 1));
    let lost = [first, second].into_iter().filter(Result::is_err).collect::<Vec<_>>();
    assert_eq!(lost, [Err(PushError::Changed)]);
    assert_eq!(check_log(&*store).await, 1);
    one.follow().await.unwrap();
    other.follow().await.unwrap();
    assert_eq!(one.truth().head(), other.truth().head());
}

#[tokio::test]
async fn every_way_in_which_a_commit_can_fail_is_survived() {
    let (store, workspace, owner) = founded().await;
    let client = Id::named("device");
    let errors = [StoreError::Full, StoreError::Unavailable("cut".to_owned()), StoreError::Conflict];
    let mut number = 0;
    for error in errors {
        for applied in [false, true] {
            if applied && error == StoreError::Conflict {
                continue;
            }
            number += 1;
            let mutation = mutation(client, number, vec![contact(&format!("c{number}"))]);
            store.fail_next_with(Fault { error: error.clone(), applied });
            let head = workspace.truth().head().seq;
            let first = push(&workspace, owner, mutation.clone()).await;
            if error == StoreError::Conflict {
                assert_eq!(first.unwrap().status, Status::Applied, "tried again by itself");
                continue;
            }
            assert_eq!(first, Err(PushError::Store(error.clone())));
            assert_eq!(workspace.truth().head().seq, head);
            assert_eq!(push(&workspace, owner, mutation).await.unwrap().seq, head + 1, "{error} {applied}");
        }
    }
    assert_eq!(check_log(&*store).await, 1 + number);
    assert!(workspace.truth().row("contact", Id::named("c1")).is_some());
}

/// Whatever the device was told before must be told again, so where that is lost nothing is told. Only there: the
/// pushes of others, and of the device itself, go on.
#[tokio::test]
async fn an_outcome_that_cannot_be_read_stops_the_push_of_its_own_mutation_only() {
    let (store, workspace, owner) = founded().await;
    let (one, other) = (Id::named("one"), Id::named("other"));
    let of = |client: Id, number: u64| mutation(client, number, vec![contact(&format!("{client} {number}"))]);
    for (client, number) in [(one, 1), (one, 2), (other, 1)] {
        push(&workspace, owner, of(client, number)).await.unwrap();
    }
    for (client, number) in [(one, 2), (other, 1)] {
        let key = format!("{client}/{}", sequence_key(number));
        assert!(store.get(Table::Outcome, &key).await.unwrap().is_some());
        store.commit(Batch::new().with(Table::Outcome, key, "{}")).await.unwrap();
    }
    // One that has not learnt yet whose the devices are.
    let workspace = open(&store).await;
    let around = Push::new(Actor::Person(owner), vec![Offer::new(of(one, 1)), Offer::new(of(one, 3))]);
    let (lost, around, unowned, well) = tokio::join!(
        push(&workspace, owner, of(one, 2)),
        workspace.push(around),
        push(&workspace, owner, of(other, 2)),
        push(&workspace, owner, of(Id::named("third"), 1)),
    );
    assert!(matches!(lost, Err(PushError::Store(StoreError::Corrupt(_)))), "{lost:?}");
    assert_eq!(around.unwrap().iter().map(|outcome| outcome.seq).collect::<Vec<_>>(), [2, 5]);
    assert!(matches!(unowned, Err(PushError::Store(StoreError::Corrupt(_)))), "whose it is, nothing says");
    assert_eq!(well.unwrap().status, Status::Applied);
    assert_eq!(check_log(&*store).await, 6);
}

#[tokio::test]
async fn what_was_queued_is_written_before_the_end() {
    let (store, workspace, owner) = founded().await;
    let client = Id::named("device");
    let mut waiting = JoinSet::new();
    for number in 1..=50 {
        let workspace = workspace.clone();
        waiting.spawn(async move {
            push(&workspace, owner, mutation(client, number, vec![contact(&format!("c{number}"))])).await
        });
    }
    tokio::task::yield_now().await;
    workspace.stop().await;
    assert_eq!(check_log(&*store).await, 51);
    assert!(waiting.join_all().await.iter().all(Result::is_ok));
    let late = push(&workspace, owner, mutation(client, 51, vec![contact("late")])).await;
    assert_eq!(late, Err(PushError::Stopping));
    workspace.stop().await;
}

/// Rows, what may be seen of them, and the place of each in the log are the same.
fn check_same(one: &Workspace, other: &Workspace) {
    let (one, other, all) = (one.truth(), other.truth(), Access::system());
    assert_eq!((other.head(), other.len()), (one.head(), one.len()));
    assert!(other.all().all(|held| one.held(&held.record.entity, held.record.id) == Some(held)));
    assert_eq!(other.digests(&all), one.digests(&all));
}

/// More rows than are read ahead at the start, over all of the store's order.
async fn with_many_rows() -> (Arc<MemoryStore>, Arc<Workspace>) {
    let (store, workspace, owner) = founded().await;
    for number in 1..=50 {
        let contacts = (0..100).map(|at| contact(&format!("c{number}/{at}"))).collect();
        push(&workspace, owner, mutation(Id::named("device"), number, contacts)).await.unwrap();
    }
    (store, workspace)
}

#[tokio::test]
async fn what_takes_many_pages_to_read_is_the_same_after_a_restart() {
    let (store, workspace) = with_many_rows().await;
    assert!(workspace.truth().len() > 5000);
    let again = open(&store).await;
    check_same(&workspace, &again);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_is_named_wherever_it_lies() {
    let (store, _) = with_many_rows().await;
    let rows = store.scan(Table::Record, None, 10_000).await.unwrap();
    for row in [&rows[1], &rows[2500], &rows[5000]] {
        store.commit(Batch::new().with(Table::Record, &row.key, "{}")).await.unwrap();
        let why = opened(&store).await.err().unwrap();
        assert!(matches!(&why, StoreError::Corrupt(what) if what.contains(&row.key)), "{why}");
        store.commit(Batch::new().with(Table::Record, &row.key, &row.value)).await.unwrap();
    }
    assert!(opened(&store).await.is_ok());
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_left_alone() {
    let (store, ..) = founded().await;
    store.commit(Batch::new().with(Table::Meta, "format", r#"{"version":2}"#)).await.unwrap();
    assert!(opened(&store).await.err().unwrap().to_string().contains("newer version"));
}
