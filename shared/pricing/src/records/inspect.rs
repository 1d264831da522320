//! What the server asks of a quote that is sent and of an order that is made of it: that they add up, and that
//! everybody has agreed who must. A device works both out by itself; this is for devices that are mistaken, or lie.

use super::{accept, approvals, catalog::kept_list, content, draft, find, lines, linking, open_needs, priced};
use crate::{Draft, PricedQuote, Prices};
use jiff::civil::Date;
use shared::{
    Name, Problem, Record, Value,
    entities::{DRAFT, Order, OrderLine, Quote},
    sync::{Inspection, Operation, Rows},
    value::Money,
};
use std::collections::BTreeMap;

/// Fields of an order and its lines that are the quote's word for word. Names and who looks after it are not.
const OF_QUOTE: [&str; 8] = [
    Order::QUOTE.id,
    Order::NET.id,
    Order::GROSS.id,
    OrderLine::LINE.id,
    OrderLine::PRODUCT.id,
    OrderLine::QUANTITY.id,
    OrderLine::CHOICES.id,
    OrderLine::CONFIGURATION.id,
];

/// What is wrong with quotes and orders in a change. An inspector for [`shared::sync::Intake::inspected`].
///
/// A quote is priced again by the price list that was pinned when it was sent, since a device that was away for a week
/// knows no newer one. So this proves that quantities, discounts, taxes and sums are right by that list, and not that
/// the list was ever true.
pub fn inspect(change: &Inspection<'_>) -> Vec<Problem> {
    let problem = |row: &Record| match &*row.entity {
        Quote::ENTITY_NAME if is_sent_now(change, row) => sent(change, row).err(),
        Order::ENTITY_NAME if change.before.row(&row.entity, row.id).is_none() => ordered(change, row).err(),
        _ => None,
    };
    change.changed.iter().filter(|row| row.deleted.is_none()).filter_map(problem).collect()
}

fn is_sent_now(change: &Inspection<'_>, quote: &Record) -> bool {
    let is_draft = |quote: &Record| quote.get(Quote::STATUS).is_none_or(|status| status == DRAFT);
    let before = change.before.row(&quote.entity, quote.id);
    !is_draft(quote) && before.is_none_or(|before| is_draft(&before))
}

fn sent(rows: &dyn Rows, quote: &Record) -> Result<(), Problem> {
    let claimed = priced(quote)?.ok_or_else(|| refused("problem-quote-not-priced"))?;
    if Some(content(&lines(rows, quote.id))?.as_str()) != quote.get(Quote::CONTENT) {
        return Err(refused("problem-quote-lines-changed"));
    }
    let known = draft(rows, quote).map_err(first)?;
    let again = Prices::open(&kept_list(quote)?).quote(&as_priced(&known, &claimed)).map_err(first)?;
    let total = |field: &str, amount| quote.value(field) == &Value::from(Money::new(amount, known.currency));
    let totals = claimed.totals();
    if amounts(&again) != amounts(&claimed)
        || !total(Quote::NET.id, totals.net)
        || !total(Quote::GROSS.id, totals.gross)
    {
        return Err(refused("problem-quote-differs"));
    }
    agreed(rows, quote, &in_families(&known, claimed))
}

fn refused(key: &str) -> Problem {
    Problem::of(Quote::STATUS.id, key)
}

fn first(problems: Vec<Problem>) -> Problem {
    problems.into_iter().next().unwrap_or_else(|| refused("problem-quote-not-priced"))
}

/// The draft as the device had it. What products are called and in which groups the customer is may have changed since,
/// and is pinned nowhere but in what was priced.
fn as_priced(known: &Draft, claimed: &PricedQuote) -> Draft {
    let mut draft = known.clone();
    draft.customer.groups.clone_from(&claimed.customer.groups);
    for (line, priced) in draft.lines.iter_mut().zip(&claimed.lines) {
        if line.product.id == priced.product.id {
            line.product = priced.product.clone();
        }
    }
    draft
}

/// Everything that costs: without the steps that led there, which name people and rules.
fn amounts(quote: &PricedQuote) -> PricedQuote {
    let mut amounts = quote.clone();
    amounts.lines.iter_mut().for_each(|line| line.steps.clear());
    amounts
}

/// What rules on approvals look at. Who may sell a product is by the family that it is in here, whatever the device says.
fn in_families(known: &Draft, mut claimed: PricedQuote) -> PricedQuote {
    for (priced, line) in claimed.lines.iter_mut().zip(&known.lines) {
        priced.product.family.clone_from(&line.product.family);
    }
    claimed
}

fn agreed(rows: &dyn Rows, quote: &Record, seen: &PricedQuote) -> Result<(), Problem> {
    let open = open_needs(rows, seen, &approvals(rows, quote)).into_iter().next();
    open.map_or(Ok(()), |need| Err(refused("problem-quote-needs-approval").with("rule", need.name)))
}

/// An order of a quote is what the quote says, line by line.
fn ordered(change: &Inspection<'_>, order: &Record) -> Result<(), Problem> {
    let Some(quote) = find(change, Quote::ENTITY_NAME, order.get(Order::QUOTE)) else { return Ok(()) };
    let sold = priced(&quote)?.ok_or_else(|| refused("problem-quote-not-priced"))?;
    let wanted = accept(change.schema, &quote, &sold, Date::default())?;
    let own = linking(change, OrderLine::ENTITY_NAME, OrderLine::ORDER.id, &order.id.to_string());
    // The order itself is one of what is wanted.
    let whole = own.len() + 1 == wanted.len();
    if whole && wanted.iter().all(|made| stands(change, made)) {
        return Ok(());
    }
    Err(Problem::new("problem-order-differs").with("title", super::text(&quote, Quote::TITLE.id)))
}

fn stands(rows: &dyn Rows, made: &Operation) -> bool {
    let Operation::Create { entity, id, values } = made else { return false };
    rows.row(entity, *id).is_some_and(|row| row.deleted.is_none() && says(&row, values))
}

fn says(row: &Record, values: &BTreeMap<Name, Value>) -> bool {
    OF_QUOTE.iter().all(|field| row.value(field) == values.get(*field).unwrap_or(&Value::Null))
}
