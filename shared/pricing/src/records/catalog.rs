//! The price list of one quote: every price that may count for what stands on it.

use super::{amount_in, currency, decimal, find, lines, linking, own_text, text};
use crate::catalog::{
    Bundle, BundlePrice, Catalog, Condition, Contract, DiscountRule, DiscountSize, Entry, Part, PriceBook, Surcharge,
    SurchargeSize, Tier, TierMode, Tiers, Validity,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{
    Id, Problem, Record, Value,
    entities::{
        Bundle as BundleRecord, BundlePart, DiscountRule as RuleRecord, Price, PriceBook as BookRecord, Product, Quote,
        QuoteLine, Surcharge as SurchargeRecord,
    },
    schema::{Key, kinds::Links},
    sync::Rows,
    value::{Currency, Money},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Kinds of discount rules.
const DISCOUNTS: [&str; 4] = ["percent", "unit_off", "line_off", "unit_price"];

/// The price list of a quote, before what is pinned is read: a device leaves that to whoever prices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceList {
    /// What products cost now.
    pub now: Catalog,
    /// What is pinned to the quote, as its field has it, where that is still meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pinned: Option<String>,
}

/// A price list that a quote was priced by. Of several that were pinned one after the other the first goes before.
#[derive(Serialize, Deserialize)]
struct Pinned {
    about: About,
    list: PriceList,
}

/// What a price list was pinned for: another customer, book or currency has other prices.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct About {
    currency: Option<String>,
    book: Option<Id>,
    account: Option<Id>,
}

impl About {
    fn of(quote: &Record) -> Self {
        let currency = own_text(quote, Quote::CURRENCY.id);
        Self { currency, book: quote.get(Quote::PRICE_BOOK), account: quote.get(Quote::ACCOUNT) }
    }
}

impl PriceList {
    /// The price list that counts: what is pinned, and for products that this does not know what they cost now.
    ///
    /// # Errors
    /// When what is pinned cannot be read.
    pub fn resolve(self) -> Result<Catalog, Problem> {
        let Some(json) = self.pinned else { return Ok(self.now) };
        let broken = |_| Problem::of(Quote::PRICES.id, "problem-prices-broken");
        let pinned: Pinned = serde_json::from_str(&json).map_err(broken)?;
        Ok(pinned.list.resolve()?.or_else(self.now))
    }
}

/// What products cost on a quote: by the price list that is pinned to it, and for products that this does not know as
/// prices are now.
///
/// # Errors
/// The first record that cannot be a price.
pub fn catalog(rows: &dyn Rows, quote: &Record) -> Result<Catalog, Problem> {
    price_list(rows, quote)?.resolve()
}

/// The same, where what is pinned is read later.
///
/// # Errors
/// The first record that cannot be a price.
pub fn price_list(rows: &dyn Rows, quote: &Record) -> Result<PriceList, Problem> {
    /// The rest is not read here.
    #[derive(Deserialize)]
    struct Head {
        about: About,
    }
    let fits = |json: &&str| serde_json::from_str::<Head>(json).is_ok_and(|head| head.about == About::of(quote));
    let pinned = quote.get(Quote::PRICES).filter(fits).map(str::to_owned);
    Ok(PriceList { now: catalog_now(rows, quote)?, pinned })
}

/// The price list of a quote, for the field that pins it.
pub(super) fn pinned(rows: &dyn Rows, quote: &Record) -> Result<Value, Problem> {
    let pinned = Pinned { about: About::of(quote), list: price_list(rows, quote)? };
    serde_json::to_string(&pinned).map(Value::from).map_err(|_| Problem::new("problem-not-written"))
}

/// The price list that a quote was sent with, by itself: whatever products cost here and now has no say.
///
/// # Errors
/// When there is none, it cannot be read, or it was pinned for another customer, book or currency.
pub(super) fn kept_list(quote: &Record) -> Result<Catalog, Problem> {
    let broken = || Problem::of(Quote::PRICES.id, "problem-prices-broken");
    let pinned: Pinned =
        quote.get(Quote::PRICES).and_then(|json| serde_json::from_str(json).ok()).ok_or_else(broken)?;
    if pinned.about == About::of(quote) { pinned.list.resolve() } else { Err(broken()) }
}

