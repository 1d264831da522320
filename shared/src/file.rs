//! What a stored file may be: a picture that a browser and a document both show.

use crate::{
    Problem,
    sync::hex,
    value::{FileRef, is_hash},
};
use sha2::{Digest, Sha256};

/// Most bytes of a file.
pub const MOST_BYTES: usize = 4 << 20;
/// Most pixels of a picture's side. A small file can claim to hold gigabytes, and whoever writes a document has all its
/// pictures in memory. Twice what a device makes of them.
pub const MOST_SIDE: u32 = 2400;
/// The media types of pictures.
pub const PNG: &str = "image/png";
/// See [`PNG`].
pub const JPEG: &str = "image/jpeg";

/// Most characters of a file's name.
const NAME: usize = 200;

/// What a picture's bytes say of it, whatever anybody calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Media type.
    pub kind: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Whether a field may say this of a file.
///
/// # Errors
/// When no picture is like that.
pub fn check(file: &FileRef) -> Result<(), Problem> {
    let named = !file.name.is_empty() && file.name.chars().count() <= NAME && !file.name.chars().any(char::is_control);
    let known = [PNG, JPEG].contains(&&*file.kind) && is_hash(&file.hash) && file.size > 0;
    if !named || !known {
        return Err(Problem::new("problem-file"));
    }
    if usize::try_from(file.size).is_ok_and(|size| size > MOST_BYTES) {
        return Err(too_large());
    }
    fits(file.width, file.height)
}

/// The name under which a file is kept everywhere: the SHA-256 of its bytes.
pub fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What a field says of a file with these bytes.
///
/// # Errors
/// Those of [`look`].
pub fn describe(name: &str, bytes: &[u8]) -> Result<FileRef, Problem> {
    let Seen { kind, width, height } = look(bytes)?;
    let name: String = name.chars().filter(|letter| !letter.is_control()).take(NAME).collect();
    let name = if name.is_empty() { kind.replace('/', ".") } else { name };
    // What was looked at is far smaller than the greatest number.
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    Ok(FileRef { hash: hash(bytes), height, name, size, kind: kind.to_owned(), width })
}

/// What a picture is, by its bytes.
///
/// # Errors
/// When it is too large, or neither PNG nor JPEG, or a JPEG in the four colours of ink: without a profile, which an
/// archive requires of documents, they have no meaning.
pub fn look(bytes: &[u8]) -> Result<Seen, Problem> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large());
    }
    let seen = png(bytes).or_else(|| jpeg(bytes)).ok_or_else(|| Problem::new("problem-picture-kind"))?;
    fits(seen.width, seen.height).map(|()| seen)
}

/// Whether these bytes are what a field says of them. Their hash is not asked: it is known where they come from.
pub fn is_as_said(said: &FileRef, bytes: &[u8]) -> bool {
    let is_as_long = usize::try_from(said.size) == Ok(bytes.len());
    let looks = |seen: Seen| said.kind == seen.kind && (said.width, said.height) == (seen.width, seen.height);
    is_as_long && look(bytes).is_ok_and(looks)
}

fn too_large() -> Problem {
    Problem::new("problem-file-too-large").with("max", MOST_BYTES >> 20)
}

fn fits(width: u32, height: u32) -> Result<(), Problem> {
    let fits = [width, height].iter().all(|side| (1..=MOST_SIDE).contains(side));
    if fits { Ok(()) } else { Err(Problem::new("problem-picture-size").with("max", MOST_SIDE)) }
}

/// The first part of a PNG file is its header.
fn png(bytes: &[u8]) -> Option<Seen> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR")?;
    let side = |at: usize| Some(u32::from_be_bytes(*header.get(at..)?.first_chunk()?));
    Some(Seen { kind: PNG, width: side(0)?, height: side(4)? })
}

