//! Which price counts, tiers, options, bundles, discounts; and what is refused with which words.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::{book, catalog, currency, dec, draft, entry, line, net, priced, problem, tiered};
use pricing::{
    Catalog, Draft, Prices, Rate,
    catalog::{
        Bundle, BundlePrice, Condition, Contract, DiscountRule, DiscountSize, Part, Surcharge, SurchargeSize, TierMode,
        Validity,
    },
    draft::{ByHand, Choice, Configuration, Line, LineChange, QuoteChange, Section, Taken},
    waterfall::StepKind,
};
use shared::value::Money;

fn eur(amount: &str) -> Money {
    Money::new(dec(amount), currency("EUR"))
}

fn rule(id: &str, priority: i32, size: DiscountSize) -> DiscountRule {
    DiscountRule {
        id: id.to_owned(),
        name: format!("Rule {id}"),
        priority,
        when: Condition::default(),
        size,
        best_of: None,
        on_contracts: false,
    }
}

fn bundle(product: &str, price: BundlePrice, parts: &[(&str, &str)]) -> Bundle {
    let part = |(product, quantity): &(&str, &str)| Part { product: (*product).to_owned(), quantity: dec(quantity) };
    Bundle {
        id: format!("bundle-{product}"),
        name: format!("Set {product}"),
        product: product.to_owned(),
        parts: parts.iter().map(part).collect(),
        price,
    }
}

fn by_hand<T>(change: T) -> ByHand<T> {
    ByHand { change, reason: "old friends".to_owned(), by: "anna".to_owned() }
}

#[test]
fn the_book_is_chosen_by_currency_priority_group_and_day() {
    let mut plain = book("a", "EUR", vec![entry("desk", "100")]);
    let mut group = book("b", "EUR", vec![entry("desk", "90")]);
    group.group = Some("schools".to_owned());
    let mut new_year = book("c", "EUR", vec![entry("desk", "110")]);
    new_year.validity = Validity { from: Some("2027-01-01".parse().unwrap()), to: None };
    let dollars = book("d", "USD", vec![entry("desk", "1")]);
    let list = |books: &[_]| Catalog { books: books.to_vec(), ..Catalog::default() };
    let mut all = vec![plain.clone(), group.clone(), new_year.clone(), dollars];
    let mut quote = draft("EUR", vec![line("1", "desk", "1")]);

    assert_eq!(net(&list(&all), &quote), "100.00");
    quote.customer.groups.insert("schools".to_owned());
    assert_eq!(net(&list(&all), &quote), "90.00", "the group's own book goes first");
    quote.date = "2027-01-01".parse().unwrap();
    assert_eq!(net(&list(&all), &quote), "90.00", "the group goes before the later book");
    quote.customer.groups.clear();
    assert_eq!(net(&list(&all), &quote), "110.00", "of two that hold the later one");
    plain.priority = 1;
    all[0] = plain;
    assert_eq!(net(&list(&all), &quote), "100.00", "priority goes before all of this");
}

#[test]
fn a_foreign_book_is_converted_by_the_frozen_rate() {
    let catalog = Catalog { books: vec![book("usd", "USD", vec![entry("desk", "100")])], ..Catalog::default() };
    let mut quote = draft("JPY", vec![line("1", "desk", "3")]);
    let missing = problem(&catalog, &quote);
    assert_eq!(missing.message_key, "problem-rate-missing");
    assert_eq!(missing.args["from"], "USD");

    let on = "2026-11-20".parse().unwrap();
    let rate =
        |from, to, rate| Rate { from: currency(from), to: currency(to), rate: dec(rate), on, source: String::new() };
    quote.rates = vec![rate("USD", "JPY", "155.125")];
    let priced_quote = priced(&catalog, &quote);
    assert_eq!(priced_quote.lines[0].net.to_string(), "46538", "3 × 100 × 155.125 = 46537.5");
    assert_eq!(priced_quote.lines[0].steps[0].reason.key, "price-reason-list-converted");
    assert_eq!(priced_quote.settlement.rates, quote.rates, "rate and day stay on the quote");
    quote.rates = vec![rate("JPY", "USD", "0.01")];
    assert_eq!(net(&catalog, &quote), "30000", "the opposite rate stands in");
    quote.rates = vec![rate("USD", "JPY", "0")];
    assert_eq!(problem(&catalog, &quote).message_key, "problem-rate");
}