/// What products cost now. A quote that names a book knows no other but what was agreed with its account. Where no book
/// has a product, its own list price counts.
///
/// # Errors
/// The first record that cannot be a price.
pub fn catalog_now(rows: &dyn Rows, quote: &Record) -> Result<Catalog, Problem> {
    let currency = currency(quote, Quote::CURRENCY.id)?;
    let sold = lines(rows, quote.id).iter().filter_map(|line| line.get(QuoteLine::PRODUCT)).collect();
    let (bundles, products) = bundles(rows, sold)?;
    let maker = Maker { rows, currency, prices: prices_by_book(rows, &products) };
    let named = quote.get(Quote::PRICE_BOOK);
    let mut catalog = Catalog { bundles, discounts: discounts(rows)?, ..Catalog::default() };
    for book in linking(rows, BookRecord::ENTITY_NAME, BookRecord::CURRENCY.id, currency.code()) {
        match book.get(BookRecord::ACCOUNT) {
            Some(account) if quote.get(Quote::ACCOUNT) == Some(account) => {
                catalog.contracts.push(maker.contract(&book, account)?);
            }
            None if named.is_none_or(|id| id == book.id) => catalog.books.push(maker.book(&book)?),
            _ => {}
        }
    }
    if named.is_none() {
        catalog.books.extend(products.iter().filter_map(|id| maker.list_price(*id)));
    }
    Ok(catalog)
}

/// The book that new quotes begin with: of the usual ones in this currency, or in any, the first by name.
pub fn usual_book(books: &[Arc<Record>], currency: Option<Currency>) -> Option<&Arc<Record>> {
    let fits = |book: &&Arc<Record>| {
        let code = book.get(BookRecord::CURRENCY);
        book.get(BookRecord::ACCOUNT).is_none() && currency.is_none_or(|currency| code == Some(currency.code()))
    };
    let usual = |book: &Arc<Record>| book.get(BookRecord::STANDARD) == Some(true);
    let order = |book: &&Arc<Record>| (!usual(book), text(book, BookRecord::NAME.id), book.id);
    books.iter().filter(fits).min_by_key(order)
}

/// Prices of the products by their books.
fn prices_by_book(rows: &dyn Rows, products: &BTreeSet<Id>) -> BTreeMap<Id, Vec<Arc<Record>>> {
    let mut books: BTreeMap<Id, Vec<Arc<Record>>> = BTreeMap::new();
    for product in products {
        for price in linking(rows, Price::ENTITY_NAME, Price::PRODUCT.id, &product.to_string()) {
            if let Some(book) = price.get(Price::BOOK) {
                books.entry(book).or_default().push(price);
            }
        }
    }
    books
}

/// Makes price lists in one currency.
struct Maker<'a> {
    rows: &'a dyn Rows,
    currency: Currency,
    prices: BTreeMap<Id, Vec<Arc<Record>>>,
}

