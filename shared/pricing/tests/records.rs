//! Quotes as records: priced, sent, accepted and delivered as two devices and a server do it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod desk;

use desk::{Desk, QUOTE, dec, id, money};
use pricing::{
    Prices, approval,
    draft::{Choice, Configuration},
    records,
};
use proptest::prelude::*;
use shared::{
    Problem, Value,
    entities::{
        Account, ApprovalRule, Bundle, BundlePart, DiscountRule, Order, OrderLine, Price, PriceBook, Product, Quote,
        QuoteLine, Surcharge, seller_id,
    },
    rules::Role,
    sync::Operation,
    value::{Address, FileRef},
};

fn net(desk: &Desk) -> String {
    desk.priced().totals().net.to_string()
}

#[test]
fn a_book_with_tiers_prices_a_quote() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 4.0);
    assert_eq!(net(&desk), "2000.00", "without any book the product's own price counts");
    desk.book("list", &[]);
    assert_eq!(net(&desk), "2000.00", "nor does an empty book change that");
    desk.price("list", "desk", "480.00", None);
    assert_eq!(net(&desk), "1920.00");
    desk.price("list", "desk", "450", Some(10.0));
    desk.set("quote_line", "a", QuoteLine::QUANTITY.id, 10.0);
    assert_eq!(net(&desk), "4500.00", "the whole quantity costs the tier's price");
    desk.set("price", "list/desk", Price::TIERS.id, "graduated");
    desk.set("quote_line", "a", QuoteLine::QUANTITY.id, 12.0);
    assert_eq!(net(&desk), "5700.00", "ten at the plain price, two at the tier's");
    desk.set("price", "list/desk/10", Price::PER.id, 2.0);
    assert_eq!(net(&desk), "5250.00", "a tier for two units is half as dear for one");
}

#[test]
fn agreed_prices_are_for_their_account_only() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 1.0);
    desk.book("list", &[]);
    desk.price("list", "desk", "480", None);
    desk.book("agreed", &[(PriceBook::ACCOUNT.id, id("other").into())]);
    desk.price("agreed", "desk", "1", None);
    assert_eq!(net(&desk), "480.00");
    desk.set("price_book", "agreed", PriceBook::ACCOUNT.id, id("firm"));
    assert_eq!(net(&desk), "1.00");
    let catalog = records::catalog(&desk, &desk.quote()).unwrap();
    assert_eq!((catalog.books.len(), catalog.contracts.len()), (2, 1));
}

#[test]
fn books_hold_for_groups_and_days_and_by_name() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 1.0);
    desk.book("list", &[]);
    desk.price("list", "desk", "480", None);
    desk.book("schools", &[(PriceBook::GROUP.id, "schools".into()), (PriceBook::PRIORITY.id, 1.0.into())]);
    desk.price("schools", "desk", "400", None);
    assert_eq!(net(&desk), "480.00");
    desk.set("account", "firm", Account::PRICE_GROUP.id, "schools");
    assert_eq!(net(&desk), "400.00");
    desk.set("price_book", "schools", PriceBook::VALID_TO.id, "2026-01-01");
    assert_eq!(net(&desk), "480.00", "it has run out");
    desk.set("quote", QUOTE, Quote::PRICE_BOOK.id, id("schools"));
    let problem = desk.try_price().unwrap_err().remove(0);
    assert_eq!(problem.message_key, "problem-price-missing", "the book that is named is the only one");
}

