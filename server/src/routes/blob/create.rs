use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use shared::{file::MOST_BYTES, rules::Role};

use crate::{
    app::App,
    auth::{Caller, Peer},
    blobs::NotKept,
    failure::Failure,
};

/// `PUT /api/blobs/{hash}`: keeps a picture, which is judged by its bytes. Sent again it changes nothing, and does not
/// count among those that one person may bring.
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    peer: Peer,
    Path(hash): Path<String>,
    bytes: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Failure> {
    if caller.access.role == Role::ReadOnly {
        return Err(Failure::forbidden());
    }
    let bytes = bytes.map_err(|rejection| Failure::unread(&rejection, MOST_BYTES))?;
    let person = caller.access.user.to_string();
    app.uploads.attempt(&person, peer.address, app.clock.now()).map_err(Failure::too_often)?;
    match app.blobs.keep(&hash, &bytes).await {
        Ok(true) => Ok(StatusCode::CREATED),
        Ok(false) => {
            app.uploads.refund(&person, peer.address);
            Ok(StatusCode::NO_CONTENT)
        }
        Err(NotKept::Refused(problem)) => Err(Failure::invalid(vec![problem])),
        Err(NotKept::Store(error)) => Err(error.into()),
    }
}
