//! What is to be priced, from a quote and its lines.

use super::{currency, decimal, find, lines, linking, own_text, text, usual_book};
use crate::{
    Draft, Tax, TaxCategory,
    draft::{ByHand, Choice, Configuration, Customer, Line, LineChange, Product, QuoteChange, Section, Taken},
};
use rust_decimal::Decimal;
use shared::{
    Name, Problem, Record, Value,
    entities::{Account, PriceBook, Product as ProductRecord, Quote, QuoteLine},
    schema::{
        Key,
        kinds::{Choice as ChoiceKind, Number},
    },
    sync::Rows,
    value::Currency,
};
use std::sync::Arc;

/// A quote before its arithmetic.
///
/// # Errors
/// What cannot be priced, line by line (with `line` among the arguments).
pub fn draft(rows: &dyn Rows, quote: &Record) -> Result<Draft, Vec<Problem>> {
    let one = |problem| vec![problem];
    let currency = currency(quote, Quote::CURRENCY.id).map_err(one)?;
    let date = quote.get(Quote::DATE).ok_or_else(|| one(Problem::of(Quote::DATE.id, "problem-required")))?;
    let usual = usual_tax(rows, quote, currency);
    let records = lines(rows, quote.id);
    let made = records.iter().map(|record| {
        line(rows, record, &usual).map_err(|problem| problem.with("line", record.id).with("product", title(record)))
    });
    Ok(Draft {
        currency,
        date,
        customer: customer(rows, quote),
        lines: all(made)?,
        sections: sections(&records),
        discount: quote_discount(quote),
        extras: Vec::new(),
        rates: Vec::new(),
        term_months: quote.get(Quote::TERM_MONTHS).map(whole),
        paid: Decimal::ZERO,
        cash_rounding: None,
        tax_currency: None,
    })
}

/// All of them, or everything that is wrong.
fn all<T>(made: impl Iterator<Item = Result<T, Problem>>) -> Result<Vec<T>, Vec<Problem>> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for item in made {
        match item {
            Ok(item) => good.push(item),
            Err(problem) => bad.push(problem),
        }
    }
    if bad.is_empty() { Ok(good) } else { Err(bad) }
}