#[test]
fn surcharges_bundles_and_rules_are_read() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 2.0);
    desk.book("list", &[]);
    desk.price("list", "desk", "500", None);
    desk.price("list", "chair", "200", None);
    let values: [(&str, Value); 5] = [
        (Surcharge::NAME.id, "Oak".into()),
        (Surcharge::PRICE.id, id("list/desk").into()),
        (Surcharge::ATTRIBUTE.id, "top".into()),
        (Surcharge::VALUE.id, "oak".into()),
        (Surcharge::AMOUNT.id, money("80").into()),
    ];
    desk.make(Surcharge::ENTITY_NAME, "oak", values);
    desk.set("quote_line", "a", QuoteLine::CHOICES.id, r#"[{"attribute":"top","value":"oak"}]"#);
    assert_eq!(net(&desk), "1160.00");
    let values: [(&str, Value); 3] =
        [(Bundle::NAME.id, "Place".into()), (Bundle::PRODUCT.id, id("place").into()), (Bundle::LESS.id, 10.0.into())];
    desk.product("place", None);
    desk.make(Bundle::ENTITY_NAME, "set", values);
    for (part, count) in [("desk", 1.0), ("chair", 2.0)] {
        let values: [(&str, Value); 3] = [
            (BundlePart::BUNDLE.id, id("set").into()),
            (BundlePart::PRODUCT.id, id(part).into()),
            (BundlePart::QUANTITY.id, count.into()),
        ];
        desk.make(BundlePart::ENTITY_NAME, &format!("set/{part}"), values);
    }
    desk.line("b", "place", 1.0);
    assert_eq!(desk.priced().lines[1].net, dec("810.00"), "500 and two times 200, less a tenth");
    let values: [(&str, Value); 5] = [
        (DiscountRule::NAME.id, "Desks from two".into()),
        (DiscountRule::ACTIVE.id, true.into()),
        (DiscountRule::KIND.id, "percent".into()),
        (DiscountRule::PERCENT.id, 5.0.into()),
        (DiscountRule::MIN_QUANTITY.id, 2.0.into()),
    ];
    desk.make(DiscountRule::ENTITY_NAME, "rule", values);
    assert_eq!(desk.priced().lines[0].net, dec("1102.00"));
    desk.set("discount_rule", "rule", DiscountRule::ACTIVE.id, false);
    assert_eq!(desk.priced().lines[0].net, dec("1160.00"));
}

#[test]
fn discounts_by_hand_sections_options_and_taxes_are_read() {
    let mut desk = Desk::new();
    desk.book("list", &[(PriceBook::TAX_CATEGORY.id, "s".into()), (PriceBook::TAX_RATE.id, 19.0.into())]);
    desk.price("list", "desk", "100", None);
    for (line, section) in [("a", "Upstairs"), ("b", "Downstairs"), ("c", "Upstairs")] {
        desk.line(line, "desk", 1.0);
        desk.set("quote_line", line, QuoteLine::SECTION.id, section);
    }
    desk.set("quote_line", "a", QuoteLine::DISCOUNT.id, 12.5);
    desk.set("quote_line", "b", QuoteLine::OPTIONAL.id, "open");
    desk.set("quote_line", "c", QuoteLine::TAX_CATEGORY.id, "z");
    let priced = desk.priced();
    let sections: Vec<_> = priced.sections.iter().map(|part| (part.name.as_str(), part.net.to_string())).collect();
    assert_eq!(sections, [("Upstairs", "187.50".to_owned()), ("Downstairs", "0.00".to_owned())]);
    let taxes: Vec<_> = priced.sums.taxes.iter().map(|row| (row.category.code(), row.tax.to_string())).collect();
    assert_eq!(taxes, [("S", "16.63".to_owned()), ("Z", "0.00".to_owned())]);
    desk.set("quote", QUOTE, Quote::DISCOUNT_KIND.id, "total");
    desk.set("quote", QUOTE, Quote::DISCOUNT.id, 150.0);
    assert_eq!(net(&desk), "150.00");
}

