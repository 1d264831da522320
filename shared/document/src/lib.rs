//! Quote documents: from a priced quote and a template to a PDF.
//!
//! The same code runs on the device and on the server and gives the same bytes: no clock, no random ids, no fonts of the
//! machine. What it writes is PDF/A-2a: fonts embedded, text readable in order, tables and headings tagged.
//!
//! The parts, each on the one before it: [`template`] says what a document looks like, `text` turns typed text into
//! lines of glyphs, `layout` puts lines, rules, tables and pictures on pages, `blocks` lay a quote out, and `pdf`
//! writes the pages down by `krilla`.

#[cfg(feature = "pdf")]
mod blocks;
#[cfg_attr(not(feature = "pdf"), allow(dead_code, reason = "only layout fills in; templates are checked without"))]
mod fill;
#[cfg_attr(not(feature = "pdf"), allow(dead_code, reason = "only layout writes words; templates are checked without"))]
mod labels;
#[cfg(feature = "pdf")]
mod layout;
pub mod locale;
#[cfg(feature = "pdf")]
mod pdf;
pub mod quote;
mod records;
pub mod room;
pub mod template;
#[cfg(feature = "pdf")]
mod text;

pub use quote::{QuoteDocument, Signature};
pub use records::{document, sent};
pub use template::Template;
#[cfg(feature = "pdf")]
pub use text::Fonts;

#[cfg(feature = "pdf")]
use shared::Problem;

/// The PDF of a quote.
///
/// Whatever is in its texts, the document is whole: see the rules of printable text. A picture that cannot be read is
/// replaced by an empty frame.
///
/// # Errors
/// When the template names what does not exist ([`Template::check`]) or the fonts cannot be read.
#[cfg(feature = "pdf")]
pub fn render(document: &QuoteDocument, template: &Template, fonts: &Fonts) -> Result<Vec<u8>, Problem> {
    if let Some(problem) = template.check().into_iter().next() {
        return Err(problem);
    }
    let template = &template.fitted(document);
    let pages = blocks::compose(document, template, fonts)?;
    pdf::write(pages, document, template, fonts)
}
