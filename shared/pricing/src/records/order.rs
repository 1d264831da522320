//! Orders, from the quote that was accepted and what became of their lines.

use super::{decimal, find, linking, number_of, priced, text};
use crate::{Order, order::OrderStatus};
use rust_decimal::Decimal;
use shared::{
    Id, Name, Problem, Record, Value,
    entities::{Order as OrderRecord, OrderLine, Quote},
    sync::Rows,
    value::Money,
};
use std::sync::Arc;

/// An order as its records say.
///
/// # Errors
/// When the quote that it came from is not here or cannot be read.
pub fn order(rows: &dyn Rows, record: &Record) -> Result<Order, Problem> {
    let quote = find(rows, Quote::ENTITY_NAME, record.get(OrderRecord::QUOTE));
    let broken = || Problem::of(OrderRecord::QUOTE.id, "problem-order-without-quote");
    let quote = quote.ok_or_else(broken)?;
    let sold = priced(&quote)?.ok_or_else(broken)?;
    let origin = text(&quote, Quote::NUMBER.id);
    let mut order = Order::from_quote(&sold, &text(record, OrderRecord::NUMBER.id), &origin)?;
    let lines = order_lines(rows, record.id);
    for (field, cancels) in [(OrderLine::CANCELLED.id, true), (OrderLine::DELIVERED.id, false)] {
        let parts: Vec<(String, Decimal)> = lines.iter().filter_map(|line| part(line, field)).collect();
        if cancels {
            order.cancel(&refs(&parts))?;
        } else {
            order.deliver(&refs(&parts))?;
        }
    }
    Ok(order)
}

/// The line of the quote and how many of it are delivered or cancelled.
fn part(line: &Record, field: &str) -> Option<(String, Decimal)> {
    let quantity = line.value(field).as_number().map(decimal).filter(|quantity| !quantity.is_zero())?;
    Some((text(line, OrderLine::LINE.id), quantity))
}

fn refs(parts: &[(String, Decimal)]) -> Vec<(&str, Decimal)> {
    parts.iter().map(|(id, quantity)| (id.as_str(), *quantity)).collect()
}

fn order_lines(rows: &dyn Rows, order: Id) -> Vec<Arc<Record>> {
    let mut lines = linking(rows, OrderLine::ENTITY_NAME, OrderLine::ORDER.id, &order.to_string());
    let place = |line: &Record| line.get(OrderLine::POSITION).unwrap_or_default();
    lines.sort_by(|a, b| place(a).total_cmp(&place(b)).then(a.id.cmp(&b.id)));
    lines
}

/// Values of records after a change of an order: of the order itself, and of each line that changed.
pub type Changed = (Vec<(Name, Value)>, Vec<(Arc<Record>, Vec<(Name, Value)>)>);

/// Delivers so many more of these lines (by the ids of their records).
pub fn deliver(rows: &dyn Rows, record: &Record, parts: &[(Id, Decimal)]) -> Result<Changed, Problem> {
    change(rows, record, parts, OrderLine::DELIVERED.id, |order, parts| order.deliver(parts).map(drop))
}

/// Cancels so many of these lines (by the ids of their records).
pub fn cancel(rows: &dyn Rows, record: &Record, parts: &[(Id, Decimal)]) -> Result<Changed, Problem> {
    change(rows, record, parts, OrderLine::CANCELLED.id, Order::cancel)
}

fn change(
    rows: &dyn Rows,
    record: &Record,
    parts: &[(Id, Decimal)],
    field: &'static str,
    act: impl FnOnce(&mut Order, &[(&str, Decimal)]) -> Result<(), Problem>,
) -> Result<Changed, Problem> {
    let mut order = order(rows, record)?;
    let lines = order_lines(rows, record.id);
    let find = |id: Id| lines.iter().find(|line| line.id == id);
    let named: Vec<(String, Decimal)> =
        parts.iter().filter_map(|(id, n)| Some((text(find(*id)?, OrderLine::LINE.id), *n))).collect();
    act(&mut order, &refs(&named))?;
    let line = |(id, quantity): &(Id, Decimal)| {
        let line = find(*id)?;
        let before = line.value(field).as_number().map_or(Decimal::ZERO, decimal);
        Some((line.clone(), vec![(field.into(), number_of(before + quantity))]))
    };
    Ok((totals(&order), parts.iter().filter_map(line).collect()))
}

/// What lists show of an order.
fn totals(order: &Order) -> Vec<(Name, Value)> {
    let status = match order.status() {
        OrderStatus::Open => "open",
        OrderStatus::PartlyDelivered => "partly_delivered",
        OrderStatus::Delivered => "delivered",
        OrderStatus::Cancelled => "cancelled",
    };
    let money = |amount| Value::from(Money::new(amount, order.settlement.currency));
    let (net, gross) = (money(order.totals().net), money(order.totals().gross));
    vec![
        (OrderRecord::STATUS.id.into(), status.into()),
        (OrderRecord::NET.id.into(), net),
        (OrderRecord::GROSS.id.into(), gross),
    ]
}
