//! Questions about prices.

use pricing::{Catalog, Draft, PricedQuote};
use serde::{Deserialize, Serialize};
use shared::Problem;

/// Makes a price list ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPrices {
    /// The price list.
    pub catalog: Catalog,
    /// What is pinned to a quote and goes before it: see [`pricing::records::PriceList`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
}

/// A price list that is ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricesOpened {
    /// Its fingerprint, which quotes pin: the key for [`Price`].
    pub version: String,
    /// What cannot be right in it. A quote is only stopped by what it touches.
    pub problems: Vec<Problem>,
}

/// Prices a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// The price list's key.
    pub prices: String,
    /// What is to be priced.
    pub draft: Draft,
}

/// A priced draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priced {
    /// Lines and totals.
    pub quote: PricedQuote,
}

texts!(OpenPrices, PricesOpened, Price, Priced);

questions! {
    OpenPrices => PricesOpened, "open_prices" {
        fn opened(answer: &PricesOpened) -> Option<&str> {
            Some(&answer.version)
        }
    };
    Price => Priced, "price" {
        const MARK: Option<&'static str> = Some("quote.price");
    };
}
