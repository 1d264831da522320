//! The link by which a customer sees the quote: made here, without the server, and shown once.

use super::{acts::Act, desk::Desk, head::commit};
use crate::{
    i18n::{t, t_with},
    record::in_days,
    services::{ReplicaHandle, copy_text, new_id, secret_bytes},
    ui::{Button, ButtonKind, Dialog, DialogSize, Glyph, Icon, LinkButton, format},
};
use leptos::{html, prelude::*, task::spawn_local};
use shared::{
    Id, Record, Value,
    entities::{Account, Contact, Quote, QuoteLink},
    sync::Operation,
};

/// Days for which a link leads to a quote that nobody has given a last day.
const DAYS: i32 = 30;

/// A link that has just been made.
#[derive(Debug, Clone, Default, PartialEq)]
struct Made {
    id: Option<Id>,
    address: String,
}

/// Handing out a link, as handles.
#[derive(Clone, Copy)]
pub(super) struct Sharing {
    open: RwSignal<bool>,
    made: RwSignal<Made>,
}

impl Sharing {
    pub(super) fn new() -> Self {
        Self { open: RwSignal::new(false), made: RwSignal::new(Made::default()) }
    }

    /// Making a link, and showing it.
    pub(super) fn act(self, desk: Desk, may: Memo<bool>) -> Act {
        let (wanted, never) = (can_be_shown(desk, may), Signal::stored(false));
        let press = Callback::new(move |()| self.make(desk));
        Act { words: "quotes-share", glyph: Glyph::Link, wanted, disabled: never, busy: never, press }
    }

    fn make(self, desk: Desk) {
        let Some(quote) = desk.quote.get_untracked() else { return };
        let Some(random) = secret_bytes() else {
            desk.replica.say_wrong(t("quotes-share-no-secret"));
            return;
        };
        let (id, secret) = (new_id(), QuoteLink::secret(random));
        let op = link(desk.replica, &quote, id, &secret);
        spawn_local(async move {
            match desk.replica.commit(vec![op], None).await {
                Ok(_) => {
                    self.made.set(Made { id: Some(id), address: format!("{}/p/quote/{secret}", origin()) });
                    self.open.set(true);
                }
                Err(refusal) => desk.replica.say_refused(&refusal),
            }
        });
    }
}

/// Whether this person may put the quote before the customer now.
pub(super) fn can_be_shown(desk: Desk, may: Memo<bool>) -> Signal<bool> {
    let answerable = move || desk.quote.with(|quote| quote.as_ref().is_some_and(|quote| can_be_answered(quote)));
    Memo::new(move |_| may.get() && answerable()).into()
}

/// A customer can answer what was sent until its last day.
fn can_be_answered(quote: &Record) -> bool {
    let until = quote.value(Quote::VALID_UNTIL.id).as_text().unwrap_or_default();
    quote.get(Quote::STATUS) == Some("sent") && (until.is_empty() || *until >= *format::today())
}

fn link(replica: ReplicaHandle, quote: &Record, id: Id, secret: &str) -> Operation {
    let until = match quote.value(Quote::VALID_UNTIL.id) {
        Value::Null => in_days(DAYS).into(),
        until => until.clone(),
    };
    let values: [(&str, Value); 4] = [
        (QuoteLink::NAME.id, whom(replica, quote).into()),
        (QuoteLink::QUOTE.id, quote.id.into()),
        (QuoteLink::HASH.id, QuoteLink::hash(secret).into()),
        (QuoteLink::EXPIRES_ON.id, until),
    ];
    Operation::create(QuoteLink::ENTITY_NAME, id, values)
}

/// The person at the customer, or the customer.
fn whom(replica: ReplicaHandle, quote: &Record) -> String {
    let title = |entity, id: Option<Id>| {
        let title = replica.read(|rows| rows.title(entity, id.unwrap_or(Id::NIL)));
        Some(title).filter(|title| !title.is_empty())
    };
    let person = title(Contact::ENTITY_NAME, quote.get(Quote::CONTACT));
    let name = person.or_else(|| title(Account::ENTITY_NAME, quote.get(Quote::ACCOUNT))).unwrap_or_default();
    name.chars().take(200).collect()
}

fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The link, once it is made.
#[component]
pub(super) fn LinkDialog(desk: Desk, sharing: Sharing) -> impl IntoView {
    let Sharing { open, made } = sharing;
    let waits = desk.replica.live(&[QuoteLink::ENTITY_NAME], move |rows| {
        let link = made.with(|made| rows.get(QuoteLink::ENTITY_NAME, made.id?).cloned());
        link.is_some_and(|link| link.updated().seq == 0)
    });
    let hint = move || {
        let key = if waits.get() { "quotes-share-waits" } else { "quotes-share-works" };
        view! { <p class="share__hint" role="status"><Icon glyph=if waits.get() { Glyph::CloudOff } else { Glyph::Check } />{t(key)}</p> }
    };
    let copy = move |()| {
        spawn_local(async move {
            let copied = copy_text(&made.get_untracked().address).await.is_some();
            desk.replica.say_whether(copied, &t("quotes-share-copied"), &t("quotes-share-not-copied"));
        });
    };
    let footer = move || {
        view! {
            <LinkButton icon=Glyph::Mail href=Signal::derive(move || mail(desk, &made.get().address))>{t("quotes-share-mail")}</LinkButton>
            <Button kind=ButtonKind::Primary icon=Glyph::Copy on_press=copy>{t("quotes-share-copy")}</Button>
        }
        .into_any()
    };
    view! {
        <Dialog open title=t("quotes-share-title") size=DialogSize::Medium footer>
            <div class="form">
                <p>{t("quotes-share-why")}</p>
                <Address made />
                {hint}
                <p class="share__once">{t("quotes-share-once")}</p>
            </div>
        </Dialog>
    }
    .into_any()
}

/// The address, selected when it is touched, for where the clipboard is refused.
#[component]
fn Address(made: RwSignal<Made>) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let select = move |_| {
        if let Some(input) = node.get_untracked() {
            input.select();
        }
    };
    view! {
        <input
            class="input"
            type="text"
            readonly
            node_ref=node
            aria-label=t("quotes-share-address")
            prop:value=move || made.get().address
            on:focus=select
        />
    }
    .into_any()
}

/// A message in the person's own mail program, with the link in it.
fn mail(desk: Desk, address: &str) -> String {
    let encode = |text: String| String::from(js_sys::encode_uri_component(&text));
    let quote = desk.quote.get();
    let text =
        |field: &str| quote.as_ref().and_then(|quote| quote.value(field).as_text()).unwrap_or_default().to_owned();
    let person = quote.as_ref().and_then(|quote| quote.get(Quote::CONTACT));
    let to = person.and_then(|id| {
        desk.replica.read(|rows| rows.get(Contact::ENTITY_NAME, id)?.get(Contact::EMAIL).map(str::to_owned))
    });
    let subject = t_with("quotes-share-subject", &[("title", text(Quote::TITLE.id).into())]);
    let body = t_with("quotes-share-body", &[("title", text(Quote::TITLE.id).into()), ("address", address.into())]);
    let to = encode(to.unwrap_or_default());
    format!("mailto:{to}?subject={}&body={}", encode(subject), encode(body))
}

/// Takes a link back. There is no undo: who has lost trust in a link does not get it back by one press.
pub(super) fn revoke(desk: Desk, link: &Record) {
    let op = desk.replica.read(|rows| rows.patch(link, [(QuoteLink::REVOKED.id, Value::from(true))]));
    commit(desk, vec![op], t("quotes-share-revoked"), None);
}
