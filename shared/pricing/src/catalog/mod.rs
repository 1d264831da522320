//! Everything that prices come from: books, contracts, bundles and discount rules. Plain data, made of records.

mod book;
mod bundle;
pub(crate) mod check;
mod discount;

pub(crate) use book::one;
pub use book::{Contract, Entry, PriceBook, Surcharge, SurchargeSize, Tier, TierMode, Tiers, Validity};
pub use bundle::{Bundle, BundlePrice, Part};
pub use discount::{Condition, DiscountRule, DiscountSize};

use crate::fingerprint;
use serde::{Deserialize, Serialize};
use shared::Problem;

/// A price list in one version. A quote pins its [fingerprint](Catalog::version) and can be priced by it again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Catalog {
    /// Price books.
    pub books: Vec<PriceBook>,
    /// Prices agreed with one account.
    pub contracts: Vec<Contract>,
    /// Products that are sold as a set.
    pub bundles: Vec<Bundle>,
    /// Discounts by rule.
    pub discounts: Vec<DiscountRule>,
}

impl Catalog {
    /// The fingerprint of everything in it.
    pub fn version(&self) -> Result<String, Problem> {
        fingerprint::fingerprint("price-list", self)
    }

    /// Everything in it that cannot be right, for whoever edits prices. A quote is only stopped by what it touches.
    pub fn check(&self) -> Vec<Problem> {
        check::check(self)
    }
}
