//! Links by which customers see a quote without signing in.

use crate::{Problem, entity, schema::Attempt, sync::hex};
use sha2::{Digest, Sha256};

entity! {
    /// A link that was given to a customer. Whoever has its secret sees the quote and may answer it; here stands only what
    /// the secret is recognised by. A device makes the secret itself, so that a link can be handed out without a network.
    QuoteLink = "quote_link" / "quote_links", scope Owned, write Members {
        /// For whom it was made.
        NAME = "name": Text(200) [title, list, search];
        /// The quote.
        QUOTE = "quote": Link("quote") [required, list];
        /// What its secret is recognised by: see [`QuoteLink::hash`].
        HASH = "hash": Text(64) [required, unique, hidden];
        /// Last day on which it leads anywhere.
        EXPIRES_ON = "expires_on": Date [required, list];
        /// It was taken back.
        REVOKED = "revoked": Flag [list];
        /// When it was first opened.
        OPENED_AT = "opened_at": DateTime [list, system];
        /// As the quote's.
        OWNER = "owner": Link("user") [careful];
        /// As the quote's.
        TEAM = "team": Link("team") [careful];
    }
    guards [leads_where_it_led]
    goes with "quote"
}

impl QuoteLink {
    /// A link's secret from 160 random bits: 40 hexadecimal digits.
    pub fn secret(random: [u8; 20]) -> String {
        hex(&random)
    }

    /// What a secret is recognised by: its SHA-256, from which nobody gets back to it.
    pub fn hash(secret: &str) -> String {
        hex(&Sha256::digest(secret.as_bytes()))
    }
}

/// A link that is out there never leads to another quote, and one that was taken back stays so.
fn leads_where_it_led(attempt: &Attempt<'_>) -> Option<Problem> {
    let before = attempt.before?;
    let led = [QuoteLink::QUOTE.id, QuoteLink::HASH.id].into_iter().find(|field| attempt.changes(field));
    let back = (before.get(QuoteLink::REVOKED) == Some(true) && attempt.changes(QuoteLink::REVOKED.id))
        .then_some(QuoteLink::REVOKED.id);
    led.or(back).map(|field| Problem::of(field, "problem-quote-link-stays"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_its_hash_tells_nothing_of_it() {
        let secret = QuoteLink::secret([7; 20]);
        assert_eq!(secret.len(), 40);
        assert_eq!(QuoteLink::hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_ne!(QuoteLink::hash(&secret), QuoteLink::hash(&QuoteLink::secret([8; 20])));
    }
}