#[test]
fn tiers_price_the_whole_quantity_or_each_slice() {
    let steps = [("20", "6"), ("10", "8")];
    for (mode, quantity, expected) in [
        (TierMode::Volume, "9", "90.00"),
        (TierMode::Volume, "10", "80.00"),
        (TierMode::Volume, "25", "150.00"),
        (TierMode::Graduated, "10", "100.00"),
        (TierMode::Graduated, "10.5", "104.00"),
        (TierMode::Graduated, "25", "210.00"),
    ] {
        let catalog = catalog(vec![tiered("pipe", "10", mode, &steps)]);
        let quote = draft("EUR", vec![line("1", "pipe", quantity)]);
        assert_eq!(net(&catalog, &quote), expected, "{mode:?} {quantity}");
    }
}

#[test]
fn prices_per_hundred_and_below_a_cent_are_exact() {
    let mut screws = entry("screw", "1.99");
    screws.per = dec("100");
    let catalog = catalog(vec![screws, entry("kwh", "0.00101")]);
    assert_eq!(net(&catalog, &draft("EUR", vec![line("1", "screw", "250")])), "4.98", "4.975 away from zero");
    assert_eq!(net(&catalog, &draft("EUR", vec![line("1", "kwh", "16000")])), "16.16");
}

#[test]
fn options_cost_what_they_say() {
    let surcharge = |id: &str, attribute: &str, value: Option<&str>, size| Surcharge {
        id: id.to_owned(),
        name: id.to_owned(),
        attribute: attribute.to_owned(),
        value: value.map(str::to_owned),
        size,
    };
    let mut bike = entry("bike", "1000");
    bike.surcharges = vec![
        surcharge("red", "colour", Some("red"), SurchargeSize::Amount(dec("49.90"))),
        surcharge("carbon", "frame", Some("carbon"), SurchargeSize::Percent(dec("12.5"))),
        surcharge("cable", "cable", None, SurchargeSize::Amount(dec("1.5"))),
        surcharge("plain", "finish", Some("raw"), SurchargeSize::Amount(dec("-30"))),
    ];
    let catalog = catalog(vec![bike]);
    let mut bikes = line("1", "bike", "2");
    let choice = |attribute: &str, value: &str| Choice::new(attribute, value);
    bikes.choices =
        vec![choice("frame", "carbon"), choice("cable", "2.5"), choice("colour", "blue"), choice("finish", "raw")];
    let quote = draft("EUR", vec![bikes.clone()]);
    assert_eq!(net(&catalog, &quote), "2197.50", "2000 + 250 + 2 × 2.5 × 1.5 − 60");
    let kinds: Vec<_> = priced(&catalog, &quote).lines[0].steps.iter().map(|step| step.kind).collect();
    assert_eq!(kinds, [StepKind::List, StepKind::Surcharge, StepKind::Surcharge, StepKind::Surcharge]);

    bikes.choices = vec![choice("cable", "long")];
    assert_eq!(problem(&catalog, &draft("EUR", vec![bikes])).message_key, "problem-choice-number");
}

/// A product configured by its model: the cheapest costs 420, carbon 900 more, no lights 20 less.
fn configured(product: &str, quantity: &str) -> Line {
    let option = |attribute: &str, value: &str, more: Option<&str>| Choice {
        price: more.map(dec),
        name: attribute.to_uppercase(),
        words: value.to_uppercase(),
        ..Choice::new(attribute, value)
    };
    let configuration = Configuration {
        model: "m1".to_owned(),
        version: 3,
        hash: "abc".to_owned(),
        currency: currency("EUR"),
        from: dec("420"),
        parts: [("BK-1".to_owned(), dec("2"))].into(),
    };
    Line {
        choices: vec![
            option("frame", "carbon", Some("900")),
            option("lights", "none", Some("-20")),
            option("use", "city", None),
        ],
        configuration: Some(configuration),
        ..line("1", product, quantity)
    }
}

