use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::{entity, id, shape};
use crate::{app::App, auth::Caller, failure::Failure};

/// `GET /api/v1/{plural}/{id}`: one record.
pub(crate) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path((plural, text)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let truth = app.workspace.truth();
    let def = entity(truth.schema(), &plural)?;
    let held = truth.held(&def.name, id(&text)?).filter(|held| held.is_live());
    let held = held.filter(|held| caller.access.sees(truth.schema(), &held.record)).ok_or_else(Failure::not_found)?;
    let tag = shape::tag(held);
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], Json(shape::shown(&truth, &caller.access, held, None))).into_response())
}
