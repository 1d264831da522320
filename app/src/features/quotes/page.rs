//! One quote: what it is, its lines and sums, and around it to whom, until when and by which terms.

use super::{
    approvals::{Approvals, standings},
    current,
    customer::customer,
    desk::Desk,
    facts,
    head::Head,
    lines::Lines,
    outcome,
    totals::Totals,
};
use crate::{
    i18n::t,
    record::words::entities_word,
    services::{Phase, use_replica},
    shell::set_title,
    ui::{EmptyState, Glyph, Icon, LinkButton},
};
use leptos::prelude::*;
use pricing::records;
use shared::{Id, entities::Quote};

/// The page of a quote, or why it is not here.
#[component]
pub(super) fn QuotePage(id: Id) -> impl IntoView {
    let replica = use_replica();
    let here = replica.live(&[Quote::ENTITY_NAME], move |rows| rows.get(Quote::ENTITY_NAME, id).is_some());
    let body = move || match here.get() {
        true => view! { <Body id /> }.into_any(),
        false if !replica.loaded().get() || replica.phase().get() != Phase::Ready => ().into_any(),
        false => gone(),
    };
    view! { <div class="record-host">{body}</div> }.into_any()
}

fn gone() -> AnyView {
    view! {
        <h1 class="visually-hidden" tabindex="-1">{entities_word(Quote::ENTITY_NAME)}</h1>
        <EmptyState glyph=Glyph::Quote title=t("quotes-gone") sentence=t("record-gone-why")>
            <LinkButton href="/quotes">{t("quotes-back")}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Body(id: Id) -> impl IntoView {
    let desk = Desk::new(id);
    let standings = standings(desk);
    Effect::new(move || {
        if let Some(quote) = desk.quote.get() {
            set_title(quote.get(Quote::TITLE).unwrap_or_default());
        }
    });
    view! {
        <article class="quote" class:quote--draft=move || desk.may.get()>
            <Head desk standings />
            {late_edits(desk)}
            {current::banner(desk)}
            {outcome::banner(desk)}
            <div class="quote__columns">
                <div class="quote__main">
                    <Lines desk />
                    <div class="quote__below">
                        {facts::words(desk)}
                        <div class="quote__sums">
                            <Totals desk />
                            <Approvals desk standings />
                        </div>
                    </div>
                </div>
                <aside class="quote__aside" aria-label=t("quotes-details")>{customer(desk)}{facts::aside(desk)}</aside>
            </div>
        </article>
    }
    .into_any()
}

/// Says so where lines were changed that the sent quote does not have: somebody wrote while it was sent elsewhere.
fn late_edits(desk: Desk) -> AnyView {
    let late = desk.replica.live(&["quote", "quote_line"], move |rows| {
        let Some(quote) = rows.get(Quote::ENTITY_NAME, desk.id) else { return false };
        let sent = quote.get(Quote::CONTENT).filter(|_| !super::desk::is_draft(quote));
        let now = || records::content(&records::lines(rows, desk.id)).ok();
        sent.is_some_and(|sent| now().is_some_and(|now| now != sent))
    });
    let words = move || {
        late.get().then(|| view! { <p class="notice notice--warning" role="status"><Icon glyph=Glyph::Attention />{t("quotes-late-edits")}</p> })
    };
    words.into_any()
}
