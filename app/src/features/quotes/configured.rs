//! Lines of configured products: made from the configurator, shown in words, and configured again.

use super::{
    make::{line, quote},
    plain,
};
use crate::{
    i18n::{t, t_with},
    record::{NewRecord, as_number},
    services::ReplicaHandle,
};
use leptos::prelude::*;
use pricing::{
    PricedLine,
    draft::{Choice, Configuration},
    records,
};
use protocol::{Configured, ModelOpened};
use shared::{
    Id, Name, Problem, Record, Value,
    entities::{Product, ProductModel, Quote, QuoteLine},
    replica::Replica,
    sync::Operation,
};
use std::sync::Arc;

/// Which product is configured by which model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Made {
    /// The product.
    pub product: Id,
    /// The model's record.
    pub model: Id,
    /// Its version.
    pub version: f64,
}

/// What a line keeps of a configuration.
///
/// # Errors
/// When the model's currency is none.
pub fn kept(made: Made, opened: &ModelOpened, configured: &Configured) -> Result<Vec<(Name, Value)>, Problem> {
    records::configured(&configuration(made, opened, configured)?, &configured.choices).map(Vec::from)
}

/// The model, pinned, and what one is made of.
pub(super) fn configuration(
    made: Made,
    opened: &ModelOpened,
    configured: &Configured,
) -> Result<Configuration, Problem> {
    let currency = || Problem::new("problem-currency").with("value", &opened.currency);
    Ok(Configuration {
        model: made.model.to_string(),
        version: version(made.version),
        hash: opened.hash.clone(),
        currency: opened.currency.parse().map_err(|_| currency())?,
        from: configured.from,
        parts: configured.parts.clone(),
    })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "versions lie between 1 and 1,000,000")]
fn version(number: f64) -> u32 {
    number.round() as u32
}

/// The model that a line of a quote is configured by, if it is here.
pub fn pinned(rows: &Replica, line: Id) -> Option<Made> {
    let line = rows.get(QuoteLine::ENTITY_NAME, line)?;
    let model = records::configuration(line).ok()??.model.parse().ok()?;
    let record = rows.get(ProductModel::ENTITY_NAME, model)?;
    Some(Made { product: line.get(QuoteLine::PRODUCT)?, model, version: record.get(ProductModel::VERSION)? })
}

/// The newest published model of a product.
pub fn newest(rows: &Replica, product: Id) -> Option<Made> {
    let published = rows.rows(ProductModel::ENTITY_NAME).iter().filter(|model| {
        model.get(ProductModel::PRODUCT) == Some(product) && model.get(ProductModel::STATUS) == Some("published")
    });
    let version = |model: &Record| model.get(ProductModel::VERSION).unwrap_or_default();
    let newest = published.max_by(|a, b| version(a).total_cmp(&version(b)).then(a.id.cmp(&b.id)))?;
    Some(Made { product, model: newest.id, version: version(newest) })
}

/// Adds a configured line to a quote, or to a new one for whom it is made.
pub fn add(
    rows: &Replica,
    replica: ReplicaHandle,
    to: Result<Id, &NewRecord>,
    product: Id,
    quantity: f64,
    values: Vec<(Name, Value)>,
) -> Option<(Id, Vec<Operation>)> {
    let product = rows.get(Product::ENTITY_NAME, product)?;
    let (id, mut ops) = match to {
        Ok(id) => (id, Vec::new()),
        Err(new) => quote(rows, replica, new),
    };
    // The deal's product is what has just been configured, or was to be chosen by configuring.
    ops.retain(|op| matches!(op, Operation::Create { entity, .. } if **entity == *Quote::ENTITY_NAME));
    let last = records::lines(rows, id).last().and_then(|line| line.get(QuoteLine::POSITION)).unwrap_or_default();
    let mut made = line(id, product, last + 1.0);
    if let Operation::Create { values: own, .. } = &mut made {
        own.insert(QuoteLine::QUANTITY.id.into(), quantity.into());
        own.extend(values.into_iter().filter(|(_, value)| !value.is_null()));
    }
    ops.push(made);
    Some((id, ops))
}

/// Configures a line anew: everything else about it stays. The quote that it stands on, and what is to be written.
pub fn update(rows: &Replica, line: Id, values: Vec<(Name, Value)>) -> Option<(Id, Operation)> {
    let line: &Arc<Record> = rows.get(QuoteLine::ENTITY_NAME, line)?;
    Some((line.get(QuoteLine::QUOTE)?, rows.patch(line, values)))
}

/// What was chosen by somebody, as the configurator's address has it.
pub fn chosen(choices: &[Choice]) -> protocol::product::Choices {
    let own = choices.iter().filter(|choice| !choice.follows);
    own.map(|choice| (choice.attribute.clone(), choice.value.clone())).collect()
}

/// Every choice, also what follows: a whole product.
pub(super) fn options(choices: &[Choice]) -> protocol::product::Choices {
    choices.iter().map(|choice| (choice.attribute.clone(), choice.value.clone())).collect()
}

/// What is worth telling of choices, in one line.
pub fn told(choices: &[Choice]) -> String {
    let words = choices.iter().filter(|choice| choice.is_told()).map(|choice| {
        let (name, words) = choice.said();
        format!("{name}: {words}")
    });
    words.collect::<Vec<_>>().join(" · ")
}

/// By which model a line was configured, and what one is made of.
pub fn configured(line: &PricedLine) -> Option<AnyView> {
    let configuration = line.configuration.as_ref()?;
    let version = t_with("quotes-configured-by", &[("version", f64::from(configuration.version).into())]);
    let parts = configuration.parts.iter();
    let rows =
        parts.map(|(part, quantity)| view! { <tr><th scope="row">{part.clone()}</th><td>{plain(*quantity)}</td></tr> });
    let title = t_with("quotes-parts", &[("count", as_number(configuration.parts.len()).into())]);
    let parts = (!configuration.parts.is_empty()).then(|| {
        view! {
            <details class="configure-parts">
                <summary>{title}</summary>
                <table aria-label=t("quotes-parts-list")><tbody>{rows.collect_view()}</tbody></table>
            </details>
        }
    });
    Some(view! { <div class="quote-line__made"><p>{version}</p>{parts}</div> }.into_any())
}
