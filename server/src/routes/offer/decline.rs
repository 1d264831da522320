use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use shared::entities::Quote;

use super::{
    found::{Standing, allow, find},
    page::{Reply, answer},
    refused::Refused,
    sheet::Sheet,
    write::{line, patch, said, task, write},
};
use crate::{
    app::App,
    auth::Peer,
    public::{t_with, today},
};

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
    let found = find(&app, peer, &secret)?;
    allow(&app, &found, peer)?;
    let sheet = Sheet::of(&app, &found).await?;
    let reason = line(&given.reason);
    if reason.chars().count() > REASON {
        return Ok(answer(&sheet, &Reply { problem: Some("offer-problem-long"), reason, ..Reply::default() }));
    }
    if found.standing == Standing::Open {
        let number = [("number", sheet.shown.number.as_str())];
        let ops = vec![
            patch(
                &found.quote,
                [
                    (Quote::STATUS.id, "declined".into()),
                    (Quote::ANSWERED_ON.id, today(app.clock.now()).into()),
                    (Quote::ANSWER.id, reason.as_str().into()),
                ],
            ),
            said(&app, &found.quote, &t_with("offer-said-declined", &number), &reason)?,
            task(&app, &found.quote, &t_with("offer-said-follow", &number))?,
        ];
        // Somebody else came first where it is not written: the page says what they did.
        write(&app, &found, ops).await?;
    }
    Ok(Redirect::to(&sheet.address).into_response())
}
