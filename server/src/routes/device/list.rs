use axum::Json;
use axum::extract::State;
use shared::sync::{Device, Devices};

use crate::{app::App, auth::Caller, failure::Failure};

/// `GET /api/session/devices`: where am I signed in?
pub(crate) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Devices>, Failure> {
    let current = caller.session.map(|session| session.id);
    let sessions = app.sessions.of(caller.access.user).await?;
    let items = sessions.into_iter().map(|session| Device {
        ends: app.sessions.ends(&session),
        current: Some(session.id) == current,
        id: session.id,
        agent: session.agent,
        address: session.address,
        created: session.created,
        seen: session.seen,
    });
    Ok(Json(Devices { items: items.collect() }))
}
