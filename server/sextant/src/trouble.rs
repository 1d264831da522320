//! What a command says when it cannot do its work.

use std::process::ExitCode;

use serde_json::{Value as Json, json};
use server::{store::StoreError, workspace::PushError};
use shared::{Problem, messages::say};

/// A reason in one sentence.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// The command was not used right.
    #[error("{0}")]
    Usage(String),
    /// Somebody has to decide something first.
    #[error("{why}")]
    Undecided {
        /// What, in words.
        why: String,
        /// The same for programs.
        open: Json,
    },
    /// Anything else.
    #[error("{0}")]
    Failed(String),
}

impl Trouble {
    pub(crate) fn failed(why: impl std::fmt::Display) -> Self {
        Self::Failed(why.to_string())
    }

    pub(crate) fn usage(why: impl std::fmt::Display) -> Self {
        Self::Usage(why.to_string())
    }

    /// All problems in one sentence each, on one line.
    pub(crate) fn problems(problems: &[Problem]) -> Self {
        let said = problems.iter().map(|problem| match &problem.field {
            Some(field) => format!("{field}: {}", say(problem)),
            None => say(problem),
        });
        Self::Failed(said.collect::<Vec<_>>().join(" "))
    }

    /// Adds what was being done.
    pub(crate) fn context(self, doing: impl std::fmt::Display) -> Self {
        match self {
            Self::Usage(why) => Self::Usage(format!("{doing}: {why}")),
            Self::Undecided { why, open } => Self::Undecided { why: format!("{doing}: {why}"), open },
            Self::Failed(why) => Self::Failed(format!("{doing}: {why}")),
        }
    }

    pub(crate) fn say(&self, json: bool) {
        let text = self.to_string().replace('\n', " ");
        if json {
            let told = match self {
                Self::Undecided { open, .. } => json!({ "error": text, "open": open }),
                Self::Usage(_) | Self::Failed(_) => json!({ "error": text }),
            };
            eprintln!("{told}");
        } else {
            eprintln!("sextant: {text}");
        }
    }

    pub(crate) fn status(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Undecided { .. } | Self::Failed(_) => ExitCode::from(1),
        }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Address(_) => Self::usage(error),
            StoreError::InUse => Self::failed("the store is in use by a running server; stop that server first"),
            other => Self::failed(other),
        }
    }
}

impl From<PushError> for Trouble {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Store(error) => error.into(),
            other => Self::failed(other),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::failed(error)
    }
}
