//! What holds for every quote, on random ones.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::{book, currency, draft, entry, line};
use pricing::{
    Catalog, Draft, Order, PricedQuote, Prices, Tax, TaxCategory,
    catalog::{
        Bundle, BundlePrice, Condition, DiscountRule, DiscountSize, Part, Surcharge, SurchargeSize, Tier, TierMode,
        Tiers,
    },
    distribute,
    draft::{ByHand, Choice, Extra, ExtraKind, ExtraSize, Line, LineChange, QuoteChange, Section, Taken},
    round,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use rust_decimal::{Decimal, RoundingStrategy};
use shared::value::Money;

const CURRENCIES: [&str; 3] = ["EUR", "JPY", "KWD"];
const PRODUCTS: usize = 6;

fn amount(most: i64, scale: u32) -> impl Strategy<Value = Decimal> {
    (0..=most).prop_map(move |units| Decimal::new(units, scale))
}

fn percent() -> impl Strategy<Value = Decimal> {
    amount(10_000, 2)
}

fn tiers() -> impl Strategy<Value = Tiers> {
    let steps = vec((1..500_i64, amount(9_999_999, 4)), 1..4);
    (select(vec![TierMode::Volume, TierMode::Graduated]), steps).prop_map(|(mode, steps)| {
        let steps = steps.into_iter().map(|(from, price)| Tier { from: Decimal::from(from), price }).collect();
        Tiers { mode, steps }
    })
}

fn surcharges() -> impl Strategy<Value = Vec<Surcharge>> {
    let size =
        prop_oneof![amount(100_000, 3).prop_map(SurchargeSize::Amount), percent().prop_map(SurchargeSize::Percent)];
    vec(size, 0..3).prop_map(|sizes| {
        let surcharge = |(at, size)| Surcharge {
            id: format!("s{at}"),
            name: format!("S{at}"),
            attribute: format!("a{at}"),
            value: Some("yes".to_owned()),
            size,
        };
        sizes.into_iter().enumerate().map(surcharge).collect()
    })
}

fn discount(code: &'static str) -> impl Strategy<Value = DiscountRule> {
    let money = move || amount(500_000, 3).prop_map(move |amount| Money::new(amount, currency(code)));
    let size = prop_oneof![
        percent().prop_map(DiscountSize::PercentOff),
        money().prop_map(DiscountSize::UnitOff),
        money().prop_map(DiscountSize::LineOff),
        money().prop_map(DiscountSize::UnitPrice),
    ];
    (0..9_i32, size, option::of(select(vec!["x", "y"])), 0..50_i64).prop_map(|(priority, size, group, least)| {
        DiscountRule {
            id: format!("r{priority}{least}"),
            name: "R".to_owned(),
            priority,
            when: Condition { min_quantity: Some(Decimal::from(least)), ..Condition::default() },
            size,
            best_of: group.map(str::to_owned),
            on_contracts: false,
        }
    })
}

fn catalogs(code: &'static str) -> impl Strategy<Value = Catalog> {
    let entries = vec((amount(99_999_999, 4), option::of(tiers()), surcharges()), PRODUCTS);
    (entries, vec(discount(code), 0..4), percent()).prop_map(move |(entries, discounts, less)| {
        let entries = entries.into_iter().enumerate().map(|(at, (price, tiers, surcharges))| pricing::catalog::Entry {
            price,
            tiers,
            surcharges,
            ..entry(&format!("p{at}"), "0")
        });
        let parts =
            [("p1", 2), ("p2", 3)].map(|(product, many)| Part { product: product.to_owned(), quantity: many.into() });
        let bundle = Bundle {
            id: "set".to_owned(),
            name: "Set".to_owned(),
            product: "p0".to_owned(),
            parts: parts.to_vec(),
            price: BundlePrice::SumLess(less),
        };
        Catalog {
            books: vec![book("b", code, entries.collect())],
            bundles: vec![bundle],
            discounts,
            ..Catalog::default()
        }
    })
}

fn taxes() -> impl Strategy<Value = Tax> {
    prop_oneof![
        select(vec![7_i64, 19, 20, 255]).prop_map(|rate| Tax::standard(Decimal::new(rate, u32::from(rate == 255)))),
        Just(Tax::untaxed(TaxCategory::Z)),
        Just(Tax::untaxed(TaxCategory::E).because("Exempt")),
        Just(Tax::untaxed(TaxCategory::Ae)),
    ]
}

fn hand() -> impl Strategy<Value = LineChange> {
    prop_oneof![percent().prop_map(LineChange::PercentOff), amount(500_000, 3).prop_map(LineChange::UnitPrice)]
}

fn by_hand<T>(change: T) -> ByHand<T> {
    ByHand { change, reason: String::new(), by: "me".to_owned() }
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let one = (
        0..PRODUCTS,
        1..2_000_000_i64,
        0..4_u32,
        taxes(),
        option::of(hand()),
        option::of(select(vec![Taken::Yes, Taken::No])),
        option::of(select(vec!["s0", "s1"])),
    );
    vec(one, 1..12).prop_map(|all| {
        let line = |(at, (product, units, scale, tax, hand, optional, section)): (
            usize,
            (_, i64, _, _, Option<_>, _, Option<&str>),
        )| Line {
            quantity: Decimal::new(units, scale),
            choices: ["a0", "a1"].map(|name| Choice::new(name, "yes")).to_vec(),
            tax,
            discount: hand.map(by_hand),
            optional,
            section: section.map(str::to_owned),
            ..line(&format!("l{at}"), &format!("p{product}"), "1")
        };
        all.into_iter().enumerate().map(line).collect()
    })
}

fn cases() -> impl Strategy<Value = (Catalog, Draft)> {
    select(CURRENCIES.to_vec()).prop_flat_map(|code| {
        let whole = option::of(percent().prop_map(QuoteChange::PercentOff));
        let extras = vec((amount(5_000, 2), any::<bool>(), taxes()), 0..3);
        (catalogs(code), lines(), whole, extras).prop_map(move |(catalog, lines, whole, extras)| {
            let mut draft = draft(code, lines);
            draft.discount = whole.map(by_hand);
            draft.sections = ["s0", "s1"].map(|id| Section { id: id.to_owned(), name: id.to_owned() }).to_vec();
            let extra = |(at, (size, charge, tax)): (usize, (_, bool, _))| Extra {
                id: format!("x{at}"),
                kind: if charge { ExtraKind::Charge } else { ExtraKind::Allowance },
                reason: "R".to_owned(),
                size: if charge { ExtraSize::Amount(size) } else { ExtraSize::Percent(size.min(Decimal::ONE_HUNDRED)) },
                tax,
            };
            draft.extras = extras.into_iter().enumerate().map(extra).collect();
            (catalog, draft)
        })
    })
}

fn sum<'a>(amounts: impl Iterator<Item = &'a Decimal>) -> Decimal {
    amounts.sum()
}

