//! One thing to choose: radio buttons, a switch, or a number in steps.

use super::{
    desk::{Desk, Place, Stand, option_words},
    why,
};
use crate::{
    i18n::{t, t_with},
    ui::{Glyph, Icon, IconButton, dom::unique_id},
};
use leptos::{ev, prelude::*};
use protocol::Attribute;

/// Most numbers that stand as radio buttons; more are stepped through.
const MOST_NUMBERS: usize = 6;

/// How an attribute is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Radio,
    Switch,
    Stepper,
}

fn shape(attribute: &Attribute) -> Shape {
    let present = || attribute.options.iter().filter(|option| option.present);
    if matches!(attribute.options.as_slice(), [no, yes] if no.id == "no" && yes.id == "yes") {
        Shape::Switch
    } else if present().count() > MOST_NUMBERS && present().all(|option| option.number.is_some()) {
        Shape::Stepper
    } else {
        Shape::Radio
    }
}

/// An attribute, in the step of that name.
pub(super) fn row(desk: Desk, at: usize, step: &str) -> AnyView {
    let Some((name, shape)) = desk.attribute(at, |attribute| (attribute.name.clone(), shape(attribute))) else {
        return ().into_any();
    };
    // Instances of a sub-assembly carry its name, which the step says already.
    let short = name.strip_prefix(step).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(&name).to_owned();
    let id = unique_id("configure");
    let control = match shape {
        Shape::Radio => radios(desk, at, &id),
        Shape::Switch => switch(desk, at, &id),
        Shape::Stepper => stepper(desk, at, &id),
    };
    view! {
        <div class="configure-row">
            <div class="configure-row__head">
                <h3 class="configure-row__name" id=id>{short}</h3>
                {note(desk, at, name)}
            </div>
            {control}
            {why::answer(desk, at)}
        </div>
    }
    .into_any()
}

/// How it came to be as it is, with what can be done about that. Its place is kept while it is empty.
fn note(desk: Desk, at: usize, name: String) -> AnyView {
    let decided = Memo::new(move |_| desk.decided(at));
    let words = move || match decided.get() {
        Some((option, Stand::Follows)) => view! {
            <button class="configure-row__follows" type="button" on:click=move |_| desk.ask_why((at, option))>
                <Icon glyph=Glyph::Link />{t("configure-follows")}
            </button>
        }
        .into_any(),
        Some((_, Stand::Always)) => {
            view! { <span class="configure-row__always">{t("configure-always")}</span> }.into_any()
        }
        Some((_, Stand::Chosen)) => {
            let label = t_with("configure-clear", &[("what", name.clone().into())]);
            let id = desk.attribute(at, |attribute| attribute.id.clone()).unwrap_or_default();
            view! { <IconButton glyph=Glyph::Undo label on_press=move |()| desk.clear(&id) /> }.into_any()
        }
        _ => ().into_any(),
    };
    view! { <div class="configure-row__note">{words}</div> }.into_any()
}

fn radios(desk: Desk, at: usize, label: &str) -> AnyView {
    let group = StoredValue::new(unique_id("configure-options"));
    let count = desk.attribute(at, |attribute| attribute.options.len()).unwrap_or_default();
    let all = (0..count).map(|option| radio(desk, (at, option), group)).collect_view();
    view! { <div class="configure-options" role="radiogroup" aria-labelledby=label.to_owned()>{all}</div> }.into_any()
}

fn radio(desk: Desk, place: Place, group: StoredValue<String>) -> AnyView {
    let stand = move || desk.stand(place);
    let words = desk.attribute(place.0, |a| a.options.get(place.1).map(|o| option_words(a, o))).flatten();
    let press = move |ev: ev::MouseEvent| {
        match untrack(stand) {
            Stand::Chosen => return,
            // What is excluded stays unchosen: the press asks why.
            Stand::Refused => ev.prevent_default(),
            _ => {}
        }
        desk.press(place);
    };
    view! {
        <label class="configure-option" class:configure-option--refused=move || stand() == Stand::Refused>
            <input class="configure-option__input" type="radio" name=group.get_value() prop:checked=move || stand().is_decided() on:click=press />
            <span class="configure-option__name">{words}</span>
            <span class="configure-option__price">{move || price(desk, place)}</span>
        </label>
    }
    .into_any()
}

/// What an option makes the product cost more or less; for what is excluded, the way to the reason.
fn price(desk: Desk, place: Place) -> String {
    match desk.stand(place) {
        Stand::Refused => t("configure-why-not"),
        Stand::Open => match desk.difference(place) {
            Some(0) => t("configure-same"),
            more => more.map(|more| desk.signed(more)).unwrap_or_default(),
        },
        _ => String::new(),
    }
}

/// Options of a flag: no and yes.
const NO: usize = 0;
const YES: usize = 1;

