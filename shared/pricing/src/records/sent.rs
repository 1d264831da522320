//! What becomes of a quote: it is sent, accepted, made anew.

use super::{catalog::pinned, content, day_of, lines, look, number_of, parties::kept, text};
use crate::{PricedQuote, fingerprint};
use jiff::civil::Date;
use serde::Serialize;
use shared::{
    Id, Name, Problem, Record, Value,
    entities::{Order, OrderLine, Quote, QuoteLine},
    schema::EntityDef,
    sync::{Operation, Rows},
    value::Money,
};

/// Fields that a new version takes over from the one before.
const KEPT: [&str; 21] = [
    Quote::TITLE.id,
    Quote::NUMBER.id,
    Quote::ACCOUNT.id,
    Quote::CONTACT.id,
    Quote::OPPORTUNITY.id,
    Quote::NET.id,
    Quote::GROSS.id,
    Quote::CURRENCY.id,
    Quote::PRICE_BOOK.id,
    Quote::PRICES.id,
    Quote::DATE.id,
    Quote::TERM_MONTHS.id,
    Quote::DISCOUNT_KIND.id,
    Quote::DISCOUNT.id,
    Quote::DISCOUNT_REASON.id,
    Quote::INTRODUCTION.id,
    Quote::TERMS.id,
    Quote::TEMPLATE.id,
    Quote::REFERENCE.id,
    Quote::OWNER.id,
    Quote::TEAM.id,
];

/// The number of the quote with this id: the day and six characters of the id's randomness. It is known at once on a
/// device that nobody hears, and 2³⁰ numbers a day keep two devices apart.
pub fn number(id: Id) -> String {
    let text = id.to_string();
    let millis = u64::try_from(id.bits() >> 80).unwrap_or_default();
    let random = text.get(text.len().saturating_sub(6)..).unwrap_or_default();
    format!("Q-{}-{random}", day_of(millis).strftime("%y%m%d"))
}

/// What was sent. Nothing while it is a draft.
///
/// # Errors
/// When it cannot be read, or is not what its fingerprint says.
pub fn priced(quote: &Record) -> Result<Option<PricedQuote>, Problem> {
    let Some(json) = quote.get(Quote::PRICED) else { return Ok(None) };
    let broken = || Problem::of(Quote::PRICED.id, "problem-quote-broken").with("title", text(quote, Quote::TITLE.id));
    let priced: PricedQuote = serde_json::from_str(json).map_err(|_| broken())?;
    if Some(print(&priced)?.as_str()) == quote.get(Quote::FINGERPRINT) { Ok(Some(priced)) } else { Err(broken()) }
}

fn print(priced: &PricedQuote) -> Result<String, Problem> {
    fingerprint::fingerprint("quote", priced)
}

/// The values of a quote that is sent: from now on it is what was priced.
pub fn send(rows: &dyn Rows, quote: &Record, priced: &PricedQuote, today: Date) -> Result<Vec<(Name, Value)>, Problem> {
    let json = serde_json::to_string(priced).map_err(|_| Problem::new("problem-not-written"))?;
    let [net, gross] = totals(priced).map(|(field, money)| (field, Value::from(money)));
    let values: [(&str, Value); 10] = [
        (Quote::STATUS.id, "sent".into()),
        (Quote::SENT_ON.id, today.into()),
        net,
        gross,
        (Quote::PRICED.id, json.into()),
        (Quote::FINGERPRINT.id, print(priced)?.into()),
        (Quote::PRICES.id, pinned(rows, quote)?),
        (Quote::PARTIES.id, kept(rows, quote)?),
        (Quote::LOOK.id, look::keep(rows, quote)?),
        (Quote::CONTENT.id, content(&lines(rows, quote.id))?.into()),
    ];
    Ok(values.into_iter().map(|(field, value)| (field.into(), value)).collect())
}

/// What a draft keeps of its price, where that is another one now: what lists show, and by the lines' fingerprint what it
/// is the price of. Whoever opens the draft sees by that whether somebody changed lines and did not come to this.
pub fn note(quote: &Record, priced: &PricedQuote, content: String) -> Vec<(Name, Value)> {
    let totals = totals(priced);
    if totals.iter().all(|(field, money)| quote.value(field).as_money() == Some(money)) {
        return Vec::new();
    }
    let totals = totals.map(|(field, money)| (field, Value::from(money)));
    let noted = totals.into_iter().chain([(Quote::TOTALS_OF.id, content.into())]);
    noted.map(|(field, value)| (field.into(), value)).collect()
}

