//! The published examples of EN 16931 and Peppol BIS Billing 3.0, and the rules BR-CO-10 to BR-CO-17.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::{catalog, currency, dec, draft, entry, line, priced, problem};
use pricing::{
    Rate, Tax, TaxCategory,
    draft::{Extra, ExtraKind, ExtraSize},
    totals::{self, Settlement, Sums},
};
use rust_decimal::Decimal;
use shared::Problem;

fn tax(text: &str) -> Tax {
    let (category, rate) = text.split_once(' ').unwrap_or((text, "0"));
    let category: TaxCategory = serde_json::from_str(&format!("\"{category}\"")).expect("a category");
    Tax {
        category,
        rate: dec(rate),
        reason: (category == TaxCategory::E).then(|| "Exempt".to_owned()),
        reason_code: None,
    }
}

/// A document: net amounts of lines with their taxes, allowances (negative) and charges, and what is paid.
struct Example {
    currency: &'static str,
    lines: &'static [(&'static str, &'static str)],
    extras: &'static [(&'static str, &'static str)],
    paid: &'static str,
}

impl Example {
    fn sums(&self) -> Result<Sums, Problem> {
        let lines: Vec<(Decimal, Tax)> = self.lines.iter().map(|(amount, how)| (dec(amount), tax(how))).collect();
        let lines: Vec<(Decimal, &Tax)> = lines.iter().map(|(amount, tax)| (*amount, tax)).collect();
        let currency = currency(self.currency);
        let extras: Vec<Extra> = self.extras.iter().map(|(amount, how)| extra(dec(amount), tax(how))).collect();
        let settlement =
            Settlement { currency, paid: dec(self.paid), cash_rounding: None, tax_currency: None, rates: Vec::new() };
        totals::add_up(&lines, totals::price_extras(&lines, &extras, currency)?, &settlement)
    }
}

fn extra(amount: Decimal, tax: Tax) -> Extra {
    let kind = if amount.is_sign_negative() { ExtraKind::Allowance } else { ExtraKind::Charge };
    Extra { id: String::new(), kind, reason: String::new(), size: ExtraSize::Amount(amount.abs()), tax }
}

/// `category rate taxable tax` of each row.
fn rows(sums: &Sums) -> Vec<String> {
    let row =
        |row: &pricing::tax::TaxTotal| format!("{} {} {} {}", row.category.code(), row.rate, row.taxable, row.tax);
    sums.taxes.iter().map(row).collect()
}

#[test]
fn example_1_of_the_standard_rounds_each_rate_by_itself() {
    let sums = Example {
        currency: "EUR",
        lines: &[("183.23", "S 6"), ("10.80", "S 21"), ("7.60", "S 21"), ("9.34", "S 21"), ("18.63", "S 21")],
        extras: &[],
        paid: "0",
    };
    let sums = sums.sums().unwrap();
    assert_eq!(rows(&sums), ["S 6 183.23 10.99", "S 21 46.37 9.74"]);
    assert_eq!((sums.totals.lines, sums.totals.gross), (dec("229.60"), dec("250.33")));
}

#[test]
fn example_2_of_the_standard_has_a_midpoint_a_negative_line_and_a_prepayment() {
    let sums = Example {
        currency: "NOK",
        lines: &[("1273.00", "S 25"), ("-3.96", "S 15"), ("4.96", "S 15"), ("-25.00", "E"), ("187.50", "S 25")],
        extras: &[("-100.00", "S 25"), ("100.00", "S 25")],
        paid: "1000.00",
    };
    let sums = sums.sums().unwrap();
    assert_eq!(rows(&sums), ["S 15 1.00 0.15", "S 25 1460.50 365.13", "E 0 -25.00 0.00"], "365.125 goes up");
    let totals = &sums.totals;
    assert_eq!(totals.lines.to_string(), "1436.50");
    assert_eq!((totals.allowances, totals.charges, totals.net), (dec("100"), dec("100"), dec("1436.50")));
    assert_eq!((totals.tax, totals.gross, totals.due), (dec("365.28"), dec("1801.78"), dec("801.78")));
}

#[test]
fn example_8_of_the_standard_has_prices_below_a_cent_and_per_twelve() {
    let lines = [
        ("16000", "0.00880", "1", "140.80"),
        ("16000", "0.00101", "1", "16.16"),
        ("132", "15.24", "12", "167.64"),
        ("58", "1.53", "1", "88.74"),
        ("1", "441.00", "12", "36.75"),
        ("1", "678.00", "12", "56.50"),
        ("1", "83.34", "1", "83.34"),
        ("1", "190.31", "1", "190.31"),
        ("1", "64.21", "1", "64.21"),
        ("1", "64.46", "1", "64.46"),
    ];
    let entries = lines
        .iter()
        .enumerate()
        .map(|(at, (_, price, per, _))| pricing::catalog::Entry { per: dec(per), ..entry(&format!("p{at}"), price) });
    let list = catalog(entries.collect());
    let drafted = lines.iter().enumerate().map(|(at, (quantity, ..))| {
        let mut line = line(&at.to_string(), &format!("p{at}"), quantity);
        line.tax = tax("S 21");
        line
    });
    let quote = priced(&list, &draft("EUR", drafted.collect()));
    for (priced, (.., expected)) in quote.lines.iter().zip(lines) {
        assert_eq!(priced.net, dec(expected));
    }
    assert_eq!(rows(&quote.sums), ["S 21 908.91 190.87"]);
    assert_eq!(quote.totals().due, dec("1099.78"));
}

