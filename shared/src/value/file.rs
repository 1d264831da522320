//! A reference to a stored file.

use serde::{Deserialize, Serialize};

/// What a field knows of a file. The bytes lie elsewhere, under their hash: no row, log or mutation carries them, and
/// the same file is kept once.
///
/// The parts stand in the order of their names, as in JSON that a build keeps without understanding it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// SHA-256 of the bytes, in lower-case hexadecimal digits.
    pub hash: String,
    /// Height in pixels.
    pub height: u32,
    /// What the file was called when it was chosen.
    pub name: String,
    /// Bytes.
    pub size: u32,
    /// Media type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Width in pixels.
    pub width: u32,
}

/// Whether this is a hash as [`FileRef::hash`] has it; so it may also stand in an address.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
