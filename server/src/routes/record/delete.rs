use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use shared::sync::Operation;

use super::{entity, id, update::seen, write};
use crate::{app::App, auth::Caller, failure::Failure};

/// `DELETE /api/v1/{plural}/{id}`: the record goes away; it can be restored.
pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path((plural, text)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<StatusCode, Failure> {
    let request = write::Request { method: Method::DELETE, uri: &uri, headers: &headers, body: &[] };
    let schema = app.workspace.truth().schema().clone();
    let (def, id) = (entity(&schema, &plural)?, id(&text)?);
    seen(&app, &caller, &def.name, id)?;
    request.run(&app, &caller, Operation::Delete { entity: def.name.clone(), id }).await?;
    Ok(StatusCode::NO_CONTENT)
}
