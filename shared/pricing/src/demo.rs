//! Takes the drafts of a demo workspace as far as their deals have come: sent, accepted with an order, declined, expired.

use crate::{Prices, records};
use shared::{
    Id, Name, Problem, Record, Schema, Value,
    entities::{DRAFT, Opportunity, Order, OrderLine, Quote, Stage},
    sync::{Change, Edit, Operation, Rows},
    value::Date,
};

/// Days after which an order is delivered, and after which a part of it is.
const DELIVERED: [i32; 2] = [45, 20];

/// For every draft what becomes of it, as operations that belong together; a few stay drafts.
///
/// # Errors
/// When a draft cannot be priced, which the generator of the demo prevents.
pub fn finish(rows: &dyn Rows, schema: &Schema, today: Date) -> Result<Vec<(Id, Vec<Operation>)>, Problem> {
    let mut drafts = rows.holding(Quote::ENTITY_NAME, Quote::STATUS.id, DRAFT);
    drafts.sort_by_key(|quote| quote.id);
    let each = drafts.iter().map(|quote| Ok((quote.id, further(rows, schema, quote, today)?)));
    each.filter(|done| done.as_ref().is_ok_and(|(_, ops)| !ops.is_empty()) || done.is_err()).collect()
}

fn further(rows: &dyn Rows, schema: &Schema, quote: &Record, today: Date) -> Result<Vec<Operation>, Problem> {
    let draft = records::draft(rows, quote).map_err(first)?;
    let priced = Prices::open(&records::catalog(rows, quote)?).quote(&draft).map_err(first)?;
    let mut values = records::send(rows, quote, &priced, draft.date)?;
    let kind = kind(rows, quote);
    let until = quote.get(Quote::VALID_UNTIL).unwrap_or(today);
    let stays = quote.id.bits().is_multiple_of(3) && until >= today;
    let mut made = Vec::new();
    match kind.as_deref() {
        Some("won") => {
            let day = later(draft.date, 6);
            values.extend(answer("accepted", day));
            made = records::accept(schema, quote, &priced, day)?;
            deliver(&mut made, day, today);
        }
        Some("lost") => values.extend(answer("declined", later(draft.date, 9))),
        _ if stays => values.retain(|(field, _)| [Quote::NET.id, Quote::GROSS.id].contains(&&**field)),
        _ if until < today => values.extend([(Quote::STATUS.id.into(), "expired".into())]),
        _ => {}
    }
    let change = |(field, value): (Name, Value)| Change { field, edit: Edit::Set(value), base: u64::MAX };
    let changes = values.into_iter().map(change).collect();
    let patch = Operation::Patch { entity: Quote::ENTITY_NAME.into(), id: quote.id, changes };
    Ok(std::iter::once(patch).chain(made).collect())
}

fn first(mut problems: Vec<Problem>) -> Problem {
    if problems.is_empty() { Problem::new("problem-quote-not-priced") } else { problems.swap_remove(0) }
}

fn later(date: Date, days: i32) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(date)
}

fn answer(status: &str, day: Date) -> [(Name, Value); 2] {
    [(Quote::STATUS.id.into(), status.into()), (Quote::ANSWERED_ON.id.into(), day.into())]
}

/// The kind of the deal's stage.
fn kind(rows: &dyn Rows, quote: &Record) -> Option<String> {
    let deal = rows.row(Opportunity::ENTITY_NAME, quote.get(Quote::OPPORTUNITY)?)?;
    Stage::of(rows, &deal)?.get(Stage::KIND).map(str::to_owned)
}

/// An older order is delivered, one that is not so old in part.
fn deliver(made: &mut [Operation], ordered: Date, today: Date) {
    let [whole, part] = DELIVERED;
    let (all, some) = (later(ordered, whole) <= today, later(ordered, part) <= today);
    let mut complete = true;
    for op in made.iter_mut() {
        if let Operation::Create { entity, values, .. } = op
            && **entity == *OrderLine::ENTITY_NAME
        {
            let quantity = values.get(OrderLine::QUANTITY.id).and_then(Value::as_number).unwrap_or_default();
            let sent = if all {
                quantity
            } else if some {
                (quantity / 2.0).floor()
            } else {
                0.0
            };
            complete &= sent >= quantity;
            if sent > 0.0 {
                values.insert(OrderLine::DELIVERED.id.into(), sent.into());
            }
        }
    }
    let begun = made
        .iter()
        .any(|op| matches!(op, Operation::Create { values, .. } if values.contains_key(OrderLine::DELIVERED.id)));
    let status = if complete {
        "delivered"
    } else if begun {
        "partly_delivered"
    } else {
        "open"
    };
    if let Some(Operation::Create { entity, values, .. }) = made.first_mut()
        && **entity == *Order::ENTITY_NAME
    {
        values.insert(Order::STATUS.id.into(), status.into());
        values.insert(Order::DELIVER_BY.id.into(), later(ordered, whole).into());
    }
}