fn switch(desk: Desk, at: usize, label: &str) -> AnyView {
    let on = Memo::new(move |_| desk.decided(at).is_some_and(|(option, _)| option == YES));
    let other = move || (at, if on.get() { NO } else { YES });
    let refused = move || desk.stand(other()) == Stand::Refused;
    let press = move |ev: ev::MouseEvent| {
        if untrack(refused) {
            ev.prevent_default();
        }
        desk.press(untrack(other));
    };
    view! {
        <label class="configure-option configure-option--switch" class:configure-option--refused=refused>
            <input class="configure-switch" type="checkbox" role="switch" aria-labelledby=label.to_owned() prop:checked=on on:click=press />
            <span class="configure-option__name">{move || t(if on.get() { "configure-yes" } else { "configure-no" })}</span>
            <span class="configure-option__price">{move || price(desk, other())}</span>
        </label>
    }
    .into_any()
}

/// The positions of the numbers among an attribute's options; the first may be that there is none.
fn numbers(desk: Desk, at: usize) -> Vec<(usize, f64)> {
    let read = |attribute: &Attribute| {
        let all = attribute.options.iter().enumerate().filter(|(_, option)| option.present);
        all.filter_map(|(option, choosable)| Some((option, choosable.id.parse().ok()?))).collect()
    };
    desk.attribute(at, read).unwrap_or_default()
}

fn stepper(desk: Desk, at: usize, label: &str) -> AnyView {
    let all = StoredValue::new(numbers(desk, at));
    let number = move |option: usize| all.with_value(|all| all.iter().find(|(o, _)| *o == option).map(|(_, n)| *n));
    let text = move |option: Option<usize>| option.and_then(number).map(|n| n.to_string()).unwrap_or_default();
    let shown = Memo::new(move |_| text(desk.decided(at).map(|(option, _)| option)));
    let likely = move || text(desk.cheapest(at));
    let (name, unit) = desk.attribute(at, |a| (a.name.clone(), a.unit.clone())).unwrap_or_default();
    let [less, more] = ["configure-less", "configure-more"].map(|key| t_with(key, &[("what", name.clone().into())]));
    let typed = move |ev: ev::Event| {
        if let Some(option) = event_target_value(&ev).parse().ok().and_then(|n| all.with_value(|all| nearest(all, n))) {
            desk.press((at, option));
        }
        // The field says what is chosen, which may be what it was.
        event_target::<web_sys::HtmlInputElement>(&ev).set_value(&shown.get_untracked());
    };
    let step = move |forward: bool| all.with_value(|all| take_step(desk, at, all, forward));
    let keys = move |ev: ev::KeyboardEvent| {
        if let forward @ ("ArrowUp" | "ArrowDown") = ev.key().as_str() {
            ev.prevent_default();
            step(forward == "ArrowUp");
        }
    };
    view! {
        <div class="configure-number">
            <IconButton glyph=Glyph::Minus label=less on_press=move |()| step(false) />
            <input class="input input--number configure-number__input" type="number" step="any" aria-labelledby=label.to_owned() prop:value=shown placeholder=likely on:change=typed on:keydown=keys />
            <span class="configure-number__unit">{unit}</span>
            <IconButton glyph=Glyph::Plus label=more on_press=move |()| step(true) />
            <span class="configure-number__range">{move || all.with_value(|all| range(desk, at, all))}</span>
            {without(desk, at)}
        </div>
    }
    .into_any()
}

fn nearest(all: &[(usize, f64)], typed: f64) -> Option<usize> {
    all.iter().min_by(|a, b| (a.1 - typed).abs().total_cmp(&(b.1 - typed).abs())).map(|(option, _)| *option)
}

/// Goes to the next number that is possible; where there is none, to the next, whose reason is then said.
fn take_step(desk: Desk, at: usize, all: &[(usize, f64)], forward: bool) {
    let from = untrack(|| desk.decided(at).map(|(option, _)| option).or_else(|| desk.cheapest(at)));
    let beyond: Vec<usize> = if forward {
        all.iter().map(|(option, _)| *option).filter(|option| Some(*option) > from).collect()
    } else {
        all.iter().rev().map(|(option, _)| *option).filter(|option| from.is_none_or(|from| *option < from)).collect()
    };
    let free = beyond.iter().find(|option| untrack(|| desk.stand((at, **option))) != Stand::Refused);
    if let Some(option) = free.or(beyond.first()) {
        desk.press((at, *option));
    }
}

/// Between what and what it can be now.
fn range(desk: Desk, at: usize, all: &[(usize, f64)]) -> String {
    let mut free = all.iter().map(|(option, _)| *option).filter(|option| desk.stand((at, *option)) != Stand::Refused);
    let words = |option: usize| desk.attribute(at, |a| a.options.get(option).map(|o| option_words(a, o))).flatten();
    let Some(first) = free.next() else { return String::new() };
    let last = free.next_back().unwrap_or(first);
    let [from, to] = [first, last].map(|option| words(option).unwrap_or_default());
    t_with("configure-range", &[("from", from.into()), ("to", to.into())])
}

/// For a number that can be left out: that it is.
fn without(desk: Desk, at: usize) -> Option<AnyView> {
    let none = desk.attribute(at, |a| a.options.iter().position(|option| !option.present)).flatten()?;
    let pressed = move || desk.stand((at, none)).is_decided().to_string();
    let words = desk.attribute(at, |a| a.options.get(none).map(|o| o.name.clone())).flatten();
    Some(view! { <button class="button button--quiet" type="button" aria-pressed=pressed on:click=move |_| desk.press((at, none))>{words}</button> }.into_any())
}
