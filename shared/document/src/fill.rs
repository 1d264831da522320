//! Placeholders in the texts of templates.

use crate::{labels, quote::QuoteDocument, template::Template};
use pricing::ubl::Party;

/// Names that are not labels and not those of a party.
const NAMES: [&str; 16] = [
    "page",
    "pages",
    "quote.closing",
    "quote.currency",
    "quote.due",
    "quote.gross",
    "quote.introduction",
    "quote.issued",
    "quote.net",
    "quote.notes",
    "quote.number",
    "quote.reference",
    "quote.terms",
    "quote.title",
    "quote.valid_until",
    "quote.version",
];

const PARTIES: [&str; 2] = ["seller", "buyer"];
const OF_PARTY: [&str; 8] = ["name", "address", "country", "tax_id", "registration", "contact", "phone", "email"];

/// Whether there is such a placeholder.
pub(crate) fn exists(name: &str) -> bool {
    let of_party = |(party, part): (&str, &str)| PARTIES.contains(&party) && OF_PARTY.contains(&part);
    let label = name.strip_prefix("label.").is_some_and(|key| labels::english(key).is_some());
    NAMES.contains(&name) || label || name.split_once('.').is_some_and(of_party)
}

/// A text between placeholders, or the name of one.
enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// Names of the placeholders of a text.
pub(crate) fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// Two braces stand for one. A brace that is not closed is text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        pieces.push(Piece::Text(before));
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            pieces.push(Piece::Text(from.get(..1).unwrap_or_default()));
            rest = after;
        } else if let Some((name, after)) = from.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            pieces.push(Piece::Name(name));
            rest = after;
        } else {
            pieces.push(Piece::Text(from));
            rest = "";
        }
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// Knows the values of placeholders.
#[derive(Clone, Copy)]
pub(crate) struct Filler<'a> {
    pub document: &'a QuoteDocument,
    pub template: &'a Template,
}

impl Filler<'_> {
    /// The text with its values. What a value holds is never read as a placeholder in turn.
    pub(crate) fn fill(&self, text: &str) -> String {
        self.fill_with(text, None)
    }

    /// The same on a page that is known.
    pub(crate) fn fill_on(&self, text: &str, page: usize, pages: usize) -> String {
        self.fill_with(text, Some((page, pages)))
    }

    /// A line of parts between dots, without those that have no value.
    pub(crate) fn fill_parts(&self, text: &str, page: usize, pages: usize) -> String {
        let parts = text.split(" · ").map(|part| self.fill_on(part, page, pages));
        parts.filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join(" · ")
    }

    fn fill_with(&self, text: &str, page: Option<(usize, usize)>) -> String {
        let value = |piece| match piece {
            Piece::Text(text) => text.to_owned(),
            Piece::Name("page") => page.map(|(page, _)| page.to_string()).unwrap_or_default(),
            Piece::Name("pages") => page.map(|(_, pages)| pages.to_string()).unwrap_or_default(),
            Piece::Name(name) => self.value(name),
        };
        pieces(text).into_iter().map(value).collect()
    }

    fn value(&self, name: &str) -> String {
        match name.split_once('.') {
            Some(("label", key)) => self.label(key),
            Some(("seller", part)) => party(&self.document.seller, part),
            Some(("buyer", part)) => party(&self.document.buyer, part),
            Some(("quote", part)) => self.quote(part),
            _ => String::new(),
        }
    }

    /// A word in the template's language, or in English.
    pub(crate) fn label(&self, key: &str) -> String {
        self.known_label(key).unwrap_or_default()
    }

    /// The same, where there is one.
    pub(crate) fn known_label(&self, key: &str) -> Option<String> {
        let own = self.template.labels.get(key).map(String::as_str);
        own.or_else(|| labels::english(key)).map(str::to_owned)
    }

    fn quote(&self, part: &str) -> String {
        let document = self.document;
        let locale = &self.template.locale;
        let currency = document.quote.settlement.currency;
        let totals = document.quote.totals();
        match part {
            "closing" => document.closing.clone(),
            "currency" => currency.code().to_owned(),
            "due" => locale.money(totals.due, currency),
            "gross" => locale.money(totals.gross, currency),
            "introduction" => document.introduction.clone(),
            "issued" => locale.date(document.issued),
            "net" => locale.money(totals.net, currency),
            "notes" => document.notes.clone(),
            "number" => document.number.clone(),
            "reference" => document.reference.clone(),
            "terms" => document.terms.clone(),
            "title" => document.title.clone(),
            "valid_until" => document.valid_until.map(|date| locale.date(date)).unwrap_or_default(),
            "version" => document.version.to_string(),
            _ => String::new(),
        }
    }
}

fn party(party: &Party, part: &str) -> String {
    let address = &party.address;
    let city = [address.postal_code.as_str(), &address.city].join(" ");
    match part {
        "name" => party.name.clone(),
        "address" => [address.street.as_str(), city.trim(), &address.region].join("\n"),
        "country" => address.country.clone(),
        "tax_id" => party.tax_id.clone(),
        "registration" => party.registration.clone(),
        "contact" => party.contact.clone(),
        "phone" => party.phone.clone(),
        "email" => party.email.clone(),
        _ => String::new(),
    }
}