fn title(line: &Record) -> String {
    text(line, QuoteLine::NAME.id)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a term is between 0 and 1,200 months")]
fn whole(number: f64) -> u32 {
    number.round() as u32
}

fn customer(rows: &dyn Rows, quote: &Record) -> Customer {
    let account = quote.get(Quote::ACCOUNT);
    let group = find(rows, Account::ENTITY_NAME, account).and_then(|row| own_text(&row, Account::PRICE_GROUP.id));
    Customer { account: account.map(|id| id.to_string()), groups: group.into_iter().collect() }
}

/// Sections are named by their lines, in the order of the first line of each.
fn sections(records: &[Arc<Record>]) -> Vec<Section> {
    let mut names: Vec<&str> = Vec::new();
    for name in records.iter().filter_map(|line| line.get(QuoteLine::SECTION)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(|name| Section { id: name.to_owned(), name: name.to_owned() }).collect()
}

fn line(rows: &dyn Rows, record: &Record, usual: &Tax) -> Result<Line, Problem> {
    let quantity = record.get(QuoteLine::QUANTITY).ok_or_else(|| Problem::of("quantity", "problem-required"))?;
    let optional = record.get(QuoteLine::OPTIONAL);
    Ok(Line {
        id: record.id.to_string(),
        product: product(rows, record)?,
        description: text(record, QuoteLine::DESCRIPTION.id),
        quantity: decimal(quantity),
        choices: choices(record)?,
        configuration: configuration(record)?,
        section: own_text(record, QuoteLine::SECTION.id),
        optional: optional.map(|taken| if taken == "taken" { Taken::Yes } else { Taken::No }),
        discount: line_discount(record),
        tax: own_tax(record).unwrap_or_else(|| usual.clone()),
    })
}

fn product(rows: &dyn Rows, line: &Record) -> Result<Product, Problem> {
    let id = line.get(QuoteLine::PRODUCT).ok_or_else(|| Problem::of("product", "problem-required"))?;
    // A product that has been deleted since is still on the quote; it only has no price any more.
    let record = rows.row(ProductRecord::ENTITY_NAME, id);
    let of = |field: &str| record.as_ref().and_then(|record| own_text(record, field));
    let name = own_text(line, QuoteLine::NAME.id).or_else(|| of(ProductRecord::NAME.id));
    Ok(Product {
        id: id.to_string(),
        code: of(ProductRecord::CODE.id).unwrap_or_default(),
        name: name.unwrap_or_default(),
        family: of(ProductRecord::FAMILY.id),
        unit: "C62".to_owned(),
    })
}

/// What was chosen on a line.
///
/// # Errors
/// When it cannot be read.
pub fn choices(line: &Record) -> Result<Vec<Choice>, Problem> {
    let Some(json) = line.get(QuoteLine::CHOICES) else { return Ok(Vec::new()) };
    serde_json::from_str(json).map_err(|_| Problem::of(QuoteLine::CHOICES.id, "problem-choices"))
}

/// The model that a line was configured by.
///
/// # Errors
/// When it cannot be read.
pub fn configuration(line: &Record) -> Result<Option<Configuration>, Problem> {
    let Some(json) = line.get(QuoteLine::CONFIGURATION) else { return Ok(None) };
    serde_json::from_str(json).map(Some).map_err(|_| Problem::of(QuoteLine::CONFIGURATION.id, "problem-choices"))
}

/// The values of a line that is configured like this.
///
/// # Errors
/// Never, unless the build is broken.
pub fn configured(configuration: &Configuration, choices: &[Choice]) -> Result<[(Name, Value); 2], Problem> {
    let broken = |_| Problem::new("problem-not-written");
    let configuration = serde_json::to_string(configuration).map_err(broken)?;
    let choices = serde_json::to_string(choices).map_err(broken)?;
    Ok([(QuoteLine::CONFIGURATION.id.into(), configuration.into()), (QuoteLine::CHOICES.id.into(), choices.into())])
}

/// A change by hand, by whoever entered it.
fn by_hand<T>(
    record: &Record,
    size: Key<Number>,
    reason: &str,
    change: impl Fn(Decimal) -> Option<T>,
) -> Option<ByHand<T>> {
    let change = change(decimal(record.get(size)?))?;
    let by = record.cell(size.id).map(|cell| cell.stamp.by.to_string()).unwrap_or_default();
    Some(ByHand { change, reason: text(record, reason), by })
}

fn line_discount(line: &Record) -> Option<ByHand<LineChange>> {
    by_hand(line, QuoteLine::DISCOUNT, QuoteLine::DISCOUNT_REASON.id, |size| {
        match line.get(QuoteLine::DISCOUNT_KIND).unwrap_or("percent") {
            "percent" => Some(LineChange::PercentOff(size)),
            "amount" => Some(LineChange::AmountOff(size)),
            "price" => Some(LineChange::UnitPrice(size)),
            _ => None,
        }
    })
}

fn quote_discount(quote: &Record) -> Option<ByHand<QuoteChange>> {
    by_hand(quote, Quote::DISCOUNT, Quote::DISCOUNT_REASON.id, |size| {
        match quote.get(Quote::DISCOUNT_KIND).unwrap_or("percent") {
            "percent" => Some(QuoteChange::PercentOff(size)),
            "amount" => Some(QuoteChange::AmountOff(size)),
            "total" => Some(QuoteChange::Total(size)),
            _ => None,
        }
    })
}

fn own_tax(line: &Record) -> Option<Tax> {
    let tax = tax(line, QuoteLine::TAX_CATEGORY, QuoteLine::TAX_RATE)?;
    Some(Tax { reason: own_text(line, QuoteLine::TAX_REASON.id), ..tax })
}

fn tax(record: &Record, category: Key<ChoiceKind>, rate: Key<Number>) -> Option<Tax> {
    let category = match record.get(category)? {
        "s" => TaxCategory::S,
        "z" => TaxCategory::Z,
        "e" => TaxCategory::E,
        "ae" => TaxCategory::Ae,
        "k" => TaxCategory::K,
        "g" => TaxCategory::G,
        "o" => TaxCategory::O,
        _ => return None,
    };
    let rate = record.get(rate).map_or(Decimal::ZERO, decimal);
    Some(Tax { category, rate, reason: None, reason_code: None })
}

/// How lines are taxed that say nothing: as their book says. Where nobody has said, nothing is subject to tax.
fn usual_tax(rows: &dyn Rows, quote: &Record, currency: Currency) -> Tax {
    let books = linking(rows, PriceBook::ENTITY_NAME, PriceBook::CURRENCY.id, currency.code());
    let named = find(rows, PriceBook::ENTITY_NAME, quote.get(Quote::PRICE_BOOK));
    let book = named.as_ref().or_else(|| usual_book(&books, Some(currency)));
    let usual = book.and_then(|book| tax(book, PriceBook::TAX_CATEGORY, PriceBook::TAX_RATE));
    usual.unwrap_or_else(|| Tax::untaxed(TaxCategory::O))
}