/// The size stands in the start of a JPEG file's frame, behind any number of other segments.
fn jpeg(bytes: &[u8]) -> Option<Seen> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, high, low] = *rest.first_chunk()? else { return None };
        let is_frame = (0xc0..=0xcf).contains(&marker) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let [height, width] = [5, 7].map(|at| rest.get(at..).and_then(|side| side.first_chunk()));
            let inks = *rest.get(9)? == 4;
            let side = |side: Option<&[u8; 2]>| side.map(|side| u32::from(u16::from_be_bytes(*side)));
            return (!inks).then_some(Seen { kind: JPEG, width: side(width)?, height: side(height)? });
        }
        rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", &*sides, &[8, 2, 0, 0, 0]].concat()
    }

    /// Behind a comment, as cameras write their own segments first.
    fn jpeg_of(width: u16, height: u16, colours: u8) -> Vec<u8> {
        let frame = [&b"\xff\xc2\0\x11\x08"[..], &height.to_be_bytes(), &width.to_be_bytes(), &[colours]].concat();
        [&b"\xff\xd8\xff\xfe\0\x04hi"[..], &frame].concat()
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        assert_eq!(look(&png_of(640, 480)), Ok(Seen { kind: PNG, width: 640, height: 480 }));
        assert_eq!(look(&jpeg_of(1600, 900, 3)), Ok(Seen { kind: JPEG, width: 1600, height: 900 }));
    }

    #[test]
    fn nothing_else_is_a_picture() {
        let key = |bytes: &[u8]| look(bytes).err().map(|problem| problem.message_key);
        let others: [&[u8]; 6] = [
            b"",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"GIF89a",
            b"%PDF-1.7",
            b"\x89PNG\r\n\x1a\n",
            b"\xff\xd8\xff",
        ];
        for bytes in others {
            assert_eq!(key(bytes).as_deref(), Some("problem-picture-kind"), "{bytes:?}");
        }
        assert_eq!(key(&jpeg_of(10, 10, 4)).as_deref(), Some("problem-picture-kind"), "colours of ink");
        assert_eq!(key(&png_of(0, 10)).as_deref(), Some("problem-picture-size"));
        assert_eq!(key(&png_of(u32::MAX, u32::MAX)).as_deref(), Some("problem-picture-size"), "a bomb");
        assert!(look(&png_of(MOST_SIDE, MOST_SIDE)).is_ok() && look(&jpeg_of(2400, 2400, 3)).is_ok(), "the largest");
        for (width, height) in [(2401, 1), (1, 2401)] {
            assert_eq!(key(&jpeg_of(width, height, 3)).as_deref(), Some("problem-picture-size"), "a long side");
        }
        let long = [png_of(1, 1), vec![0; MOST_BYTES]].concat();
        assert_eq!(key(&long).as_deref(), Some("problem-file-too-large"));
    }

    #[test]
    fn what_is_said_of_a_picture_may_be_said() {
        for name in ["pump.png", "", "a\nb.png", &"ü".repeat(500)] {
            let file = describe(name, &png_of(3, 2)).expect("a picture");
            assert_eq!((check(&file), file.width, file.height, file.size), (Ok(()), 3, 2, 29), "{name}");
            assert_eq!(file.hash, hash(&png_of(3, 2)));
        }
        assert!(describe("a.svg", b"<svg/>").is_err());
        let said = describe("pump.png", &png_of(3, 2)).expect("a picture");
        for right in [said.clone(), FileRef { name: "tap.png".to_owned(), ..said.clone() }] {
            assert!(is_as_said(&right, &png_of(3, 2)), "{right:?}");
        }
        for wrong in [
            FileRef { size: 28, ..said.clone() },
            FileRef { width: 2, ..said.clone() },
            FileRef { height: 3, ..said.clone() },
            FileRef { kind: JPEG.to_owned(), ..said },
        ] {
            assert!(!is_as_said(&wrong, &png_of(3, 2)), "{wrong:?}");
        }
    }

    #[test]
    fn a_field_says_of_a_file_only_what_can_be() {
        let good = FileRef {
            hash: "0a".repeat(32),
            height: 480,
            name: "pump.png".to_owned(),
            size: 9000,
            kind: PNG.to_owned(),
            width: 640,
        };
        assert_eq!(check(&good), Ok(()));
        let bad = [
            FileRef { hash: "0A".repeat(32), ..good.clone() },
            FileRef { hash: "../x".to_owned(), ..good.clone() },
            FileRef { kind: "image/svg+xml".to_owned(), ..good.clone() },
            FileRef { name: String::new(), ..good.clone() },
            FileRef { name: "a\nb".to_owned(), ..good.clone() },
            FileRef { size: 0, ..good.clone() },
            FileRef { size: u32::MAX, ..good.clone() },
            FileRef { width: 0, ..good.clone() },
            FileRef { width: MOST_SIDE + 1, ..good.clone() },
            FileRef { height: MOST_SIDE + 1, ..good },
        ];
        assert!(bad.iter().all(|file| check(file).is_err()));
    }
}
