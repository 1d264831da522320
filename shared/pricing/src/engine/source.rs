//! Which price counts for a product: the account's own, or one of the books.

use super::Prices;
use crate::{
    catalog::{Catalog, Contract, Entry, PriceBook, Surcharge, Validity},
    draft::Draft,
    rate,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use shared::{Problem, value::Currency};
use std::cmp::Reverse;

/// A price of a product, and who gives it to whom.
pub(super) struct Offer<'a> {
    pub entry: &'a Entry,
    /// Name of the book or contract.
    pub name: &'a str,
    /// Its id.
    id: &'a str,
    currency: Currency,
    validity: Validity,
    priority: i32,
    group: Option<&'a str>,
    account: Option<&'a str>,
}

/// A price that counts, with the factor into the quote's currency.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub entry: &'a Entry,
    pub name: &'a str,
    pub factor: Decimal,
    pub currency: Currency,
}

/// The prices that count for a product.
pub(super) struct Sources<'a> {
    pub book: Option<Source<'a>>,
    pub contract: Option<Source<'a>>,
}

impl<'a> Sources<'a> {
    /// The price to start from, if there is one.
    pub(super) fn best(&self) -> Option<Source<'a>> {
        self.contract.or(self.book)
    }

    /// A contract without surcharges of its own leaves those of the book.
    pub(super) fn surcharges(&self) -> Option<(Source<'a>, &'a [Surcharge])> {
        let own = self.contract.filter(|source| !source.entry.surcharges.is_empty());
        own.or(self.book).map(|source| (source, source.entry.surcharges.as_slice()))
    }
}

impl<'a> Offer<'a> {
    /// Every price of a price list.
    pub(super) fn all(catalog: &'a Catalog) -> impl Iterator<Item = Self> {
        let books = catalog.books.iter().flat_map(|book| book.entries.iter().map(|entry| Self::of_book(book, entry)));
        let contracts = catalog
            .contracts
            .iter()
            .flat_map(|contract| contract.entries.iter().map(|entry| Self::of_contract(contract, entry)));
        books.chain(contracts)
    }

    fn of_book(book: &'a PriceBook, entry: &'a Entry) -> Self {
        Self {
            entry,
            name: &book.name,
            id: &book.id,
            currency: book.currency,
            validity: book.validity,
            priority: book.priority,
            group: book.group.as_deref(),
            account: None,
        }
    }

    fn of_contract(contract: &'a Contract, entry: &'a Entry) -> Self {
        Self {
            entry,
            name: &contract.name,
            id: &contract.id,
            currency: contract.currency,
            validity: contract.validity,
            priority: 0,
            group: None,
            account: Some(&contract.account),
        }
    }

    fn holds(&self, draft: &Draft) -> bool {
        let customer = &draft.customer;
        self.validity.holds(draft.date)
            && self.group.is_none_or(|group| customer.groups.contains(group))
            && (self.account.is_none() || self.account == customer.account.as_deref())
    }

    /// The least of these counts.
    fn order(&self, draft: &Draft) -> (bool, Reverse<i32>, bool, Reverse<Option<Date>>, &str, &str) {
        let foreign = self.currency != draft.currency;
        let from = Reverse(self.validity.from);
        (foreign, Reverse(self.priority), self.group.is_none(), from, self.id, &self.entry.id)
    }

    fn source(&self, draft: &Draft) -> Result<Source<'a>, Problem> {
        let factor = rate::factor(&draft.rates, self.currency, draft.currency)?;
        Ok(Source { entry: self.entry, name: self.name, factor, currency: self.currency })
    }
}

impl<'a> Prices<'a> {
    /// The prices that count for a product on the draft's day for its customer.
    pub(super) fn sources(&self, draft: &Draft, product: &str) -> Result<Sources<'a>, Problem> {
        let offers = self.offers.get(product).map(Vec::as_slice).unwrap_or_default();
        let best = |contract: bool| {
            let holding = offers.iter().filter(|offer| offer.account.is_some() == contract && offer.holds(draft));
            let best = holding.min_by(|a, b| a.order(draft).cmp(&b.order(draft)));
            best.map(|offer| offer.source(draft)).transpose()
        };
        Ok(Sources { book: best(false)?, contract: best(true)? })
    }
}
