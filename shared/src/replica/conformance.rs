//! What every [`Storage`] must do, as one suite stamped onto each back end.

use super::{Commit, FirstPage, Meta, OverlayRow, Sent, Storage, StorageError};
use crate::{
    Id, Record, Value,
    record::{Chunk, Stamp},
    sync::{Cursor, ManifestChunk, Mutation, Operation},
};
use std::sync::Arc;

/// Runs the whole suite; `reopen` gives another connection to the same data.
///
/// # Errors
/// What the storage did wrong.
pub async fn suite<S: Storage>(storage: S, reopen: impl AsyncFn(S) -> S) -> Result<(), String> {
    let storage = starts_empty(storage).await?;
    numbers_rise_for_ever(&storage).await.map_err(said)?;
    let storage = reopen(storage).await;
    commits_are_whole(&storage).await.map_err(said)?;
    let storage = reopen(storage).await;
    everything_is_still_there(&storage).await.map_err(said)?;
    first_pages_are_kept_while_they_hold(&storage).await.map_err(said)?;
    snapshots_replace(&storage).await.map_err(said)?;
    hostile_text_comes_back(&storage).await.map_err(said)?;
    neighbours_of_what_leaves_stay(&storage).await.map_err(said)?;
    clearing_keeps_numbers(&storage).await.map_err(said)
}

fn said(failure: Failure) -> String {
    failure.0
}

struct Failure(String);

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self(error.to_string())
    }
}

fn check(holds: bool, what: &str) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(Failure(what.to_owned())) }
}

fn stamp(seq: u64) -> Arc<Stamp> {
    Arc::new(Stamp { seq, at: seq, by: Id::NIL, client: Id::NIL })
}

fn row(name: &str, seq: u64) -> Arc<Record> {
    let mut record = Record::new("account", Id::named(name), stamp(seq));
    record.set("name", name, stamp(seq));
    Arc::new(record)
}

fn mutation(name: &str) -> Mutation {
    let op = Operation::create("account", Id::named(name), [("name", Value::text(name))]);
    Mutation {
        client: Id::named("device"),
        number: 0,
        at: 1,
        ops: vec![op],
        group: None,
        epoch: String::new(),
        seen: None,
    }
}

fn meta(seq: u64, chunks: &[&str]) -> Meta {
    let chunk = |hash: &&str| ManifestChunk { hash: (*hash).to_owned(), entity: "account".into(), rows: 1, bytes: 1 };
    let cursor = Cursor { epoch: "e".into(), seq, hash: "h".into() };
    Meta { cursor: Some(cursor), chunks: chunks.iter().map(chunk).collect(), ..Meta::new(Id::named("device")) }
}

async fn starts_empty<S: Storage>(storage: S) -> Result<S, String> {
    let empty = async {
        check(storage.meta().await?.is_none(), "a new storage remembers nothing")?;
        check(storage.overlay().await?.is_empty() && storage.outbox().await?.is_empty(), "a new storage is empty")?;
        check(storage.chunks(&["none"]).await? == [None], "an unknown chunk is not there")
    };
    empty.await.map_err(said)?;
    Ok(storage)
}

async fn numbers_rise_for_ever<S: Storage>(storage: &S) -> Result<(), Failure> {
    let (first, second) = (storage.append(&mutation("a")).await?, storage.append(&mutation("b")).await?);
    check(first < second, "numbers rise")?;
    let sent = |number| Sent { mutation: Mutation { number, ..mutation("sent") }, epoch: "e".into(), seq: number };
    let kept = vec![sent(first), sent(second)];
    storage.commit(&Commit { sent: kept.clone(), ..Commit::default() }).await?;
    check(storage.outbox().await?.is_empty(), "what the server has leaves the outbox")?;
    check(storage.sent().await? == kept, "what the server has is kept as sent")?;
    storage.commit(&Commit { backed_up: vec![first], ..Commit::default() }).await?;
    check(storage.sent().await? == [sent(second)], "what is backed up need not be kept")?;
    let third = storage.append(&mutation("c")).await?;
    check(second < third, "numbers are not used again after the outbox was emptied")
}