#[test]
fn options_cost_what_the_model_says_where_no_list_prices_them() {
    let without = draft("EUR", vec![configured("bike", "2")]);
    let alone = priced(&catalog(Vec::new()), &without);
    assert_eq!(alone.lines[0].net.to_string(), "2600.00", "2 × (420 + 900 − 20)");
    let story: Vec<_> = alone.lines[0].steps.iter().map(|step| (step.kind, step.name.as_str())).collect();
    assert_eq!(story, [(StepKind::List, ""), (StepKind::Surcharge, "CARBON"), (StepKind::Surcharge, "NONE")]);
    assert_eq!(alone.lines[0].configuration, without.lines[0].configuration, "it is pinned");
    let shown = alone.for_customer().lines.remove(0);
    assert_eq!((shown.net, shown.configuration, shown.choices[0].price), (alone.lines[0].net, None, None));
    assert_eq!(shown.choices[0].said(), ("FRAME", "CARBON"));

    let mut listed = entry("bike", "400");
    assert_eq!(net(&catalog(vec![listed.clone()]), &without), "2560.00", "the list prices the cheapest product");
    listed.surcharges = vec![Surcharge {
        id: "s".to_owned(),
        name: "Carbon".to_owned(),
        attribute: "frame".to_owned(),
        value: Some("carbon".to_owned()),
        size: SurchargeSize::Amount(dec("500")),
    }];
    assert_eq!(net(&catalog(vec![listed]), &without), "1760.00", "and here also the frame: 2 × (400 + 500 − 20)");
}

#[test]
fn options_in_another_currency_need_a_rate_or_a_list() {
    let foreign = draft("USD", vec![configured("bike", "1")]);
    let wrong = problem(&catalog(Vec::new()), &foreign);
    assert_eq!(
        (wrong.message_key.as_str(), &*wrong.args["from"], &*wrong.args["to"]),
        ("problem-model-currency", "EUR", "USD")
    );
    let rates = vec![Rate {
        from: currency("EUR"),
        to: currency("USD"),
        rate: dec("1.1"),
        on: foreign.date,
        source: String::new(),
    }];
    assert_eq!(net(&catalog(Vec::new()), &Draft { rates, ..foreign }), "1430.00");
}

#[test]
fn an_option_that_takes_more_off_than_there_is_is_a_problem() {
    let mut cheap = configured("bike", "1");
    cheap.choices[1].price = Some(dec("-5000"));
    assert_eq!(problem(&catalog(Vec::new()), &draft("EUR", vec![cheap])).message_key, "problem-price-below-zero");
}

#[test]
fn a_configured_line_of_before_reads_as_it_was_written() {
    let old = r#"[{"attribute":"colour","value":"red"},{"attribute":"cable","value":"2","count":"3"}]"#;
    let choices: Vec<Choice> = serde_json::from_str(old).unwrap();
    assert_eq!(choices[0], Choice::new("colour", "red"));
    assert_eq!((choices[0].said(), choices[0].is_told()), (("colour", "red"), true));
    let written = serde_json::to_string(&choices).unwrap();
    assert_eq!(
        written,
        r#"[{"attribute":"colour","value":"red","count":"1"},{"attribute":"cable","value":"2","count":"3"}]"#
    );
    assert!(!Choice { follows: true, ..Choice::new("rack", "none") }.is_told());
}

