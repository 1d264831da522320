//! What customers signed.

use crate::entity;

entity! {
    /// A customer's acceptance of a quote by its link. The server writes it with the order that comes of it, and nobody
    /// changes it afterwards.
    Acceptance = "acceptance" / "acceptances", scope Owned, write System {
        /// Who accepted, as they signed.
        NAME = "name": Text(200) [required, title, list, search];
        /// The quote.
        QUOTE = "quote": Link("quote") [required, list];
        /// Whether the signature was drawn or only typed.
        KIND = "kind": Choice(&["drawn", "typed"]) [required, list];
        /// When.
        AT = "at": DateTime [required, list];
        /// The drawn signature: an SVG path on a field of 600 by 200.
        SIGNATURE = "signature": LongText [hidden];
        /// The fingerprint of what was shown, which the quote as it was sent has too.
        SHOWN = "shown": Text(64) [required, hidden];
        /// The link by which the quote was seen.
        LINK = "link": Link("quote_link") [required, hidden];
        /// SHA-256 of the link's secret and the network address that the answer came from: who has both can compare.
        ORIGIN = "origin": Text(64) [hidden];
        /// What the browser said that it is.
        AGENT = "agent": Text(200);
        /// As the quote's.
        OWNER = "owner": Link("user") [careful];
        /// As the quote's.
        TEAM = "team": Link("team") [careful];
    }
    goes with "quote"
    one per "quote"
}
