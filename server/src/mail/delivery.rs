//! One message: claimed, sent, and what came of it.

use std::sync::Arc;
use std::time::Duration;

use shared::{
    Id, Record, Value,
    entities::{DRAFT, Email, Quote, QuoteLink, User},
    record::Millis,
    sync::{Authority, Expect, Operation, Rows, hex},
};

use super::{Post, Unsent, WHOLE, letter::Letter};
use crate::{
    app::App,
    documents::{DocumentError, Pdf},
    public::{t, t_with, today},
    store::StoreError,
    system::{instant, patch, write},
    workspace::PushError,
};

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;
/// How long to wait after each try that did not get through. After the last one it is given up: a day and a half.
const AGAIN: [Millis; 8] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 8 * HOUR, 12 * HOUR, 12 * HOUR];
/// Longer than anything that is done under a claim.
const CLAIM: Millis = 10 * MINUTE;
const _: () = assert!(CLAIM > 2 * 1000 * WHOLE.as_secs(), "a message is handed over before its claim has run out");
/// Days for which a link leads to a quote that nobody has given a last day.
const DAYS: Millis = 30 * 24 * HOUR;
/// After so many tries, twenty minutes, a document goes out with empty frames for pictures that have not come. They are
/// counted here, for when a message was written is what its device's clock said.
const WITHOUT_PICTURES: usize = 3;
/// Longest reason that is kept.
const REASON: usize = 400;
/// How often what came of a message is offered to the store.
const TRIES: u32 = 5;

/// When a message is to be looked at.
pub(super) fn due_at(email: &Record) -> Millis {
    email.get(Email::DUE_AT).map_or(0, |at| u64::try_from(at.as_millisecond()).unwrap_or_default())
}

/// A message that is this server's to send.
struct Claimed {
    email: Arc<Record>,
    quote: Option<Arc<Record>>,
    /// The address of the quote's page.
    link: Option<String>,
}

/// Why a message does not go out now.
enum Stopped {
    /// Somebody else was first, or it is not due any more.
    Gone,
    /// It cannot be sent like this.
    Failed(String),
    /// Not before this instant.
    Later(Millis, String),
}

/// Sends one message, if it is still to be sent.
pub(super) async fn deliver(app: &App, id: Id) -> Result<(), PushError> {
    let Some((email, seq)) = due(&app.workspace.truth(), id, app.clock.now()) else { return Ok(()) };
    let expect = || Some(Expect::Row(Email::ENTITY_NAME.to_owned(), id, seq));
    match claim(app, &email, seq).await? {
        Ok(claimed) => {
            let came = send(app, &claimed).await;
            settle(app, &claimed.email, came).await
        }
        Err(Stopped::Gone) => Ok(()),
        Err(Stopped::Failed(reason)) => note(app, &email, failed(reason), expect()).await,
        Err(Stopped::Later(at, reason)) => {
            let values = vec![(Email::DUE_AT.id, instant(at).into()), (Email::REASON.id, reason.into())];
            note(app, &email, values, expect()).await
        }
    }
}

/// The message with its place in the log, while it is anybody's to send.
fn due(truth: &Authority, id: Id, now: Millis) -> Option<(Arc<Record>, u64)> {
    let held = truth.held(Email::ENTITY_NAME, id).filter(|held| held.is_live())?;
    let waits = matches!(held.record.get(Email::STATUS), Some("queued" | "sending"));
    (waits && due_at(&held.record) <= now).then(|| (held.record.clone(), held.seq))
}

/// Makes a message this server's, with the link that it needs.
async fn claim(app: &App, email: &Arc<Record>, seq: u64) -> Result<Result<Claimed, Stopped>, PushError> {
    let Some(post) = &app.post else { return Ok(Err(Stopped::Failed(t("mail-no-server")))) };
    let (quote, now) = (quote_of(&app.workspace.truth(), email), app.clock.now());
    if let Err(stopped) = may_go(&app.workspace.truth(), post, email, quote.as_deref(), now) {
        return Ok(Err(stopped));
    }
    let link = match &quote {
        Some(quote) if links(email) => Some(Link::of(app, email, quote).await?),
        _ => None,
    };
    if link.as_ref().is_some_and(|link| link.withdrawn) {
        return Ok(Err(Stopped::Failed(t("mail-link-withdrawn"))));
    }
    let own = [
        (Email::STATUS.id, "sending".into()),
        (Email::TRIES.id, (email.get(Email::TRIES).unwrap_or_default() + 1.0).into()),
        (Email::DUE_AT.id, instant(now + CLAIM).into()),
        (Email::QUOTE_LINK.id, link.as_ref().map(|link| link.id).into()),
    ];
    let made = link.as_ref().and_then(|link| link.made.clone());
    let ops = made.into_iter().chain([patch(email, own)]).collect();
    let expect = Expect::Row(Email::ENTITY_NAME.to_owned(), email.id, seq);
    Ok(match write(app, ops, Some(expect)).await {
        Err(PushError::Changed) => Err(Stopped::Gone),
        Err(error) => return Err(error),
        Ok(Some(why)) => Err(Stopped::Failed(why)),
        Ok(None) => {
            let email = app.workspace.truth().row(Email::ENTITY_NAME, email.id).unwrap_or_else(|| email.clone());
            let link = link.map(|link| format!("{}/p/quote/{}", post.url, link.secret));
            Ok(Claimed { email, quote, link })
        }
    })
}

