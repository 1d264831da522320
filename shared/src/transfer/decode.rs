//! Bytes to text. What cannot be known is said, never assumed in silence.

use crate::Problem;
use serde::{Deserialize, Serialize};

/// A way of writing text as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, "ANSI" of western Europe.
    Windows1252,
}

impl Encoding {
    /// All of them, in the order in which a person is offered them.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Windows1252, Self::Utf16Le, Self::Utf16Be];

    /// The name that people know it by.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// How sure an encoding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// By a byte order mark, or because the bytes cannot be anything else.
    Certain,
    /// The bytes fit and nothing speaks against it; show [`Decoded::sample`].
    Likely,
    /// Several readings are possible: ask.
    Ambiguous,
}

/// Text with how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// How the bytes were read.
    pub encoding: Encoding,
    /// How sure that is.
    pub certainty: Certainty,
    /// A line in which a wrong encoding would show, unless the encoding is certain.
    pub sample: Option<String>,
    /// Number of places that could not be read and stand as `�`. One that was written as such is not among them.
    pub damaged: usize,
}

/// First bytes of files that are not text, and the message that says what they are.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "import-file-workbook"),
    (b"\xd0\xcf\x11\xe0", "import-file-workbook"),
    (b"%PDF", "import-file-binary"),
    (b"\x1f\x8b", "import-file-compressed"),
    (b"\x89PNG", "import-file-binary"),
    (b"\xff\xd8\xff", "import-file-binary"),
    (b"GIF8", "import-file-binary"),
];

/// Characters of Windows-1252 from 0x80 to 0x9F; the five unassigned bytes are `\0`.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', //
    '\0', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Bytes looked at when guessing; enough to see a pattern, few enough to be instant.
const PROBE: usize = 64 * 1024;

/// Reads a file's bytes as text.
///
/// # Errors
/// The file is empty, of another kind (a workbook, a picture), or not text in a known encoding.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    if bytes.is_empty() {
        return Err(Problem::new("import-file-empty"));
    }
    if let Some((_, key)) = FOREIGN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(Problem::new(key));
    }
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => marked(bytes, Encoding::Utf8),
        [0xFF, 0xFE, ..] => marked(bytes, Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => marked(bytes, Encoding::Utf16Be),
        _ => unmarked(bytes),
    }
}

/// Reads bytes in the encoding that a person chose; what does not fit becomes `�` and is counted.
///
/// # Errors
/// The result would be no text at all (control characters).
pub fn decode_as(bytes: &[u8], encoding: Encoding) -> Result<Decoded, Problem> {
    let (text, damaged) = match encoding {
        Encoding::Utf8 => utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)),
        Encoding::Utf16Le => utf16(bytes, u16::from_le_bytes),
        Encoding::Utf16Be => utf16(bytes, u16::from_be_bytes),
        Encoding::Windows1252 => windows_1252(bytes),
    };
    if looks_binary(&text) {
        return Err(Problem::new("import-file-binary"));
    }
    Ok(Decoded { text, encoding, certainty: Certainty::Certain, sample: None, damaged })
}

/// A byte order mark settles the encoding; damage is still worth a look.
fn marked(bytes: &[u8], encoding: Encoding) -> Result<Decoded, Problem> {
    let decoded = decode_as(bytes, encoding)?;
    if decoded.text.is_empty() {
        return Err(Problem::new("import-file-empty"));
    }
    Ok(if decoded.damaged > 0 { doubtful(decoded, Certainty::Likely) } else { decoded })
}

