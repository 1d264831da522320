//! What the customer has: links; and what came back: a signature, questions.

use super::{
    desk::Desk,
    mail::{self, Mailed},
    sharing::revoke,
};
use crate::{
    i18n::t,
    record::{instant_text, may_update, words::option_word},
    ui::{Badge, Button, ButtonKind, Glyph, Icon, When, badge::Tone, format},
};
use leptos::prelude::*;
use pricing::records;
use shared::{
    Record,
    entities::{Acceptance, Activity, Email, Quote, QuoteLink},
    replica::Replica,
    schema::id_for,
    sync::Rows,
};
use std::sync::Arc;

/// What it is made of.
const FOLLOWED: [&str; 5] =
    [Quote::ENTITY_NAME, QuoteLink::ENTITY_NAME, Acceptance::ENTITY_NAME, Activity::ENTITY_NAME, Email::ENTITY_NAME];

/// Everything between the customer and this quote.
#[derive(Clone, Default)]
struct Exchange {
    links: Vec<Arc<Record>>,
    mailed: Vec<Mailed>,
    signed: Option<Arc<Record>>,
    /// What was signed is what stands here.
    intact: bool,
    said: Vec<Arc<Record>>,
}

impl PartialEq for Exchange {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &[Arc<Record>], b: &[Arc<Record>]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.shows_the_same(b))
        };
        let signed = self.signed.as_ref().map(|record| record.id) == other.signed.as_ref().map(|record| record.id);
        let mailed = self.mailed.len() == other.mailed.len()
            && self.mailed.iter().zip(&other.mailed).all(|(a, b)| a.shows_the_same(b));
        mailed
            && same(&self.links, &other.links)
            && same(&self.said, &other.said)
            && signed
            && self.intact == other.intact
    }
}

impl Exchange {
    fn of(rows: &Replica, quote: &Record) -> Self {
        let linking = |entity: &str, field: &str| {
            let mut found = rows.holding(entity, field, &quote.id.to_string());
            found.sort_by_key(|record| std::cmp::Reverse(record.id));
            found
        };
        // That somebody has answered stands above; here, what they said.
        let mut said = linking(Activity::ENTITY_NAME, Activity::QUOTE.id);
        said.retain(|said| said.get(Activity::BODY).is_some());
        let signed = rows.get(Acceptance::ENTITY_NAME, id_for(Acceptance::ENTITY_NAME, quote.id)).cloned();
        let print = || records::shown(quote).ok()??.fingerprint().ok();
        let intact = signed.as_ref().is_some_and(|signed| signed.get(Acceptance::SHOWN) == print().as_deref());
        let mailed = Mailed::of(rows, quote);
        let mut links = linking(QuoteLink::ENTITY_NAME, QuoteLink::QUOTE.id);
        // What went out with a message is told, and withdrawn, there.
        links.retain(|link| !mailed.iter().any(|mailed| mailed.carries(link)));
        Self { links, mailed, signed, intact, said }
    }

    fn is_empty(&self) -> bool {
        self.links.is_empty() && self.mailed.is_empty() && self.signed.is_none() && self.said.is_empty()
    }
}

/// The part of the page; nothing until there is something between the two.
pub(super) fn customer(desk: Desk) -> AnyView {
    let exchange = desk.replica.live(&FOLLOWED, move |rows| {
        rows.get(Quote::ENTITY_NAME, desk.id).map(|quote| Exchange::of(rows, quote)).unwrap_or_default()
    });
    let body = move || {
        let exchange = exchange.get();
        (!exchange.is_empty()).then(|| {
            let intact = exchange.intact;
            view! {
                <section class="customer" aria-label=t("quotes-customer")>
                    <h2 class="record__heading">{t("quotes-customer")}</h2>
                    {exchange.signed.map(|signed| signature(&signed, intact))}
                    {exchange.said.into_iter().map(|said| entry(&said)).collect_view()}
                    {mailed(desk, exchange.mailed)}
                    {links(desk, exchange.links)}
                </section>
            }
        })
    };
    body.into_any()
}

