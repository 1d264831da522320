//! What the server makes of quotes and orders that devices have worked out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    dead_code,
    reason = "a test may stop at the first surprise, and uses what it needs of the desk"
)]

mod desk;

use desk::{Desk, QUOTE, dec, id, money};
use pricing::{PricedQuote, records};
use shared::{
    Problem, Value,
    entities::{Account, ApprovalRule, Order, OrderLine, PriceBook, Product, Quote, QuoteLine},
    rules::Role,
    sync::{Edit, Operation},
};

/// A quote of two lines with a tax, ten hundredths off the first one.
fn desk() -> Desk {
    let mut desk = Desk::new();
    desk.book("list", &[(PriceBook::TAX_CATEGORY.id, "s".into()), (PriceBook::TAX_RATE.id, 19.0.into())]);
    desk.price("list", "desk", "480", None);
    desk.line("a", "desk", 4.0);
    desk.line("b", "chair", 1.0);
    desk.set("quote_line", "a", QuoteLine::DISCOUNT.id, 10.0);
    desk
}

#[track_caller]
fn refused(result: Result<(), Vec<Problem>>, key: &str) {
    let problems = result.expect_err("it is refused");
    assert_eq!(problems[0].message_key, key, "{problems:?}");
}

/// Sends it at other prices than it has.
fn forged(desk: &mut Desk, forge: impl Fn(&mut PricedQuote)) -> Result<(), Vec<Problem>> {
    let mut priced = desk.priced();
    forge(&mut priced);
    let sending = desk.sending(&priced);
    desk.act(vec![sending])
}

/// The same operation with another value in a field.
fn with(mut op: Operation, field: &str, value: Value) -> Operation {
    match &mut op {
        Operation::Patch { changes, .. } => {
            changes.iter_mut().filter(|change| *change.field == *field).for_each(|c| c.edit = Edit::Set(value.clone()));
        }
        Operation::Create { values, .. } => drop(values.insert(field.into(), value)),
        _ => {}
    }
    op
}

#[test]
fn what_adds_up_is_sent() {
    let mut desk = desk();
    desk.send();
    assert_eq!(desk.sold().totals().net, dec("1928.00"));
}

#[test]
fn what_does_not_add_up_is_not_sent() {
    let mut desk = desk();
    let forgeries: [fn(&mut PricedQuote); 7] = [
        |quote| quote.lines[0].net = dec("1.00"),
        |quote| quote.lines[0].quantity = dec("5"),
        |quote| quote.sums.totals.gross = dec("1.00"),
        |quote| quote.sums.taxes.clear(),
        |quote| drop(quote.lines.pop()),
        |quote| quote.lines[1].product.id = id("desk").to_string(),
        |quote| quote.customer.account = Some(id("other").to_string()),
    ];
    for forge in forgeries {
        refused(forged(&mut desk, forge), "problem-quote-differs");
    }
    for field in [Quote::NET.id, Quote::GROSS.id] {
        let sending = with(desk.sending(&desk.priced()), field, money("1").into());
        refused(desk.act(vec![sending]), "problem-quote-differs");
    }
    let sending = with(desk.sending(&desk.priced()), Quote::PRICES.id, "{}".into());
    refused(desk.act(vec![sending]), "problem-prices-broken");
    let sending = with(desk.sending(&desk.priced()), Quote::PRICED.id, "{}".into());
    refused(desk.act(vec![sending]), "problem-quote-broken");
    assert_eq!(desk.quote().get(Quote::STATUS), Some("draft"), "nothing of it stands");
    desk.send();
}

#[test]
fn a_device_that_was_away_sends_by_the_prices_and_names_that_it_knew() {
    let mut desk = desk();
    let sending = desk.sending(&desk.priced());
    desk.set("price", "list/desk", "amount", money("900"));
    desk.set("product", "desk", Product::NAME.id, "Lift desk");
    desk.set("account", "firm", Account::PRICE_GROUP.id, "schools");
    desk.book("new", &[(PriceBook::PRIORITY.id, 9.0.into())]);
    desk.price("new", "chair", "1", None);
    desk.act(vec![sending]).unwrap();
    assert_eq!(desk.sold().totals().net, dec("1928.00"));
}

#[test]
fn a_tax_that_is_none_any_more_is_not_sent() {
    let mut desk = desk();
    let sending = desk.sending(&desk.priced());
    desk.set("price_book", "list", PriceBook::TAX_RATE.id, 21.0);
    refused(desk.act(vec![sending]), "problem-quote-differs");
    desk.send();
}

