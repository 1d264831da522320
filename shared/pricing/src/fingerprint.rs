//! Fingerprints of data: what an approval or a pinned version is bound to.

use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::Problem;
use std::fmt::Write;

/// SHA-256 of the value's JSON, as 64 hexadecimal digits. `purpose` keeps equal data of different meaning apart.
///
/// The JSON of this crate's types is stable: fields stand in the order of their declaration, maps are sorted, amounts
/// are texts with all of their decimals.
pub fn fingerprint<T: Serialize>(purpose: &str, value: &T) -> Result<String, Problem> {
    let json = serde_json::to_vec(value).map_err(|_| Problem::new("problem-not-written"))?;
    let digest = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(json).finalize();
    let mut text = String::with_capacity(64);
    for byte in digest {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}
