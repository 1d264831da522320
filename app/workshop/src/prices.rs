//! Price lists: opened once, then asked for quotes.

use crate::Workshop;
use pricing::{Prices, records::PriceList};
use protocol::{Failure, OpenPrices, Price, Priced, PricesOpened, Reply};

impl Workshop {
    /// Keeps a price list.
    pub(crate) fn open_prices(&mut self, question: OpenPrices) -> Reply<PricesOpened> {
        let OpenPrices { catalog: now, pinned } = question;
        let catalog = PriceList { now, pinned }.resolve()?;
        let version = catalog.version()?;
        let problems = catalog.check();
        self.prices.put(version.clone(), catalog);
        Ok(PricesOpened { version, problems })
    }

    /// Prices a draft. The list is indexed each time: that takes a millisecond for thousands of products.
    pub(crate) fn price(&mut self, question: &Price) -> Reply<Priced> {
        let Price { prices, draft } = question;
        let catalog = self.prices.get(prices).ok_or_else(|| Failure::NotOpen(prices.clone()))?;
        Ok(Priced { quote: Prices::open(catalog).quote(draft)? })
    }
}
