use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use shared::{
    Problem,
    sync::{MAX_PUSH, PushReply},
};

use super::{check_person, check_protocol, lenient};
use crate::{app::App, auth::Caller, failure::Failure, routes::payload::RawJson, workspace::Push};

/// `POST /api/sync/push`: takes mutations in; the answer comes when they are on disk.
pub(crate) async fn push(
    State(app): State<App>,
    caller: Caller,
    RawJson(body): RawJson,
) -> Result<Json<PushReply>, Failure> {
    let request = lenient::read(&body)?;
    check_protocol(request.protocol)?;
    // Before the writer, which would apply another person's edits with the caller's rights.
    if let Some(user) = request.user {
        check_person(&caller, user)?;
    }
    if request.offers.len() > MAX_PUSH {
        let problem = Problem::new("problem-too-many-at-once").with("max", MAX_PUSH);
        return Err(Failure::of(StatusCode::PAYLOAD_TOO_LARGE, vec![problem]));
    }
    let push = Push { epoch: request.epoch, bytes: body.len(), ..Push::new(caller.actor(), request.offers) };
    let outcomes = app.workspace.push(push).await?;
    let epoch = app.workspace.truth().head().epoch.clone();
    Ok(Json(PushReply { epoch, outcomes }))
}
