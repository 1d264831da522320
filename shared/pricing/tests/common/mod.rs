//! Builders for tests.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    unreachable_pub,
    reason = "each test file uses some of it, and a test may stop at the first surprise"
)]

use pricing::{
    Catalog, Draft, PricedQuote, Prices, Tax,
    catalog::{Entry, PriceBook, Tier, TierMode, Tiers, Validity},
    draft::{Customer, Line, Product},
};
use rust_decimal::Decimal;
use shared::{Problem, value::Currency};

pub fn dec(text: &str) -> Decimal {
    text.parse().expect(text)
}

pub fn currency(code: &str) -> Currency {
    code.parse().expect(code)
}

pub fn entry(product: &str, price: &str) -> Entry {
    Entry {
        id: format!("entry-{product}"),
        product: product.to_owned(),
        price: dec(price),
        per: Decimal::ONE,
        tiers: None,
        surcharges: Vec::new(),
    }
}

pub fn tiered(product: &str, price: &str, mode: TierMode, steps: &[(&str, &str)]) -> Entry {
    let steps = steps.iter().map(|(from, price)| Tier { from: dec(from), price: dec(price) }).collect();
    Entry { tiers: Some(Tiers { mode, steps }), ..entry(product, price) }
}

pub fn book(id: &str, code: &str, entries: Vec<Entry>) -> PriceBook {
    PriceBook {
        id: id.to_owned(),
        name: format!("Book {id}"),
        currency: currency(code),
        validity: Validity::default(),
        group: None,
        priority: 0,
        entries,
    }
}

pub fn catalog(entries: Vec<Entry>) -> Catalog {
    Catalog { books: vec![book("list", "EUR", entries)], ..Catalog::default() }
}

pub fn product(id: &str) -> Product {
    Product {
        id: id.to_owned(),
        code: id.to_uppercase(),
        name: format!("The {id}"),
        family: None,
        unit: "C62".to_owned(),
    }
}

pub fn line(id: &str, product_id: &str, quantity: &str) -> Line {
    Line {
        id: id.to_owned(),
        product: product(product_id),
        description: String::new(),
        quantity: dec(quantity),
        choices: Vec::new(),
        configuration: None,
        section: None,
        optional: None,
        discount: None,
        tax: Tax::standard(dec("20")),
    }
}

pub fn draft(code: &str, lines: Vec<Line>) -> Draft {
    Draft {
        currency: currency(code),
        date: "2026-11-21".parse().expect("a date"),
        customer: Customer::default(),
        lines,
        sections: Vec::new(),
        discount: None,
        extras: Vec::new(),
        rates: Vec::new(),
        term_months: None,
        paid: Decimal::ZERO,
        cash_rounding: None,
        tax_currency: None,
    }
}

pub fn priced(catalog: &Catalog, draft: &Draft) -> PricedQuote {
    Prices::open(catalog).quote(draft).expect("a price")
}

pub fn problem(catalog: &Catalog, draft: &Draft) -> Problem {
    Prices::open(catalog).quote(draft).expect_err("a problem").remove(0)
}

/// The net amount of the only line.
pub fn net(catalog: &Catalog, draft: &Draft) -> String {
    priced(catalog, draft).lines[0].net.to_string()
}