/// What lists show of a quote's price.
fn totals(priced: &PricedQuote) -> [(&'static str, Money); 2] {
    [(Quote::NET.id, money(priced.totals().net, priced)), (Quote::GROSS.id, money(priced.totals().gross, priced))]
}

fn money(amount: rust_decimal::Decimal, priced: &PricedQuote) -> Money {
    Money::new(amount, priced.settlement.currency)
}

/// The order of an accepted quote with its lines. Made twice, on two devices that do not hear each other, it is the
/// same order.
pub fn accept(
    schema: &shared::Schema,
    quote: &Record,
    priced: &PricedQuote,
    today: Date,
) -> Result<Vec<Operation>, Problem> {
    let entity =
        |name: &str| schema.entity(name).ok_or_else(|| Problem::new("problem-unknown-entity").with("entity", name));
    let (order, line) = (entity(Order::ENTITY_NAME)?, entity(OrderLine::ENTITY_NAME)?);
    if priced.counted().next().is_none() {
        return Err(Problem::of("lines", "problem-order-empty"));
    }
    let number = text(quote, Quote::NUMBER.id);
    let number = number.strip_prefix('Q').map_or_else(|| format!("O-{number}"), |rest| format!("O{rest}"));
    let of = |field: &str| quote.value(field).clone();
    let values: [(&str, Value); 13] = [
        (Order::TITLE.id, of(Quote::TITLE.id)),
        (Order::NUMBER.id, number.into()),
        (Order::QUOTE.id, quote.id.into()),
        (Order::STATUS.id, "open".into()),
        (Order::ACCOUNT.id, of(Quote::ACCOUNT.id)),
        (Order::CONTACT.id, of(Quote::CONTACT.id)),
        (Order::OPPORTUNITY.id, of(Quote::OPPORTUNITY.id)),
        (Order::NET.id, money(priced.totals().net, priced).into()),
        (Order::GROSS.id, money(priced.totals().gross, priced).into()),
        (Order::ORDERED_ON.id, today.into()),
        (Order::REFERENCE.id, of(Quote::REFERENCE.id)),
        (Order::OWNER.id, of(Quote::OWNER.id)),
        (Order::TEAM.id, of(Quote::TEAM.id)),
    ];
    let id = order.id_for(quote.id);
    let mut ops = vec![Operation::create(Order::ENTITY_NAME, id, values)];
    ops.extend(order_lines(line, id, priced));
    Ok(ops)
}

fn order_lines(def: &EntityDef, order: Id, priced: &PricedQuote) -> Vec<Operation> {
    let made = (1u32..).zip(priced.counted()).filter_map(|(position, line)| {
        let own: Id = line.id.parse().ok()?;
        let values: [(&str, Value); 9] = [
            (OrderLine::NAME.id, line.product.name.as_str().into()),
            (OrderLine::ORDER.id, order.into()),
            (OrderLine::LINE.id, own.into()),
            (OrderLine::POSITION.id, f64::from(position).into()),
            (OrderLine::PRODUCT.id, line.product.id.as_str().into()),
            (OrderLine::QUANTITY.id, number_of(line.quantity)),
            (OrderLine::CHOICES.id, json(line.configuration.as_ref().map(|_| &line.choices))),
            (OrderLine::CONFIGURATION.id, json(line.configuration.as_ref())),
            (OrderLine::NET.id, money(line.net, priced).into()),
        ];
        Some(Operation::create(OrderLine::ENTITY_NAME, def.id_for(own), values))
    });
    made.collect()
}

/// Nothing where there is nothing.
fn json<T: Serialize>(value: Option<&T>) -> Value {
    value.and_then(|value| serde_json::to_string(value).ok()).map_or(Value::Null, Value::from)
}

/// A draft that begins as this quote is: a new version with the same number, the same prices, and lines that are new
/// records. `ids` gives ids for the quote and then for each line.
pub fn next_version(
    rows: &dyn Rows,
    quote: &Record,
    valid_until: Option<Date>,
    mut ids: impl FnMut() -> Id,
) -> (Id, Vec<Operation>) {
    let id = ids();
    let taken = KEPT.iter().map(|field| (*field, quote.value(field).clone()));
    let version = newest_version(rows, quote) + 1.0;
    let own: [(&str, Value); 4] = [
        (Quote::VERSION.id, version.into()),
        (Quote::PREVIOUS.id, quote.id.into()),
        (Quote::STATUS.id, shared::entities::DRAFT.into()),
        (Quote::VALID_UNTIL.id, valid_until.into()),
    ];
    let mut ops = vec![Operation::create(Quote::ENTITY_NAME, id, taken.chain(own))];
    for line in lines(rows, quote.id) {
        let cells = line.cells().iter().map(|cell| (cell.field.clone(), cell.value.clone()));
        let own = cells.filter(|(field, _)| **field != *QuoteLine::QUOTE.id);
        let values = own.chain([(QuoteLine::QUOTE.id.into(), id.into())]);
        ops.push(Operation::create::<Name>(QuoteLine::ENTITY_NAME, ids(), values));
    }
    (id, ops)
}

fn newest_version(rows: &dyn Rows, quote: &Record) -> f64 {
    let number = quote.get(Quote::NUMBER).unwrap_or_default();
    let versions = super::linking(rows, Quote::ENTITY_NAME, Quote::NUMBER.id, number);
    versions.iter().filter_map(|version| version.get(Quote::VERSION)).fold(1.0, f64::max)
}
