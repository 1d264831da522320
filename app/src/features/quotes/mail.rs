//! The quote by e-mail: written here, with or without a network, and sent by the server.

use super::{
    acts::Act,
    desk::Desk,
    head::commit,
    sharing::{can_be_shown, revoke},
};
use crate::{
    i18n::{t, t_with},
    record::{instant_text, may_update, words::option_word},
    services::{Refusal, new_id, say_problem},
    ui::{
        Badge, Button, ButtonKind, Checkbox, Dialog, DialogSize, Glyph, Icon, TextArea, TextField, When, badge::Tone,
        format,
    },
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Problem, Record, Value,
    entities::{Contact, Email, Quote, QuoteLink, User},
    replica::Replica,
    sync::{Operation, Rows},
};
use std::sync::Arc;

/// A message that is being written. What was typed stays while the page is open.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    open: RwSignal<bool>,
    to: RwSignal<String>,
    cc: RwSignal<String>,
    subject: RwSignal<String>,
    body: RwSignal<String>,
    with_pdf: RwSignal<bool>,
    problems: RwSignal<Vec<Problem>>,
}

impl Letter {
    pub(super) fn new() -> Self {
        let text = || RwSignal::new(String::new());
        let (open, with_pdf, problems) = (RwSignal::new(false), RwSignal::new(true), RwSignal::new(Vec::new()));
        Self { open, to: text(), cc: text(), subject: text(), body: text(), with_pdf, problems }
    }

    /// Opening a message about the quote.
    pub(super) fn act(self, desk: Desk, may: Memo<bool>) -> Act {
        let press = Callback::new(move |()| {
            if let Some(quote) = desk.quote.get_untracked() {
                desk.replica.read(|rows| self.begin(rows, &quote));
                self.open.set(true);
            }
        });
        let (wanted, never) = (can_be_shown(desk, may), Signal::stored(false));
        Act { words: "quotes-mail", glyph: Glyph::Mail, wanted, disabled: never, busy: never, press }
    }

    /// Begins as the quote suggests, unless something has been written.
    fn begin(self, rows: &Replica, quote: &Record) {
        if !self.body.with_untracked(String::is_empty) {
            return;
        }
        let text = |field: &str| quote.value(field).as_text().unwrap_or_default().to_owned();
        let person = quote.get(Quote::CONTACT).and_then(|id| rows.get(Contact::ENTITY_NAME, id));
        self.to.set(person.and_then(|person| person.get(Contact::EMAIL)).unwrap_or_default().to_owned());
        let about = [("number", text(Quote::NUMBER.id).into()), ("title", text(Quote::TITLE.id).into())];
        self.subject.set(t_with("quotes-mail-subject", &about).chars().take(200).collect());
        self.body.set(body(rows, quote, person.map(|person| rows.title(Contact::ENTITY_NAME, person.id))));
    }

    fn clear(self) {
        self.cc.set(String::new());
        self.body.set(String::new());
    }

    fn operation(self, quote: &Record) -> Operation {
        let same = |field: &str| quote.value(field).clone();
        let values: [(&str, Value); 10] = [
            (Email::SUBJECT.id, self.subject.get_untracked().trim().into()),
            (Email::TO.id, self.to.get_untracked().trim().into()),
            (Email::CC.id, self.cc.get_untracked().trim().into()),
            (Email::BODY.id, self.body.get_untracked().into()),
            (Email::STATUS.id, "queued".into()),
            (Email::QUOTE.id, quote.id.into()),
            (Email::ACCOUNT.id, same(Quote::ACCOUNT.id)),
            (Email::CONTACT.id, same(Quote::CONTACT.id)),
            (Email::OPPORTUNITY.id, same(Quote::OPPORTUNITY.id)),
            (Email::WITH_PDF.id, self.with_pdf.get_untracked().into()),
        ];
        Operation::create(Email::ENTITY_NAME, new_id(), values)
    }

    /// What is wrong with a field.
    fn problem(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            let own = |problem: &&Problem| problem.field.as_deref() == Some(field);
            self.problems.with(|problems| problems.iter().find(own).map(say_problem))
        })
    }
}

fn body(rows: &Replica, quote: &Record, name: Option<String>) -> String {
    let hello = match name.filter(|name| !name.is_empty()) {
        Some(name) => t_with("quotes-mail-hello", &[("name", name.into())]),
        None => t("quotes-mail-hello-nobody"),
    };
    let until = quote.value(Quote::VALID_UNTIL.id).as_text();
    let until = until.map(|day| t_with("quotes-mail-until", &[("day", format::date(day).into())])).unwrap_or_default();
    let me = rows.access().map(|access| rows.title(User::ENTITY_NAME, access.user)).unwrap_or_default();
    let title = quote.get(Quote::TITLE).unwrap_or_default().to_owned();
    let args = [
        ("hello", hello.into()),
        ("title", title.into()),
        ("until", until.into()),
        ("link", Email::LINK_HERE.into()),
        ("me", me.into()),
    ];
    t_with("quotes-mail-body", &args)
}

/// The message.
#[component]
pub(super) fn LetterDialog(desk: Desk, letter: Letter) -> impl IntoView {
    let open = letter.open;
    let footer = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary icon=Glyph::Mail on_press=move |()| send(desk, letter)>{t("quotes-mail-send")}</Button>
        }
        .into_any()
    };
    view! {
        <Dialog open title=t("quotes-mail-title") size=DialogSize::Large footer>
            <div class="form">
                <TextField label=t("email-to") value=letter.to hint=t("quotes-mail-to-hint") problem=letter.problem(Email::TO.id) autocomplete="off" required=true />
                <TextField label=t("email-cc") value=letter.cc problem=letter.problem(Email::CC.id) autocomplete="off" />
                <TextField label=t("email-subject") value=letter.subject problem=letter.problem(Email::SUBJECT.id) autocomplete="off" required=true />
                <TextArea label=t("email-body") value=letter.body hint=t_with("quotes-mail-link-hint", &[("link", Email::LINK_HERE.into())]) problem=letter.problem(Email::BODY.id) rows=10 required=true />
                <Checkbox label=t("email-with-pdf") checked=letter.with_pdf on_change=move |on| letter.with_pdf.set(on) />
            </div>
        </Dialog>
    }
    .into_any()
}