#[test]
fn a_contract_goes_before_books_and_shields_from_rules() {
    let mut catalog = catalog(vec![entry("desk", "100")]);
    catalog.contracts = vec![Contract {
        id: "k1".to_owned(),
        name: "Frame 7".to_owned(),
        account: "acme".to_owned(),
        currency: currency("EUR"),
        validity: Validity::default(),
        entries: vec![entry("desk", "80")],
    }];
    catalog.discounts = vec![rule("r", 0, DiscountSize::PercentOff(dec("10")))];
    let mut quote = draft("EUR", vec![line("1", "desk", "1")]);
    assert_eq!(net(&catalog, &quote), "90.00");
    quote.customer.account = Some("acme".to_owned());
    let steps = priced(&catalog, &quote).lines.remove(0).steps;
    let story: Vec<_> = steps.iter().map(|step| (step.kind, step.amount_out.to_string())).collect();
    assert_eq!(story, [(StepKind::List, "100.00".to_owned()), (StepKind::Contract, "80.00".to_owned())]);
    catalog.discounts[0].on_contracts = true;
    assert_eq!(net(&catalog, &quote), "72.00");
}

#[test]
fn bundles_cost_a_fixed_price_or_less_than_their_parts() {
    let mut list = catalog(vec![entry("desk", "100"), entry("lamp", "20.10")]);
    list.bundles = vec![
        bundle("office", BundlePrice::SumLess(dec("10")), &[("desk", "1"), ("lamp", "2")]),
        bundle("floor", BundlePrice::Fixed(eur("500")), &[("office", "4"), ("plant", "1")]),
    ];
    let quote = draft("EUR", vec![line("1", "office", "3")]);
    let office = priced(&list, &quote).lines.remove(0);
    assert_eq!(office.net.to_string(), "378.54", "3 × 140.20 = 420.60, less 42.06");
    let shares: Vec<_> = office.parts.iter().map(|part| (part.product.as_str(), part.net.to_string())).collect();
    assert_eq!(shares, [("desk", "270.00".to_owned()), ("lamp", "108.54".to_owned())]);

    let floor = priced(&list, &draft("EUR", vec![line("1", "floor", "1")])).lines.remove(0);
    assert_eq!(floor.net.to_string(), "500.00", "a fixed price needs no price for the plant");
    assert_eq!(floor.parts.iter().map(|part| part.net).sum::<rust_decimal::Decimal>(), floor.net);
    list.bundles[1].price = BundlePrice::SumLess(dec("0"));
    let missing = problem(&list, &draft("EUR", vec![line("1", "floor", "1")]));
    assert_eq!((missing.message_key.as_str(), missing.args["product"].as_str()), ("problem-price-missing", "plant"));
}

#[test]
fn a_bundle_that_contains_itself_is_refused_with_its_path() {
    let less = BundlePrice::SumLess(dec("0"));
    let mut list = catalog(vec![entry("d", "1")]);
    list.bundles = vec![
        bundle("a", less, &[("d", "1"), ("b", "1")]),
        bundle("b", less, &[("c", "1")]),
        bundle("c", less, &[("b", "2")]),
    ];
    let cycle = problem(&list, &draft("EUR", vec![line("1", "a", "1")]));
    assert_eq!(cycle.message_key, "problem-bundle-cycle");
    assert_eq!(cycle.args["path"], "Set b → Set c → Set b");
    let checked = list.check();
    assert_eq!((checked.len(), checked[0].args["path"].as_str()), (1, "Set b → Set c → Set b"));
}

#[test]
fn nested_bundles_cannot_blow_up() {
    let less = BundlePrice::SumLess(dec("0"));
    let mut list = catalog(vec![entry("p0", "1")]);
    let name = |level: usize| format!("p{level}");
    list.bundles = (1..14).map(|level| bundle(&name(level), less, &[(name(level - 1).as_str(), "1"); 4])).collect();
    let quote = |level| draft("EUR", vec![line("1", &name(level), "1")]);
    assert_eq!(net(&list, &quote(5)), "1024.00");
    assert_eq!(problem(&list, &quote(13)).message_key, "problem-bundle-too-large");
    list.bundles = (1..100_000).map(|level| bundle(&name(level), less, &[(name(level - 1).as_str(), "1")])).collect();
    assert_eq!(problem(&list, &quote(99_999)).message_key, "problem-bundle-too-deep");
    assert!(list.check().is_empty(), "depth alone is no contradiction, and checking it does not exhaust the stack");
}

