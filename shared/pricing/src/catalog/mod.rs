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
use std::collections::BTreeSet;

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

    /// This price list, and for products of which it says nothing the other one. The rules of the other do not count.
    #[must_use]
    pub fn or_else(mut self, other: Self) -> Self {
        let known: BTreeSet<String> = self.products().map(str::to_owned).collect();
        let news = |entries: Vec<Entry>| -> Vec<Entry> {
            entries.into_iter().filter(|entry| !known.contains(&entry.product)).collect()
        };
        let books = other.books.into_iter().map(|book| PriceBook { entries: news(book.entries), ..book });
        self.books.extend(books.filter(|book| !book.entries.is_empty()));
        let contracts = other.contracts.into_iter().map(|own| Contract { entries: news(own.entries), ..own });
        self.contracts.extend(contracts.filter(|own| !own.entries.is_empty()));
        self.bundles.extend(other.bundles.into_iter().filter(|bundle| !known.contains(&bundle.product)));
        self
    }

    /// The products of which it says something.
    fn products(&self) -> impl Iterator<Item = &str> {
        let books = self.books.iter().flat_map(|book| &book.entries);
        let contracts = self.contracts.iter().flat_map(|contract| &contract.entries);
        let entries = books.chain(contracts).map(|entry| entry.product.as_str());
        entries.chain(self.bundles.iter().map(|bundle| bundle.product.as_str()))
    }

    /// Everything in it that cannot be right, for whoever edits prices. A quote is only stopped by what it touches.
    pub fn check(&self) -> Vec<Problem> {
        check::check(self)
    }
}
