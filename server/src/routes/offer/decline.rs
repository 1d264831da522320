use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use shared::entities::Quote;

use super::{
    found::{Found, Standing},
    page::Reply,
    refused::Refused,
    sheet::Sheet,
    write::{Turn, answered, line, said, take, task},
};
use crate::{app::App, auth::Peer, public::t_with};

/// Longest reason.
const REASON: usize = 500;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Given {
    reason: String,
}

/// `POST /p/quote/{secret}/decline`: the customer does not want it, and may say why.
pub(crate) async fn decline(
    State(app): State<App>,
    peer: Peer,
    Path(secret): Path<String>,
    given: Result<Form<Given>, FormRejection>,
) -> Result<Response, Refused> {
    let Form(given) = given?;
    let reason = line(&given.reason);
    let turn = |found: &Found, sheet: &Sheet| {
        if reason.chars().count() > REASON {
            let reason = reason.clone();
            return Ok(Turn::Say(Reply { problem: Some("offer-problem-long"), reason, ..Reply::default() }));
        }
        if found.standing != Standing::Open {
            return Ok(Turn::Late);
        }
        let number = [("number", sheet.shown.number.as_str())];
        let ops = vec![
            answered(&app, &found.quote, "declined", (Quote::ANSWER.id, &reason)),
            said(&app, &found.quote, &t_with("offer-said-declined", &number), &reason)?,
            task(&app, &found.quote, &t_with("offer-said-follow", &number))?,
        ];
        Ok(Turn::Write(ops, ""))
    };
    take(&app, peer, &secret, turn).await
}