impl Maker<'_> {
    fn book(&self, book: &Record) -> Result<PriceBook, Problem> {
        Ok(PriceBook {
            id: book.id.to_string(),
            name: text(book, BookRecord::NAME.id),
            currency: self.currency,
            validity: validity(book, BookRecord::VALID_FROM.id, BookRecord::VALID_TO.id),
            group: own_text(book, BookRecord::GROUP.id),
            priority: whole(book.get(BookRecord::PRIORITY)),
            entries: self.entries(book)?,
        })
    }

    fn contract(&self, book: &Record, account: Id) -> Result<Contract, Problem> {
        Ok(Contract {
            id: book.id.to_string(),
            name: text(book, BookRecord::NAME.id),
            account: account.to_string(),
            currency: self.currency,
            validity: validity(book, BookRecord::VALID_FROM.id, BookRecord::VALID_TO.id),
            entries: self.entries(book)?,
        })
    }

    /// A product's own price as a book of its own, behind all others.
    fn list_price(&self, id: Id) -> Option<PriceBook> {
        let product = find(self.rows, Product::ENTITY_NAME, Some(id))?;
        let price = product.get(Product::PRICE).filter(|price| price.currency == self.currency)?;
        let (id, name) = (id.to_string(), text(&product, Product::NAME.id));
        let entry = Entry {
            id: id.clone(),
            product: id.clone(),
            price: price.amount,
            per: Decimal::ONE,
            tiers: None,
            surcharges: Vec::new(),
        };
        let validity = Validity::default();
        let currency = self.currency;
        Some(PriceBook { id, name, currency, validity, group: None, priority: i32::MIN, entries: vec![entry] })
    }

    fn entries(&self, book: &Record) -> Result<Vec<Entry>, Problem> {
        let mut products: BTreeMap<Id, Vec<&Arc<Record>>> = BTreeMap::new();
        for price in self.prices.get(&book.id).into_iter().flatten() {
            if let Some(product) = price.get(Price::PRODUCT) {
                products.entry(product).or_default().push(price);
            }
        }
        products.into_iter().filter_map(|(product, prices)| self.entry(product, prices).transpose()).collect()
    }

    /// The prices of one product in one book: that of the least quantity is its price, the others are its tiers.
    fn entry(&self, product: Id, mut prices: Vec<&Arc<Record>>) -> Result<Option<Entry>, Problem> {
        let from = |price: &Record| price.get(Price::FROM).unwrap_or_default();
        prices.sort_by(|a, b| from(a).total_cmp(&from(b)).then(a.id.cmp(&b.id)));
        let Some((first, above)) = prices.split_first() else { return Ok(None) };
        let per = |price: &Record| price.get(Price::PER).map_or(Decimal::ONE, decimal);
        let mut steps: Vec<Tier> = Vec::new();
        for price in above {
            let tier = Tier { from: decimal(from(price)), price: self.tier_price(price, per(first), per(price))? };
            // Of two prices from one quantity on, the older one counts.
            if tier.from > Decimal::ZERO && steps.last().is_none_or(|last| last.from < tier.from) {
                steps.push(tier);
            }
        }
        let graduated = first.get(Price::TIERS) == Some("graduated");
        let mode = if graduated { TierMode::Graduated } else { TierMode::Volume };
        Ok(Some(Entry {
            id: first.id.to_string(),
            product: product.to_string(),
            price: self.amount(first)?,
            per: per(first),
            tiers: (!steps.is_empty()).then_some(Tiers { mode, steps }),
            surcharges: self.surcharges(first)?,
        }))
    }

    fn amount(&self, price: &Record) -> Result<Decimal, Problem> {
        let money = price.get(Price::AMOUNT).ok_or_else(|| Problem::of(Price::AMOUNT.id, "problem-required"))?;
        amount_in(money, self.currency, Price::AMOUNT.id)
    }

    /// A tier's price is of as many units as the product's.
    fn tier_price(&self, tier: &Record, wanted: Decimal, own: Decimal) -> Result<Decimal, Problem> {
        let amount = self.amount(tier)?;
        if wanted == own {
            return Ok(amount);
        }
        let converted = amount.checked_mul(wanted).and_then(|amount| amount.checked_div(own));
        converted.ok_or_else(|| Problem::of(Price::PER.id, "problem-out-of-range"))
    }

    fn surcharges(&self, price: &Record) -> Result<Vec<Surcharge>, Problem> {
        let of = linking(self.rows, SurchargeRecord::ENTITY_NAME, SurchargeRecord::PRICE.id, &price.id.to_string());
        of.iter().map(|surcharge| self.surcharge(surcharge)).collect()
    }

    fn surcharge(&self, record: &Record) -> Result<Surcharge, Problem> {
        let size = match record.get(SurchargeRecord::AMOUNT) {
            Some(money) => SurchargeSize::Amount(amount_in(money, self.currency, SurchargeRecord::AMOUNT.id)?),
            None => SurchargeSize::Percent(record.get(SurchargeRecord::PERCENT).map_or(Decimal::ZERO, decimal)),
        };
        Ok(Surcharge {
            id: record.id.to_string(),
            name: text(record, SurchargeRecord::NAME.id),
            attribute: text(record, SurchargeRecord::ATTRIBUTE.id),
            value: own_text(record, SurchargeRecord::VALUE.id),
            size,
        })
    }
}

fn validity(record: &Record, from: &str, to: &str) -> Validity {
    let day = |field| record.value(field).as_text().and_then(|day| day.parse().ok());
    Validity { from: day(from), to: day(to) }
}

#[allow(clippy::cast_possible_truncation, reason = "priorities lie between -1000 and 1000")]
fn whole(number: Option<f64>) -> i32 {
    number.unwrap_or_default() as i32
}