#[test]
fn what_is_sent_stays_and_edits_that_come_late_are_noticed() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 4.0);
    desk.line("b", "chair", 1.0);
    let before = desk.priced();
    desk.send();
    let quote = desk.quote();
    assert_eq!(records::priced(&quote).unwrap(), Some(before.clone()));
    assert_eq!(quote.get(Quote::NET).unwrap().to_string(), "2200.00 EUR");
    desk.set("product", "desk", Product::PRICE.id, money("1"));
    desk.set("product", "desk", Product::NAME.id, "Something else");
    let content = records::content(&records::lines(&desk, quote.id)).unwrap();
    assert_eq!(Some(content.as_str()), quote.get(Quote::CONTENT), "names and prices of products do not count");

    let sealed = |result: Result<(), Vec<Problem>>| result.unwrap_err().remove(0).message_key;
    for rejected in [
        desk.patch("quote_line", "a", QuoteLine::QUANTITY.id, 5.0),
        desk.patch("quote", QUOTE, Quote::TITLE.id, "Another"),
        desk.patch("quote", QUOTE, Quote::PRICED.id, Value::Null),
        desk.patch("quote", QUOTE, Quote::STATUS.id, "draft"),
        desk.patch("quote", QUOTE, Quote::STATUS.id, Value::Null),
        desk.act(vec![Operation::Delete { entity: "quote".into(), id: id(QUOTE) }]),
        desk.act(vec![Operation::Delete { entity: "quote_line".into(), id: id("a") }]),
        desk.act(vec![Desk::line_op("late", "desk", 1.0)]),
    ] {
        assert_eq!(sealed(rejected), "problem-sealed-quote");
    }
    assert_eq!(records::priced(&desk.quote()).unwrap(), Some(before));
    desk.patch("quote", QUOTE, Quote::STATUS.id, "declined").unwrap();

    desk.force("quote_line", "a", QuoteLine::QUANTITY.id, 5.0.into());
    let content = records::content(&records::lines(&desk, quote.id)).unwrap();
    assert_ne!(Some(content.as_str()), quote.get(Quote::CONTENT));
    desk.force("quote", QUOTE, Quote::PRICED.id, r#"{"cheaper":true}"#.into());
    assert_eq!(records::priced(&desk.quote()).unwrap_err().message_key, "problem-quote-broken");
}

#[test]
fn a_draft_knows_of_which_lines_its_totals_are() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 4.0);
    desk.line("b", "chair", 1.0);
    let left_behind = |desk: &Desk| records::is_of_other_lines(desk, &desk.quote());
    let note = |desk: &Desk| {
        let content = records::content(&records::lines(desk, id(QUOTE))).unwrap();
        records::note(&desk.quote(), &desk.priced(), content)
    };
    assert!(!left_behind(&desk), "it has none yet");
    desk.keep(&desk.quote(), &note(&desk));
    assert_eq!(desk.quote().get(Quote::NET).unwrap().to_string(), "2200.00 EUR");
    assert!(!left_behind(&desk));
    assert_eq!(note(&desk), []);
    desk.set("product", "desk", Product::PRICE.id, money("1"));
    assert!(!left_behind(&desk), "another price is not another line");
    assert!(!note(&desk).is_empty(), "the next edit writes it down all the same");
    desk.act(vec![Operation::Delete { entity: "quote_line".into(), id: id("b") }]).unwrap();
    assert!(left_behind(&desk));
    desk.keep(&desk.quote(), &note(&desk));
    assert!(!left_behind(&desk));
}

#[test]
fn what_was_configured_stands_on_the_order() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 2.0);
    let configuration = Configuration {
        model: id("model").to_string(),
        version: 2,
        hash: "abc".to_owned(),
        currency: "EUR".parse().unwrap(),
        from: dec("480"),
        parts: [("TOP-160".to_owned(), dec("1")), ("LEG".to_owned(), dec("4"))].into(),
    };
    let oak = Choice { price: Some(dec("75.50")), ..Choice::new("top", "oak") };
    let line = desk.find("quote_line", id("a"));
    desk.keep(&line, &records::configured(&configuration, std::slice::from_ref(&oak)).unwrap());
    assert_eq!(net(&desk), "1151.00", "2 × (500 + 75.50): the product's price is that of the cheapest");
    desk.send();
    let sold = desk.sold();
    assert_eq!(
        (&sold.lines[0].choices, &sold.lines[0].configuration),
        (&vec![oak.clone()], &Some(configuration.clone()))
    );
    let ops = desk.acceptance();
    desk.act(ops).unwrap();
    let order = records::order(&desk, &desk.only(Order::ENTITY_NAME)).unwrap();
    assert_eq!(order.lines[0].line.configuration.as_ref().unwrap().parts, configuration.parts);
    let record = desk.only(OrderLine::ENTITY_NAME);
    let kept: Configuration = serde_json::from_str(record.get(OrderLine::CONFIGURATION).unwrap()).unwrap();
    let chosen: Vec<Choice> = serde_json::from_str(record.get(OrderLine::CHOICES).unwrap()).unwrap();
    assert_eq!((kept, chosen), (configuration, vec![oak]), "systems that read records see it too");
    assert_eq!(record.get(OrderLine::NET).unwrap().to_string(), "1151.00 EUR");
}