#[test]
fn rules_stack_by_priority_and_groups_give_their_best() {
    let mut list = catalog(vec![entry("desk", "100")]);
    let quote = draft("EUR", vec![line("1", "desk", "2")]);
    list.discounts =
        vec![rule("b", 1, DiscountSize::LineOff(eur("20"))), rule("a", 2, DiscountSize::PercentOff(dec("10")))];
    assert_eq!(net(&list, &quote), "160.00", "200 − 10 % − 20");
    list.discounts[0].priority = 3;
    assert_eq!(net(&list, &quote), "162.00", "200 − 20 − 10 %");
    for discount in &mut list.discounts {
        discount.best_of = Some("one".to_owned());
    }
    let best = priced(&list, &quote).lines.remove(0);
    assert_eq!(best.net.to_string(), "180.00");
    assert_eq!(best.steps[1].rule, "b", "of equal ones the first");
    list.discounts
        .push(DiscountRule { best_of: Some("one".to_owned()), ..rule("c", 0, DiscountSize::UnitPrice(eur("85"))) });
    assert_eq!(net(&list, &quote), "170.00");
    list.discounts = vec![rule("too much", 0, DiscountSize::UnitOff(eur("500")))];
    assert_eq!(net(&list, &quote), "0.00", "a rule takes no more than there is");
    list.discounts = vec![rule("dearer", 0, DiscountSize::UnitPrice(eur("500")))];
    assert_eq!(net(&list, &quote), "200.00", "and never raises a price");
}

#[test]
fn rules_hold_where_everything_they_say_is_true() {
    let mut list = catalog(vec![entry("desk", "100")]);
    let mut quote = draft("EUR", vec![line("1", "desk", "5")]);
    let mut holds = |when: Condition, quote: &pricing::Draft| {
        list.discounts = vec![DiscountRule { when, ..rule("r", 0, DiscountSize::PercentOff(dec("50"))) }];
        net(&list, quote) == "250.00"
    };
    let set = |text: &str| [text.to_owned()].into();
    assert!(holds(Condition { products: set("desk"), min_quantity: Some(dec("5")), ..Condition::default() }, &quote));
    assert!(!holds(Condition { products: set("lamp"), ..Condition::default() }, &quote));
    assert!(!holds(Condition { families: set("furniture"), ..Condition::default() }, &quote));
    assert!(!holds(Condition { max_quantity: Some(dec("4")), ..Condition::default() }, &quote));
    assert!(!holds(Condition { groups: set("schools"), ..Condition::default() }, &quote));
    assert!(holds(Condition { min_total: Some(eur("500")), ..Condition::default() }, &quote));
    assert!(!holds(Condition { min_total: Some(eur("500.01")), ..Condition::default() }, &quote));
    let ended = Validity { from: None, to: Some("2026-11-20".parse().unwrap()) };
    assert!(!holds(Condition { validity: ended, ..Condition::default() }, &quote));
    quote.lines[0].product.family = Some("furniture".to_owned());
    quote.customer.groups.insert("schools".to_owned());
    assert!(holds(Condition { families: set("furniture"), groups: set("schools"), ..Condition::default() }, &quote));
}