fn unmarked(bytes: &[u8]) -> Result<Decoded, Problem> {
    if let Some(encoding) = zero_pattern(bytes) {
        return decode_as(bytes, encoding).map(|decoded| doubtful(decoded, Certainty::Likely));
    }
    if std::str::from_utf8(bytes).is_ok() {
        return decode_as(bytes, Encoding::Utf8);
    }
    let (encoding, certainty) = weighed(utf8_balance(bytes));
    let decoded = decode_as(bytes, encoding).or_else(|_| decode_as(bytes, Encoding::Windows1252))?;
    // Windows-1252 has hardly a byte without a meaning: one that has none speaks for yet another encoding.
    let strange = decoded.encoding == Encoding::Windows1252 && decoded.damaged > 0;
    Ok(doubtful(decoded, if strange { Certainty::Ambiguous } else { certainty }))
}

/// What bytes are that are not UTF-8 throughout. Multi-byte characters hardly ever come about by chance: where most
/// are good, a few places are damaged; where none is, none was meant. In between, both were written into one file.
const fn weighed((multibyte, broken): (usize, usize)) -> (Encoding, Certainty) {
    if multibyte == 0 {
        (Encoding::Windows1252, Certainty::Likely)
    } else if multibyte >= broken.saturating_mul(4) {
        (Encoding::Utf8, Certainty::Likely)
    } else if multibyte >= broken {
        (Encoding::Utf8, Certainty::Ambiguous)
    } else {
        (Encoding::Windows1252, Certainty::Ambiguous)
    }
}

fn doubtful(decoded: Decoded, certainty: Certainty) -> Decoded {
    let lines = || decoded.text.lines();
    let damaged = lines().find(|line| line.contains(char::REPLACEMENT_CHARACTER));
    let line = damaged.or_else(|| lines().find(|line| !line.is_ascii())).or_else(|| lines().next());
    let sample = line.map(|line| line.chars().take(200).collect());
    Decoded { certainty, sample, ..decoded }
}

/// UTF-16 without a mark: western text has a zero in every second byte, always on the same side.
fn zero_pattern(bytes: &[u8]) -> Option<Encoding> {
    let probe = bytes.get(..PROBE).unwrap_or(bytes);
    let zeros = |side: usize| probe.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), probe.len() / 2);
    match (even, odd) {
        (0, odd) if odd * 3 > pairs && pairs > 0 => Some(Encoding::Utf16Le),
        (even, 0) if even * 3 > pairs && pairs > 0 => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Multi-byte characters that are good UTF-8, and places that are not UTF-8.
fn utf8_balance(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let multibyte = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (good + multibyte, bad + usize::from(!chunk.invalid().is_empty()))
    })
}

/// Text, and the number of places that could not be read.
type Read = (String, usize);

fn utf8(bytes: &[u8]) -> Read {
    (String::from_utf8_lossy(bytes).into_owned(), utf8_balance(bytes).1)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Read {
    // Half a unit at the end is read as half of a pair: as nothing.
    let units = bytes.chunks(2).map(|pair| match *pair {
        [a, b] => unit([a, b]),
        _ => 0xD800,
    });
    let mut damaged = 0;
    let replaced = |c: Result<char, _>| {
        c.unwrap_or_else(|_| {
            damaged += 1;
            char::REPLACEMENT_CHARACTER
        })
    };
    let text: String = char::decode_utf16(units).map(replaced).collect();
    (text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text), damaged)
}

fn windows_1252(bytes: &[u8]) -> Read {
    let text: String = bytes.iter().map(|byte| windows_1252_char(*byte)).collect();
    let damaged = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    (text, damaged)
}

fn windows_1252_char(byte: u8) -> char {
    match WINDOWS_1252.get(usize::from(byte).wrapping_sub(0x80)) {
        Some('\0') => char::REPLACEMENT_CHARACTER,
        Some(assigned) => *assigned,
        None => char::from(byte),
    }
}

/// Text has hardly any control characters besides tab and line ends, and few unreadable places.
fn looks_binary(text: &str) -> bool {
    let (mut total, mut odd) = (0usize, 0usize);
    for c in text.chars().take(PROBE) {
        total += 1;
        let control = c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}');
        odd += usize::from(control || c == char::REPLACEMENT_CHARACTER);
    }
    text.contains('\0') || odd * 10 > total
}