async fn commits_are_whole<S: Storage>(storage: &S) -> Result<(), Failure> {
    let waiting = storage.outbox().await?;
    check(waiting.len() == 1, "what was appended is there after reopening")?;
    check(
        storage.waiting().await? == waiting.iter().map(|mutation| mutation.number).collect::<Vec<_>>(),
        "numbers are those of the outbox",
    )?;
    let Some(old) = waiting.into_iter().next() else { return Ok(()) };
    check(old.number > 0 && old.ops == mutation("c").ops, "the outbox gives back what was appended")?;
    let rewritten = Mutation { client: Id::named("other device"), ..old };
    let gone = ("account".into(), Id::named("gone"));
    storage.put_chunks(&[("one", b"bytes\0\xff")]).await?;
    let commit = Commit {
        meta: Some(meta(7, &["one"])),
        rows: vec![row("x", 3), row("y", 4)],
        forget: vec![gone],
        rewritten: vec![rewritten],
        ..Commit::default()
    };
    Ok(storage.commit(&commit).await?)
}

async fn everything_is_still_there<S: Storage>(storage: &S) -> Result<(), Failure> {
    check(storage.meta().await? == Some(meta(7, &["one"])), "meta is kept")?;
    storage.begin(&meta(1, &[])).await?;
    check(storage.meta().await? == Some(meta(7, &["one"])), "who begins too late changes nothing")?;
    check(
        storage.chunks(&["none", "one"]).await? == [None, Some(b"bytes\0\xff".to_vec())],
        "chunks are kept, in the order asked for",
    )?;
    let overlay = storage.overlay().await?;
    let has = |name: &str| overlay.contains(&OverlayRow::Row((*row(name, if name == "x" { 3 } else { 4 })).clone()));
    check(has("x") && has("y") && overlay.len() == 3, "rows are kept")?;
    check(overlay.contains(&OverlayRow::Gone(("account".into(), Id::named("gone")))), "forgotten rows are kept out")?;
    let client = storage.outbox().await?.first().map(|mutation| mutation.client);
    check(client == Some(Id::named("other device")), "a rewritten mutation keeps its place")?;
    storage.commit(&Commit { forget: vec![("account".into(), Id::named("x"))], ..Commit::default() }).await?;
    check(storage.overlay().await?.len() == 3, "a row that is forgotten later is not shown")
}

async fn first_pages_are_kept_while_they_hold<S: Storage>(storage: &S) -> Result<(), Failure> {
    let Some(Meta { cursor: Some(cursor), .. }) = storage.meta().await? else {
        return check(false, "there is a cursor");
    };
    let page = |cursor: Cursor, total| FirstPage {
        cursor,
        order: String::new(),
        total,
        entity: "account".into(),
        chunks: vec![Chunk::pack("account", [&*row("first", 2)])],
    };
    let kept = async || storage.first_page("account").await.map(|page| page.map(|page| page.total));
    check(kept().await?.is_none(), "no page is kept at first")?;
    storage.keep_first_page(&page(Cursor { seq: cursor.seq + 1, ..cursor.clone() }, 1)).await?;
    check(kept().await?.is_none(), "a page of another place in the log is not kept")?;
    storage.keep_first_page(&page(cursor.clone(), 2)).await?;
    storage.commit(&Commit { rows: vec![row("later", 5)], ..Commit::default() }).await?;
    check(kept().await? == Some(2), "a page outlives rows that the overlay tells of")?;
    let gone = vec![("account".into(), Id::named("first"))];
    storage.commit(&Commit { forget: gone, ..Commit::default() }).await?;
    check(kept().await?.is_none(), "a page does not outlive rows that go")?;
    storage.keep_first_page(&page(cursor, 3)).await?;
    check(kept().await? == Some(3), "another page is kept")
}

