//! The document of a quote from its records.

use crate::{
    QuoteDocument,
    quote::Picture,
    room::Room,
    template::{PageSize, Show},
};
use jiff::civil::Date;
use pricing::{
    PricedQuote,
    records::{self, Look, Parties, Texts},
};
use shared::{
    Problem, Record,
    entities::{DRAFT, Quote},
    sync::Rows,
    value::FileRef,
};
use std::collections::BTreeMap;

/// What is printed of a quote that was sent. Nothing while it is a draft.
///
/// # Errors
/// When what was sent cannot be read.
pub fn sent(rows: &dyn Rows, quote: &Record) -> Result<Option<QuoteDocument>, Problem> {
    let sent = quote.get(Quote::STATUS).is_some_and(|status| status != DRAFT);
    let priced = records::priced(quote)?.filter(|_| sent);
    Ok(priced.map(|priced| document(rows, quote, &priced)))
}

/// What is printed of a quote at these prices. Of one that was sent everything comes from what was kept then, so that
/// it is printed the same for ever.
pub fn document(rows: &dyn Rows, quote: &Record, priced: &PricedQuote) -> QuoteDocument {
    let text = |field: &str| quote.value(field).as_text().unwrap_or_default().to_owned();
    let day = |field: &str| text(field).parse::<Date>().ok();
    let Parties { seller, buyer } = records::parties(rows, quote);
    let look = records::look(rows, quote);
    let Texts { introduction, terms, closing } = look.texts(quote);
    let mut document = QuoteDocument {
        number: text(Quote::NUMBER.id),
        version: version(quote),
        draft: quote.get(Quote::STATUS) == Some(DRAFT),
        title: text(Quote::TITLE.id),
        issued: day(Quote::SENT_ON.id).unwrap_or(priced.date),
        valid_until: day(Quote::VALID_UNTIL.id),
        seller,
        buyer,
        reference: text(Quote::REFERENCE.id),
        introduction: introduction.unwrap_or_default(),
        terms: terms.unwrap_or_default(),
        notes: String::new(),
        closing: closing.unwrap_or_default(),
        columns: look.columns.iter().filter_map(|name| Show::named(name)).collect(),
        paper: PageSize::named(&look.paper),
        quote: priced.for_customer(),
        pictures: BTreeMap::new(),
        line_pictures: BTreeMap::new(),
        stored: BTreeMap::new(),
        left_out: false,
        signature: None,
    };
    illustrate(&mut document, &look);
    document
}

/// The name of the logo in the standard template.
const LOGO: &str = "logo";

/// Says which pictures go where, in the order of the pages for as long as there is room: a line's own comes before its
/// product's. A column in which nothing would be seen is left out, and where columns are chosen without one for pictures,
/// so are the pictures.
fn illustrate(document: &mut QuoteDocument, look: &Look) {
    let mut room = Room::default();
    if let Some(logo) = &look.logo {
        place(document, &mut room, (LOGO, &document.seller.name.clone()), logo);
    }
    if document.columns.is_empty() || document.columns.contains(&Show::Picture) {
        place_in_lines(document, &mut room, &look.pictures);
    }
    if document.line_pictures.is_empty() && document.columns.len() > 1 {
        document.columns.retain(|column| *column != Show::Picture);
    }
}

fn place_in_lines(document: &mut QuoteDocument, room: &mut Room, pictures: &BTreeMap<String, FileRef>) {
    for line in &document.quote.lines.clone() {
        let name = [&line.id, &line.product.id].into_iter().find(|name| pictures.contains_key(*name));
        let Some((name, picture)) = name.and_then(|name| pictures.get_key_value(name)) else { continue };
        if place(document, room, (name, &line.product.name), picture) {
            document.line_pictures.insert(line.id.clone(), name.clone());
        }
    }
}

/// Whether the document shows the picture under this name and description. On several lines it takes its room once.
fn place(document: &mut QuoteDocument, room: &mut Room, (name, alt): (&str, &str), file: &FileRef) -> bool {
    if !document.stored.contains_key(name) && !room.take(file) {
        document.left_out = true;
        return false;
    }
    let picture = Picture { file: Vec::new(), alt: alt.to_owned() };
    document.pictures.insert(name.to_owned(), picture);
    document.stored.insert(name.to_owned(), file.clone());
    true
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "versions lie between 1 and 10,000")]
fn version(quote: &Record) -> u32 {
    quote.get(Quote::VERSION).unwrap_or(1.0) as u32
}
