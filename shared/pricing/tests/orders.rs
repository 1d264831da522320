//! From quote to order: the same totals, partial deliveries, cancelling, change orders, and the exports.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::{catalog, dec, draft, entry, line, priced};
use pricing::{
    Catalog, Draft, Order, Tax,
    compare::compare,
    draft::{Extra, ExtraKind, ExtraSize, Taken},
    order::OrderStatus,
    ubl::{self, Envelope, Party},
};
use rust_decimal::Decimal;
use shared::value::Address;

fn list() -> Catalog {
    catalog(vec![entry("desk", "33.335"), entry("lamp", "40"), entry("mat", "5")])
}

fn quote() -> Draft {
    let mut lines = vec![line("1", "desk", "3"), line("2", "lamp", "1"), line("3", "mat", "1")];
    lines[2].optional = Some(Taken::No);
    let mut quote = draft("EUR", lines);
    let freight = |id: &str, kind, amount| Extra {
        id: id.to_owned(),
        kind,
        reason: id.to_owned(),
        size: ExtraSize::Amount(dec(amount)),
        tax: Tax::standard(dec("20")),
    };
    quote.extras =
        vec![freight("freight", ExtraKind::Charge, "10.00"), freight("project", ExtraKind::Allowance, "7.77")];
    quote
}

fn order(draft: &Draft) -> Order {
    Order::from_quote(&priced(&list(), draft), "O-1", "Q-7 version 2").unwrap()
}

#[test]
fn an_order_has_the_lines_that_count_and_the_same_totals() {
    let priced_quote = priced(&list(), &quote());
    let order = Order::from_quote(&priced_quote, "O-1", "Q-7").unwrap();
    assert_eq!(order.lines.iter().map(|line| line.line.id.as_str()).collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(order.totals(), priced_quote.totals());
    assert_eq!(order.totals().lines, dec("140.01"));
    assert_eq!(order.status(), OrderStatus::Open);
    let json = serde_json::to_string(&order).unwrap();
    assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), order);
    let mut nothing = quote();
    nothing.lines.drain(..2);
    let empty = Order::from_quote(&priced(&list(), &Draft { extras: Vec::new(), ..nothing }), "O", "Q").unwrap_err();
    assert_eq!(empty.message_key, "problem-order-empty");
}

#[test]
fn partial_deliveries_add_up_to_the_order() {
    let mut order = order(&quote());
    let whole = order.totals().clone();
    let parts: [&[(&str, &str)]; 3] = [&[("1", "1")], &[("1", "1"), ("2", "1")], &[("1", "1")]];
    let mut nets = Vec::new();
    for part in parts {
        let part: Vec<(&str, Decimal)> = part.iter().map(|(line, quantity)| (*line, dec(quantity))).collect();
        let delivery = order.deliver(&part).unwrap();
        nets.push(delivery.sums.totals.net);
    }
    assert_eq!(nets.iter().sum::<Decimal>(), whole.net);
    assert_eq!(order.status(), OrderStatus::Delivered);
    assert_eq!(order.lines[0].delivered_net, dec("100.01"), "33.34 + 33.33 + 33.34");
    let more = order.deliver(&[("1", dec("1"))]).unwrap_err();
    assert_eq!((more.message_key.as_str(), more.args["open"].as_str()), ("problem-order-more-than-open", "0"));
    assert_eq!(order.deliver(&[("9", dec("1"))]).unwrap_err().message_key, "problem-order-line");
    assert_eq!(order.deliver(&[("1", dec("-1"))]).unwrap_err().message_key, "problem-quantity-not-positive");
}

#[test]
fn cancelling_shrinks_totals_and_what_is_delivered_stays() {
    let mut order = order(&quote());
    order.deliver(&[("1", dec("2"))]).unwrap();
    assert_eq!(order.cancel(&[("1", dec("2"))]).unwrap_err().message_key, "problem-order-more-than-open");
    order.cancel(&[("2", dec("1"))]).unwrap();
    assert_eq!(order.totals().lines, dec("100.01"));
    assert_eq!(order.totals().charges, dec("7.14"), "10.00 × 100.01 / 140.01");
    order.cancel(&[("1", dec("1"))]).unwrap();
    assert_eq!(order.totals().lines, dec("66.67"));
    assert_eq!(order.status(), OrderStatus::Delivered);
    let mut other = self::order(&quote());
    other.cancel(&[("1", dec("3")), ("2", dec("1"))]).unwrap();
    assert_eq!((other.status(), other.totals().due), (OrderStatus::Cancelled, dec("0.00")));
}

