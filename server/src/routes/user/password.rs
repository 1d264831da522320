use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use shared::{Id, Problem, entities::User, rules::Role, sync::Rows};

use crate::{
    app::App,
    auth::{Caller, Credential, Peer},
    failure::Failure,
    routes::payload::Payload,
    store::{Batch, Table},
    workspace::stored,
};

#[derive(Deserialize)]
pub(crate) struct New {
    password: String,
    /// The present password, of a person who changes their own.
    current: Option<String>,
}

/// `POST /api/v1/users/{id}/password {password, current?}`: lets a person sign in with this password from
/// now on, and signs out the person's other devices. People change their own by giving the present
/// one; admins set that of others, but only owners that of owners.
pub(crate) async fn password(
    State(app): State<App>,
    caller: Caller,
    peer: Peer,
    Path(id): Path<String>,
    Payload(new): Payload<New>,
) -> Result<StatusCode, Failure> {
    let user: Id = id.parse().map_err(|_| Failure::not_found())?;
    let email = email(&app, user)?;
    if user == caller.access.user {
        check_current(&app, user, &email, peer, new.current.as_deref()).await?;
    } else {
        check_right(&app, &caller, user)?;
    }
    app.passwords.check(&new.password).map_err(|problem| Failure::invalid(vec![problem]))?;
    let hash = app.passwords.hash(&new.password).await;
    let hash = hash.ok_or_else(|| Failure::unforeseen("a password", &"cannot be hashed"))?;
    let mut batch = Batch::new();
    stored::put(&mut batch, Table::Credential, user.to_string(), &Credential { hash, set_at: app.clock.now() })?;
    app.workspace.store().commit(batch).await?;
    let here = caller.session.map(|session| session.id);
    app.sessions.end(user, |session| Some(session.id) != here).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn email(app: &App, user: Id) -> Result<String, Failure> {
    let row = app.workspace.truth().row(User::ENTITY_NAME, user).filter(|row| row.deleted.is_none());
    let row = row.ok_or_else(Failure::not_found)?;
    let missing = || Failure::invalid(vec![Problem::of(User::EMAIL.id, "problem-no-email")]);
    row.get(User::EMAIL).map(ToOwned::to_owned).ok_or_else(missing)
}

/// A borrowed device must not be enough to take an account over; guessing is slowed as at the door.
async fn check_current(app: &App, user: Id, email: &str, peer: Peer, current: Option<&str>) -> Result<(), Failure> {
    app.throttle.attempt(email, peer.address, app.clock.now()).map_err(Failure::too_often)?;
    let stored: Option<Credential> =
        stored::read(&**app.workspace.store(), Table::Credential, &user.to_string()).await?;
    let right =
        app.passwords.verify(current.unwrap_or_default(), stored.as_ref().map(|stored| stored.hash.as_str())).await;
    if !right {
        return Err(Failure::invalid(vec![Problem::of("current", "problem-password-wrong")]));
    }
    app.throttle.succeeded(email, peer.address);
    Ok(())
}

fn check_right(app: &App, caller: &Caller, user: Id) -> Result<(), Failure> {
    let target = app.workspace.truth().row(User::ENTITY_NAME, user).and_then(|row| row.get(User::ROLE));
    let owner = target == Some(Role::Owner.id());
    let may = caller.access.role == Role::Owner || (caller.access.role == Role::Admin && !owner);
    if may { Ok(()) } else { Err(Failure::forbidden()) }
}
