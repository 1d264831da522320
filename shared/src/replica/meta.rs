//! What a device remembers beside rows and edits.

use crate::{
    Id,
    record::Millis,
    sync::{Cursor, Identity, ManifestChunk},
};
use serde::{Deserialize, Serialize};

/// What a device remembers beside rows and edits.
///
/// Invariant: `chunks` and the overlay together are the server's rows at `cursor`, for `identity`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The device.
    pub client: Id,
    /// Who is signed in here; kept when the session ends, so that work goes on.
    #[serde(default)]
    pub identity: Option<Identity>,
    /// How far the server's log is followed.
    #[serde(default)]
    pub cursor: Option<Cursor>,
    /// The snapshot's chunks, in the order of reading.
    #[serde(default)]
    pub chunks: Vec<ManifestChunk>,
    /// Server's clock minus the device's, in milliseconds.
    #[serde(default)]
    pub clock_offset: i64,
    /// Latest time given to an edit or seen in one.
    #[serde(default)]
    pub last_at: Millis,
    /// What is known of mutations that are kept as sent.
    #[serde(default)]
    pub kept: Kept,
    /// The highest number of a mutation that has left the outbox; 0 before the first.
    #[serde(default)]
    pub newest_left: u64,
}

/// What is known of mutations that are kept as sent, so that they need not be read to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Kept {
    /// Place up to which those that a backup of the server holds were looked for; nothing before the first time in a log.
    pub looked_through: Option<u64>,
    /// So many were added since.
    pub added: usize,
}

impl Meta {
    /// A new device.
    pub const fn new(client: Id) -> Self {
        Self {
            client,
            identity: None,
            cursor: None,
            chunks: Vec::new(),
            clock_offset: 0,
            last_at: 0,
            kept: Kept { looked_through: None, added: 0 },
            newest_left: 0,
        }
    }

    /// Life of the log that is followed; empty before the first sync.
    pub fn epoch(&self) -> &str {
        self.cursor.as_ref().map_or("", |cursor| &cursor.epoch)
    }
}