/// The bundles among these products, with all of their parts down to the last, and every product touched.
fn bundles(rows: &dyn Rows, sold: BTreeSet<Id>) -> Result<(Vec<Bundle>, BTreeSet<Id>), Problem> {
    let (mut found, mut seen) = (Vec::new(), sold.clone());
    let mut waiting: Vec<Id> = sold.into_iter().collect();
    while let Some(product) = waiting.pop() {
        let of = linking(rows, BundleRecord::ENTITY_NAME, BundleRecord::PRODUCT.id, &product.to_string());
        let Some(record) = of.first() else { continue };
        let parts = linking(rows, BundlePart::ENTITY_NAME, BundlePart::BUNDLE.id, &record.id.to_string());
        let inside = parts.iter().filter_map(|part| part.get(BundlePart::PRODUCT));
        waiting.extend(inside.filter(|product| seen.insert(*product)));
        found.push(bundle(record, product, &parts)?);
    }
    found.sort_by(|a: &Bundle, b| a.id.cmp(&b.id));
    Ok((found, seen))
}

fn bundle(record: &Record, product: Id, parts: &[Arc<Record>]) -> Result<Bundle, Problem> {
    let part = |part: &Arc<Record>| {
        let product = part.get(BundlePart::PRODUCT).ok_or_else(|| Problem::of("product", "problem-required"))?;
        let quantity = part.get(BundlePart::QUANTITY).map_or(Decimal::ONE, decimal);
        Ok(Part { product: product.to_string(), quantity })
    };
    let less = record.get(BundleRecord::LESS).map_or(Decimal::ZERO, decimal);
    Ok(Bundle {
        id: record.id.to_string(),
        name: text(record, BundleRecord::NAME.id),
        product: product.to_string(),
        parts: parts.iter().map(part).collect::<Result<_, Problem>>()?,
        price: record.get(BundleRecord::PRICE).map_or(BundlePrice::SumLess(less), |price| BundlePrice::Fixed(*price)),
    })
}

fn discounts(rows: &dyn Rows) -> Result<Vec<DiscountRule>, Problem> {
    let all = DISCOUNTS.iter().flat_map(|kind| linking(rows, RuleRecord::ENTITY_NAME, RuleRecord::KIND.id, kind));
    all.filter(|rule| rule.get(RuleRecord::ACTIVE) == Some(true)).map(|rule| discount(&rule)).collect()
}

fn discount(rule: &Record) -> Result<DiscountRule, Problem> {
    Ok(DiscountRule {
        id: rule.id.to_string(),
        name: text(rule, RuleRecord::NAME.id),
        priority: whole(rule.get(RuleRecord::PRIORITY)),
        when: condition(rule),
        size: discount_size(rule)?,
        best_of: own_text(rule, RuleRecord::BEST_OF.id),
        on_contracts: rule.get(RuleRecord::ON_CONTRACTS) == Some(true),
    })
}

fn discount_size(rule: &Record) -> Result<DiscountSize, Problem> {
    let missing = |field: &str| Problem::of(field, "problem-required").with("rule", text(rule, RuleRecord::NAME.id));
    let amount = || -> Result<Money, Problem> {
        rule.get(RuleRecord::AMOUNT).copied().ok_or_else(|| missing(RuleRecord::AMOUNT.id))
    };
    Ok(match rule.get(RuleRecord::KIND) {
        Some("unit_off") => DiscountSize::UnitOff(amount()?),
        Some("line_off") => DiscountSize::LineOff(amount()?),
        Some("unit_price") => DiscountSize::UnitPrice(amount()?),
        _ => {
            let percent = rule.get(RuleRecord::PERCENT).ok_or_else(|| missing(RuleRecord::PERCENT.id))?;
            DiscountSize::PercentOff(decimal(percent))
        }
    })
}

fn condition(rule: &Record) -> Condition {
    let ids = |key: Key<Links>| rule.get(key).unwrap_or_default().iter().map(Id::to_string).collect();
    let one = |field: &str| own_text(rule, field).into_iter().collect();
    Condition {
        products: ids(RuleRecord::PRODUCTS),
        families: one(RuleRecord::FAMILY.id),
        groups: one(RuleRecord::GROUP.id),
        accounts: ids(RuleRecord::ACCOUNTS),
        min_quantity: rule.get(RuleRecord::MIN_QUANTITY).map(decimal),
        max_quantity: rule.get(RuleRecord::MAX_QUANTITY).map(decimal),
        min_total: rule.get(RuleRecord::MIN_TOTAL).copied(),
        validity: validity(rule, RuleRecord::VALID_FROM.id, RuleRecord::VALID_TO.id),
    }
}