async fn snapshots_replace<S: Storage>(storage: &S) -> Result<(), Failure> {
    storage.put_chunks(&[("two", b"2"), ("three", b"3")]).await?;
    let commit = Commit {
        meta: Some(meta(9, &["two", "three"])),
        new_snapshot: true,
        rows: vec![row("z", 9)],
        ..Commit::default()
    };
    storage.commit(&commit).await?;
    let chunks = storage.chunks(&["one", "two", "three"]).await?;
    check(
        chunks == [None, Some(b"2".to_vec()), Some(b"3".to_vec())],
        "a new snapshot drops the chunks of the old one",
    )?;
    check(storage.overlay().await? == [OverlayRow::Row((*row("z", 9)).clone())], "a new snapshot empties the overlay")?;
    check(storage.outbox().await?.len() == 1, "a new snapshot leaves waiting edits alone")?;
    let key = ("account".into(), Id::named("cut"));
    storage.commit(&Commit { forget: vec![key.clone()], ..Commit::default() }).await?;
    let commit = Commit { dropped_chunks: vec!["two".into()], untombed: vec![key], ..Commit::default() };
    storage.commit(&commit).await?;
    check(storage.chunks(&["two", "three"]).await? == [None, Some(b"3".to_vec())], "a chunk can be dropped by itself")?;
    check(storage.overlay().await?.len() == 1, "a tombstone can be dropped")?;
    storage.put_chunks(&[("stray", b"4")]).await?;
    let commit = Commit { meta: Some(meta(9, &["three"])), no_stray_chunks: true, ..Commit::default() };
    storage.commit(&commit).await?;
    check(storage.chunks(&["stray", "three"]).await? == [None, Some(b"3".to_vec())], "stray chunks can be dropped")?;
    check(storage.overlay().await?.len() == 1, "and nothing else goes with them")
}

async fn hostile_text_comes_back<S: Storage>(storage: &S) -> Result<(), Failure> {
    let text = "\0\u{feff}\u{202e}𝕳\"'`;--<script>\u{1f468}\u{200d}\u{1f469}\r\n";
    let mut record = Record::new("account", Id::named("hostile"), stamp(1));
    record.set("name", text, stamp(1));
    record.set("unheard_of", Value::from_json(serde_json::json!({"deep": [text]})), stamp(1));
    storage.commit(&Commit { rows: vec![Arc::new(record.clone())], ..Commit::default() }).await?;
    check(storage.overlay().await?.contains(&OverlayRow::Row(record)), "text comes back to the letter")
}

async fn neighbours_of_what_leaves_stay<S: Storage>(storage: &S) -> Result<(), Failure> {
    let mut numbers = Vec::new();
    for _ in 0..6 {
        numbers.push(storage.append(&mutation("neighbour")).await?);
    }
    let leaves = |at: usize| [1, 2, 4].contains(&at);
    let pick = |leave: bool| numbers.iter().enumerate().filter(move |(at, _)| leaves(*at) == leave).map(|(_, n)| *n);
    let gone: Vec<u64> = pick(true).collect();
    let sent = |number: u64| Sent { mutation: Mutation { number, ..mutation("n") }, epoch: "e".into(), seq: 1 };
    storage.commit(&Commit { sent: gone.iter().map(|n| sent(*n)).collect(), ..Commit::default() }).await?;
    let waiting = storage.waiting().await?;
    check(pick(false).all(|number| waiting.contains(&number)), "what was not answered waits")?;
    check(!gone.iter().any(|number| waiting.contains(number)), "what was answered has left")?;
    let (dropped, stays) = gone.split_at(2);
    storage.commit(&Commit { backed_up: dropped.to_vec(), ..Commit::default() }).await?;
    let kept: Vec<u64> = storage.sent().await?.iter().map(|sent| sent.mutation.number).collect();
    let right = stays.iter().all(|number| kept.contains(number)) && !dropped.iter().any(|n| kept.contains(n));
    check(right, "what no backup holds is kept as sent")
}

async fn clearing_keeps_numbers<S: Storage>(storage: &S) -> Result<(), Failure> {
    let before = storage.append(&mutation("d")).await?;
    storage.clear().await?;
    let empty =
        storage.meta().await?.is_none() && storage.outbox().await?.is_empty() && storage.overlay().await?.is_empty();
    check(empty && storage.chunks(&["two"]).await? == [None], "clearing leaves nothing")?;
    let after = storage.append(&mutation("e")).await?;
    check(before < after, "numbers are not used again after clearing")?;
    storage.begin(&meta(1, &[])).await?;
    check(storage.meta().await? == Some(meta(1, &[])), "an empty device can begin anew")
}
