//! Prices, asked for here and worked out wherever that is cheap: callers wait, and know no more.

use super::Timer;
use pricing::{Catalog, Draft, PricedQuote, Prices};
use shared::Problem;

/// Prices a draft by a price list.
///
/// # Errors
/// Every problem of every line, or those of the whole quote.
#[allow(clippy::unused_async, reason = "the arithmetic may move to a worker, and nobody has to know")]
pub async fn price(catalog: Catalog, draft: Draft) -> Result<PricedQuote, Vec<Problem>> {
    let timer = Timer::start("quote.price");
    let priced = Prices::open(&catalog).quote(&draft);
    timer.stop();
    priced
}
