//! Prices, asked for here and worked out in the workshop: callers wait, and know no more.

use super::WorkshopHandle;
use leptos::prelude::*;
use pricing::{Draft, PricedQuote, records::PriceList};
use protocol::{OpenPrices, Price};
use shared::Problem;

/// Where quotes are priced. It knows which price list the workshop has open, so that each is sent once.
#[derive(Clone, Copy)]
pub struct Pricing {
    workshop: WorkshopHandle,
    opened: StoredValue<Option<(PriceList, String)>>,
}

impl Pricing {
    /// Nothing is open yet, and the workshop need not run.
    pub fn new(workshop: WorkshopHandle) -> Self {
        Self { workshop, opened: StoredValue::new(None) }
    }

    /// Prices a draft by a price list.
    ///
    /// # Errors
    /// Every problem of every line, or those of the whole quote; or why the workshop does not answer.
    pub async fn price(self, list: PriceList, draft: Draft) -> Result<PricedQuote, Vec<Problem>> {
        let prices = self.open(list).await?;
        Ok(self.workshop.ask(Price { prices, draft }).await?.quote)
    }

    /// The key of a price list that the workshop has open.
    async fn open(self, list: PriceList) -> Result<String, Vec<Problem>> {
        let same = |opened: &Option<(PriceList, String)>| {
            opened.as_ref().filter(|(known, _)| *known == list).map(|(_, version)| version.clone())
        };
        if let Some(version) = self.opened.try_with_value(same).flatten() {
            return Ok(version);
        }
        let version =
            self.workshop.ask(OpenPrices { catalog: list.now.clone(), pinned: list.pinned.clone() }).await?.version;
        self.opened.try_update_value(|opened| *opened = Some((list, version.clone())));
        Ok(version)
    }
}
