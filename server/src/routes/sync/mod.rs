//! The sync protocol.

mod chunk;
mod digest;
mod events;
mod lenient;
mod pull;
mod push;

pub(super) use chunk::chunk;
pub(super) use digest::digest;
pub(super) use events::events;
pub(super) use pull::pull;
pub(super) use push::push;

use axum::http::StatusCode;
use shared::Id;

use crate::{auth::Caller, failure::Failure};

/// The oldest version of the messages that is understood.
const OLDEST: u32 = 1;

/// Apps that are too old are told so; newer ones are answered as well as this server can.
fn check_protocol(protocol: u32) -> Result<(), Failure> {
    if protocol < OLDEST {
        return Err(Failure::new(StatusCode::UPGRADE_REQUIRED, "problem-outdated-app"));
    }
    Ok(())
}

/// A device says whose replica it speaks for; a session of somebody else has no part in it.
fn check_person(caller: &Caller, user: Id) -> Result<(), Failure> {
    if user != caller.access.user {
        return Err(Failure::new(StatusCode::CONFLICT, "problem-other-person"));
    }
    Ok(())
}
