//! Operations, the function that applies them, and the messages between a device and the server.

mod apply;
mod authority;
mod batches;
mod digest;
mod merge;
mod operation;
mod outcome;
mod protocol;
mod rewrite;

pub use apply::{Applied, Context, Rows, apply, preview};
pub use authority::{
    Actor, Authority, Broken, Declined, Delivery, Expect, Fork, Head, Held, Inspection, Inspector, Intake, Offer,
    OutcomeKey, Outcomes, Pulled, Remembered, Stage, Staged, Standing, Taken, Terms,
};
pub use batches::{MAX_OPERATIONS, batches};
pub(crate) use digest::add as add_rows;
pub use digest::{Digest, Digests, digests};
pub use merge::{Lost, Merged, merge};
pub use operation::{Change, Edit, Mutation, Operation, other_client};
pub use outcome::{Outcome, Status};
pub use protocol::{
    Cursor, DeletedPage, DeletedRecord, Device, Devices, DigestReply, DigestRequest, Forget, Identity, LogEntry,
    MAX_MUTATION_BYTES, MAX_PUSH, Manifest, ManifestChunk, PROTOCOL, PullReply, PullRequest, PushReply, PushRequest,
    RowKey, TooLarge, chain,
};
pub use rewrite::Rewrite;

/// Bytes as lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).copied().unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