#[test]
fn seller_and_buyer_are_those_of_the_day_on_which_it_was_sent() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 1.0);
    let nobody = records::parties(&desk, &desk.quote());
    assert_eq!((nobody.seller.name.as_str(), nobody.seller.contact.as_str()), ("", "rep"), "nobody has said who sells");
    assert_eq!(nobody.seller.email, "rep@example.org");
    let address = Address { street: "Kai 3".to_owned(), city: "Bremen".to_owned(), ..Address::default() };
    let firm: [(&str, Value); 4] = [
        ("name", "Quay Works".into()),
        ("address", Value::Address(Box::new(address.clone()))),
        ("email", "hello@quay.example".into()),
        ("tax_number", "DE 1".into()),
    ];
    desk.act(vec![Operation::create("seller", seller_id(), firm)]).expect("a manager may");
    desk.make(
        "contact",
        "ada",
        [("first_name", "Ada".into()), ("last_name", "Quay".into()), ("address", Value::Address(Box::new(address)))],
    );
    desk.set("quote", QUOTE, Quote::CONTACT.id, id("ada"));
    let draft = records::parties(&desk, &desk.quote());
    assert_eq!((draft.seller.name.as_str(), draft.seller.tax_id.as_str()), ("Quay Works", "DE 1"));
    assert_eq!((draft.buyer.name.as_str(), draft.buyer.contact.as_str()), ("Firm", "Ada Quay"));
    assert_eq!(draft.buyer.address.city, "Bremen", "the account has no address, the person has");
    desk.send();
    desk.set("account", "firm", Account::NAME.id, "Renamed");
    desk.set("seller", "seller", "name", "Quay Works and Sons");
    assert_eq!(records::parties(&desk, &desk.quote()), draft);
}

#[test]
fn a_template_speaks_where_the_quote_is_silent_and_stays_as_it_was_when_sent() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 1.0);
    assert_eq!(records::look(&desk, &desk.quote()), records::Look::default(), "no template, nothing to add");
    let values: [(&str, Value); 6] = [
        ("name", "Short".into()),
        ("introduction", "Dear customer".into()),
        ("terms", "Thirty days".into()),
        ("closing", "Kind regards".into()),
        ("columns", Value::List(["tax", "quantity"].into_iter().map(Into::into).collect())),
        ("paper", "letter".into()),
    ];
    desk.make("quote_template", "short", values);
    desk.set("quote", QUOTE, Quote::TEMPLATE.id, id("short"));
    desk.set("quote", QUOTE, Quote::TERMS.id, "Ten days");
    let draft = records::look(&desk, &desk.quote());
    let texts = draft.texts(&desk.quote());
    let told = [texts.introduction.as_deref(), texts.terms.as_deref(), texts.closing.as_deref()];
    assert_eq!(told, [Some("Dear customer"), Some("Ten days"), Some("Kind regards")]);
    assert_eq!((draft.columns.len(), draft.paper.as_str()), (2, "letter"));
    desk.send();
    desk.set("quote_template", "short", "closing", "Regards");
    assert_eq!(records::look(&desk, &desk.quote()), draft);
    let shown = records::shown(&desk.quote()).unwrap().unwrap();
    let page = [shown.introduction.as_deref(), shown.terms.as_deref(), shown.closing.as_deref()];
    assert_eq!(page, told, "the customer's page says what the document says");
    let plain = records::Shown { closing: None, ..shown.clone() };
    assert_ne!(plain.fingerprint().unwrap(), shown.fingerprint().unwrap(), "what is accepted includes it");
    assert!(!serde_json::to_string(&plain).unwrap().contains("closing"), "as older quotes were shown");
    let (_, ops) = records::next_version(&desk, &desk.quote(), None, || id("the next"));
    let Some(Operation::Create { values, .. }) = ops.first() else { panic!("{ops:?}") };
    let of = |field: &str| values.iter().find(|(name, _)| **name == *field).map(|(_, value)| value.clone());
    assert_eq!((of("template"), of("look")), (Some(id("short").into()), None), "a new version is printed anew");
}

