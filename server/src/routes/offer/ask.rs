use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::{
    found::Found,
    page::Reply,
    refused::Refused,
    sheet::Sheet,
    write::{Turn, line, said, take, task},
};
use crate::{app::App, auth::Peer, public::t_with};

/// Longest name.
const NAME: usize = 100;
/// Longest question.
const QUESTION: usize = 4000;

#[derive(Clone, Deserialize, Default)]
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
    let turn = |found: &Found, sheet: &Sheet| {
        if !found.standing.shows() {
            return Ok(Turn::Late);
        }
        if let Err(problem) = given.check() {
            let Given { name, question } = given.clone();
            return Ok(Turn::Say(Reply { problem: Some(problem), name, question, ..Reply::default() }));
        }
        let (number, name) = (sheet.shown.number.as_str(), line(&given.name));
        let subject = t_with("offer-said-question", &[("number", number), ("name", &name)]);
        let todo = t_with("offer-said-answer", &[("number", number)]);
        let ops = vec![said(&app, &found.quote, &subject, given.question.trim())?, task(&app, &found.quote, &todo)?];
        Ok(Turn::Write(ops, "?asked=1"))
    };
    take(&app, peer, &secret, turn).await
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
