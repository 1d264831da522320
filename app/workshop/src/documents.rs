//! Quotes as PDF, orders for other systems.

use crate::Workshop;
use document::Template;
use pricing::{Order, ubl, ubl::Envelope};
use protocol::{Export, ExportForm, Exported, Render, Rendered, Reply};
use serde::Serialize;
use shared::Problem;

impl Workshop {
    /// Writes a quote as PDF.
    pub(crate) fn render(&mut self, question: &Render) -> Reply<Rendered> {
        let Render { document, template } = question;
        let template = match template {
            Some(template) => Template::read(template)?,
            None => Template::standard()?,
        };
        let fonts = self.fonts.as_ref().ok_or_else(|| Problem::new("problem-document-font"))?;
        Ok(Rendered { pdf: document::render(document, &template, fonts)? })
    }
}

/// An order with all around it, as JSON.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    envelope: &'a Envelope,
    order: &'a Order,
}

/// Writes an order for other systems.
pub(crate) fn export(question: &Export) -> Reply<Exported> {
    let Export { order, envelope, form } = question;
    let text = match form {
        ExportForm::Ubl => ubl::order(order, envelope)?,
        ExportForm::Json => {
            serde_json::to_string_pretty(&Whole { envelope, order }).map_err(|_| Problem::new("problem-not-written"))?
        }
    };
    Ok(Exported { text })
}
