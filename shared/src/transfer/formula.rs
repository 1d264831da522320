//! Formula-like cells: imported as plain text, neutralised on export.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line end. By the rule of
//! OWASP ("CSV Injection") an export puts one `'` before such a cell. So that importing the export
//! gives the same text back, a cell that already looks marked gets one more `'`, and reading takes
//! exactly one off.

use std::borrow::Cow;

/// Characters that make a spreadsheet read the rest as a formula, also in full width.
const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Whether the text is any number of `'` and then a trigger.
fn is_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(TRIGGERS)
}

/// Whether [`restore`] would take a mark off.
pub(super) fn is_marked(cell: &str) -> bool {
    cell.starts_with('\'') && is_dangerous(cell)
}

/// The text as it may stand in a file that a spreadsheet opens.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if is_dangerous(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`neutralise`] was given.
pub fn restore(cell: &str) -> Cow<'_, str> {
    match cell.strip_prefix('\'') {
        Some(text) if is_dangerous(text) => Cow::Borrowed(text),
        _ => Cow::Borrowed(cell),
    }
}