#[test]
fn peppol_example_of_allowances_and_charges() {
    let example = Example {
        currency: "EUR",
        lines: &[("4000.00", "S 25"), ("1000.00", "E"), ("900.00", "S 25")],
        extras: &[("200", "S 25"), ("-200", "S 25")],
        paid: "1000",
    };
    let sums = example.sums().unwrap();
    assert_eq!(rows(&sums), ["S 25 4900.00 1225.00", "E 0 1000.00 0.00"]);
    let totals = &sums.totals;
    assert_eq!(
        (totals.lines, totals.net, totals.gross, totals.due),
        (dec("5900"), dec("5900"), dec("7125"), dec("6125"))
    );
}

#[test]
fn a_tax_is_rounded_once_and_not_for_each_line() {
    // By lines it would be ten times 0.02.
    let lines = const { &[("0.13", "S 15"); 10] };
    let sums = Example { currency: "EUR", lines, extras: &[], paid: "0" }.sums().unwrap();
    assert_eq!(rows(&sums), ["S 15 1.30 0.20"]);
    let lines = const { &[("0.33", "S 7"); 10] };
    let sums = Example { currency: "EUR", lines, extras: &[], paid: "0" }.sums().unwrap();
    assert_eq!(rows(&sums), ["S 7 3.30 0.23"], "ten times 0.0231; by lines it would be 0.20");
}

#[test]
fn currencies_with_no_and_three_decimals() {
    let yen = Example { currency: "JPY", lines: &[("333", "S 10"), ("2", "S 8")], extras: &[], paid: "0" };
    assert_eq!(rows(&yen.sums().unwrap()), ["S 8 2 0", "S 10 333 33"]);
    let dinar = Example { currency: "KWD", lines: &[("10.001", "S 5")], extras: &[("-0.011", "S 5")], paid: "0" };
    let sums = dinar.sums().unwrap();
    assert_eq!(rows(&sums), ["S 5 9.990 0.500"], "0.4995 goes up");
    assert_eq!(sums.totals.due.to_string(), "10.490");
}

#[test]
fn categories_without_tax_say_why() {
    for (category, code) in [("AE", "VATEX-EU-AE"), ("K", "VATEX-EU-IC"), ("G", "VATEX-EU-G"), ("O", "VATEX-EU-O")] {
        let lines = [(dec("10.00"), tax(category))];
        let rows = pricing::tax::breakdown(lines.iter().map(|(amount, tax)| (*amount, tax)), currency("EUR")).unwrap();
        assert_eq!((rows[0].tax, rows[0].reason_code.as_deref()), (dec("0.00"), Some(code)));
    }
    assert_eq!(Tax::untaxed(TaxCategory::E).check().unwrap_err().message_key, "problem-tax-reason");
    assert_eq!(Tax::standard(Decimal::ZERO).check().unwrap_err().message_key, "problem-tax-rate");
    assert_eq!(tax("Z 5").check().unwrap_err().message_key, "problem-tax-rate");
    assert_eq!(tax("S 101").check().unwrap_err().message_key, "problem-tax-rate");
    assert!(tax("Z").check().is_ok() && tax("E").check().is_ok() && tax("S 0.5").check().is_ok());
    let mixed = Example { currency: "EUR", lines: &[("1", "S 20"), ("1", "O")], extras: &[], paid: "0" };
    assert_eq!(mixed.sums().unwrap_err().message_key, "problem-tax-mixed");
}

#[test]
fn percentages_of_the_document_are_of_what_is_taxed_alike() {
    let list = catalog(vec![entry("a", "99.99"), entry("b", "50")]);
    let mut lines = vec![line("1", "a", "1"), line("2", "b", "1")];
    lines[1].tax = tax("S 7");
    let mut quote = draft("EUR", lines);
    let percent = |kind, percent, how| Extra {
        id: "x".to_owned(),
        kind,
        reason: "Project".to_owned(),
        size: ExtraSize::Percent(dec(percent)),
        tax: tax(how),
    };
    quote.extras = vec![percent(ExtraKind::Allowance, "10", "S 20"), percent(ExtraKind::Charge, "1", "S 7")];
    let result = priced(&list, &quote);
    assert_eq!(rows(&result.sums), ["S 7 50.50 3.54", "S 20 89.99 18.00"]);
    assert_eq!(result.sums.extras[0].base, Some(dec("99.99")));
    quote.extras = vec![Extra { size: ExtraSize::Amount(dec("150")), ..percent(ExtraKind::Allowance, "0", "S 20") }];
    assert_eq!(problem(&list, &quote).message_key, "problem-total-negative");
    quote.extras[0].size = ExtraSize::Amount(dec("-1"));
    assert_eq!(problem(&list, &quote).message_key, "problem-price-negative");
}

#[test]
fn what_is_due_is_rounded_to_the_coin_and_taxes_are_reported_abroad() {
    let list = catalog(vec![entry("a", "9.99")]);
    let mut quote = draft("EUR", vec![line("1", "a", "1")]);
    quote.paid = dec("1.00");
    quote.cash_rounding = Some(dec("0.05"));
    let totals = priced(&list, &quote).sums.totals;
    assert_eq!((totals.gross, totals.rounding, totals.due), (dec("11.99"), dec("0.01"), dec("11.00")));
    quote.cash_rounding = Some(dec("0.001"));
    assert_eq!(problem(&list, &quote).message_key, "problem-cash-rounding");

    quote.cash_rounding = None;
    quote.tax_currency = Some(currency("SEK"));
    assert_eq!(problem(&list, &quote).message_key, "problem-rate-missing");
    let on = "2026-11-20".parse().unwrap();
    quote.rates =
        vec![Rate { from: currency("EUR"), to: currency("SEK"), rate: dec("11.0125"), on, source: "ECB".to_owned() }];
    assert_eq!(priced(&list, &quote).totals().tax_reported, Some(dec("22.03")), "2.00 × 11.0125 = 22.025");
}
