//! What a quote document tells.

use crate::template::{PageSize, Show};
use jiff::civil::Date;
use pricing::{PricedQuote, ubl::Party};
use serde::{Deserialize, Serialize};
use shared::{file, value::FileRef};
use std::collections::{BTreeMap, BTreeSet};

/// A quote and everything around it that is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteDocument {
    /// Number.
    pub number: String,
    /// Version, from 1.
    pub version: u32,
    /// It is not sent yet: marked so on every page, and not to be signed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub draft: bool,
    /// What it is about.
    #[serde(default)]
    pub title: String,
    /// Day of issue; also the document's date of creation.
    pub issued: Date,
    /// Last day on which it may be accepted.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: Party,
    /// What the buyer calls it.
    #[serde(default)]
    pub reference: String,
    /// Text above the lines.
    #[serde(default)]
    pub introduction: String,
    /// Terms.
    #[serde(default)]
    pub terms: String,
    /// Notes.
    #[serde(default)]
    pub notes: String,
    /// Text at the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub closing: String,
    /// The columns of its lines; the template's where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Show>,
    /// Its paper; the template's where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<PageSize>,
    /// Lines and totals. Steps of waterfalls are not printed.
    pub quote: PricedQuote,
    /// Pictures by name: PNG or JPEG files.
    #[serde(default)]
    pub pictures: BTreeMap<String, Picture>,
    /// The names of the lines' pictures, by the lines' ids. A line's own picture has the line's id for its name.
    #[serde(default)]
    pub line_pictures: BTreeMap<String, String>,
    /// The files of pictures that somebody has yet to put in, by the pictures' names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub stored: BTreeMap<String, FileRef>,
    /// Some pictures are not in it, because with them it would be too large.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
    /// The buyer's signature, once he has accepted.
    #[serde(default)]
    pub signature: Option<Signature>,
}

impl QuoteDocument {
    /// The hashes of the files that its pictures need.
    pub fn wanted(&self) -> BTreeSet<String> {
        self.stored.values().map(|stored| stored.hash.clone()).collect()
    }

    /// Puts a file into all pictures that are to show it. What nobody gives stays an empty frame, and so does a file that
    /// is not what was said of it: by that its room was measured.
    pub fn give(&mut self, hash: &str, bytes: &[u8]) {
        for (name, _) in self.stored.iter().filter(|(_, said)| said.hash == hash && file::is_as_said(said, bytes)) {
            if let Some(picture) = self.pictures.get_mut(name) {
                picture.file = bytes.to_vec();
            }
        }
    }

    /// The name of its file: the number, and the version from the second on. Whatever a number is made of, it can stand
    /// on a disk and in a header.
    pub fn file_name(&self) -> String {
        let plain = |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '-' };
        let number: String = self.number.chars().map(plain).collect();
        match self.version {
            0 | 1 => format!("{number}.pdf"),
            version => format!("{number}-v{version}.pdf"),
        }
    }
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    /// The file.
    pub file: Vec<u8>,
    /// What it shows, for those who cannot see it.
    pub alt: String,
}

/// An acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who accepted.
    pub name: String,
    /// When.
    pub on: Date,
    /// Name of the picture of his signature.
    #[serde(default)]
    pub picture: String,
    /// Hash of the document that he accepted.
    #[serde(default)]
    pub document_hash: String,
}
