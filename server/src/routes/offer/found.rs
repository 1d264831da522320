//! From the secret in an address to the quote, and how that stands.

use std::sync::Arc;

use shared::{
    Record,
    entities::{DRAFT, Quote, QuoteLink},
    record::Millis,
    sync::{Authority, Rows},
};

use super::refused::Refused;
use crate::{app::App, auth::Peer, public::day_over};

/// Longest secret that is looked at.
const LONGEST: usize = 100;

/// A link whose secret somebody has, with its quote.
pub(super) struct Found {
    pub(super) secret: String,
    pub(super) link: Arc<Record>,
    pub(super) quote: Arc<Record>,
    /// Place in the log of the quote's last change: an answer is to the quote as it was found.
    pub(super) seq: u64,
    pub(super) standing: Standing,
}

/// What can be done with a quote by its link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It waits for an answer.
    Open,
    Accepted,
    Declined,
    Expired,
    /// There is a newer version.
    Replaced,
    /// The link was taken back.
    Revoked,
}

impl Standing {
    /// Whether the quote is shown at all.
    pub(super) const fn shows(self) -> bool {
        matches!(self, Self::Open | Self::Accepted | Self::Declined)
    }
}

/// The quote of a secret. Every try is paid for, and given back where the secret is right, so that guessing gets slow and
/// reading does not.
pub(super) fn find(app: &App, peer: Peer, secret: &str) -> Result<Found, Refused> {
    let (account, now) = (peer.address.to_string(), app.clock.now());
    app.link_guesses.attempt(&account, peer.address, now).map_err(Refused::Often)?;
    let found = look_up(&app.workspace.truth(), secret, now).ok_or(Refused::Nowhere)?;
    app.link_guesses.refund(&account, peer.address);
    Ok(found)
}

fn look_up(truth: &Authority, secret: &str, now: Millis) -> Option<Found> {
    if secret.len() > LONGEST {
        return None;
    }
    let link =
        truth.holding(QuoteLink::ENTITY_NAME, QuoteLink::HASH.id, &QuoteLink::hash(secret)).into_iter().next()?;
    let held = truth.held(Quote::ENTITY_NAME, link.get(QuoteLink::QUOTE)?).filter(|held| held.is_live())?;
    let standing = standing(&link, &held.record, now)?;
    Some(Found { secret: secret.to_owned(), link, quote: held.record.clone(), seq: held.seq, standing })
}

/// Nothing for a draft, which nobody has been offered yet.
fn standing(link: &Record, quote: &Record, now: Millis) -> Option<Standing> {
    let over = |day| day_over(day, now);
    let status = quote.get(Quote::STATUS).filter(|status| *status != DRAFT)?;
    if link.get(QuoteLink::REVOKED) == Some(true) {
        return Some(Standing::Revoked);
    }
    if status == "replaced" {
        return Some(Standing::Replaced);
    }
    if link.get(QuoteLink::EXPIRES_ON).is_none_or(over) {
        return Some(Standing::Expired);
    }
    Some(match status {
        "accepted" => Standing::Accepted,
        "declined" => Standing::Declined,
        "sent" if !quote.get(Quote::VALID_UNTIL).is_some_and(over) => Standing::Open,
        _ => Standing::Expired,
    })
}

/// Pays for an answer by a link.
pub(super) fn allow(app: &App, found: &Found, peer: Peer) -> Result<(), Refused> {
    let link = found.link.id.to_string();
    app.link_answers.attempt(&link, peer.address, app.clock.now()).map_err(Refused::Often)
}
