//! A quote of one configured line, before anything is known of who buys.

use pricing::{
    Catalog, Draft, PricedQuote, Prices,
    draft::{Choice, Configuration},
    records,
};
use shared::{
    Id, Name, Problem, Value,
    entities::{DRAFT, Product, ProductModel, Quote, QuoteLine},
    record::Millis,
    sync::{Authority, Operation, Rows},
    value::Currency,
};

use super::{goods::Goods, planned::Planned};
use crate::public::today;

/// For how long the draft is valid: 30 days, as drafts made in the app.
const VALID: Millis = 30 * 24 * 60 * 60 * 1000;

/// The quote as it will be written.
pub(super) struct Sale {
    pub(super) quote: Id,
    pub(super) line: Id,
    pub(super) title: String,
    pub(super) quantity: f64,
    pub(super) at: Millis,
    /// What the line keeps of a configuration.
    pub(super) kept: Vec<(Name, Value)>,
}

impl Sale {
    /// The quote and its line. Nothing where neither book nor model has a currency.
    pub(super) fn operations(&self, goods: &Goods) -> Option<[Operation; 2]> {
        let quote: [(&str, Value); 9] = [
            (Quote::TITLE.id, self.title.as_str().into()),
            (Quote::NUMBER.id, records::number(self.quote).into()),
            (Quote::VERSION.id, 1.0.into()),
            (Quote::STATUS.id, DRAFT.into()),
            (Quote::CURRENCY.id, goods.currency?.code().into()),
            (Quote::PRICE_BOOK.id, goods.book.as_ref().map(|book| book.id).into()),
            (Quote::TEMPLATE.id, goods.template.into()),
            (Quote::DATE.id, today(self.at).into()),
            (Quote::VALID_UNTIL.id, today(self.at + VALID).into()),
        ];
        let own: [(&str, Value); 5] = [
            (QuoteLine::NAME.id, goods.product.value(Product::NAME.id).clone()),
            (QuoteLine::QUOTE.id, self.quote.into()),
            (QuoteLine::POSITION.id, 1.0.into()),
            (QuoteLine::PRODUCT.id, goods.product.id.into()),
            (QuoteLine::QUANTITY.id, self.quantity.into()),
        ];
        let own = own.into_iter().map(|(field, value)| (Name::from(field), value));
        Some([
            Operation::create(Quote::ENTITY_NAME, self.quote, quote),
            Operation::create(QuoteLine::ENTITY_NAME, self.line, own.chain(self.kept.iter().cloned())),
        ])
    }

    /// Price list and draft of the quote, as the app would make them of it once it is written.
    pub(super) fn priced_by(&self, truth: &Authority, goods: &Goods) -> Result<(Catalog, Draft), Vec<Problem>> {
        let one = |problem| vec![problem];
        let ops = self.operations(goods).ok_or_else(|| one(Problem::new("problem-currency")))?;
        let rows = Planned::new(truth, &ops);
        let quote = rows.row(Quote::ENTITY_NAME, self.quote).ok_or_else(|| one(Problem::new("problem-gone")))?;
        Ok((records::catalog_now(&rows, &quote).map_err(one)?, records::draft(&rows, &quote)?))
    }

    /// What it costs.
    pub(super) fn price(&self, truth: &Authority, goods: &Goods) -> Result<PricedQuote, Vec<Problem>> {
        let (catalog, draft) = self.priced_by(truth, goods)?;
        Prices::open(&catalog).quote(&draft)
    }
}

impl Goods {
    /// The product's model, pinned. What its products cost and are made of comes from the engine.
    pub(super) fn pinned(&self, hash: String, currency: Currency) -> Configuration {
        Configuration {
            model: self.model.id.to_string(),
            version: version(self.model.get(ProductModel::VERSION).unwrap_or(1.0)),
            hash,
            currency,
            from: rust_decimal::Decimal::ZERO,
            parts: std::collections::BTreeMap::new(),
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "versions lie between 1 and 1,000,000")]
fn version(number: f64) -> u32 {
    number.round() as u32
}

/// What a line keeps of an attribute.
pub(super) fn choice(pick: product::Pick) -> Choice {
    let product::Pick { attribute, option, name, words, more, follows } = pick;
    Choice { name, words, price: more, follows, ..Choice::new(attribute, option) }
}

/// What somebody outside may have of a price list, which knows the public book alone: without what was agreed with anybody,
/// and of the discounts those that everybody gets on this product, without their names.
pub(super) fn told(catalog: Catalog, goods: &Goods) -> Catalog {
    let (product, family) = (goods.product.id.to_string(), goods.product.value(Product::FAMILY.id));
    let family = family.as_text().unwrap_or_default().to_owned();
    let open = |rule: &pricing::catalog::DiscountRule| {
        let when = &rule.when;
        let fits = when.products.is_empty() || when.products.contains(&product);
        let within = when.families.is_empty() || when.families.contains(&family);
        when.groups.is_empty() && when.accounts.is_empty() && fits && within
    };
    let nameless = |rule| pricing::catalog::DiscountRule { name: String::new(), ..rule };
    let discounts = catalog.discounts.into_iter().filter(open).map(nameless).collect();
    Catalog { discounts, contracts: Vec::new(), ..catalog }
}
