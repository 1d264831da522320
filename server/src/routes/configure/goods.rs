//! What is configured: a public product with its newest published model, and the prices that the public is told.

use std::sync::Arc;

use pricing::records;
use shared::{
    Id, Record,
    entities::{PriceBook, Product, ProductModel, QuoteTemplate},
    rules::Access,
    sync::{Authority, Rows},
    value::Currency,
};

use crate::{app::App, failure::Failure};

/// A product that anybody may configure.
pub(super) struct Goods {
    pub(super) product: Arc<Record>,
    pub(super) model: Arc<Record>,
    /// The price book whose prices the public is told; without one no prices are told.
    pub(super) book: Option<Arc<Record>>,
    /// What new quotes are printed by.
    pub(super) template: Option<Id>,
    /// The currency of the book, else of the product's own price.
    pub(super) currency: Option<Currency>,
}

impl Goods {
    /// The product of an address. What is not public is not there.
    pub(super) fn find(app: &App, id: &str) -> Result<Self, Failure> {
        let id: Id = id.parse().map_err(|_| Failure::not_found())?;
        let truth = app.workspace.truth();
        let product =
            truth.row(Product::ENTITY_NAME, id).filter(|row| is_public(row)).ok_or_else(Failure::not_found)?;
        let model = newest(&truth, id).ok_or_else(Failure::not_found)?;
        let book = public_book(&truth);
        let of_book = book.as_ref().and_then(|book| book.get(PriceBook::CURRENCY)?.parse().ok());
        let currency = of_book.or_else(|| product.get(Product::PRICE).map(|price| price.currency));
        let template = records::usual_template(&rows(&truth, QuoteTemplate::ENTITY_NAME));
        Ok(Self { product, model, book, template, currency })
    }
}

fn is_public(product: &Record) -> bool {
    let on_sale = product.get(Product::ACTIVE) == Some(true);
    product.deleted.is_none() && product.get(Product::PUBLIC) == Some(true) && on_sale
}

/// The newest published model of a product.
fn newest(truth: &Authority, product: Id) -> Option<Arc<Record>> {
    let all = truth.holding(ProductModel::ENTITY_NAME, ProductModel::PRODUCT.id, &product.to_string());
    let published = all.into_iter().filter(|model| model.get(ProductModel::STATUS) == Some("published"));
    let version = |model: &Record| model.get(ProductModel::VERSION).unwrap_or_default();
    published.max_by(|a, b| version(a).total_cmp(&version(b)).then(a.id.cmp(&b.id)))
}

/// Of the books that are marked as public the one with the highest priority. One that was agreed with an account, or is for
/// a group of them, is never told to anybody else, whatever its mark says.
fn public_book(truth: &Authority) -> Option<Arc<Record>> {
    let all = rows(truth, PriceBook::ENTITY_NAME);
    let told = all.into_iter().filter(|book| {
        let bound = book.get(PriceBook::ACCOUNT).is_some() || book.get(PriceBook::GROUP).is_some();
        book.get(PriceBook::PUBLIC) == Some(true) && !bound
    });
    let priority = |book: &Record| book.get(PriceBook::PRIORITY).unwrap_or_default();
    told.max_by(|a, b| priority(a).total_cmp(&priority(b)).then(b.id.cmp(&a.id)))
}

/// All live rows of an entity.
pub(super) fn rows(truth: &Authority, entity: &str) -> Vec<Arc<Record>> {
    truth.visible(&Access::system(), entity).map(|held| held.record.clone()).collect()
}