#[test]
fn hands_may_lower_and_raise_but_not_below_nothing() {
    let list = catalog(vec![entry("desk", "99.99")]);
    let mut quote = draft("EUR", vec![line("1", "desk", "3")]);
    let mut with = |change| {
        quote.lines[0].discount = Some(by_hand(change));
        Prices::open(&list)
            .quote(&quote)
            .map(|quote| quote.lines[0].net.to_string())
            .map_err(|mut all| all.remove(0).message_key)
    };
    assert_eq!(with(LineChange::PercentOff(dec("15"))), Ok("254.97".to_owned()), "299.97 − 44.9955");
    assert_eq!(with(LineChange::AmountOff(dec("0.97"))), Ok("299.00".to_owned()));
    assert_eq!(with(LineChange::UnitPrice(dec("120"))), Ok("360.00".to_owned()));
    assert_eq!(with(LineChange::AmountOff(dec("300"))), Err("problem-discount-exceeds".to_owned()));
    assert_eq!(with(LineChange::AmountOff(dec("-1"))), Err("problem-discount-exceeds".to_owned()));
    assert_eq!(with(LineChange::PercentOff(dec("101"))), Err("problem-percent".to_owned()));
    assert_eq!(with(LineChange::UnitPrice(dec("-1"))), Err("problem-price-negative".to_owned()));
}

#[test]
fn a_discount_on_the_whole_quote_is_spread_to_the_cent() {
    let list = catalog(vec![entry("a", "10"), entry("b", "10"), entry("c", "10")]);
    let mut quote = draft("EUR", vec![line("1", "a", "1"), line("2", "b", "1"), line("3", "c", "1")]);
    quote.discount = Some(by_hand(QuoteChange::Total(dec("20"))));
    let nets = |quote: &pricing::PricedQuote| quote.lines.iter().map(|line| line.net.to_string()).collect::<Vec<_>>();
    assert_eq!(nets(&priced(&list, &quote)), ["6.66", "6.67", "6.67"]);
    quote.discount = Some(by_hand(QuoteChange::PercentOff(dec("5"))));
    assert_eq!(priced(&list, &quote).totals().lines.to_string(), "28.50");
    quote.discount = Some(by_hand(QuoteChange::AmountOff(dec("30.01"))));
    assert_eq!(problem(&list, &quote).message_key, "problem-discount-exceeds");
}

#[test]
fn optional_lines_and_sections_count_as_they_should() {
    let list = catalog(vec![entry("a", "10"), entry("b", "20"), entry("c", "40")]);
    let mut lines = vec![line("1", "a", "1"), line("2", "b", "1"), line("3", "c", "1")];
    lines[1].optional = Some(Taken::No);
    lines[2].optional = Some(Taken::Yes);
    lines[0].section = Some("s1".to_owned());
    lines[1].section = Some("s1".to_owned());
    lines[2].section = Some("s2".to_owned());
    let mut quote = draft("EUR", lines);
    quote.sections = ["s1", "s2"].map(|id| Section { id: id.to_owned(), name: id.to_owned() }).to_vec();
    let result = priced(&list, &quote);
    let subtotals: Vec<_> = result.sections.iter().map(|section| section.net.to_string()).collect();
    assert_eq!(subtotals, ["10.00", "40.00"]);
    assert_eq!(result.totals().lines.to_string(), "50.00");
    assert_eq!(result.lines[1].net.to_string(), "20.00", "what is not taken still shows its price");
    quote.sections.pop();
    assert_eq!(problem(&list, &quote).message_key, "problem-section-unknown");
}

