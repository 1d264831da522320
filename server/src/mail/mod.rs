//! E-mails that people have written, on their way through the mail server.
//!
//! A message waits as a record. The server claims it (`sending`, until some instant), speaks SMTP, and writes down what came of
//! it. Each is claimed by one server only, for the claim expects the record as it was found. SMTP knows no transaction: where
//! a server ends between the mail server's last answer and its own commit, the message is sent again after the claim has run
//! out. It has the same Message-ID then, by which the receiving side can tell that it has it.

mod delivery;
mod letter;

use std::time::Duration;

use futures::StreamExt;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::Mailbox,
    transport::smtp::authentication::Credentials,
};
use shared::{
    Id,
    entities::Email,
    record::Millis,
    sync::{Authority, Rows},
};

use crate::{
    app::App,
    config::{Mail, Security},
};

/// Messages on their way at the same time.
const AT_ONCE: usize = 4;
/// Messages that are looked at before the records are asked again.
const ROUND: usize = 200;
/// How long the mail server may take for one answer, and for a message as a whole.
const ANSWER: Duration = Duration::from_secs(30);
const WHOLE: Duration = Duration::from_mins(3);
/// News of the log that come so close are looked at together.
const TOGETHER: Duration = Duration::from_millis(200);
/// The longest time without a look, in milliseconds.
const IDLE: Millis = 60_000;

/// The way to the mail server.
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    /// Where customers reach this server, without a slash at its end.
    url: String,
    /// E-mails that one person may send in an hour.
    per_hour: usize,
}

impl Post {
    /// The way that an operator has set up, if any.
    ///
    /// # Errors
    /// What is wrong with the settings, in a sentence.
    pub fn open(config: &Mail) -> Result<Option<Self>, String> {
        let Mail { host, port, security, user, password, from, url, per_hour } = config;
        if host.is_empty() {
            return Ok(None);
        }
        let from: Mailbox = from.parse().map_err(|_| format!("mail.from is not an e-mail address: {from:?}"))?;
        if !(url.starts_with("https://") || url.starts_with("http://")) {
            return Err(format!(
                "mail.url must say where customers reach this server, such as https://crm.example.com; it is {url:?}"
            ));
        }
        let builder = match security {
            Security::StartTls => AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host),
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host),
            Security::None => Ok(AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)),
        };
        let builder = builder.map_err(|error| format!("mail.host: {error}"))?.port(*port).timeout(Some(ANSWER));
        let builder = if user.is_empty() {
            builder
        } else {
            builder.credentials(Credentials::new(user.clone(), password.tell().to_owned()))
        };
        let (url, per_hour) = (url.trim_end_matches('/').to_owned(), usize::try_from(*per_hour).unwrap_or(usize::MAX));
        Ok(Some(Self { transport: builder.build(), from, url, per_hour }))
    }

    /// Hands a message over.
    async fn send(&self, message: Message) -> Result<(), Unsent> {
        match tokio::time::timeout(WHOLE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            // Nothing that is said again would be answered otherwise.
            Ok(Err(error)) if error.is_permanent() || error.is_client() => Err(Unsent::Refused(error.to_string())),
            Ok(Err(error)) => Err(Unsent::Lost(error.to_string())),
            Err(_) => Err(Unsent::Lost("the mail server took too long".to_owned())),
        }
    }
}

/// Why the mail server does not have a message.
enum Unsent {
    /// It does not want it.
    Refused(String),
    /// It could not be asked, or not now. Perhaps it even has it.
    Lost(String),
}

/// Sends what is due as it comes in, until the server stops.
pub(crate) async fn deliver(app: App) {
    let (mut heads, mut stopping) = (app.workspace.heads(), app.stopping());
    loop {
        heads.borrow_and_update();
        let wait = round(&app).await;
        tokio::select! {
            _ = stopping.changed() => return,
            told = heads.changed() => match told {
                Ok(()) => tokio::time::sleep(TOGETHER).await,
                Err(_) => return,
            },
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// Sends what is due now. How long nothing will be.
pub async fn round(app: &App) -> Duration {
    let (due, next) = waiting(&app.workspace.truth(), app.clock.now());
    futures::stream::iter(due)
        .for_each_concurrent(AT_ONCE, |id| async move {
            if let Err(error) = delivery::deliver(app, id).await {
                tracing::error!(%error, "an e-mail's state could not be written");
            }
        })
        .await;
    Duration::from_millis(next)
}

/// What is due, and in how many milliseconds more will be.
fn waiting(truth: &Authority, now: Millis) -> (Vec<Id>, Millis) {
    let rows = ["queued", "sending"]
        .into_iter()
        .flat_map(|status| truth.holding(Email::ENTITY_NAME, Email::STATUS.id, status));
    let mut waiting: Vec<(Millis, Id)> = rows.map(|row| (delivery::due_at(&row), row.id)).collect();
    waiting.sort_unstable();
    let later = waiting.partition_point(|(at, _)| *at <= now);
    let next = waiting.get(later).map_or(IDLE, |(at, _)| (at - now).min(IDLE));
    let due = waiting.iter().take(later.min(ROUND)).map(|(_, id)| *id).collect();
    // What did not fit is looked at at once.
    (due, if later > ROUND { 0 } else { next })
}
