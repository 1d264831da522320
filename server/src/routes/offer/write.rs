//! What an answer writes. The system writes it, for the customer is nobody here, by the same shared code as an answer that
//! a person enters in the app.

use axum::response::{IntoResponse, Redirect, Response};
use shared::{
    Id, Record, Value,
    entities::{Activity, Quote, QuoteLink, Task},
    sync::Operation,
};

use super::{
    found::{Found, allow, find},
    page::{Reply, answer},
    refused::Refused,
    sheet::Sheet,
};
use crate::{
    app::App,
    auth::Peer,
    clock,
    public::today,
    system::{self, instant, patch},
    workspace::{Expect, PushError},
};

/// Longest subject of a task or activity.
const SUBJECT: usize = 200;
/// How often somebody else may change the quote while it is being answered.
const TRIES: usize = 3;

/// What comes of an answer, by the quote as it was found.
pub(super) enum Turn {
    /// The page again, with what is wrong.
    Say(Reply),
    /// There is nothing to answer any more: the page says what came before.
    Late,
    /// This is written, and then comes the page, with this behind its address.
    Write(Vec<Operation>, &'static str),
}

/// Takes an answer by a link. It is to the quote as it was found: where somebody changes that first, it is found anew.
pub(super) async fn take(
    app: &App,
    peer: Peer,
    secret: &str,
    turn: impl Fn(&Found, &Sheet) -> Result<Turn, Refused>,
) -> Result<Response, Refused> {
    for attempt in 0..TRIES {
        let found = find(app, peer, secret)?;
        if attempt == 0 {
            allow(app, &found, peer)?;
        }
        let sheet = Sheet::of(app, &found).await?;
        let page = |after: &str| Redirect::to(&format!("{}{after}", sheet.address)).into_response();
        match turn(&found, &sheet)? {
            Turn::Say(reply) => return Ok(answer(&sheet, &reply)),
            Turn::Late => return Ok(page("")),
            Turn::Write(ops, after) => {
                if write(app, &found, ops).await? {
                    return Ok(page(after));
                }
            }
        }
    }
    Err(Refused::Trouble)
}

/// The answer to a quote: how it stands from today on, and what was said.
pub(super) fn answered(app: &App, quote: &Record, status: &'static str, said: (&'static str, &str)) -> Operation {
    let (field, words) = said;
    let values = [
        (Quote::STATUS.id, status.into()),
        (Quote::ANSWERED_ON.id, today(app.clock.now()).into()),
        (field, words.into()),
    ];
    patch(quote, values)
}

/// Writes operations, unless the quote has changed since it was found; then false.
async fn write(app: &App, found: &Found, ops: Vec<Operation>) -> Result<bool, Refused> {
    let expect = Some(Expect::Row(Quote::ENTITY_NAME.to_owned(), found.quote.id, found.seq));
    match system::write(app, ops, expect).await {
        Err(PushError::Changed) => Ok(false),
        Err(error) => Err(error.into()),
        Ok(None) => Ok(true),
        Ok(Some(why)) => Err(Refused::unforeseen(&why)),
    }
}

/// Notes that a link was opened for the first time; whoever opens it does not wait for that.
pub(super) fn note_opened(app: &App, found: &Found) {
    if found.link.get(QuoteLink::OPENED_AT).is_some() {
        return;
    }
    let ops = vec![patch(&found.link, [(QuoteLink::OPENED_AT.id, instant(app.clock.now()).into())])];
    let app = app.clone();
    tokio::spawn(async move {
        if let Err(error) = system::write(&app, ops, None).await {
            tracing::warn!(%error, "cannot note that a link was opened");
        }
    });
}

/// A task for whoever sells, due today: nothing that a customer does here goes unseen.
pub(super) fn task(app: &App, quote: &Record, subject: &str) -> Result<Operation, Refused> {
    let now = app.clock.now();
    let own: [(&str, Value); 3] = [
        (Task::SUBJECT.id, shortened(subject).into()),
        (Task::DUE.id, today(now).into()),
        (Task::CONTACT.id, quote.value(Quote::CONTACT.id).clone()),
    ];
    Ok(Operation::create(Task::ENTITY_NAME, clock::new_id(now)?, own.into_iter().chain(of_quote(quote))))
}

/// What the customer said, among the touch points of the account and the deal.
pub(super) fn said(app: &App, quote: &Record, subject: &str, body: &str) -> Result<Operation, Refused> {
    let now = app.clock.now();
    let contact = quote.get(Quote::CONTACT).map(|id: Id| id.to_string());
    let own: [(&str, Value); 7] = [
        (Activity::SUBJECT.id, shortened(subject).into()),
        (Activity::KIND.id, "chat".into()),
        (Activity::AT.id, instant(now).into()),
        (Activity::DIRECTION.id, "incoming".into()),
        (Activity::CONTACTS.id, Value::list(contact)),
        (Activity::QUOTE.id, quote.id.into()),
        (Activity::BODY.id, body.into()),
    ];
    Ok(Operation::create(Activity::ENTITY_NAME, clock::new_id(now)?, own.into_iter().chain(of_quote(quote))))
}

/// Where it belongs, and who sees it. Fields that mean the same are called the same in tasks, activities and quotes.
fn of_quote(quote: &Record) -> impl Iterator<Item = (&'static str, Value)> {
    let fields = [Quote::ACCOUNT.id, Quote::OPPORTUNITY.id, Quote::OWNER.id, Quote::TEAM.id];
    fields.into_iter().map(|field| (field, quote.value(field).clone()))
}

fn shortened(text: &str) -> String {
    text.chars().take(SUBJECT).collect()
}

/// A line of text as somebody typed it into a form: without white space around it and control characters in it.
pub(super) fn line(text: &str) -> String {
    text.trim().chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
