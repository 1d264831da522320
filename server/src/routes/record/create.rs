use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Map, Value as Json};
use shared::{Problem, sync::Operation};

use super::{entity, shape, write};
use crate::{app::App, auth::Caller, failure::Failure, routes::payload::RawJson};

/// `POST /api/v1/{plural}`: makes a record of the fields in the body, which may name its id too.
pub(crate) async fn create(
    State(app): State<App>,
    caller: Caller,
    Path(plural): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    RawJson(body): RawJson,
) -> Result<Response, Failure> {
    let request = write::Request { method: Method::POST, uri: &uri, headers: &headers, body: &body };
    let given: Map<String, Json> = serde_json::from_slice(&body).map_err(Failure::malformed)?;
    let schema = app.workspace.truth().schema().visible_to(caller.access.role);
    let def = entity(&schema, &plural)?;
    let other = def.one_per.as_ref().and_then(|field| given.get(&**field)?.as_str()?.parse().ok());
    let id = match (given.get("id").filter(|id| !id.is_null()), other) {
        (Some(id), _) => id.as_str().and_then(|id| id.parse().ok()).ok_or_else(bad_id)?,
        (None, Some(other)) => def.id_for(other),
        (None, None) => request.new_id(&app, &caller).await?,
    };
    let values = shape::values(def, given).map_err(Failure::invalid)?;
    let outcome = request.run(&app, &caller, Operation::create(&def.name, id, values)).await?;
    Ok(write::answer(&app, &caller, &def.name, id, StatusCode::CREATED, &outcome))
}

fn bad_id() -> Failure {
    Failure::invalid(vec![Problem::of("id", "problem-link")])
}
