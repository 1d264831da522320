//! Prices and the arithmetic of quotes and orders.
//!
//! Nothing here reads a clock, a random source or the outside world: dates and rates are passed in, and the same
//! input gives the same bytes on a device and on the server.
//!
//! What holds everywhere:
//!
//! - **Every amount that leaves this crate is a whole number of minor units** of its currency (ISO 4217). Each step of a
//!   waterfall rounds its own result, half away from zero, so that a person can check every line by hand. Only prices
//!   *per unit* may be finer.
//! - **Parts add up to the whole.** What is spread over lines is spread by largest remainder (the module `distribute`).
//! - **Taxes are worked out per category** on the sum of its net amounts, never per line (EN 16931).
//! - **Cost never meets a quote's data**: [`Costs`] and [`MarginReport`] cannot be serialised, so no view, response or
//!   document made of a [`PricedQuote`] can hold them.
//! - Nothing panics. What a person can mend is a [`shared::Problem`].

pub mod amount;
pub mod approval;
pub mod catalog;
pub mod compare;
pub mod demo;
mod distribute;
pub mod draft;
mod engine;
mod fingerprint;
pub mod margin;
pub mod order;
pub mod quote;
pub mod rate;
pub mod records;
pub mod tax;
pub mod totals;
pub mod ubl;
pub mod waterfall;

pub use amount::round;
pub use catalog::Catalog;
pub use distribute::distribute;
pub use draft::Draft;
pub use engine::Prices;
pub use fingerprint::fingerprint;
pub use margin::{Costs, MarginReport};
pub use order::Order;
pub use quote::{PricedLine, PricedQuote};
pub use rate::Rate;
pub use tax::{Tax, TaxCategory};
pub use totals::Totals;
pub use waterfall::{Sentence, Step};
