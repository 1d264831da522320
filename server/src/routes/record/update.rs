use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use shared::sync::{Change, Edit, Operation};

use super::{entity, id, shape, write};
use crate::{
    app::App,
    auth::Caller,
    failure::Failure,
    routes::payload::{Params, RawJson},
};

#[derive(Deserialize)]
pub(crate) struct Base {
    /// Place in the log of the record that the caller saw: what others have changed since is merged as
    /// with an edit from a device. Without it, the caller is taken to have seen what is there now.
    base: Option<u64>,
}

/// `PATCH /api/v1/{plural}/{id}`: sets the fields in the body; `null` empties one. With `If-Match`, only
/// if nobody has changed the record since; with `?base=SEQ`, merged with what others have changed.
pub(crate) async fn update(
    State(app): State<App>,
    caller: Caller,
    Path((plural, text)): Path<(String, String)>,
    Params(Base { base }): Params<Base>,
    uri: Uri,
    headers: HeaderMap,
    RawJson(body): RawJson,
) -> Result<Response, Failure> {
    let request = write::Request { method: Method::PATCH, uri: &uri, headers: &headers, body: &body };
    let given: Map<String, Json> = serde_json::from_slice(&body).map_err(Failure::malformed)?;
    let schema = app.workspace.truth().schema().visible_to(caller.access.role);
    let (def, id) = (entity(&schema, &plural)?, id(&text)?);
    let values = shape::values(def, given).map_err(Failure::invalid)?;
    let record = seen(&app, &caller, &def.name, id)?;
    let changes = values.into_iter().map(|(field, value)| {
        let base = base.unwrap_or_else(|| shape::base(&record, &field));
        Change { field, edit: Edit::Set(value), base }
    });
    let op = Operation::Patch { entity: def.name.clone(), id, changes: changes.collect() };
    let outcome = request.run(&app, &caller, op).await?;
    Ok(write::answer(&app, &caller, &def.name, id, StatusCode::OK, &outcome))
}

/// A record that the caller may see. For others it does not exist.
pub(super) fn seen(
    app: &App,
    caller: &Caller,
    entity: &str,
    id: shared::Id,
) -> Result<std::sync::Arc<shared::Record>, Failure> {
    let truth = app.workspace.truth();
    let held = truth.held(entity, id).filter(|held| caller.access.sees(truth.schema(), &held.record));
    held.map(|held| held.record.clone()).ok_or_else(Failure::not_found)
}