fn send(desk: Desk, letter: Letter) {
    let Some(quote) = desk.quote.get_untracked() else { return };
    let op = letter.operation(&quote);
    spawn_local(async move {
        match desk.replica.commit(vec![op], None).await {
            Ok(_) => {
                letter.problems.set(Vec::new());
                letter.clear();
                letter.open.set(false);
                desk.replica.say(t("quotes-said-mail"));
            }
            Err(Refusal::Problems(problems)) if problems.iter().all(|problem| problem.field.is_some()) => {
                letter.problems.set(problems);
            }
            Err(refusal) => desk.replica.say_refused(&refusal),
        }
    });
}

/// A message as the quote's page lists it, with the link that went out with it.
#[derive(Clone)]
pub(super) struct Mailed {
    email: Arc<Record>,
    link: Option<Arc<Record>>,
}

impl Mailed {
    /// The messages about a quote, the latest first.
    pub(super) fn of(rows: &Replica, quote: &Record) -> Vec<Self> {
        let mut emails = rows.holding(Email::ENTITY_NAME, Email::QUOTE.id, &quote.id.to_string());
        emails.sort_by_key(|email| std::cmp::Reverse(email.id));
        let link = |email: &Record| rows.get(QuoteLink::ENTITY_NAME, email.get(Email::QUOTE_LINK)?).cloned();
        emails.into_iter().map(|email| Self { link: link(&email), email }).collect()
    }

    /// Whether a link went out with it.
    pub(super) fn carries(&self, link: &Record) -> bool {
        self.link.as_ref().is_some_and(|own| own.id == link.id)
    }

    pub(super) fn shows_the_same(&self, other: &Self) -> bool {
        let links = match (&self.link, &other.link) {
            (Some(a), Some(b)) => a.shows_the_same(b),
            (a, b) => a.is_none() && b.is_none(),
        };
        links && self.email.shows_the_same(&other.email)
    }

    /// When its link was first opened.
    fn opened(&self) -> Option<String> {
        self.link.as_ref()?.value(QuoteLink::OPENED_AT.id).as_text().map(str::to_owned)
    }

    fn is_withdrawn(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.get(QuoteLink::REVOKED) == Some(true))
    }

    /// How it stands, in a tone and in words.
    fn standing(&self) -> (Tone, String) {
        let status = self.email.get(Email::STATUS).unwrap_or_default();
        let words = option_word(Email::ENTITY_NAME, Email::STATUS.id, status);
        match status {
            "sent" if self.is_withdrawn() => (Tone::Plain, t("quotes-link-revoked")),
            "sent" if self.opened().is_some() => (Tone::Good, t("quotes-link-opened")),
            "sent" => (Tone::Good, words),
            "failed" => (Tone::Bad, words),
            "queued" | "sending" => (Tone::Info, words),
            _ => (Tone::Plain, words),
        }
    }
}

/// A message: to whom, how it stands, and what can be done about it.
pub(super) fn entry(desk: Desk, mailed: &Mailed) -> AnyView {
    let email = &mailed.email;
    let text = |field: &str| email.value(field).as_text().map(str::to_owned);
    let (tone, words) = mailed.standing();
    let at = mailed.opened().or_else(|| text(Email::SENT_AT.id)).unwrap_or_else(|| instant_text(email.created.at));
    let reason = text(Email::REASON.id).map(|reason| view! { <p class="customer__reason">{reason}</p> });
    let href = format!("/emails/{}", email.id);
    view! {
        <li class="customer__link">
            <Icon glyph=Glyph::Mail />
            <a class="link customer__for" href=href>{text(Email::TO.id)}</a>
            <Badge tone>{words}</Badge>
            <span class="quote__when"><When at /></span>
            {act(desk, mailed)}
            {reason}
        </li>
    }
    .into_any()
}

/// A message that waits is taken back, one that failed is tried again; of one that went out the link is withdrawn.
fn act(desk: Desk, mailed: &Mailed) -> Option<AnyView> {
    let (email, link) = (mailed.email.clone(), mailed.link.clone());
    let set = move |status: &'static str, said: &'static str| {
        let op = desk.replica.read(|rows| rows.patch(&email, [(Email::STATUS.id, Value::from(status))]));
        commit(desk, vec![op], t(said), None);
    };
    let (key, press): (_, Box<dyn Fn()>) = match mailed.email.get(Email::STATUS)? {
        "queued" => ("quotes-mail-cancel", Box::new(move || set("cancelled", "quotes-said-mail-cancelled"))),
        "failed" => ("quotes-mail-again", Box::new(move || set("queued", "quotes-said-mail"))),
        "sent" if !mailed.is_withdrawn() => {
            let link = link?;
            ("quotes-link-revoke", Box::new(move || revoke(desk, &link)))
        }
        _ => return None,
    };
    let press = StoredValue::new_local(press);
    let press = move |()| press.with_value(|press| press());
    may_update(desk.replica, &mailed.email)
        .then(|| view! { <Button kind=ButtonKind::Quiet on_press=press>{t(key)}</Button> }.into_any())
}
