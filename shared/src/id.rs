//! Record, client and workspace ids: 128 bits written as 26 characters of Crockford base32 (ULID).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 26;

/// A 128-bit id. Ids made by [`Id::new`] sort by the time they were made.
///
/// Invariant: the text form is 26 upper-case characters; parsing accepts only that form,
/// so that equal ids have equal text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

/// The text is not 26 characters of Crockford base32.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a record id (26 letters and digits)")]
pub struct InvalidId;

impl Id {
    /// The id of all zeros: "nobody", used for the system's own acts.
    pub const NIL: Self = Self(0);

    /// An id from milliseconds since 1970 and 80 random bits (the top 48 bits of `random` are ignored).
    pub const fn new(millis: u64, random: u128) -> Self {
        Self(((millis as u128) << 80) | (random & ((1 << 80) - 1)))
    }

    /// The same id everywhere for the same name: for records that every workspace shares.
    pub fn named(name: &str) -> Self {
        let digest = Sha256::digest(name.as_bytes());
        let head = digest.iter().take(16);
        Self(head.fold(0, |bits, byte| (bits << 8) | u128::from(*byte)))
    }

    /// The 128 bits.
    pub const fn bits(self) -> u128 {
        self.0
    }
}

impl Id {
    /// The time that it was made of, in milliseconds since 1970; of an id made by name it means nothing.
    pub fn millis(self) -> u64 {
        u64::try_from(self.0 >> 80).unwrap_or_default()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; LENGTH];
        let mut bits = self.0;
        for slot in text.iter_mut().rev() {
            let digit = usize::try_from(bits & 31).unwrap_or_default();
            *slot = ALPHABET.get(digit).copied().unwrap_or(b'0');
            bits >>= 5;
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Value of each ASCII character in the alphabet; 255 where it is not part of it.
const DIGITS: [u8; 128] = {
    let mut table = [255u8; 128];
    let mut index = 0;
    while index < 32 {
        #[allow(
            clippy::indexing_slicing,
            clippy::cast_possible_truncation,
            reason = "evaluated at compile time over a constant alphabet"
        )]
        {
            table[ALPHABET[index] as usize] = index as u8;
        }
        index += 1;
    }
    table
};

impl FromStr for Id {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        if text.len() != LENGTH || text.as_bytes().first().is_none_or(|first| *first > b'7') {
            return Err(InvalidId);
        }
        text.bytes()
            .try_fold(0u128, |bits, byte| match DIGITS.get(usize::from(byte)) {
                Some(&digit) if digit < 32 => Ok((bits << 5) | u128::from(digit)),
                _ => Err(InvalidId),
            })
            .map(Self)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Id;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record id")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn text_round_trips(millis in 0u64..1 << 48, random: u128) {
            let id = Id::new(millis, random);
            prop_assert_eq!(id.to_string().parse(), Ok(id));
        }
    }

    #[test]
    fn later_ids_sort_later() {
        let (early, late) = (Id::new(1, u128::MAX), Id::new(2, 0));
        assert!(early < late && early.to_string() < late.to_string());
    }

    #[test]
    fn foreign_text_is_refused() {
        for text in ["", "x", "0123456789ABCDEFGHJKMNPQR!", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01arz3ndektsv4rrffq69g5fav"]
        {
            assert_eq!(text.parse::<Id>(), Err(InvalidId), "{text}");
        }
    }
}