#[test]
fn a_change_order_says_what_it_changes_and_keeps_deliveries() {
    let mut order = order(&quote());
    order.deliver(&[("1", dec("2"))]).unwrap();
    let mut wanted = quote();
    wanted.lines[0].quantity = dec("1");
    let refused = order.change(&priced(&list(), &wanted)).unwrap_err();
    assert_eq!((refused.message_key.as_str(), refused.args["delivered"].as_str()), ("problem-order-delivered", "2"));
    wanted.lines[0].quantity = dec("4");
    wanted.lines[2].optional = Some(Taken::Yes);
    wanted.lines.remove(1);
    let change = order.change(&priced(&list(), &wanted)).unwrap();
    let lines: Vec<_> = change.lines.iter().map(|line| (line.line.as_str(), line.net_before, line.net_after)).collect();
    assert_eq!(
        lines,
        [("1", dec("100.01"), dec("133.34")), ("3", dec("0"), dec("5.00")), ("2", dec("40.00"), dec("0"))]
    );
    assert_eq!(order.status(), OrderStatus::PartlyDelivered);
    let rest = order.deliver(&[("1", dec("2")), ("3", dec("1"))]).unwrap();
    assert_eq!(rest.sums.totals.lines, dec("71.67"), "133.34 + 5.00 − 66.67");
    wanted.extras.remove(0);
    assert_eq!(order.change(&priced(&list(), &wanted)).unwrap_err().message_key, "problem-order-extra");
}

#[test]
fn update_to_current_prices_shows_what_would_change() {
    let before = priced(&list(), &quote());
    let mut newer = list();
    newer.books[0].entries[1].price = dec("44");
    let after = priced(&newer, &quote());
    let comparison = compare(&before, &after);
    assert_eq!(comparison.lines.len(), 1);
    let lamp = &comparison.lines[0];
    assert_eq!(
        (lamp.product, lamp.before, lamp.after),
        ("The lamp", Some((dec("1"), dec("40"))), Some((dec("1"), dec("44"))))
    );
    assert!(compare(&before, &before).lines.is_empty());
}

fn envelope() -> Envelope {
    let party = |name: &str| Party {
        name: name.to_owned(),
        address: Address {
            street: "Main 1\nYard".to_owned(),
            city: "Köln".to_owned(),
            postal_code: "50667".to_owned(),
            country: "DE".to_owned(),
            ..Address::default()
        },
        tax_id: "DE123".to_owned(),
        ..Party::default()
    };
    Envelope {
        number: "I-1".to_owned(),
        issued: "2026-11-21".parse().unwrap(),
        due: Some("2026-12-21".parse().unwrap()),
        seller: party("Sellers & <Sons>"),
        buyer: party("Ελλάδα \u{0}\u{b}Ltd"),
        buyer_reference: "B-9".to_owned(),
        note: String::new(),
        payment_terms: "30 days".to_owned(),
    }
}

/// Reads the elements back: whether every tag is closed in order, and the text of those with a name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for piece in xml.split('<').skip(1).filter(|piece| !piece.starts_with('?')) {
        let (tag, text) = piece.split_once('>').expect("a closed tag");
        if let Some(end) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(end));
            continue;
        }
        open.push(tag.split(' ').next().unwrap());
        if open.last() == Some(&name) {
            found.push(text.to_owned());
        }
    }
    assert!(open.is_empty());
    found
}

#[test]
fn the_ubl_order_and_invoice_have_the_totals_and_are_well_formed() {
    let mut order = order(&quote());
    let xml = ubl::order(&order, &envelope()).unwrap();
    assert_eq!(texts(&xml, "cbc:LineExtensionAmount"), ["140.01", "100.01", "40.00"]);
    assert_eq!(texts(&xml, "cbc:PayableAmount"), [order.totals().due.to_string()]);
    assert_eq!(
        texts(&xml, "cbc:PriceAmount"),
        ["100.01", "40"],
        "a price that divides evenly, or that of the quantity"
    );
    assert_eq!(texts(&xml, "cbc:BaseQuantity"), ["3", "1"]);
    assert!(xml.contains("<cbc:RegistrationName>Sellers &amp; &lt;Sons&gt;</cbc:RegistrationName>"));
    assert!(xml.contains("<cbc:RegistrationName>Ελλάδα Ltd</cbc:RegistrationName>"), "no control characters");

    let delivery = order.deliver(&[("1", dec("2"))]).unwrap();
    let xml = ubl::invoice(&order, &delivery, &envelope());
    assert_eq!(texts(&xml, "cbc:InvoicedQuantity"), ["2"]);
    assert_eq!(texts(&xml, "cbc:TaxExclusiveAmount"), [delivery.sums.totals.net.to_string()]);
    assert_eq!(texts(&xml, "cbc:TaxableAmount"), [delivery.sums.totals.net.to_string()]);
}
