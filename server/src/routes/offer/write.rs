//! What an answer writes. The system writes it, for the customer is nobody here; it goes through the same log and the same
//! shared code as an answer that a person enters in the app.

use shared::{
    Id, Name, Record, Value,
    entities::{Activity, Quote, QuoteLink, Task},
    messages::say,
    record::Millis,
    sync::{Change, Edit, Mutation, Operation, Status},
    value::DateTime,
};

use super::{found::Found, refused::Refused};
use crate::{
    app::App,
    clock,
    public::today,
    workspace::{Actor, Expect, Offer, Push, PushError},
};

/// Longest subject of a task or activity.
const SUBJECT: usize = 200;

/// Writes operations, unless the quote has changed since it was found; then false.
pub(super) async fn write(app: &App, found: &Found, ops: Vec<Operation>) -> Result<bool, Refused> {
    let expect = Some(Expect::Row(Quote::ENTITY_NAME.to_owned(), found.quote.id, found.seq));
    match push(app, ops, expect).await {
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
        if let Err(error) = push(&app, ops, None).await {
            tracing::warn!(%error, "cannot note that a link was opened");
        }
    });
}

/// Why it does not stand, where it does not.
async fn push(app: &App, ops: Vec<Operation>, expect: Option<Expect>) -> Result<Option<String>, PushError> {
    let at = app.clock.now();
    let client = clock::new_id(at).map_err(|error| crate::store::StoreError::Unavailable(error.to_string()))?;
    let offer = Offer::new(Mutation { client, number: 1, at, ops, group: None, epoch: String::new() });
    let push = Push { expect, present: true, ..Push::new(Actor::System, vec![offer]) };
    let outcome = app.workspace.push(push).await?.into_iter().next();
    Ok(match outcome.map(|outcome| outcome.status) {
        Some(Status::Applied | Status::Merged { .. }) => None,
        Some(Status::Rejected { problems, .. }) => Some(problems.iter().map(say).collect::<Vec<_>>().join(" ")),
        Some(Status::Cloned) | None => Some("the writer answered nothing".to_owned()),
    })
}

/// Sets fields of a record as it was found.
pub(super) fn patch<const N: usize>(record: &Record, values: [(&'static str, Value); N]) -> Operation {
    let base = |field: &str| record.cell(field).map_or(0, |cell| cell.stamp.seq);
    let change = |(field, value)| Change { field: Name::from(field), edit: Edit::Set(value), base: base(field) };
    Operation::Patch { entity: record.entity.clone(), id: record.id, changes: values.into_iter().map(change).collect() }
}

/// This instant, to the second.
pub(super) fn instant(now: Millis) -> DateTime {
    i64::try_from(now / 1000).ok().and_then(|now| DateTime::from_second(now).ok()).unwrap_or_default()
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
