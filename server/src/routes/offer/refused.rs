//! Where there is nothing to see.

use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::{
    public::{Plain, t, t_with},
    store::StoreError,
    workspace::PushError,
};

/// Why a request is not answered with the quote, each by a page that says so.
#[derive(Debug)]
pub(crate) enum Refused {
    /// No link has this secret.
    Nowhere,
    /// Again after so many seconds.
    Often(u64),
    /// The form cannot be read, or is too large.
    Unread(StatusCode),
    /// Something that nobody foresaw; it is in the log.
    Trouble,
}

impl Refused {
    /// What nobody foresaw, logged.
    pub(super) fn unforeseen(error: &dyn std::fmt::Display) -> Self {
        tracing::error!(%error, "a customer's page");
        Self::Trouble
    }
}

impl From<FormRejection> for Refused {
    fn from(rejection: FormRejection) -> Self {
        Self::Unread(rejection.status())
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::unforeseen(&error)
    }
}

impl From<PushError> for Refused {
    fn from(error: PushError) -> Self {
        Self::unforeseen(&error)
    }
}

impl From<getrandom::Error> for Refused {
    fn from(error: getrandom::Error) -> Self {
        Self::unforeseen(&error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let retry_after = if let Self::Often(seconds) = self { Some(seconds) } else { None };
        let (status, title, sentence) = match self {
            Self::Nowhere => (StatusCode::NOT_FOUND, t("offer-gone-title"), t("offer-gone")),
            Self::Often(seconds) => {
                let seconds = seconds.to_string();
                let sentence = t_with("offer-often", &[("seconds", &seconds)]);
                (StatusCode::TOO_MANY_REQUESTS, t("offer-often-title"), sentence)
            }
            Self::Unread(status) => (status, t("offer-trouble-title"), t("offer-problem-long")),
            Self::Trouble => (StatusCode::SERVICE_UNAVAILABLE, t("offer-trouble-title"), t("offer-trouble")),
        };
        Plain { status, title, sentence, retry_after }.into_response()
    }
}