fn file(name: &str) -> FileRef {
    FileRef { hash: "0a".repeat(32), height: 2, name: name.to_owned(), size: 9, kind: "image/png".to_owned(), width: 3 }
}

#[test]
fn logo_and_pictures_stay_as_they_were_when_sent() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 1.0);
    let firm: [(&str, Value); 2] = [("name", "Quay Works".into()), ("logo", file("logo").into())];
    desk.act(vec![Operation::create("seller", seller_id(), firm)]).expect("a manager may");
    desk.set("product", "desk", "picture", file("desk"));
    let plain = records::look(&desk, &desk.quote());
    assert_eq!((plain.logo, plain.pictures.len()), (Some(file("logo")), 0), "no column shows pictures");
    desk.make("quote_template", "seen", [("name", "Seen".into()), ("columns", Value::list(["picture"]))]);
    desk.set("quote", QUOTE, Quote::TEMPLATE.id, id("seen"));
    let draft = records::look(&desk, &desk.quote());
    assert_eq!(draft.pictures.get(&id("desk").to_string()), Some(&file("desk")));
    desk.send();
    desk.set("product", "desk", "picture", file("another"));
    desk.set("seller", "seller", "logo", Value::Null);
    assert_eq!(records::look(&desk, &desk.quote()), draft);
}

#[test]
fn how_a_configured_product_looks_goes_before_its_products_picture_and_is_part_of_what_is_accepted() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 1.0);
    desk.line("b", "desk", 1.0);
    desk.set("product", "desk", "picture", file("any desk"));
    desk.set("quote_line", "a", QuoteLine::PICTURE.id, file("oak"));
    let own = (id("a").to_string(), file("oak"));
    assert_eq!(records::look(&desk, &desk.quote()).pictures, [own.clone()].into(), "no column shows the product's");
    desk.make("quote_template", "seen", [("name", "Seen".into()), ("columns", Value::list(["picture"]))]);
    desk.set("quote", QUOTE, Quote::TEMPLATE.id, id("seen"));
    let both = [own.clone(), (id("desk").to_string(), file("any desk"))];
    assert_eq!(records::look(&desk, &desk.quote()).pictures, both.clone().into());
    desk.send();
    assert_eq!(records::look(&desk, &desk.quote()).pictures, both.into());
    let shown = records::shown(&desk.quote()).unwrap().unwrap();
    assert_eq!(shown.pictures, [own].into(), "a customer's page shows what was configured");
    let plain = records::Shown { pictures: [].into(), ..shown.clone() };
    assert_ne!(plain.fingerprint().unwrap(), shown.fingerprint().unwrap());
    assert!(!serde_json::to_string(&plain).unwrap().contains("pictures"), "as older quotes were shown");
    let (mut names, quote) = ((0..9).map(|at| id(&format!("new {at}"))), desk.quote());
    let (_, ops) = records::next_version(&desk, &quote, None, || names.next().unwrap());
    let kept = |op: &Operation| matches!(op, Operation::Create { values, .. } if values.get("picture") == Some(&file("oak").into()));
    assert_eq!(ops.iter().filter(|op| kept(op)).count(), 1, "the next version is configured alike");
}

#[test]
fn new_quotes_begin_with_the_template_that_is_marked() {
    let mut desk = Desk::new();
    for (name, standard) in [("Zulu", true), ("Alpha", false), ("Mike", true)] {
        desk.make("quote_template", name, [("name", name.into()), ("standard", standard.into())]);
    }
    assert_eq!(records::usual_template(&desk.all("quote_template")), Some(id("Mike")));
    assert_eq!(records::usual_template(&[]), None);
}

#[test]
fn a_quote_without_prices_cannot_be_sent() {
    let mut desk = Desk::new();
    let problems = desk.patch("quote", QUOTE, Quote::STATUS.id, "sent").unwrap_err();
    assert_eq!(problems[0].message_key, "problem-quote-not-priced");
}

