//! Words as people mean them: folding, tokens, stems, edit distance, natural order and snippets.
//!
//! Everything that compares text without regard to case and accents goes through [`fold()`], so
//! that filters, sorting, search and import agree on what is the same.

mod distance;
mod fold;
mod natural;
mod plain;
mod snippet;
mod stem;
mod tokens;
mod unicode;
mod weave;

pub use distance::{distance_within, similarity};
pub use fold::{fold, fold_into, is_blank, squeeze};
pub use natural::natural_key;
pub use plain::plain;
pub use snippet::{Highlighter, Snippet};
pub use stem::Stems;
pub use tokens::{Token, tokens};
pub use weave::{Woven, weave};

pub(crate) use distance::{first_row, next_row};
pub(crate) use fold::fold_char;
pub(crate) use natural::push_natural;
pub(crate) use snippet::slips_allowed;
pub(crate) use tokens::each_folded;
