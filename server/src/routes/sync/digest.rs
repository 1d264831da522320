use axum::Json;
use axum::extract::State;
use shared::sync::{DigestReply, DigestRequest};

use super::{check_person, check_protocol};
use crate::{app::App, auth::Caller, failure::Failure, routes::payload::RawJson};

/// `POST /api/sync/digest`: what a replica that stands at the head should amount to. One that stands elsewhere is
/// told where the head is, pulls, and asks again.
pub(crate) async fn digest(
    State(app): State<App>,
    caller: Caller,
    RawJson(body): RawJson,
) -> Result<Json<DigestReply>, Failure> {
    let request: DigestRequest = serde_json::from_slice(&body).map_err(Failure::malformed)?;
    check_protocol(request.protocol)?;
    check_person(&caller, request.user)?;
    Ok(Json(app.workspace.digest(&caller.access, &request.cursor).await?))
}
