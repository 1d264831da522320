//! Questions about documents.

use crate::Message;
use document::QuoteDocument;
use pricing::{Order, ubl::Envelope};
use serde::{Deserialize, Serialize};
use std::mem;

/// Writes a quote as PDF.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Render {
    /// What it says. The files of its pictures travel as bytes, in the order of their names.
    pub document: QuoteDocument,
    /// What it looks like, as the JSON of a template; the standard one where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// A document that is written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rendered {
    /// The PDF, which travels as bytes.
    #[serde(skip)]
    pub pdf: Vec<u8>,
}

/// Writes an order for other systems.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// The order.
    pub order: Order,
    /// Who ordered it from whom, when.
    pub envelope: Envelope,
    /// How it is to be written.
    pub form: ExportForm,
}

/// How an order is written for other systems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportForm {
    /// Everything that is known of it.
    Json,
    /// A UBL 2.1 order.
    Ubl,
}

/// An order that is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// The file.
    pub text: String,
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

texts!(Export, Exported);

questions! {
    Export => Exported, "export";
    Render => Rendered, "render";
}