#[test]
fn lines_that_somebody_else_changed_meanwhile_are_noticed() {
    let mut desk = desk();
    let sending = desk.sending(&desk.priced());
    desk.set("quote_line", "a", QuoteLine::QUANTITY.id, 9.0);
    refused(desk.act(vec![sending.clone()]), "problem-quote-lines-changed");
    desk.set("quote_line", "a", QuoteLine::QUANTITY.id, 4.0);
    desk.line("late", "chair", 1.0);
    refused(desk.act(vec![sending.clone()]), "problem-quote-lines-changed");
    desk.act(vec![Operation::Delete { entity: "quote_line".into(), id: id("late") }]).unwrap();
    desk.act(vec![sending]).unwrap();
}

#[test]
fn lines_made_in_the_same_act_count() {
    let mut desk = desk();
    let before = desk.quote();
    desk.line("c", "chair", 2.0);
    let sending = desk.sending(&desk.priced());
    let line = desk.find("quote_line", id("c"));
    desk.act(vec![Operation::Delete { entity: "quote_line".into(), id: line.id }]).unwrap();
    let restored = Operation::Restore { entity: "quote_line".into(), id: line.id };
    assert_eq!(before.id, desk.quote().id);
    desk.act(vec![restored, sending]).unwrap();
}

#[test]
fn what_nobody_has_agreed_to_is_not_sent() {
    let mut desk = desk();
    let rule = |kind: &str, more: (&'static str, Value)| {
        let own: [(&str, Value); 4] = [
            (ApprovalRule::NAME.id, kind.into()),
            (ApprovalRule::ACTIVE.id, true.into()),
            (ApprovalRule::KIND.id, kind.into()),
            (ApprovalRule::ROLES.id, Value::list(["manager"])),
        ];
        own.into_iter().chain([more]).collect::<Vec<_>>()
    };
    let sending = desk.sending(&desk.priced());
    desk.make(ApprovalRule::ENTITY_NAME, "rule", rule("line_discount", (ApprovalRule::PERCENT.id, 5.0.into())));
    refused(desk.act(vec![sending.clone()]), "problem-quote-needs-approval");
    let need = records::needs(&desk, &desk.priced()).remove(0);
    let ask = records::ask(&desk.quote(), &need, "ten off");
    desk.act(vec![ask]).unwrap();
    refused(desk.act(vec![sending.clone()]), "problem-quote-needs-approval");
    let decision = [
        ("status", "granted".into()),
        ("decided_by", id("boss").into()),
        ("decided_at", "2026-11-21T10:00:00Z".into()),
    ];
    let decision = desk.ops_for("approval", records::approval_id(&desk.quote(), &need), decision);
    desk.act_as(&Desk::access("boss", Role::Manager), vec![decision]).unwrap();
    desk.act(vec![sending]).unwrap();
}

#[test]
fn what_a_product_is_the_device_does_not_decide() {
    let mut desk = desk();
    desk.make("product_family", "heavy", [("name", "Heavy".into())]);
    desk.set("product", "desk", Product::FAMILY.id, id("heavy"));
    let values: [(&str, Value); 5] = [
        (ApprovalRule::NAME.id, "Heavy goods".into()),
        (ApprovalRule::ACTIVE.id, true.into()),
        (ApprovalRule::KIND.id, "products".into()),
        (ApprovalRule::FAMILY.id, id("heavy").into()),
        (ApprovalRule::ROLES.id, Value::list(["manager"])),
    ];
    desk.make(ApprovalRule::ENTITY_NAME, "rule", values);
    refused(forged(&mut desk, |quote| quote.lines[0].product.family = None), "problem-quote-needs-approval");
}

#[test]
fn an_order_is_what_the_quote_says() {
    let mut desk = desk();
    desk.send();
    let honest = desk.acceptance();
    let (order, line) = (Order::ENTITY_NAME, OrderLine::ENTITY_NAME);
    let at = |entity: &str| honest.iter().position(|op| &**op.target().0 == entity).unwrap();
    for (entity, field, value) in [
        (order, Order::NET.id, Value::from(money("1"))),
        (order, Order::GROSS.id, money("1").into()),
        (line, OrderLine::QUANTITY.id, 400.0.into()),
        (line, OrderLine::PRODUCT.id, id("chair").into()),
        (line, OrderLine::CHOICES.id, r#"[{"attribute":"top","value":"oak"}]"#.into()),
    ] {
        let mut ops = honest.clone();
        ops[at(entity)] = with(ops[at(entity)].clone(), field, value);
        refused(desk.act(ops), "problem-order-differs");
    }
    let mut fewer = honest.clone();
    fewer.remove(at(line));
    refused(desk.act(fewer), "problem-order-differs");
    let mut more = honest.clone();
    let twice = Operation::create::<&str>(line, id("twice"), [("name", "More".into())]);
    more.insert(1, twice);
    desk.act(more).unwrap_err();
    assert_eq!(desk.quote().get(Quote::STATUS), Some("sent"));
    desk.act(honest).unwrap();
    assert_eq!(desk.find("quote", id(QUOTE)).get(Quote::STATUS), Some("accepted"));
}
