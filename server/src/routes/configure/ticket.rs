//! Proof that a page was loaded: who sends a request has a ticket from one, which nobody else can make.

use shared::record::Millis;

use crate::{app::App, store::StoreError};

/// Nobody reads, chooses and writes faster than this.
const LEAST: Millis = 3_000;
/// A request that was kept without a network may be sent with the ticket of its page so much later. After that the page
/// fetches another one.
const MOST: Millis = 30 * 24 * 60 * 60 * 1000;

/// How a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ticket {
    Good,
    /// Of a page that was loaded a moment ago.
    Fresh,
    /// None of ours, of another product, or too old.
    Void,
}

/// A ticket of this moment.
pub(super) async fn issue(app: &App, product: &str) -> Result<String, StoreError> {
    let now = app.clock.now();
    Ok(format!("{now}.{}", seal(app, product, now).await?))
}

/// How a ticket stands now.
pub(super) async fn check(app: &App, product: &str, ticket: &str) -> Result<Ticket, StoreError> {
    let Some((at, given)) = ticket.split_once('.') else { return Ok(Ticket::Void) };
    let Ok(at) = at.parse::<Millis>() else { return Ok(Ticket::Void) };
    if seal(app, product, at).await? != given {
        return Ok(Ticket::Void);
    }
    Ok(match app.clock.now().saturating_sub(at) {
        age if age < LEAST => Ticket::Fresh,
        age if age > MOST => Ticket::Void,
        _ => Ticket::Good,
    })
}

/// What only this workspace can make of product and time.
async fn seal(app: &App, product: &str, at: Millis) -> Result<String, StoreError> {
    Ok(app.workspace.name(&format!("configure/{product}/{at}")).await?.to_string())
}
