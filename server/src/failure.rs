//! What a request is answered when it cannot be done: `application/problem+json`, with sentences from
//! `shared::messages`.

use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use shared::{Problem, messages::say};

use crate::{store::StoreError, workspace::PushError};

/// A refusal with its status. The first problem is also the title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    status: StatusCode,
    problems: Vec<Problem>,
    retry_after: Option<u64>,
}

#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    status: u16,
    detail: String,
    problems: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    field: Option<&'a str>,
    message_key: &'a str,
    message: String,
    args: &'a std::collections::BTreeMap<String, String>,
}

impl Failure {
    /// A refusal for one reason.
    pub fn new(status: StatusCode, message_key: &str) -> Self {
        Self::of(status, vec![Problem::new(message_key)])
    }

    /// A refusal for these reasons.
    pub const fn of(status: StatusCode, problems: Vec<Problem>) -> Self {
        Self { status, problems, retry_after: None }
    }

    /// The user can mend these.
    pub const fn invalid(problems: Vec<Problem>) -> Self {
        Self::of(StatusCode::UNPROCESSABLE_ENTITY, problems)
    }

    /// Nothing is here, or nothing that the caller may see.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "problem-not-found")
    }

    /// There is no session.
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "problem-signed-out")
    }

    /// There is a workspace already.
    pub fn already_set_up() -> Self {
        Self::new(StatusCode::CONFLICT, "problem-already-set-up")
    }

    /// The caller may not do this.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "problem-not-allowed")
    }

    /// The request cannot be read.
    pub fn malformed(why: impl std::fmt::Display) -> Self {
        Self::of(StatusCode::BAD_REQUEST, vec![Problem::new("problem-malformed").with("why", why)])
    }

    /// The request is too big.
    pub fn too_large(most: usize) -> Self {
        Self::of(StatusCode::PAYLOAD_TOO_LARGE, vec![Problem::new("problem-too-large").with("max", most)])
    }

    /// Too often; again after so many seconds.
    pub fn too_often(seconds: u64) -> Self {
        let problem = Problem::new("problem-too-often").with("seconds", seconds);
        Self { retry_after: Some(seconds), ..Self::of(StatusCode::TOO_MANY_REQUESTS, vec![problem]) }
    }

    /// Something that nobody foresaw: logged here, one sentence for the caller.
    pub fn unforeseen(context: &str, error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "{context}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "problem-internal")
    }

    /// The status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::new(StatusCode::INSUFFICIENT_STORAGE, "problem-server-full"),
            StoreError::Conflict | StoreError::Closed | StoreError::InUse | StoreError::Unavailable(_) => {
                tracing::error!(%error, "the store did not do what was asked");
                Self { retry_after: Some(2), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "problem-unavailable") }
            }
            StoreError::Address(_) | StoreError::Corrupt(_) => Self::unforeseen("the store", &error),
        }
    }
}

impl From<PushError> for Failure {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Store(error) => error.into(),
            PushError::Unknown => Self::signed_out(),
            PushError::Changed => Self::new(StatusCode::PRECONDITION_FAILED, "problem-changed-meanwhile"),
            PushError::Stopping => {
                Self { retry_after: Some(2), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "problem-unavailable") }
            }
        }
    }
}

impl From<getrandom::Error> for Failure {
    fn from(error: getrandom::Error) -> Self {
        Self::unforeseen("no randomness", &error)
    }
}

impl Failure {
    /// What a body that could not be read is answered.
    pub(crate) fn unread(rejection: &BytesRejection, most: usize) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(most),
            _ => Self::malformed(rejection.body_text()),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let said = |problem| say(problem);
        let body = Body {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: self.problems.first().map(said).unwrap_or_default(),
            problems: self.problems.iter().map(Said::from).collect(),
        };
        let text = serde_json::to_string(&body).unwrap_or_default();
        let mut response = (self.status, [(header::CONTENT_TYPE, "application/problem+json")], text).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl<'a> From<&'a Problem> for Said<'a> {
    fn from(problem: &'a Problem) -> Self {
        let Problem { field, message_key, args } = problem;
        Self { field: field.as_deref(), message_key, message: say(problem), args }
    }
}
