use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::{
    found::{allow, find},
    page::{Reply, answer},
    refused::Refused,
    sheet::Sheet,
    write::{line, said, task, write},
};
use crate::{app::App, auth::Peer, public::t_with};

/// Longest name.
const NAME: usize = 100;
/// Longest question.
const QUESTION: usize = 4000;
/// How often somebody else may change the quote while a question about it is written.
const TRIES: usize = 3;

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Given {
    name: String,
    question: String,
}

/// `POST /p/quote/{secret}/ask`: a question, for whoever sells.
pub(crate) async fn ask(
    State(app): State<App>,
    peer: Peer,
    Path(secret): Path<String>,
    given: Result<Form<Given>, FormRejection>,
) -> Result<Response, Refused> {
    let Form(given) = given?;
    for attempt in 0..TRIES {
        let found = find(&app, peer, &secret)?;
        if attempt == 0 {
            allow(&app, &found, peer)?;
        }
        let sheet = Sheet::of(&app, &found).await?;
        if !found.standing.shows() {
            return Ok(Redirect::to(&sheet.address).into_response());
        }
        if let Err(problem) = given.check() {
            let Given { name, question } = given;
            return Ok(answer(&sheet, &Reply { problem: Some(problem), name, question, ..Reply::default() }));
        }
        let (number, name) = (sheet.shown.number.as_str(), line(&given.name));
        let subject = t_with("offer-said-question", &[("number", number), ("name", &name)]);
        let todo = t_with("offer-said-answer", &[("number", number)]);
        let ops = vec![said(&app, &found.quote, &subject, given.question.trim())?, task(&app, &found.quote, &todo)?];
        if write(&app, &found, ops).await? {
            return Ok(Redirect::to(&format!("{}?asked=1", sheet.address)).into_response());
        }
    }
    Err(Refused::Trouble)
}

impl Given {
    fn check(&self) -> Result<(), &'static str> {
        if line(&self.name).is_empty() {
            return Err("offer-problem-name");
        }
        if self.question.trim().is_empty() {
            return Err("offer-problem-question");
        }
        let long = line(&self.name).chars().count() > NAME || self.question.chars().count() > QUESTION;
        if long { Err("offer-problem-long") } else { Ok(()) }
    }
}