#[test]
fn bad_input_gives_a_clear_message_for_each_line() {
    let mut list =
        catalog(vec![entry("a", "10"), entry("minus", "-1"), entry("gold", "999999999999"), entry("free", "0")]);
    list.books[0].entries[3].per = dec("0");
    let lines = [("1", "a", "0"), ("2", "a", "-3"), ("3", "a", "1000000001"), ("4", "a", "0.0000001")];
    let quote = draft("EUR", lines.iter().map(|(id, product, quantity)| line(id, product, quantity)).collect());
    let problems = Prices::open(&list).quote(&quote).unwrap_err();
    let said: Vec<_> =
        problems.iter().map(|problem| (problem.args["line"].as_str(), problem.message_key.as_str())).collect();
    assert_eq!(
        said,
        [
            ("1", "problem-quantity-not-positive"),
            ("2", "problem-quantity-not-positive"),
            ("3", "problem-quantity-absurd"),
            ("4", "problem-quantity-too-fine"),
        ]
    );
    for (product, quantity, key) in [
        ("minus", "1", "problem-price-negative"),
        ("gold", "2", "problem-amount-too-large"),
        ("gold", "1000000000", "problem-amount-too-large"),
        ("free", "1", "problem-quantity-not-positive"),
        ("unheard-of", "1", "problem-price-missing"),
    ] {
        assert_eq!(problem(&list, &draft("EUR", vec![line("1", product, quantity)])).message_key, key, "{product}");
    }
    let two = draft("EUR", vec![line("1", "gold", "1"), line("2", "gold", "1")]);
    assert_eq!(problem(&list, &two).message_key, "problem-amount-too-large", "also the sum of two");
    let twice = draft("EUR", vec![line("1", "a", "1"), line("1", "a", "1")]);
    assert_eq!(problem(&list, &twice).message_key, "problem-line-twice");
    let many = (0..10_001).map(|at| line(&at.to_string(), "a", "1")).collect();
    assert_eq!(problem(&list, &draft("EUR", many)).message_key, "problem-too-many-lines");
    let keys: Vec<_> = list.check().into_iter().map(|problem| problem.message_key).collect();
    assert_eq!(keys, ["problem-price-negative", "problem-quantity-not-positive"]);
}

#[test]
fn every_message_has_its_english() {
    let english = shared::messages::EN.concat();
    let keys = english.lines().filter_map(|line| line.split_once(" = ").map(|(key, _)| key));
    let keys: std::collections::BTreeSet<_> = keys.collect();
    for code in [
        include_str!("../src/amount.rs"),
        include_str!("../src/approval.rs"),
        include_str!("../src/catalog/check.rs"),
        include_str!("../src/engine/base.rs"),
        include_str!("../src/engine/bundle.rs"),
        include_str!("../src/engine/discount.rs"),
        include_str!("../src/engine/mod.rs"),
        include_str!("../src/order/change.rs"),
        include_str!("../src/order/mod.rs"),
        include_str!("../src/order/progress.rs"),
        include_str!("../src/rate.rs"),
        include_str!("../src/tax.rs"),
        include_str!("../src/totals.rs"),
        include_str!("../src/waterfall.rs"),
    ] {
        let texts = code.split('"').skip(1).step_by(2);
        let named =
            texts.filter(|text| ["problem-", "price-reason-", "approval-"].iter().any(|start| text.starts_with(start)));
        for key in named {
            assert!(keys.contains(key), "{key}");
        }
    }
}

#[test]
fn the_json_is_stable_and_holds_the_waterfall() {
    let mut list = catalog(vec![entry("desk", "100")]);
    list.discounts = vec![rule("r", 0, DiscountSize::PercentOff(dec("12.5")))];
    let quote = priced(&list, &draft("EUR", vec![line("1", "desk", "1")]));
    let json = serde_json::to_string(&quote.lines[0].steps).unwrap();
    assert_eq!(
        json,
        concat!(
            r#"[{"kind":"list","rule":"entry-desk","name":"Book list","in":"0.00","out":"100.00","reason":{"#,
            r#""key":"price-reason-list","args":{"book":"Book list","currency":"EUR","per":"1","price":"100"}}},"#,
            r#"{"kind":"rule","rule":"r","name":"Rule r","in":"100.00","out":"87.50","reason":{"#,
            r#""key":"price-reason-rule","args":{"kind":"percent","rule":"Rule r","size":"12.5"}}}]"#,
        )
    );
    let whole = serde_json::to_string(&quote).unwrap();
    assert_eq!(serde_json::from_str::<pricing::PricedQuote>(&whole).unwrap(), quote);
    assert!(!serde_json::to_string(&quote.for_customer()).unwrap().contains("Rule r"));
    assert_eq!(list.version().unwrap(), list.clone().version().unwrap());
}
