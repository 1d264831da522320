//! From a request to a mutation, and from its outcome to an answer.

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use shared::{
    Id, Problem,
    sync::{Mutation, Operation, Outcome, Status, hex},
};

use super::{shape, totals};
use crate::{
    app::App,
    auth::Caller,
    clock,
    failure::Failure,
    workspace::{Expect, Offer, Push},
};

/// Longest key.
const KEY: usize = 200;

/// What makes a request the same as another one.
pub(super) struct Request<'a> {
    pub(super) method: Method,
    pub(super) uri: &'a Uri,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: &'a [u8],
}

impl Request<'_> {
    /// The `Idempotency-Key`, if there is one.
    fn key(&self) -> Result<Option<&str>, Failure> {
        let Some(key) = self.headers.get("idempotency-key") else { return Ok(None) };
        let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= KEY);
        key.map(Some).ok_or_else(|| Failure::malformed(format!("Idempotency-Key: up to {KEY} ASCII characters")))
    }

    fn fingerprint(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(format!("{} {}\n", self.method, self.uri));
        hasher.update(self.body);
        format!("rest:{}", hex(&hasher.finalize()))
    }

    /// An id for what the request creates: the same one when it is repeated under its key.
    pub(super) async fn new_id(&self, app: &App, caller: &Caller) -> Result<Id, Failure> {
        match self.key()? {
            Some(key) => Ok(app.workspace.name(&format!("rest/{}/{key}/record", caller.access.user)).await?),
            None => Ok(clock::new_id(app.clock.now())?),
        }
    }

    async fn offer(&self, app: &App, caller: &Caller, ops: Vec<Operation>) -> Result<Offer, Failure> {
        let (user, at) = (caller.access.user, app.clock.now());
        let (client, number) = match self.key()? {
            Some(key) => (app.workspace.name(&format!("rest/{user}/{key}")).await?, 1),
            // A device of its own: what a device has set it has seen, and two programs of one person have
            // not seen what the other set.
            None => (clock::new_id(at)?, 1),
        };
        let mut offer = Offer::new(Mutation { client, number, at, ops, group: None, epoch: String::new(), seen: None });
        offer.fingerprint = self.fingerprint();
        Ok(offer)
    }

    /// `If-Match`: the version that the caller has.
    fn expected(&self, entity: &str, id: Id) -> Result<Option<Expect>, Failure> {
        let Some(tag) = self.headers.get(header::IF_MATCH).filter(|tag| *tag != "*") else { return Ok(None) };
        let seq = tag.to_str().ok().and_then(|tag| tag.trim_matches('"').parse().ok());
        let seq = seq.ok_or_else(|| Failure::malformed("If-Match: send back the ETag of the record"))?;
        Ok(Some(Expect::Row(entity.to_owned(), id, seq)))
    }

    /// Offers an operation and waits until it is on disk.
    pub(super) async fn run(&self, app: &App, caller: &Caller, op: Operation) -> Result<Status, Failure> {
        self.run_all(app, caller, vec![op]).await
    }

    /// As [`Request::run`], of several that stand together; the first is what the request is about.
    pub(super) async fn run_all(&self, app: &App, caller: &Caller, ops: Vec<Operation>) -> Result<Status, Failure> {
        let expect = match ops.first() {
            Some(Operation::Create { .. }) | None => None,
            Some(other) => self.expected(other.target().0, other.target().1)?,
        };
        let touched = totals::Touched::by(&ops);
        let before = touched.quotes(app);
        let offers = vec![self.offer(app, caller, ops).await?];
        let push = Push { expect, present: true, bytes: self.body.len(), ..Push::new(caller.actor(), offers) };
        let outcome = app.workspace.push(push).await?.into_iter().next();
        let status = stands(outcome)?;
        totals::keep(app, caller, before.into_iter().chain(touched.quotes(app)).collect()).await;
        Ok(status)
    }
}

fn stands(outcome: Option<Outcome>) -> Result<Status, Failure> {
    match outcome.map(|outcome| outcome.status) {
        Some(status @ (Status::Applied | Status::Merged { .. })) => Ok(status),
        Some(Status::Rejected { problems, .. }) => Err(refused(problems)),
        Some(Status::Cloned) => Err(Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "problem-key-reused")),
        None => Err(Failure::unforeseen("the writer", &"answered nothing")),
    }
}

fn refused(problems: Vec<Problem>) -> Failure {
    let first = problems.first().map(|problem| problem.message_key.as_str());
    let status = match first {
        Some("problem-not-allowed") => StatusCode::FORBIDDEN,
        Some("problem-gone") => StatusCode::NOT_FOUND,
        Some("problem-id-taken") => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Failure::of(status, problems)
}

/// The record as it is now, or nothing where the change took it out of the caller's sight.
pub(super) fn answer(
    app: &App,
    caller: &Caller,
    entity: &str,
    id: Id,
    status: StatusCode,
    outcome: &Status,
) -> Response {
    let truth = app.workspace.truth();
    let held = truth.held(entity, id).filter(|held| held.is_live());
    let Some(held) = held.filter(|held| caller.access.sees(truth.schema(), &held.record)) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let plural = truth.schema().entity(entity).map(|def| def.plural.clone());
    let place = plural.and_then(|plural| HeaderValue::from_str(&format!("/api/v1/{plural}/{id}")).ok());
    let body = Json(shape::shown(&truth, &caller.access, held, Some(outcome)));
    let mut response = (status, [(header::ETAG, shape::tag(held))], body).into_response();
    if let (StatusCode::CREATED, Some(place)) = (status, place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}
