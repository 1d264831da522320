//! What the server writes by itself. It goes through the same log and the same shared rules as what a person writes.

use shared::{
    Id, Name, Record, Value,
    messages::say,
    record::Millis,
    sync::{Change, Edit, Mutation, Operation, Status},
    value::DateTime,
};

use crate::{
    app::App,
    clock,
    store::StoreError,
    workspace::{Actor, Expect, Offer, Push, PushError},
};

/// Writes operations as one mutation. Why they do not stand, where they do not.
///
/// # Errors
/// See [`PushError`]; then nothing is written.
pub(crate) async fn write(app: &App, ops: Vec<Operation>, expect: Option<Expect>) -> Result<Option<String>, PushError> {
    let client = clock::new_id(app.clock.now()).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    offer(app, Offer::new(mutation(app, client, ops)), expect).await
}

/// Writes operations as one mutation that is known by its client: asked again, it is the same one and changes nothing.
/// `kind` tells what asked. Why they do not stand, where they do not.
///
/// # Errors
/// See [`PushError`]; then nothing is written.
pub(crate) async fn write_once(
    app: &App,
    client: Id,
    kind: &str,
    ops: Vec<Operation>,
) -> Result<Option<String>, PushError> {
    let mut offered = Offer::new(mutation(app, client, ops));
    kind.clone_into(&mut offered.fingerprint);
    offer(app, offered, None).await
}

fn mutation(app: &App, client: Id, ops: Vec<Operation>) -> Mutation {
    Mutation { client, number: 1, at: app.clock.now(), ops, group: None, epoch: String::new(), seen: None }
}

async fn offer(app: &App, offer: Offer, expect: Option<Expect>) -> Result<Option<String>, PushError> {
    let push = Push { expect, present: true, ..Push::new(Actor::System, vec![offer]) };
    let outcome = app.workspace.push(push).await?.into_iter().next();
    Ok(match outcome.map(|outcome| outcome.status) {
        Some(Status::Applied | Status::Merged { .. }) => None,
        Some(Status::Rejected { problems, .. }) => Some(problems.iter().map(say).collect::<Vec<_>>().join(" ")),
        Some(Status::Cloned) | None => Some("the writer answered nothing".to_owned()),
    })
}

/// Sets fields of a record as it was found.
pub(crate) fn patch(record: &Record, values: impl IntoIterator<Item = (&'static str, Value)>) -> Operation {
    let base = |field: &str| record.cell(field).map_or(0, |cell| cell.stamp.seq);
    let change = |(field, value)| Change { field: Name::from(field), edit: Edit::Set(value), base: base(field) };
    Operation::Patch { entity: record.entity.clone(), id: record.id, changes: values.into_iter().map(change).collect() }
}

/// This instant, to the second.
pub(crate) fn instant(now: Millis) -> DateTime {
    i64::try_from(now / 1000).ok().and_then(|now| DateTime::from_second(now).ok()).unwrap_or_default()
}
