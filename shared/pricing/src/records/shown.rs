//! What a customer is shown of a quote.

use super::{Texts, look, own_text, priced, text};
use crate::{PricedQuote, fingerprint};
use jiff::civil::Date;
use serde::Serialize;
use shared::{Problem, Record, entities::Quote, value::FileRef};
use std::collections::BTreeMap;

/// Everything that a customer is shown of a quote that was sent, and nothing else. It is made of what is sealed, so it
/// has the same fingerprint for ever: an acceptance is bound to that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Number, the same for all versions.
    pub number: String,
    /// Version, from 1.
    pub version: u32,
    /// What it is about.
    pub title: String,
    /// What the customer calls it.
    pub reference: Option<String>,
    /// Last day on which it may be accepted.
    pub valid_until: Option<Date>,
    /// Text above the lines, in Markdown.
    pub introduction: Option<String>,
    /// Terms, in Markdown.
    pub terms: Option<String>,
    /// Text at the end, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closing: Option<String>,
    /// Lines and amounts, without the rules that made them.
    pub quote: PricedQuote,
    /// How configured products look, by the ids of their lines.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub pictures: BTreeMap<String, FileRef>,
}

impl Shown {
    /// What tells this from anything else that could be shown.
    ///
    /// # Errors
    /// When it cannot be written, which none of ours is.
    pub fn fingerprint(&self) -> Result<String, Problem> {
        fingerprint::fingerprint("shown", self)
    }
}

/// What a customer is shown of a quote. Nothing while it is a draft.
///
/// # Errors
/// Those of [`priced`].
pub fn shown(quote: &Record) -> Result<Option<Shown>, Problem> {
    let Some(sold) = priced(quote)? else { return Ok(None) };
    let look = look::kept(quote);
    let Texts { introduction, terms, closing } = look.texts(quote);
    let mut pictures = look.pictures;
    pictures.retain(|id, _| sold.lines.iter().any(|line| line.id == *id));
    Ok(Some(Shown {
        number: text(quote, Quote::NUMBER.id),
        version: whole(quote.get(Quote::VERSION).unwrap_or(1.0)),
        title: text(quote, Quote::TITLE.id),
        reference: own_text(quote, Quote::REFERENCE.id),
        valid_until: quote.get(Quote::VALID_UNTIL),
        introduction,
        terms,
        closing,
        quote: sold.for_customer(),
        pictures,
    }))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a version is between 1 and 10,000")]
fn whole(version: f64) -> u32 {
    version as u32
}
