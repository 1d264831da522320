use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use pricing::records;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use shared::{
    Value,
    entities::{Acceptance, Quote},
    schema::id_for,
    sync::{Operation, hex},
};

use super::{
    found::{Found, Standing},
    page::Reply,
    refused::Refused,
    sheet::Sheet,
    signature,
    write::{Turn, answered, line, take, task},
};
use crate::{
    app::App,
    auth::Peer,
    public::{t_with, today},
    system::instant,
};

/// Longest name.
const NAME: usize = 200;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Given {
    name: String,
    agree: String,
    /// An SVG path; empty where nothing was drawn.
    signature: String,
    /// The fingerprint of what the customer saw.
    shown: String,
}

/// `POST /p/quote/{secret}/accept`: the customer accepts, and there is an order.
pub(crate) async fn accept(
    State(app): State<App>,
    peer: Peer,
    Path(secret): Path<String>,
    headers: HeaderMap,
    given: Result<Form<Given>, FormRejection>,
) -> Result<Response, Refused> {
    let Form(given) = given?;
    let origin = origin(&headers, peer, &secret);
    let turn = |found: &Found, sheet: &Sheet| {
        if found.standing != Standing::Open {
            // Another press, another person, the last day.
            return Ok(Turn::Late);
        }
        if let Err(problem) = given.check(sheet) {
            return Ok(Turn::Say(Reply { problem: Some(problem), name: given.name.clone(), ..Reply::default() }));
        }
        operations(&app, found, sheet, &given, &origin).map(|ops| Turn::Write(ops, ""))
    };
    take(&app, peer, &secret, turn).await
}

impl Given {
    fn check(&self, sheet: &Sheet) -> Result<(), &'static str> {
        let name = line(&self.name);
        if name.is_empty() {
            return Err("offer-problem-name");
        }
        if name.chars().count() > NAME {
            return Err("offer-problem-long");
        }
        if self.agree.is_empty() {
            return Err("offer-problem-agree");
        }
        if !self.signature.is_empty() && signature::path(&self.signature).is_none() {
            return Err("offer-problem-signature");
        }
        if self.shown == sheet.print { Ok(()) } else { Err("offer-problem-changed") }
    }
}

/// From where an answer came.
struct Origin {
    print: String,
    agent: String,
}

fn origin(headers: &HeaderMap, peer: Peer, secret: &str) -> Origin {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let print = hex(&Sha256::digest(format!("{secret}/{}", peer.address)));
    Origin { print, agent: agent.chars().take(200).collect() }
}

/// The order first, as in the app: a quote is not accepted without it.
fn operations(
    app: &App,
    found: &Found,
    sheet: &Sheet,
    given: &Given,
    origin: &Origin,
) -> Result<Vec<Operation>, Refused> {
    let (quote, now) = (&*found.quote, app.clock.now());
    let broken = |problem| Refused::unforeseen(&shared::messages::say(&problem));
    let name = line(&given.name);
    let said = t_with("offer-said-accepted", &[("name", &name), ("number", &sheet.shown.number)]);
    let look = t_with("offer-said-look", &[("number", &sheet.shown.number)]);
    let schema = app.workspace.truth().schema().clone();
    let mut ops = records::accept(&schema, quote, &sheet.shown.quote, today(now)).map_err(broken)?;
    ops.push(answered(app, quote, "accepted", (Quote::ACCEPTED_BY.id, &name)));
    let path = signature::path(&given.signature);
    let values: [(&str, Value); 11] = [
        (Acceptance::NAME.id, name.as_str().into()),
        (Acceptance::QUOTE.id, quote.id.into()),
        (Acceptance::KIND.id, if path.is_some() { "drawn" } else { "typed" }.into()),
        (Acceptance::AT.id, instant(now).into()),
        (Acceptance::SIGNATURE.id, path.into()),
        (Acceptance::SHOWN.id, sheet.print.as_str().into()),
        (Acceptance::LINK.id, found.link.id.into()),
        (Acceptance::ORIGIN.id, origin.print.as_str().into()),
        (Acceptance::AGENT.id, origin.agent.as_str().into()),
        (Acceptance::OWNER.id, quote.value(Quote::OWNER.id).clone()),
        (Acceptance::TEAM.id, quote.value(Quote::TEAM.id).clone()),
    ];
    let id = id_for(Acceptance::ENTITY_NAME, quote.id);
    ops.push(Operation::create(Acceptance::ENTITY_NAME, id, values));
    ops.push(super::write::said(app, quote, &said, "")?);
    ops.push(task(app, quote, &look)?);
    Ok(ops)
}
