//! Between records and arithmetic: what is priced is read from records, and what comes of it goes back into records.
//!
//! Everything reads [`shared::sync::Rows`], which the replica on a device and the authority on the server both are, so
//! that both price the same. Only what a quote touches is read: a price list of a hundred thousand prices costs nothing.

mod approval;
mod catalog;
mod draft;
mod inspect;
mod lines;
mod look;
mod order;
mod parties;
mod sent;
mod shown;

pub use approval::{approval_id, approvals, ask, needs, open_needs};
pub use catalog::{PriceList, catalog, catalog_now, price_list, usual_book};
pub use draft::{choices, configuration, configured, draft};
pub use inspect::inspect;
pub use lines::{content, is_of_other_lines, lines};
pub use look::{Look, Texts, look, usual_template};
pub use order::{Changed, cancel, deliver, order};
pub use parties::{Parties, parties};
pub use sent::{accept, next_version, note, number, priced, send};
pub use shown::{Shown, shown};

use rust_decimal::Decimal;
use shared::{
    Id, Problem, Record, Value,
    record::Millis,
    sync::Rows,
    value::{Currency, Money},
};
use std::sync::Arc;

/// A number as people typed it: the shortest that reads as the same.
fn decimal(number: f64) -> Decimal {
    // What is out of a decimal's range is far beyond every limit, and refused there.
    number.to_string().parse().unwrap_or(Decimal::MAX)
}

/// A number for a field.
fn number_of(decimal: Decimal) -> Value {
    decimal.normalize().to_string().parse::<f64>().map_or(Value::Null, Value::Number)
}

fn currency(record: &Record, field: &str) -> Result<Currency, Problem> {
    let code = record.value(field).as_text().unwrap_or_default();
    code.parse().map_err(|_| Problem::of(field, "problem-currency").with("value", code))
}

/// An amount that must be in this currency.
fn amount_in(money: &Money, currency: Currency, field: &str) -> Result<Decimal, Problem> {
    if money.currency == currency {
        Ok(money.amount)
    } else {
        Err(Problem::of(field, "problem-currency-differs").with("currency", currency))
    }
}

fn text(record: &Record, field: &str) -> String {
    record.value(field).as_text().unwrap_or_default().to_owned()
}

fn own_text(record: &Record, field: &str) -> Option<String> {
    record.value(field).as_text().map(str::to_owned)
}

/// A live record.
fn find(rows: &dyn Rows, entity: &str, id: Option<Id>) -> Option<Arc<Record>> {
    rows.row(entity, id?).filter(|record| record.deleted.is_none())
}

/// Live records that link to another, in the order of their making.
fn linking(rows: &dyn Rows, entity: &str, field: &str, id: &str) -> Vec<Arc<Record>> {
    let mut found = rows.holding(entity, field, id);
    found.sort_by_key(|record| record.id);
    found
}

/// The day of an instant, by the clock of Greenwich.
fn day_of(at: Millis) -> jiff::civil::Date {
    let time = i64::try_from(at).ok().and_then(|at| jiff::Timestamp::from_millisecond(at).ok()).unwrap_or_default();
    jiff::tz::Offset::UTC.to_datetime(time).date()
}
