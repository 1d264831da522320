//! Markdown to HTML that is safe by construction.
//!
//! Every tag that comes out is written here, from a fixed list, and every text and attribute is
//! escaped; nothing of the input passes through as markup. Raw HTML stands as text. There are no
//! `style` attributes, which the Content-Security-Policy would refuse, and no ids without the prefix
//! `md-`, which a page could mistake for its own.

mod url;
mod writer;

pub use crate::text::plain;

use pulldown_cmark::{Options, Parser};
use std::fmt;

/// HTML that [`render`] has made: safe to set as the content of an element.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML as an owned text.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Renders Markdown with tables, task lists, footnotes and strikethrough.
///
/// Headings begin at the second level (the page has the first), leave out no level on their way down and carry
/// ids such as `md-which-frame-size-fits`. Links go to `http:`, `https:`, `mailto:`, `/…` or `#…`, pictures come
/// from `/…`; any other address leaves the text without a link. Links to other hosts open in a new tab
/// and tell the other side nothing.
///
/// ```
/// let html = shared::markdown::render("**Hi** <script>alert(1)</script> [x](javascript:alert(1))");
/// assert_eq!(html.as_str(), "<p><strong>Hi</strong> &lt;script&gt;alert(1)&lt;/script&gt; x</p>\n");
/// ```
pub fn render(markdown: &str) -> Html {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut writer = writer::Writer::new(markdown.len());
    for event in Parser::new_ext(markdown, options) {
        writer.event(event);
    }
    Html(writer.finish())
}
