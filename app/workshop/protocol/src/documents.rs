//! Questions about documents.

use crate::{Message, Question};
use document::{QuoteDocument, Template};
use serde::{Deserialize, Serialize};
use std::mem;

/// Writes a quote as PDF.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Render {
    /// What it says. The files of its pictures travel as bytes, in the order of their names.
    pub document: QuoteDocument,
    /// What it looks like; the standard one where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
}

/// A document that is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rendered {
    /// The PDF, which travels as bytes.
    #[serde(skip)]
    pub pdf: Vec<u8>,
}

impl Message for Render {
    fn take_bytes(&mut self) -> Vec<Vec<u8>> {
        self.document.pictures.values_mut().map(|picture| mem::take(&mut picture.file)).collect()
    }

    fn give_bytes(&mut self, bytes: Vec<Vec<u8>>) {
        for (picture, file) in self.document.pictures.values_mut().zip(bytes) {
            picture.file = file;
        }
    }
}

impl Message for Rendered {
    fn take_bytes(&mut self) -> Vec<Vec<u8>> {
        vec![mem::take(&mut self.pdf)]
    }

    fn give_bytes(&mut self, bytes: Vec<Vec<u8>>) {
        self.pdf = bytes.into_iter().next().unwrap_or_default();
    }
}

impl Question for Render {
    type Answer = Rendered;
    const NAME: &'static str = "render";
}
