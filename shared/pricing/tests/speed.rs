//! How long it takes to price a quote of 1,000 lines. Prints milliseconds; run with `--release -- --nocapture`.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measurement reads the clock and prints"
)]

mod common;

use common::{book, currency, dec, draft, line, tiered};
use pricing::{
    Catalog, Prices,
    catalog::{Condition, DiscountRule, DiscountSize, Surcharge, SurchargeSize, TierMode},
    draft::{ByHand, Choice, LineChange, QuoteChange},
};
use std::time::Instant;

const PRODUCTS: usize = 5_000;
const RULES: usize = 100;
const LINES: usize = 1_000;

fn catalog() -> Catalog {
    let entries = (0..PRODUCTS).map(|at| {
        let mut entry = tiered(&format!("p{at}"), "99.95", TierMode::Graduated, &[("10", "89.95"), ("50", "79.95")]);
        entry.surcharges = ["red", "large"]
            .map(|value| Surcharge {
                id: value.to_owned(),
                name: value.to_owned(),
                attribute: value.to_owned(),
                value: Some("yes".to_owned()),
                size: SurchargeSize::Percent(dec("5")),
            })
            .to_vec();
        entry
    });
    let rules = (0..RULES).map(|at| DiscountRule {
        id: format!("r{at}"),
        name: format!("Rule {at}"),
        priority: i32::try_from(at).unwrap(),
        when: Condition {
            families: [format!("f{}", at % 50)].into(),
            min_quantity: Some(dec("5")),
            ..Condition::default()
        },
        size: DiscountSize::PercentOff(dec("2.5")),
        best_of: None,
        on_contracts: false,
    });
    Catalog { books: vec![book("list", "EUR", entries.collect())], discounts: rules.collect(), ..Catalog::default() }
}

#[test]
fn a_thousand_lines() {
    let catalog = catalog();
    let lines = (0..LINES).map(|at| {
        let mut line = line(&at.to_string(), &format!("p{}", at * 7 % PRODUCTS), &(at % 90 + 1).to_string());
        line.product.family = Some(format!("f{}", at % 50));
        line.choices = ["red", "large"].map(|name| Choice::new(name, "yes")).to_vec();
        line.discount =
            Some(ByHand { change: LineChange::PercentOff(dec("1")), reason: "x".to_owned(), by: "y".to_owned() });
        line
    });
    let mut quote = draft("EUR", lines.collect());
    quote.discount =
        Some(ByHand { change: QuoteChange::PercentOff(dec("3")), reason: "x".to_owned(), by: "y".to_owned() });
    quote.rates = vec![pricing::Rate {
        from: currency("USD"),
        to: currency("EUR"),
        rate: dec("0.9"),
        on: quote.date,
        source: String::new(),
    }];
    let start = Instant::now();
    let prices = Prices::open(&catalog);
    let opened = start.elapsed();
    let mut times: Vec<_> = (0..21)
        .map(|_| {
            let start = Instant::now();
            let result = prices.quote(&quote).unwrap();
            assert_eq!(result.lines.len(), LINES);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "price list of {PRODUCTS} products opened in {opened:?}; {LINES} lines, {RULES} rules: median {:?}, worst {:?}",
        times[10], times[20]
    );
}
