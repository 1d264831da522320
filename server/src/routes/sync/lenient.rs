//! Reads a push so that one bad mutation does not hold up the others.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use shared::{
    Id, Problem,
    sync::{Mutation, PROTOCOL, PushRequest, hex},
};

use crate::{failure::Failure, workspace::Offer};

/// A push with its mutations as offers.
pub(super) struct Request {
    pub(super) protocol: u32,
    pub(super) epoch: String,
    pub(super) user: Option<Id>,
    pub(super) offers: Vec<Offer>,
}

/// What every version of the message has.
#[derive(Deserialize)]
struct Any {
    protocol: u32,
    #[serde(default)]
    epoch: String,
    #[serde(default)]
    user: Option<Id>,
    mutations: Vec<Json>,
}

/// What names a mutation, whatever else is in it.
#[derive(Deserialize)]
struct Named {
    client: Id,
    number: u64,
    #[serde(default)]
    at: u64,
}

pub(super) fn read(body: &[u8]) -> Result<Request, Failure> {
    let error = match serde_json::from_slice::<PushRequest>(body) {
        Ok(request) => {
            let (protocol, epoch, user) = (request.protocol, request.epoch.clone(), request.user);
            return Ok(Request { protocol, epoch, user, offers: request.offers() });
        }
        Err(error) => error,
    };
    let Ok(any) = serde_json::from_slice::<Any>(body) else { return Err(Failure::malformed(error)) };
    let offers = any.mutations.iter().map(|mutation| offer(mutation, any.protocol)).collect::<Result<_, _>>()?;
    Ok(Request { protocol: any.protocol, epoch: any.epoch, user: any.user, offers })
}

/// A mutation that cannot be read is refused for good when the app should have known better. From a newer
/// app it may be right, so nothing is answered for it, and it waits until this server has been updated.
fn offer(json: &Json, protocol: u32) -> Result<Offer, Failure> {
    let error = match Mutation::deserialize(json) {
        Ok(mutation) => return Ok(Offer::new(mutation)),
        Err(error) => error,
    };
    if protocol > PROTOCOL {
        return Err(Failure::new(StatusCode::NOT_IMPLEMENTED, "problem-outdated-server"));
    }
    let Named { client, number, at } = Named::deserialize(json).map_err(|_| Failure::malformed(error))?;
    Ok(Offer {
        mutation: Mutation { client, number, at, ops: Vec::new(), group: None, epoch: String::new(), seen: None },
        fingerprint: format!("raw:{}", hex(&Sha256::digest(json.to_string()))),
        refused: vec![Problem::new("problem-unreadable-change")],
        raw: Some(json.get("ops").unwrap_or(json).to_string()),
    })
}