fn links(email: &Record) -> bool {
    email.get(Email::BODY).unwrap_or_default().contains(Email::LINK_HERE)
}

fn quote_of(truth: &Authority, email: &Record) -> Option<Arc<Record>> {
    let quote = truth.row(Quote::ENTITY_NAME, email.get(Email::QUOTE)?)?;
    let sent = quote.deleted.is_none() && quote.get(Quote::STATUS).is_some_and(|status| status != DRAFT);
    sent.then_some(quote)
}

fn may_go(truth: &Authority, post: &Post, email: &Record, quote: Option<&Record>, now: Millis) -> Result<(), Stopped> {
    if quote.is_none() && (links(email) || email.get(Email::WITH_PDF) == Some(true)) {
        return Err(Stopped::Failed(t("mail-no-quote")));
    }
    let sent = sent_by(truth, email.created.by, now.saturating_sub(HOUR));
    let first = sent.len().checked_sub(post.per_hour).and_then(|spare| sent.get(spare));
    if let Some(first) = first {
        let most = post.per_hour.to_string();
        return Err(Stopped::Later(first + HOUR, t_with("mail-too-many", &[("most", &most)])));
    }
    Ok(())
}

/// When a person's messages went out since an instant, the first one first.
fn sent_by(truth: &Authority, person: Id, since: Millis) -> Vec<Millis> {
    let rows = truth.holding(Email::ENTITY_NAME, Email::STATUS.id, "sent");
    let own = rows.iter().filter(|row| row.created.by == person).filter_map(|row| row.get(Email::SENT_AT));
    let mut times: Vec<Millis> = own.filter_map(|at| u64::try_from(at.as_millisecond()).ok()).collect();
    times.retain(|at| *at > since);
    times.sort_unstable();
    times
}

/// The link of a message. Its secret follows from the workspace's own and from the message, so that a second try has the
/// same one, and it stands nowhere.
struct Link {
    id: Id,
    secret: String,
    withdrawn: bool,
    /// What makes it, where it is not there yet.
    made: Option<Operation>,
}

impl Link {
    async fn of(app: &App, email: &Record, quote: &Record) -> Result<Self, StoreError> {
        let id = app.workspace.name(&format!("mail-link/{}", email.id)).await?;
        let secret = app.workspace.name(&format!("mail-secret/{}", email.id)).await?;
        let secret = hex(&secret.bits().to_be_bytes());
        let row = app.workspace.truth().row(QuoteLink::ENTITY_NAME, id);
        let withdrawn = row.as_ref().is_some_and(|row| row.get(QuoteLink::REVOKED) == Some(true));
        let made = row.is_none().then(|| make(id, &secret, email, quote, app.clock.now()));
        Ok(Self { id, secret, withdrawn, made })
    }
}

fn make(id: Id, secret: &str, email: &Record, quote: &Record, now: Millis) -> Operation {
    let until = quote.get(Quote::VALID_UNTIL).unwrap_or_else(|| today(now + DAYS));
    let values: [(&str, Value); 4] = [
        (QuoteLink::NAME.id, email.get(Email::TO).unwrap_or_default().chars().take(200).collect::<String>().into()),
        (QuoteLink::QUOTE.id, quote.id.into()),
        (QuoteLink::HASH.id, QuoteLink::hash(secret).into()),
        (QuoteLink::EXPIRES_ON.id, until.into()),
    ];
    Operation::create(QuoteLink::ENTITY_NAME, id, values)
}

