//! Why something is not possible or follows, and what would help.

use super::desk::{Asked, Desk, Place, option_words};
use crate::{
    i18n::{t, t_with},
    ui::{Button, Glyph, Icon, IconButton},
};
use leptos::prelude::*;
use protocol::{
    Clicked, Explained,
    product::{Change, Mended, Reason},
};

/// The answer to a question about an option of this attribute. It is read out when it comes.
pub(super) fn answer(desk: Desk, at: usize) -> AnyView {
    let shown = move || match desk.asked.with(|asked| asked.clone().filter(|asked| asked.place.0 == at)) {
        Some(Asked { place, answer: Some(answer) }) => explained(desk, place, answer),
        _ => ().into_any(),
    };
    view! { <div aria-live="polite">{shown}</div> }.into_any()
}

fn explained(desk: Desk, place: Place, answer: Explained) -> AnyView {
    let option =
        desk.attribute(place.0, |a| a.options.get(place.1).map(|o| format!("{}: {}", a.name, option_words(a, o))));
    let option = option.flatten().unwrap_or_default();
    let (key, reason) = match (answer.refused, answer.forced) {
        (Some(reason), _) if reason.choices.is_empty() => ("configure-never", reason),
        (Some(reason), _) => ("configure-refused", reason),
        (None, Some(reason)) => ("configure-forced", reason),
        (None, None) => return ().into_any(),
    };
    let title = t_with(key, &[("what", option.into())]);
    let is_refused = key != "configure-forced";
    let repairs = answer.repairs.iter().map(|repair| mending(desk, Some(place), repair)).collect_view();
    view! {
        <div class="configure-why">
            <div class="configure-why__head">
                <p class="configure-why__title"><Icon glyph=if is_refused { Glyph::Warning } else { Glyph::Link } />{title}</p>
                <IconButton glyph=Glyph::Cross label=t("ui-close") on_press=move |()| desk.asked.set(None) />
            </div>
            {rules(&reason)}
            {(!is_refused || answer.repairs.is_empty()).then(|| causes(desk, &reason))}
            <div class="configure-why__ways">{repairs}</div>
        </div>
    }
    .into_any()
}

/// The sentences of the rules.
fn rules(reason: &Reason) -> AnyView {
    let rule = |rule: &protocol::product::RuleName| {
        view! { <li>{rule.sentence.clone()}" "<span class="configure-why__rule">{rule.id.clone()}</span></li> }
    };
    let all = reason.rules.iter().map(rule).collect_view();
    view! { <ul class="configure-why__rules">{all}</ul> }.into_any()
}

/// The choices behind it, each with a way to take it back.
fn causes(desk: Desk, reason: &Reason) -> AnyView {
    let cause = |chosen: &protocol::product::Chosen| {
        let (attribute, option) = desk.names(&chosen.attribute, &chosen.option);
        let words = t_with("configure-take-back", &[("what", attribute.into()), ("option", option.into())]);
        let id = chosen.attribute.clone();
        view! { <Button icon=Glyph::Undo on_press=move |()| desk.clear(&id)>{words}</Button> }
    };
    let all = reason.choices.iter().map(cause).collect_view();
    view! { <div class="configure-why__ways">{all}</div> }.into_any()
}

/// A way out: what it changes and what that costs, done by one press.
fn mending(desk: Desk, wanted: Option<Place>, repair: &Mended) -> AnyView {
    let change = |change: &Change| {
        let (what, from) = desk.names(&change.attribute, &change.from);
        let (_, to) = desk.names(&change.attribute, &change.to);
        let words = t_with("configure-change", &[("what", what.into()), ("from", from.into()), ("to", to.into())]);
        view! { <li>{words}</li> }
    };
    let changes = repair.changes.iter().map(change).collect_view();
    let label = wanted.map_or_else(
        || t("configure-mend"),
        |place| {
            let name = desk.attribute(place.0, |a| a.options.get(place.1).map(|o| option_words(a, o))).flatten();
            t_with("configure-anyway", &[("what", name.unwrap_or_default().into())])
        },
    );
    let before = desk.clicked.with_untracked(|c| c.as_ref().and_then(|c| c.answer.cheapest.as_ref().map(|b| b.price)));
    let price = before.map(|before| desk.signed(repair.product.price.saturating_sub(before)));
    let own = repair.clone();
    view! {
        <div class="configure-way">
            <Button on_press=move |()| desk.mend(wanted, &own)>{label}</Button>
            <ul class="configure-way__changes">{changes}</ul>
            <span class="configure-way__price">{price}</span>
        </div>
    }
    .into_any()
}

/// What is wrong with the choices as a whole, above the list.
pub(super) fn notices(desk: Desk) -> AnyView {
    let strange = move || {
        let all = desk.strange.read().join(", ");
        (!all.is_empty()).then(|| {
            view! { <p class="configure-notice tone-info" role="status"><Icon glyph=Glyph::Info /><span>{t_with("configure-strange", &[("what", all.into())])}</span></p> }
        })
    };
    let trouble = move || {
        desk.trouble.get().map(|words| {
            view! {
                <div class="configure-notice tone-bad" role="alert">
                    <Icon glyph=Glyph::Warning /><span>{words}</span>
                    <Button on_press=move |()| desk.again()>{t("configure-again")}</Button>
                </div>
            }
        })
    };
    let conflict = move || desk.clicked.get().filter(|clicked| !clicked.answer.valid).map(|c| conflict(desk, &c));
    view! { {strange}{trouble}{conflict} }.into_any()
}

fn conflict(desk: Desk, clicked: &Clicked) -> AnyView {
    let chosen = |reason: &Reason| {
        let words = reason.choices.iter().map(|chosen| {
            let (attribute, option) = desk.names(&chosen.attribute, &chosen.option);
            format!("{attribute}: {option}")
        });
        words.collect::<Vec<_>>().join(" · ")
    };
    let reasons = clicked.conflicts.iter().map(|reason| {
        view! { <p class="configure-why__choices">{chosen(reason)}</p>{rules(reason)} }
    });
    let reasons = reasons.collect_view();
    let ways = clicked.repairs.iter().map(|repair| mending(desk, None, repair)).collect_view();
    view! {
        <div class="configure-why configure-why--conflict" role="alert">
            <p class="configure-why__title"><Icon glyph=Glyph::Warning />{t("configure-conflict")}</p>
            {reasons}
            <div class="configure-why__ways">{ways}</div>
        </div>
    }
    .into_any()
}