/// Everything that must hold of a priced quote.
fn holds(quote: &PricedQuote) -> Result<(), TestCaseError> {
    let unit = quote.settlement.currency.minor_units();
    for line in &quote.lines {
        let mut at = Decimal::ZERO;
        for step in &line.steps {
            prop_assert_eq!(step.amount_in, at, "steps chain");
            prop_assert!(step.amount_out >= Decimal::ZERO);
            prop_assert_eq!(step.amount_out.scale(), unit, "whole minor units");
            at = step.amount_out;
        }
        prop_assert_eq!(at, line.net, "the last step leaves the net amount");
        if !line.parts.is_empty() {
            prop_assert_eq!(sum(line.parts.iter().map(|part| &part.net)), line.net, "parts add up");
        }
    }
    let totals = quote.totals();
    prop_assert_eq!(sum(quote.counted().map(|line| &line.net)), totals.lines, "BR-CO-10");
    let of_kind = |kind| sum(quote.sums.extras.iter().filter(|extra| extra.kind == kind).map(|extra| &extra.amount));
    prop_assert_eq!(of_kind(ExtraKind::Allowance), totals.allowances, "BR-CO-11");
    prop_assert_eq!(of_kind(ExtraKind::Charge), totals.charges, "BR-CO-12");
    prop_assert_eq!(totals.lines - totals.allowances + totals.charges, totals.net, "BR-CO-13");
    prop_assert_eq!(sum(quote.sums.taxes.iter().map(|row| &row.tax)), totals.tax, "BR-CO-14");
    prop_assert_eq!(totals.net + totals.tax, totals.gross, "BR-CO-15");
    prop_assert_eq!(totals.gross - totals.paid + totals.rounding, totals.due, "BR-CO-16");
    prop_assert_eq!(sum(quote.sums.taxes.iter().map(|row| &row.taxable)), totals.net, "every amount is taxed once");
    for row in &quote.sums.taxes {
        let exact = row.taxable * row.rate / Decimal::ONE_HUNDRED;
        let rounded = exact.round_dp_with_strategy(unit, RoundingStrategy::MidpointAwayFromZero);
        prop_assert_eq!(row.tax, rounded, "BR-CO-17");
    }
    let loose = sum(quote.counted().filter(|line| line.section.is_none()).map(|line| &line.net));
    prop_assert_eq!(sum(quote.sections.iter().map(|section| &section.net)) + loose, totals.lines, "sections add up");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_quote_adds_up((catalog, draft) in cases()) {
        let prices = Prices::open(&catalog);
        // Random quotes may be too large; what they may not is fail in another way.
        match prices.quote(&draft) {
            Ok(quote) => {
                holds(&quote)?;
                prop_assert_eq!(&prices.quote(&draft).unwrap(), &quote, "the same again");
                let json = serde_json::to_string(&quote).unwrap();
                prop_assert_eq!(serde_json::from_str::<PricedQuote>(&json).unwrap(), quote);
            }
            Err(problems) => for problem in problems {
                prop_assert_eq!(&problem.message_key, "problem-amount-too-large");
            },
        }
    }

    #[test]
    fn an_order_is_its_quote_however_it_is_delivered((catalog, draft) in cases(), seed in any::<u64>()) {
        let Ok(quote) = Prices::open(&catalog).quote(&draft) else { return Ok(()) };
        let Ok(mut order) = Order::from_quote(&quote, "1", "Q1") else { return Ok(()) };
        prop_assert_eq!(order.totals(), quote.totals());
        let whole = order.totals().net;
        let mut delivered = Decimal::ZERO;
        let mut random = seed;
        while let Some(line) = order.lines.iter().find(|line| !line.open().is_zero()) {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let part = (line.line.quantity * Decimal::new(i64::try_from(random % 7).unwrap() + 2, 1)).round_dp(6);
            let quantity = part.max(Decimal::new(1, 6)).min(line.open());
            let id = line.line.id.clone();
            delivered += order.deliver(&[(&id, quantity)]).unwrap().sums.totals.net;
        }
        prop_assert_eq!(delivered, whole, "deliveries add up to the order");
        prop_assert_eq!(order.by_product().values().sum::<Decimal>(), order.totals().lines);
    }

    #[test]
    fn shares_add_up_and_none_is_off_by_a_unit(
        total in -999_999_999_999_i64..999_999_999_999,
        weights in vec(0..999_999_999_999_i64, 1..60),
        code in select(CURRENCIES.to_vec()),
    ) {
        let currency = currency(code);
        let units = currency.minor_units();
        let total = Decimal::new(total, units);
        let weights: Vec<Decimal> = weights.into_iter().map(|weight| Decimal::new(weight, units)).collect();
        let shares = distribute(total, &weights, currency);
        prop_assert_eq!(shares.iter().sum::<Decimal>(), total);
        let whole: Decimal = weights.iter().sum();
        if !whole.is_zero() {
            for (share, weight) in shares.iter().zip(&weights) {
                let exact = total * (weight / whole);
                prop_assert!((share - exact).abs() < Decimal::new(1, units) + Decimal::new(1, 12));
                prop_assert!(total.abs() > whole || share.abs() <= *weight);
            }
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_and_away_from_zero_between(units in -9_999_999_i64..9_999_999, code in select(CURRENCIES.to_vec())) {
        let currency = currency(code);
        let exact = Decimal::new(units, 5);
        let rounded = round(exact, currency);
        let half = Decimal::new(5, currency.minor_units() + 1);
        prop_assert_eq!(rounded.scale(), currency.minor_units());
        prop_assert!((rounded - exact).abs() <= half);
        prop_assert!((rounded - exact).abs() < half || rounded.abs() > exact.abs());
    }

    #[test]
    fn tiers_are_monotone(mut tiers in tiers(), base in amount(9_999_999, 4), a in 1..600_i64, b in 1..600_i64) {
        let (few, many) = (a.min(b), a.max(b));
        let price = |tiers: &Tiers, quantity: i64| {
            let entry = pricing::catalog::Entry { price: base, tiers: Some(tiers.clone()), ..entry("p", "0") };
            let catalog = common::catalog(vec![entry]);
            common::priced(&catalog, &draft("EUR", vec![line("1", "p", &quantity.to_string())])).lines[0].net
        };
        // Slices only ever add to what fewer cost.
        tiers.mode = TierMode::Graduated;
        prop_assert!(price(&tiers, few) <= price(&tiers, many));
        // With prices that fall from tier to tier no unit gets dearer, whatever the mode; a cent is rounding.
        tiers.steps.sort_by_key(|tier| tier.from);
        let mut last = base;
        for tier in &mut tiers.steps {
            last = last.min(tier.price);
            tier.price = last;
        }
        for mode in [TierMode::Volume, TierMode::Graduated] {
            tiers.mode = mode;
            let unit = |quantity: i64| price(&tiers, quantity) / Decimal::from(quantity);
            prop_assert!(unit(many) <= unit(few) + Decimal::new(1, 2) / Decimal::from(few));
        }
    }

    #[test]
    fn hostile_numbers_give_a_message_and_never_a_panic(
        quantity in any::<[u32; 3]>(), scale in 0..28_u32, negative in any::<bool>(),
        price in any::<[u32; 3]>(), rate in any::<[u32; 3]>(), off in any::<[u32; 3]>(), count in any::<[u32; 3]>(),
    ) {
        let number = |[a, b, c]: [u32; 3]| Decimal::from_parts(a, b, c, negative, scale);
        let mut wild = entry("p", "1");
        wild.price = number(price);
        wild.per = number(count);
        wild.tiers = Some(Tiers { mode: TierMode::Graduated, steps: vec![Tier { from: number(off), price: number(rate) }] });
        wild.surcharges = vec![Surcharge {
            id: String::new(), name: String::new(), attribute: "a".to_owned(), value: None, size: SurchargeSize::Amount(number(off)),
        }];
        let mut catalog = common::catalog(vec![wild]);
        catalog.discounts = vec![DiscountRule {
            id: String::new(), name: String::new(), priority: 0, when: Condition::default(),
            size: DiscountSize::UnitOff(Money::new(number(rate), currency("USD"))), best_of: None, on_contracts: true,
        }];
        let mut line = line("1", "p", "1");
        line.quantity = number(quantity);
        line.choices = vec![Choice { count: number(count), ..Choice::new("a", number(price).to_string()) }];
        line.discount = Some(by_hand(LineChange::AmountOff(number(off))));
        let mut draft = draft("EUR", vec![line.clone(), Line { id: "2".to_owned(), quantity: Decimal::ONE, ..line }]);
        draft.discount = Some(by_hand(QuoteChange::AmountOff(number(rate))));
        draft.paid = number(off);
        draft.cash_rounding = Some(number(count));
        let on = "2026-11-21".parse().unwrap();
        draft.rates = vec![pricing::Rate { from: currency("USD"), to: currency("EUR"), rate: number(rate), on, source: String::new() }];
        catalog.check();
        let _ = Prices::open(&catalog).quote(&draft);
        draft.lines.iter_mut().for_each(|line| line.quantity = Decimal::ONE);
        let _ = Prices::open(&catalog).quote(&draft);
        let _ = distribute(number(price), &[number(rate), number(off)], currency("EUR"));
    }
}
