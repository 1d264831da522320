use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::{
    Id, Record, Schema,
    rules::Access,
    sync::{Identity, PROTOCOL, PullReply, PullRequest, Pulled},
};

use super::check_protocol;
use crate::{app::App, auth::Caller, failure::Failure, routes::payload::RawJson};

/// `POST /api/sync/pull`: what has changed since the cursor, or a snapshot's manifest.
pub(crate) async fn pull(
    State(app): State<App>,
    caller: Caller,
    RawJson(body): RawJson,
) -> Result<Json<PullReply>, Failure> {
    let request = read(&body)?;
    check_protocol(request.protocol)?;
    let now = app.clock.now();
    let (mut identity, backed_up, discards) = {
        let truth = app.workspace.truth();
        (identity(truth.schema(), &caller.access), truth.head().backed_up, truth.head().discards)
    };
    let (pulled, cursor) = app.workspace.pull(&caller.access, &request).await?;
    let Pulled::Changes { forget, rows, more, .. } = pulled else {
        let manifest = app.workspace.snapshots().manifest(&app.workspace, &caller.access).await?;
        identity.proof = app.workspace.proof(&caller.access, &manifest.cursor).await?;
        return Ok(Json(PullReply::Snapshot { identity, manifest, now, backed_up, discards }));
    };
    identity.proof = app.workspace.proof(&caller.access, &cursor).await?;
    let rows: Vec<Record> = rows.iter().map(|row| (**row).clone()).collect();
    Ok(Json(PullReply::Changes { identity, cursor, forget, rows, more, now, backed_up }))
}

/// What every version of the request has.
#[derive(Deserialize)]
struct Any {
    protocol: u32,
    #[serde(default)]
    client: Option<Id>,
}

/// A newer app may say things of its cursor or scopes that this server cannot read; a snapshot is the
/// answer that is right whatever they were.
fn read(body: &[u8]) -> Result<PullRequest, Failure> {
    let error = match serde_json::from_slice(body) {
        Ok(request) => return Ok(request),
        Err(error) => error,
    };
    match serde_json::from_slice::<Any>(body) {
        Ok(any) if any.protocol > PROTOCOL => {
            let client = any.client.unwrap_or(Id::NIL);
            let (cursor, scopes, hidden) = (None, [].into(), None);
            Ok(PullRequest {
                protocol: any.protocol,
                client,
                cursor,
                scopes,
                sees_all: false,
                hidden,
                proof: String::new(),
            })
        }
        _ => Err(Failure::malformed(error)),
    }
}

fn identity(schema: &Schema, access: &Access) -> Identity {
    let hidden = schema.hidden_from(access.role).clone();
    Identity { user: access.user, role: access.role, scopes: access.scopes.clone(), hidden, proof: String::new() }
}
