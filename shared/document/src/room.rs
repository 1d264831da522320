//! The room for pictures in one document. It is measured by what the records say of the files and not by the files, so
//! that a device and the server come to the same wherever these lie.

use shared::{file, value::FileRef};

/// Most bytes of all files together: a document is to go through by e-mail, where 25 MB is the usual bound and a quarter of
/// that is for the coding.
pub const MOST_BYTES: u64 = 12 << 20;
/// Most pixels of all PNG files together. A document holds them packed in another way, which takes more room than the file
/// and all of its pixels while it is written; a JPEG file stands in it as it is.
const MOST_PIXELS: u64 = 24 << 20;

/// What is left for pictures.
#[derive(Debug)]
pub(crate) struct Room {
    bytes: u64,
    pixels: u64,
}

impl Default for Room {
    fn default() -> Self {
        Self { bytes: MOST_BYTES, pixels: MOST_PIXELS }
    }
}

impl Room {
    /// Makes room for a picture, where there is enough; whether there was.
    pub(crate) fn take(&mut self, said: &FileRef) -> bool {
        let pixels = if said.kind == file::PNG { u64::from(said.width) * u64::from(said.height) } else { 0 };
        let left = self.bytes.checked_sub(said.size.into()).zip(self.pixels.checked_sub(pixels));
        let Some((bytes, pixels)) = left else { return false };
        *self = Self { bytes, pixels };
        true
    }
}