async fn send(app: &App, claimed: &Claimed) -> Result<(), Unsent> {
    let Some(post) = &app.post else { return Err(Unsent::Lost(t("mail-no-server"))) };
    let pdf = match claimed.email.get(Email::WITH_PDF) {
        Some(true) => Some(pdf(app, claimed).await?),
        _ => None,
    };
    let author = author(&app.workspace.truth(), claimed.email.created.by);
    let letter = Letter { email: &claimed.email, author, link: claimed.link.as_deref(), pdf, at: app.clock.now() };
    let unwritable = |error: String| Unsent::Refused(t_with("mail-unwritable", &[("error", &error)]));
    post.send(letter.message(&post.from).map_err(unwritable)?).await
}

/// The quote's document. A device sends pictures beside its edits, so a message may be here before they are.
async fn pdf(app: &App, claimed: &Claimed) -> Result<Pdf, Unsent> {
    let none = || Unsent::Refused(t("mail-no-document"));
    let broken = |error: DocumentError| {
        tracing::error!(%error, "an e-mail's document");
        none()
    };
    let quote = claimed.quote.as_ref().ok_or_else(none)?;
    let document = document::sent(&*app.workspace.truth(), quote).ok().flatten().ok_or_else(none)?;
    let waits = tries(&claimed.email) <= WITHOUT_PICTURES;
    if waits && !app.blobs.has_files_of(&document).await.map_err(|error| broken(error.into()))? {
        return Err(Unsent::Lost(t("mail-no-pictures")));
    }
    app.documents.pdf(document, &app.blobs).await.map_err(broken)
}

/// Name and address of who wrote it.
fn author(truth: &Authority, person: Id) -> Option<(String, String)> {
    let user = truth.row(User::ENTITY_NAME, person)?;
    Some((user.get(User::NAME)?.to_owned(), user.get(User::EMAIL)?.to_owned()))
}

/// Writes down what came of a try. The mail server may have the message by now, so this is not given up lightly.
async fn settle(app: &App, email: &Record, came: Result<(), Unsent>) -> Result<(), PushError> {
    let values = outcome(email, came, app.clock.now());
    for attempt in 1.. {
        match note(app, email, values.clone(), None).await {
            Err(PushError::Store(_)) if attempt < TRIES => {
                tokio::time::sleep(Duration::from_secs(u64::from(attempt))).await;
            }
            written => return written,
        }
    }
    Ok(())
}

type Values = Vec<(&'static str, Value)>;

fn outcome(email: &Record, came: Result<(), Unsent>, now: Millis) -> Values {
    let error = match came {
        Ok(()) => {
            return vec![
                (Email::STATUS.id, "sent".into()),
                (Email::SENT_AT.id, instant(now).into()),
                (Email::DUE_AT.id, Value::Null),
                (Email::REASON.id, Value::Null),
            ];
        }
        Err(Unsent::Refused(error)) => return failed(t_with("mail-refused", &[("error", &said(&error))])),
        Err(Unsent::Lost(error)) => said(&error),
    };
    let tries = tries(email);
    let count = tries.to_string();
    let said = [("tries", &*count), ("error", &*error)];
    match AGAIN.get(tries.saturating_sub(1)) {
        Some(wait) => vec![
            (Email::STATUS.id, "queued".into()),
            (Email::DUE_AT.id, instant(now + wait).into()),
            (Email::REASON.id, t_with("mail-again", &said).into()),
        ],
        None => failed(t_with("mail-given-up", &said)),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number between 0 and 1,000")]
fn tries(email: &Record) -> usize {
    email.get(Email::TRIES).unwrap_or_default() as usize
}

/// What the mail server said, in one line that fits.
fn said(error: &str) -> String {
    let plain = error.chars().map(|letter| if letter.is_control() { ' ' } else { letter });
    plain.take(REASON).collect()
}

/// Who asks for another try begins anew.
fn failed(reason: String) -> Values {
    vec![
        (Email::STATUS.id, "failed".into()),
        (Email::REASON.id, reason.into()),
        (Email::DUE_AT.id, Value::Null),
        (Email::TRIES.id, 0.0.into()),
    ]
}

async fn note(app: &App, email: &Record, values: Values, expect: Option<Expect>) -> Result<(), PushError> {
    match write(app, vec![patch(email, values)], expect).await {
        // Somebody has changed it meanwhile: it is looked at again.
        Err(PushError::Changed) | Ok(None) => Ok(()),
        Err(error) => Err(error),
        Ok(Some(why)) => {
            tracing::error!(why, "an e-mail's state was refused");
            Ok(())
        }
    }
}
