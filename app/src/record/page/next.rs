//! The next step: what a customer has accepted; the nearest task or planned activity, or the way to make one.

use super::{Shown, accepted};
use crate::{
    i18n::{t, t_with},
    record::{
        kind::is_closed,
        live, may_create, may_update,
        timeline::{Entry, EntryKind, complete, follows, upcoming},
        use_composer,
    },
    services::use_replica,
    ui::{Button, ButtonKind, Glyph, Icon, IconButton, When},
};
use leptos::prelude::*;
use shared::entities::{Opportunity, Stage, Task};

/// The next step, or what to do about there being none. Of a deal that is won or lost nothing has to follow.
#[component]
pub(super) fn NextStep(shown: Shown) -> impl IntoView {
    let replica = use_replica();
    let entity = shown.entity();
    let next = live(replica, follows(), move |replica| upcoming(replica, &entity, shown.id).into_iter().next());
    let written = move || {
        shown
            .record
            .with(|record| record.as_ref().and_then(|record| record.get(Opportunity::NEXT_STEP).map(str::to_owned)))
    };
    let decided = is_decided(shown);
    let accepted = accepted::accepted(shown);
    let body = move || match (next.get(), written()) {
        (Some(entry), _) => Some(planned(entry)),
        (None, Some(words)) => Some(view! { <span class="record-next__words">{words}</span> }.into_any()),
        (None, None) if decided.get() || accepted.with(Option::is_some) => None,
        (None, None) => Some(none()),
    };
    let won = move || accepted.get().map(|accepted| section(t("record-accepted"), accepted::body(shown, accepted)));
    view! {
        {won}
        {move || body().map(|body| section(t("record-next-step"), body))}
    }
    .into_any()
}

fn section(label: String, body: AnyView) -> AnyView {
    let name = label.clone();
    view! {
        <section class="record-next" aria-label=name>
            <Icon glyph=Glyph::Flag />
            <span class="record-next__label">{label}</span>
            {body}
        </section>
    }
    .into_any()
}

/// Whether the record is a deal that is won or lost.
fn is_decided(shown: Shown) -> Memo<bool> {
    live(use_replica(), vec![Stage::ENTITY_NAME.into()], move |replica| {
        shown.record.with(|record| record.as_ref().is_some_and(|record| is_closed(replica, record)))
    })
}

fn planned(entry: Entry) -> AnyView {
    let row = entry.record.clone();
    let ticks = entry.kind == EntryKind::Task && may_update(use_replica(), &row);
    let words = t_with("task-complete", &[("what", entry.title.clone().into())]);
    let tick = ticks.then(|| view! { <IconButton glyph=Glyph::Check label=words on_press=move |()| complete(use_replica(), &row, true) /> });
    let late = entry.is_late();
    view! {
        <a class="link record-next__words" href=entry.href.clone()>{entry.title.clone()}</a>
        {(!entry.at.is_empty()).then(|| view! { <span class="record-next__when" class:record-next__when--late=late><When at=entry.at.clone() /></span> })}
        {tick}
    }
    .into_any()
}

fn none() -> AnyView {
    let composer = use_composer();
    let may = may_create(use_replica(), Task::ENTITY_NAME);
    let add = move || {
        may.get().then(|| view! { <Button kind=ButtonKind::Quiet icon=Glyph::Plus on_press=move |()| composer.ask("task")>{t("record-next-add")}</Button> })
    };
    view! { <span class="record-next__none">{t("record-next-none")}</span>{add} }.into_any()
}