#[test]
fn two_devices_accept_and_there_is_one_order() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 4.0);
    desk.line("b", "chair", 1.0);
    desk.set("quote_line", "b", QuoteLine::OPTIONAL.id, "open");
    desk.send();
    let alone = desk.patch("quote", QUOTE, Quote::STATUS.id, "accepted").unwrap_err();
    assert_eq!(alone[0].message_key, "problem-accepted-without-order");
    let (first, second) = (desk.acceptance(), desk.acceptance());
    desk.act(first).unwrap();
    desk.act(second).expect("the second device is content with the order of the first");
    let order = desk.only(Order::ENTITY_NAME);
    let lines = desk.all(OrderLine::ENTITY_NAME);
    assert_eq!(
        (lines.len(), order.get(Order::OWNER), lines[0].get(OrderLine::OWNER)),
        (1, Some(id("rep")), Some(id("rep")))
    );
    assert_eq!(records::order(&desk, &order).unwrap().totals().net, desk.sold().totals().net);
    let gone = desk.act(vec![Operation::Delete { entity: "order".into(), id: order.id }]).unwrap_err();
    assert_eq!(gone[0].message_key, "problem-one-per-stays");
    let forged = Operation::create(
        "order",
        id("forged"),
        [("quote", id(QUOTE).into()), ("title", Value::text("x")), ("number", "1".into())],
    );
    assert_eq!(desk.act(vec![forged]).unwrap_err()[0].message_key, "problem-one-per");
}

#[test]
fn orders_are_delivered_and_cancelled_in_parts() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 4.0);
    desk.send();
    let acceptance = desk.acceptance();
    desk.act(acceptance).unwrap();
    let (order, line) = (desk.only(Order::ENTITY_NAME), desk.only(OrderLine::ENTITY_NAME));
    let (totals, changed) = records::deliver(&desk, &order, &[(line.id, dec("1"))]).unwrap();
    desk.keep(&order, &totals);
    desk.keep(&changed[0].0, &changed[0].1);
    assert_eq!(desk.only("order").get(Order::STATUS), Some("partly_delivered"));
    let order = desk.only("order");
    assert!(records::cancel(&desk, &order, &[(line.id, dec("4"))]).is_err(), "only three are open");
    let (totals, changed) = records::cancel(&desk, &order, &[(line.id, dec("3"))]).unwrap();
    desk.keep(&order, &totals);
    desk.keep(&changed[0].0, &changed[0].1);
    let order = desk.only("order");
    assert_eq!((order.get(Order::STATUS), order.get(Order::NET).unwrap().amount), (Some("delivered"), dec("500.00")));
    let too_many = desk.patch("order_line", "", OrderLine::DELIVERED.id, 5.0);
    assert!(too_many.is_err());
}

#[test]
fn a_new_version_begins_as_the_old_one_was() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 4.0);
    desk.set("quote_line", "a", QuoteLine::DISCOUNT.id, 10.0);
    desk.send();
    let quote = desk.quote();
    let mut next = 0u64;
    let (new, ops) = records::next_version(&desk, &quote, None, || {
        next += 1;
        shared::Id::new(next, 7)
    });
    desk.act(ops).unwrap();
    let version = desk.find("quote", new);
    assert_eq!((version.get(Quote::VERSION), version.get(Quote::STATUS)), (Some(2.0), Some("draft")));
    assert_eq!(version.get(Quote::NUMBER), quote.get(Quote::NUMBER));
    assert_eq!(desk.price_of(&version).unwrap().totals(), desk.sold().totals());
    assert!(version.get(Quote::PRICED).is_none());

    desk.set("product", "desk", Product::PRICE.id, money("900"));
    assert_eq!(desk.price_of(&version).unwrap().totals(), desk.sold().totals(), "prices stay until they are updated");
    let again = Prices::open(&records::catalog(&desk, &quote).unwrap()).quote(&records::draft(&desk, &quote).unwrap());
    assert_eq!(again.unwrap(), desk.sold(), "what was sent is priced the same by what is pinned");
    let mut chair = Desk::line_op("c", "chair", 1.0);
    if let Operation::Create { values, .. } = &mut chair {
        values.insert(QuoteLine::QUOTE.id.into(), new.into());
    }
    desk.act(vec![chair]).unwrap();
    assert_eq!(
        desk.price_of(&version).unwrap().totals().net.to_string(),
        "2000.00",
        "1800 and a chair at today's price"
    );
    desk.set("account", "other", Account::PRICE_GROUP.id, "x");
    let other = desk.ops_for("quote", new, [(Quote::ACCOUNT.id, Value::from(id("other")))]);
    desk.act(vec![other]).unwrap();
    let of_other = desk.price_of(&desk.find("quote", new)).unwrap();
    assert_eq!(of_other.totals().net.to_string(), "3440.00", "what was pinned was for somebody else");
    let back = desk.ops_for("quote", new, [(Quote::ACCOUNT.id, Value::from(id("firm")))]);
    desk.act(vec![back]).unwrap();
    let free = desk.ops_for("quote", new, [(Quote::PRICES.id, Value::Null)]);
    desk.act(vec![free]).unwrap();
    let now = desk.price_of(&desk.find("quote", new)).unwrap();
    assert_eq!(now.totals().net.to_string(), "3440.00", "4 × 900 less 10 %, and the chair");
}

