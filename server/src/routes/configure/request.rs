use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use product::Choices;
use rust_decimal::Decimal;
use serde::Deserialize;
use shared::{
    Problem, Value,
    entities::Lead,
    rules::validate_field,
    schema::{FieldDef, FieldType},
};

use super::{
    goods::Goods,
    lead,
    ticket::{self, Ticket},
};
use crate::{
    app::App,
    auth::{Peer, not_foreign},
    failure::Failure,
    routes::payload::Payload,
    system,
};

/// Longest name of a person or firm.
const NAME: usize = 200;
/// Longest note.
const NOTE: usize = 4000;
/// Most choices: more than any model has attributes that somebody would decide.
const CHOICES: usize = 2000;
/// Lengths of the key that tells a request from others.
const KEY: std::ops::RangeInclusive<usize> = 16..=100;
/// Most of one product in a request.
const QUANTITY: f64 = 1_000_000.0;

/// What a visitor asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    /// Made by the page: the same request has the same key, however often it is sent.
    key: String,
    ticket: String,
    name: String,
    #[serde(default)]
    firm: String,
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    country: String,
    pub(super) quantity: f64,
    #[serde(default)]
    note: String,
    #[serde(default)]
    consent: bool,
    /// Nobody sees this field, so only a program fills it in.
    #[serde(default)]
    website: String,
    choices: Choices,
    /// The total without tax that the page showed.
    #[serde(default)]
    shown: Option<Decimal>,
}

/// `POST /p/configure/{product}/request`: a visitor asks for a quote. What can be mended is said field by field.
pub(crate) async fn request(
    State(app): State<App>,
    peer: Peer,
    Path(product): Path<String>,
    headers: HeaderMap,
    Payload(given): Payload<Given>,
) -> Result<Response, Failure> {
    if !not_foreign(&headers, &app.config.origins) {
        return Err(Failure::new(StatusCode::FORBIDDEN, "problem-cross-site"));
    }
    let goods = Goods::find(&app, &product)?;
    given.check().map_err(Failure::invalid)?;
    match ticket::check(&app, &product, &given.ticket).await? {
        Ticket::Good => {}
        Ticket::Fresh => return Err(Failure::too_often(3)),
        Ticket::Void => return Err(Failure::new(StatusCode::CONFLICT, "problem-page-stale")),
    }
    allow(&app, peer)?;
    if !given.website.is_empty() {
        tracing::info!("a request with the hidden field filled in is dropped");
        return Ok(StatusCode::CREATED.into_response());
    }
    keep(&app, &goods, given).await?;
    Ok(StatusCode::CREATED.into_response())
}

/// Pays for a request, by the visitor's address and by all that come in.
fn allow(app: &App, peer: Peer) -> Result<(), Failure> {
    app.requests.attempt("", peer.address, app.clock.now()).map_err(Failure::too_often)
}

/// Writes the request. Its key is its name in the log, so that sending it again changes nothing.
async fn keep(app: &App, goods: &Goods, given: Given) -> Result<(), Failure> {
    let client = app.workspace.name(&format!("request/{}", given.key)).await?;
    let built = lead::build(goods, given.choices.clone()).await?;
    let ops = lead::operations(app, goods, &given, built)?;
    match system::write_once(app, client, "request", ops).await? {
        None => Ok(()),
        Some(why) => Err(Failure::unforeseen("a request for a quote", &why)),
    }
}

/// A line as somebody typed it: without white space around it and control characters in it.
fn line(text: &str) -> String {
    text.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

impl Given {
    pub(super) fn name(&self) -> String {
        line(&self.name)
    }

    pub(super) fn firm(&self) -> String {
        line(&self.firm)
    }

    pub(super) fn email(&self) -> String {
        line(&self.email)
    }

    pub(super) fn phone(&self) -> String {
        line(&self.phone)
    }

    pub(super) fn country(&self) -> Option<&str> {
        Some(self.country.as_str()).filter(|code| !code.is_empty())
    }

    pub(super) fn note(&self) -> String {
        self.note.trim().to_owned()
    }

    /// The total that the page showed, where it could be one.
    pub(super) fn shown(&self) -> Option<Decimal> {
        self.shown.filter(|shown| shown.abs() < Decimal::from(1_000_000_000_000_u64) && shown.scale() <= 4)
    }

    fn check(&self) -> Result<(), Vec<Problem>> {
        let texts = [("name", self.name(), NAME), ("firm", self.firm(), NAME), ("note", self.note(), NOTE)];
        let long = texts.iter().filter(|(_, text, most)| text.chars().count() > *most).map(|(field, text, most)| {
            Problem::of(field, "problem-too-long").with("max", most).with("length", text.chars().count())
        });
        let empty = [("name", self.name()), ("email", self.email())].into_iter().filter(|(_, text)| text.is_empty());
        let empty = empty.map(|(field, _)| Problem::of(field, "problem-required"));
        let problems: Vec<Problem> = long.chain(empty).chain(self.unlike()).chain(self.numbers()).collect();
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    /// What does not look like what it should be.
    fn unlike(&self) -> impl Iterator<Item = Problem> {
        let kinds = [("email", FieldType::Email, self.email()), ("phone", FieldType::Phone, self.phone())];
        let kinds = kinds.into_iter().filter(|(_, _, text)| !text.is_empty());
        let wrong =
            kinds.filter_map(|(id, kind, text)| validate_field(&FieldDef::new(id, kind), &Value::from(text)).err());
        let country = self.country().filter(|code| !Lead::is_country(code));
        let country = country.map(|_| Problem::of("country", "problem-country"));
        let agreed = (!self.consent).then(|| Problem::of("consent", "problem-consent"));
        wrong.chain(country).chain(agreed)
    }

    fn numbers(&self) -> impl Iterator<Item = Problem> {
        let good = self.quantity > 0.0 && self.quantity <= QUANTITY;
        let range = || Problem::of("quantity", "problem-out-of-range").with("min", 1).with("max", QUANTITY);
        let key = KEY.contains(&self.key.len()) && self.choices.len() <= CHOICES;
        let malformed = || Problem::new("problem-malformed").with("why", "key or choices");
        (!good).then(range).into_iter().chain((!key).then(malformed))
    }
}
