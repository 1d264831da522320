//! What a quote's template adds: texts that the quote does not have itself, and how it is printed.

use super::{find, lines, own_text, text};
use serde::{Deserialize, Serialize};
use shared::{
    Id, Problem, Record, Value,
    entities::{DRAFT, Product, Quote, QuoteLine, QuoteTemplate, Seller, seller_id},
    sync::Rows,
    value::FileRef,
};
use std::{collections::BTreeMap, sync::Arc};

/// A template as a quote was printed by it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Text above the lines.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub introduction: String,
    /// Terms.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub terms: String,
    /// Text at the end.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub closing: String,
    /// Columns by their names; those of the standard document where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// `a4` or `letter`; the standard document's where nothing is said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub paper: String,
    /// The firm's logo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<FileRef>,
    /// Pictures by the ids of what they show: of lines that were configured; of the other lines' products where a column
    /// shows pictures.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pictures: BTreeMap<String, FileRef>,
}

/// The column of pictures.
const PICTURE: &str = "picture";

/// The texts of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Texts {
    /// Text above the lines.
    pub introduction: Option<String>,
    /// Terms.
    pub terms: Option<String>,
    /// Text at the end.
    pub closing: Option<String>,
}

impl Look {
    /// The texts of a quote with this look: its own, and the template's where it has none.
    pub fn texts(&self, quote: &Record) -> Texts {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Texts {
            introduction: own_text(quote, Quote::INTRODUCTION.id).or_else(|| some(&self.introduction)),
            terms: own_text(quote, Quote::TERMS.id).or_else(|| some(&self.terms)),
            closing: some(&self.closing),
        }
    }
}

/// How a quote is printed: by what was kept when it was sent; by its template as that is now while it is a draft.
pub fn look(rows: &dyn Rows, quote: &Record) -> Look {
    if quote.get(Quote::STATUS) != Some(DRAFT) {
        return kept(quote);
    }
    let template = find(rows, QuoteTemplate::ENTITY_NAME, quote.get(Quote::TEMPLATE));
    let look = template.map(|template| of(&template)).unwrap_or_default();
    let firm = find(rows, Seller::ENTITY_NAME, Some(seller_id()));
    let of_products = look.columns.iter().any(|column| column == PICTURE);
    let lines = lines(rows, quote.id);
    let pictures =
        lines.iter().filter_map(|line| own_picture(line).or_else(|| product_picture(rows, line, of_products)));
    Look { logo: firm.and_then(|firm| firm.get(Seller::LOGO).cloned()), pictures: pictures.collect(), ..look }
}

fn own_picture(line: &Record) -> Option<(String, FileRef)> {
    Some((line.id.to_string(), line.get(QuoteLine::PICTURE)?.clone()))
}

fn product_picture(rows: &dyn Rows, line: &Record, wanted: bool) -> Option<(String, FileRef)> {
    let product = line.get(QuoteLine::PRODUCT).filter(|_| wanted);
    let product = find(rows, Product::ENTITY_NAME, product)?;
    Some((product.id.to_string(), product.get(Product::PICTURE)?.clone()))
}

/// What a sent quote was printed by. One that had no template has nothing to keep.
pub(super) fn kept(quote: &Record) -> Look {
    quote.get(Quote::LOOK).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// The same, for the field of a quote that is sent.
pub(super) fn keep(rows: &dyn Rows, quote: &Record) -> Result<Value, Problem> {
    let look = look(rows, quote);
    if look == Look::default() {
        return Ok(Value::Null);
    }
    serde_json::to_string(&look).map(Value::from).map_err(|_| Problem::new("problem-not-written"))
}

fn of(template: &Record) -> Look {
    let columns = template.value(QuoteTemplate::COLUMNS.id).items();
    Look {
        introduction: text(template, QuoteTemplate::INTRODUCTION.id),
        terms: text(template, QuoteTemplate::TERMS.id),
        closing: text(template, QuoteTemplate::CLOSING.id),
        columns: columns.iter().map(|column| (**column).to_owned()).collect(),
        paper: text(template, QuoteTemplate::PAPER.id),
        ..Look::default()
    }
}

/// The template that new quotes begin with: the one that is marked, of several the first by name.
pub fn usual_template(templates: &[Arc<Record>]) -> Option<Id> {
    let marked = templates.iter().filter(|template| template.get(QuoteTemplate::STANDARD) == Some(true));
    marked.min_by_key(|template| (text(template, QuoteTemplate::NAME.id), template.id)).map(|template| template.id)
}