#[test]
fn parts_follow_their_whole() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 4.0);
    assert_eq!(desk.only("quote_line").get(QuoteLine::OWNER), Some(id("rep")));
    desk.patch("quote_line", "a", "owner", id("boss")).unwrap();
    assert_eq!(desk.only("quote_line").get(QuoteLine::OWNER), Some(id("rep")), "not by themselves");
    desk.set("quote", QUOTE, "owner", id("boss"));
    assert_eq!(desk.only("quote_line").get(QuoteLine::OWNER), Some(id("boss")));
    desk.act(vec![Operation::Delete { entity: "quote".into(), id: id(QUOTE) }]).unwrap();
    assert!(desk.all("quote_line").is_empty(), "what is part of it goes with it");
}

#[test]
fn an_approval_is_decided_by_who_may_and_stays() {
    let mut desk = Desk::new();
    desk.line("a", "desk", 1.0);
    let values: [(&str, Value); 5] = [
        (ApprovalRule::NAME.id, "Large".into()),
        (ApprovalRule::ACTIVE.id, true.into()),
        (ApprovalRule::KIND.id, "line_discount".into()),
        (ApprovalRule::PERCENT.id, 20.0.into()),
        (ApprovalRule::ROLES.id, Value::list(["manager"])),
    ];
    desk.make(ApprovalRule::ENTITY_NAME, "rule", values);
    let needs = |desk: &Desk| records::needs(desk, &desk.priced());
    assert!(needs(&desk).is_empty());
    desk.set("quote_line", "a", QuoteLine::DISCOUNT.id, 25.0);
    let need = needs(&desk).remove(0);
    assert_eq!(need.approvers, ["manager"]);
    let asked = records::ask(&desk.quote(), &need, "A quarter off");
    desk.act(vec![asked]).unwrap();
    let approval = records::approval_id(&desk.quote(), &need);
    let grant = |desk: &mut Desk, by: &str, role| {
        let access = Desk::access(by, role);
        let ops = desk.ops_for(
            "approval",
            approval,
            [
                ("status", "granted".into()),
                ("decided_by", id(by).into()),
                ("decided_at", "2026-11-21T10:00:00Z".into()),
            ],
        );
        desk.act_as(&access, vec![ops])
    };
    assert_eq!(grant(&mut desk, "rep", Role::Rep).unwrap_err()[0].message_key, "problem-not-yours-to-decide");
    grant(&mut desk, "boss", Role::Manager).unwrap();
    let all = needs(&desk);
    let decided = records::approvals(&desk, &desk.quote());
    assert!(approval::standing(&all, &decided).iter().all(approval::Standing::is_granted));
    let revoke = desk.ops_for("approval", approval, [("status", Value::from("refused"))]);
    assert_eq!(desk.act(vec![revoke]).unwrap_err()[0].message_key, "problem-sealed-approval");
    desk.set("quote_line", "a", QuoteLine::DISCOUNT.id, 30.0);
    let all = needs(&desk);
    assert!(
        approval::standing(&all, &decided).iter().all(approval::Standing::is_open),
        "another discount, another question"
    );
}

