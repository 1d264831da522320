//! What became of a mutation.

use crate::{Id, Problem};
use serde::{Deserialize, Serialize};

/// How a mutation ended. It ends exactly once; asking again gives the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    /// All of it stands.
    Applied,
    /// It stands but for values that lost to others; each has an attention record.
    Merged {
        /// Ids of the attention records.
        attentions: Vec<Id>,
    },
    /// None of it stands.
    Rejected {
        /// Why.
        problems: Vec<Problem>,
        /// The attention record that keeps it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attention: Option<Id>,
    },
    /// The key was used for something else. Only for those who are there to read it; what a device offers
    /// is taken under another name.
    Cloned,
}

/// The server's answer to one mutation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The mutation's number.
    pub number: u64,
    /// Its place in the log; 0 where it has none.
    pub seq: u64,
    /// Another mutation has this number on this device: the device was cloned, and needs another name. This
    /// one stands under [`other_client`](super::other_client).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cloned: bool,
    /// How it ended.
    #[serde(flatten)]
    pub status: Status,
}
