//! The demo firm, and what it asks for what it sells: a book with tiers, one for public customers, rules on discounts and approvals.

use super::{
    Build, batch_of,
    catalogue::{ITEMS, Item, product_id},
};
use crate::{
    Id, Value,
    entities::{ApprovalRule, DiscountRule, Price, PriceBook, Seller, seller_id},
    sync::{Change, Edit, Operation},
    value::{Address, Currency, Money},
};
use rust_decimal::Decimal;

/// Hundredths off from a quantity on: of what is cheap, and of what is dear.
const TIERS: [&[(u32, i64)]; 2] = [&[(10, 5), (50, 10)], &[(5, 4)]];
/// From here on a product is dear.
const DEAR: i64 = 1500;

fn book_id(name: &str) -> Id {
    Id::named(&format!("demo/price_book/{name}"))
}

/// How many records this makes.
pub(super) fn volume() -> usize {
    2 + ITEMS.iter().map(|item| 2 + tiers(item).len()).sum::<usize>() + 2 + 2
}

fn tiers((.., price, _): &Item) -> &'static [(u32, i64)] {
    let [cheap, dear] = TIERS;
    if *price < DEAR { cheap } else { dear }
}

/// Books first, then their prices, then the rules.
pub(super) fn build(build: &mut Build) -> Vec<Vec<Operation>> {
    let books =
        [book(build, "list", "List prices", None), book(build, "public", "Public sector", Some("Public sector"))];
    let prices = ITEMS.iter().flat_map(|item| list_prices(item).into_iter().chain([public_price(item)]));
    batch_of(std::iter::once(firm()).chain(books).chain(prices).chain(discounts()).chain(approvals()))
}

/// What is more to say of the firm than its name, which the workspace has.
fn firm() -> Operation {
    let address = Address {
        street: "Speicherkai 7".to_owned(),
        postal_code: "28217".to_owned(),
        city: "Bremen".to_owned(),
        country: "Germany".to_owned(),
        ..Address::default()
    };
    let values: [(&str, Value); 5] = [
        (Seller::ADDRESS.id, Value::Address(Box::new(address))),
        (Seller::TAX_NUMBER.id, "DE 000 000 000".into()),
        (Seller::REGISTRATION.id, "HRB 00000, Bremen".into()),
        (Seller::EMAIL.id, "offers@demo.example".into()),
        (Seller::PHONE.id, "+49 421 555 0170".into()),
    ];
    let change = |(field, value): (&str, Value)| Change { field: field.into(), edit: Edit::Set(value), base: 0 };
    let (entity, id) = (Seller::ENTITY_NAME.into(), seller_id());
    Operation::Patch { entity, id, changes: values.into_iter().map(change).collect() }
}

fn book(build: &Build, key: &str, name: &str, group: Option<&str>) -> Operation {
    let values: [(&str, Value); 9] = [
        (PriceBook::NAME.id, name.into()),
        (PriceBook::CURRENCY.id, "EUR".into()),
        (PriceBook::STANDARD.id, group.is_none().then_some(true).into()),
        (PriceBook::PUBLIC.id, group.is_none().then_some(true).into()),
        (PriceBook::VALID_FROM.id, build.day(-500).into()),
        (PriceBook::GROUP.id, group.into()),
        (PriceBook::PRIORITY.id, group.map(|_| 1.0).into()),
        (PriceBook::TAX_CATEGORY.id, "s".into()),
        (PriceBook::TAX_RATE.id, 19.0.into()),
    ];
    Operation::create(PriceBook::ENTITY_NAME, book_id(key), values)
}

fn list_prices(item: &Item) -> Vec<Operation> {
    let (.., price, _) = *item;
    let tier = |(from, off): &(u32, i64)| price_of(item, "list", less(price, *off), Some(*from));
    std::iter::once(price_of(item, "list", Decimal::from(price), None)).chain(tiers(item).iter().map(tier)).collect()
}

fn public_price(item: &Item) -> Operation {
    let (.., price, _) = *item;
    price_of(item, "public", less(price, 8), None)
}

fn less(price: i64, percent: i64) -> Decimal {
    Decimal::new(price * (100 - percent), 2)
}

fn price_of((code, name, ..): &Item, book: &str, amount: Decimal, from: Option<u32>) -> Operation {
    let values: [(&str, Value); 5] = [
        (Price::NAME.id, (*name).into()),
        (Price::BOOK.id, book_id(book).into()),
        (Price::PRODUCT.id, product_id(code).into()),
        (Price::AMOUNT.id, Money::new(amount, Currency::EUR).into()),
        (Price::FROM.id, from.map(f64::from).into()),
    ];
    let id = Id::named(&format!("demo/price/{book}/{code}/{}", from.unwrap_or_default()));
    Operation::create(Price::ENTITY_NAME, id, values)
}

fn discounts() -> [Operation; 2] {
    let fleet: [(&str, Value); 6] = [
        (DiscountRule::NAME.id, "Fleets from 20 bicycles".into()),
        (DiscountRule::ACTIVE.id, true.into()),
        (DiscountRule::KIND.id, "percent".into()),
        (DiscountRule::PERCENT.id, 3.0.into()),
        (DiscountRule::FAMILY.id, "Bicycles".into()),
        (DiscountRule::MIN_QUANTITY.id, 20.0.into()),
    ];
    let large: [(&str, Value); 6] = [
        (DiscountRule::NAME.id, "Large projects".into()),
        (DiscountRule::ACTIVE.id, true.into()),
        (DiscountRule::KIND.id, "percent".into()),
        (DiscountRule::PERCENT.id, 2.0.into()),
        (DiscountRule::FAMILY.id, "Pumps".into()),
        (DiscountRule::MIN_TOTAL.id, Money::new(Decimal::from(50_000), Currency::EUR).into()),
    ];
    [("fleet", fleet), ("large", large)].map(|(key, values)| {
        Operation::create(DiscountRule::ENTITY_NAME, Id::named(&format!("demo/discount_rule/{key}")), values)
    })
}

fn approvals() -> [Operation; 2] {
    let off: [(&str, Value); 5] = [
        (ApprovalRule::NAME.id, "More than 15 % off a line".into()),
        (ApprovalRule::ACTIVE.id, true.into()),
        (ApprovalRule::KIND.id, "line_discount".into()),
        (ApprovalRule::PERCENT.id, 15.0.into()),
        (ApprovalRule::ROLES.id, Value::list(["manager", "admin", "owner"])),
    ];
    let large: [(&str, Value); 5] = [
        (ApprovalRule::NAME.id, "More than 100,000 euros".into()),
        (ApprovalRule::ACTIVE.id, true.into()),
        (ApprovalRule::KIND.id, "total".into()),
        (ApprovalRule::AMOUNT.id, Money::new(Decimal::from(100_000), Currency::EUR).into()),
        (ApprovalRule::ROLES.id, Value::list(["admin", "owner"])),
    ];
    [("off", off), ("large", large)].map(|(key, values)| {
        Operation::create(ApprovalRule::ENTITY_NAME, Id::named(&format!("demo/approval_rule/{key}")), values)
    })
}
