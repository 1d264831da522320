//! Quotes as PDF.

use crate::Workshop;
use document::Template;
use protocol::{Render, Rendered, Reply};
use shared::Problem;
use std::borrow::Cow;

impl Workshop {
    /// Writes a quote as PDF.
    pub(crate) fn render(&mut self, question: &Render) -> Reply<Rendered> {
        let Render { document, template } = question;
        let template = match template {
            Some(template) => Cow::Borrowed(template),
            None => Cow::Owned(Template::standard()?),
        };
        let fonts = self.fonts.as_ref().ok_or_else(|| Problem::new("problem-document-font"))?;
        Ok(Rendered { pdf: document::render(document, &template, fonts)? })
    }
}