fn signature(signed: &Record, intact: bool) -> AnyView {
    let name = signed.get(Acceptance::NAME).unwrap_or_default().to_owned();
    let kind = signed.get(Acceptance::KIND).map(|kind| option_word(Acceptance::ENTITY_NAME, Acceptance::KIND.id, kind));
    let at = signed.value(Acceptance::AT.id).as_text().unwrap_or_default().to_owned();
    let drawn = signed.get(Acceptance::SIGNATURE).map(|path| {
        view! {
            <svg class="customer__signature" viewBox="0 0 600 200" role="img" aria-label=t("quotes-signature")>
                <path d=path.to_owned() />
            </svg>
        }
    });
    let (tone, glyph, key) = if intact {
        (Tone::Good, Glyph::Check, "quotes-signed-intact")
    } else {
        (Tone::Bad, Glyph::Attention, "quotes-signed-otherwise")
    };
    view! {
        <div class="customer__entry">
            <p class="customer__name">{name}</p>
            {drawn}
            <p class="quote__when">{kind}" · "<When at /></p>
            <Badge tone icon=glyph>{t(key)}</Badge>
        </div>
    }
    .into_any()
}

/// A question, or what else was said about the quote.
fn entry(said: &Record) -> AnyView {
    let subject = said.get(Activity::SUBJECT).unwrap_or_default().to_owned();
    let at = said.value(Activity::AT.id).as_text().unwrap_or_default().to_owned();
    let body = said.get(Activity::BODY).map(|body| view! { <p class="field-prose">{body.to_owned()}</p> });
    view! {
        <div class="customer__entry">
            <p class="customer__name">
                <a class="link" href=format!("/activities/{}", said.id)>{subject}</a>
            </p>
            {body}
            <p class="quote__when"><When at /></p>
        </div>
    }
    .into_any()
}

fn mailed(desk: Desk, mailed: Vec<Mailed>) -> Option<AnyView> {
    let list = |mailed: Vec<Mailed>| mailed.into_iter().map(|one| mail::entry(desk, &one)).collect_view();
    (!mailed.is_empty())
        .then(|| view! { <ul class="customer__links" aria-label=t("quotes-mails")>{list(mailed)}</ul> }.into_any())
}

fn links(desk: Desk, links: Vec<Arc<Record>>) -> AnyView {
    if links.is_empty() {
        return ().into_any();
    }
    let list = links.into_iter().map(|link| one(desk, link)).collect_view();
    view! { <ul class="customer__links" aria-label=t("quotes-links")>{list}</ul> }.into_any()
}

fn one(desk: Desk, link: Arc<Record>) -> AnyView {
    let text = |field: &str| link.value(field).as_text().unwrap_or_default().to_owned();
    let (name, opened, until) =
        (text(QuoteLink::NAME.id), text(QuoteLink::OPENED_AT.id), text(QuoteLink::EXPIRES_ON.id));
    let revoked = link.get(QuoteLink::REVOKED) == Some(true);
    let (tone, key) = match () {
        () if revoked => (Tone::Plain, "quotes-link-revoked"),
        () if until < format::today() => (Tone::Plain, "quotes-link-expired"),
        () if opened.is_empty() => (Tone::Plain, "quotes-link-unopened"),
        () => (Tone::Info, "quotes-link-opened"),
    };
    let at = if opened.is_empty() || revoked { instant_text(link.created.at) } else { opened };
    let may = !revoked && may_update(desk.replica, &link);
    let take_back = may.then(|| {
        view! { <Button kind=ButtonKind::Quiet on_press=move |()| revoke(desk, &link)>{t("quotes-link-revoke")}</Button> }
    });
    view! {
        <li class="customer__link">
            <Icon glyph=Glyph::Link />
            <span class="customer__for">{name}</span>
            <Badge tone>{t(key)}</Badge>
            <span class="quote__when"><When at /></span>
            {take_back}
        </li>
    }
    .into_any()
}