#[test]
fn numbers_tell_the_day_and_differ() {
    let at = 1_795_305_600_000;
    let (a, b) = (records::number(shared::Id::new(at, 1)), records::number(shared::Id::new(at, 2)));
    assert!(a.starts_with("Q-261122-") && a.len() == 15, "{a}");
    assert_ne!(a, b);
}

#[test]
fn the_demo_has_quotes_of_every_status() {
    let desk = Desk::demo();
    let quotes = desk.all("quote");
    let count = |status: &str| quotes.iter().filter(|quote| quote.get(Quote::STATUS) == Some(status)).count();
    for status in ["draft", "sent", "accepted", "declined", "expired"] {
        assert!(count(status) >= 2, "{status}: {}", count(status));
    }
    assert!(quotes.iter().all(|quote| quote.get(Quote::NET).is_some_and(|net| net.amount > dec("0"))));
    assert_eq!(desk.all("order").len(), count("accepted"));
    for status in ["open", "partly_delivered", "delivered"] {
        let some = desk.all("order").iter().filter(|order| order.get(Order::STATUS) == Some(status)).count();
        assert!(some > 0, "{status}");
    }
    for order in desk.all("order") {
        let read = records::order(&desk, &order).unwrap();
        assert_eq!(read.totals().net, order.get(Order::NET).unwrap().amount);
    }
    for quote in quotes.iter().filter(|quote| quote.get(Quote::STATUS) != Some("draft")) {
        let content = records::content(&records::lines(&desk, quote.id)).unwrap();
        assert_eq!(quote.get(Quote::CONTENT), Some(content.as_str()));
        assert_eq!(Some(desk.price_of(quote).unwrap()), records::priced(quote).unwrap(), "nothing has changed since");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn sums_of_lines_are_totals(
        lines in prop::collection::vec((1u32..5_000, 0u32..1_000, 0u32..4, 0u32..3), 1..12),
        price in 1u32..1_000_000, tier in 1u32..1_000_000, off in 0u32..100, rate in 1u32..250,
    ) {
        let mut desk = Desk::new();
        desk.book("list", &[(PriceBook::TAX_CATEGORY.id, "s".into()), (PriceBook::TAX_RATE.id, (f64::from(rate) / 10.0).into())]);
        desk.price("list", "desk", &format!("{}.{:02}", price / 100, price % 100), None);
        desk.price("list", "desk", &format!("{}.{:03}", tier / 1000, tier % 1000), Some(10.0));
        for (at, (quantity, discount, optional, section)) in lines.iter().enumerate() {
            let name = at.to_string();
            desk.line(&name, "desk", f64::from(*quantity) / 100.0);
            desk.set("quote_line", &name, QuoteLine::DISCOUNT.id, f64::from(*discount) / 10.0);
            if *optional == 0 {
                desk.set("quote_line", &name, QuoteLine::OPTIONAL.id, "open");
            }
            desk.set("quote_line", &name, QuoteLine::SECTION.id, format!("Part {section}"));
        }
        desk.set("quote", QUOTE, Quote::DISCOUNT.id, f64::from(off));
        let priced = desk.priced();
        let totals = priced.totals();
        let sum: rust_decimal::Decimal = priced.counted().map(|line| line.net).sum();
        prop_assert_eq!(sum, totals.lines);
        prop_assert_eq!(priced.sections.iter().map(|part| part.net).sum::<rust_decimal::Decimal>(), totals.lines);
        prop_assert_eq!(priced.sums.taxes.iter().map(|row| row.tax).sum::<rust_decimal::Decimal>(), totals.tax);
        prop_assert_eq!(totals.net + totals.tax, totals.gross);
        for line in &priced.lines {
            prop_assert_eq!(line.steps.last().unwrap().amount_out, line.net);
        }
        let again = Prices::open(&records::catalog(&desk, &desk.quote()).unwrap()).quote(&records::draft(&desk, &desk.quote()).unwrap()).unwrap();
        prop_assert_eq!(again, priced);
    }
}
