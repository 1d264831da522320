//! Which addresses a link or picture may have.

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A page of this site, or a place on this page.
    Here,
    /// Another site, or a mail program.
    Elsewhere,
}

/// Schemes that links may have.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// Where an address leads; nothing for one that is refused.
///
/// Browsers skip tabs and line ends within an address and read `\` as `/`, so that what looks like a
/// path or a harmless scheme may be none: addresses with such characters are refused altogether.
pub(super) fn place(address: &str) -> Option<Place> {
    if address.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return None;
    }
    if address.starts_with('#') || is_path(address) {
        return Some(Place::Here);
    }
    let begins = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let known = SCHEMES.iter().any(|scheme| begins(scheme) && address.len() > scheme.len());
    known.then_some(Place::Elsewhere)
}

/// A path on this site; `//host/path` is another site.
pub(super) fn is_path(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.chars().any(|c| c.is_control() || c == '\\')
}
