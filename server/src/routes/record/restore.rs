use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use shared::sync::Operation;

use super::{deleted, entity, id, update::seen, write};
use crate::{app::App, auth::Caller, failure::Failure};

/// `POST /api/v1/{plural}/{id}/restore`: a deleted record comes back, with the parts that went with it.
pub(crate) async fn restore(
    State(app): State<App>,
    caller: Caller,
    Path((plural, text)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let request = write::Request { method: Method::POST, uri: &uri, headers: &headers, body: &[] };
    let schema = app.workspace.truth().schema().clone();
    let (def, id) = (entity(&schema, &plural)?, id(&text)?);
    let record = seen(&app, &caller, &def.name, id)?;
    let parts = deleted::parts(&app.workspace.truth(), &schema, &record);
    let all = std::iter::once((def.name.clone(), id)).chain(parts);
    let ops = all.map(|(entity, id)| Operation::Restore { entity, id }).collect();
    let outcome = request.run_all(&app, &caller, ops).await?;
    Ok(write::answer(&app, &caller, &def.name, id, StatusCode::OK, &outcome))
}
